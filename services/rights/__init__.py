"""Who may do what: the rights, the roles that give them, and who holds them."""
