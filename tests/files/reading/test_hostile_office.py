"""Sheets of a hostile secretary, whose points were wrong though nobody was asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from files.reading.records import RecordsFile
from tests.files.conftest import ReadRecords

HEAD = ["姓名", "日期", "题目"]


def states(file: RecordsFile) -> dict[tuple[str, str], Any]:
    """The 状态 of every member on every day."""
    return {
        (str(record.day)[5:], part.member): part.attributes["状态"]
        for record in file.records
        for part in record.parts
    }


def open_ones(file: RecordsFile) -> list[tuple[int | None, str | None, str]]:
    return [
        (problem.row, problem.column, problem.value)
        for problem in file.problems
        if problem.level != "reminder"
    ]


def test_a_grid_of_marks_that_nobody_knows_is_asked_about(records: ReadRecords) -> None:
    file = records({"调研": [["姓名", "3月15日", "4月20日"], ["张三", "○", "△"], ["李四", "△", "○"]]})
    assert states(file) == {}
    assert open_ones(file) == [
        (2, "3月15日", "○"),
        (2, "4月20日", "△"),
        (3, "3月15日", "△"),
        (3, "4月20日", "○"),
    ]


def test_cells_that_are_dates_head_a_grid_as_written_ones_do(records: ReadRecords) -> None:
    heads = ["姓名", date(2022, 3, 15), date(2022, 4, 20)]
    file = records({"调研": [heads, ["张三", "√", "假"], ["李四", "缺", "√"]]})
    assert open_ones(file) == []
    assert states(file) == {
        ("03-15", "W0001"): "出席",
        ("03-15", "W0002"): "缺席",
        ("04-20", "W0001"): "请假",
        ("04-20", "W0002"): "出席",
    }
