"""Choices from Hypothesis, cheaply: whole numbers only, of which the smaller is the simpler."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


@cache
def _below(n: int) -> st.SearchStrategy[int]:
    return st.integers(0, n - 1)


class Chooser:
    """Draws from Hypothesis. Building a strategy for each choice would cost more than the test itself."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def below(self, n: int) -> int:
        """A number from 0 to n - 1."""
        return self._draw(_below(n)) if n > 1 else 0

    def between(self, least: int, most: int) -> int:
        return least + self.below(most - least + 1)

    def of(self, options: Sequence[T]) -> T:
        """One of the options; the first is the simplest."""
        return options[self.below(len(options))]

    def one_in(self, n: int) -> bool:
        """True once in `n` times; False is the simpler."""
        return self.below(n) == n - 1

    def some(self, options: Sequence[T], least: int, most: int) -> list[T]:
        """Different options, in the order in which they were drawn."""
        left = list(options)
        count = self.between(min(least, len(left)), min(most, len(left)))
        return [left.pop(self.below(len(left))) for _ in range(count)]
