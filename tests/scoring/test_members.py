"""Members as they were on the day of a fact and at the end of the period; months in office."""

from datetime import date

import pytest

from scoring.roster import months_in_office
from tests.scoring.by_hand import attended, member, scored, totals, written

MEETING = (
    "{id: M, title: 常委会会议, take: participation, when: {kind: 常委会会议, 状态: [出席, 列席]},"
    " table: {by: [身份], values: {常委: 3, 委员: 2}}}"
)


def test_the_class_is_that_of_the_day() -> None:
    """A member until 31 May (2), standing from 1 June on (3)."""
    promoted = member("甲", ("2022-06-01", "身份", "常委"))
    days = {"2022-05-31": 2, "2022-06-01": 3, "2022-12-31": 3}
    for day, points in days.items():
        run = scored([MEETING], [promoted], [attended("1", "常委会会议", day, "甲", 状态="出席")])
        assert totals(run) == {"甲": points}


def test_changes_hold_until_the_next_whatever_their_order() -> None:
    back = member("甲", ("2022-09-01", "身份", "委员"), ("2022-03-01", "身份", "常委"))
    days = ["2022-02-28", "2022-03-01", "2022-08-31", "2022-09-01"]
    records = [attended(str(at), "常委会会议", day, "甲", 状态="出席") for at, day in enumerate(days)]
    # 2 + 3 + 3 + 2
    assert totals(scored([MEETING], [back], records)) == {"甲": 10}


def test_another_members_changes_are_no_concern() -> None:
    people = [
        member("甲", ("2022-01-01", "身份", "常委")),
        member("乙"),
        member("丙", ("2022-01-01", "身份", "常委")),
    ]
    run = scored(
        [MEETING], people, [attended("1", "常委会会议", "2022-05-01", "甲", "乙", "丙", 状态="出席")]
    )
    assert totals(run) == {"甲": 3, "乙": 2, "丙": 3}


def test_by_a_date_of_its_own_a_rule_also_reads_the_member_on_that_date() -> None:
    rule = (
        "{id: P, title: 提案, take: authorship, date: 立案日期, when: {kind: 提案},"
        " table: {by: [身份], values: {常委: 3, 委员: 2}}}"
    )
    promoted = member("甲", ("2022-06-01", "身份", "常委"))
    filed = written("1", "提案", "2022-05-01", ["甲"], 立案日期=date(2022, 6, 15))
    assert totals(scored([rule], [promoted], [filed])) == {"甲": 3}


def test_what_is_not_known_of_a_member_satisfies_nothing() -> None:
    rules = [
        "{id: A, title: 工会, take: participation, when: {kind: 调研, 界别: 工会}, points: 1}",
        "{id: B, title: 不是工会, take: participation, when: {kind: 调研, 界别: {not: 工会}}, points: 10}",
        "{id: C, title: 没有界别, take: participation, when: {kind: 调研, 界别: {missing: 是}}, points: 100}",
        "{id: D, title: 有界别, take: participation, when: {kind: 调研, 界别: {missing: 否}}, points: 1000}",
    ]
    people = [member("甲", 界别="工会"), member("乙", 界别="妇联"), member("丙")]
    run = scored(rules, people, [attended("1", "调研", "2022-03-01", "甲", "乙", "丙", 状态="出席")])
    assert totals(run) == {"甲": 1001, "乙": 1010, "丙": 100}


def test_gates_and_scopes_read_the_member_at_the_end_of_the_period() -> None:
    """乙 moves to the women's federation on the last day, 丙 a day too late."""
    body = (
        "root: {id: total, title: 总分, rules: [{id: B, title: 基础, base: 5}]}\n"
        "unranked: [{id: U, title: 受处分, if: {member: {处分: 是}}}]\n"
        "rank: {scopes: [全体, 界别]}\n"
    )
    people = [
        member("甲", 界别="工会", 处分=True),
        member("乙", ("2022-12-31", "界别", "妇联"), 界别="工会"),
        member("丙", ("2023-01-01", "界别", "妇联"), ("2023-01-01", "处分", True), 界别="工会"),
        member("丁"),
    ]
    run = scored(body, people, [])
    assert run.roster.keys == ("丁", "丙", "乙", "甲")
    assert run.standings.ranks["全体"].tolist() == [1, 1, 1, 0]
    # 丙 is alone in the union's ranking: 甲 is not ranked. 丁 belongs to no sector.
    assert run.standings.ranks["界别"].tolist() == [0, 1, 1, 0]
    assert [run.group("界别", at) for at in range(4)] == ["", "工会", "妇联", "工会"]


