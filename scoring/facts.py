"""Facts as columns: one row per fact, one array per attribute.

A fact is one member's participation in an occasion, authorship of a work, or share in an outcome of a
work. Rows stand in canonical order (member, day, external key), so their index is the order in which
they count, whatever order they were entered in.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rules.document import TAKES

Array = NDArray[np.generic]
Integers = NDArray[np.integer]
Flags = NDArray[np.bool_]
# Absent numbers and days; real ones are never negative.
MISSING = -1
# What numbers of 32 bits stay below.
LIMIT = 1 << 31
TAKE = {name: code for code, name in enumerate(TAKES)}


@dataclass(frozen=True, slots=True)
class Labelled:
    """Labels as codes: 0 is missing, code i is `labels[i - 1]`."""

    codes: Integers
    labels: tuple[str, ...]

    def take(self, rows: Array) -> "Labelled":
        return Labelled(self.codes[rows], self.labels)


@dataclass(frozen=True, slots=True)
class Numeric:
    """Days (ordinals) or quantities (thousandths); `MISSING` where there is none. To compute: `quantity`."""

    values: Integers

    def take(self, rows: Array) -> "Numeric":
        return Numeric(self.values[rows])


Column = Labelled | Numeric


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of one run, `n` rows in canonical order.

    `member`, `work` and `matter` are indexes; `day` is the default counted date, an ordinal; `rank`
    orders facts of one day by their external keys; `take` codes the kind of fact (`TAKE`); `kind` and
    the attributes are columns. `outsiders` counts, per work, authors who are not members.
    """

    member: Integers
    work: Integers
    matter: Integers
    day: Integers
    rank: Integers
    take: Integers
    kind: Labelled
    columns: Mapping[str, Column]
    outsiders: Integers

    @property
    def n(self) -> int:
        return len(self.member)

    def days(self, attribute: str | None) -> Integers:
        """The counted date of every fact: its default date, or a date attribute."""
        if attribute is None:
            return self.day
        column = self.columns.get(attribute)
        return column.values if isinstance(column, Numeric) else np.full(self.n, MISSING, np.int32)

    def labelled(self, attribute: str, labels: Collection[str]) -> Flags:
        """Which facts have one of `labels` for a labelled attribute."""
        column = self.columns.get(attribute)
        if not isinstance(column, Labelled):
            return np.zeros(self.n, bool)
        return np.isin(column.codes, [code for code, label in enumerate(column.labels, 1) if label in labels])

    def described(self, at: int) -> str:
        """The labels of one fact in words: `状态：请假、必须参加：是`."""
        found = []
        for name, column in self.columns.items():
            if isinstance(column, Labelled) and (code := int(column.codes[at])):
                found.append(f"{name}：{column.labels[code - 1]}")
        return "、".join(found)

    def rows(self, chosen: Array) -> "Facts":
        """The facts of `chosen` (a mask or ascending indexes), still in canonical order."""
        return replace(
            self,
            member=self.member[chosen],
            work=self.work[chosen],
            matter=self.matter[chosen],
            day=self.day[chosen],
            rank=self.rank[chosen],
            take=self.take[chosen],
            kind=self.kind.take(chosen),
            columns={name: column.take(chosen) for name, column in self.columns.items()},
        )


def canonical(facts: Facts) -> Facts:
    """The same facts in canonical order."""
    order = np.lexsort((facts.rank, facts.day, facts.member))
    return facts.rows(order)


def canonical_order(member: Integers, day: Integers) -> Integers:
    """The canonical order of facts of which each member's stand by `rank` already."""
    return np.lexsort((*_halves(day), *_halves(member)))


def _halves(numbers: Integers) -> tuple[Integers, ...]:
    """32-bit numbers as keys to sort by: of 16 bits each, since those are sorted in linear time."""
    least, most = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    above = numbers - least
    low = above.astype(np.uint16)
    return (low,) if most - least < 1 << 16 else (low, (above >> 16).astype(np.uint16))


def narrow(numbers: Integers) -> Integers:
    """The same numbers in 32 bits, where they have room there."""
    inside = not len(numbers) or (numbers.min() >= -LIMIT and numbers.max() < LIMIT)
    return numbers.astype(np.int32) if inside else numbers


def quantity(facts: Facts, name: str) -> Integers:
    """A quantity of every fact in thousandths; `MISSING` where it is not given."""
    column = facts.columns.get(name)
    if not isinstance(column, Numeric):
        return np.full(facts.n, MISSING, np.int64)
    # They may be kept in less; what is worked out of them needs room.
    return column.values.astype(np.int64, copy=False)
