"""Caps, floors, bases, combining, factors and rounding, with the sums beside them."""

from fractions import Fraction

import pytest

from rules.record import Value
from scoring.arithmetic import Scale, round_to
from tests.scoring.by_hand import attended, cuts, kept, lines, member, points, scored, totals, written

A, B = member("甲"), member("乙")
TRAINING = "take: participation, when: {kind: 学习培训}, per: 出席半天"


def trained(*amounts: str) -> list:  # type: ignore[type-arg]
    """A training a month, of so many half-days."""
    return [
        attended(f"{at}", "学习培训", f"2022-{at:02}-01", "甲", 出席半天=Fraction(amount))
        for at, amount in enumerate(amounts, 1)
    ]


def test_deductions_inside_and_beside_a_cap() -> None:
    """Inside: 3 × 2 − 1 = 5, at most 4. Beside: at most 4, − 1 = 3."""
    table = (
        "take: participation, when: {kind: 调研}, table: {by: [状态], values: {出席: 2, 缺席: -1}}, cap: 4"
    )
    records = [attended(str(at), "调研", "2022-03-01", "甲", 状态="出席") for at in range(3)]
    records.append(attended("3", "调研", "2022-03-02", "甲", 状态="缺席"))
    assert totals(scored([f"{{id: A, title: 活动, {table}}}"], [A], records)) == {"甲": 4}
    beside = [
        "{id: A, title: 参加, take: participation, when: {kind: 调研, 状态: 出席}, points: 2, cap: 4}",
        "{id: N, title: 缺席, take: participation, when: {kind: 调研, 状态: 缺席}, points: -1}",
    ]
    assert totals(scored(beside, [A], records)) == {"甲": 3}


def test_a_deduction_under_a_cap_makes_room_wherever_it_stands() -> None:
    """2 + 2 + 2 − 1 under 4: the deduction holds whole, so 5 of the 6 points count: 2, 2, 1."""
    rule = (
        "{id: A, title: 活动, take: participation, when: {kind: 调研},"
        " table: {by: [状态], values: {出席: 2, 缺席: -1}}, cap: 4}"
    )
    records = [attended(str(at), "调研", "2022-03-01", "甲", 状态="出席") for at in range(3)]
    records.append(attended("3", "调研", "2022-03-02", "甲", 状态="缺席"))
    run = scored([rule], [A], records)
    assert kept(run, "A") == {"0": 2, "1": 2, "2": 1, "3": -1}
    assert cuts(run)["2"] == ("活动（A）上限4，已计3，本条2分计1分",)


def test_a_base_is_used_up_and_no_more() -> None:
    """50 − 20 − 20 − 20: the third takes 10, the fourth nothing."""
    rule = (
        "{id: M, title: 会议, take: participation, when: {kind: 专委会会议, 状态: 缺席},"
        " points: -20, base: 50, floor: 0}"
    )
    records = [attended(str(at), "专委会会议", f"2022-0{at}-01", "甲", 状态="缺席") for at in range(1, 5)]
    run = scored([rule], [A, B], records)
    assert totals(run) == {"甲": 0, "乙": 50}
    assert kept(run, "M") == {"1": -20, "2": -20, "3": -10, "4": 0}
    assert cuts(run)["3"] == ("会议（M）下限0，已计10，本条-20分计-10分",)


def test_a_guarantee_on_two_works_of_one_member() -> None:
    """At least 5 for each work: 2 and 3 given; the parent takes the first of the two."""
    rule = (
        "{id: N, title: 取一件, pick: {to: 1}, rules: [{id: P, title: 每件不少于五分, over: work, floor: 5,"
        " take: authorship, when: {kind: 提案}, table: {by: [立案], values: {是: 3, 否: 2}}}]}"
    )
    records = [
        written("1", "提案", "2022-03-01", ["甲"], 立案=False),
        written("2", "提案", "2022-03-02", ["甲"], 立案=True),
    ]
    run = scored([rule], [A], records)
    assert totals(run) == {"甲": 5}
    assert points(run, "P") == {"甲": 10}
    assert sum(line.kept for line in lines(run)) == 5
    assert [(line.raw, line.kept) for line in lines(run) if line.record is None] == [
        (Fraction(3), Fraction(3)),
        (Fraction(2), Fraction(0)),
    ]


