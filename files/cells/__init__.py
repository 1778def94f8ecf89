"""What a single cell, heading or row of an office says: days, kinds, names, marks, half-days."""
