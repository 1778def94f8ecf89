"""What lint remarks in measures that can be used, each at its place; and what it does not remark."""

from pathlib import Path

import pytest

from rules.document import RuleSet
from rules.example import load_examples
from rules.lint import lint
from rules.loader import load, loads
from rules.shipped import examples_of, locate, rule_sets
from scoring.example import touched
from tests.rules.documents import HEADER
from tests.rules.test_refusals import SURVEY, marks

FILES = [Path(__file__).with_name(name) for name in ("remarks.txt", "remarks_of_amounts.txt")]
REMARKS = [case for file in FILES for case in file.read_text(encoding="utf-8").split("\n== ")[1:]]


def cited(*rules: str) -> str:
    """A root with a citation and these rules, one a line; the first brace is in line 12, column 5."""
    opening = "root:\n  id: total\n  title: 总分\n  citation: 总则\n  rules:\n"
    return HEADER + opening + "".join(f"  - {rule}\n" for rule in rules)


def remarks(rule_set: RuleSet, **more: RuleSet | set[str]) -> list[tuple[int, int, str, str]]:
    found = lint(rule_set, **more)  # type: ignore[arg-type]
    return [(one.line, one.column, one.level, one.message) for one in found]


@pytest.mark.parametrize("case", REMARKS, ids=[case.partition("\n")[0] for case in REMARKS])
def test_a_remark_stands_at_its_place(case: str) -> None:
    lines = case.rstrip("\n").split("\n")[1:]
    wanted = [line.removeprefix("-> ") for line in lines if line.startswith("-> ")]
    own = [line for line in lines if line and not line.startswith("-> ")]
    rules = [line for line in own if line.lstrip("▲").startswith("{")]
    rest = "".join(f"{line}\n" for line in own if line not in rules)
    text = cited(*(rules or [SURVEY])) + rest
    found = lint(loads(text.replace("▲", "")))
    assert [str(one).split(": ", 1)[1] for one in found] == wanted
    assert [(one.line, one.column) for one in found] == marks(text)


def test_a_rule_cites_more_than_the_whole_document() -> None:
    text = cited(SURVEY, "{id: B, title: 乙, rules: [{id: B1, title: 子, citation: 第一条, base: 1}]}")
    bare = text.replace("  citation: 总则\n", "")
    assert remarks(loads(bare)) == [(11, 5, "warning", "“A”没有自己的出处")]
    assert remarks(loads(text)) == []


def test_rules_that_no_example_touches() -> None:
    rule_set = loads(cited(SURVEY, "{id: B, title: 乙, rules: [{id: B1, title: 子, base: 1}]}"))
    assert remarks(rule_set, touched={"A"}) == [(13, 31, "warning", "没有算例用到“B1”")]
    assert remarks(rule_set, touched={"A", "B1"}) == []


def test_an_id_means_what_it_meant_last_year() -> None:
    gate = "gates: [{id: K, title: 三个一, citation: 一, if: {count: A, min: 1}, ungraded: 是}]\n"
    before = loads(cited(SURVEY) + gate)
    same = "{id: A, title: 调研活动, take: participation, when: {kind: 调研}, points: 2}"
    window = SURVEY.replace("points: 1", "points: 1, window: {from: 2022-02-01, to: 2022-03-01}")
    other = "{id: A, title: 视察, take: participation, when: {kind: 视察}, points: 1}"
    again = gate.replace("三个一", "处分").replace("{count: A, min: 1}", "{member: {处分: 是}}")
    assert remarks(loads(cited(same) + gate), last_year=before) == []
    assert remarks(loads(cited(window.replace("title: 调研", "title: 调"))), last_year=before) == []
    assert remarks(loads(cited(other) + again), last_year=before) == [
        (12, 5, "warning", "编号“A”在 2022 年是“调研”，今年另有所指"),
        (13, 9, "warning", "编号“K”在 2022 年是“三个一”，今年另有所指"),
    ]


def test_a_measure_follows_the_last_of_its_committee() -> None:
    before = loads(cited(SURVEY))
    later = loads(cited(SURVEY).replace("2022", "2025").replace("committee: 测试", "committee: 别处"))
    assert remarks(later, last_year=before) == [
        (3, 12, "warning", "政协是“别处”，2022 年的办法写的是“测试”"),
        (4, 7, "warning", "上一份办法是 2022 年的，这一份是 2025 年的，中间隔了 2 年"),
    ]


