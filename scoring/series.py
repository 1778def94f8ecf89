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
from scoring.as_of import cut_after, takes_office
from scoring.collect import collect_in_order, works_in_order
from scoring.facts import MISSING, Facts, Flags, Integers, Numeric
from scoring.matched import Matched, match_measure
from scoring.matter import Link, joined, links
from scoring.plan import plan
from scoring.roster import MONTHS, Roster, constant, enrol, months_in_office
from scoring.run import ScoreRun, folded

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


@dataclass(frozen=True)
class Ground:
    """What standings as of all days of a period are made from: its facts, matched as of its last day.

    `taking` and `leaving` are the first and the last day in office of each member, `staying` the months in
    office of one who does not leave. `links` ties works to each other, where any are tied.
    """

    rule_set: RuleSet
    roster: Roster
    facts: Facts
    matched: Matched
    taking: Integers
    leaving: Integers
    staying: Integers
    links: tuple[tuple[Link, ...], ...]
    days: Integers

    def at(self, day: date) -> ScoreRun:
        """The run as of a day, without members and records. Raises `ValueError` outside the period."""
        until = cut_after(self.rule_set, day)
        if until is None:
            return replace(folded(self.rule_set, self.roster, self.matched), as_of=day)
        last = until.toordinal()
        kept = _by(self.facts, last)
        present = self.taking <= last
        present[self.facts.member[kept]] = True
        roster = self._roster(last)
        if plan(self.rule_set).of_the_day:
            matched = match_measure(self.rule_set, self._joined(self.facts.rows(kept), last), roster)
        else:
            whole = self.matched
            matched = whole.of_facts(_by(whole.facts, last), _by(whole.excluded, last))
            matched = replace(matched, facts=self._joined(matched.facts, last))
        matched = matched.counted_by(last, self.rule_set)
        if not present.all():
            roster, matched = roster.of(present), _renumbered(matched, present)
        return replace(folded(self.rule_set, roster, matched), as_of=day)

    def _roster(self, last: int) -> Roster:
        """The roster as that day knew it: who leaves later is taken to stay."""
        later = self.leaving > last
        months = np.where(later, self.staying, self.roster.months)
        histories = {**self.roster.histories, MONTHS: constant(months * QUANTITY_SCALE)}
        if TERM_END in histories:
            known = histories[TERM_END]
            histories[TERM_END] = replace(known, first=np.where(later, MISSING, known.first))
        last_day = np.minimum(self.roster.last_day, last)
        return replace(self.roster, histories=histories, months=months, last_day=last_day)

    def _joined(self, facts: Facts, last: int) -> Facts:
        """Facts with their matters as works of that day and before tie them."""
        if not self.links:
            return facts
        own = [each if by else () for each, by in zip(self.links, (self.days <= last).tolist(), strict=True)]
        return replace(facts, matter=np.array(joined(own), np.int32)[facts.work])


def ground(rule_set: RuleSet, members: Sequence[Member], records: Sequence[Record]) -> Ground:
    """The ground of standings of `members` by `rule_set` on `records`; their order does not matter."""
    start, end, days = rule_set.start, rule_set.end, rule_set.month_days
    roster = enrol(members, rule_set.catalogue, start, end, days)
    ordered = works_in_order(records)
    facts = collect_in_order(ordered, roster, rule_set.catalogue)
    by_key = {member.key: member for member in members}
    in_order = [by_key[key] for key in roster.keys]
    taking = [takes_office(member) for member in in_order]
    leaving = [member.attributes.get(TERM_END) for member in in_order]
    since = [max(one, start) for one in taking]
    months = {one: months_in_office(one, end, start, end, days) for one in set(since)}
    tied = [links(record, rule_set.catalogue) for record in ordered]
    return Ground(
        rule_set=rule_set,
        roster=roster,
        facts=facts,
        matched=match_measure(rule_set, facts, roster),
        taking=np.array([one.toordinal() for one in taking], np.int64),
        leaving=np.array([one.toordinal() if isinstance(one, date) else 0 for one in leaving], np.int64),
        staying=np.array([months[one] for one in since], np.int64),
        links=tuple(tied) if any(tied) else (),
        days=np.array([record.day.toordinal() for record in ordered], np.int64),
    )


def series(
    rule_set: RuleSet, members: Sequence[Member], records: Sequence[Record], days: Sequence[date]
) -> Iterator[ScoreRun]:
    """The runs as of these days, in their order; they know neither members nor records."""
    made = ground(rule_set, members, records)
    return (made.at(day) for day in days)


def _by(facts: Facts, last: int) -> Flags:
    """The facts that had come about: an outcome on a day before its work's was not known before the work."""
    written = facts.columns[RECORD_DATE]
    assert isinstance(written, Numeric)
    return np.asarray((facts.day <= last) & (written.values <= last), bool)


def _renumbered(matched: Matched, present: Flags) -> Matched:
    """The same where only those present have a number."""
    place = np.cumsum(present, dtype=np.int32) - np.int32(1)
    facts, excluded = (replace(one, member=place[one.member]) for one in (matched.facts, matched.excluded))
    return replace(matched, facts=facts, excluded=excluded)