@pytest.mark.parametrize(
    ("combine", "expected"),
    [("sum", "3"), ("highest", "5"), ("lowest", "-4"), ("first", "2")],
)
def test_four_ways_to_combine(combine: str, expected: str) -> None:
    """2 in January, 5 in February, −4 in March, by one rule."""
    rule = (
        f"{{id: A, title: 活动, over: period, combine: {combine}, take: participation, when: {{kind: 调研}},"
        " table: {by: [签到, 状态], values: {已登记/出席: 2, 未登记/出席: 5, '*/缺席': -4}}}"
    ).replace("'", '"')
    records = [
        attended("1", "调研", "2022-01-01", "甲", 状态="出席", 签到="已登记"),
        attended("2", "调研", "2022-02-01", "甲", 状态="出席", 签到="未登记"),
        attended("3", "调研", "2022-03-01", "甲", 状态="缺席"),
    ]
    assert totals(scored([rule], [A], records)) == {"甲": Fraction(expected)}


def test_a_rule_that_took_nothing_does_not_compete() -> None:
    """Only the deduction took something: the higher of −2 and nothing is −2."""
    rule = (
        "{id: N, title: 取高, combine: highest, rules: ["
        "{id: A, title: 甲, over: period, take: participation, when: {kind: 调研, 状态: 缺席}, points: -2},"
        "{id: B, title: 乙, over: period, take: participation, when: {kind: 调研, 状态: 出席}, points: 1}]}"
    )
    records = [
        attended("1", "调研", "2022-03-01", "甲", 状态="缺席"),
        attended("2", "调研", "2022-03-01", "乙", 状态="出席"),
    ]
    assert totals(scored([rule], [A, B], records)) == {"甲": -2, "乙": 1}


def test_totals_compete_where_the_rules_say_over() -> None:
    """3 × 1 against 1 × 2. As single items the higher is 2, as totals 3."""
    inner = (
        "{{id: A, title: 甲, {over}take: participation, when: {{kind: 调研, 状态: 出席}}, points: 1}},"
        "{{id: B, title: 乙, {over}take: participation, when: {{kind: 调研, 状态: 列席}}, points: 2}}"
    )
    records = [attended(str(at), "调研", "2022-03-01", "甲", 状态="出席") for at in range(3)]
    records.append(attended("3", "调研", "2022-03-01", "甲", 状态="列席"))
    for over, expected in (("", 2), ("over: period, ", 3)):
        rule = f"{{id: N, title: 取高, combine: highest, rules: [{inner.format(over=over)}]}}"
        assert totals(scored([rule], [A], records)) == {"甲": expected}


def test_factors_multiply_before_anything_is_compared() -> None:
    """Half of 4 loses against 3; joint and merged is a quarter."""
    rule = (
        "{id: S, title: 采用取高, over: work, combine: highest, take: outcome, when: {kind: 社情民意},"
        " table: {by: [采用层级], values: {市政协: 3, 专报市委市政府: 4}},"
        " times: [{when: {合并: 是}, factor: 1/2}, {when: {联名: 是}, factor: 1/2}]}"
    )
    outcomes: list[tuple[str, dict[str, Value]]] = [
        ("2022-05-01", {"采用层级": "专报市委市政府", "合并": True}),
        ("2022-05-02", {"采用层级": "市政协", "合并": False}),
    ]
    run = scored([rule], [A, B], [written("1", "社情民意", "2022-03-01", ["甲"], *outcomes)])
    assert totals(run) == {"甲": 3, "乙": 0}
    run = scored([rule], [A, B], [written("1", "社情民意", "2022-03-01", ["甲", "乙"], outcomes[0])])
    # 4 × 1/2 × 1/2
    assert totals(run) == {"甲": 1, "乙": 1}


# Rounding


