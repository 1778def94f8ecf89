"""No result leaves unrounded: whatever multiplies, takes up or divides, in the year as in a work."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

import pytest
from hypothesis import given, settings

from rules.document import RuleSet
from rules.loader import loads
from rules.record import Member, Record
from scoring.counted import Unscorable
from scoring.explain import explain
from scoring.method import FORMER
from scoring.run import score
from scoring.statement import plain
from tests.rules.documents import measure, of_rules
from tests.scoring.by_hand import attended, lines, member, points, scored, totals, written
from tests.scoring.random_committees import committees
from tests.scoring.random_measures import measures

A = member("甲")


def finest_of(rule_set: RuleSet) -> Fraction:
    """The largest step of which every rounding that the measure states is a multiple."""
    steps = [rule_set.rounding.to, *(node.rounding.to for node in rule_set.root.walk() if node.rounding)]
    below = lcm(*(step.denominator for step in steps))
    return Fraction(reduce(gcd, (int(step * below) for step in steps)), below)


@settings(max_examples=200)
@given(measures(), committees())
def test_no_total_node_or_award_is_finer_than_the_measure_rounds(
    text: str, committee: tuple[list[Member], list[Record]]
) -> None:
    rule_set = loads(text)
    step, run = finest_of(rule_set), score(rule_set, *committee)
    for at in range(run.roster.n):
        for node in rule_set.nodes():
            assert (run.points(node, at) / step).denominator == 1, node
            assert "/" not in run.shown(run.points(node, at))
    for line in lines(run):
        assert ((line.raw / step).denominator, (line.kept / step).denominator) == (1, 1)


def test_months_in_office_leave_no_quotient() -> None:
    """25 points of a member in office from August: 25 × 5/12 = 125/12 = 10.4166…, which is 10.42."""
    rules = "{id: N, title: 按月, times: 在任月数, rules: [{id: B, title: 基础, base: 25}]}"
    since = member("甲", 任职起=date(2022, 8, 1))
    run = scored([rules], [since], [])
    assert totals(run) == {"甲": Fraction("10.42")}
    assert [str(line.kept) for line in lines(run)] == ["521/50"]
    assert plain(explain(run, 0))["total"] == "10.42"
    # At a line of 10.42 that is enough.
    graded = of_rules(rules) + "grades: [{grade: 合格, min: 10.42}, {grade: 不合格}]\n"
    assert scored(graded, [since], []).grade(0) == "合格"


def test_a_third_of_what_a_cap_cut_is_rounded() -> None:
    """5 under 3 leaves 2; a third of it is 0.67."""
    rules = [
        "{id: C, title: 次数, take: participation, when: {kind: 调研}, points: 1, cap: 3}",
        "{id: E, title: 超出, excess: C, times: 1/3}",
    ]
    records = [attended(str(at), "调研", "2022-03-01", "甲") for at in range(5)]
    run = scored(rules, [A], records)
    assert (points(run, "E"), totals(run)) == ({"甲": Fraction("0.67")}, {"甲": Fraction("3.67")})
    assert score(measure(of_rules(*rules)), [A], records, FORMER).total(0) == Fraction(11, 3)


def test_the_points_of_a_rule_are_told_rounded() -> None:
    """10/3 a record is rounded as it enters the year, and told so: three times 3.33."""
    rule = "{id: P, title: 提案, take: authorship, when: {kind: 提案}, points: 10/3, over: period}"
    records = [written(str(at), "提案", "2022-03-01", ["甲"]) for at in range(3)]
    run = scored([rule], [A], records)
    assert totals(run) == {"甲": Fraction("9.99")}
    assert [line["raw"] for line in plain(explain(run, 0))["tree"]["children"][0]["awards"]] == ["3.33"] * 3


@pytest.mark.parametrize(
    ("since", "needed"),
    [
        # Window Dec 2021 – Nov 2022: twelve months. From October: October and November, ⌈5 × 2/12⌉ = 1.
        ("2022-10-01", 1),
        # From July: July – November, ⌈5 × 5/12⌉ = ⌈2.08⌉ = 3, where the year would say ⌈5 × 6/12⌉ = 3.
        ("2022-07-01", 3),
        # Since December 2021: the whole window.
        ("2021-12-01", 5),
    ],
)
def test_a_quota_in_a_window_falls_with_the_months_of_the_window(since: str, needed: int) -> None:
    rule = (
        "{id: W, title: 视察, window: {from: 2021-12-01, to: 2022-11-30}, take: participation,"
        " when: {kind: 视察}, count: work, bands: [{min: 5, points: 4, pro_rata: up}]}"
    )
    joined = member("甲", 任职起=date.fromisoformat(since))
    records = [attended(str(at), "视察", "2022-11-01", "甲") for at in range(needed)]
    assert totals(scored([rule], [joined], records)) == {"甲": 4}
    assert totals(scored([rule], [joined], records[1:])) == {"甲": 0}


def test_conditions_and_factors_in_a_window_go_by_its_months_too() -> None:
    """From October: 2 of 12 months of the window; a factor gives 6 × 2/12 = 1, a quota ⌈5 × 2/12⌉ = 1."""
    window = "window: {from: 2021-12-01, to: 2022-11-30}"
    body = of_rules(
        f"{{id: F, title: 折算, {window}, times: 在任月数, rules: [{{id: V, title: 视察, take: participation,"
        " when: {kind: 视察}, points: 6}]}",
        "{id: G, title: 达到, if: {count: F, min: 5, pro_rata: up}, base: 2}",
    )
    joined = member("甲", 任职起=date(2022, 10, 1))
    run = scored(body, [joined], [attended("1", "视察", "2022-11-01", "甲")])
    assert points(run, "F") == {"甲": 1}
    assert points(run, "G") == {"甲": 2}


def test_a_part_that_is_more_than_the_whole_is_refused() -> None:
    """Present or on leave, twice, among once present: 200 %."""
    rule = (
        "{id: R, title: 到会率, take: participation, when: {kind: 常委会会议},"
        " rate: {of: {状态: [出席, 请假]}, among: {状态: 出席}}, points: 10}"
    )
    records = [
        attended("1", "常委会会议", "2022-03-01", "甲", 状态="出席"),
        attended("2", "常委会会议", "2022-04-01", "甲", 状态="请假"),
    ]
    with pytest.raises(Unscorable) as refused:
        scored([rule], [A], records)
    assert "规则“R”（到会率）有 1 名委员的比率超过 100%（如 甲，200%），没有计分" in str(refused.value)
    assert totals(scored([rule], [A], records[:1])) == {"甲": 10}
    # Formerly it was scored, and stays so where it was kept.
    assert score(measure(of_rules(rule)), [A], records, FORMER).total(0) == 20


def test_an_explanation_quotes_the_bounds_of_the_rule() -> None:
    body = of_rules("{id: B, title: 基础, base: 1}") + (
        "gates: [{id: K, title: 上年低分, if: {member: {上年总分: {below: 10.42}}}, at_most: 称职}]\n"
        "grades: [{grade: 优秀, min: 1}, {grade: 称职}]\n"
    )
    run = scored(body, [member("甲", 上年总分=Fraction("10.4"))], [])
    (gate,) = explain(run, 0).gates
    assert gate.because == ("委员上年总分 < 10.42",)


@pytest.mark.parametrize(
    ("header", "rule", "total"),
    [
        # Seven halves in a measure of whole points, the rule in halves: 3.5. By the header each would be 1.
        ("1", "points: 0.5, combine: sum, round: {to: 0.5}", "3.5"),
        ("1", "points: 0.5, round: {to: 0.5}, cap: 5", "3.5"),
        ("0.1", "points: 0.25, round: {to: 0.01}, over: period", "1.75"),
        # Coarser than the header: 0.25 each, 1.75 in all, which is 2.
        ("0.01", "points: 0.25, round: {to: 1}, over: period", "2"),
    ],
)
def test_a_finer_rounding_of_the_year_lets_finer_items_in(header: str, rule: str, total: str) -> None:
    body = (
        f"rounding: {{to: {header}, mode: half-up}}\nroot: {{id: total, title: 总分, rules: ["
        f"{{id: A, title: 调研, take: participation, when: {{kind: 调研}}, {rule}}}]}}\n"
    )
    records = [attended(str(at), "调研", "2022-03-01", "甲") for at in range(7)]
    run = scored(body, [A], records)
    assert totals(run) == {"甲": Fraction(total)}
    assert sum(line.kept for line in lines(run)) == Fraction(total)


def test_a_finer_rounding_of_a_node_lets_the_items_of_its_rules_in() -> None:
    body = (
        "rounding: {to: 1, mode: half-up}\nroot: {id: total, title: 总分, rules: [{id: B, title: 活动,"
        " round: {to: 0.5}, take: participation, rules:"
        " [{id: B1, title: 调研, when: {kind: 调研}, points: 0.5}]}]}\n"
    )
    records = [attended(str(at), "调研", "2022-03-01", "甲") for at in range(3)]
    assert totals(scored(body, [A], records)) == {"甲": Fraction("1.5")}
