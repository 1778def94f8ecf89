"""Ranks, grades, gates and the order of selection."""

from fractions import Fraction

import pytest

from rules.record import Member, Record
from scoring.run import ScoreRun
from tests.scoring.by_hand import attended, member, scored

RULES = (
    "root: {id: total, title: 总分, rules: [{id: V, title: 公益, take: participation,"
    " when: {kind: 学习培训}, points: 1, per: 出席半天}]}\n"
)


def people(points: dict[str, str]) -> tuple[list[Member], list[Record]]:
    """Members with these totals."""
    members = [member(name) for name in points]
    records = [
        attended(name, "学习培训", "2022-03-01", name, 出席半天=Fraction(total))
        for name, total in points.items()
    ]
    return members, records


def ranked(body: str, points: dict[str, str]) -> ScoreRun:
    return scored(RULES + body, *people(points))


def ranks(run: ScoreRun, scope: str = "全体") -> dict[str, int]:
    return dict(zip(run.roster.keys, run.standings.ranks[scope].tolist(), strict=True))


def grades(run: ScoreRun) -> dict[str, str | None]:
    return {key: run.grade(at) for at, key in enumerate(run.roster.keys)}


@pytest.mark.parametrize(
    ("ties", "expected"),
    [("competition", [1, 2, 2, 4]), ("dense", [1, 2, 2, 3])],
)
def test_equal_totals_share_a_rank(ties: str, expected: list[int]) -> None:
    run = ranked(
        f"rank: {{scopes: [全体], ties: {ties}}}\n", {"甲": "88", "乙": "86", "丙": "86", "丁": "80"}
    )
    assert [ranks(run)[name] for name in "甲乙丙丁"] == expected


def test_a_hundredth_decides() -> None:
    run = ranked("", {"甲": "86.01", "乙": "86", "丙": "86.001"})
    # 86.001 is rounded to 86.00 on its way into the year.
    assert ranks(run) == {"甲": 1, "乙": 2, "丙": 2}


def test_who_is_not_ranked_takes_no_place() -> None:
    body = (
        "unranked: [{id: U, title: 主席会议成员, if: {member: {主席会议成员: 是}}, show: 否}]\n"
        "grades: [{grade: 优秀, top: {places: 1}}, {grade: 称职}]\n"
    )
    members, records = people({"甲": "90", "乙": "80", "丙": "70"})
    members[0].attributes["主席会议成员"] = True
    run = scored(RULES + body, members, records)
    assert ranks(run) == {"甲": 0, "乙": 1, "丙": 2}
    assert grades(run) == {"甲": None, "乙": "优秀", "丙": "称职"}
    assert dict(zip(run.roster.keys, run.standings.shown.tolist(), strict=True)) == {
        "甲": False,
        "乙": True,
        "丙": True,
    }
    assert dict(zip(run.roster.keys, run.standings.selection.tolist(), strict=True)) == {
        "甲": 0,
        "乙": 1,
        "丙": 2,
    }


TEN = {name: str(100 - at) for at, name in enumerate("甲乙丙丁戊己庚辛壬癸")}


@pytest.mark.parametrize(
    ("top", "points", "expected"),
    [
        ("20%", TEN, "甲乙"),  # 2 of 10
        ("{share: 25%}", TEN, "甲乙"),  # ⌊2.5⌋
        ("{share: 25%, round: up}", TEN, "甲乙丙"),  # ⌈2.5⌉
        ("{share: 5%}", TEN, ""),  # ⌊0.5⌋
        ("{share: 5%, round: up}", TEN, "甲"),
        ("{places: 3}", TEN, "甲乙丙"),
        ("{places: 30}", TEN, "甲乙丙丁戊己庚辛壬癸"),
        # The line falls between equals.
        ("{places: 2}", {"甲": "9", "乙": "8", "丙": "8", "丁": "7"}, "甲乙丙"),
        ("{places: 2, ties: out}", {"甲": "9", "乙": "8", "丙": "8", "丁": "7"}, "甲"),
        ("{places: 3, ties: out}", {"甲": "9", "乙": "8", "丙": "8", "丁": "7"}, "甲乙丙"),
        ("{places: 1, ties: out}", {"甲": "9", "乙": "9"}, ""),
    ],
)
def test_the_best(top: str, points: dict[str, str], expected: str) -> None:
    run = ranked(f"grades: [{{grade: 优秀, top: {top}}}, {{grade: 称职}}]\n", points)
    assert {name for name, grade in grades(run).items() if grade == "优秀"} == set(expected)


def test_a_grade_needs_its_points_and_its_place() -> None:
    body = "grades: [{grade: 优秀, min: 85, top: {places: 2}}, {grade: 称职, min: 60}, {grade: 不称职}]\n"
    run = ranked(body, {"甲": "96.5", "乙": "85", "丙": "85", "丁": "84.99", "戊": "60", "己": "59.99"})
    assert grades(run) == {
        "甲": "优秀",
        "乙": "优秀",
        "丙": "优秀",
        "丁": "称职",
        "戊": "称职",
        "己": "不称职",
    }


def test_where_no_grade_fits_there_is_none() -> None:
    assert grades(ranked("grades: [{grade: 称职, min: 60}]\n", {"甲": "60", "乙": "59"})) == {
        "甲": "称职",
        "乙": None,
    }


