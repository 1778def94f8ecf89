"""Rosters, records and blank forms as workbooks that the readers read back."""
