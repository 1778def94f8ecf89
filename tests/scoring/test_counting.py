"""Quantities that are given or missing, counts and rates, and conditions on them."""

from datetime import date
from fractions import Fraction

import pytest

from tests.scoring.by_hand import attended, kept, lines, member, points, scored, totals, written

A, B = member("甲"), member("乙")
PLENARY = "take: participation, when: {kind: 全会}"
PRESENT_OF_HELD = "ratio: [出席半天, 应到半天]"


def test_present_of_held() -> None:
    """10 × 4/6 = 6.67, and 2 for the one unexcused half-day: 4.67."""
    rules = [
        f"{{id: M1, title: 出席, {PLENARY}, points: 10, {PRESENT_OF_HELD}}}",
        "{id: M2, title: 缺席, take: participation, when: {kind: 全会}, points: -2, per: 缺席半天}",
    ]
    halves = {
        "应到半天": Fraction(6),
        "出席半天": Fraction(4),
        "请假半天": Fraction(1),
        "缺席半天": Fraction(1),
    }
    held = attended("1", "全会", "2022-04-01", "甲", **halves)
    run = scored(rules, [A], [held])
    assert totals(run) == {"甲": Fraction("4.67")}
    assert points(run, "M1") == {"甲": Fraction("6.67")}


def test_a_missing_quantity_is_neither_nothing_nor_one() -> None:
    rules = [
        "{id: P, title: 每半天, take: participation, when: {kind: 全会}, points: 1, per: 出席半天}",
        f"{{id: R, title: 按比例, {PLENARY}, points: 10, {PRESENT_OF_HELD}}}",
    ]
    records = [
        attended("全", "全会", "2022-04-01", "甲", 出席半天=Fraction(2), 应到半天=Fraction(4)),
        attended("无", "全会", "2022-04-02", "甲", 出席半天=Fraction(0), 应到半天=Fraction(4)),
        attended("缺出席", "全会", "2022-04-03", "甲", 应到半天=Fraction(4)),
        attended("缺应到", "全会", "2022-04-04", "甲", 出席半天=Fraction(2)),
        attended("应到零", "全会", "2022-04-05", "甲", 出席半天=Fraction(2), 应到半天=Fraction(0)),
    ]
    run = scored(rules, [A], records)
    assert kept(run, "P") == {"全": 2, "无": 0, "缺应到": 2, "应到零": 2}
    assert kept(run, "R") == {"全": 5, "无": 0}
    # What is not taken is not counted either.
    assert run.fold.counts.of(["P"], "record").tolist() == [4]
    assert run.fold.counts.of(["R"], "record").tolist() == [2]
    assert int(run.questions().sum()) == 1


def test_half_of_a_half_day() -> None:
    """1.5 half-days at 1/3 each is 0.50."""
    rule = "{id: P, title: 每半天, take: participation, when: {kind: 学习培训}, points: 1/3, per: 出席半天}"
    run = scored([rule], [A], [attended("1", "学习培训", "2022-04-01", "甲", 出席半天=Fraction(3, 2))])
    assert totals(run) == {"甲": Fraction(1, 2)}


RATE = (
    "{{id: M, title: 出勤率, take: participation, when: {{group: 会议}}, "
    "rate: {{of: {{状态: [出席, 列席]}}, among: {{状态: [出席, 列席, 缺席]}}, from: 4}}, {pays}}}"
)
BANDS = RATE.format(pays="bands: [{min: 90%, points: 2}, {below: 60%, points: -3}]")


def meetings(present: int, absent: int, leave: int = 0) -> list:  # type: ignore[type-arg]
    states = ["出席"] * present + ["缺席"] * absent + ["请假"] * leave
    return [
        attended(str(at), "专委会会议", "2022-03-01", "甲", 状态=state) for at, state in enumerate(states)
    ]


@pytest.mark.parametrize(
    ("present", "absent", "leave", "total"),
    [
        (9, 1, 3, 2),  # 9/10; leave is not counted
        (8, 1, 0, 0),  # 8/9 = 88.9 %
        (3, 2, 0, 0),  # 3/5 = 60 %
        (59, 41, 0, -3),
        (0, 4, 0, -3),
        (0, 3, 9, 0),  # three events are too few
        (0, 0, 9, 0),  # called to nothing that counts
        (0, 0, 0, 0),
    ],
)
def test_attendance_in_bands(present: int, absent: int, leave: int, total: int) -> None:
    assert totals(scored([BANDS], [A], meetings(present, absent, leave))) == {"甲": total}


def test_a_rate_is_never_vacuous() -> None:
    """Who was called to nothing has no rate, in points or in a gate; that it is not below holds for all."""
    body = (
        "root: {id: total, title: 总分, rules: ["
        + RATE.format(pays="points: 30").replace(", from: 4", "")
        + ", {id: Z, title: 补足, base: 1, if: {rate: M, below: 60%}}"
        + ", {id: N, title: 不缺, base: 10, if: {not: {rate: M, below: 60%}}}]}\n"
    )
    run = scored(body, [A, B], meetings(1, 2))
    # 30 × 1/3 + 1 for 甲; 乙 has no rate and no line of one.
    assert totals(run) == {"甲": 11, "乙": 10}
    assert [line.node.id for line in lines(run) if line.member == 0] == ["N"]
    assert [line.basis for line in lines(run) if line.node.id == "M"] == ["1 / 3 = 33.3%"]


