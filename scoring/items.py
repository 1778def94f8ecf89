"""What nodes hand upward: items, one per group of a narrow grain, or totals, one per member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.facts import Facts, Flags, Integers

# The day from which NumPy counts.
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Items:
    """Values of groups narrower than the period.

    `fact` is the first fact of each group (-1 where a member's total stands for an item), `day` its counted
    date, None where that is the default date of the facts. `line` are the award lines below, `item` says to
    which item each belongs; empty when untracked. `child` is the place of the child an item came from.
    """

    member: Integers
    fact: Integers
    day: Integers | None
    value: Integers
    line: Integers
    item: Integers
    child: Integers | None = None

    @property
    def n(self) -> int:
        return len(self.member)

    def rows(self, chosen: Integers) -> "Items":
        """The chosen items in this order, with their lines."""
        line, item = self.line, self.item
        if len(line):
            place = np.full(self.n, -1, np.int64)
            place[chosen] = np.arange(len(chosen))
            item = place[item]
            line, item = line[item >= 0], item[item >= 0]
        return Items(
            member=self.member.take(chosen),
            fact=self.fact.take(chosen),
            day=None if self.day is None else self.day.take(chosen),
            value=self.value.take(chosen),
            line=line,
            item=item,
            child=None if self.child is None else self.child.take(chosen),
        )

    def days(self, facts: Facts) -> Integers:
        """The counted date of each item."""
        if self.day is not None:
            return self.day
        return self._of_facts(facts.day)

    def sequence(self, facts: Facts) -> Integers:
        """A number per item that orders the items of one member: by counted date, then external key."""
        if self.day is None:
            # Facts stand in that order already.
            return self.fact
        return self.day.astype(np.int64) * (1 << 42) + self._of_facts(facts.rank)

    def _of_facts(self, column: Integers) -> Integers:
        """A column of the facts, for each item. A whole period has none, and comes first."""
        whole = self.fact < 0
        if not whole.any():
            return column.take(self.fact)
        return np.where(whole, -1, column.take(self.fact)) if len(column) else self.fact


@dataclass(frozen=True, slots=True)
class Sums:
    """One value per member of the roster, exact. `took` says who has one at all; others are 0."""

    value: Integers
    took: Flags
    line: Integers


@dataclass(frozen=True, slots=True)
class Totals:
    """What a node of the period hands on: one value per member, rounded (`Fold` makes them of `Sums`)."""

    value: Integers
    took: Flags
    line: Integers

    def items(self, members_of_lines: Integers) -> Items:
        """Each member's total as an item of its own."""
        members = np.flatnonzero(self.took)
        place = np.cumsum(self.took) - 1
        lines = self.took[members_of_lines]
        nowhere = np.full(len(members), -1, np.int64)
        return Items(
            member=members,
            fact=nowhere,
            day=None,
            value=self.value[members],
            line=self.line[lines],
            item=place[members_of_lines[lines]],
        )


def merge(parts: Sequence[Items], facts: Facts) -> Items:
    """The items of all children, one after another."""
    if len(parts) == 1:
        return parts[0]
    sizes = [part.n for part in parts]
    offsets = np.cumsum([0, *sizes[:-1]])
    dated = any(part.day is not None for part in parts)
    return Items(
        member=np.concatenate([part.member for part in parts]),
        fact=np.concatenate([part.fact for part in parts]),
        day=np.concatenate([part.days(facts) for part in parts]) if dated else None,
        value=np.concatenate([part.value for part in parts]),
        line=np.concatenate([part.line for part in parts]),
        item=np.concatenate([part.item + offset for part, offset in zip(parts, offsets, strict=True)]),
        child=np.repeat(np.arange(len(parts)), sizes),
    )


def group_keys(items: Items, grain: str, facts: Facts) -> Integers:
    """Numbers that are equal for items of one group: one member and one record, work, matter, day, …"""
    if grain == "record":
        return items.fact
    if grain == "work":
        inner = facts.work.take(items.fact)
    elif grain == "matter":
        inner = facts.matter.take(items.fact)
    else:
        inner = _spans(items.days(facts), grain)
    return (items.member.astype(np.int64) << 32) + inner


def _spans(day: Integers, grain: str) -> Integers:
    """The number of the day, month or quarter that each day lies in."""
    if grain == "day" or not len(day):
        return day
    # Of a year's few days each is looked up once.
    first = int(day.min())
    days = np.arange(first - EPOCH, int(day.max()) - EPOCH + 1).astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype(np.int64)
    return (months if grain == "month" else months // 3).take(day - first)
