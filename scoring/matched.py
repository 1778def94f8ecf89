"""The measure applied to the shapes of the facts: what each leaf takes, and what each fact is worth."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from rules.document import Leaf, RuleSet
from rules.when import Test
from scoring.facts import TAKE, Facts, Flags, Integers, quantity
from scoring.matching import Shapes
from scoring.plan import Plan, plan
from scoring.predicate import tests_in
from scoring.roster import Roster
from scoring.term import term_measure


@dataclass(frozen=True, slots=True)
class Taken:
    """The facts a leaf takes. Each is worth `worths[worth[i]]` points before quantities.

    Facts stand grouped by shape, not in canonical order. `of` and `among` are the facts that a rate counts.
    """

    facts: Integers
    worth: Integers
    worths: tuple[Fraction, ...]
    of: Integers | None = None
    among: Integers | None = None

    def where(self, keep: Flags) -> "Taken":
        """What is left of it where only some facts are kept; `keep` has a flag per fact."""
        kept = keep[self.facts]
        return Taken(
            self.facts[kept],
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

    def among(self, present: Flags) -> "Matched":
        """The part of those present, where only they have a number."""
        some = self.of_members(present)
        place = np.cumsum(present, dtype=np.int32) - np.int32(1)
        facts, excluded = (replace(one, member=place[one.member]) for one in (some.facts, some.excluded))
        term = some.term.among(present) if some.term else None
        return replace(some, facts=facts, excluded=excluded, term=term)

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
    held, shapes = asked.measure.ask(facts, roster, flags)
    by_shape = _ByShape(shapes)
    taken = {}
    for node, answers in asked.leaves:
        assert node.leaf
        taken[node.id] = _measurable(node.leaf, _take(node.leaf, held[answers], by_shape), facts)
    for node in rule_set.root.leaves():
        if node.leaf and node.leaf.number is not None:
            taken[node.id] = Taken(np.zeros(0, np.int32), *_nothing())
    return Matched(facts, taken, sharers, excluded, excluded_by)


def _exclude(asked: Plan, facts: Facts, roster: Roster) -> tuple[Facts, Facts, Integers]:
    by = np.full(facts.n, -1, np.int64)
    if asked.exclusions:
        held, shapes = asked.exclusions.ask(facts, roster)
        for at in reversed(range(len(held))):
            by[held[at][shapes.of_fact]] = at
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

    def everywhere(row: Flags) -> Flags:
        flags = np.zeros(facts.n, bool)
        flags[rows] = row[shapes.of_fact]
        return flags

    flags, works = [], len(facts.outsiders)
    for row in held[: len(asked.related)]:
        # What had not happened by the end of the period is not known to it, however late the run.
        chosen = everywhere(row) & (facts.day <= last_day)
        flags.append(np.bincount(facts.work[chosen], minlength=works) > 0)
    at_first = everywhere(held[-1])
    of_share = {
        share: _sharers(share[1], everywhere(row), at_first, facts, thinned or _changing(share[0], roster))
        for share, row in zip(asked.shares, held[len(asked.related) : -1], strict=True)
    }
    return flags, {node_id: of_share[share] for node_id, share in asked.sharing}


def _changing(among: Test | None, roster: Roster) -> bool:
    """Whether a test reads what may be another on another day: the member's own attributes."""
    return among is not None and any(test.attribute in roster.histories for test in tests_in(among))


def _sharers(outsiders: bool, counts: Flags, first: Flags, facts: Facts, changing: bool) -> Sharers:
    authors = counts & (facts.take == TAKE["authorship"])
    if changing:
        # Who shares is settled by the authorship: on the day of an outcome the member may be another, and
        # who was excluded as an author has no share.
        outcomes = np.flatnonzero(facts.take == TAKE["outcome"])
        counts = authors.copy()
        counts[outcomes] = np.isin(_pairs(facts, outcomes), _pairs(facts, np.flatnonzero(authors)))
    works = len(facts.outsiders)
    firsts = np.bincount(facts.work[authors & first], minlength=works)
    others = np.bincount(facts.work[authors & ~first], minlength=works)
    return Sharers(firsts, others + (facts.outsiders if outsiders else 0), counts, first)


def _pairs(facts: Facts, rows: Integers) -> Integers:
    """A number for member and work of each of these facts."""
    pairs: Integers = (facts.work[rows].astype(np.int64) << 32) + facts.member[rows]
    return pairs


class _ByShape:
    """The facts grouped by shape, so that a leaf's facts are a few slices."""

    def __init__(self, shapes: Shapes) -> None:
        self.count = len(shapes.codes)
        # A stable sort of 16-bit numbers is a radix sort: linear.
        narrow = shapes.of_fact.astype(np.uint16 if self.count < 1 << 16 else np.int32)
        self.order = np.argsort(narrow, kind="stable").astype(np.int32)
        self.sizes = np.bincount(shapes.of_fact, minlength=self.count)
        self.starts = np.cumsum(self.sizes) - self.sizes

    def facts(self, chosen: Flags) -> Integers:
        """The facts of the chosen shapes, shape after shape."""
        places = np.flatnonzero(chosen)
        slices = [self.order[self.starts[at] : self.starts[at] + self.sizes[at]] for at in places]
        return np.concatenate(slices) if slices else np.zeros(0, np.int32)


def _take(leaf: Leaf, held: Flags, by_shape: _ByShape) -> Taken:
    answers = iter(held)
    takes = next(answers).copy()
    everywhere = np.ones(by_shape.count, bool)
    cases, factors = (
        [(next(answers) if case.conditional else everywhere, case.value) for case in some]
        for some in (leaf.cases, leaf.factors)
    )
    if leaf.rate:
        of, among = (
            takes & (everywhere if part.test is None else next(answers))
            for part in (leaf.rate.of, leaf.rate.among)
        )
        return Taken(by_shape.facts(takes), *_nothing(), by_shape.facts(of), by_shape.facts(among))
    if cases:
        takes &= np.any([row for row, _ in cases], axis=0)
    worths: dict[Fraction, int] = {}
    of_shape = np.zeros(by_shape.count, np.int32)
    for at in np.flatnonzero(takes):
        worth = next((value for row, value in cases if row[at]), Fraction(0))
        for row, factor in factors:
            worth = worth * factor if row[at] else worth
        of_shape[at] = worths.setdefault(worth, len(worths))
    worth_of_facts = np.repeat(of_shape[takes], by_shape.sizes[takes])
    return Taken(by_shape.facts(takes), worth_of_facts, tuple(worths))


def _measurable(leaf: Leaf, taken: Taken, facts: Facts) -> Taken:
    """What is left of `taken` where the quantities that the leaf multiplies by are given."""
    names = [name for name in (leaf.per, *(leaf.ratio or ())) if name is not None]
    if not names:
        return taken
    known = np.ones(len(taken.facts), bool)
    for name in names:
        known &= quantity(facts, name)[taken.facts] >= (1 if leaf.ratio and name == leaf.ratio[1] else 0)
    return replace(taken, facts=taken.facts[known], worth=taken.worth[known])


def _nothing() -> tuple[Integers, tuple[Fraction, ...]]:
    return np.zeros(0, np.int32), ()
