"""The members of a run as columns, with their attributes as of any day."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

import numpy as np

from rules.catalogue import Attribute, Catalogue
from rules.record import TERM_END, TERM_START, Member, Value
from rules.when import QUANTITY_SCALE
from scoring.blocks import looked_up
from scoring.facts import MISSING, Column, Flags, Integers, Labelled, Numeric

YES_NO = ("是", "否")
# The first and the last day, both included.
Term = tuple[date, date]
MONTHS = "在任月数"


@dataclass(frozen=True, slots=True)
class History:
    """One attribute of all members: `first` holds from the beginning, changes from their day on.

    `first` has a value per member; `member`, `since`, `value` describe changes, sorted by the first two.
    """

    first: Integers
    labels: tuple[str, ...] | None
    member: Integers
    since: Integers
    value: Integers

    def as_of(self, member: Integers, day: Integers) -> Column:
        """The attribute of each `member` on each `day` (arrays of one length)."""
        found = looked_up(self.first, member)
        if len(self.member):
            span = 1 << 24
            keys = self.member.astype(np.int64) * span + self.since
            place = np.searchsorted(keys, member.astype(np.int64) * span + day, side="right") - 1
            changed = (place >= 0) & (self.member[place] == member)
            found = np.where(changed, self.value[place], found)
        return Numeric(found) if self.labels is None else Labelled(found, self.labels)

    def of(self, chosen: Flags) -> "History":
        """The history of the chosen members alone, who move up."""
        place, own = np.cumsum(chosen) - 1, chosen[self.member]
        return History(
            self.first[chosen], self.labels, place[self.member[own]], self.since[own], self.value[own]
        )


@dataclass(frozen=True, slots=True)
class Tenure:
    """The members' months in office within some span, and how many months that has."""

    months: Integers
    whole: int

    def quota(self, bound: Fraction, mode: str) -> Integers:
        """A quota of the span for each member's months, a whole number rounded `up` or `down` (F28)."""
        above, below = bound.numerator * self.months, bound.denominator * self.whole
        result: Integers = -(-above // below) if mode == "up" else above // below
        return result


@dataclass(frozen=True, slots=True)
class Roster:
    """The members who are scored, in the order of their keys; an index into it stands for a member.

    `terms` are the days of office, `month_days` how many of a month's make it count. Where groups are scored
    in the place of members, `heads` has the number of members of each.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    histories: dict[str, History]
    terms: tuple[Term, ...]
    month_days: int
    last_day: Integers
    heads: Integers | None = None

    @property
    def n(self) -> int:
        return len(self.keys)

    def in_office(self, first: date, last: date) -> Flags:
        """Who is in office on any day from the first to the last."""
        return np.array([since <= last and until >= first for since, until in self.terms], bool)

    def of(self, chosen: Flags) -> "Roster":
        """The roster of the chosen members alone."""
        rows = np.flatnonzero(chosen)
        return Roster(
            keys=tuple(self.keys[at] for at in rows),
            names=tuple(self.names[at] for at in rows),
            histories={name: history.of(chosen) for name, history in self.histories.items()},
            terms=tuple(self.terms[at] for at in rows),
            month_days=self.month_days,
            last_day=self.last_day[chosen],
        )

    def find(self, name: str, group: str = "") -> list[int]:
        """The members of this key or name; `group` is their key, or a sector or other label of theirs."""
        if name in self.keys:
            return [self.keys.index(name)]
        named = [at for at, known in enumerate(self.names) if known == name]
        if not group:
            return named
        labelled = [self.at_end(attribute) for attribute in self.histories]
        return [
            at
            for at in named
            if self.keys[at] == group
            or any(
                isinstance(column, Labelled)
                and column.codes[at]
                and column.labels[column.codes[at] - 1] == group
                for column in labelled
            )
        ]

    def tenure(self, span: Term) -> Tenure:
        """The months in office between two days, both included."""
        return _tenure(self.terms, span, self.month_days)

    def at_end(self, attribute: str) -> Column:
        """The attribute of every member at the end of the period, or of office where that came before."""
        return self.histories[attribute].as_of(np.arange(self.n), self.last_day)


def enrol(
    members: Sequence[Member], catalogue: Catalogue, start: date, end: date, month_days: int = 15
) -> Roster:
    """The roster of `members` for a period, sorted by key.

    A month counts where the member was in office on at least `month_days` of its days.
    """
    ordered = sorted(members, key=lambda member: member.key)
    changes = _changes(ordered)
    histories = {
        attribute.name: _history(attribute, ordered, changes.get(attribute.name, []))
        for attribute in catalogue.member_attributes()
    }
    terms = tuple(_term(member) for member in ordered)
    histories[MONTHS] = constant(_tenure(terms, (start, end), month_days).months * QUANTITY_SCALE)
    last = np.array([min(until, end).toordinal() for _, until in terms], np.int64)
    return Roster(
        keys=tuple(m.key for m in ordered),
        names=tuple(m.name for m in ordered),
        histories=histories,
        terms=terms,
        month_days=month_days,
        last_day=last,
    )


def _tenure(terms: Sequence[Term], span: Term, month_days: int) -> Tenure:
    counted = {term: months_in_office(*term, *span, month_days) for term in set(terms)}
    months = np.array([counted[term] for term in terms], np.int64)
    return Tenure(months, months_in_office(*span, *span, month_days))


@lru_cache(maxsize=1 << 12)
def months_in_office(since: date, until: date, start: date, end: date, days: int) -> int:
    """The months of a period in which somebody in office from `since` to `until` counts as a member.

    A month that the period itself cuts short needs no more days than the period has in it.
    """
    counted = 0
    first = start.replace(day=1)
    while first <= end:
        last = first.replace(day=monthrange(first.year, first.month)[1])
        inside = _overlap(max(first, start), min(last, end), since, until)
        needed = min(days, _overlap(first, last, start, end))
        counted += inside >= needed
        first = last + timedelta(days=1)
    return counted


def _overlap(a: date, b: date, c: date, d: date) -> int:
    return max(0, (min(b, d) - max(a, c)).days + 1)


def _term(member: Member) -> Term:
    since, until = member.attributes.get(TERM_START), member.attributes.get(TERM_END)
    return (since if isinstance(since, date) else date.min), (until if isinstance(until, date) else date.max)


def _changes(members: Sequence[Member]) -> dict[str, list[tuple[int, int, Value]]]:
    """Per attribute that changes: whose, from which day on, to what; sorted by the first two."""
    found: dict[str, list[tuple[int, int, Value]]] = {}
    for at, member in enumerate(members):
        for change in sorted(member.changes, key=lambda change: change.since):
            found.setdefault(change.attribute, []).append((at, change.since.toordinal(), change.value))
    return found


def _history(
    attribute: Attribute, members: Sequence[Member], changes: Sequence[tuple[int, int, Value]]
) -> History:
    name, default = attribute.name, attribute.default_value
    values = [member.attributes.get(name, default) for member in members]
    everything = [*values, *(value for _, _, value in changes)]
    labels = vocabulary(attribute, everything)
    coded = encode(attribute, everything, labels)
    first, later = coded[: len(members)], coded[len(members) :]
    member = np.array([at for at, _, _ in changes], np.int64)
    since = np.array([day for _, day, _ in changes], np.int64)
    return History(first, labels, member, since, later)


def constant(values: Integers) -> History:
    """The history of a number that never changes."""
    empty = np.zeros(0, np.int64)
    return History(values, None, empty, empty, empty)


def vocabulary(attribute: Attribute, values: Iterable[Value | None]) -> tuple[str, ...] | None:
    """The labels of an attribute: those of the catalogue, or for open labels those found, sorted.

    None for days and quantities, which are numbers.
    """
    if attribute.type == "yesno":
        return YES_NO
    if attribute.values:
        return tuple(attribute.values)
    if attribute.type in ("label", "text"):
        return tuple(sorted({str(value) for value in values if value is not None}))
    return None


def encode(attribute: Attribute, values: Sequence[Value | None], labels: tuple[str, ...] | None) -> Integers:
    """Values as codes of `labels`, or as numbers where there are none.

    Raises `ValueError` for a value that the attribute cannot have.
    """
    known: dict[Value | None, int]
    if labels is None:
        known = {value: _number(attribute, value) for value in set(values)}
        return np.array([known[value] for value in values], np.int64)
    codes = {label: code for code, label in enumerate(labels, 1)}
    known = {value: _code(attribute, value, codes) for value in set(values)}
    # True == 1 in Python; labels are strings and yes/no booleans, never mixed in one attribute.
    return np.array([known[value] for value in values], np.uint8 if len(labels) < 255 else np.int32)


def _code(attribute: Attribute, value: Value | None, codes: dict[str, int]) -> int:
    if isinstance(value, bool):
        value = YES_NO[0] if value else YES_NO[1]
    if value is not None and value not in codes:
        raise ValueError(f"“{attribute.name}”不能是“{value}”")
    return codes.get(str(value), 0)


def _number(attribute: Attribute, value: Value | None) -> int:
    if value is None:
        return MISSING
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, bool | str) or value < 0:
        raise ValueError(f"“{attribute.name}”应是非负的数字，不能是“{value}”")
    scaled = Fraction(value) * QUANTITY_SCALE
    if scaled.denominator != 1 or scaled > attribute_limit(attribute):
        raise ValueError(f"“{attribute.name}”最多三位小数，不超过 {attribute.most or 1_000_000}")
    return int(scaled)


def attribute_limit(attribute: Attribute) -> int:
    """The largest value of a quantity, in thousandths."""
    return (attribute.most or 1_000_000) * QUANTITY_SCALE
