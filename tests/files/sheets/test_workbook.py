from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from files.sheets import workbook
from files.sheets.row_text import Row
from files.sheets.workbook import Table, write_workbook


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


def test_text_is_never_taken_for_xml(tmp_path: Path) -> None:
    texts = ["<r>甲</r>", "<is>&amp;\"'", " 前后 ", "上\n下", "\t", "𠀀"]
    write_workbook(tmp_path / "a.xlsx", [Table("甲", ("文字",), [(text,) for text in texts])])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["甲"]
    assert [cell.value for cell in sheet["A"][1:]] == texts


def test_equal_numbers_are_shown_with_the_places_that_each_has(tmp_path: Path) -> None:
    row: Row = (1, True, Decimal("1"), Decimal("1.0"), Decimal("1.00"), "1")
    write_workbook(tmp_path / "a.xlsx", [Table("甲", tuple("abcdef"), [row, row])])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["甲"]
    for cells in (sheet[2], sheet[3]):
        assert [cell.value for cell in cells] == [1, "是", 1, 1, 1, "1"]
        shown = [cell.number_format for cell in cells]
        assert shown == ["General", "General", "0", "0.0", "0.00", "General"]


def test_rows_may_be_empty_or_of_unlike_lengths(tmp_path: Path) -> None:
    rows: list[Row] = [(None, ""), (), ("x", None, "y"), ("z",)]
    write_workbook(tmp_path / "a.xlsx", [Table("甲", ("一", "二"), rows), Table("空", (), [])])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book["甲"].dimensions == "A1:C5"
    assert [[cell.value for cell in row] for row in book["甲"]] == [
        ["一", "二", None],
        [None, None, None],
        [None, None, None],
        ["x", None, "y"],
        ["z", None, None],
    ]
    assert [cell.value for row in book["空"] for cell in row] in ([], [None])


def test_the_rows_of_thousands_stand_in_their_order(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", [Table("甲", ("数", "字"), ((at, f"第{at}") for at in range(2_500)))])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["甲"]
    assert list(sheet.iter_rows(min_row=2, values_only=True)) == [(at, f"第{at}") for at in range(2_500)]


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
