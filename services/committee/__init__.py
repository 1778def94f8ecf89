"""Committees, their terms, the groups and departments in them."""
