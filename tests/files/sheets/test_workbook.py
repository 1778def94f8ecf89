from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from files.sheets import workbook
from files.sheets.workbook import Row, Table, write_workbook


def test_values_keep_their_types(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    row: Row = ("张三", 3, Decimal("4.50"), Decimal("0.333"), date(2022, 3, 15), True, None)
    write_workbook(
        path, [Table("排名", ("姓名", "名次", "总分", "折算", "日期", "是否", "空"), [row], "2022年排名")]
    )
    sheet = openpyxl.load_workbook(path)["排名"]
    assert sheet["A1"].value == "2022年排名"
    assert [cell.value for cell in sheet[2]] == ["姓名", "名次", "总分", "折算", "日期", "是否", "空"]
    assert [str(cell.value) for cell in sheet[3]] == [
        "张三",
        "3",
        "4.5",
        "0.333",
        "2022-03-15 00:00:00",
        "是",
        "None",
    ]
    assert [sheet[f"{letter}3"].number_format for letter in "CDE"] == ["0.00", "0.000", "yyyy-mm-dd"]
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:G3"
    assert sheet["A2"].font.bold


def test_text_never_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@a", "http://example.invalid", "{=1}", "a\x00\x07b\ud800", "x" * 40_000]
    write_workbook(tmp_path / "a.xlsx", [Table("甲", ("文字",), [(text,) for text in texts])])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["甲"]
    cells = [sheet.cell(row, 1) for row in range(2, 10)]
    assert [cell.value for cell in cells[:7]] == [*texts[:6], "ab"]
    assert {cell.data_type for cell in cells} == {"s"} or {cell.data_type for cell in cells} == {"inlineStr"}
    assert all(cell.hyperlink is None for cell in cells)
    assert cells[7].value == "x" * 32_753 + "……（太长，后面的没有写下）"


def test_a_long_table_goes_on_in_another_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rows() -> Iterator[Row]:
        yield from ((number,) for number in range(7))

    monkeypatch.setattr(workbook, "MAX_ROWS", 4)
    write_workbook(tmp_path / "a.xlsx", [Table("提案", ("数",), rows())])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert {sheet.title: [cell.value for cell in sheet["A"]] for sheet in book} == {
        "提案": ["数", 0, 1, 2],
        "提案 2": ["数", 3, 4, 5],
        "提案 3": ["数", 6],
    }


def test_the_same_tables_are_the_same_file(tmp_path: Path) -> None:
    hashes = set()
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, [Table("甲", ("数",), [(1,)])])
        hashes.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert len(hashes) == 1
