"""Work on texts from untrusted hands, in a child process with limits; it knows no database."""
