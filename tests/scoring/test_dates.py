"""Which date decides, windows, values that change, outcomes before and after the end of the period."""

from datetime import date
from fractions import Fraction

import pytest

from tests.scoring.by_hand import attended, kept, member, points, scored, totals, written

A = member("甲")
ADOPTED = {"结果": "采用", "采用层级": "市政协"}


@pytest.mark.parametrize(
    ("day", "total"),
    [("2021-12-31", 0), ("2022-01-01", 1), ("2022-12-31", 1), ("2023-01-01", 0)],
)
def test_the_period_has_both_its_ends(day: str, total: int) -> None:
    rule = "{id: A, title: 调研, take: participation, when: {kind: 调研}, points: 1}"
    assert totals(scored([rule], [A], [attended("1", "调研", day, "甲")])) == {"甲": total}


@pytest.mark.parametrize(
    ("day", "total"),
    [("2021-11-30", 0), ("2021-12-01", 1), ("2022-11-30", 1), ("2022-12-01", 0)],
)
def test_a_window_is_a_period_of_its_own(day: str, total: int) -> None:
    rule = (
        "{id: P, title: 提案, window: {from: 2021-12-01, to: 2022-11-30}, rules:"
        " [{id: P1, title: 提案, take: authorship, when: {kind: 提案}, points: 1}]}"
    )
    assert totals(scored([rule], [A], [written("1", "提案", day, ["甲"])])) == {"甲": total}


def test_a_window_outside_the_period() -> None:
    rule = (
        "{id: P, title: 上年, take: authorship, when: {kind: 提案}, points: 1,"
        " window: {from: 2021-01-01, to: 2021-12-31}}"
    )
    records = [written(day, "提案", day, ["甲"]) for day in ("2021-06-01", "2022-06-01")]
    assert kept(scored([rule], [A], records), "P") == {"2021-06-01": 1}


def test_an_outcome_counts_by_its_own_day_or_by_that_of_its_work() -> None:
    rules = [
        "{id: O, title: 采用, take: outcome, when: {kind: 社情民意, 结果: 采用}, points: 3}",
        "{id: S, title: 归报送年, take: outcome, date: 提交日期, when: {kind: 社情民意}, points: 5}",
    ]
    records = [
        written("上年报送", "社情民意", "2021-12-20", ["甲"], ("2022-02-01", ADOPTED)),
        written("本年报送", "社情民意", "2022-12-20", ["甲"], ("2023-02-01", ADOPTED)),
    ]
    run = scored(rules, [A], records)
    assert kept(run, "O") == {"上年报送": 3}
    assert kept(run, "S") == {"本年报送": 5}


def test_what_was_adopted_after_the_end_was_not_adopted_by_then() -> None:
    rules = [
        "{id: S, title: 未采用, take: authorship, when: {kind: 社情民意}, without: {结果: 采用}, points: 1}",
        "{id: T, title: 已采用, take: authorship, when: {kind: 社情民意}, having: {结果: 采用}, points: 10}",
    ]
    records = [
        written("当年", "社情民意", "2022-03-01", ["甲"], ("2022-12-31", ADOPTED)),
        written("次年", "社情民意", "2022-03-01", ["甲"], ("2023-01-01", ADOPTED)),
        written("没有", "社情民意", "2022-03-01", ["甲"]),
        written("另一种", "社情民意", "2022-03-01", ["甲"], ("2022-05-01", {"结果": "优秀"})),
    ]
    run = scored(rules, [A], records)
    assert kept(run, "S") == {"另一种": 1, "次年": 1, "没有": 1}
    assert kept(run, "T") == {"当年": 10}


def test_an_outcome_of_another_work_is_no_outcome() -> None:
    rule = (
        "{id: T, title: 已采用, take: authorship, when: {kind: 社情民意}, having: {结果: 采用}, points: 10}"
    )
    records = [
        written("1", "社情民意", "2022-03-01", ["甲"], matter="停车"),
        written("2", "社情民意", "2022-03-01", ["甲"], ("2022-05-01", ADOPTED), matter="停车"),
    ]
    assert kept(scored([rule], [A], records), "T") == {"2": 10}


