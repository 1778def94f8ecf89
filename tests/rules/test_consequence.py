"""Consequences beside the grade as a document says them: what is refused, remarked, changed and compared."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rules.compare import Compare
from rules.condition import Count, GradeIs
from rules.consolidated_text import consolidated
from rules.difference import differences
from rules.lint import lint
from rules.loader import loads
from tests.rules.documents import HEADER, of_rules, refused
from tests.rules.test_supplements import supplemented

RULES = of_rules("{id: A, title: 调研, take: participation, when: {kind: 调研}, points: 1, citation: 一}")
GRADES = "grades: [{grade: 称职, min: 1}, {grade: 不称职}]\n"


def consequences(*items: str) -> str:
    """A document with these consequences, the first in line 14."""
    return HEADER + RULES + GRADES + "consequences:\n" + "".join(f"- {item}\n" for item in items)


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("{id: C, title: 约谈}", "14:3: “C”没有写什么情况下适用"),
        ("{id: C, title: 约谈, top: 10%, last: 10%}", "14:32: top 和 last 只能写一个"),
        ("{id: C, title: 约谈, if: {grade: 不及格}}", "14:34: “grade”不能是“不及格”"),
        ("{id: A, title: 约谈, if: {grade: 称职}}", "14:8: 编号“A”重复"),
        ("{id: C, title: 约谈, if: {count: B, min: 1}}", "14:34: 没有编号为“B”的节点"),
        ("{id: C, title: 约谈, if: {grade: 称职, min: 1}}", "14:38: “grade”的条件里不能有“min”"),
        ("{id: C, title: 约谈, last: {share: 120%}}", "14:36: 比例应在 0 到 100% 之间"),
    ],
)
def test_what_is_refused(item: str, message: str) -> None:
    problems = [str(one) for one in refused(consequences(item))]
    assert len(problems) == 1
    assert message in problems[0]


@pytest.mark.parametrize(
    "place",
    [
        "gates: [{id: K, title: 关, if: {grade: 不称职}, ungraded: 是}]\n",
        "unranked: [{id: U, title: 不排, if: {not: {grade: 不称职}}}]\n",
    ],
)
def test_only_a_consequence_can_ask_for_the_grade(place: str) -> None:
    (problem,) = refused(HEADER + RULES + GRADES + place)
    assert "这里不能写 grade" in problem.message
    assert problem.suggestion == "写 points、count，或移到 consequences"


def test_the_grade_needs_grades() -> None:
    text = HEADER + RULES + "consequences: [{id: C, title: 约谈, if: {grade: 不称职}}]\n"
    (problem,) = refused(text)
    assert (problem.message, problem.suggestion) == ("条件看等次，文件却没有 grades", "补上 grades: […]")


@pytest.mark.parametrize(
    ("condition", "vacuous"),
    [
        ("{count: A, max: 0}", True),
        ("{points: total, below: 60}", True),
        ("{not: {count: A, min: 1, pro_rata: up}}", True),
        ("{all: [{count: A, max: 0}, {member: {在任月数: {min: 6}}}]}", False),
        ("{grade: 不称职}", False),
        ("{count: A, min: 7}", False),
        ("{any: [{grade: 不称职}, {not: {count: A, min: 1}}]}", True),
    ],
)
def test_what_would_follow_for_who_came_yesterday_is_remarked(condition: str, vacuous: bool) -> None:
    item = f"{{id: C, title: 约谈, citation: 二, if: {condition}}}"
    found = [one for one in lint(loads(consequences(item))) if "什么记录也没有" in one.message]
    assert bool(found) == vacuous
    assert [(one.line, one.level) for one in found] == [(14, "warning")] * vacuous


def test_a_consequence_without_a_citation_of_its_own_is_remarked() -> None:
    found = lint(loads(consequences("{id: C, title: 约谈, if: {grade: 不称职}}")))
    assert [one.message for one in found] == ["“C”没有自己的出处"]


def test_the_difference_of_two_versions() -> None:
    before = loads(consequences("{id: C, title: 约谈, if: {count: A, min: 7}}"))
    after = loads(
        consequences("{id: C, title: 约谈, if: {count: A, min: 5}}", "{id: D, title: 通报表扬, top: 20%}")
    )
    assert [one.what for one in differences(before, after)] == [
        "C 约谈：适用于 调研（A） 件次 ≥ 7 改为 调研（A） 件次 ≥ 5",
        "新增 D 通报表扬：通报表扬，测试，名次在前 20%（舍去零头），压线同分都算",
    ]


def test_a_supplement_adds_and_changes_them_for_the_whole_year_only() -> None:
    base = HEADER + RULES + GRADES + "consequences: [{id: C, title: 约谈, if: {count: A, min: 7}}]\n"
    changes = (
        "- {add: {id: D, title: 劝辞, if: {grade: 不称职}}, under: consequences, retroactive: 是}\n"
        "- {set: C.if.min, to: 5, retroactive: 是}\n"
    )
    rule_set = supplemented(changes, base=base)
    assert [one.id for one in rule_set.consequences] == ["C", "D"]
    again = loads(consolidated(rule_set))
    assert again.consequences == rule_set.consequences
    assert [one.condition for one in again.consequences] == [
        Count(("A",), "work", Compare((("min", Fraction(5)),)), None),
        GradeIs(("不称职",)),
    ]
