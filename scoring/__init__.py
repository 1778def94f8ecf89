"""Facts to awards, totals and ranks, with the reason for every point. Pure: no database, no web, no files."""
