"""How a record goes from entry to archive (履7): the steps, who decides, corrections, and what waits."""
