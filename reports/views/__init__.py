"""Pages of the portal that join what several apps know."""
