"""The forms of workbooks that offices keep, told by what is in them and not by their names."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from files.cell import Unreadable
from files.problem import Problem, Problems
from files.reading.members import read_members
from files.reading.records import read_records
from files.sheets.bounds import Bounds
from files.sheets.sheet import Sheet, read_sheets
from rules.catalogue import Catalogue
from rules.record import Member
from tests.files.sheets.old_workbook import write_old
from tests.files.sheets.open_document import cell, covered, row, write_open

HEAD = ["编号", "日期", "题目", "姓名", "状态"]


def sheets(path: Path, bounds: Bounds | None = None) -> tuple[list[Sheet], list[Problem]]:
    problems = Problems()
    return read_sheets(path, problems, bounds), problems.sorted()


def written(path: Path, *rows: Sequence[object], title: str = "调研") -> Path:
    book = Workbook()
    book.active.title = title
    for each in rows:
        book.active.append(each)
    book.save(path)
    return path


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.xlsx"])
def test_the_old_form_is_read_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = write_old(
        tmp_path / name, "调研", [["编号", "题目"], ["D1", 2.5], [None, "#N/A"]], merged=[(1, 2, 0, 0)]
    )
    in_error = Unreadable("#N/A", "单元格的公式出错", "改正公式，或直接填写结果")
    assert sheets(path) == ([Sheet("调研", [["编号", "题目"], ["D1", 2.5], ["D1", in_error]])], [])


def test_a_workbook_of_today_is_read_by_an_old_name(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xls", ["编号"], ["D1"])
    assert sheets(path) == ([Sheet("调研", [["编号"], ["D1"]])], [])


def test_rows_hidden_in_the_old_form(tmp_path: Path) -> None:
    path = write_old(tmp_path / "a.xls", "调研", [["编号"], ["D1"], ["D2"]], hidden=[2, 9])
    assert sheets(path)[0][0].hidden_rows == {3}


def test_an_encrypted_workbook_of_the_old_form_is_refused_as_such(tmp_path: Path) -> None:
    path = write_old(tmp_path / "a.et", "调研", [["编号"]], password=True)
    told = Problem("", None, None, "a.et", "工作簿有打开密码", "去掉密码，另存后再导入")
    assert sheets(path) == ([], [told])


def test_a_sheet_of_the_old_form_is_measured_before_it_is_read(tmp_path: Path) -> None:
    path = write_old(tmp_path / "a.xls", "调研", [["编号"], *[[None]] * 999, [None] * 200 + ["x"]])
    assert [p.message for p in sheets(path, Bounds(rows=1000))[1]] == ["工作表“调研”超过 1,000 行"]
    assert [p.message for p in sheets(path, Bounds(cells=200_000))[1]] == [
        "工作表“调研”的范围太大（201,201 格）"
    ]
    assert len(sheets(path)[0][0].rows) == 1001


def test_what_a_sheet_of_the_old_form_says_of_its_size_is_not_believed(tmp_path: Path) -> None:
    path = write_old(tmp_path / "a.xls", "调研", [["编号"]], extent=(0, 1_048_577, 0, 1))
    assert [p.message for p in sheets(path)[1]] == ["工作表“调研”超过 1,048,576 行"]


def test_an_open_document_is_read(tmp_path: Path) -> None:
    rows = [
        row(cell("编号"), cell("题目"), cell("次数")),
        row(cell("D1"), cell("民宿", columns=2)),
        row(cell(formula="of:=1+1"), cell(), cell("#N/A", error=True)),
        row(cell("D2"), hidden=True),
        row(cell(columns=16_384), rows=1_048_572),
    ]
    uncalculated = Unreadable("（公式）", "公式没有算出结果", "用 Excel 或 WPS 打开，另存一次再导入")
    in_error = Unreadable("（出错）", "单元格的公式出错", "改正公式，或直接填写结果")
    found, problems = sheets(write_open(tmp_path / "a.ods", "调研", rows))
    assert problems == []
    assert found == [
        Sheet(
            "调研",
            [
                ["编号", "题目", "次数"],
                ["D1", "民宿", "民宿"],
                [uncalculated, "", in_error],
                ["D2", "", ""],
            ],
            hidden_rows=frozenset([4]),
        )
    ]


def test_an_open_document_that_holds_no_table_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "编号 日期")
    assert [p.message for p in sheets(path)[1]] == ["工作簿已损坏，读不出来"]


def test_cells_merged_downwards_in_an_open_document_carry_the_first_value(tmp_path: Path) -> None:
    rows = [
        row(cell("民宿", down=3), cell("张三")),
        row(covered(), cell("李四")),
        row(covered(), cell("王五")),
        row(cell("停车"), cell("赵六")),
    ]
    assert sheets(write_open(tmp_path / "a.ods", "调研", rows))[0][0].rows == [
        ["民宿", "张三"],
        ["民宿", "李四"],
        ["民宿", "王五"],
        ["停车", "赵六"],
    ]


def test_what_is_repeated_in_an_open_document_is_counted(tmp_path: Path) -> None:
    path = write_open(tmp_path / "a.ods", "调研", [row(cell("x", columns=16_384), rows=1_048_576)])
    assert [p.message for p in sheets(path)[1]] == ["工作表“调研”的范围太大（17,179,869,184 格）"]


def test_an_encrypted_open_document_is_refused_as_such(tmp_path: Path) -> None:
    path = write_open(tmp_path / "a.ods", "调研", [], encrypted=True)
    assert [p.message for p in sheets(path)[1]] == ["工作簿有打开密码"]


def repacked(path: Path, backslashes: bool = False, more: dict[str, bytes] | None = None) -> Path:
    """The workbook packed again, with names and parts that a program would not give it."""
    new_path = path.with_name("new.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new_path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo("x")
            # Else the name is put right on the way.
            info.filename = name.replace("/", "\\") if backslashes and "xl/" in name else name
            new.writestr(info, old.read(name))
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return new_path


def test_parts_named_with_backslashes_are_found(tmp_path: Path) -> None:
    path = repacked(written(tmp_path / "a.xlsx", ["编号"], ["=1+1"]), backslashes=True)
    found, problems = sheets(path)
    assert problems == []
    assert [type(each[0]) for each in found[0].rows] == [str, Unreadable]


def test_two_parts_of_one_name_are_no_workbook(tmp_path: Path) -> None:
    path = repacked(written(tmp_path / "a.xlsx", ["编号"]), more={"XL\\WORKBOOK.XML": b"<workbook/>"})
    assert [p.message for p in sheets(path)[1]] == ["工作簿已损坏，读不出来"]


def test_what_unpacks_beyond_the_bound_is_refused(tmp_path: Path) -> None:
    path = repacked(written(tmp_path / "a.xlsx", ["编号"]), more={"xl/more.xml": b" " * 3_000_000})
    assert [p.message for p in sheets(path, Bounds(unpacked=2_000_000))[1]] == ["工作簿解开后超过 2 MB"]
    assert sheets(path, Bounds(unpacked=4_000_000))[1] == []


def test_an_archive_that_says_less_than_it_unpacks_to_is_refused(tmp_path: Path) -> None:
    path = repacked(written(tmp_path / "a.xlsx", ["编号"]), more={"xl/more.xml": b" " * 3_000_000})
    raw = path.read_bytes()
    assert raw.count((3_000_000).to_bytes(4, "little")) == 2
    path.write_bytes(raw.replace((3_000_000).to_bytes(4, "little"), (3_000).to_bytes(4, "little")))
    assert [p.message for p in sheets(path, Bounds(unpacked=2_000_000))[1]] == ["工作簿解开后超过 2 MB"]


def test_more_rows_than_the_bound_are_refused(tmp_path: Path) -> None:
    book = written(tmp_path / "a.xlsx", *[["编号"]] * 11)
    text = tmp_path / "调研.csv"
    text.write_text("编号\n" * 11, encoding="utf-8")
    for path in (book, text):
        found, problems = sheets(path, Bounds(rows=10))
        assert (found, [p.message for p in problems]) == ([], ["工作表“调研”超过 10 行"])
        assert len(sheets(path, Bounds(rows=11))[0][0].rows) == 11


def test_hidden_rows_are_read_and_named(tmp_path: Path, catalogue: Catalogue, members: list[Member]) -> None:
    book = Workbook()
    book.active.title = "调研"
    for each in (HEAD, *[[f"D{n}", "2022-03-15", f"民宿{n}", "张三", "出席"] for n in range(2, 9)]):
        book.active.append(each)
    for number in (3, 4, 5, 7, 20):
        book.active.row_dimensions[number].hidden = True
    book.save(tmp_path / "a.xlsx")
    file = read_records(tmp_path / "a.xlsx", catalogue, members)
    assert [record.key for record in file.records] == ["D2", "D3", "D4", "D5", "D6", "D7", "D8"]
    assert file.problems == [
        Problem(
            "调研",
            None,
            None,
            "",
            "有 4 行是隐藏的，照样读入：第 3—5、7 行",
            "取消筛选和隐藏，核对这些行；不要的，删去后再导入",
            "reminder",
        )
    ]


def test_hidden_rows_of_a_roster_are_named(tmp_path: Path, catalogue: Catalogue) -> None:
    book = Workbook()
    for each in (["委员编号", "姓名"], ["W1", "张三"], ["W2", "李四"]):
        book.active.append(each)
    book.active.row_dimensions[3].hidden = True
    book.save(tmp_path / "a.xlsx")
    file = read_members(tmp_path / "a.xlsx", catalogue)
    assert [member.key for member in file.members] == ["W1", "W2"]
    assert [p.message for p in file.problems] == ["有 1 行是隐藏的，照样读入：第 3 行"]
