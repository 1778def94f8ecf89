"""What could still be earned, worked out by hand on the examples of docs/rules.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from rules.record import Member, Record
from scoring.explain import explain
from scoring.statement import Headroom, Lack, Room
from tests.scoring.by_hand import attended, member, scored, written

GRADES = "grades: [{grade: 优秀, min: 80}, {grade: 称职, min: 60}, {grade: 不称职}]\n"


def left(body: str, records: Sequence[Record], people: Sequence[Member] | None = None) -> Headroom:
    """What 甲 could still earn."""
    run = scored(body, list(people or [member("甲")]), list(records))
    return explain(run, run.roster.keys.index("甲")).headroom


def room(found: Headroom, node: str) -> tuple[str, str, str, str, str, str | None, str | None]:
    (one,) = [one for one in found.rooms if one.rule == node]
    return told(one)


def told(one: Room) -> tuple[str, str, str, str, str, str | None, str | None]:
    return one.what, one.unit, one.used, one.limit, one.left, one.gain, one.under


def needs(one: Lack) -> list[tuple[str, str]]:
    return [(need.what, need.number) for need in one.missing]


def rules(text: str) -> str:
    return f"root:\n  id: total\n  title: 总分\n  rules:\n{text}"


def proposals(n: int, day: int = 1) -> list[Record]:
    return [written(f"P{at}", "提案", f"2022-03-{day + at:02}", ["甲"], 立案=True) for at in range(n)]


def surveys(n: int) -> list[Record]:
    return [attended(f"S{at}", "调研", f"2022-05-{at + 1:02}", "甲", 状态="出席") for at in range(n)]


FIRST = "  - {id: P1, title: 立案提案, take: authorship, when: {kind: 提案, 立案: 是}, points: 5, cap: 15}\n"


def test_a_cap_of_fifteen_of_which_thirteen_are_used_leaves_two() -> None:
    body = rules(
        "  - id: P1\n    title: 立案提案\n    cap: 15\n    rules:\n"
        "    - {id: P1a, title: 第一提案人, take: authorship, when: {kind: 提案, 位次: 首}, points: 5}\n"
        "    - {id: P1b, title: 联名, take: authorship, when: {kind: 提案, 位次: 联}, points: 1, cap: 3}\n"
    )
    joint = [written(f"J{at}", "提案", f"2022-06-0{at + 1}", ["乙", "甲"]) for at in range(3)]
    people = [member("甲"), member("乙")]
    # Two as first proposer and three signed: 2 × 5 + 3 = 13.
    found = left(body, [*proposals(2), *joint], people)
    assert room(found, "P1") == ("cap", "分", "13", "15", "2", None, None)
    assert room(found, "P1b") == ("cap", "分", "3", "3", "0", None, None)
    # A third one brings 5, of which 2 fit: nothing is left, and nothing below brings any more.
    found = left(body, [*proposals(3), *joint[:1]], people)
    assert room(found, "P1") == ("cap", "分", "15", "15", "0", None, None)
    assert room(found, "P1b") == ("cap", "分", "1", "3", "2", None, "P1")


def test_a_quota_of_four_activities_of_which_three_are_done_lacks_one() -> None:
    # F10.
    body = rules(
        "  - {id: A1, title: 活动, take: participation, when: {group: 活动, 状态: 出席}, count: work,\n"
        "     bands: [{min: 4, points: 30}, {min: 2, points: 10}]}\n"
    )
    assert room(left(body, surveys(3)), "A1") == ("band", "件次", "3", "4", "1", "20", None)
    assert room(left(body, surveys(1)), "A1") == ("band", "件次", "1", "2", "1", "10", None)
    assert room(left(body, []), "A1") == ("band", "件次", "0", "2", "2", "10", None)
    assert left(body, surveys(4)).rooms == ()


def test_a_quota_falls_with_the_months_in_office() -> None:
    # F10: of 4 days, who came on 1 July needs 2.
    body = rules(
        "  - {id: A1, title: 活动, take: participation, when: {group: 活动, 状态: 出席}, count: day,\n"
        "     bands: [{min: 4, points: 30, pro_rata: up}]}\n"
    )
    came = [member("甲", 任职起=date(2022, 7, 1))]
    day = [attended("S", "调研", "2022-08-01", "甲", 状态="出席")]
    assert room(left(body, day, came), "A1") == ("band", "天", "1", "2", "1", "30", None)


def test_picks_say_how_many_still_count() -> None:
    # F9: the first two 5 each; every two count as one.
    body = rules(
        "  - {id: A1, title: 前两次, take: participation, when: {kind: 调研, 状态: 出席}, points: 5,\n"
        "     pick: {order: date, to: 2}}\n"
        "  - {id: O2, title: 每两件, take: authorship, when: {kind: 提案}, points: 1,\n"
        "     pick: {order: date, every: 2}}\n"
    )
    found = left(body, [*surveys(1), *proposals(5)])
    assert room(found, "A1") == ("pick", "项", "1", "2", "1", None, None)
    assert room(found, "O2") == ("every", "项", "1", "2", "1", None, None)
    assert room(left(body, surveys(4)), "A1") == ("pick", "项", "2", "2", "0", None, None)


def test_a_limit_for_each_work_is_no_limit_of_the_year() -> None:
    # F11: 7 for each opinion.
    body = rules(
        "  - {id: S0, title: 信息采用, over: work, cap: 7, take: outcome,"
        " when: {kind: 社情民意, 结果: 采用}, points: 3}\n"
    )
    assert left(body, []).rooms == ()


def test_gates_say_what_is_missing() -> None:
    # F21, with a count, a quantity and an alternative.
    body = (
        rules(
            "  - {id: M1, title: 全会, take: participation, when: {kind: 全会, 状态: 出席}, points: 80,"
            " per: 出席半天}\n"
            "  - {id: P1, title: 提案, take: authorship, when: {kind: 提案, 立案: 是}, points: 5}\n"
            "  - {id: S1, title: 信息, take: authorship, when: {kind: 社情民意}, points: 5}\n"
        )
        + "gates:\n- id: K1\n  title: 三个一\n"
        "  unless: {all: [{count: M1, of: 出席半天, min: 2}, {count: [P1, S1], min: 1}]}\n  at_most: 称职\n"
        + GRADES
    )
    plenary = attended("Q", "全会", "2022-04-10", "甲", 状态="出席", 出席半天=Fraction(1, 2))
    gate, best, good = left(body, [plenary]).lacks
    assert (gate.what, gate.id, gate.title) == ("gate", "K1", "三个一")
    assert needs(gate) == [("全会（出席半天）", "1.5"), ("提案、信息（件次）", "1")]
    assert gate.because == ("全会 0.5 出席半天，界限 ≥ 2", "提案、信息 0 件次，界限 ≥ 1")
    # Half a day is 40 points.
    assert [(one.what, one.id, needs(one)) for one in (best, good)] == [
        ("grade", "优秀", [("总分", "40")]),
        ("grade", "称职", [("总分", "20")]),
    ]
    assert (best.because, good.because) == (("先要通过关口“三个一”",), ())
    (gate,) = [one for one in left(body, [plenary, *proposals(1)]).lacks if one.what == "gate"]
    assert needs(gate) == [("全会（出席半天）", "1.5")]


def test_grades_above_say_how_many_points_are_missing() -> None:
    body = rules(FIRST) + GRADES
    found = left(body, proposals(2)).lacks
    assert [(one.id, needs(one)) for one in found] == [
        ("优秀", [("总分", "70")]),
        ("称职", [("总分", "50")]),
    ]
    placed = rules(FIRST) + GRADES.replace("{grade: 优秀, min: 80}", "{grade: 优秀, min: 80, top: 20%}")
    assert [one.because for one in left(placed, proposals(2)).lacks] == [
        ("名次要在前 20%（舍去零头）之内",),
        (),
    ]


def test_a_rule_with_a_condition_says_what_it_waits_for() -> None:
    body = rules(
        "  - {id: A1, title: 调研, take: participation, when: {kind: 调研, 状态: 出席}, points: 2}\n"
        "  - {id: B1, title: 加分, if: {count: A1, min: 3}, base: 10}\n"
    )
    (one,) = left(body, surveys(1)).lacks
    assert (one.what, one.id, needs(one)) == ("rule", "B1", [("调研（件次）", "2")])
    assert left(body, surveys(3)).lacks == ()


def test_what_was_considered_says_what_it_misses() -> None:
    body = rules(
        "  - {id: P1, title: 立案提案, take: authorship, when: {kind: 提案, 立案: 是}, points: 5}\n"
        "  - {id: P2, title: 首位, take: authorship, when: {kind: 提案, 立案: 否, 位次: 联}, points: 1}\n"
        "  - {id: M1, title: 全会, take: participation, when: {kind: 全会}, points: 2, per: 出席半天}\n"
        "  - {id: S1, title: 未采用, take: authorship, when: {kind: 社情民意}, without: {结果: 采用},"
        " points: 1}\n"
        "  - {id: B1, title: 表彰, take: authorship, when: {kind: 表彰},"
        " table: {by: [层级], values: {省: 8}}}\n"
    )
    filed = written("1", "提案", "2022-03-01", ["甲"], 立案=False)
    plenary = attended("2", "全会", "2022-03-02", "甲", 状态="出席")
    praise = written("3", "表彰", "2022-03-03", ["甲"], 层级="市")
    opinion = written("4", "社情民意", "2022-03-04", ["甲"], ("2022-05-01", {"结果": "采用"}))
    run = scored(body, [member("甲")], [filed, plenary, praise, opinion])
    found = {
        one.key: [(each.rule, each.misses) for each in one.considered] for one in explain(run, 0).records
    }
    assert found == {
        "1": [("P1", ("要求立案：是",)), ("P2", ("要求位次：联",))],
        "2": [("M1", ("没有填出席半天",))],
        "3": [("B1", ("没有适用的分值",))],
        "4": [("S1", ("要求作品没有过（结果：采用）",))],
    }
