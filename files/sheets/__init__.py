"""Workbooks and text files as sheets of plain cells, and back."""
