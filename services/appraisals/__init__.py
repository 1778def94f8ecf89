"""What opinion items, information officers, units and staff come to in a year (议13), by rules as data."""
