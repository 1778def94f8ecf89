from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from files.cell import Unreadable
from files.problem import Problem, Problems
from files.sheets.fit import letters
from files.sheets.sheet import Sheet, read_sheets


def sheets(path: Path) -> tuple[list[Sheet], list[Problem]]:
    problems = Problems()
    return read_sheets(path, problems), problems.sorted()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "提案.csv"
    rows = [["2022年"], ["编号", "题目", "姓名"], ["1", "甲", "张三、李四、王五"], ["2", "乙", "赵六"]]
    path.write_text("\r\n".join(delimiter.join(row) for row in rows), encoding="utf-8")
    found, problems = sheets(path)
    assert problems == []
    assert (found[0].name, found[0].rows) == ("提案", [[*row, "", ""][:3] for row in rows])


def test_many_names_in_a_cell_are_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "调研.csv"
    path.write_text(
        "编号,题目,姓名\n1,甲,张三;李四;王五;赵六;钱七\n2,乙,张三;李四;王五;赵六;钱七\n", encoding="utf-8"
    )
    assert sheets(path)[0][0].rows[1] == ["1", "甲", "张三;李四;王五;赵六;钱七"]


def test_a_row_of_a_csv_is_a_row_of_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "提案.csv"
    path.write_text('编号,题目\n1,"甲\n乙"\n\n2,丙\n', encoding="utf-8")
    assert sheets(path)[0][0].rows == [["编号", "题目"], ["1", "甲\n乙"], ["", ""], ["2", "丙"]]


def test_numbers_that_an_export_wrapped_are_unwrapped(tmp_path: Path) -> None:
    path = tmp_path / "提案.csv"
    path.write_text('编号,题目\n="0012",=1+1\n', encoding="utf-8")
    assert sheets(path)[0][0].rows[1] == ["0012", "=1+1"]


def test_a_cell_in_error_is_no_blank(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "提案"
    book.active.append(["编号", "题目"])
    book.active.append([1, "#N/A"])
    book.active["B2"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    found, problems = sheets(tmp_path / "a.xlsx")
    assert found[0].rows[1] == [1.0, Unreadable("#N/A", "单元格的公式出错", "改正公式，或直接填写结果")]
    assert problems == []


def test_a_stray_cell_does_not_take_all_memory(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "提案"
    book.active["A1"] = "编号"
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    found, problems = sheets(tmp_path / "a.xlsx")
    assert found == []
    assert [(p.message, p.suggestion) for p in problems] == [
        ("工作表“提案”的范围太大（17,179,869,184 格）", "选中数据以外的行和列，删除后另存")
    ]


def test_another_office_format_is_a_problem(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert [p.message for p in sheets(tmp_path / "a.xlsx")[1]] == ["这不是 .xlsx 或 .ods 工作簿"]


def test_a_workbook_cut_short_is_a_problem(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["编号"])
    book.save(tmp_path / "a.xlsx")
    whole = (tmp_path / "a.xlsx").read_bytes()
    for length in range(4, len(whole) - 1, 97):
        (tmp_path / "b.xlsx").write_bytes(whole[:length])
        found, problems = sheets(tmp_path / "b.xlsx")
        assert (found, [p.message for p in problems]) == ([], ["工作簿已损坏，读不出来"])


def test_hidden_sheets_are_marked(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "提案"
    hidden = book.create_sheet("调研")
    hidden.append(["编号", "日期", "题目", "姓名"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in sheets(tmp_path / "a.xlsx")[0]] == [
        ("提案", False),
        ("调研", True),
    ]


def test_column_letters() -> None:
    assert [letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
