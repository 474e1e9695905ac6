"""Figures we promise, measured: each file prints its own table."""
