"""Predicates over small integer columns: what both matchers evaluate.

Every condition of a measure becomes one: an attribute is an axis, its values are small codes, and a test
says which codes of an axis hold. 0 is the code of a missing value, so it satisfies only what names it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from rules.when import All, AnyOf, Labels, Missing, Range, Test
from scoring.facts import Integers

TAKE_AXIS = "@take"
RELATED_AXIS = "@related"


@dataclass(frozen=True, slots=True, order=True)
class Axis:
    """A column of the shapes. Member attributes and the counted date depend on the leaf's `date`."""

    attribute: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class In:
    """The code on `axis` is one of `codes`, which are ascending and distinct."""

    axis: Axis
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class And:
    parts: "tuple[Predicate, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    parts: "tuple[Predicate, ...]"


Predicate = In | And | Or


def tests_in(test: Test) -> list[Labels | Range | Missing]:
    """The single tests of which `test` is made."""
    if isinstance(test, All | AnyOf):
        return [one for part in test.parts for one in tests_in(part)]
    return [test]


def conjunctions(predicate: Predicate) -> list[tuple[In, ...]]:
    """`predicate` as alternatives, each a plain conjunction; the loader bounds how many there are."""
    if isinstance(predicate, In):
        return [(predicate,)]
    if isinstance(predicate, Or):
        return [parts for part in predicate.parts for parts in conjunctions(part)]
    choices = product(*(conjunctions(part) for part in predicate.parts))
    return [tuple(atom for parts in choice for atom in parts) for choice in choices]


@dataclass(frozen=True, slots=True)
class Codes:
    """How a test's attributes become codes: their axes, labels where labelled, cuts where numeric."""

    axis: Callable[[str], Axis]
    labels: Callable[[str], tuple[str, ...] | None]
    cuts: Mapping[Axis, tuple[int, ...]]


def compile_test(test: Test, codes: Codes) -> Predicate:
    """`test` over the codes of its axes."""
    if isinstance(test, All | AnyOf):
        parts = tuple(compile_test(part, codes) for part in test.parts)
        return And(parts) if isinstance(test, All) else Or(parts)
    axis, labels = codes.axis(test.attribute), codes.labels(test.attribute)
    cuts = codes.cuts.get(axis, ())
    if isinstance(test, Missing):
        size = len(cuts) + 1 if labels is None else len(labels)
        return In(axis, (0,) if test.missing else tuple(range(1, size + 1)))
    if isinstance(test, Labels):
        named = enumerate(labels or (), 1)
        return In(axis, tuple(at for at, label in named if (label in test.values) != test.negated))
    return In(axis, _segments(test, cuts))


def _segments(test: Range, cuts: tuple[int, ...]) -> tuple[int, ...]:
    """The codes of the segments between `cuts` that lie within the range; segment 1 starts at 0."""
    low = 1 if test.low is None or test.low <= 0 else cuts.index(test.low) + 2
    high = len(cuts) + 2 if test.high is None else 1 if test.high <= 0 else cuts.index(test.high) + 2
    return tuple(range(low, high))


def segment_codes(values: Integers, cuts: tuple[int, ...]) -> Integers:
    """The segment of each number: 0 missing, 1 below the first cut, and so on."""
    if len(cuts) > 12:
        return (np.searchsorted(np.array(cuts), values, side="right") + (values >= 0)).astype(np.int32)
    codes = (values >= 0).astype(np.uint8)
    for cut in cuts:
        codes += values >= cut
    return codes
