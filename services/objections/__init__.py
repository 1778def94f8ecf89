"""What members and departments object to, who answers it, and what follows (履11)."""
