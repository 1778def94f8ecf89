"""Rankings of groups as tables and as plain data: a table each, and one of what the values are made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from rules.document import RuleSet
from scoring.award import awards
from scoring.group_rows import group_runs, rows_of
from scoring.groups import GroupResult, GroupScore, in_order, results
from scoring.member_rows import scores
from scoring.points import shown
from scoring.result_tables import Cell, Table, line_cells
from scoring.run import ScoreRun

DETAILS = "各组明细"
WAYS = {"sum": "合计", "mean": "人均", "rate": "占比", "own": "得分"}


@dataclass(frozen=True, slots=True)
class RankedGroups:
    """The rankings of groups of a run; `runs` are those of groups with a measure of their own, by ranking."""

    results: list[GroupResult]
    runs: dict[str, ScoreRun]


def ranked_groups(run: ScoreRun) -> RankedGroups:
    """All rankings of groups of a run of everybody; raises `Unscorable`."""
    if not run.rule_set.groups:
        return RankedGroups([], {})
    runs = group_runs(run)
    rows = [row for name, own in runs.items() for row in rows_of(name, own)]
    return RankedGroups(results(run.rule_set, scores(run), rows), runs)


def group_tables(run: ScoreRun, found: RankedGroups) -> list[Table]:
    """A table for each ranking of groups, and one of what their values are made of; none without rankings."""
    return [*map(ranking, found.results), details(run, found)] if found.results else []


def ranking(result: GroupResult) -> Table:
    """Groups by rank, those without one behind; a measure of their own with its main parts."""
    root = result.ranking.root
    parts = root.children if root is not None else ()
    headers = (
        "名次",
        result.ranking.of,
        WAYS[result.ranking.way],
        "人数",
        *(node.title for node in parts),
        "说明",
    )
    rows = [
        (
            group.rank,
            group.label,
            _value(result, group),
            group.members,
            *(_cell(result.points(node, group.label)) for node in parts),
            _remark(result, group),
        )
        for group in in_order(result.groups)
    ]
    return Table(result.ranking.title, headers, rows)


def _value(result: GroupResult, group: GroupScore) -> Cell:
    return _cell(result.shown(group.value))


def _cell(text: str) -> Cell:
    """Points for a spreadsheet to add up; a percentage, a fraction and nothing are text."""
    return Decimal(text) if text and text[-1] != "%" and "/" not in text else text


def _remark(result: GroupResult, group: GroupScore) -> str:
    why = result.reason(group)
    return f"不排名：{group.unranked}；{why}" if group.unranked else why


def details(run: ScoreRun, found: RankedGroups) -> Table:
    """What every value is made of: the members with what they bring, or the award lines of a group."""
    record = ("日期", "种类", "记录编号", "题目")
    headers = ("排名", "组", "委员编号", "姓名", *record, "规则", "规则名称", "得分", "计入", "说明")
    rows: list[tuple[Cell, ...]] = []
    names = dict(zip(run.roster.keys, run.roster.names, strict=True))
    for result in found.results:
        own = found.runs.get(result.ranking.id)
        rows += _lines(own, result.ranking.title) if own else _members(result, names, run.rule_set)
    return Table(DETAILS, headers, rows)


def _members(result: GroupResult, names: dict[str, str], rule_set: RuleSet) -> Iterator[tuple[Cell, ...]]:
    ranking = result.ranking
    node = rule_set.nodes()[ranking.node].title if ranking.node else "满足条件"
    for part in sorted(result.parts, key=lambda one: (one.group, one.key)):
        if part.group:
            brought = (
                int(part.amount) if ranking.way == "rate" else _cell(shown(part.amount, result.rounding))
            )
            who = (ranking.title, part.group, part.key, names[part.key])
            yield (*who, None, "", "", "", ranking.node or "", node, brought, brought, "")


def _lines(run: ScoreRun, title: str) -> Iterator[tuple[Cell, ...]]:
    for line in awards(run, np.ones(run.roster.n, bool)):
        yield title, run.roster.keys[line.member], "", "", *line_cells(run, line)


def group_report(result: GroupResult) -> dict[str, Any]:
    """A ranking of groups as plain data for JSON."""
    ranking = result.ranking
    return {
        "id": ranking.id,
        "title": ranking.title,
        "of": ranking.of,
        "groups": [
            {
                "group": group.label,
                "value": result.shown(group.value) or None,
                "rank": group.rank,
                "members": group.members,
                "unranked": group.unranked,
                "reason": result.reason(group),
            }
            for group in in_order(result.groups)
        ],
    }
