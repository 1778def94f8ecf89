"""The commands that work on a database, and how every command ends: a few lines of wiring each."""
