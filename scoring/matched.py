"""The measure applied to the shapes of the facts: what each leaf takes, and what each fact is worth."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from rules.document import Leaf, Node, RuleSet, walked
from rules.when import Test
from scoring.blocks import grouped, looked_up
from scoring.facts import TAKE, Facts, Flags, Integers, quantity
from scoring.matching import Shapes
from scoring.plan import Given, Plan, plan
from scoring.predicate import tests_in
from scoring.roster import Roster
from scoring.term import term_measure


@dataclass(frozen=True, slots=True)
class Taken:
    """The facts a leaf takes, and whose each is. It is worth `worths[worth[i]]` points before quantities.

    Facts stand grouped by what was answered, not in canonical order. `of` and `among` are the facts that a
    rate counts.
    """

    facts: Integers
    member: Integers
    worth: Integers
    worths: tuple[Fraction, ...]
    of: Integers | None = None
    among: Integers | None = None

    def in_order(self) -> "Taken":
        """The same with its facts in canonical order."""
        # A stable sort merges the groups, which ascend already.
        order = np.argsort(self.facts, kind="stable")
        return replace(
            self,
            facts=self.facts.take(order),
            member=self.member.take(order),
            worth=self.worth.take(order),
        )

    def where(self, keep: Flags) -> "Taken":
        """What is left of it where only some facts are kept; `keep` has a flag per fact."""
        kept = keep[self.facts]
        return Taken(
            self.facts[kept],
            self.member[kept],
            self.worth[kept] if len(self.worth) else self.worth,
            self.worths,
            None if self.of is None else self.of[keep[self.of]],
            None if self.among is None else self.among[keep[self.among]],
        )


@dataclass(frozen=True, slots=True)
class Sharers:
    """Per work, how many authors share its points: in first place, and in other places, outsiders included.

    `counts` says per fact whether its author is one of them, and `first` whether in first place.
    """

    firsts: Integers
    others: Integers
    counts: Flags
    first: Flags


@dataclass(frozen=True, slots=True)
class Matched:
    """One measure applied to one set of facts.

    `facts` are those left after exclusion; `excluded` are the others with the index of their exclusion.
    `term` is the same for the rules of the term, with the facts of the whole term, None where there are none.
    """

    facts: Facts
    taken: dict[str, Taken]
    sharers: dict[str, Sharers]
    excluded: Facts
    excluded_by: Integers
    term: "Matched | None" = None

    def of_members(self, chosen: Flags) -> "Matched":
        """The part that concerns the chosen members; how works are shared stays as it is."""
        return self.of_facts(chosen[self.facts.member], chosen[self.excluded.member])

    def of_facts(self, keep: Flags, out: Flags) -> "Matched":
        """The part of these facts, and of these excluded ones; how works are shared stays as it is."""
        place = np.cumsum(keep) - 1

        def part(facts: Integers | None) -> Integers | None:
            return None if facts is None else place[facts]

        taken = {}
        for node, whole in self.taken.items():
            some = whole.where(keep)
            taken[node] = replace(some, facts=place[some.facts], of=part(some.of), among=part(some.among))
        sharers = {
            node: replace(some, counts=some.counts[keep], first=some.first[keep])
            for node, some in self.sharers.items()
        }
        excluded, excluded_by = self.excluded.rows(out), self.excluded_by[out]
        # Of the term only numbers are read, and those of the others stay what they are.
        return Matched(self.facts.rows(keep), taken, sharers, excluded, excluded_by, self.term)

    def dry(self, root: Node) -> set[str]:
        """The nodes of a tree that give nobody anything: below them nothing was taken, and nothing is given
        without facts. Where a few members are scored these are most.
        """
        found: set[str] = set()
        for node in reversed(walked(root)):
            if node.leaf:
                pays = node.leaf.counted or node.leaf.number is not None or len(self.taken[node.id].facts)
            else:
                pays = any(child.id not in found for child in node.children)
            if not (pays or node.excess or node.base is not None):
                found.add(node.id)
        return found

    def among(self, present: Flags) -> "Matched":
        """The part of those present, where only they have a number."""
        some = self.of_members(present)
        place = np.cumsum(present, dtype=np.int32) - np.int32(1)
        facts, excluded = (replace(one, member=place[one.member]) for one in (some.facts, some.excluded))
        taken = {node: replace(own, member=place[own.member]) for node, own in some.taken.items()}
        term = some.term.among(present) if some.term else None
        return replace(some, facts=facts, taken=taken, excluded=excluded, term=term)

    def counted_by(self, day: int, rule_set: RuleSet) -> "Matched":
        """What is taken by a day: where a leaf counts by a date of its own, that may come later."""
        taken = dict(self.taken)
        for node in rule_set.root.leaves():
            if node.leaf and node.leaf.date is not None:
                taken[node.id] = taken[node.id].where(self.facts.days(node.leaf.date) <= day)
        measure = term_measure(rule_set)
        term = self.term.counted_by(day, measure) if self.term and measure else self.term
        return replace(self, taken=taken, term=term)


def match_measure(rule_set: RuleSet, facts: Facts, roster: Roster) -> Matched:
    """Asks both matchers, and says which facts each leaf of `rule_set` takes."""
    asked = plan(rule_set)
    facts, excluded, excluded_by = _exclude(asked, facts, roster)
    flags, sharers = _relate(asked, facts, roster, rule_set.end.toordinal(), excluded.n > 0)
    alike = _Alike(*asked.measure.ask(facts, roster, flags), facts.member)
    given: list[list[tuple[int, Given]]] = [[] for _ in asked.leaves]
    for group, answers in enumerate(alike.answers):
        for leaf, own in asked.given(answers):
            given[leaf].append((group, own))
    taken = {}
    for node, own_groups in zip(asked.leaves, given, strict=True):
        assert node.leaf
        taken[node.id] = _measurable(node.leaf, _take(node.leaf, own_groups, alike), facts)
    for node in rule_set.root.leaves():
        if node.leaf and node.leaf.number is not None:
            none = np.zeros(0, np.int32)
            taken[node.id] = Taken(none, none, *_nothing())
    return Matched(facts, taken, sharers, excluded, excluded_by)


def _exclude(asked: Plan, facts: Facts, roster: Roster) -> tuple[Facts, Facts, Integers]:
    if not asked.exclusions:
        none = np.zeros(0, np.int64)
        return facts, facts.rows(none), none
    held, shapes = asked.exclusions.ask(facts, roster)
    by = looked_up(np.where(held.any(axis=0), held.argmax(axis=0), -1), shapes.of_fact)
    out = by >= 0
    return (facts.rows(~out) if out.any() else facts), facts.rows(out), by[out]


def _relate(
    asked: Plan, facts: Facts, roster: Roster, last_day: int, thinned: bool
) -> tuple[list[Flags], dict[str, Sharers]]:
    """What is asked of a fact's whole work: per related test whether it has such an outcome; its authors.

    `thinned`: some facts were excluded, so an outcome may be there without its authorship.
    """
    if not asked.relations:
        return [], {}
    rows = np.flatnonzero(facts.take != TAKE["participation"])
    held, shapes = asked.relations.ask(facts, roster, rows=rows)
    answers = (row[shapes.of_fact] for row in held)
    works, work = len(facts.outsiders), facts.work.take(rows)
    flags = []
    for _ in asked.related:
        # What had not happened by the end of the period is not known to it, however late the run.
        known = next(answers) & (facts.day.take(rows) <= last_day)
        flags.append(np.bincount(work[known], minlength=works) > 0)
    counted = [next(answers) for _ in asked.shares]
    at_first = next(answers)
    of_share = {
        share: _sharers(share[1], counts, at_first, facts, rows, thinned or _changing(share[0], roster))
        for share, counts in zip(asked.shares, counted, strict=True)
    }
    return flags, {node_id: of_share[share] for node_id, share in asked.sharing}


def _changing(among: Test | None, roster: Roster) -> bool:
    """Whether a test reads what may be another on another day: the member's own attributes."""
    return among is not None and any(test.attribute in roster.histories for test in tests_in(among))


