"""A member's year, node by node: points, counts, every record with the arithmetic and what cut it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from msgspec import UNSET, UnsetType

from rules.document import Node
from rules.number import decimal
from rules.record import Attributes, Part, Record, Value
from scoring import statement as told
from scoring.award import Award, awards
from scoring.because import because, passed_over, why_it_follows
from scoring.by_kind import AWAY
from scoring.considered import Looked
from scoring.facts import Facts, Flags, Integers
from scoring.headroom import headroom
from scoring.matched import Matched
from scoring.numbers import Numbers
from scoring.run import ScoreRun

Row = Callable[[Record], int]
# Explained together: of a large committee all explanations are gigabytes.
TOGETHER = 500
NOTHING = Fraction(0)
T = TypeVar("T")


def explanations(
    run: ScoreRun, members: Sequence[int], row: Row | None = None
) -> Iterator[tuple[int, told.Explanation]]:
    """The explanations of these members of a run, each with its member, some worked out at a time."""
    for explainer in _explainers(run, members, row):
        yield from ((member, explainer.of(member)) for member in explainer.members)


def statements(
    run: ScoreRun, members: Sequence[int], row: Row | None = None
) -> Iterator[tuple[int, told.Statement]]:
    """The same with what they came from; the run knows its records."""
    for explainer in _explainers(run, members, row):
        yield from ((member, explainer.statement(member)) for member in explainer.members)


def _explainers(run: ScoreRun, members: Sequence[int], row: Row | None) -> "Iterator[Explainer]":
    common = Common(run, row)
    for start in range(0, len(members), TOGETHER):
        yield Explainer(run, members[start : start + TOGETHER], common=common)


def explain(run: ScoreRun, member: int) -> told.Explanation:
    """The explanation of one member of a run."""
    return Explainer(run, [member]).of(member)


class Common:
    """What the explanations of all members of a run share; each thing is worked out when first asked for.

    `row` has the row of a record, where records have one; they are named as in files besides.
    """

    def __init__(self, run: ScoreRun, row: Row | None = None) -> None:
        self.run = run
        self.row = row
        self.numbers = Numbers(run)
        self.looked = Looked(run)
        self._named: dict[int, told.Named] = {}
        self._parts: dict[int, dict[str, Part]] = {}
        self._plain: dict[int, dict[str, Any]] = {}

    def named(self, record: Record) -> told.Named:
        """How a record is named."""
        known = self._named.get(id(record))
        if known is None:
            own = UNSET if self.row is None else self.row(record)
            known = told.Named(id=own, kind=record.kind, key=record.key, title=record.title)
            self._named[id(record)] = known
        return known

    def part(self, record: Record, member: int) -> dict[str, Any]:
        """What a record says of a member, as plain data."""
        parts = self._parts.get(id(record))
        if parts is None:
            # The first counts, should somebody stand there twice.
            parts = self._parts[id(record)] = {part.member: part for part in reversed(record.parts)}
        return self._said(parts[self.run.roster.keys[member]].attributes)

    def _said(self, attributes: Attributes) -> dict[str, Any]:
        # Those who were at the same meeting share their attributes.
        known = self._plain.get(id(attributes))
        if known is None:
            known = {name: _plain(value) for name, value in attributes.items()}
            self._plain[id(attributes)] = known
        return known

    @cached_property
    def asked(self) -> bytes:
        """Which facts no rule took, a byte for each."""
        return self.run.questions().tobytes()

    @cached_property
    def came(self) -> bytes:
        """At which facts the member was there, a byte for each."""
        return (~self.run.matched.facts.labelled("状态", AWAY)).tobytes()

    @cached_property
    def facts(self) -> "ByMember":
        """The facts by member."""
        return ByMember(self.run.matched.facts)

    @cached_property
    def excluded(self) -> "ByMember":
        """Those that left before the tree."""
        return ByMember(self.run.matched.excluded)

    @cached_property
    def _taken(self) -> dict[str, Integers]:
        taken = self.run.matched.taken
        return {leaf.id: np.sort(taken[leaf.id].facts) for leaf in self.run.rule_set.root.leaves()}

    def taken(self, rows: Integers) -> dict[str, Flags]:
        """Per leaf, in the order of the measure, which of these facts it took."""
        return {leaf: _among(rows, facts) for leaf, facts in self._taken.items()}

    @cached_property
    def term(self) -> "dict[str, tuple[Integers, ByMember]]":
        """Per rule of the term the facts that it took, and those by member."""
        term = self.run.matched.term
        assert term is not None
        found = {}
        for node in self.run.rule_set.term_counts:
            taken = np.sort(term.taken[node.id].facts)
            found[node.id] = taken, ByMember(term.facts.rows(taken))
        return found


class ByMember:
    """Facts in canonical order, where those of a member stand together."""

    def __init__(self, facts: Facts) -> None:
        self.work = facts.work
        members = int(facts.member[-1]) + 1 if facts.n else 0
        # Of one type with the column, or searchsorted would copy it.
        bounds = np.arange(members + 1, dtype=facts.member.dtype)
        self._starts: list[int] = np.searchsorted(facts.member, bounds).tolist()

    def rows(self, member: int) -> range:
        """The facts of a member."""
        if member + 1 >= len(self._starts):
            return range(0)
        return range(self._starts[member], self._starts[member + 1])

    def works(self, member: int) -> dict[int, list[int]]:
        """The facts of a member by work."""
        found: dict[int, list[int]] = {}
        rows = self.rows(member)
        for row, work in zip(rows, self.work[rows.start : rows.stop].tolist(), strict=True):
            found.setdefault(work, []).append(row)
        return found


def _among(rows: Integers, ordered: Integers) -> Flags:
    """Which of `rows` are in `ordered`, which ascends."""
    if not len(ordered):
        return np.zeros(len(rows), bool)
    at = np.minimum(np.searchsorted(ordered, rows.astype(ordered.dtype)), len(ordered) - 1)
    found: Flags = ordered[at] == rows
    return found


class Explainer:
    """Explains some members of a run; what they share is worked out once (`Common`)."""

    def __init__(
        self, run: ScoreRun, members: Sequence[int], row: Row | None = None, common: Common | None = None
    ) -> None:
        self.run = run
        self.members = members
        self.common = common or Common(run, row)
        self._numbers = self.common.numbers
        self._lines: dict[int, dict[str, list[Award]]] = {}
        chosen = np.zeros(run.roster.n, bool)
        chosen[list(members)] = True
        for award in awards(run, chosen):
            self._lines.setdefault(award.member, {}).setdefault(award.node.id, []).append(award)

    def statement(self, member: int) -> told.Statement:
        """The explanation of one of the members, with what it came from; the run knows its records."""
        rule_set = self.run.rule_set
        return told.Statement(
            format=told.FORMAT,
            version=told.Version(digest=rule_set.digest, title=rule_set.title),
            input=self.run.inputs[self.run.roster.keys[member]],
            **self._told(member),
        )

    def of(self, member: int) -> told.Explanation:
        """The explanation of one of the members."""
        return told.Explanation(**self._told(member))

    def _told(self, member: int) -> dict[str, Any]:
        run, standings, rule_set = self.run, self.run.standings, self.run.rule_set
        out = int(standings.ranked_out[member])
        records = self._records(member)
        return {
            "key": run.roster.keys[member],
            "total": run.shown(run.total(member)),
            "grade": run.grade(member),
            "ranks": {
                scope: told.Rank(group=run.group(scope, member), rank=int(ranks[member]) or None)
                for scope, ranks in standings.ranks.items()
            },
            "unranked": rule_set.unranked[out].title if out >= 0 else None,
            "gates": tuple(
                told.StoppedBy(
                    title=gate.title, because=tuple(because(self._numbers, gate.condition, member))
                )
                for gate in rule_set.gates
                if standings.gates[gate.id][member]
            ),
            "passed_over": tuple(passed_over(self._numbers, member)),
            "tree": self._node(rule_set.root, member),
            "records": records,
            "questions": tuple(_remark(one, one.question) for one in records if one.question is not None),
            "excluded": tuple(_remark(one, one.excluded) for one in records if one.excluded is not None),
            "headroom": headroom(self._numbers, member),
            "consequences": self._consequences(member),
            "term": self._term(member),
        }

    def _term(self, member: int) -> tuple[told.TermCount, ...] | UnsetType:
        if self.run.matched.term is None:
            return UNSET
        term = self.run.matched.term
        return tuple(self._term_count(node, term, member) for node in self.run.rule_set.term_counts)

    def _term_count(self, node: Node, term: Matched, member: int) -> told.TermCount:
        """What a rule of the term counted of one member."""
        taken, by_member = self.common.term[node.id]
        rows = by_member.rows(member)
        own = taken[rows.start : rows.stop][::-1].tolist()
        days = term.facts.days(node.leaf.date if node.leaf else None)
        return told.TermCount(
            id=node.id,
            title=node.title,
            citation=node.citation,
            records=len(own),
            works=self._numbers.count(node.id, "work", member),
            rate=self._rate(node, member),
            facts=tuple(self._term_fact(int(term.facts.work[fact]), int(days[fact])) for fact in own),
        )

    def _rate(self, node: Node, member: int) -> str | None:
        if node.leaf is None or node.leaf.rate is None:
            return None
        rate = self._numbers.rate(node, member)
        return None if rate is None else f"{rate[0]} / {rate[1]}"

    def _term_fact(self, work: int, day: int) -> told.TermFact:
        one = self.common.named(self.run.earlier[work])
        return told.TermFact(
            id=one.id, kind=one.kind, key=one.key, title=one.title, day=date.fromordinal(day)
        )

    def _consequences(self, member: int) -> tuple[told.StoppedBy, ...] | UnsetType:
        rule_set, found = self.run.rule_set, self.run.standings.consequences
        if not rule_set.consequences:
            return UNSET
        return tuple(
            told.StoppedBy(title=one.title, because=tuple(why_it_follows(self._numbers, one, member)))
            for one in rule_set.consequences
            if found[one.id][member]
        )

    def _node(self, node: Node, member: int) -> told.Branch:
        own = self._lines.get(member, {}).get(node.id, ())
        return told.Branch(
            id=node.id,
            title=node.title,
            points=self._numbers.shown(node.id, member),
            records=self._numbers.count(node.id, "record", member),
            works=self._numbers.count(node.id, "work", member),
            awards=tuple(self._line(award) for award in own),
            children=tuple([self._node(child, member) for child in node.children]),
        )

    def _line(self, award: Award) -> told.Line:
        return told.Line(
            record=None if award.record is None else self.common.named(award.record),
            day=award.day,
            basis=award.basis or None,
            rule=award.node.id,
            citation=award.node.citation,
            raw=decimal(award.raw),
            kept=decimal(award.kept),
            cuts=award.cuts,
        )

    def _records(self, member: int) -> tuple[told.Account, ...]:
        """The records of one member, the latest first."""
        points: dict[int, Fraction] = {}
        for lines in self._lines.get(member, {}).values():
            for line in lines:
                if line.record is not None:
                    before = points.get(id(line.record))
                    points[id(line.record)] = line.kept if before is None else before + line.kept
        own, out = self.common.facts.works(member), self.common.excluded.works(member)
        accounts = [
            self._account(member, self.run.records[work], own.get(work, []), out.get(work, []), points)
            for work in sorted(own.keys() | out.keys())
        ]
        return tuple(sorted(accounts, key=lambda one: (one.day, one.kind, one.key))[::-1])

    def _account(
        self,
        member: int,
        record: Record,
        rows: Sequence[int],
        excluded: Sequence[int],
        points: Mapping[int, Fraction],
    ) -> told.Account:
        """What the facts of one record came to; `excluded` are those that left before the tree."""
        common = self.common
        one = common.named(record)
        asked = next((row for row in rows if common.asked[row]), None)
        return told.Account(
            id=one.id,
            kind=one.kind,
            key=one.key,
            title=one.title,
            day=record.day,
            part=common.part(record, member),
            points=decimal(points.get(id(record), NOTHING)),
            rules=_distinct([self._taken.get(row, ()) for row in rows]),
            considered=_distinct([self._considered.get(row, ()) for row in rows]),
            counted=any(common.came[row] for row in rows),
            question=None if asked is None else self.run.why_untaken(self._day(asked)),
            excluded=self._exclusion(excluded[0]) if excluded else None,
        )

    def _day(self, row: int) -> int:
        return int(self.run.matched.facts.day[row])

    def _exclusion(self, row: int) -> str:
        return self.run.rule_set.exclusions[int(self.run.matched.excluded_by[row])].title

    @cached_property
    def _rows(self) -> Integers:
        """The facts of the members."""
        ranges = [self.common.facts.rows(member) for member in self.members]
        return np.concatenate([np.arange(one.start, one.stop) for one in ranges] or [np.zeros(0, np.int64)])

    @cached_property
    def _took(self) -> dict[str, Flags]:
        """Per leaf, which of these facts it took."""
        return self.common.taken(self._rows)

    @cached_property
    def _taken(self) -> dict[int, list[str]]:
        """The leaves that took each fact, in the order of the measure."""
        found: dict[int, list[str]] = {}
        for leaf, took in self._took.items():
            for fact in self._rows[took].tolist():
                found.setdefault(fact, []).append(leaf)
        return found

    @cached_property
    def _considered(self) -> dict[int, list[told.Considered]]:
        return self.common.looked.at(self._rows, self._took)


def _distinct(some: Sequence[Sequence[T]]) -> tuple[T, ...]:
    """What is in any of these, each once, in their order."""
    # As a rule a record is one fact, of which nothing is told twice.
    return tuple(some[0] if len(some) == 1 else dict.fromkeys(chain.from_iterable(some)))


def _remark(record: told.Account, reason: str) -> told.Remark:
    return told.Remark(id=record.id, kind=record.kind, key=record.key, title=record.title, reason=reason)


def _plain(value: Value) -> str | bool | int:
    if isinstance(value, date):
        return value.isoformat()
    return decimal(value) if isinstance(value, Fraction) else value
