"""Broken measures: each is refused at its place, with what would be right."""

from pathlib import Path

import pytest

from rules.loader import loads
from tests.rules.documents import HEADER, of_rules, refused

SURVEY = "{id: A, title: 调研, take: participation, when: {kind: 调研}, points: 1}"
BROKEN = Path(__file__).with_name("broken.txt").read_text(encoding="utf-8").split("\n== ")[1:]


def places(text: str) -> list[tuple[int, int, str, str | None]]:
    return [(p.line, p.column, p.message, p.suggestion) for p in refused(text)]


def marks(text: str) -> list[tuple[int, int]]:
    """Line and column of each ▲, not counting the marks themselves."""
    return [
        (number, column - line[:column].count("▲") + 1)
        for number, line in enumerate(text.splitlines(), 1)
        for column, character in enumerate(line)
        if character == "▲"
    ]


@pytest.mark.parametrize("case", BROKEN, ids=[case.partition("\n")[0] for case in BROKEN])
def test_a_broken_measure_is_refused_at_its_place(case: str) -> None:
    lines = case.rstrip("\n").split("\n")[1:]
    wanted = [line.removeprefix("-> ") for line in lines if line.startswith("-> ")]
    text = "\n".join(line for line in lines if not line.startswith("-> "))
    alone = text.lstrip("▲").startswith("{")
    text = HEADER + (of_rules(text) if alone else of_rules(SURVEY) + text + "\n")
    problems = refused(text.replace("▲", ""))
    assert [(problem.line, problem.column) for problem in problems] == marks(text)
    for problem, message in zip(problems, wanted, strict=True):
        told = str(problem).split(": ", 1)[1]
        beginning, more, end = message.partition("…）")
        assert told == message or (more and not end and told.startswith(beginning))


def test_the_root_may_not_wait_for_itself() -> None:
    text = HEADER + of_rules(SURVEY.replace("points: 1", "points: 1, pick: {beyond: total}"))
    assert places(text) == [
        (8, 3, "规则“total”的得分取决于它自己", "检查 if 里的 points、pick 里的 beyond 和 excess")
    ]


def test_a_measure_cites_what_it_follows() -> None:
    text = HEADER.replace("citation: 测试\n", "") + of_rules(SURVEY)
    assert places(text) == [(10, 5, "规则“A”没有出处", "补上 citation: 第…条")]
    cited = text.replace("title: 总分", "title: 总分\n  citation: 总则")
    assert loads(cited).nodes()["A"].citation == "总则"


def test_all_problems_of_a_document_are_told_at_once() -> None:
    text = (
        HEADER.replace("2022-12-31", "2021-12-31").replace("language: 1", "language: 3")
        + of_rules(
            "{id: A, title: 调研, take: participation, when: {kind: 调妍}, points: 1}",
            "{id: A, title: 提案, take: authorship, when: {kind: 提案}, pionts: 1}",
        )
        + "grades: [{grade: 优秀, min: 高}]\n"
        + "gates: [{id: G, title: 关, if: {count: C, min: 1}, at_most: 优良}]\n"
        + "rank: {scopes: [全本]}\n"
    )
    assert [(line, column, message) for line, column, message, _ in places(text)] == [
        (1, 11, "“language”应是 1"),
        (5, 32, "结束日期早于开始日期"),
        (11, 58, "种类不能是“调妍”"),
        (12, 5, "规则“A”没有说怎样给分"),
        (12, 10, "编号“A”重复"),
        (12, 60, "规则里没有“pionts”这个关键字"),
        (13, 27, "“min”应是数字，不能是“高”"),
        (14, 60, "“at_most”不能是“优良”"),
        (15, 17, "“scopes”不能是“全本”"),
    ]


def test_nested_alternatives_do_not_grow_without_end() -> None:
    ten = ", ".join(["{状态: 出席, 报名: 是}"] * 10)
    rule = f"{{id: B, title: 乙, take: participation, points: 1, when: {{kind: 调研, any: [{ten}]}}}}"
    twice = f"{{id: A, title: 甲, when: {{any: [{ten}]}}, rules: [{rule}]}}"
    assert len(places(HEADER + of_rules(twice.replace("id: A", "id: A/")))) == 1  # 10 × 10 is no problem
    thrice = f"{{id: C, title: 丙, when: {{any: [{ten}]}}, rules: [{twice}]}}"
    (problem,) = places(HEADER + of_rules(thrice))
    assert problem[2:] == ("几处 any 合起来超过 200 种情形", "减少 any，或分成几条规则")


def test_a_measure_has_at_most_a_thousand_rules() -> None:
    text = HEADER + of_rules(*(SURVEY.replace("id: A", f"id: A{at}") for at in range(1500)))
    assert [problem[2] for problem in places(text)] == ["规则超过 1000 条"]
