"""How a measure comes into force: drafted, simulated, reviewed, published."""
