"""Records that are drawn to be examined once more, so that anybody can repeat the draw (履7)."""
