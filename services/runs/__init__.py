"""Score runs: the live one of each year, those that are kept, those that a closing froze."""
