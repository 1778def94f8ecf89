"""Standings as of several days: facts are read and matched once, and folded for each day.

Every run is that of `score(…, as_of=day)`: that is a law of the tests.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from rules.document import RuleSet
from rules.record import TERM_END, Member, Record
from rules.when import QUANTITY_SCALE, RECORD_DATE
from scoring.as_of import cut_after
from scoring.collect import collect_in_order, works_in_order
from scoring.facts import MISSING, Facts, Flags, Integers, Numeric
from scoring.matched import Matched, match_measure
from scoring.matter import Link, joined, links
from scoring.method import PRESENT
from scoring.plan import plan
from scoring.roster import MONTHS, Roster, constant, enrol
from scoring.run import ScoreRun, folded
from scoring.term import divided, term_measure

MONTH, QUARTER = 1, 3


def ends(rule_set: RuleSet, months: int, until: date | None = None) -> list[date]:
    """The last day of each month or quarter of the calendar in the period, up to `until`, and `until` itself.

    Without `until`, to the end of the period.
    """
    last = until or rule_set.end
    found = []
    first = rule_set.start.replace(day=1)
    while first <= last:
        after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        if (after.month - 1) % months == 0:
            found.append(min(after - timedelta(days=1), last))
        first = after
    return found if found and found[-1] == last else [*found, last]


@dataclass(frozen=True, slots=True)
class Side:
    """Facts with the measure that they are matched by: those of the year, or those of the term.

    `days` are those of the works, in the order of which facts number them, and `links` what ties works to
    each other, where any are tied.
    """

    measure: RuleSet
    facts: Facts
    matched: Matched
    links: tuple[tuple[Link, ...], ...]
    days: Integers

    def at(self, last: int, roster: Roster) -> Matched:
        """What had been taken by a day, by the members of `roster` as that day knew them."""
        if plan(self.measure).of_the_day:
            facts = self._joined(self.facts.rows(_by(self.facts, last)), last)
            return match_measure(self.measure, facts, roster).counted_by(last, self.measure)
        whole = self.matched
        matched = whole.of_facts(_by(whole.facts, last), _by(whole.excluded, last))
        return replace(matched, facts=self._joined(matched.facts, last)).counted_by(last, self.measure)

    def _joined(self, facts: Facts, last: int) -> Facts:
        """Facts with their matters as works of that day and before tie them."""
        if not self.links:
            return facts
        own = [each if by else () for each, by in zip(self.links, (self.days <= last).tolist(), strict=True)]
        return replace(facts, matter=np.array(joined(own), np.int32)[facts.work])


@dataclass(frozen=True)
class Ground:
    """What standings as of all days of a period are made from: its facts, matched as of its last day.

    `term` is the side of the rules of the term; `records` and `earlier` are there where it has any.
    """

    rule_set: RuleSet
    roster: Roster
    year: Side
    term: Side | None = None
    method: int = PRESENT
    records: tuple[Record, ...] = ()
    earlier: tuple[Record, ...] = ()

    @property
    def size(self) -> int:
        """How many facts it holds."""
        return self.year.facts.n + (self.term.facts.n if self.term else 0)

    @property
    def last_day(self) -> date:
        """The last day in the period on which anything came about; the first of the period if nothing did."""
        days, start, end = self.year.facts.day, self.rule_set.start.toordinal(), self.rule_set.end.toordinal()
        return date.fromordinal(int(days[days <= end].max(initial=start)))

    def at(self, day: date) -> ScoreRun:
        """The run as of a day, without its members. Raises `ValueError` outside the period, `Unscorable`."""
        until = cut_after(self.rule_set, day)
        if until is None:
            roster, matched = self.roster, self.year.matched
            matched = replace(matched, term=self.term.matched if self.term else None)
        else:
            last, roster = until.toordinal(), self._roster(until)
            term = self.term.at(last, roster) if self.term else None
            matched = replace(self.year.at(last, roster), term=term)
        run = folded(self.rule_set, roster, matched, self.method, until)
        return replace(run, as_of=day, records=self.records, earlier=self.earlier)

    def _roster(self, day: date) -> Roster:
        """The roster as that day knew it: who leaves later is taken to stay."""
        known, rule_set = self.roster, self.rule_set
        terms = tuple((since, date.max if until > day else until) for since, until in known.terms)
        last_day = np.minimum(known.last_day, day.toordinal())
        roster = replace(known, terms=terms, last_day=last_day)
        months = roster.tenure((rule_set.start, rule_set.end)).months
        histories = {**known.histories, MONTHS: constant(months * QUANTITY_SCALE)}
        if TERM_END in histories:
            ends = histories[TERM_END]
            later = np.asarray(ends.first > day.toordinal())
            histories[TERM_END] = replace(ends, first=np.where(later, MISSING, ends.first))
        return replace(roster, histories=histories)


def ground(
    rule_set: RuleSet,
    members: Sequence[Member],
    records: Sequence[Record],
    method: int = PRESENT,
    earlier: Sequence[Record] | None = None,
) -> Ground:
    """The ground of standings of `members` by `rule_set` on `records`, and of the term on `earlier`.

    As in `score`, their order does not matter, and without `earlier` it is found in `records`.
    """
    if earlier is None:
        records, earlier = divided(rule_set, records)
    roster = enrol(members, rule_set.catalogue, rule_set.start, rule_set.end, rule_set.month_days)
    of_year, of_term = works_in_order(records), works_in_order(earlier)
    year, measure = _side(rule_set, of_year, roster), term_measure(rule_set)
    if measure is None:
        return Ground(rule_set, roster, year, None, method)
    term = _side(measure, of_term, roster)
    return Ground(rule_set, roster, year, term, method, tuple(of_year), tuple(of_term))


def _side(measure: RuleSet, ordered: Sequence[Record], roster: Roster) -> Side:
    facts = collect_in_order(ordered, roster, measure.catalogue)
    tied = [links(record, measure.catalogue) for record in ordered]
    return Side(
        measure=measure,
        facts=facts,
        matched=match_measure(measure, facts, roster),
        links=tuple(tied) if any(tied) else (),
        days=np.array([record.day.toordinal() for record in ordered], np.int64),
    )


def series(
    rule_set: RuleSet,
    members: Sequence[Member],
    records: Sequence[Record],
    days: Sequence[date],
    earlier: Sequence[Record] | None = None,
) -> Iterator[ScoreRun]:
    """The runs as of these days, in their order, without their members."""
    made = ground(rule_set, members, records, PRESENT, earlier)
    return (made.at(day) for day in days)


def _by(facts: Facts, last: int) -> Flags:
    """The facts that had come about: an outcome on a day before its work's was not known before the work."""
    written = facts.columns[RECORD_DATE]
    assert isinstance(written, Numeric)
    return np.asarray((facts.day <= last) & (written.values <= last), bool)
