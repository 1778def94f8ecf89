"""Opinion items (千岛议家): written, submitted, and given their first review."""
