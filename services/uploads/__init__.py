"""Files that people hand in: rid of what they tell of their makers, sealed, read by id, erased."""
