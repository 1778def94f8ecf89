"""The reference's items and award lines, and how a limit, a factor or a rounding spreads over lines.

Written from docs/rules.md, sections 5 and 6, and from nothing in `scoring`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from rules.compare import Compare
from rules.document import Rounding
from tests.scoring.reference_facts import Fact

FIRST: tuple[object, ...] = ((), -1)


@dataclass(frozen=True)
class Line:
    """What is kept of one fact (or of a base, a rate, a guarantee: no fact) under one rule."""

    node: str
    fact: Fact | None
    day: date | None
    raw: Fraction
    kept: Fraction
    place: int = 0

    @property
    def order(self) -> tuple[object, ...]:
        """By counted date, then external key, then as the rules stand (a node after those below it)."""
        return (self.day or date.min, self.fact.order if self.fact else FIRST, self.place)


@dataclass(frozen=True)
class Item:
    """What a node hands upward: the points of one fact, one group, or one member's whole period."""

    value: Fraction
    lines: tuple[Line, ...]
    fact: Fact | None = None
    day: date | None = None

    @property
    def order(self) -> tuple[date, tuple[object, ...]]:
        """By counted date, then external key; whole periods have no date and come first."""
        return (self.day or date.min, self.fact.order if self.fact else FIRST)

    def changed(self, lines: Sequence[Line], value: Fraction) -> Item:
        assert sum((line.kept for line in lines), Fraction(0)) == value
        return replace(self, lines=tuple(lines), value=value)


def fits(compare: Compare, number: Fraction) -> bool:
    operators: dict[str, Callable[[Fraction, Fraction], bool]] = {
        "min": lambda a, b: a >= b,
        "max": lambda a, b: a <= b,
        "above": lambda a, b: a > b,
        "below": lambda a, b: a < b,
        "equals": lambda a, b: a == b,
    }
    return all(operators[name](number, bound) for name, bound in compare.bounds)


def rounded(value: Fraction, rounding: Rounding) -> Fraction:
    """To multiples of `to`; negative numbers by their size (section 6)."""
    steps = abs(value) / rounding.to
    by_mode = {
        "half-up": math.floor(steps + Fraction(1, 2)),
        "down": math.floor(steps),
        "up": math.ceil(steps),
    }
    whole = by_mode[rounding.mode]
    return (-whole if value < 0 else whole) * rounding.to


def times(lines: Sequence[Line], factor: Fraction) -> list[Line]:
    return [replace(line, kept=line.kept * factor) for line in lines]


def cut(lines: Sequence[Line], bound: Fraction, sign: int, rest: Line) -> list[Line]:
    """Lines that add up to the bound: those that push towards it count in order until it is reached.

    `sign` is 1 for a cap, -1 for a floor. What pushes the other way stays whole and makes room. `rest` is the
    line for what is given, or taken, where not even nothing reaches the bound.
    """
    room = bound * sign - sum((line.kept * sign for line in lines if line.kept * sign < 0), Fraction(0))
    found = []
    if room < 0:
        found.append(replace(rest, raw=room * sign, kept=room * sign))
        room = Fraction(0)
    for line in sorted(lines, key=lambda line: line.order):
        keeps = min(line.kept * sign, room)
        if line.kept * sign > 0:
            room -= keeps
            line = replace(line, kept=keeps * sign)
        found.append(line)
    return found


def rounded_item(item: Item, rounding: Rounding) -> Item:
    """The value rounded, the difference spread over the lines: running sums are rounded (section 6)."""
    running = given = Fraction(0)
    lines = []
    for line in sorted(item.lines, key=lambda line: line.order):
        running += line.kept
        lines.append(replace(line, kept=rounded(running, rounding) - given))
        given = rounded(running, rounding)
    return item.changed(lines, rounded(item.value, rounding))
