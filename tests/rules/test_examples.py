"""Worked examples as they are written: what they say, and broken ones, each refused at its place."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from rules.example import ExampleFile, load_examples
from rules.record import Change, Part
from rules.source import DocumentRefused
from tests.rules.documents import HEADER, of_rules
from tests.rules.test_refusals import marks

HERE = Path(__file__)
BROKEN = HERE.with_name("broken_examples.txt").read_text(encoding="utf-8").split("\n== ")[1:]
MEASURE = (
    HEADER
    + of_rules("{id: A, title: 调研, take: participation, when: {kind: 调研}, points: 1}")
    + "grades: [{grade: 优秀, min: 85}, {grade: 不称职}]\n"
)


def loaded(cases: str, folder: Path) -> ExampleFile:
    (folder / "2022.yaml").write_text(MEASURE, encoding="utf-8")
    path = folder / "2022.test.yaml"
    path.write_text(f"ruleset: 2022.yaml\ncases:\n{cases}\n", encoding="utf-8")
    return load_examples(path)


@pytest.mark.parametrize("case", BROKEN, ids=[case.partition("\n")[0] for case in BROKEN])
def test_a_broken_example_is_refused_at_its_place(case: str, tmp_path: Path) -> None:
    lines = case.rstrip("\n").split("\n")[1:]
    wanted = [line.removeprefix("-> ") for line in lines if line.startswith("-> ")]
    text = "\n".join(line for line in lines if not line.startswith("-> "))
    with pytest.raises(DocumentRefused) as refused:
        loaded(text.replace("▲", ""), tmp_path)
    problems = refused.value.problems
    assert [(problem.line, problem.column) for problem in problems] == [
        (line + 2, column) for line, column in marks(text)
    ]
    for problem, message in zip(problems, wanted, strict=True):
        beginning, more, _ = message.partition("…）")
        told = str(problem).split(": ", 1)[1]
        assert told == message or (more and told.startswith(beginning))


def test_what_an_example_says(tmp_path: Path) -> None:
    (example,) = loaded(
        "- id: a\n"
        "  title: 例\n"
        "  members: {甲: {身份: 常委, changes: [{from: 2022-06-01, 身份: 委员, 界别: 工会}]}, 乙: {}}\n"
        "  records:\n"
        "  - {kind: 学习培训, date: 2022-03-01, members: {甲: {出席半天: 1.5}, 乙: {}}, 状态: 请假,"
        " copies: 2}\n"
        "  - {kind: 提案, 编号: T1, title: 停车, date: 2022-03-02, authors: [乙], 立案: 是, outsiders: 2,"
        " matter: 停车, outcomes: [{date: 2022-05-01, 结果: 重点}]}\n"
        "  expect: {甲: {total: 2.5, rank: 无, points: {A: 1/3}}}",
        tmp_path,
    ).examples
    first, second = example.members
    assert first.attributes == {"身份": "常委"}
    june = date(2022, 6, 1)
    assert first.changes == [Change(june, "身份", "委员"), Change(june, "界别", "工会")]
    assert second.attributes == {}
    one, two, proposal = example.records
    assert [one.key, two.key] == ["学习培训001-0001", "学习培训001-0002"]
    assert one.parts == [
        Part("甲", {"状态": "请假", "出席半天": Fraction(3, 2)}),
        Part("乙", {"状态": "请假"}),
    ]
    assert (proposal.key, proposal.title, proposal.outsiders, proposal.matter) == ("T1", "停车", 2, "停车")
    assert proposal.attributes == {"立案": True}
    assert [(outcome.day, outcome.attributes) for outcome in proposal.outcomes] == [
        (date(2022, 5, 1), {"结果": "重点"})
    ]
    assert [(one.what, one.of, one.value) for one in example.expectations] == [
        ("total", "", Fraction(5, 2)),
        ("rank", "", None),
        ("points", "A", Fraction(1, 3)),
    ]


@pytest.mark.parametrize("name", ["../2022.yaml", "none.yaml"])
def test_examples_stand_beside_their_measure(name: str, tmp_path: Path) -> None:
    path = tmp_path / "2022.test.yaml"
    path.write_text(f"ruleset: {name}\ncases: []\n", encoding="utf-8")
    with pytest.raises(DocumentRefused) as refused:
        load_examples(path)
    assert refused.value.problems[0].message in ("ruleset 应是同一文件夹里的文件名", "找不到文件")
