"""What becomes of records behind their entry: examined once more, objected to, put right."""
