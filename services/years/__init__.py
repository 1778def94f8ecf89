"""Closing a year, opening it again, verifying it, and what waits for it."""
