"""What follows beside the grade: for whom, with which numbers, and that it changes nothing else."""

from scoring.explain import explain
from scoring.report import report
from scoring.result_tables import ranking
from scoring.run import ScoreRun
from scoring.statement import StoppedBy, plain
from tests.scoring.by_hand import attended, member, scored
from tests.scoring.test_standing import GRADES, RULES, people, ranked

WARNED = "consequences: [{id: C1, title: 约谈, if: {grade: [基本称职, 不称职]}}]\n"


def follows(run: ScoreRun, name: str) -> str:
    """The members for whom a consequence follows."""
    flags = run.standings.consequences[name].tolist()
    return "".join(key for key, on in zip(run.roster.keys, flags, strict=True) if on)


def test_a_consequence_reads_the_grade_that_is_settled() -> None:
    points = {"甲": "90", "乙": "45", "丙": "10", "丁": "60"}
    # A gate has pressed 甲 down to 不称职: that is the grade the consequence sees.
    gated = "gates: [{id: G, title: 关口, if: {points: V, min: 90}, force: 不称职}]\n"
    assert follows(ranked(GRADES + WARNED, points), "C1") == "丙乙"
    assert follows(ranked(GRADES + gated + WARNED, points), "C1") == "丙乙甲"


def test_who_has_no_grade_has_none_of_those_asked_for() -> None:
    body = (
        GRADES
        + "unranked: [{id: U, title: 不排, if: {member: {主席会议成员: 是}}}]\n"
        + (
            "consequences: [{id: C1, title: 约谈, if: {grade: 不称职}},"
            " {id: C2, title: 劝辞, if: {points: V, below: 20}}]\n"
        )
    )
    members, records = people({"甲": "10", "乙": "10"})
    members[0].attributes["主席会议成员"] = True
    run = scored(RULES + body, members, records)
    # The unranked has no grade; what is asked of points holds for both.
    assert (follows(run, "C1"), follows(run, "C2")) == ("乙", "乙甲")


def test_who_is_not_listed_has_no_consequence() -> None:
    body = "unranked: [{id: U, title: 不列, if: {member: {主席会议成员: 是}}, show: 否}]\n" + (
        "consequences: [{id: C2, title: 劝辞, if: {points: V, below: 20}}]\n"
    )
    members, records = people({"甲": "10", "乙": "10"})
    members[0].attributes["主席会议成员"] = True
    assert follows(scored(RULES + body, members, records), "C2") == "乙"


def test_the_first_and_the_last_places() -> None:
    points = {"甲": "50", "乙": "40", "丙": "40", "丁": "30", "戊": "20"}
    body = (
        "consequences: [{id: C1, title: 通报表扬, top: {places: 2, ties: out}},"
        " {id: C2, title: 约谈, last: {share: 20%}}, {id: C3, title: 提醒, last: {places: 3}},"
        " {id: C4, title: 提醒, last: {places: 3, ties: out}, if: {points: V, min: 25}}]\n"
    )
    run = ranked(body, points)
    # The second place is that of two: out means neither. The third from the end is that of two, too.
    assert [follows(run, name) for name in ("C1", "C2", "C3", "C4")] == ["甲", "戊", "丁丙乙戊", "丁"]


def test_nothing_else_changes() -> None:
    points = {"甲": "90", "乙": "45", "丙": "10"}
    without, with_one = ranked(GRADES, points), ranked(GRADES + WARNED, points)
    for name in ("ranked_out", "shown", "grade", "selection"):
        assert getattr(without.standings, name).tolist() == getattr(with_one.standings, name).tolist()
    assert [without.total(at) for at in range(3)] == [with_one.total(at) for at in range(3)]


def test_a_statement_names_the_numbers_and_older_measures_say_nothing() -> None:
    absent = "root: {id: total, title: 总分, rules: [{id: D, title: 缺席会议, take: participation,"
    absent += " when: {group: 会议, 状态: 缺席}, points: -1}]}\n"
    body = absent + "grades: [{grade: 称职, min: -1}, {grade: 不称职}]\n"
    missed = [attended(str(at), "专委会会议", f"2022-03-0{at}", "甲", 状态="缺席") for at in (1, 2, 3)]
    both = "{all: [{grade: 不称职}, {count: D, min: 3}]}"
    run = scored(f"{body}consequences: [{{id: C1, title: 约谈, if: {both}}}]\n", [member("甲")], missed)
    told = explain(run, 0)
    assert told.consequences == (
        StoppedBy(title="约谈", because=("等次 不称职", "缺席会议 3 件次，界限 ≥ 3")),
    )
    assert "consequences" in plain(told)
    assert report(run)["members"][0]["consequences"] == ["约谈"]
    table = ranking(run)
    assert table.rows[0][table.headers.index("处理")] == "约谈"
    silent = scored(body, [member("甲")], missed)
    assert "consequences" not in plain(explain(silent, 0))
    assert "consequences" not in report(silent)["members"][0]
    assert "处理" not in ranking(silent).headers
