"""Exact arithmetic on arrays: whole numbers of one small unit, never floats in a result.

All points of a run are multiples of one unit, `1 / Scale.one` of a point, chosen so that every share, ratio
and factor of the measure is whole. Arrays are int64 where the numbers fit, else Python integers.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from scoring.facts import Flags, Integers

# Whole numbers below this are exact as doubles, which is what bincount adds.
DOUBLE_EXACT = 1 << 53


@dataclass(frozen=True, slots=True)
class Scale:
    """`one` is how many units a point has; `wide` says that int64 is too small for this run."""

    one: int
    wide: bool

    def units(self, points: Fraction) -> int:
        """Points in units; the scale was chosen so that this is exact."""
        scaled = points * self.one
        if scaled.denominator != 1:
            raise ArithmeticError(f"{points} is no multiple of 1/{self.one}")
        return scaled.numerator

    def points(self, units: int) -> Fraction:
        return Fraction(int(units), self.one)

    def array(self, values: list[int]) -> Integers:
        return np.array(values, object if self.wide else np.int64)

    def zeros(self, n: int) -> Integers:
        return self.array([0]).repeat(n)


def segment_sum(ids: Integers, values: Integers, n: int) -> Integers:
    """The sum of `values` for each id from 0 to n-1, exact."""
    if values.dtype != object:
        if len(values) == 0:
            return np.zeros(n, np.int64)
        least, most = int(values.min()), int(values.max())
        if least == most:
            return np.bincount(ids, minlength=n) * least
        # A bound on any partial sum; almost always far below what a double holds exactly.
        if max(most, -least) * len(values) < DOUBLE_EXACT:
            return np.bincount(ids, weights=values, minlength=n).astype(np.int64)
        largest = np.bincount(ids, weights=np.abs(values), minlength=n).max()
        if largest < DOUBLE_EXACT / 2:
            return np.bincount(ids, weights=values, minlength=n).astype(np.int64)
    total = np.zeros(n, np.int64) if values.dtype != object else np.array([0], object).repeat(n)
    np.add.at(total, ids, values)
    return total


def multiplied(values: Integers, above: Integers | int, below: Integers | int) -> Integers:
    """`values × above / below`, exact; raises `ArithmeticError` where the scale is too coarse for it."""
    product = values * above
    whole: Integers = product // below
    if (whole * below != product).any():
        raise ArithmeticError("a part of a point is finer than the unit of the run")
    return whole


def round_to(values: Integers, step: int, mode: str) -> Integers:
    """`values` as multiples of `step` (both in units); half-up is away from zero."""
    return round_quotient(values, step, mode) * step


def round_quotient(above: Integers, below: Integers | int, mode: str) -> Integers:
    """`above / below` as whole numbers; `below` is positive."""
    sizes = abs(above)
    if mode == "half-up":
        sizes = (2 * sizes + below) // (2 * below)
    elif mode == "up":
        sizes = -(-sizes // below)
    else:
        sizes = sizes // below
    whole: Integers = np.where(above < 0, -sizes, sizes)
    return whole


def order_ranks(values: Integers) -> Integers:
    """Small integers in the order of `values`, for sorting numbers of any width."""
    ranks: Integers = np.unique(values, return_inverse=True)[1].reshape(-1)
    return ranks


def one_sign(values: Integers) -> bool:
    """Whether all values are above 0, or all below."""
    return len(values) > 0 and bool(values.min() > 0 or values.max() < 0)


def ascending(values: Integers) -> bool:
    """Whether no value is less than the one before it."""
    return bool((values[1:] >= values[:-1]).all())


def within(groups: Integers) -> Integers:
    """For ascending `groups`: the place of each element in its group, from 0."""
    n = len(groups)
    starts = np.flatnonzero(first_of(groups))
    lengths = np.diff(np.r_[starts, n])
    return np.arange(n) - np.repeat(starts, lengths)


def first_of(groups: Integers) -> Flags:
    """For ascending `groups`: whether an element is the first of its group."""
    flags = np.ones(len(groups), bool)
    np.not_equal(groups[1:], groups[:-1], out=flags[1:])
    return flags
