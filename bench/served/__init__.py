"""The portal as the benchmark serves it: the same code, and two addresses more to compare with."""
