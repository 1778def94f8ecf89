"""A rule that the files leave without what it looks at: refused until told that there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from files.answers import Answers, Section
from files.reading.members import MembersFile
from files.reading.starved import starved
from rules.document import RuleSet
from rules.loader import load
from tests.files.conftest import ReadMembers, ReadRecords

MEASURE = Path(__file__).parents[2] / "data" / "office_files" / "measure.yaml"
NOBODY = MembersFile([])


@pytest.fixture(scope="module")
def rule_set() -> RuleSet:
    return load(MEASURE)


def told(rule_set: RuleSet, file: Any, answers: Answers | None = None) -> list[tuple[str, str]]:
    return [(one.level, one.message) for one in starved(rule_set, NOBODY, file, answers or Answers())]


def test_a_column_that_a_rule_needs_is_missed(records: ReadRecords, rule_set: RuleSet) -> None:
    file = records({"提案": [("案号", "案由", "提案人", "提交日期"), (1, "停车", "张三", "2022-04-01")]})
    message = "提案里没有“立案”一列；规则P1“提案”要看它"
    assert told(rule_set, file) == [("error", message)]
    answers = Answers({(Section.DEFAULT, "立案"): "没有"})
    assert told(rule_set, file, answers) == [("reminder", f"{message}（已回答没有）")]


def test_an_empty_column_of_numbers_tells_nothing(records: ReadRecords, rule_set: RuleSet) -> None:
    columns = ("日期", "题目", "姓名", "状态", "出席半天")
    empty = records({"学习培训": [columns, ("2022-04-01", "读书会", "张三", "出席", None)]})
    assert told(rule_set, empty) == [("error", "学习培训里没有“出席半天”一列；规则L1“培训”要看它")]
    full = records({"学习培训": [columns, ("2022-04-01", "读书会", "张三", "出席", 2)]})
    assert told(rule_set, full) == []


def test_kinds_without_records_need_nothing(records: ReadRecords, rule_set: RuleSet) -> None:
    file = records({"调研": [("日期", "题目", "姓名", "状态"), ("2022-04-01", "水", "张三", "出席")]})
    assert told(rule_set, file) == []


def test_a_roster_without_the_rank_that_the_measure_asks_for(
    records: ReadRecords, roster: ReadMembers, tmp_path: Path
) -> None:
    text = MEASURE.read_text("utf-8").replace(
        "{kind: 调研, 状态: 出席}", "{kind: 调研, 状态: 出席, 身份: 常委}"
    )
    (tmp_path / "办法.yaml").write_text(text, "utf-8")
    rule_set = load(tmp_path / "办法.yaml")
    file = records({"调研": [("日期", "题目", "姓名", "状态"), ("2022-04-01", "水", "张三", "出席")]})
    bare = roster({"委员": [("姓名", "界别"), ("张三", "民建")]})
    assert [one.message for one in starved(rule_set, bare, file, Answers())] == [
        "委员名册里没有“身份”一列，都会按“委员”算；规则A1“调研”要看它"
    ]
    remarked = roster({"委员": [("姓名", "界别", "备注"), ("张三", "民建", "常委"), ("李四", "民盟", "")]})
    assert starved(rule_set, remarked, file, Answers()) == []
