"""From the sheets of an office to members and records, with everything that is doubtful."""
