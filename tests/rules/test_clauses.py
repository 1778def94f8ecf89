"""Clauses in words, the values that a form may write anew, and the text with some of them written."""

from __future__ import annotations

import pytest

from rules import catalogue
from rules.bundle import Text, join
from rules.clauses import Clause, clauses, rewritten
from rules.source import DocumentRefused
from rules.version_text import VersionText

BASE = """language: 1
title: 某市办法
committee: 某市
year: 2022
period: {from: 2022-01-01, to: 2022-12-31}
citation: 办法
root:
  id: total
  title: 总分
  rules:
  - id: M
    title: "会议: 各种"   # 引号里有冒号
    citation: 第三条
    rules:
    - {id: M1, title: 全会, take: participation, when: {kind: 全会}, points: 5, cap: 10}
    - id: M2
      title: 常委会
      take: participation
      when: {kind: 常委会会议}
      table: {by: [状态], values: {出席: 3, 缺席: -3}}
    - id: M3
      title: 出勤率
      take: participation
      when: {kind: 常委会会议}
      rate: {of: {状态: 出席}, among: {状态: [出席, 缺席]}, from: 4}
      bands: [{min: 90%, points: 2}, {below: 60%, points: -3}]
    - id: M4
      title: 视察
      take: participation
      when: {kind: 视察, 状态: 出席}
      points: [{value: 5}, {from: 2022-07-01, value: 6}]
"""
SUPPLEMENT = """language: 1
supplement: 某市补充规定
to: {committee: 某市, year: 2022}
citation: 补充规定
retroactive: 是
changes:
- {set: M1.cap, to: 12}
"""


def version(text: str) -> VersionText:
    return VersionText(text, "2022.yaml", catalogue.load().text)


def found(text: str = BASE) -> dict[str, Clause]:
    return {one.code: one for one in clauses(version(text))}


def test_clauses_stand_in_the_order_of_the_text_with_their_places_and_words() -> None:
    said = clauses(version(BASE))
    assert [(one.code, one.parent, one.depth, one.line) for one in said] == [
        ("total", None, 0, 8),
        ("M", "total", 1, 11),
        ("M1", "M", 2, 15),
        ("M2", "M", 2, 16),
        ("M3", "M", 2, 21),
        ("M4", "M", 2, 27),
    ]
    assert said[2].words == ("全会", "5 分", "上限 10")
    assert [one.citation for one in said[:3]] == ["办法", "第三条", "第三条"]


def test_every_value_that_stands_as_one_word_may_be_written() -> None:
    values = {
        code: [(one.name, one.label, one.written) for one in clause.values]
        for code, clause in found().items()
    }
    assert values["M"] == [("title", "名称", "会议: 各种"), ("citation", "出处", "第三条")]
    assert values["M1"] == [("title", "名称", "全会"), ("points", "分值", "5"), ("cap", "上限", "10")]
    assert values["M2"][1:] == [("table.出席", "分值：出席", "3"), ("table.缺席", "分值：缺席", "-3")]
    assert values["M3"][1:] == [("bands.1", "分值：≥ 90%", "2"), ("bands.2", "分值：< 60%", "-3")]
    assert values["M4"][1:] == [("points.1", "分值", "5"), ("points.2", "分值（2022-07-01 起）", "6")]


@pytest.mark.parametrize(
    ("code", "values", "old", "new"),
    [
        ("M1", {"cap": "12.5"}, "points: 5, cap: 10}", "points: 5, cap: 12.5}"),
        ("M1", {"title": "全体会议, 每次", "points": "6"}, "title: 全会, ", 'title: "全体会议, 每次", '),
        ("M", {"title": "会议"}, 'title: "会议: 各种"   #', "title: 会议   #"),
        ("M2", {"table.缺席": "-5"}, "缺席: -3}", "缺席: -5}"),
        ("M3", {"bands.2": "-1/2"}, "{below: 60%, points: -3}", "{below: 60%, points: -1/2}"),
        ("M4", {"points.2": "7"}, "value: 6}", "value: 7}"),
    ],
)
def test_only_the_value_is_another(code: str, values: dict[str, str], old: str, new: str) -> None:
    expected = BASE.replace(old, new)
    if "points" in values:
        expected = expected.replace("points: 5, cap", "points: 6, cap")
    assert expected != BASE
    assert rewritten(version(BASE), code, values) == expected
    assert rewritten(version("\ufeff" + BASE), code, values) == "\ufeff" + expected
    # What was written is read as it was meant.
    written = {one.name: one.written for one in found(expected)[code].values}
    assert {name: written[name] for name in values} == values


def test_what_a_supplement_has_changed_is_written_in_the_text_alone() -> None:
    text = join(BASE, [Text(SUPPLEMENT, "2022.supplement-1.yaml")])
    said = found(text)
    assert said["M1"].values == ()
    assert "上限" in "".join(said["M1"].words)
    assert [one.name for one in said["M4"].values] == ["title", "points.1", "points.2"]
    assert rewritten(version(text), "M4", {"title": "调研"}) == text.replace("title: 视察", "title: 调研")


@pytest.mark.parametrize(
    ("code", "values", "said"),
    [
        ("M9", {"cap": "1"}, "M9 没有能在表单里改的“cap”"),
        ("M2", {"points": "1"}, "M2 没有能在表单里改的“points”"),
        ("M1", {"cap": " "}, "一项写成一行，不空着"),
        ("M1", {"title": "两\n行"}, "一项写成一行，不空着"),
    ],
)
def test_what_cannot_be_written_is_refused_with_the_cure(
    code: str, values: dict[str, str], said: str
) -> None:
    with pytest.raises(DocumentRefused) as refused:
        rewritten(version(BASE), code, values)
    (problem,) = refused.value.problems
    assert problem.message == said
    assert problem.suggestion is not None
