"""What one measure does to members beside another, on the same records: pure arithmetic on two runs.

A node's own part of a total is its points less those of its children: what it gave, or cut. These parts add
up to the total, so what they changed by adds up to what the total changed by: the reason for each move.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import lcm

import numpy as np
from msgspec import UNSET, UnsetType

from rules.catalogue import Catalogue
from rules.document import Node, RuleSet
from rules.loader import EVERYONE
from rules.record import Member, Record
from rules.succession import FIRST_VERSION
from scoring import simulated
from scoring.arithmetic import Scale
from scoring.collect import collect_in_order, works_in_order
from scoring.facts import Array, Facts, Flags, Integers
from scoring.member_score import number_text
from scoring.points import shown
from scoring.roster import Roster, enrol
from scoring.run import ScoreRun, inputs_of, score, score_facts
from scoring.standing import UNGRADED
from scoring.term import divided

# A result holds so many members at most, with so many reasons each, and so many rules.
MOVERS, CROSSERS, REASONS, RULES = 200, 500, 12, 300
BUCKETS = 12
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def runs(
    before: RuleSet,
    after: RuleSet,
    members: Sequence[Member],
    records: Sequence[Record],
    earlier: Sequence[Record] = (),
) -> tuple[ScoreRun, ScoreRun]:
    """The same records scored by both; what both would make of the records alike is made once.

    `earlier` are the records that rules of the term of either can count.
    """
    if any(each.term_counts or each.carried for each in (before, after)):
        return _apart(before, after, members, records, earlier), _apart(
            after, before, members, records, earlier
        )
    ordered = works_in_order(records)
    known: dict[object, tuple[Roster, Facts, Mapping[str, str]]] = {}

    def scored(rule_set: RuleSet) -> ScoreRun:
        catalogue: Catalogue = rule_set.catalogue
        asked = (catalogue.text, rule_set.start, rule_set.end, rule_set.month_days)
        if asked not in known:
            roster = enrol(members, catalogue, *asked[1:])
            digests = inputs_of(rule_set, members, ordered, ())
            known[asked] = roster, collect_in_order(ordered, roster, catalogue), digests
        roster, facts, inputs = known[asked]
        run = score_facts(rule_set, roster, facts)
        own = {key: inputs[key] for key in run.roster.keys}
        return replace(run, records=tuple(ordered), members=tuple(members), inputs=own)

    return scored(before), scored(after)


def _apart(
    rule_set: RuleSet,
    other: RuleSet,
    members: Sequence[Member],
    records: Sequence[Record],
    earlier: Sequence[Record],
) -> ScoreRun:
    """One of two measures that do not look at the same: what only the other carries or counts is left out."""
    foreign = {one.name for one in other.carried} - {one.name for one in rule_set.carried}
    told = [
        replace(one, changes=[change for change in one.changes if change.attribute not in foreign])
        for one in members
    ]
    return score(rule_set, told, records, earlier=divided(rule_set, earlier)[1])


def effect(before: ScoreRun, after: ScoreRun, drafted: RuleSet) -> simulated.Simulated:
    """Who moves and why, what it costs, what never fires.

    `drafted` is the measure as it is written; that of `after` may be moved to the year of the records.
    """
    pair = _Pair(before, after)
    moved = _order(pair, (pair.change != 0) | (pair.ranks[0] != pair.ranks[1]))
    crossed = _order(pair, pair.grades[0] != pair.grades[1])
    return simulated.Simulated(
        input=replace(after, rule_set=drafted).input,
        members=len(pair.keys),
        before=_compared(before.rule_set),
        after=_compared(drafted),
        totals=pair.totals(),
        ranks=_rank_moves(*pair.ranks),
        grades=_grades(pair),
        crossers=simulated.Moving(
            count=len(crossed), members=tuple(pair.move(at) for at in crossed[:CROSSERS])
        ),
        movers=simulated.Moving(count=len(moved), members=tuple(pair.move(at) for at in moved[:MOVERS])),
        rules=pair.rules(),
        idle=tuple(_idle(before, after)),
        categories=pair.categories(),
        distribution=pair.distribution(),
        questions=(int(before.questions().sum()), int(after.questions().sum())),
        consequences=_consequences(before, after),
        emptied=pair.emptied(),
    )


def _consequences(before: ScoreRun, after: ScoreRun) -> tuple[simulated.ConsequenceCount, ...] | UnsetType:
    """For how many members each consequence of either measure follows, in the order of the later one."""
    pair = (before, after)
    found = [{one.id: one.title for one in run.rule_set.consequences} for run in pair]
    if not any(found):
        return UNSET
    counts = [{name: int(flags.sum()) for name, flags in run.standings.consequences.items()} for run in pair]
    return tuple(
        simulated.ConsequenceCount(
            id=name,
            title=(found[1].get(name) or found[0][name]),
            members=(counts[0].get(name), counts[1].get(name)),
        )
        for name in dict.fromkeys([*found[1], *found[0]])
    )


def _compared(rule_set: RuleSet) -> simulated.Compared:
    return simulated.Compared(title=rule_set.title, year=rule_set.year, digest=rule_set.digest)


@dataclass(frozen=True, slots=True)
class _Part:
    """What a node changed in every total, in units."""

    id: str
    title: str
    change: Integers


class _Pair:
    """Two runs on one scale. `total`, `ranks` and `grades` have the run before and the one after.

    `keys` are the members of either: two measures can be of different days, and who was in office on those of
    one alone has no points, no rank and no grade by the other.
    """

    def __init__(self, before: ScoreRun, after: ScoreRun) -> None:
        self.runs = (before, after)
        self.keys = sorted({*before.roster.keys, *after.roster.keys})
        self.places = tuple(np.searchsorted(self.keys, run.roster.keys) for run in self.runs)
        scales = (before.fold.scale, after.fold.scale)
        self.scale = Scale(lcm(*(scale.one for scale in scales)), wide=True)
        self.factors = tuple(self.scale.one // scale.one for scale in scales)
        self.total = tuple(self._points(side, run.rule_set.root.id) for side, run in enumerate(self.runs))
        self.change = self.total[1] - self.total[0]
        self.ranks = tuple(
            self._spread(side, run.standings.ranks.get(EVERYONE, run.standings.selection), 0)
            for side, run in enumerate(self.runs)
        )
        names = dict.fromkeys(grade.name for run in self.runs[::-1] for grade in run.rule_set.grades)
        self.names: tuple[str | None, ...] = (*names, None)
        self.grades = tuple(self._grades(side) for side in (0, 1))
        # Few different numbers are told of many members.
        self.shown, self.exact = lru_cache(None)(self._shown), lru_cache(None)(self._exact)
        self.parts = list(self._parts())

    def _points(self, side: int, node: str) -> Integers:
        # Python's integers: no product is too large, and there are few.
        value = self.runs[side].fold.totals(node).value.astype(object) * self.factors[side]
        return self._spread(side, value, 0)

    def _spread(self, side: int, own: Integers, absent: int) -> Integers:
        """What one run says of its members as a column of all `keys`."""
        found = np.full(len(self.keys), absent, own.dtype)
        found[self.places[side]] = own
        return found

    def _grades(self, side: int) -> Integers:
        """Each member's grade as an index of `names`."""
        run = self.runs[side]
        places = [self.names.index(grade.name) for grade in run.rule_set.grades]
        assert UNGRADED == -1
        return np.array([*places, len(self.names) - 1])[self._spread(side, run.standings.grade, UNGRADED)]

    def _parts(self) -> Iterator[_Part]:
        """The nodes that changed a total, in the order of the document, with those that are gone."""
        sides = [self._own(side) for side in (0, 1)]
        nodes = [run.rule_set.nodes() for run in self.runs]
        nothing = np.zeros(len(self.keys), object)
        for name in dict.fromkeys([*nodes[1], *nodes[0]]):
            change = sides[1].get(name, nothing) - sides[0].get(name, nothing)
            if change.any():
                yield _Part(name, (nodes[1].get(name) or nodes[0][name]).title, change)

    def _own(self, side: int) -> dict[str, Integers]:
        """Per rule its own part of every total; the versions of a rule that was replaced are one."""
        found: dict[str, Integers] = {}
        waiting = [self.runs[side].rule_set.root]
        while waiting:
            node = waiting.pop()
            inner = () if _divided(node) else node.children
            own = self._points(side, node.id)
            for child in inner:
                own = own - self._points(side, child.id)
            found[node.id] = own
            waiting.extend(inner)
        return found

    def _shown(self, units: int) -> str:
        """Points as people read them, with the digits of the draft."""
        return shown(Fraction(int(units), self.scale.one), self.runs[1].rule_set.rounding)

    def _exact(self, units: int) -> str:
        """Points exactly."""
        return number_text(Fraction(int(units), self.scale.one))

    def totals(self) -> simulated.Totals:
        """How the totals of all members change."""
        changes = self.change.tolist()
        return simulated.Totals(
            gaining=sum(change > 0 for change in changes),
            losing=sum(change < 0 for change in changes),
            sum=(self.shown(self.total[0].sum()), self.shown(self.total[1].sum())),
            most_gained=self.shown(max(0, *changes) if changes else 0),
            most_lost=self.shown(min(0, *changes) if changes else 0),
        )

    def emptied(self) -> simulated.Emptied:
        """How many members had points, and how many of them have none now."""
        had = self.total[0] > 0
        return simulated.Emptied(had=int(had.sum()), left=int((had & (self.total[1] == 0)).sum()))

    def move(self, at: int) -> simulated.MemberMove:
        """A member before and after, with the rules that changed the total."""
        reasons = sorted(
            (part for part in self.parts if part.change[at]), key=lambda part: -abs(part.change[at])
        )
        (total, then), (rank, rank_then), (grade, grade_then) = self.total, self.ranks, self.grades
        return simulated.MemberMove(
            key=self.keys[at],
            total=(self.shown(total[at]), self.shown(then[at])),
            change=self.shown(self.change[at]),
            rank=(int(rank[at]) or None, int(rank_then[at]) or None),
            grade=(self.names[grade[at]], self.names[grade_then[at]]),
            reasons=tuple(
                simulated.Reason(id=part.id, title=part.title, points=self.exact(part.change[at]))
                for part in reasons[:REASONS]
            ),
            more=max(0, len(reasons) - REASONS),
        )

    def rules(self) -> tuple[simulated.RuleEffect, ...]:
        """The rules that change totals: whose, and by how much in all; the weightiest first."""
        weightiest = sorted(self.parts, key=lambda part: -abs(part.change).sum())[:RULES]
        return tuple(
            simulated.RuleEffect(
                id=part.id,
                title=part.title,
                gaining=int((part.change > 0).sum()),
                losing=int((part.change < 0).sum()),
                points=self.exact(part.change.sum()),
            )
            for part in weightiest
        )

    def categories(self) -> tuple[simulated.Category, ...]:
        """The points that each node right below the total gives to all members together, and to how many."""
        before, after = ({node.id: node for node in run.rule_set.root.children} for run in self.runs)
        categories = []
        for name in dict.fromkeys([*after, *before]):
            points = [
                self._points(side, name) if name in own else None for side, own in enumerate((before, after))
            ]
            was, now = (None if one is None else self.shown(one.sum()) for one in points)
            had, have = (0 if one is None else int((one != 0).sum()) for one in points)
            title = (after.get(name) or before[name]).title
            categories.append(
                simulated.Category(id=name, title=title, points=(was, now), members=(had, have))
            )
        return tuple(categories)

    def distribution(self) -> tuple[simulated.Bar, ...]:
        """How many members have a total from one number of points up to the next, before and after."""
        if not self.keys:
            return ()
        one = self.scale.one
        totals = [[int(units) // one for units in total.tolist()] for total in self.total]
        low, high = min(map(min, totals)), max(map(max, totals))
        step = next((each for each in STEPS if (high - low) // each < BUCKETS), (high - low) // BUCKETS + 1)
        before, after = (Counter(whole // step for whole in own) for own in totals)
        return tuple(
            simulated.Bar(least=place * step, below=(place + 1) * step, members=(before[place], after[place]))
            for place in range(low // step, high // step + 1)
        )


def _divided(node: Node) -> bool:
    """Whether the children of a node are its own versions, each for its days."""
    return bool(node.children) and node.children[0].id == f"{node.id}.{FIRST_VERSION}"


def _order(pair: _Pair, chosen: Flags) -> list[int]:
    """The chosen members, those with the largest change first."""
    ranks = np.abs(pair.ranks[1] - pair.ranks[0])
    return sorted(
        np.flatnonzero(chosen).tolist(), key=lambda at: (-abs(pair.change[at]), -int(ranks[at]), at)
    )


def _rank_moves(before: Integers, after: Integers) -> simulated.RankMoves:
    both = (before > 0) & (after > 0)
    return simulated.RankMoves(
        up=int((both & (after < before)).sum()),
        down=int((both & (after > before)).sum()),
        entering=int(((before == 0) & (after > 0)).sum()),
        leaving=int(((before > 0) & (after == 0)).sum()),
    )


def _grades(pair: _Pair) -> tuple[simulated.GradeCount, ...]:
    before, after = (np.bincount(grades, minlength=len(pair.names)).tolist() for grades in pair.grades)
    return tuple(
        simulated.GradeCount(name=name, members=(before[at], after[at]))
        for at, name in enumerate(pair.names)
        if name is not None or before[at] or after[at]
    )


def _idle(before: ScoreRun, after: ScoreRun) -> Iterator[simulated.Idle]:
    """What the draft says and nothing of these records calls for."""
    known = dict(_fired(before))
    titles, versions = _titles(after.rule_set), _versions(after.rule_set)
    for (kind, name), fired in _fired(after):
        if not fired:
            rule, title = versions.get(name, (name, titles[kind, name]))
            was = known.get((kind, name), known.get((kind, rule)))
            yield simulated.Idle(id=rule, title=title, kind=kind, before=None if was is None else not was)


def _versions(rule_set: RuleSet) -> dict[str, tuple[str, str]]:
    """The versions of rules that were replaced in mid-year: the rule's id, and its title with the days."""
    found = {}
    for node in rule_set.root.walk():
        if _divided(node):
            first, second, *_ = (child.id.removeprefix(f"{node.id}.") for child in node.children)
            for child in node.children:
                since = child.id.removeprefix(f"{node.id}.")
                days = f"{second} 以前" if since == first else f"{since} 起"
                found[child.id] = node.id, f"{child.title}（{days}）"
    return found


def _titles(rule_set: RuleSet) -> dict[tuple[str, str], str]:
    found = {("rule", node.id): node.title for node in rule_set.root.walk()}
    found |= {("exclusion", one.id): one.title for one in rule_set.exclusions}
    found |= {("unranked", one.id): one.title for one in rule_set.unranked}
    found |= {("rule", node.id): node.title for node in rule_set.term_counts}
    found |= {("consequence", one.id): one.title for one in rule_set.consequences}
    return found | {("gate", one.id): one.title for one in rule_set.gates}


def _fired(run: ScoreRun) -> Iterator[tuple[tuple[str, str], bool]]:
    """Every rule that takes facts, exclusion, gate and consequence, with whether it did anything."""
    for leaf in run.rule_set.root.leaves():
        number = leaf.leaf and leaf.leaf.number
        yield ("rule", leaf.id), len(run.matched.taken[leaf.id].facts) > 0 or bool(number)
    for node in run.rule_set.term_counts:
        yield ("rule", node.id), bool(run.fold.counts.of([node.id], "record").any())
    by: Array = run.matched.excluded_by
    for at, out in enumerate(run.rule_set.exclusions):
        yield ("exclusion", out.id), bool((by == at).any())
    for at, reason in enumerate(run.rule_set.unranked):
        yield ("unranked", reason.id), bool((run.merits.unranked == at).any())
    for gate in run.rule_set.gates:
        yield ("gate", gate.id), bool(run.standings.gates[gate.id].any())
    for one in run.rule_set.consequences:
        yield ("consequence", one.id), bool(run.standings.consequences[one.id].any())
