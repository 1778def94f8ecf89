"""One scoring run: members and records in, totals, ranks and grades out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from hashlib import sha256

import numpy as np

from rules.document import RuleSet
from rules.record import Member, Record
from scoring.as_of import cut_after, members_by, records_by
from scoring.collect import collect_in_order, works_in_order
from scoring.counted import check_rates
from scoring.digest import digests, run_digest
from scoring.facts import TAKE, Facts, Flags, Integers
from scoring.fold import Fold
from scoring.matched import Matched, match_measure
from scoring.merit import Merits, merits
from scoring.method import FORMER, PRESENT
from scoring.points import shown
from scoring.roster import Roster, enrol
from scoring.standing import UNGRADED, Standings, rank
from scoring.term import divided, term_measure


@dataclass(frozen=True, slots=True)
class Everybody:
    """The facts of a run with those of people who were not in office, and who was."""

    facts: Facts
    roster: Roster
    present: Flags


@dataclass(frozen=True)
class ScoreRun:
    """A finished run. `records` are in the order in which facts number their works.

    `earlier` are those of the whole term that its rules count, in the order of theirs. `inputs` are the
    digests of what members were scored on, by member key.

    A run of facts that stood as columns already knows neither `members` with their `inputs` nor `records`. A
    run of a few knows nothing of the others: its standings are `known` from the run of everybody. One `as_of`
    a day knows nothing of what came about later.
    """

    rule_set: RuleSet
    roster: Roster
    matched: Matched
    fold: Fold
    merits: Merits
    records: tuple[Record, ...] = ()
    members: tuple[Member, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    known: Standings | None = None
    earlier: tuple[Record, ...] = ()
    as_of: date | None = None
    everybody: Everybody | None = None

    def total(self, member: int) -> Fraction:
        """A member's points, exact."""
        return self.merits.scale.points(self.merits.total[member])

    def points(self, node: str, member: int) -> Fraction:
        """A member's points at one node, before anything above it cut them."""
        return self.fold.scale.points(self.fold.totals(node).value[member])

    def grade(self, member: int) -> str | None:
        at = int(self.standings.grade[member])
        return None if at == UNGRADED else self.rule_set.grades[at].name

    def shown(self, points: Fraction) -> str:
        """Points as a decimal string, with the digits of the measure's rounding."""
        return shown(points, self.rule_set.rounding)

    def group(self, scope: str, member: int) -> str:
        """The group a member is ranked in; empty where the member belongs to none."""
        column = self.merits.groups[scope]
        code = int(column.codes[member])
        return column.labels[code - 1] if code else ""

    @cached_property
    def standings(self) -> Standings:
        """Where each of these members stands among all of them."""
        return self.known or rank(self.rule_set, self.merits)

    @property
    def method(self) -> int:
        """The method by which the points were computed (`scoring.method`)."""
        return self.fold.method

    @property
    def input(self) -> str:
        """The digest of the whole run: the rule set's, the members' and the day's."""
        return run_digest(self.rule_set.digest, self.inputs, self.as_of)

    def traced(self, members: Flags) -> Fold:
        """The same fold for some members, with its award lines."""
        some = self.matched.of_members(members)
        fold = Fold(self.rule_set, some, self.roster, track=True, method=self.method)
        fold.totals(self.rule_set.root.id)
        return fold

    def why_untaken(self, day: int) -> str:
        """Why no rule took a fact of this day, as far as its day tells."""
        inside = self.rule_set.start.toordinal() <= day <= self.rule_set.end.toordinal()
        return "没有规则取这条记录" if inside else "日期在统计期以外"

    def questions(self) -> Flags:
        """The facts that no rule took: not errors, but for a person to look at.

        An authorship is none where a rule took an outcome of the same work: the work has been paid by that.
        """
        facts = self.matched.facts
        taken = np.zeros(facts.n, bool)
        for some in self.matched.taken.values():
            taken[some.facts] = True
        followed = np.flatnonzero(taken & (facts.take == TAKE["outcome"]))
        written = np.flatnonzero(~taken & (facts.take == TAKE["authorship"]))
        taken[written[np.isin(_shares(facts, written), _shares(facts, followed))]] = True
        paid: Flags = taken | self._counted_over_term()
        return ~paid

    def _counted_over_term(self) -> Flags:
        """The facts of the year whose record a rule of the term counted for the member."""
        facts, of_term = self.matched.facts, self.matched.term
        if of_term is None or not facts.n:
            return np.zeros(facts.n, bool)
        places = {_name(record): at for at, record in enumerate(self.earlier)}
        same = np.array([places.get(_name(record), -1) for record in self.records], np.int64)[facts.work]
        taken = np.concatenate([some.facts for some in of_term.taken.values()])
        counted = (of_term.facts.member[taken].astype(np.int64) << 32) + of_term.facts.work[taken]
        found: Flags = np.isin((facts.member.astype(np.int64) << 32) + same, counted) & (same >= 0)
        return found


