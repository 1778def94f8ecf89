"""What people read of a run: tables, the report, one member's explanation, the rules in words."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings

from rules.document import Rounding
from rules.loader import loads
from rules.record import Member, Record
from rules.wording import condition_words, consequence_words, node_words
from scoring.explain import Explainer, explain
from scoring.points import shown
from scoring.report import report
from scoring.result_tables import Table, tables
from scoring.run import score
from scoring.statement import Rank, StoppedBy, as_text, plain, read
from tests.scoring.by_hand import attended, member, scored, written
from tests.scoring.random_committees import committees
from tests.scoring.random_measures import measures


@settings(max_examples=60)
@given(measures(), committees())
def test_whatever_the_measure_the_tables_add_up(
    text: str, committee: tuple[list[Member], list[Record]]
) -> None:
    run = score(loads(text), *committee)
    ranking, counts, points, lines, *others = tables(run)
    for table in (ranking, counts, points, lines, *others):
        assert all(len(row) == len(table.headers) for row in table.rows)
    totals = dict(zip(column(ranking, "委员编号"), column(ranking, "总分"), strict=True))
    assert sorted(map(str, totals)) == list(run.roster.keys)
    paid: dict[object, Decimal] = defaultdict(Decimal)
    for key, value in zip(column(lines, "委员编号"), column(lines, "计入"), strict=True):
        assert isinstance(value, Decimal)
        paid[key] += value
    for key, *cells in ((row[0], *row[2:]) for row in points.rows):
        *parts, total = (cell for cell in cells if isinstance(cell, Decimal))
        assert sum(parts, Decimal(0)) == paid[key] == total == totals[key]
    ranks = [rank for rank in column(ranking, "名次") if isinstance(rank, int)]
    assert ranks == sorted(ranks)


def column(table: Table, header: str) -> list[object]:
    at = table.headers.index(header)
    return [row[at] for row in table.rows]


@settings(max_examples=60)
@given(measures(), committees())
def test_whatever_the_measure_it_can_be_told(text: str, committee: tuple[list[Member], list[Record]]) -> None:
    rule_set = loads(text)
    run = score(rule_set, *committee)
    json.dumps(report(run), ensure_ascii=False)
    for at in range(run.roster.n):
        told = explain(run, at)
        assert told.total == run.shown(run.total(at))
        assert told.tree.points == told.total
        assert sum((Fraction(line.kept) for line in told.lines), Fraction(0)) == run.total(at)
        json.dumps(report(run, at), ensure_ascii=False)
        statement = Explainer(run, [at], lambda record: 7).statement(at)
        kept = as_text(statement)
        # Whatever writes it: sorted keys, no blanks, no character escaped that need not be.
        data = json.dumps(plain(statement), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert kept.decode() == data
        assert read(kept) == statement
    nodes = rule_set.known()
    for node in nodes.values():
        # Every node says something: at least which facts, a sum, or what it is bounded by.
        assert node_words(node, rule_set) or node.children
    for condition in (
        *(gate.condition for gate in rule_set.gates),
        *(u.condition for u in rule_set.unranked),
    ):
        assert condition_words(condition, nodes)
    for consequence in rule_set.consequences:
        assert consequence_words(consequence, nodes)


@pytest.mark.parametrize(
    ("points", "to", "text"),
    [
        ("4.5", "0.01", "4.50"),
        ("-0.5", "0.01", "-0.50"),
        ("0", "0.01", "0.00"),
        ("0.005", "0.01", "0.005"),
        ("1/3", "0.01", "1/3"),
        ("12", "1", "12"),
        ("-3", "5", "-3"),
        ("0.25", "0.25", "0.25"),
        ("1.5", "1", "1.5"),
    ],
)
def test_points_have_the_digits_of_the_rounding(points: str, to: str, text: str) -> None:
    assert shown(Fraction(points), Rounding(Fraction(to), "half-up")) == text


def test_a_member_s_year_is_told() -> None:
    body = (
        "exclude: [{id: X, title: 转为信息的提案, when: {kind: 提案, 转为: 社情民意}}]\n"
        "root:\n"
        "  id: total\n"
        "  title: 总分\n"
        "  rules:\n"
        "  - {id: A, title: 调研, take: participation, when: {kind: 调研, 状态: 出席}, points: 2, cap: 3}\n"
        "  - {id: P, title: 提案, take: authorship, when: {kind: 提案}, points: 5}\n"
        "grades: [{grade: 优秀, min: 3, top: {places: 1}}, {grade: 称职, min: 1}, {grade: 不称职}]\n"
        "gates: [{id: K, title: 一件提案, at_most: 称职,"
        " unless: {all: [{count: A, min: 1}, {count: P, min: 1}]}}]\n"
        "rank: {scopes: [全体, 界别]}\n"
    )
    people = [member("甲", 界别="工会"), member("乙"), member("丙")]
    records = [
        attended("1", "调研", "2022-03-01", "甲", "乙", 状态="出席"),
        attended("2", "调研", "2022-03-02", "甲", 状态="出席"),
        attended("3", "调研", "2022-03-03", "甲", 状态="请假"),
        written("4", "提案", "2022-03-04", ["甲"], 转为="社情民意"),
        written("5", "提案", "2022-03-05", ["乙"]),
        written("6", "提案", "2022-03-05", ["丙"]),
    ]
    run = scored(body, people, records)
    told = explain(run, run.roster.keys.index("甲"))
    assert (told.total, told.grade) == ("3.00", "称职")
    assert told.ranks == {"全体": Rank(group="全体", rank=3), "界别": Rank(group="工会", rank=1)}
    # What the gate asked for and did not find; the survey it did find is no reason.
    assert told.gates == (StoppedBy(title="一件提案", because=("提案 0 件次，界限 ≥ 1",)),)
    assert [(one.key, one.reason) for one in told.questions] == [("3", "没有规则取这条记录")]
    assert [(one.key, one.reason) for one in told.excluded] == [("4", "转为信息的提案")]
    (surveys, proposals) = told.tree.children
    assert (surveys.points, surveys.records, surveys.works) == ("3.00", 2, 2)
    assert (proposals.points, proposals.records) == ("0.00", 0)
    assert [award.cuts for award in surveys.awards] == [(), ("调研（A）上限3，已计2，本条2分计1分",)]
    # 乙 has 7, 丙 5 points: enough for the best grade, but there is one place.
    passed = explain(run, run.roster.keys.index("丙"))
    assert passed.gates == (StoppedBy(title="一件提案", because=("调研 0 件次，界限 ≥ 1",)),)


def test_rules_in_words() -> None:
    body = (
        "root: {id: total, title: 总分, rules: [{id: S, title: 采用, over: work, cap: 5, take: outcome,"
        " when: {kind: 社情民意, 结果: 采用, 序号: {max: 3}, 联名: {missing: 否}}, points: 2,"
        " times: [{when: {联名: 是}, factor: 1/2}],"
        " share: {first: 1/2, others: 1/2}}]}\n"
        "gates: [{id: K, title: 关, if: {any: [{count: S, of: record, min: 1, pro_rata: up},"
        " {not: {points: S, below: 2.5}}, {member: {处分: 是}}]}, ungraded: 是}]\n"
    )
    run = scored(body, [], [])
    nodes = run.rule_set.nodes()
    assert node_words(nodes["S"], run.rule_set) == [
        "社情民意，结果：采用，序号 ≤ 3，填了联名",
        "2 分",
        "联名：是 乘以 0.5",
        "第一作者得 1/2，其余作者平分 1/2",
        "每件上限 5",
    ]
    assert condition_words(run.rule_set.gates[0].condition, nodes) == (
        "（采用（S） 条 ≥ 1（按在任月数折算），或并非（采用（S） 得分 < 2.5），或委员处分：是）"
    )