def test_days_that_bound_nothing_are_told() -> None:
    window = SURVEY.replace("points: 1", "points: 1, window: {from: 2021-12-01, to: 2022-11-30}")
    assert remarks(loads(cited(window))) == []
    force = window.replace("points: 1", "points: 1, in_force: {from: 2021-11-30, to: 2022-12-01}")
    assert [one[3] for one in remarks(loads(cited(force)))] == [
        "“A”执行的第一天在统计时间（2021-12-01 至 2022-11-30）以外，等于没有写",
        "“A”执行的最后一天在统计时间（2021-12-01 至 2022-11-30）以外，等于没有写",
    ]


def test_a_supplement_of_the_year_before_is_told_in_its_file() -> None:
    opening = "language: 1\nsupplement: 补\nto: {committee: 测试, year: 2022}\ncitation: 补\n"
    text = f"{opening}effective: 2021-07-01\nchanges:\n- {{set: A.points, to: 2}}\n"
    found = [
        one for one in lint(loads(cited(SURVEY), supplements=[(text, "补.yaml")])) if one.file == "补.yaml"
    ]
    assert [(one.line, one.column, one.level, one.message) for one in found] == [
        (5, 12, "error", "补充规定（一）从 2021-07-01 起执行，这份 2022 年的办法从 2022-01-01 起才取事实"),
    ]
    # What counts from December on may be changed in December.
    early = SURVEY.replace("points: 1", "points: 1, window: {from: 2021-06-01, to: 2022-12-31}")
    assert lint(loads(cited(early), supplements=[(text, "补.yaml")])) == []


def test_what_a_supplement_brought_is_remarked_in_its_file() -> None:
    opening = "language: 1\nsupplement: 补\nto: {committee: 测试, year: 2022}\ncitation: 补\n"
    nobody = "{kind: 调研, 状态: {not: [出席, 列席, 请假, 缺席]}}"
    add = f"{{id: B, title: 乙, take: participation, when: {nobody}, points: 1}}"
    changes = f"- {{add: {add}, under: total}}\n- {{remove: A}}\n"
    text = f"{opening}effective: 2022-04-03\nchanges:\n{changes}"
    dated = SURVEY.replace("points: 1", "points: [{value: 1}, {from: 2022-07-01, value: 2}]")
    (one,) = lint(loads(cited(dated), supplements=[(text, "补.yaml")]))
    # B is in force for a part of the period, and yet it is its condition that nothing satisfies.
    assert (one.file, one.line, one.column) == ("补.yaml", 7, 9)


@pytest.mark.parametrize("name", sorted(rule_sets()))
def test_there_is_nothing_to_remark_on_a_shipped_measure(name: str) -> None:
    last_year = load(locate("zhoushan/2022")) if name == "zhoushan/2023" else None
    assert lint(load(locate(name)), last_year=last_year) == []
    assert examples_of(locate(name)).is_file()


@pytest.mark.parametrize("name", sorted(rule_sets()))
def test_examples_touch_every_rule_of_a_shipped_measure(name: str) -> None:
    file = load_examples(examples_of(locate(name)))
    assert lint(file.rule_set, touched=touched(file.rule_set, file.examples)) == []


def test_what_takes_too_long_to_reason_about_is_told() -> None:
    ways = ", ".join(["{状态: 出席, 报名: 是}"] * 14)
    rules = (
        f"{{id: A{at}, title: 甲, when: {{any: [{ways}]}}, rules: [{{id: B{at}, title: 乙, points: 1,"
        f" take: participation, when: {{kind: 调研, any: [{ways}]}}}}]}}"
        for at in range(120)
    )
    found = remarks(loads(cited(*rules)))
    assert (8, 3, "warning", "条件太多，取不到的规则和用不到的行只查了一部分") in found
    twins = loads(cited(*(SURVEY.replace("id: A", f"id: A{at}") for at in range(990))))
    assert len(lint(twins, touched=set())) == 1000
