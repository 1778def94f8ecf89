"""What people enter and correct by hand, one record at a time."""
