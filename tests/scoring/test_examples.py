"""The worked examples of every committee hold."""

from pathlib import Path

import pytest

from rules.example import load_examples
from scoring.example import differences

COMMITTEES = Path(__file__).parents[2] / "rules" / "committees"
FILES = sorted(COMMITTEES.glob("*/*.test.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_examples_of_a_committee_hold(path: Path) -> None:
    found = load_examples(path)
    assert found.examples
    assert [str(one) for example in found.examples for one in differences(found.rule_set, example)] == []


def test_every_measure_has_examples() -> None:
    # A supplement is read with its base, and its examples stand with those of the base.
    apart = (".test.", ".supplement-")
    measures = {
        path for path in COMMITTEES.glob("*/[0-9]*.yaml") if not any(one in path.name for one in apart)
    }
    assert measures == {path.with_name(path.name.replace(".test", "")) for path in FILES}


def test_an_example_that_does_not_hold_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "2022.yaml").write_text(
        "language: 1\ntitle: 测试\ncommittee: 测试\nyear: 2022\ncitation: 测试\n"
        "period: {from: 2022-01-01, to: 2022-12-31}\n"
        "root: {id: total, title: 总分, rules: [{id: A, title: 调研, take: participation, when: {kind: 调研},"
        " points: 2}]}\n",
        encoding="utf-8",
    )
    path = tmp_path / "2022.test.yaml"
    path.write_text(
        "ruleset: 2022.yaml\n"
        "cases:\n"
        "- id: two\n"
        "  members: {甲: {}}\n"
        "  records: [{kind: 调研, date: 2022-03-01, members: [甲], copies: 2}]\n"
        "  expect:\n"
        "    甲: {total: 5, rank: 1, grade: 无, points: {A: 4}, counts: {A: 3}}\n",
        encoding="utf-8",
    )
    found = load_examples(path)
    (example,) = found.examples
    assert [(one.expectation.what, one.found) for one in differences(found.rule_set, example)] == [
        ("total", "4"),
        ("counts", "2"),
    ]
    assert str(next(differences(found.rule_set, example))) == ("7:16: 算例“two”，甲 的 total 应为 5，得到 4")
