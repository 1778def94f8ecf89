"""What a sound measure means: inheritance, grain, dates, defaults."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from rules.compare import Compare
from rules.condition import Count, Negation
from rules.document import Band, Case, Part, Pick, Ranking, Rate, Rounding, Top
from rules.loader import load, loads
from rules.shipped import rule_sets
from rules.when import DATE, AnyOf, Labels, Missing, Range
from tests.rules.documents import HEADER, measure, of_rules

COMMITTEES = Path(__file__).parents[2] / "rules" / "committees"
MEASURES = sorted(rule_sets().values())


def test_what_a_header_leaves_out() -> None:
    rule_set = measure(of_rules("{id: B, title: 基础分, base: 5}"))
    assert (rule_set.start, rule_set.end) == (date(2022, 1, 1), date(2022, 12, 31))
    assert rule_set.rounding == Rounding(Fraction(1, 100), "half-up")
    assert rule_set.month_days == 15
    assert rule_set.ranking == Ranking(("全体",), "competition", ())
    assert rule_set.root.leaves() == []
    assert rule_set.nodes()["B"].citation == "测试"


def test_leaves_inherit_what_stands_above_them() -> None:
    body = of_rules(
        "{id: A, title: 信息, citation: 第六条, take: outcome, when: {kind: 社情民意, 位次: 首},"
        " having: {结果: 采用}, window: {from: 2021-12-01, to: 2022-11-30},"
        " rules: [{id: B, title: 批示, when: {结果: 批示}, points: 2},"
        " {id: C, title: 报送, take: authorship, window: {from: 2022-02-01, to: 2022-02-28},"
        " having: {结果: 批示}, points: 1}]}"
    )
    b, c = (leaf.leaf for leaf in measure(body).root.leaves())
    assert b is not None
    assert c is not None
    assert (b.take, c.take) == ("outcome", "authorship")
    first, kind = Labels("位次", frozenset({"首"})), Labels("kind", frozenset({"社情民意"}))
    # 2021-12-01 is day 738125, 2022-11-30 day 738489; the range ends before the day after.
    days = Range(DATE, date(2021, 12, 1).toordinal(), date(2022, 12, 1).toordinal(), days=True)
    assert getattr(b.test, "parts", ()) == (kind, kind, first, Labels("结果", frozenset({"批示"})), days)
    february = Range(DATE, date(2022, 2, 1).toordinal(), date(2022, 3, 1).toordinal(), days=True)
    assert getattr(c.test, "parts", ()) == (kind, kind, first, february)
    assert b.having == Labels("结果", frozenset({"采用"}))
    assert c.having == Labels("结果", frozenset({"批示"}))


@pytest.mark.parametrize(
    ("rule", "grain"),
    [
        ("points: 1", None),
        ("points: 1, times: 1/2", None),
        ("points: 1, if: {count: A, min: 2}", None),
        ("points: 1, cap: 3", "period"),
        ("points: 1, floor: 3", "period"),
        ("points: 1, base: 3", "period"),
        ("points: 1, combine: highest", "period"),
        ("points: 1, pick: {from: 2}", "period"),
        ("points: 1, over: day", "day"),
        ("points: 1, over: work, cap: 3, round: {to: 1}", "work"),
        ("count: work, bands: [{min: 1, points: 1}]", "period"),
    ],
)
def test_the_grain_of_a_leaf(rule: str, grain: str | None) -> None:
    body = of_rules(f"{{id: A, title: 调研, take: participation, when: {{kind: 调研}}, {rule}}}")
    assert measure(body).nodes()["A"].grain == grain


def test_conditions_in_all_their_forms() -> None:
    body = of_rules(
        "{id: A, title: 提案, take: authorship, points: 1, when: {group: 提案, 立案: 是, 位次: {not: 联},"
        " 转为: {missing: 是}, 序号: {min: 2, below: 4}, 立案日期: {above: 2022-03-01, max: 2022-06-30},"
        " any: [{联名: 否}, {确认: 是}]}}"
    )
    leaf = measure(body).nodes()["A"].leaf
    assert leaf
    assert getattr(leaf.test, "parts", ())[1:-1] == (
        Labels("kind", frozenset({"提案", "集体提案"})),
        Labels("立案", frozenset({"是"})),
        Labels("位次", frozenset({"联"}), negated=True),
        Missing("转为", missing=True),
        Range("序号", 2000, 4000),  # in thousandths
        Range("立案日期", date(2022, 3, 2).toordinal(), date(2022, 7, 1).toordinal(), days=True),
        AnyOf((Labels("联名", frozenset({"否"})), Labels("确认", frozenset({"是"})))),
    )


def test_prices_that_change_with_the_date() -> None:
    body = of_rules(
        "{id: A, title: 信息, take: outcome, when: {kind: 社情民意}, points: [{value: 5}, {from: 2022-04-03,"
        " value: 6}], times: [1/2, {when: {联名: 是}, factor: 50%}]}"
    )
    leaf = measure(body).nodes()["A"].leaf
    assert leaf
    change = date(2022, 4, 3).toordinal()
    assert leaf.cases == (
        Case(Range(DATE, None, change, days=True), Fraction(5)),
        Case(Range(DATE, change, None, days=True), Fraction(6)),
    )
    assert leaf.factors == (
        Case(None, Fraction(1, 2)),
        Case(Labels("联名", frozenset({"是"})), Fraction(1, 2)),
    )


def test_a_table_with_a_row_for_all_the_rest() -> None:
    body = of_rules(
        "{id: A, title: 常委会, take: participation, when: {kind: 常委会会议},"
        ' table: {by: [身份, 状态], values: {常委/出席: 3, "*/列席": 2, "*/*": 1}}}'
    )
    leaf = measure(body).nodes()["A"].leaf
    assert leaf
    assert [case.value for case in leaf.cases] == [3, 2, 1]
    assert leaf.cases[1].test == Labels("状态", frozenset({"列席"}))
    assert leaf.cases[2].test is None


def test_rates_counts_and_picks() -> None:
    body = of_rules(
        "{id: A, title: 出勤率, take: participation, when: {group: 会议},"
        " rate: {of: {状态: 出席}, among: {状态: [出席, 缺席]}, from: 4}, bands: [{min: 90%, points: 2}]}",
        "{id: B, title: 半天, take: participation, when: {kind: 学习培训}, count: 出席半天,"
        " bands: [{above: 2, max: 5, points: -1/3}], cap: 2}",
        "{id: C, title: 前五件, take: authorship, when: {kind: 提案}, points: 1,"
        " pick: {order: points, from: 2, to: 5, every: 2, beyond: B}}",
    )
    nodes = measure(body).nodes()
    a, b = nodes["A"].leaf, nodes["B"].leaf
    assert a
    assert b
    present, absent = frozenset({"出席"}), frozenset({"出席", "缺席"})
    rate = Rate(Part(Labels("状态", present), None), Part(Labels("状态", absent), None), Fraction(4))
    assert a.rate == rate
    assert a.bands == (Band(Compare((("min", Fraction(9, 10)),)), Fraction(2)),)
    assert b.count == "出席半天"
    bounds = (("max", Fraction(5)), ("above", Fraction(2)))
    assert b.bands == (Band(Compare(bounds), Fraction(-1, 3)),)
    assert nodes["C"].pick == Pick("points", 2, 5, 2, "B")


def test_gates_grades_and_ranking() -> None:
    body = of_rules("{id: A, title: 调研, take: participation, when: {kind: 调研}, points: 1}") + (
        "grades: [{grade: 优秀, min: 85, top: {places: 3, ties: out}}, {grade: 称职, top: 20%}]\n"
        "gates: [{id: G, title: 关, unless: {count: A, min: 4, pro_rata: up}, at_most: 称职}]\n"
        "rank: {scopes: [全体, 界别], ties: dense, selection: [{deductions: fewer}, {member: 编号}]}\n"
    )
    rule_set = measure(body)
    best, good = rule_set.grades
    assert best.top == Top(None, 3, round_up=False, ties="out")
    assert good.top == Top(Fraction(1, 5), None, round_up=False, ties="in")
    (gate,) = rule_set.gates
    assert gate.condition == Negation(Count(("A",), "work", Compare((("min", Fraction(4)),)), "up"))
    assert gate.citation == "测试"
    assert rule_set.ranking.scopes == ("全体", "界别")
    assert [one.what for one in rule_set.ranking.selection] == ["deductions", "member"]


def test_the_digest_names_the_text() -> None:
    body = of_rules("{id: B, title: 基础分, base: 5}")
    assert measure(body).digest == measure(body).digest
    assert measure(body).digest != measure(body + "# 改\n").digest
    # Where a file lies does not matter to what it says.
    assert loads(HEADER + body, "甲.yaml").digest == loads(HEADER + body, "乙.yaml").digest


@pytest.mark.parametrize("path", MEASURES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_shipped_measure_loads_and_cites_every_rule(path: Path) -> None:
    rule_set = load(path)
    assert rule_set.file == str(path)
    assert all(node.citation and node.title for node in rule_set.root.walk())
    assert all(gate.citation for gate in rule_set.gates)


def test_the_illustrative_measure_says_that_it_is_one() -> None:
    rule_set = load(COMMITTEES / "zhoushan" / "2022.yaml")
    assert "示例" in rule_set.title
    assert rule_set.note
    assert "虚构" in rule_set.note