def _sharers(
    outsiders: bool, counts: Flags, first: Flags, facts: Facts, rows: Integers, changing: bool
) -> Sharers:
    """How works are shared. `rows` are their facts, with who of them counts and who is in first place."""
    written = facts.take.take(rows) == TAKE["authorship"]
    authors = counts & written
    if changing:
        # Who shares is settled by the authorship: on the day of an outcome the member may be another, and
        # who was excluded as an author has no share.
        counts = authors.copy()
        counts[~written] = np.isin(_pairs(facts, rows[~written]), _pairs(facts, rows[authors]))
    works, work = len(facts.outsiders), facts.work.take(rows)
    own = np.flatnonzero(authors)
    placed = np.bincount(2 * work.take(own) + first.take(own), minlength=2 * works)
    others, firsts = placed[::2], placed[1::2]
    if outsiders:
        others = others + facts.outsiders
    return Sharers(firsts, others, _everywhere(counts, rows, facts.n), _everywhere(first, rows, facts.n))


def _everywhere(flags: Flags, rows: Integers, n: int) -> Flags:
    """The flags of some rows as those of all; the others have none."""
    found = np.zeros(n, bool)
    found[rows] = flags
    return found


def _pairs(facts: Facts, rows: Integers) -> Integers:
    """A number for member and work of each of these facts."""
    pairs: Integers = (facts.work[rows].astype(np.int64) << 32) + facts.member[rows]
    return pairs


