"""The master key replaced: what was sealed and proved with the former one goes on with another."""
