"""What is worked out of a board once, and read many times while the board is kept."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from services.runs.board import Board

T = TypeVar("T")


def memo(board: Board, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives, made once for each `key` and board; what was used least recently goes first."""
    found: T = board.memo.of(key, make)
    return found
