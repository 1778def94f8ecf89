"""The trail looked through from outside: whether it is whole, and a copy of it elsewhere."""
