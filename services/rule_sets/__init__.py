"""The versions of measures that a committee keeps, and what the trail says of them."""
