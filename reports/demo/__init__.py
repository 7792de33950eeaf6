"""The demo: one summit that is over and one that is running, from a fixed seed; used by commands only."""
