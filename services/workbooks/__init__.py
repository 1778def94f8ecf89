"""Rosters and records in files of an office: imported, compared, exported."""