@pytest.mark.parametrize(
    ("mode", "value", "expected"),
    [
        ("half-up", "0.125", "0.13"),
        ("half-up", "-0.125", "-0.13"),
        ("half-up", "0.124", "0.12"),
        ("half-up", "-0.124", "-0.12"),
        ("down", "0.129", "0.12"),
        ("down", "-0.129", "-0.12"),
        ("up", "0.121", "0.13"),
        ("up", "-0.121", "-0.13"),
        ("up", "0.12", "0.12"),
        ("half-up", "0", "0"),
    ],
)
def test_rounding_goes_by_the_size_of_a_number(mode: str, value: str, expected: str) -> None:
    scale = Scale(1000, wide=False)
    found = round_to(scale.array([scale.units(Fraction(value))]), 10, mode)
    assert scale.points(found[0]) == Fraction(expected)


def test_each_record_is_rounded_on_its_way_into_the_year() -> None:
    """Three thirds are 0.33 + 0.33 + 0.33 = 0.99, and a sixth is 0.17."""
    rule = f"{{id: L, title: 培训, {TRAINING}, points: 1/3}}"
    assert totals(scored([rule], [A], trained("1", "1", "1"))) == {"甲": Fraction("0.99")}
    assert totals(scored([rule], [A], trained("0.5"))) == {"甲": Fraction("0.17")}


def test_within_a_work_fractions_stay_exact() -> None:
    """Three thirds of one work are 1."""
    rule = "{id: P, title: 提案, over: work, take: outcome, when: {kind: 提案}, points: 1/3}"
    outcomes = [(f"2022-0{at}-01", {"结果": "重点"}) for at in (4, 5, 6)]
    run = scored([rule], [A], [written("1", "提案", "2022-03-01", ["甲"], *outcomes)])
    assert totals(run) == {"甲": 1}
    assert sum(line.kept for line in lines(run)) == 1


def test_what_rounding_leaves_over_goes_to_the_lines_in_order() -> None:
    """Two lines of 1/3 in one work: 0.67 in all; 0.33, then 0.67 − 0.33 = 0.34."""
    rule = "{id: P, title: 提案, over: work, take: outcome, when: {kind: 提案}, points: 1/3}"
    outcomes = [(f"2022-0{at}-01", {"结果": "重点"}) for at in (4, 5)]
    run = scored([rule], [A], [written("1", "提案", "2022-03-01", ["甲"], *outcomes)])
    assert totals(run) == {"甲": Fraction("0.67")}
    assert [line.kept for line in lines(run)] == [Fraction("0.33"), Fraction("0.34")]
    assert [line.cuts for line in lines(run)] == [
        ("提案（P）取整，本条1/3分计0.33分",),
        ("提案（P）取整，本条1/3分计0.34分",),
    ]


@pytest.mark.parametrize(
    ("mode", "once", "twice"),
    # −1/3 of two half-days is −2/3; two records of −1/3 are rounded each.
    [("half-up", "-0.67", "-0.66"), ("down", "-0.66", "-0.66"), ("up", "-0.67", "-0.68")],
)
def test_deductions_are_rounded_by_their_size_too(mode: str, once: str, twice: str) -> None:
    body = (
        f"rounding: {{to: 0.01, mode: {mode}}}\n"
        f"root: {{id: total, title: 总分, rules: [{{id: L, title: 培训, {TRAINING}, points: -1/3}}]}}\n"
    )
    assert totals(scored(body, [A], trained("2"))) == {"甲": Fraction(once)}
    assert totals(scored(body, [A], trained("1", "1"))) == {"甲": Fraction(twice)}


def test_a_node_that_rounds_itself_is_not_rounded_again() -> None:
    """The year in whole points, but a work to halves: 0.75 → 1 of its own, 0.6 → 0.5 stays 0.5."""
    body = (
        "rounding: {to: 1, mode: half-up}\n"
        "root: {id: total, title: 总分, rules: ["
        "{id: P, title: 提案, over: work, round: {to: 0.5, mode: half-up},"
        " take: authorship, when: {kind: 提案}, table: {by: [立案], values: {是: 0.75, 否: 0.6}}}]}\n"
    )
    records = [
        written("1", "提案", "2022-03-01", ["甲"], 立案=True),
        written("2", "提案", "2022-03-02", ["甲"], 立案=False),
    ]
    run = scored(body, [A], records)
    assert totals(run) == {"甲": Fraction(3, 2)}
    assert kept(run, "P") == {"1": 1, "2": Fraction(1, 2)}


