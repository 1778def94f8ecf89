"""Numbers past 15 digits, of which a number cell has lost the rest: the true cause is told, once a column."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from files.problem import HIDDEN, Problem, grouped
from files.reading.members import MembersFile, read_members
from files.reading.records import RecordsFile
from rules.catalogue import Catalogue

DAY = date(2022, 3, 15)
LOST = "表格软件把长编号当作数字，至多保留 15 位，后面的已经丢失，不同的编号会变成相同的"
CURE = "把这一列设成“文本”格式后重新填；或从原来的系统导出 csv"


def test_numbers_of_records_are_told_once_a_column(records: Callable[[Any], RecordsFile]) -> None:
    rows = [
        [2.02203150000000011e17 + number, "张三", DAY, f"调研{number}", "出席"]
        for number in range(0, 4000, 1000)
    ]
    file = records({"调研": [["活动编号", "姓名", "日期", "题目", "状态"], *rows]})
    assert file.records == []
    assert grouped(file.problems) == [(Problem("调研", 2, "活动编号", "", LOST, CURE), 4)]


def test_numbers_in_a_roster_are_told_and_nobody_is_advised_to_delete_a_row(
    roster: Callable[[Any], MembersFile],
) -> None:
    file = roster(
        {"委员": [["委员编号", "姓名"], [330902202200000001, "张三"], [330902202200000002, "李四"]]}
    )
    assert file.members == []
    assert [(p.row, p.column, p.message, p.suggestion) for p in file.problems] == [
        (2, "委员编号", LOST, CURE),
        (3, "委员编号", LOST, CURE),
    ]


@pytest.mark.parametrize("written", ["3.3E+17", "3.30902E+17", "3.3e+17", "３．３Ｅ＋17", 1e15, 10.0**22])
def test_a_rounded_number_is_one_however_it_is_written(
    roster: Callable[[Any], MembersFile], written: object
) -> None:
    file = roster({"委员": [["委员编号", "姓名"], [written, "张三"]]})
    assert [(p.column, p.message) for p in file.problems] == [("委员编号", LOST)]


@pytest.mark.parametrize("written", [999_999_999_999_999, "330902202200000001", "3E17", "E+17", 12])
def test_a_number_that_is_whole_is_taken(roster: Callable[[Any], MembersFile], written: object) -> None:
    file = roster({"委员": [["委员编号", "姓名"], [written, "张三"]]})
    assert file.problems == []
    assert [member.key for member in file.members] == [str(written)]


def test_a_phone_number_of_which_digits_were_lost(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "委员.csv"
    path.write_text("委员编号,姓名,电话\nW1,张三,8.61381E+12\n", encoding="utf-8")
    assert [(p.column, p.value, p.message) for p in read_members(path, catalogue).problems] == [
        ("电话", HIDDEN, LOST)
    ]
