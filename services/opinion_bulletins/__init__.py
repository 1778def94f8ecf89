"""Bulletins of opinion items (议11, 13): a quarter or a year, frozen when it is signed, and as files."""