def test_the_year_is_rounded_as_the_header_says_unless_a_node_says_otherwise() -> None:
    """10 × 1/3 of the year is 3.33; with a round of its own it is 3."""
    rule = "{{id: N, title: 折算, times: 1/3, {round}rules: [{{id: B, title: 基础, base: 10}}]}}"
    run = scored([rule.format(round="")], [A], [])
    assert totals(run) == points(run, "N") == {"甲": Fraction("3.33")}
    assert [(line.raw, line.kept) for line in lines(run)] == [(Fraction(10), Fraction("3.33"))]
    rounded = rule.format(round="round: {to: 1, mode: down}, ")
    assert totals(scored([rounded], [A], [])) == {"甲": 3}


def test_points_beyond_int64_stay_exact() -> None:
    """Six quotients below 1 by different primes, on one work: 6 − Σ 1/p = 6 − 0.00006002… = 5.99993998."""
    rules = ", ".join(
        f"{{id: A{p}, title: 调研, take: participation, when: {{kind: 调研}}, points: {p - 1}/{p}}}"
        for p in (99991, 99989, 99971, 99961, 99929, 99923)
    )
    body = (
        "rounding: {to: 0.0001, mode: half-up}\n"
        f"root: {{id: total, title: 总分, rules: [{{id: W, title: 每次, over: work, rules: [{rules}]}}]}}\n"
    )
    run = scored(body, [A], [attended("1", "调研", "2022-03-01", "甲")])
    assert run.fold.scale.wide
    assert totals(run) == {"甲": Fraction("5.9999")}
    assert sum(line.kept for line in lines(run)) == Fraction("5.9999")


def test_what_a_cap_cut_off_is_taken_up_exactly_and_then_rounded() -> None:
    """10 × 1/3 under 1 leaves 7/3; a third of that is 7/9, of which 1/7 fits: 40/63 are left once more.

    1/7 = 0.142857 is 0.14, 40/63 = 0.634920… is 0.63: 1 + 0.14 + 0.63 = 1.77.
    """
    rules = [
        "{id: S, title: 折算, over: period, times: 1/3, cap: 1, round: {to: 1}, rules:"
        " [{id: L, title: 调研, take: participation, when: {kind: 调研}, points: 2}]}",
        "{id: T, title: 超出, excess: S, times: 1/3, cap: 1/7}",
        "{id: U, title: 再超出, excess: T}",
    ]
    run = scored(rules, [A, B], [attended(str(at), "调研", "2022-03-01", "甲") for at in range(5)])
    assert points(run, "T") == {"甲": Fraction("0.14"), "乙": 0}
    assert points(run, "U") == {"甲": Fraction("0.63"), "乙": 0}
    assert totals(run) == {"甲": Fraction("1.77"), "乙": 0}


def test_what_a_cap_cut_is_taken_up_as_it_was_before_the_other_node_rounded() -> None:
    """21 × 0.25 = 5.25, cut to 5; half of the 0.25 beyond is 0.125, however S itself is rounded: 0.13."""
    rules = [
        "{id: S, title: 公益, take: participation, when: {kind: 公益活动}, points: 0.25, cap: 5,"
        " round: {to: 1, mode: down}}",
        "{id: T, title: 超出折半, excess: S, times: 1/2}",
    ]
    records = [attended(str(at), "公益活动", "2022-03-01", "甲") for at in range(21)]
    run = scored(rules, [A], records)
    assert points(run, "S") == {"甲": 5}
    assert points(run, "T") == {"甲": Fraction("0.13")}
    assert sum(line.kept for line in lines(run)) == totals(run)["甲"] == Fraction("5.13")
