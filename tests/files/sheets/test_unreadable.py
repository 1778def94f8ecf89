"""Formulas without a value and cells in error, as Excel, WPS and the libraries write them: never a blank."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from xlsxwriter import Workbook as Written  # type: ignore[import-untyped]

from files.cell import Cell, Unreadable
from files.problem import Problems
from files.reading.records import read_records
from files.sheets.sheet import Sheet, read_sheets
from rules.catalogue import Catalogue
from rules.record import Member

CURE = "用 Excel 或 WPS 打开，另存一次再导入"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


UNCALCULATED = Unreadable("（公式）", "公式没有算出结果", CURE)


def wrong(shown: str) -> Unreadable:
    return Unreadable(shown, "单元格的公式出错", "改正公式，或直接填写结果")


def with_rows(path: Path, rows: str, root: str = "worksheet", space: str = MAIN) -> Path:
    """A workbook whose only sheet has the given rows."""
    made = path.with_name("made.xlsx")
    book = Workbook()
    book.active.title = "调研"
    book.save(made)
    prefix = root.partition("worksheet")[0]
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = f"{prefix}sheetData"
                content = f"<{root} {space}><{data}>{rows}</{data}></{root}>".encode()
            if name == "xl/workbook.xml":
                content = content.replace(b'fullCalcOnLoad="1"', b"")
            new.writestr(name, content)
    return path


def sheet(path: Path) -> Sheet:
    problems = Problems()
    [found] = read_sheets(path, problems)
    assert problems.sorted() == []
    return found


FIRST = '<row r="1"><c r="A1" t="str"><v>编号</v></c><c r="B1" t="str"><v>状态</v></c></row>'


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('<c r="B2"><f>1+1</f></c>', UNCALCULATED),
        ('<c r="B2"><f>1+1</f><v></v></c>', UNCALCULATED),
        ('<c r="B2"><f>1+1</f><v/></c>', UNCALCULATED),
        ('<c r="B2" t="str"><f>A1&amp;"x"</f></c>', UNCALCULATED),
        ('<c r="B2"><f t="shared" si="0"/></c>', UNCALCULATED),
        ('<c r="B2"><f t="array" ref="B2:B3">A1:A2</f></c>', UNCALCULATED),
        ('<c r="B2" t="e"><f>NA()</f><v>#N/A</v></c>', wrong("#N/A")),
        ('<c r="B2" t="e"><v>#REF!</v></c>', wrong("#REF!")),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', 2.0),
        ('<c r="B2"><f>1-1</f><v>0</v></c>', 0.0),
        ('<c r="B2" t="str"><f>IF(1,"","")</f><v></v></c>', ""),
        ('<c r="B2" t="str"><f>IF(1,"是","")</f><v>是</v></c>', "是"),
        ('<c r="B2" s="1"/>', ""),
    ],
)
def test_a_formula_counts_by_its_stored_value(tmp_path: Path, cell: str, read: Cell) -> None:
    row = f'{FIRST}<row r="2"><c r="A2"><v>1</v></c>{cell}</row>'
    assert sheet(with_rows(tmp_path / "a.xlsx", row)).rows[1] == [1.0, read]
    # The same where rows and cells do not say where they stand, and where tags carry a prefix.
    bare = row.replace('r="1"', "").replace('r="2"', "")
    for place in ("A1", "B1", "A2", "B2"):
        bare = bare.replace(f'r="{place}"', "")
    assert sheet(with_rows(tmp_path / "b.xlsx", bare)).rows[1] == [1.0, read]
    prefixed = row.replace("</", "<//").replace("<", "<x:").replace("<x://", "</x:")
    path = with_rows(tmp_path / "c.xlsx", prefixed, "x:worksheet", MAIN.replace("xmlns", "xmlns:x"))
    assert sheet(path).rows[1] == [1.0, read]


def test_formulas_beyond_the_last_value_are_not_lost(tmp_path: Path) -> None:
    rows = FIRST + '<row r="3"><c r="C3"><f>A1</f></c></row>'
    assert sheet(with_rows(tmp_path / "a.xlsx", rows)).rows == [
        ["编号", "状态", ""],
        ["", "", ""],
        ["", "", UNCALCULATED],
    ]


def test_a_library_that_writes_0_for_every_formula_has_calculated_nothing(tmp_path: Path) -> None:
    with Written(tmp_path / "a.xlsx") as book:
        made = book.add_worksheet("调研")
        made.write_formula("A1", "=1+1")
        made.write_formula("B1", "=1+1", None, 2)
        made.write_formula("C1", '=IF(1,"出席","")', None, "出席")
    assert sheet(tmp_path / "a.xlsx").rows == [[UNCALCULATED, 2.0, "出席"]]


def test_openpyxl_keeps_no_values(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["编号", "=1+1"])
    book.save(tmp_path / "a.xlsx")
    assert sheet(tmp_path / "a.xlsx").rows == [["编号", UNCALCULATED]]


def test_many_rows_are_looked_at_wherever_a_block_ends(tmp_path: Path) -> None:
    text = "文" * 300
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c><c r="B{n}"><f>A{n}</f></c></row>'
        for n in range(1, 4001)
    )
    found = sheet(with_rows(tmp_path / "a.xlsx", rows)).rows
    assert [row[1] for row in found] == [UNCALCULATED for _ in range(4000)]


def test_a_row_that_could_not_be_read_is_left_out_and_told(
    tmp_path: Path, catalogue: Catalogue, members: list[Member]
) -> None:
    book = Workbook()
    book.active.title = "调研"
    for row in (
        ["编号", "日期", "题目", "姓名", "状态", "印象"],
        ["D1", "2022-03-15", "民宿", "张三", '=IF(1=1,"缺席","出席")', None],
        ["D1", "2022-03-15", "民宿", "李四", "出席", "=1+1"],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    file = read_records(tmp_path / "a.xlsx", catalogue, members)
    assert [(p.row, p.column, p.message, p.level) for p in file.problems] == [
        (1, "印象", "不认识“印象”这一列，没有读入", "reminder"),
        (2, "状态", "公式没有算出结果", "error"),
    ]
    assert (file.problems[1].value, file.problems[1].suggestion) == ("（公式）", CURE)
    assert [[part.member for part in record.parts] for record in file.records] == [["W0002"]]


def test_a_kind_that_could_not_be_read_is_told(
    tmp_path: Path, catalogue: Catalogue, members: list[Member]
) -> None:
    book = Workbook()
    book.active.title = "Sheet1"
    book.active.append(["种类", "编号", "日期", "题目", "姓名"])
    book.active.append(['="调研"', "D1", "2022-03-15", "民宿", "张三"])
    book.save(tmp_path / "a.xlsx")
    file = read_records(tmp_path / "a.xlsx", catalogue, members)
    assert [(p.row, p.column, p.message) for p in file.problems] == [(2, "种类", "公式没有算出结果")]
    assert file.records == []


def test_a_mark_that_could_not_be_read_is_told(
    tmp_path: Path, catalogue: Catalogue, members: list[Member]
) -> None:
    book = Workbook()
    book.active.title = "考勤表"
    for row in (
        ["2022年调研考勤表"],
        ["姓名", "界别", "3月15日调研", "4月20日调研"],
        ["张三", "民建", "√", '=IF(1,"缺","√")'],
        ["李四", "民盟", "假", "√"],
        ["王小明", "科技", "√", "=1+1"],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    file = read_records(tmp_path / "a.xlsx", catalogue, members)
    assert [(p.row, p.column, p.message, p.level) for p in file.problems] == [
        (3, "4月20日调研", "公式没有算出结果", "error"),
        (5, "4月20日调研", "公式没有算出结果", "error"),
    ]