def test_who_has_left_is_read_as_of_the_last_day_in_office() -> None:
    rule = "{id: B, title: 常委另计, base: 5, if: {member: {身份: 常委}}}"
    left = member("甲", ("2022-09-01", "身份", "委员"), 身份="常委", 任职止=date(2022, 8, 31))
    assert totals(scored([rule], [left], [])) == {"甲": 5}


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        ("2022-01-01", "2022-12-31", 12),
        ("2021-01-01", "2030-12-31", 12),
        ("2022-01-17", "2022-12-31", 12),  # 17 to 31 January are 15 days
        ("2022-01-18", "2022-12-31", 11),  # 14 days
        ("2022-02-14", "2022-12-31", 11),  # 14 to 28 February are 15 days
        ("2022-02-15", "2022-12-31", 10),
        ("2022-04-16", "2022-12-31", 9),  # April has 30 days: 15 left
        ("2022-04-17", "2022-12-31", 8),
        ("2022-08-01", "2022-12-31", 5),
        ("2022-01-01", "2022-03-14", 2),
        ("2022-01-01", "2022-03-15", 3),
        ("2022-06-10", "2022-06-24", 1),
        ("2022-06-10", "2022-06-23", 0),
        ("2023-01-01", "2023-12-31", 0),
        ("2022-12-17", "2023-12-31", 1),
    ],
)
def test_a_month_counts_with_fifteen_days_in_office(since: str, until: str, months: int) -> None:
    year = (date(2022, 1, 1), date(2022, 12, 31))
    assert months_in_office(date.fromisoformat(since), date.fromisoformat(until), *year, 15) == months


def test_a_month_cut_short_by_the_period_needs_no_more_days_than_it_has() -> None:
    """The term begins on 20 April: 11 days of April are all there are."""
    period = (date(2022, 4, 20), date(2022, 12, 31))
    assert months_in_office(*period, *period, 15) == 9
    assert months_in_office(date(2022, 4, 21), period[1], *period, 15) == 8


def test_months_in_office_as_a_condition_a_factor_and_a_quota() -> None:
    """甲 is in office from 1 August: 5 of 12 months; 24 × 5/12 = 10; ⌈4 × 5/12⌉ = 2, ⌊4 × 5/12⌋ = 1."""
    body = (
        "root:\n"
        "  id: total\n"
        "  title: 总分\n"
        "  rules:\n"
        "  - {id: B, title: 按月, times: 在任月数, rules: [{id: B1, title: 基础, base: 24}]}\n"
        "  - {id: A, title: 活动, take: participation, when: {kind: 调研}, points: 0}\n"
        "  - {id: U, title: 进一, base: 1, if: {count: A, min: 4, pro_rata: up}}\n"
        "  - {id: D, title: 舍去, base: 2, if: {count: A, min: 4, pro_rata: down}}\n"
        "  - {id: S, title: 不满半年, base: 100, if: {member: {在任月数: {below: 6}}}}\n"
    )
    joined = [member("甲", 任职起=date(2022, 8, 1)), member("乙", 任职起=date(2022, 8, 1)), member("丙")]
    records = [attended(str(at), "调研", "2022-09-01", "甲", "丙") for at in range(2)]
    records += [attended("3", "调研", "2022-09-01", "丙"), attended("4", "调研", "2022-09-02", "乙")]
    # 甲 twice: both; 乙 once: only rounded down; 丙 three of four: neither.
    assert totals(scored(body, joined, records)) == {"甲": 113, "乙": 112, "丙": 24}
