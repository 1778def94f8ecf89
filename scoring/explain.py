"""A member's year, node by node: points, counts, every record with the arithmetic and what cut it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from rules.document import Node
from rules.record import Attributes, Record
from scoring.award import Award, awards
from scoring.because import because, passed_over
from scoring.considered import Considered, considered
from scoring.facts import Facts, Flags, Integers
from scoring.headroom import Headroom, Numbers, headroom
from scoring.result_tables import AWAY
from scoring.run import ScoreRun


@dataclass(frozen=True, slots=True)
class Explained:
    """A node for one member: its own points as a decimal string, what it took, its lines and children."""

    node: Node
    points: str
    records: int
    works: int
    awards: tuple[Award, ...]
    children: tuple[Explained, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing happened here: no record, no points, neither here nor below."""
        return not self.records and not self.awards and all(child.empty for child in self.children)


@dataclass(frozen=True, slots=True)
class Told:
    """A record in which the member had a part: what rules took of it, and what it came to.

    `points` are those kept after every cut, `nodes` the leaves that took something, `considered` the others
    that looked at it, with what they miss. `counted` says whether a matrix counts it: leave, absence and
    what was left out are not. `question` says why no rule took it, `excluded` which exclusion took it out.
    """

    record: Record
    part: Attributes
    points: Fraction
    nodes: tuple[str, ...]
    considered: tuple[Considered, ...]
    counted: bool
    question: str | None
    excluded: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one member: where they stand, why, and what no rule took.

    `ranks` maps each scope to the member's group in it and the rank there. `unranked` is the title of what
    applied, `gates` are titles with the numbers that made them apply, `passed_over` the grades that were out
    of reach although the points sufficed. `records` are all in which the member had a part, the latest first;
    `questions` pairs a record with why no rule took it, `excluded` one with the exclusion that took it out.
    """

    key: str
    name: str
    total: str
    grade: str | None
    ranks: dict[str, tuple[str, int]]
    unranked: str | None
    gates: tuple[tuple[str, tuple[str, ...]], ...]
    passed_over: tuple[str, ...]
    tree: Explained
    records: tuple[Told, ...]
    questions: tuple[tuple[Record, str], ...]
    excluded: tuple[tuple[Record, str], ...]
    headroom: Headroom


def explain(run: ScoreRun, member: int) -> Explanation:
    """The explanation of one member of a run."""
    return Explainer(run, np.arange(run.roster.n) == member).of(member)


class Explainer:
    """Explains the chosen members of a run: what they share is worked out once."""

    def __init__(self, run: ScoreRun, chosen: Flags) -> None:
        self.run = run
        self.chosen = chosen
        self._numbers = Numbers(run)
        self._lines: dict[int, dict[str, list[Award]]] = {}
        for award in awards(run, chosen):
            self._lines.setdefault(award.member, {}).setdefault(award.node.id, []).append(award)

    def of(self, member: int) -> Explanation:
        """The explanation of one of the members."""
        run, standings, rule_set = self.run, self.run.standings, self.run.rule_set
        out = int(standings.ranked_out[member])
        records = self._records(member)
        return Explanation(
            run.roster.keys[member],
            run.roster.names[member],
            run.shown(run.total(member)),
            run.grade(member),
            {
                scope: (run.group(scope, member), int(ranks[member]))
                for scope, ranks in standings.ranks.items()
            },
            rule_set.unranked[out].title if out >= 0 else None,
            tuple(
                (gate.title, tuple(because(run, gate.condition, member)))
                for gate in rule_set.gates
                if standings.gates[gate.id][member]
            ),
            tuple(passed_over(run, member)),
            self._node(rule_set.root, member),
            records,
            tuple((one.record, one.question) for one in records if one.question is not None),
            tuple((one.record, one.excluded) for one in records if one.excluded is not None),
            headroom(self._numbers, member),
        )

    def _node(self, node: Node, member: int) -> Explained:
        lines = self._lines.get(member, {})
        return Explained(
            node,
            self.run.shown(self._numbers.points(node.id, member)),
            self._numbers.count(node.id, "record", member),
            self._numbers.count(node.id, "work", member),
            tuple(lines.get(node.id, ())),
            tuple(self._node(child, member) for child in node.children),
        )

    def _records(self, member: int) -> tuple[Told, ...]:
        """The records of one member, the latest first."""
        run = self.run
        lines = [line for own in self._lines.get(member, {}).values() for line in own]
        points: dict[int, Fraction] = {}
        for line in lines:
            if line.record is not None:
                points[id(line.record)] = points.get(id(line.record), Fraction(0)) + line.kept
        facts, excluded = self._rows
        own, out = facts.get(member, {}), excluded.get(member, {})
        found = []
        for work in sorted(own.keys() | out.keys()):
            record, rows = run.records[work], own.get(work, [])
            why = next((run.why_untaken(self._day(row)) for row in rows if self._asked[row]), None)
            found.append(
                Told(
                    record,
                    next(part.attributes for part in record.parts if part.member == run.roster.keys[member]),
                    points.get(id(record), Fraction(0)),
                    tuple(dict.fromkeys(name for row in rows for name in self._taken.get(row, ()))),
                    tuple(dict.fromkeys(one for row in rows for one in self._considered.get(row, ()))),
                    any(self._came[row] for row in rows),
                    why,
                    self._exclusion(out[work][0]) if work in out else None,
                )
            )
        return tuple(sorted(found, key=lambda one: (one.record.day, one.record.kind, one.record.key))[::-1])

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
    def _considered(self) -> dict[int, list[Considered]]:
        return considered(self.run, self._own(np.arange(self.run.matched.facts.n)))

    def _own(self, facts: Integers) -> list[int]:
        chosen: list[int] = facts[self.chosen[self.run.matched.facts.member[facts]]].tolist()
        return chosen


def _by_work(facts: Facts, chosen: Flags) -> dict[int, dict[int, list[int]]]:
    found: dict[int, dict[int, list[int]]] = {}
    rows = np.flatnonzero(chosen[facts.member])
    for row, member, work in zip(
        rows.tolist(), facts.member[rows].tolist(), facts.work[rows].tolist(), strict=True
    ):
        found.setdefault(member, {}).setdefault(work, []).append(row)
    return found
