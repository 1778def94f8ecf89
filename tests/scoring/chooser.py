"""Choices from Hypothesis, cheaply: whole numbers only, of which the smaller is the simpler."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
# A block is made simple as a whole, so they are short.
_BLOCK = st.binary(min_size=32, max_size=32)


class Chooser:
    """Takes bytes from Hypothesis, many at once: a draw for each choice costs more than the test itself."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._left = iter(b"")

    def below(self, n: int) -> int:
        """A number from 0 to n - 1."""
        if n == 1:
            return 0
        # Of a number that is no divisor of the bytes' the simpler choices are a little likelier.
        return (self._byte() if n <= 32 else self._byte() << 8 | self._byte()) % n

    def _byte(self) -> int:
        for byte in self._left:
            return byte
        self._left = iter(self._draw(_BLOCK))
        return next(self._left)

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