def test_values_change_on_their_day() -> None:
    """1/2 of 4 up to 2 April, all of 4 from 3 April, all of 6 from 1 July."""
    rule = (
        "{id: O, title: 采用, take: outcome, when: {kind: 社情民意, 结果: 采用},"
        " points: [{value: 4}, {from: 2022-07-01, value: 6}],"
        " times: [{when: {合并: 是}, factor: [{value: 1/2}, {from: 2022-04-03, value: 1}]}]}"
    )
    days = ["2022-04-02", "2022-04-03", "2022-06-30", "2022-07-01"]
    records = [
        written(day, "社情民意", "2022-01-01", ["甲"], (day, {**ADOPTED, "合并": True})) for day in days
    ]
    assert kept(scored([rule], [A], records), "O") == dict(zip(days, (2, 4, 4, 6), strict=True))


def test_a_missing_date_of_its_own_is_in_no_period() -> None:
    rule = "{id: P, title: 立案, take: authorship, date: 立案日期, when: {kind: 提案}, points: 1}"
    filed = written("1", "提案", "2022-03-01", ["甲"], 立案日期=date(2022, 5, 1))
    assert kept(scored([rule], [A], [filed, written("2", "提案", "2022-03-01", ["甲"])]), "P") == {"1": 1}


@pytest.mark.parametrize(
    ("grain", "total"),
    [("record", 5), ("day", 4), ("month", 3), ("quarter", 2), ("period", 1)],
)
def test_days_months_and_quarters(grain: str, total: int) -> None:
    """Twice on 1 March, once on 31 March, 1 February, 1 April: 5 facts, 4 days, 3 months, 2 quarters."""
    days = ["2022-03-01", "2022-03-01", "2022-03-31", "2022-02-01", "2022-04-01"]
    rule = (
        f"{{id: A, title: 调研, over: {grain}, combine: highest,"
        " take: participation, when: {kind: 调研}, points: 1}"
    )
    records = [attended(str(at), "调研", day, "甲") for at, day in enumerate(days)]
    assert totals(scored([rule], [A], records)) == {"甲": total}


def test_december_and_january_are_no_one_month() -> None:
    rule = (
        "{id: A, title: 调研, over: month, combine: highest,"
        " take: participation, when: {kind: 调研}, points: 1,"
        " window: {from: 2021-12-01, to: 2022-12-31}}"
    )
    days = ["2021-12-31", "2022-01-01", "2022-12-01"]
    run = scored([rule], [A], [attended(day, "调研", day, "甲") for day in days])
    assert points(run, "A") == {"甲": Fraction(3)}


def test_works_of_one_matter_are_one_and_titles_link_what_is_spoken_and_printed() -> None:
    rule = (
        "{id: T, title: 发言, over: matter, combine: highest,"
        " take: authorship, when: {group: [发言, 社情民意]}, points: 1}"
    )
    records = [
        written("1", "发言", "2022-03-01", ["甲"], title="渔港", matter="海洋"),
        written("2", "发言", "2022-03-02", ["甲"], title="渔港"),  # by title with 1
        written("3", "社情民意", "2022-03-03", ["甲"], title="渔港"),  # another kind: alone
        written("4", "社情民意", "2022-03-04", ["甲"], matter="海洋"),  # by matter with 1, so with 2
        written("5", "发言", "2022-03-05", ["甲"]),  # no title: alone
        written("6", "发言", "2022-03-06", ["甲"]),
        written("7", "发言", "2022-03-07", ["乙", "甲"], title="渔港"),  # another first author: alone
    ]
    run = scored([rule], [A, member("乙")], records)
    # 甲: {1, 2, 4}, {3}, {5}, {6}, {7}
    assert totals(run) == {"甲": 5, "乙": 1}
    assert run.fold.counts.of(["T"], "matter").tolist() == [1, 5]
