"""Conditions of guards, gates and grades, evaluated for all members at once."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Protocol

import numpy as np

from rules.condition import (
    COUNTED,
    Condition,
    Count,
    Either,
    Every,
    GradeIs,
    Negation,
    Person,
    Points,
    RateOf,
)
from rules.document import Node
from rules.when import QUANTITY_SCALE, All, AnyOf, Labels, Missing, Range, Test
from scoring.arithmetic import Scale
from scoring.counted import compare, numbers
from scoring.counts import Counts
from scoring.facts import Flags, Integers, Labelled, Numeric
from scoring.items import Totals
from scoring.matched import Matched
from scoring.roster import Roster, Tenure


class Folding(Protocol):
    """What a condition reads of a fold: members, counts before any cut, and the points of other nodes."""

    roster: Roster
    matched: Matched
    counts: Counts
    scale: Scale

    def node(self, node_id: str) -> Node: ...
    def totals(self, node_id: str) -> Totals: ...
    def tenure(self, names: Sequence[str]) -> Tenure: ...


def holds(condition: Condition, fold: Folding) -> Flags:
    """For each member, whether `condition` holds. Points are read from `fold`, counts from before any cut."""
    match condition:
        case Every(parts=parts):
            return _all([holds(part, fold) for part in parts], fold.roster.n)
        case Either(parts=parts):
            return ~_all([~holds(part, fold) for part in parts], fold.roster.n)
        case Negation(part=part):
            return ~holds(part, fold)
        case Person(test=test):
            return satisfies(test, fold.roster)
        case Points(node=node, compare=bounds):
            value = fold.totals(node).value
            return _within(value, bounds.bounds, lambda bound: fold.scale.one * bound)
        case RateOf(node=node, compare=bounds):
            leaf = fold.node(node)
            above, below, known = numbers(leaf, fold.counts)
            fits = known.copy()
            for operator, bound in bounds.bounds:
                fits &= compare(above * bound.denominator, below * bound.numerator, operator)
            return fits
        case Count():
            return _counted(condition, fold)
        case GradeIs():
            raise TypeError("a grade is no part of the fold: ask rules.condition.with_grade")


def _counted(condition: Count, fold: Folding) -> Flags:
    number = fold.counts.of(condition.nodes, condition.of)
    unit = 1 if condition.of in COUNTED else QUANTITY_SCALE
    if condition.per_head:
        heads = fold.counts.heads
        assert heads is not None
        flags = heads > 0
        for operator, bound in condition.compare.bounds:
            flags &= compare(number * bound.denominator, heads * bound.numerator * unit, operator)
        return flags
    if condition.pro_rata is None:
        return _within(number, condition.compare.bounds, lambda bound: bound * unit)
    # Nobody meets a requirement by not having been a member.
    tenure = fold.tenure(condition.nodes)
    flags = tenure.months > 0
    for operator, bound in condition.compare.bounds:
        flags &= compare(number, tenure.quota(bound, condition.pro_rata) * unit, operator)
    return flags


def _within(
    value: Integers, bounds: tuple[tuple[str, Fraction], ...], scaled: Callable[[Fraction], Fraction]
) -> Flags:
    flags = np.ones(len(value), bool)
    for operator, bound in bounds:
        exact = scaled(bound)
        flags &= compare(value * exact.denominator, exact.numerator, operator)
    return flags


def satisfies(test: Test, roster: Roster) -> Flags:
    """For each member, whether their own attributes at the end of the period satisfy `test`."""
    match test:
        case All(parts=parts):
            return _all([satisfies(part, roster) for part in parts], roster.n)
        case AnyOf(parts=parts):
            return ~_all([~satisfies(part, roster) for part in parts], roster.n)
    column = roster.at_end(test.attribute)
    present = column.codes > 0 if isinstance(column, Labelled) else column.values >= 0
    match test, column:
        case Missing(missing=missing), _:
            return np.asarray(present != missing)
        case Labels(values=values, negated=negated), Labelled(codes=codes, labels=labels):
            wanted = [at for at, label in enumerate(labels, 1) if (label in values) != negated]
            return np.isin(codes, wanted)
        case Range(low=low, high=high), Numeric(values=numbers):
            inside = present & (numbers >= (low if low is not None else 0))
            return inside if high is None else inside & (numbers < high)
    raise TypeError(f"{test} does not fit {test.attribute}")


def _all(flags: list[Flags], n: int) -> Flags:
    return np.logical_and.reduce(flags) if flags else np.ones(n, bool)
