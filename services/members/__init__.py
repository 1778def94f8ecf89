"""Members: who is in office, what holds of them from which day on, and how a roster is written."""
