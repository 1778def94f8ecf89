"""What people hand in: written anew without what it tells of its maker, or refused."""
