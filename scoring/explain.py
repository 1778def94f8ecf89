"""A member's year, node by node: points, counts, every record with the arithmetic and what cut it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from msgspec import UNSET, UnsetType

from rules.document import Node
from rules.number import decimal
from rules.record import Record, Value
from scoring import statement as told
from scoring.award import Award, awards
from scoring.because import because, passed_over, rate_words, why_it_follows
from scoring.by_kind import AWAY
from scoring.considered import considered
from scoring.counts import Counts
from scoring.facts import Facts, Flags, Integers
from scoring.headroom import Numbers, headroom
from scoring.run import ScoreRun

Row = Callable[[Record], int]
# Explained together: of a large committee all explanations are gigabytes.
TOGETHER = 500


def explanations(
    run: ScoreRun, members: Sequence[int], row: Row | None = None
) -> Iterator[tuple[int, told.Explanation]]:
    """The explanations of these members of a run, each with its member, some worked out at a time."""
    for start in range(0, len(members), TOGETHER):
        some = members[start : start + TOGETHER]
        explainer = Explainer(run, np.isin(np.arange(run.roster.n), some), row)
        yield from ((member, explainer.of(member)) for member in some)


def explain(run: ScoreRun, member: int) -> told.Explanation:
    """The explanation of one member of a run."""
    return Explainer(run, np.arange(run.roster.n) == member).of(member)


class Explainer:
    """Explains the chosen members of a run: what they share is worked out once.

    `row` has the row of a record, where records have one; they are named as in files besides.
    """

    def __init__(self, run: ScoreRun, chosen: Flags, row: Row | None = None) -> None:
        self.run = run
        self.chosen = chosen
        self.row = row
        self._numbers = Numbers(run)
        self._lines: dict[int, dict[str, list[Award]]] = {}
        for award in awards(run, chosen):
            self._lines.setdefault(award.member, {}).setdefault(award.node.id, []).append(award)

    def statement(self, member: int) -> told.Statement:
        """The explanation of one of the members, with what it came from; the run knows its records."""
        rule_set, explanation = self.run.rule_set, self.of(member)
        return told.Statement(
            format=told.FORMAT,
            version=told.Version(digest=rule_set.digest, title=rule_set.title),
            input=self.run.inputs[explanation.key],
            **{field.name: getattr(explanation, field.name) for field in fields(explanation)},
        )

    def of(self, member: int) -> told.Explanation:
        """The explanation of one of the members."""
        run, standings, rule_set = self.run, self.run.standings, self.run.rule_set
        out = int(standings.ranked_out[member])
        records = self._records(member)
        return told.Explanation(
            key=run.roster.keys[member],
            total=run.shown(run.total(member)),
            grade=run.grade(member),
            ranks={
                scope: told.Rank(group=run.group(scope, member), rank=int(ranks[member]) or None)
                for scope, ranks in standings.ranks.items()
            },
            unranked=rule_set.unranked[out].title if out >= 0 else None,
            gates=tuple(
                told.StoppedBy(title=gate.title, because=tuple(because(run, gate.condition, member)))
                for gate in rule_set.gates
                if standings.gates[gate.id][member]
            ),
            passed_over=tuple(passed_over(run, member)),
            tree=self._node(rule_set.root, member),
            records=records,
            questions=tuple(_remark(one, one.question) for one in records if one.question is not None),
            excluded=tuple(_remark(one, one.excluded) for one in records if one.excluded is not None),
            headroom=headroom(self._numbers, member),
            consequences=self._consequences(member),
            term=self._term(member),
        )

    def _term(self, member: int) -> tuple[told.TermCount, ...] | UnsetType:
        counts = self.run.fold.counts
        if counts.term is None:
            return UNSET
        return tuple(self._term_count(node, counts.term, member) for node in self.run.rule_set.term_counts)

    def _term_count(self, node: Node, counts: Counts, member: int) -> told.TermCount:
        """What a rule of the term counted of one member."""
        facts, records = counts.matched.facts, self.run.earlier
        taken = counts.matched.taken[node.id].facts
        own = np.sort(taken[facts.member[taken] == member])[::-1].tolist()
        days = facts.days(node.leaf.date if node.leaf else None)
        return told.TermCount(
            id=node.id,
            title=node.title,
            citation=node.citation,
            records=len(own),
            works=int(counts.of([node.id], "work")[member]),
            rate=rate_words(self.run, node, member),
            facts=tuple(
                told.TermFact(**self._named(records[facts.work[fact]]), day=date.fromordinal(int(days[fact])))
                for fact in own
            ),
        )

    def _consequences(self, member: int) -> tuple[told.StoppedBy, ...] | UnsetType:
        rule_set, found = self.run.rule_set, self.run.standings.consequences
        if not rule_set.consequences:
            return UNSET
        return tuple(
            told.StoppedBy(title=one.title, because=tuple(why_it_follows(self.run, one, member)))
            for one in rule_set.consequences
            if found[one.id][member]
        )

    def _node(self, node: Node, member: int) -> told.Branch:
        own = self._lines.get(member, {}).get(node.id, ())
        return told.Branch(
            id=node.id,
            title=node.title,
            points=self.run.shown(self._numbers.points(node.id, member)),
            records=self._numbers.count(node.id, "record", member),
            works=self._numbers.count(node.id, "work", member),
            awards=tuple(self._line(award) for award in own),
            children=tuple(self._node(child, member) for child in node.children),
        )

    def _line(self, award: Award) -> told.Line:
        return told.Line(
            record=None if award.record is None else told.Named(**self._named(award.record)),
            day=award.day,
            basis=award.basis or None,
            rule=award.node.id,
            citation=award.node.citation,
            raw=decimal(award.raw),
            kept=decimal(award.kept),
            cuts=award.cuts,
        )

    def _named(self, record: Record) -> dict[str, Any]:
        own = {} if self.row is None else {"id": self.row(record)}
        return {**own, "kind": record.kind, "key": record.key, "title": record.title}

    def _records(self, member: int) -> tuple[told.Account, ...]:
        """The records of one member, the latest first."""
        points: dict[int, Fraction] = {}
        for lines in self._lines.get(member, {}).values():
            for line in lines:
                if line.record is not None:
                    points[id(line.record)] = points.get(id(line.record), Fraction(0)) + line.kept
        facts, excluded = self._rows
        own, out = facts.get(member, {}), excluded.get(member, {})
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
        run = self.run
        part = next(part for part in record.parts if part.member == run.roster.keys[member])
        why = next((run.why_untaken(self._day(row)) for row in rows if self._asked[row]), None)
        return told.Account(
            **self._named(record),
            day=record.day,
            part={name: _plain(value) for name, value in part.attributes.items()},
            points=decimal(points.get(id(record), Fraction(0))),
            rules=tuple(dict.fromkeys(name for row in rows for name in self._taken.get(row, ()))),
            considered=tuple(dict.fromkeys(one for row in rows for one in self._considered.get(row, ()))),
            counted=any(self._came[row] for row in rows),
            question=why,
            excluded=self._exclusion(excluded[0]) if excluded else None,
        )

    def _day(self, row: int) -> int:
        return int(self.run.matched.facts.day[row])

    def _exclusion(self, row: int) -> str:
        return self.run.rule_set.exclusions[int(self.run.matched.excluded_by[row])].title

    @cached_property
    def _rows(self) -> tuple[dict[int, dict[int, list[int]]], dict[int, dict[int, list[int]]]]:
        """Per member and work the facts, and those that were excluded."""
        matched = self.run.matched
        return _by_work(matched.facts, self.chosen), _by_work(matched.excluded, self.chosen)

    @cached_property
    def _asked(self) -> Flags:
        return self.run.questions()

    @cached_property
    def _came(self) -> Flags:
        return ~self.run.matched.facts.labelled("状态", AWAY)

    @cached_property
    def _taken(self) -> dict[int, list[str]]:
        """The leaves that took each fact, in the order of the measure."""
        found: dict[int, list[str]] = {}
        for leaf in self.run.rule_set.root.leaves():
            for fact in self._own(self.run.matched.taken[leaf.id].facts):
                found.setdefault(fact, []).append(leaf.id)
        return found

    @cached_property
    def _considered(self) -> dict[int, list[told.Considered]]:
        return considered(self.run, self._own(np.arange(self.run.matched.facts.n)))

    def _own(self, facts: Integers) -> list[int]:
        chosen: list[int] = facts[self.chosen[self.run.matched.facts.member[facts]]].tolist()
        return chosen


def _remark(record: told.Account, reason: str) -> told.Remark:
    return told.Remark(id=record.id, kind=record.kind, key=record.key, title=record.title, reason=reason)


def _plain(value: Value) -> str | bool | int:
    if isinstance(value, date):
        return value.isoformat()
    return decimal(value) if isinstance(value, Fraction) else value


def _by_work(facts: Facts, chosen: Flags) -> dict[int, dict[int, list[int]]]:
    found: dict[int, dict[int, list[int]]] = {}
    rows = np.flatnonzero(chosen[facts.member])
    for row, member, work in zip(
        rows.tolist(), facts.member[rows].tolist(), facts.work[rows].tolist(), strict=True
    ):
        found.setdefault(member, {}).setdefault(work, []).append(row)
    return found
