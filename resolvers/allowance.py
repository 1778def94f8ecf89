"""How much of the limit of cost an operation may take: by the roles of whoever asks, in a document."""

from functools import cache
from typing import Any

from services.accounts.sessions import SessionRow
from wordlist import wordlist

ALL = 100


def share_of(session: SessionRow | None) -> int:
    """The part of the limit of cost that is there for a session (None: for nobody), in percent."""
    document = _document()
    if session is None or not session.complete:
        return int(document["nobody"])
    shares: dict[str, int] = document["roles"]
    return max((shares.get(one.role, ALL) for one in session.rights.grants), default=ALL)


@cache
def _document() -> Any:
    return wordlist("resolvers", "allowance.yaml")