class _Alike:
    """The facts grouped by what was answered, so that a leaf's facts are a few slices.

    Shapes of one answer to every question are alike, and a measure tells fewer facts apart than there are
    shapes. `answers` are those of each group, as `Plan.given` takes them.
    """

    def __init__(self, held: Flags, shapes: Shapes, member: Integers) -> None:
        numbers: dict[bytes, int] = {}
        of_shape = [numbers.setdefault(row.tobytes(), len(numbers)) for row in np.packbits(held.T, axis=1)]
        self.answers = list(numbers)
        count = len(numbers)
        of_fact = looked_up(np.array(of_shape, np.min_scalar_type(count)), shapes.of_fact)
        self._facts, self._members, starts = grouped(of_fact, count, member)
        self.sizes = np.diff(starts)
        self._slices = [slice(*bounds) for bounds in pairwise(starts.tolist())]

    def facts(self, chosen: Sequence[int]) -> Integers:
        """The facts of the chosen groups, group after group."""
        return self.of(chosen)[0]

    def of(self, chosen: Sequence[int]) -> tuple[Integers, Integers]:
        """The same, and whose they are."""
        if not chosen:
            return self._facts[:0], self._members[:0]
        groups = [self._slices[at] for at in chosen]
        if len(groups) == 1:
            return self._facts[groups[0]], self._members[groups[0]]
        facts, members = (np.concatenate([one[at] for at in groups]) for one in (self._facts, self._members))
        return facts, members


def _take(leaf: Leaf, given: Sequence[tuple[int, Given]], alike: _Alike) -> Taken:
    """What a leaf takes, by what it gives for the groups of which it takes the facts."""
    groups = [group for group, _ in given]
    taken = alike.of(groups)
    if leaf.rate:
        of = alike.facts([group for group, own in given if own.of])
        among = alike.facts([group for group, own in given if own.among])
        return Taken(*taken, *_nothing(), of, among)
    if not given:
        # Of a few members most leaves take nothing.
        return Taken(*taken, *_nothing())
    worths: dict[Fraction, int] = {}
    of_group = [worths.setdefault(own.worth, len(worths)) for _, own in given]
    narrow = np.array(of_group, np.min_scalar_type(len(worths)))
    return Taken(*taken, narrow.repeat(alike.sizes[groups]), tuple(worths))


def _measurable(leaf: Leaf, taken: Taken, facts: Facts) -> Taken:
    """What is left of `taken` where the quantities that the leaf multiplies by are given."""
    names = [name for name in (leaf.per, *(leaf.ratio or ())) if name is not None]
    if not names or not len(taken.facts):
        return taken
    known = np.ones(len(taken.facts), bool)
    for name in names:
        least = 1 if leaf.ratio and name == leaf.ratio[1] else 0
        known &= quantity(facts, name).take(taken.facts) >= least
    return replace(taken, facts=taken.facts[known], member=taken.member[known], worth=taken.worth[known])


def _nothing() -> tuple[Integers, tuple[Fraction, ...]]:
    return np.zeros(0, np.int32), ()
