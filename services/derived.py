"""What is worked out of a board once, and read many times while the board is kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from services.board import Board

T = TypeVar("T")

# Clients choose what is worked out. A board keeps so many of the things they chose, and fewer of a large
# committee: there each holds something for every member.
KEPT, MEMBERS = 128, 400_000


def derived(board: Board, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives, made once for each `key` and board; the oldest things go first."""
    known = board.derived
    if key not in known:
        made = make()
        most = max(6, min(KEPT, MEMBERS // max(1, len(board.entries))))
        while len(known) >= most:
            del known[next(iter(known))]
        known[key] = made
    found: T = known[key]
    return found
