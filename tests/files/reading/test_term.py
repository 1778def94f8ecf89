from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from files.demo import write_demo
from files.problem import Problem
from files.reading.members import read_members
from files.reading.records import RecordsFile, read_records
from rules.catalogue import Catalogue
from rules.record import Member

Sheets = dict[str, Any]

SURVEY = ["编号", "日期", "题目", "姓名", "状态"]
PROPOSAL = ["编号", "提交日期", "题目", "姓名"]
CURE = "核对姓名和日期；任职起止写错的，改花名册"


@pytest.fixture
def body() -> list[Member]:
    return [
        Member("W1", "张三", {"任职起": date(2022, 7, 1)}),
        Member("W2", "李四", {"任职止": date(2022, 6, 30)}),
        Member("W3", "王五", {"任职起": date(2022, 3, 1), "任职止": date(2022, 9, 30)}),
        Member("W4", "赵六", {}),
    ]


@pytest.fixture
def read(
    write: Callable[[Sheets], Path], catalogue: Catalogue, body: list[Member]
) -> Callable[[Sheets], RecordsFile]:
    return lambda sheets: read_records(write(sheets), catalogue, body)


def reminder(sheet: str, row: int, name: str, term: str) -> Problem:
    message = f"“{name}”当日不在任（{term}），照原样计入"
    return Problem(sheet, row, "姓名", name, message, CURE, "reminder")


def test_somebody_out_of_office_is_a_reminder_and_counts(read: Callable[[Sheets], RecordsFile]) -> None:
    file = read(
        {
            "调研": [
                SURVEY,
                ["D1", "2022-06-30", "甲", "张三、李四、王五、赵六", "出席"],
                ["D2", "2022-10-08", "乙", "张三、王五", "出席"],
                ["D2", None, None, "李四", "请假"],
            ],
            "提案": [PROPOSAL, [1, "2022-02-01", "丙", "王五、赵六"]],
        }
    )
    assert file.problems == [
        reminder("调研", 2, "张三", "任职起 2022-07-01"),
        reminder("调研", 3, "王五", "任职起 2022-03-01，任职止 2022-09-30"),
        reminder("调研", 4, "李四", "任职止 2022-06-30"),
        reminder("提案", 2, "王五", "任职起 2022-03-01，任职止 2022-09-30"),
    ]
    assert [[part.member for part in record.parts] for record in file.records] == [
        ["W3", "W4"],
        ["W1", "W2", "W3", "W4"],
        ["W1", "W2", "W3"],
    ]


def test_those_who_did_not_come_are_reminded_of_too(read: Callable[[Sheets], RecordsFile]) -> None:
    file = read(
        {
            "调研": [SURVEY, ["D1", "2022-08-01", "甲", "张三", "出席"]],
            "应到未到": [["编号", "姓名", "状态"], ["D1", "李四", "缺席"]],
        }
    )
    assert file.problems == [reminder("应到未到", 2, "李四", "任职止 2022-06-30")]
    assert len(file.records[0].parts) == 2


@pytest.mark.parametrize("day", ["2022-03-01", "2022-09-30"])
def test_the_first_and_the_last_day_are_in_office(read: Callable[[Sheets], RecordsFile], day: str) -> None:
    assert read({"调研": [SURVEY, ["D1", day, "甲", "王五", "出席"]]}).problems == []


def test_a_record_that_is_left_out_anyway_asks_nothing(read: Callable[[Sheets], RecordsFile]) -> None:
    file = read({"提案": [PROPOSAL, [1, "2022-10-08", "甲", "王五、某某"]]})
    assert [problem.value for problem in file.problems] == ["某某"]


@pytest.mark.parametrize("seed", range(5, 9))
def test_in_the_demo_nobody_acts_out_of_office(tmp_path: Path, catalogue: Catalogue, seed: int) -> None:
    demo = write_demo(tmp_path, 400, seed, catalogue)
    roster = read_members(demo.members, catalogue).members
    assert any("任职止" in member.attributes for member in roster)
    assert read_records(demo.records, catalogue, roster).problems == []
