"""Documents for people: what one says, set as PDF or DOCX, read back, and issued as a folder of files.

Pure: no database, no network, and the day of issue is given.
"""