GRADES = (
    "grades: [{grade: 优秀, min: 85}, {grade: 称职, min: 60}, {grade: 基本称职, min: 40}, {grade: 不称职}]\n"
)


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ("at_most: 称职", {"甲": "称职", "乙": "称职", "丙": "基本称职", "丁": "不称职"}),
        ("at_most: 优秀", {"甲": "优秀", "乙": "称职", "丙": "基本称职", "丁": "不称职"}),
        ("force: 称职", {"甲": "称职", "乙": "称职", "丙": "称职", "丁": "称职"}),
        ("force: 不称职", {"甲": "不称职", "乙": "不称职", "丙": "不称职", "丁": "不称职"}),
        ("ungraded: 是", {"甲": None, "乙": None, "丙": None, "丁": None}),
    ],
)
def test_what_a_gate_does(effect: str, expected: dict[str, str | None]) -> None:
    body = GRADES + f"gates: [{{id: G, title: 关口, if: {{count: V, min: 1}}, {effect}}}]\n"
    run = ranked(body, {"甲": "90", "乙": "70", "丙": "50", "丁": "10"})
    assert grades(run) == expected
    assert ranks(run) == {"甲": 1, "乙": 2, "丙": 3, "丁": 4}


def test_several_gates_first_limit_then_force_then_take_away() -> None:
    def gated(*effects: str) -> str | None:
        gates = ", ".join(
            f"{{id: G{at}, title: 关口, if: {{count: V, min: 1}}, {one}}}" for at, one in enumerate(effects)
        )
        return grades(ranked(GRADES + f"gates: [{gates}]\n", {"甲": "90"}))["甲"]

    assert gated("at_most: 称职", "at_most: 基本称职") == "基本称职"
    assert gated("force: 优秀", "at_most: 称职") == "优秀"
    assert gated("force: 基本称职", "force: 不称职") == "基本称职"
    assert gated("ungraded: 是", "force: 不称职") is None


def test_a_gate_with_unless_stops_those_who_do_not_meet_it() -> None:
    """96.5 points and no proposal: the rank is kept, the grade is not."""
    body = (
        "root: {id: total, title: 总分, rules: ["
        "{id: V, title: 培训, take: participation, when: {kind: 学习培训}, points: 1, per: 出席半天},"
        "{id: P, title: 提案, take: authorship, when: {kind: 提案}, points: 0}]}\n"
        + GRADES
        + "gates: [{id: K1, title: 一件提案, unless: {count: P, min: 1}, at_most: 称职}]\n"
    )
    run = scored(body, *people({"甲": "96.5", "乙": "10"}))
    assert ranks(run) == {"甲": 1, "乙": 2}
    assert grades(run) == {"甲": "称职", "乙": "不称职"}
    assert run.standings.gates["K1"].tolist() == [True, True]


def test_ranks_within_groups() -> None:
    members, records = people({"甲": "9", "乙": "8", "丙": "8", "丁": "7", "戊": "6"})
    for one, sector in zip(members, ["工会", "妇联", "工会", "妇联", None], strict=True):
        if sector:
            one.attributes["界别"] = sector
    run = scored(RULES + "rank: {scopes: [全体, 界别, 身份]}\n", members, records)
    assert ranks(run, "界别") == {"甲": 1, "乙": 1, "丙": 2, "丁": 2, "戊": 0}
    assert ranks(run, "身份") == ranks(run) == {"甲": 1, "乙": 2, "丙": 2, "丁": 4, "戊": 5}


def test_the_order_of_selection_settles_ties_without_changing_ranks() -> None:
    """All 10; deductions 0, 0, −2, −2; of two equals the points of V, then the number."""
    body = (
        "root: {id: total, title: 总分, rules: ["
        "{id: V, title: 培训, take: participation, when: {kind: 学习培训}, points: 1, per: 出席半天},"
        "{id: W, title: 调研, take: participation, when: {kind: 调研},"
        " table: {by: [状态], values: {出席: 2, 缺席: -2}}}]}\n"
        "rank: {scopes: [全体], selection: [{deductions: fewer}, {points: V}, {member: 编号}]}\n"
    )
    members, records = people({"1": "8", "2": "10", "3": "12", "4": "12"})
    records += [
        attended("s1", "调研", "2022-05-01", "1", 状态="出席"),
        attended("s2", "调研", "2022-05-01", "3", "4", 状态="缺席"),
    ]
    run = scored(body, members, records)
    assert ranks(run) == {"1": 1, "2": 1, "3": 1, "4": 1}
    assert run.standings.selection.tolist() == [2, 1, 3, 4]
    settled = scored(body.replace("selection: [", "ties: selection, selection: ["), members, records)
    assert ranks(settled) == {"1": 2, "2": 1, "3": 3, "4": 4}
    # Members 3 and 4 are equal in everything but their numbers.
    unsettled = body.replace(", {member: 编号}", "").replace("selection: [", "ties: selection, selection: [")
    assert ranks(scored(unsettled, members, records)) == {"1": 2, "2": 1, "3": 3, "4": 3}


def test_nobody_at_all() -> None:
    run = ranked(GRADES, {})
    assert run.roster.n == 0
    assert run.standings.grade.tolist() == []
    assert run.standings.ranks["全体"].tolist() == []
