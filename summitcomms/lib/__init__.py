"""Helpers that import no app of ours: time, numbers, tables, permits, charts."""
