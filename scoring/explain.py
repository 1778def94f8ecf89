"""A member's year, node by node: points, counts, every record with the arithmetic and what cut it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rules.document import Node
from rules.record import Record
from scoring.award import Award, awards
from scoring.facts import Integers
from scoring.reason import because, passed_over
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
class Explanation:
    """Everything about one member: where they stand, why, and what no rule took.

    `ranks` maps each scope to the member's group in it and the rank there. `unranked` is the title of what
    applied, `gates` are titles with the numbers that made them apply, `passed_over` the grades that were out
    of reach although the points sufficed. `questions` pairs a record with why no rule took it, `excluded`
    one with the exclusion that took it out.
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
    questions: tuple[tuple[Record, str], ...]
    excluded: tuple[tuple[Record, str], ...]


def explain(run: ScoreRun, member: int) -> Explanation:
    """The explanation of one member of a run."""
    chosen = np.arange(run.roster.n) == member
    lines: dict[str, list[Award]] = {}
    for award in awards(run, chosen):
        lines.setdefault(award.node.id, []).append(award)
    standings, rule_set = run.standings, run.rule_set
    out = int(standings.ranked_out[member])
    facts, excluded = run.matched.facts, run.matched.excluded
    untaken = run.questions() & (facts.member == member)
    left = np.flatnonzero(excluded.member == member)
    return Explanation(
        run.roster.keys[member],
        run.roster.names[member],
        run.shown(run.total(member)),
        run.grade(member),
        {scope: (run.group(scope, member), int(ranks[member])) for scope, ranks in standings.ranks.items()},
        rule_set.unranked[out].title if out >= 0 else None,
        tuple(
            (gate.title, tuple(because(run, gate.condition, member)))
            for gate in rule_set.gates
            if standings.gates[gate.id][member]
        ),
        tuple(passed_over(run, member)),
        _node(run, rule_set.root, member, lines),
        _questions(run, np.flatnonzero(untaken)),
        tuple(
            (run.records[int(excluded.work[at])], rule_set.exclusions[int(run.matched.excluded_by[at])].title)
            for at in left
        ),
    )


def _questions(run: ScoreRun, untaken: Integers) -> tuple[tuple[Record, str], ...]:
    """Each record of these facts once, with why no rule took it."""
    facts = run.matched.facts
    found = {int(facts.work[at]): run.why_untaken(int(facts.day[at])) for at in untaken.tolist()}
    return tuple((run.records[work], why) for work, why in sorted(found.items()))


def _node(run: ScoreRun, node: Node, member: int, lines: dict[str, list[Award]]) -> Explained:
    return Explained(
        node,
        run.shown(run.points(node.id, member)),
        int(run.fold.counts.of([node.id], "record")[member]),
        int(run.fold.counts.of([node.id], "work")[member]),
        tuple(lines.get(node.id, ())),
        tuple(_node(run, child, member, lines) for child in node.children),
    )
