"""Accounts: who is registered, how they sign in, and what their sessions and passwords must keep to."""
