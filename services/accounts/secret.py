"""Secrets that the program makes: first secrets for people, tokens for programs; and digests of them."""

import secrets
from hashlib import sha256

# Without letters and digits that look alike in print: 32 of them, five bits each.
LETTERS = "23456789abcdefghijkmnpqrstuvwxyz"
GROUPS, LENGTH = 4, 4


def first_secret() -> str:
    """A new first secret, as it is printed: `k7mq-2xnv-…`, 80 bits of chance."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(GROUPS))


def typed(secret: str) -> str:
    """A first secret as it is hashed: whoever types it off paper may leave out hyphens, or write capitals."""
    return "".join(letter for letter in secret.casefold() if letter.isalnum())


def token() -> str:
    """A new token of a session: 256 bits of chance, in letters that a cookie and a header take."""
    return secrets.token_urlsafe(32)


def digest(text: str) -> str:
    """What is kept of a token: whoever reads the table cannot use it. It cannot be guessed, so no salt."""
    return sha256(text.encode()).hexdigest()
