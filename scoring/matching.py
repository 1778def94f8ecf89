"""From columns to shapes, and from shapes to the predicates that hold: asked once per shape, not per fact."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring import engine, oracle
from scoring.facts import Flags, Integers
from scoring.predicate import Axis, Predicate

# Above this many possible combinations the codes are renumbered to those that occur.
DENSE = 1 << 21


class MatchersDisagree(RuntimeError):
    """The engine and its oracle gave different answers; no result is better than a wrong one."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """The different combinations of codes that facts have: `of_fact` numbers them, `codes` has a row each."""

    of_fact: Integers
    codes: Integers


def shape(columns: Sequence[Integers], n: int) -> Shapes:
    """The shapes of `n` facts whose axes have these codes (one array per axis, codes from 0)."""
    ids: Integers = np.zeros(n, np.int32)
    width = 1
    # Few facts are sooner sorted than a table of all combinations is gone through.
    dense = min(DENSE, max(16 * n, 1 << 10))
    for column in columns:
        size = int(column.max(initial=0)) + 1
        if size == 1:
            continue
        if width * size > dense:
            ids, width = _renumber(ids, width)
        if width * size > dense:
            # Too many even so: sort what occurs.
            _, ids = np.unique(ids.astype(np.int64) * size + column, return_inverse=True)
            ids, width = ids.astype(np.int32), int(ids.max(initial=-1)) + 1
            continue
        np.multiply(ids, np.int32(size), out=ids)
        np.add(ids, column, out=ids, casting="unsafe")
        width *= size
    ids, width = _renumber(ids, width)
    example = np.zeros(width, np.int64)
    example[ids] = np.arange(n)
    codes = np.stack([column[example] for column in columns], axis=1) if columns else np.zeros((width, 0))
    return Shapes(ids, codes.astype(np.int64))


def _renumber(ids: Integers, width: int) -> tuple[Integers, int]:
    seen = np.zeros(width, bool)
    seen[ids] = True
    numbers = np.cumsum(seen, dtype=np.int32)
    numbers -= 1
    return numbers[ids], int(seen.sum())


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
