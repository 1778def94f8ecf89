"""Rankings of groups as tables and as plain data: a table each, and one of what the values are made of."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np

from rules.document import RuleSet
from scoring.award import awards
from scoring.groups import GroupResult, GroupScore, in_order
from scoring.points import shown
from scoring.result_tables import Cell, Table
from scoring.run import ScoreRun

DETAILS = "各组明细"
WAYS = {"sum": "合计", "mean": "人均", "rate": "占比", "own": "得分"}


def group_tables(run: ScoreRun, found: list[GroupResult]) -> list[Table]:
    """A table for each ranking of groups, and one of what their values are made of; none without rankings."""
    return [*map(ranking, found), details(run, found)] if found else []


def ranking(result: GroupResult) -> Table:
    """Groups by rank, those without one behind; a measure of their own with its main parts."""
    own = result.run
    parts = own.rule_set.root.children if own is not None else ()
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
            *_parts(result, group),
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


def _parts(result: GroupResult, group: GroupScore) -> Iterator[Cell]:
    if result.run is not None:
        at = result.run.roster.keys.index(group.label)
        for node in result.run.rule_set.root.children:
            yield _cell(result.run.shown(result.run.points(node.id, at)))


def _remark(result: GroupResult, group: GroupScore) -> str:
    why = result.reason(group)
    return f"不排名：{group.unranked}；{why}" if group.unranked else why


def details(run: ScoreRun, found: list[GroupResult]) -> Table:
    """What every value is made of: the members with what they bring, or the award lines of a group."""
    record = ("日期", "种类", "记录编号", "题目")
    headers = ("排名", "组", "委员编号", "姓名", *record, "规则", "规则名称", "得分", "计入", "说明")
    rows: list[tuple[Cell, ...]] = []
    names = dict(zip(run.roster.keys, run.roster.names, strict=True))
    for result in found:
        rows += (
            _lines(result.run, result.ranking.title) if result.run else _members(result, names, run.rule_set)
        )
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
        yield (
            title,
            run.roster.keys[line.member],
            "",
            "",
            line.day,
            line.record.kind if line.record else "",
            line.record.key if line.record else "",
            line.record.title if line.record else line.basis,
            line.node.id,
            line.node.title,
            *(_cell(run.shown(one)) for one in (line.raw, line.kept)),
            "；".join(line.cuts),
        )


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
