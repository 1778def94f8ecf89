"""Which rows beneath a header are data."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from files.cell import Cell
from files.cells.header_row import find_grid
from files.cells.vocabulary import all_words
from files.reading.records import read_records
from files.sheets.sheet import Sheet
from rules.catalogue import Catalogue
from rules.record import Member

HEADER: list[Cell] = ["编号", "日期", "题目", "姓名"]


def is_data(row: list[Cell], catalogue: Catalogue) -> bool:
    cells = [*row, "", "", "", ""][: max(4, len(row))]
    grid = find_grid(Sheet("调研", [HEADER, cells]), all_words(catalogue))
    assert grid is not None
    return bool(grid.rows)


@pytest.mark.parametrize(
    "row",
    [
        ["审核：李四"],
        ["审 核：李四"],
        ["填表人：王五"],
        ["经办：赵六"],
        ["经办人:赵六"],
        ["复核：李四"],
        ["复核 李四"],
        ["复核"],
        ["负责人签字："],
        ["负责人签字 王五"],
        ["单位负责人（签字）：王五"],
        ["分管领导：王五"],
        ["校对：王五"],
        ["单位盖章"],
        ["填表日期：2022年3月1日"],
        ["审核：李四", "", "填表人：王五"],
        ["审核：", "李四", "复核：", "王五"],
        ["审核人", "李四", "", datetime(2022, 3, 1)],
        ["", "", "制表：李四", "2022年3月1日"],
        ["注：李四请假"],
        ["合计", "3 人次"],
        ["审核：李四"] * 4,
    ],
)
def test_signatures_notes_and_totals_are_no_data(row: list[Cell], catalogue: Catalogue) -> None:
    assert not is_data(row, catalogue)


@pytest.mark.parametrize(
    "row",
    [
        ["D1", "2022-03-15", "审核：关于预算的调研", "张三"],
        ["", "", "审核制度改革的建议"],
        ["", "", "负责人制度研究", "张三"],
        ["复核机制研究"],
        ["", "2022-03-15", "经办人员培训", "张三"],
        ["经办", "2022-03-15", "培训", "张三"],
        ["单海", "", "", "单海"],
    ],
)
def test_a_row_that_only_begins_like_one_is_data(row: list[Cell], catalogue: Catalogue) -> None:
    assert is_data(row, catalogue)


def test_signatures_in_a_csv_are_no_row(tmp_path: Path, catalogue: Catalogue, members: list[Member]) -> None:
    path = tmp_path / "调研.csv"
    path.write_text(
        "编号,日期,题目,姓名\nD1,2022-03-15,甲,张三\n审核：李四,,填表人：王小明,\n负责人签字：,,,\n",
        encoding="utf-8",
    )
    file = read_records(path, catalogue, members)
    assert ([record.key for record in file.records], file.problems) == (["D1"], [])