def test_points_by_a_rate_are_rounded_where_they_arise() -> None:
    """30 × 2/3 = 20; 10 × 2/3 = 6.67."""
    body = RATE.replace(", from: 4", "")
    assert totals(scored([body.format(pays="points: 30")], [A], meetings(2, 1))) == {"甲": 20}
    assert totals(scored([body.format(pays="points: 10")], [A], meetings(2, 1))) == {"甲": Fraction("6.67")}
    rounded = body.format(pays="points: 10, round: {to: 1, mode: down}")
    assert totals(scored([rounded], [A], meetings(2, 1))) == {"甲": 6}


@pytest.mark.parametrize(("of", "total"), [("record", 4), ("work", 3), ("matter", 2), ("day", 30)])
def test_four_ways_to_count(of: str, total: int) -> None:
    """Outcomes of three works, two of them of one matter; four facts on three days."""
    bands = "[{equals: 4, points: 4}, {equals: 3, points: 3}, {equals: 2, points: 2}]"
    rule = f"{{id: O, title: 结果, take: outcome, when: {{kind: 提案}}, count: {of}, bands: {bands}}}"
    if of == "day":
        rule = rule.replace("points: 3", "points: 30")
    key = {"结果": "重点"}
    records = [
        written("1", "提案", "2022-03-01", ["甲"], ("2022-05-01", key), ("2022-05-02", key), matter="停车"),
        written("2", "提案", "2022-03-01", ["甲"], ("2022-05-02", key), matter="停车"),
        written("3", "提案", "2022-03-01", ["甲"], ("2022-05-03", key)),
    ]
    assert totals(scored([rule], [A], records)) == {"甲": total}


def test_bands_go_from_above_to_below() -> None:
    rule = (
        "{id: A, title: 活动, take: participation, when: {kind: 调研}, count: work,"
        " bands: [{min: 2, max: 3, points: 1}, {above: 3, points: 2}, {min: 2, points: 100},"
        " {max: 0, points: -1}]}"
    )
    for number, total in {0: -1, 1: 0, 2: 1, 3: 1, 4: 2}.items():
        records = [attended(str(at), "调研", "2022-03-01", "甲") for at in range(number)]
        assert totals(scored([rule], [A], records)) == {"甲": total}


def test_conditions_count_what_was_taken_before_any_cut() -> None:
    """Ten surveys under a cap of 1, and the guard of another node switched off: all ten are counted."""
    body = (
        "root: {id: total, title: 总分, rules: ["
        "{id: A, title: 调研, take: participation, when: {kind: 调研}, points: 1, cap: 1},"
        "{id: B, title: 关, if: {count: A, max: 0}, rules:"
        " [{id: B1, title: 乙, take: participation, when: {kind: 调研}, points: 1}]},"
        "{id: C, title: 满十次, base: 5, if:"
        " {all: [{count: [A, B], min: 10, max: 10}, {points: A, equals: 1}]}}]}\n"
    )
    records = [attended(str(at), "调研", "2022-03-01", "甲") for at in range(10)]
    run = scored(body, [A], records)
    assert totals(run) == {"甲": 6}
    assert run.fold.counts.of(["B"], "work").tolist() == [10]


def test_a_guard_is_told() -> None:
    body = (
        "root: {id: total, title: 总分, rules: ["
        "{id: A, title: 活动, if: {count: A, min: 2}, take: participation, when: {kind: 调研}, points: 3}]}\n"
    )
    run = scored(body, [A], [attended("1", "调研", "2022-03-01", "甲")])
    assert totals(run) == {"甲": 0}
    assert [line.cuts for line in lines(run)] == [("活动（A）的条件不满足，本条3分不计",)]


def test_days_are_those_by_which_the_facts_count() -> None:
    """Two proposals handed in on two days and filed on one: one day of filing."""
    rule = (
        "{id: P, title: 立案日, take: authorship, date: 立案日期, when: {kind: 提案}, count: day,"
        " bands: [{min: 2, points: 20}, {min: 1, points: 10}]}"
    )
    filed = date(2022, 4, 1)
    records = [written(day, "提案", day, ["甲"], 立案日期=filed) for day in ("2022-03-01", "2022-03-02")]
    assert totals(scored([rule], [A], records)) == {"甲": 10}


def test_nobody_meets_a_quota_by_not_having_been_a_member() -> None:
    """⌈4 × 0/12⌉ = 0 would be met by no record at all."""
    rules = (
        "root: {id: total, title: 总分, rules: [{id: A, title: 活动, take: participation, when: {kind: 调研},"
        " count: work, bands: [{min: 4, points: 30, pro_rata: up}]}]}\n"
        "gates: [{id: G, title: 四次, unless: {count: A, min: 4, pro_rata: up}, at_most: 差}]\n"
        "grades: [{grade: 好}, {grade: 差}]\n"
    )
    late = member("甲", 任职起=date(2022, 12, 25))
    run = scored(rules, [late], [])
    assert totals(run) == {"甲": 0}
    assert run.grade(0) == "差"
