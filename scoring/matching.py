"""From columns to shapes, and from shapes to the predicates that hold: asked once per shape, not per fact."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from scoring import engine, oracle
from scoring.blocks import looked_up, occurring
from scoring.facts import Flags, Integers
from scoring.predicate import Axis, Predicate

# Above so many possible combinations the numbers are those of the combinations that occur: of 16 bits as long
# as they can be, for half the memory; from a table up to the second bound; by sorting beyond it.
NARROW, DENSE = (1 << 16) - 1, 1 << 21


class MatchersDisagree(RuntimeError):
    """The engine and its oracle gave different answers; no result is better than a wrong one."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """The different combinations of codes that facts have: `of_fact` numbers them, `codes` has a row each."""

    of_fact: Integers
    codes: Integers


def shape(columns: Sequence[Integers], n: int) -> Shapes:
    """The shapes of `n` facts whose axes have these codes (one array per axis, codes from 0)."""
    numbers = _Numbers(n)
    for column in columns:
        numbers.add(column)
    numbers.renumber()
    return Shapes(numbers.of_fact, numbers.codes)


class _Numbers:
    """Numbers for the combinations of codes, axis after axis: each code is one more digit.

    So nothing is sorted, and no fact is asked what its number stands for: `codes` says it for the axes up to
    the last renumbering, and `sizes` are those of the digits since.
    """

    def __init__(self, n: int) -> None:
        self.of_fact: Integers = np.zeros(n, np.uint16)
        self.codes: Integers = np.zeros((1, 0), np.int64)
        self.sizes: list[int] = []
        # Few facts are sooner sorted than a table of all combinations is gone through.
        self.dense = min(DENSE, max(16 * n, 1 << 10))

    @property
    def width(self) -> int:
        """All numbers are below."""
        return prod((len(self.codes), *self.sizes))

    def add(self, column: Integers) -> None:
        size = int(column.max(initial=0)) + 1
        if self.width * size > min(NARROW, self.dense):
            self.renumber()
        width = self.width * size
        if width > NARROW:
            self.of_fact = self.of_fact.astype(np.int32 if width <= DENSE else np.int64)
        if size > 1:
            np.multiply(self.of_fact, self.of_fact.dtype.type(size), out=self.of_fact)
            np.add(self.of_fact, column, out=self.of_fact, casting="unsafe")
        self.sizes.append(size)
        if width > self.dense:
            self.renumber()

    def renumber(self) -> None:
        """Leaves numbers only to those combinations that occur."""
        of_fact: Integers
        if self.width > self.dense:
            seen, of_fact = np.unique(self.of_fact, return_inverse=True)
        else:
            flags = occurring(self.of_fact, self.width)
            seen, numbers = np.flatnonzero(flags), np.cumsum(flags) - 1
            of_fact = looked_up(numbers.astype(_type_of(len(seen))), self.of_fact)
        number, *digits = np.unravel_index(seen, (len(self.codes), *self.sizes))
        self.of_fact = of_fact.astype(_type_of(len(seen)), copy=False)
        self.codes = np.column_stack([self.codes[number], *digits])
        self.sizes = []


def _type_of(width: int) -> type[np.integer]:
    """The type of numbers below `width`."""
    return np.uint16 if width <= NARROW else np.int32


def match(predicates: Sequence[Predicate], axes: Sequence[Axis], shapes: Shapes) -> Flags:
    """A row per predicate, a column per shape, by both matchers; raises `MatchersDisagree`."""
    distinct = list(dict.fromkeys(predicates))
    if not len(shapes.codes) or not distinct:
        return np.zeros((len(predicates), len(shapes.codes)), bool)
    held = engine.match(distinct, axes, shapes.codes)
    expected = oracle.match(distinct, axes, shapes.codes)
    if not np.array_equal(held, expected):
        different = int((held != expected).any(axis=1).sum())
        raise MatchersDisagree(f"{different} of {len(distinct)} predicates differ")
    place = {predicate: at for at, predicate in enumerate(distinct)}
    return held[[place[predicate] for predicate in predicates]]
