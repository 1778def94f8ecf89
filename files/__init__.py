"""Spreadsheets in and out: reading offices' workbooks, writing templates, results and demo data.

Pure: files and catalogue in, records and problems out; no database, no scoring.
"""
