"""A run as tables: the ranking, the matrices of counts and points by kind, award lines, questions.

Rows are plain values, so that any writer can print them: text, whole numbers, exact decimals, dates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np

from rules.document import Node
from rules.loader import EVERYONE
from scoring import by_kind
from scoring.arithmetic import order_ranks
from scoring.award import Award, each_award
from scoring.because import rate_words
from scoring.facts import Facts, Integers
from scoring.fold import Fold
from scoring.points import number
from scoring.run import ScoreRun

Cell = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; every row has a cell per header."""

    title: str
    headers: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


def tables(run: ScoreRun) -> list[Table]:
    """All tables of a run, in the order in which an office reads them."""
    traced = run.traced(np.ones(run.roster.n, bool))
    found = [ranking(run), *matrices(run, traced), award_lines(run, traced), questions(run)]
    return [*found, over_term(run)] if run.rule_set.term_counts else found


def ranking(run: ScoreRun, most: int | None = None) -> Table:
    """Members who are shown, by rank, at most so many; the unranked follow with the reason."""
    scopes = run.rule_set.ranking.scopes
    others = [scope for scope in scopes if scope != EVERYONE]
    main = run.rule_set.root.children
    headers = (
        *("名次", "委员编号", "姓名", "总分", "等次"),
        *(("处理",) if run.rule_set.consequences else ()),
        *(title for scope in others for title in (scope, f"{scope}内名次")),
        *(node.title for node in main),
        *("同分先后", "说明"),
    )
    rows = [
        (
            _rank(run, EVERYONE if EVERYONE in scopes else scopes[0], at),
            run.roster.keys[at],
            run.roster.names[at],
            points_cell(run, run.total(at)),
            run.grade(at) or "",
            *((_consequences(run, at),) if run.rule_set.consequences else ()),
            *(cell for scope in others for cell in (run.group(scope, at), _rank(run, scope, at))),
            *(points_cell(run, run.points(node.id, at)) for node in main),
            int(run.standings.selection[at]) or None,
            _remark(run, at),
        )
        for at in in_order(run)[:most]
    ]
    return Table("排名" if run.as_of is None else f"排名（截至{run.as_of}）", headers, rows)


def in_order(run: ScoreRun) -> list[int]:
    """The members who are shown: the ranked in the order of selection, then the others by total and key."""
    standings = run.standings
    behind = np.where(standings.ranked, standings.selection, run.roster.n + 1)
    total = order_ranks(run.merits.total)
    order = np.lexsort((np.arange(run.roster.n), -total, behind))
    return [int(at) for at in order if standings.shown[at]]


def matrices(run: ScoreRun, fold: Fold) -> list[Table]:
    """Counts of records and points by kind, one row a member; points add up to the total.

    `fold` is the traced fold of everybody.
    """
    counts, points = by_kind.counts(run), by_kind.points(run, fold)
    names = ["不属于单条记录", *by_kind.kinds_of(run)[1:]]
    counted = [at for at in range(1, len(names)) if counts[:, at].any()]
    paid = [at for at in range(len(names)) if (points[:, at] != 0).any()]
    head, shown = ("委员编号", "姓名"), in_order(run)
    who = {at: (run.roster.keys[at], run.roster.names[at]) for at in shown}
    return [
        Table(
            "次数",
            (*head, *(names[at] for at in counted), "合计"),
            [(*who[at], *(int(counts[at, k]) for k in counted), int(counts[at].sum())) for at in shown],
        ),
        Table(
            "分数",
            (*head, *(names[at] for at in paid), "总分"),
            [
                (
                    *who[at],
                    *(points_cell(run, fold.scale.points(points[at, k])) for k in paid),
                    points_cell(run, run.total(at)),
                )
                for at in shown
            ],
        ),
    ]


def award_lines(run: ScoreRun, fold: Fold) -> Table:
    """Every award line of everybody who is shown."""
    record = ("委员编号", "姓名", "日期", "种类", "记录编号", "题目")
    headers = (*record, "规则", "规则名称", "得分", "计入", "说明", "出处")
    rows = [
        (
            run.roster.keys[line.member],
            run.roster.names[line.member],
            *line_cells(run, line),
            line.node.citation,
        )
        for line in each_award(run, run.standings.shown, fold)
    ]
    return Table("得分明细", headers, rows)


def line_cells(run: ScoreRun, line: Award) -> tuple[Cell, ...]:
    """What an award line says, but for whose it is: day, record, rule, points raw and kept, what cut them."""
    return (
        line.day,
        line.record.kind if line.record else "",
        line.record.key if line.record else "",
        line.record.title if line.record else line.basis,
        line.node.id,
        line.node.title,
        points_cell(run, line.raw),
        points_cell(run, line.kept),
        "；".join(line.cuts),
    )


def questions(run: ScoreRun) -> Table:
    """Facts that no rule took, or that an exclusion took out: for a person to look at."""
    matched = run.matched
    rows = list(_question_rows(run, matched.facts.rows(run.questions()), None))
    rows += _question_rows(run, matched.excluded, matched.excluded_by)
    headers = ("委员编号", "姓名", "日期", "种类", "记录编号", "题目", "情况", "说明")
    return Table("待核", headers, rows)


def _question_rows(run: ScoreRun, facts: Facts, excluded_by: Integers | None) -> Iterator[tuple[Cell, ...]]:
    for at in range(facts.n):
        member = int(facts.member[at])
        record = run.records[int(facts.work[at])]
        day = date.fromordinal(int(facts.day[at]))
        why = run.why_untaken(int(facts.day[at]))
        if excluded_by is not None:
            why = f"不计：{run.rule_set.exclusions[int(excluded_by[at])].title}"
        who = (run.roster.keys[member], run.roster.names[member])
        yield (*who, day, record.kind, record.key, record.title, facts.described(at), why)


def _rank(run: ScoreRun, scope: str, member: int) -> Cell:
    return int(run.standings.ranks[scope][member]) or None


def _remark(run: ScoreRun, member: int) -> str:
    out = int(run.standings.ranked_out[member])
    if out >= 0:
        return f"不排名：{run.rule_set.unranked[out].title}"
    stopped = [gate.title for gate in run.rule_set.gates if run.standings.gates[gate.id][member]]
    return f"关口：{'、'.join(stopped)}" if stopped else ""


def over_term(run: ScoreRun) -> Table:
    """What every rule of the term counted of everybody who is shown: works, and the two numbers of rates."""
    rules = run.rule_set.term_counts
    headers = ["委员编号", "姓名"]
    for node in rules:
        headers += [f"{node.title}（件次）", *([f"{node.title}（比率）"] if _has_rate(node) else [])]
    works = {node.id: run.fold.counts.of([node.id], "work") for node in rules}
    rows = []
    for at in in_order(run):
        row: list[Cell] = [run.roster.keys[at], run.roster.names[at]]
        for node in rules:
            row += [int(works[node.id][at]), *([rate_words(run, node, at)] if _has_rate(node) else [])]
        rows.append(tuple(row))
    return Table("届内累计", tuple(headers), rows)


def _has_rate(node: Node) -> bool:
    return node.leaf is not None and node.leaf.rate is not None


def _consequences(run: ScoreRun, member: int) -> str:
    follows = run.standings.consequences
    return "、".join(one.title for one in run.rule_set.consequences if follows[one.id][member])


def points_cell(run: ScoreRun, value: Fraction) -> Decimal:
    """A decimal for a spreadsheet to add up, with the places that the measure rounds to."""
    return number(value, run.rule_set.rounding)
