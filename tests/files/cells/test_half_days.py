from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from files.cells.half_days import too_many
from files.problem import Problem, Refused
from files.reading.records import RecordsFile

Read = Callable[[dict[str, Any]], RecordsFile]

HEADER = ["编号", "日期", "题目", "姓名", "应到半天（个）", "出席半天（个）", "请假半天", "缺席半天"]
DAY = date(2022, 4, 6)


def plenary(*rows: list[Any]) -> dict[str, Any]:
    return {"全会": [HEADER, *(["Q1", DAY, "全会", *row] for row in rows)]}


@pytest.mark.parametrize(
    ("half_days", "problem"),
    [
        (
            [6, 7],
            Problem(
                "全会",
                2,
                "出席半天（个）",
                "7",
                "“出席半天”7 多于“应到半天”6",
                "“出席半天”至多填 6；应到填错的，改“应到半天”",
            ),
        ),
        (
            [6, 0, 6.5],
            Problem(
                "全会",
                2,
                "请假半天",
                "6.5",
                "“请假半天”6.5 多于“应到半天”6",
                "“请假半天”至多填 6；应到填错的，改“应到半天”",
            ),
        ),
        (
            [6, 5, 2],
            Problem(
                "全会",
                2,
                "请假半天",
                "2",
                "“出席半天”5、“请假半天”2，合起来 7，多于“应到半天”6",
                "合起来至多 6；应到填错的，改“应到半天”",
            ),
        ),
        (
            [6, 4, 1.5, 1],
            Problem(
                "全会",
                2,
                "缺席半天",
                "1",
                "“出席半天”4、“请假半天”1.5、“缺席半天”1，合起来 6.5，多于“应到半天”6",
                "合起来至多 6；应到填错的，改“应到半天”",
            ),
        ),
    ],
)
def test_more_half_days_than_there_were_are_an_error(
    records: Read, half_days: list[Any], problem: Problem
) -> None:
    file = records(plenary(["张三", *half_days], ["李四", 6, 6, 0, 0]))
    assert file.problems == [problem]
    assert [part.member for part in file.records[0].parts] == ["W0002"]


@pytest.mark.parametrize("half_days", [[6, 6, 0, 0], [6, 4, 1, 1], [6, 3], [None, 7], [None, 7, 3, 3], [6]])
def test_as_many_or_fewer_are_fine(records: Read, half_days: list[Any]) -> None:
    assert records(plenary(["张三", *half_days])).problems == []


def test_it_is_reckoned_exactly() -> None:
    third = Fraction(1, 3)
    assert too_many({"应到半天": 1, "出席半天": third, "请假半天": third, "缺席半天": third}) is None
    assert too_many({"应到半天": 0, "出席半天": Fraction(1, 2)}) == (
        "出席半天",
        "0.5",
        Refused("“出席半天”0.5 多于“应到半天”0", "“出席半天”至多填 0；应到填错的，改“应到半天”"),
    )
    assert too_many({"出席半天": 3}) is None