def _shares(facts: Facts, chosen: Integers) -> Integers:
    """The member and the work of each of these facts in one number."""
    return (facts.member[chosen].astype(np.int64) << 32) + facts.work[chosen]


def _name(record: Record) -> tuple[str, str, date, str]:
    """What tells a record from all others, also where it was read twice."""
    return record.kind, record.key, record.day, record.title


def inputs_of(
    rule_set: RuleSet, members: Sequence[Member], records: Sequence[Record], earlier: Sequence[Record]
) -> dict[str, str]:
    """The digest of what each of these members is scored on, by member key."""
    found = digests(members, records, rule_set.catalogue)
    if not rule_set.term_counts or not found:
        return found
    of_term = digests(members, earlier, rule_set.catalogue)
    return {key: sha256(f"{own} {of_term[key]}".encode()).hexdigest() for key, own in found.items()}


def score(
    rule_set: RuleSet,
    members: Sequence[Member],
    records: Sequence[Record],
    method: int = PRESENT,
    earlier: Sequence[Record] | None = None,
    as_of: date | None = None,
) -> ScoreRun:
    """Scores `members` by `rule_set` on `records`; their order never matters.

    Who is in office on no day of the period is no member of the year, and not in the run. `earlier` are the
    records that its rules of the term can count, those of this year among them; without it they are found in
    `records`. With `as_of`, a day of the period, as things stood that day (section 13 of docs/rules.md); as
    of its last day everything counts. Raises `ValueError` for a day outside it, and `Unscorable` where a rule
    comes to what no rule can mean.
    """
    if earlier is None:
        records, earlier = divided(rule_set, records)
    until = None if as_of is None else cut_after(rule_set, as_of)
    if until is not None:
        records, earlier = records_by(records, until), records_by(earlier, until)
        members = members_by(members, until)
    roster = enrol(members, rule_set.catalogue, rule_set.start, rule_set.end, rule_set.month_days)
    # Before there are facts: together they are much of the memory that a run needs.
    inputs = inputs_of(rule_set, members, records, earlier)
    ordered, earlier_ordered = works_in_order(records), works_in_order(earlier)
    facts, of_term = (
        collect_in_order(some, roster, rule_set.catalogue) for some in (ordered, earlier_ordered)
    )
    matched = matched_with_term(rule_set, roster, facts, of_term)
    if until is not None:
        matched = matched.counted_by(until.toordinal(), rule_set)
    run = folded(rule_set, roster, matched, method, until)
    return replace(
        run,
        records=tuple(ordered),
        members=tuple(members),
        # Who takes office after the day of the run may be an author of a work, and is not in it.
        inputs={key: inputs[key] for key in run.roster.keys},
        earlier=tuple(earlier_ordered),
        as_of=as_of,
    )


def score_facts(
    rule_set: RuleSet, roster: Roster, facts: Facts, method: int = PRESENT, of_term: Facts | None = None
) -> ScoreRun:
    """Scores facts that stand as columns already, in canonical order; raises `Unscorable`.

    `of_term` are those that the rules of the term can take.
    """
    matched = matched_with_term(rule_set, roster, facts, facts if of_term is None else of_term)
    return folded(rule_set, roster, matched, method)


def matched_with_term(rule_set: RuleSet, roster: Roster, facts: Facts, of_term: Facts) -> Matched:
    """What the leaves take, those of the rules of the term among them."""
    matched, measure = match_measure(rule_set, facts, roster), term_measure(rule_set)
    return matched if measure is None else replace(matched, term=match_measure(measure, of_term, roster))


def folded(
    rule_set: RuleSet, roster: Roster, matched: Matched, method: int = PRESENT, until: date | None = None
) -> ScoreRun:
    """The run of what the leaves take, of who is in office (up to a day); raises `Unscorable`."""
    everybody = None
    if method != FORMER or until is not None:
        present = roster.in_office(rule_set.start, until or rule_set.end)
        if not present.all():
            everybody = Everybody(matched.facts, roster, present)
            roster, matched = roster.of(present), matched.among(present)
    fold = Fold(rule_set, matched, roster, method=method)
    if method != FORMER:
        check_rates(rule_set, fold.counts, roster)
    return ScoreRun(rule_set, roster, matched, fold, merits(fold), everybody=everybody)
