"""Opinion items (千岛议家): written, submitted, given their first review, edited and signed."""
