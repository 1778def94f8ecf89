"""What holds for every file: nothing in a cell crashes the readers, and the order of rows never matters."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files.reading.members import read_members
from files.reading.records import RecordsFile, read_records
from files.sheets.workbook import Table, write_workbook
from rules.catalogue import Catalogue
from rules.record import Member

PERIOD = (date(2022, 1, 1), date(2022, 12, 31))
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

TEXTS = st.text(max_size=12) | st.sampled_from(
    [
        "张三",
        "张伟",
        "张 三 李 四",
        "张三（",
        "（外）",
        "王五（外）",
        "张三（执笔）、李四（课题组）",
        "张伟（民建）（请假）",
        "张三（执笔，课题组）（",
        "√",
        "×",
        "审核：李四",
        "2022-02-30",
        "3月15日",
        "3.1",
        "-1",
        "1e308",
        "半天",
        "等",
        "合计",
        "编号",
        "=1",
        "#N/A",
        "D1",
        "状态",
    ]
)
CELLS = TEXTS | st.none() | st.integers(-(10**6), 10**9) | st.dates(date(1900, 3, 1), date(2100, 1, 1))
HEADERS = st.sampled_from(
    [
        "种类",
        "编号",
        "日期",
        "提交日期",
        "题目",
        "姓名",
        "状态",
        "立案",
        "应到半天",
        "出席半天",
        "角色",
        "界别",
        "电话",
        "委员编号",
        "关联编号",
        "序号",
        "位次",
        "结果",
        "结果日期",
        "备注",
        "",
        "什么",
    ]
)
KINDS = st.sampled_from(
    ["调研", "提案", "全会", "发言", "调研视察报告", "委员", "采用与批示", "应到未到", "Sheet1", "说明"]
)


@st.composite
def tables(draw: st.DrawFn) -> list[Table]:
    found = []
    for title in draw(st.lists(KINDS, min_size=1, max_size=3, unique=True)):
        headers = draw(st.lists(HEADERS, min_size=2, max_size=9))
        rows = draw(st.lists(st.lists(CELLS, min_size=len(headers), max_size=len(headers)), max_size=5))
        found.append(Table(title, headers, rows))
    return found


@QUIET
@given(tables=tables())
def test_no_cell_crashes_the_readers(
    tables: list[Table], tmp_path: Path, catalogue: Catalogue, members: list[Member]
) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, tables)
    file = read_records(path, catalogue, members, PERIOD)
    assert not file.unusable or (file.records == [] and "error" in {p.level for p in file.problems})
    assert all(
        problem.message and problem.level in ("error", "question", "reminder") for problem in file.problems
    )
    keys = {member.key for member in members}
    assert all(part.member in keys for record in file.records for part in record.parts)
    roster = read_members(path, catalogue)
    assert not roster.unusable or (roster.members == [] and "error" in {p.level for p in roster.problems})


@QUIET
@given(
    content=st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_no_content_crashes_the_reader_of_text(
    content: bytes, tmp_path: Path, catalogue: Catalogue, members: list[Member]
) -> None:
    path = tmp_path / "提案.csv"
    path.write_bytes(content)
    found = read_records(path, catalogue, members, PERIOD)
    assert not found.unusable or (found.records == [] and "error" in {p.level for p in found.problems})
    roster = read_members(path, catalogue)
    assert not roster.unusable or (roster.members == [] and "error" in {p.level for p in roster.problems})


ROWS: dict[str, Sequence[Sequence[Any]]] = {
    "调研": [
        ["编号", "日期", "题目", "姓名", "状态", "报名"],
        ["D1", "2022-03-15", "甲", "张三、李四", "出席", "是"],
        ["D1", "2022-03-15", "甲", "王小明", "请假", None],
        ["D1", None, None, "陈静", "缺席", None],
        [None, "2022-03-15", "甲", "张伟（民建）", "出席", None],
        [None, "2022-09-15", "乙", "陈静、张伟", "出席", None],
        [None, "2022-09-15", "乙", "张三", "请假", None],
        [None, "2022-09-15", "乙", "张三", "出席", None],
        ["D3", "2022-09-20", "辛", "张三（请假）、李四、陈静（W0007）", "出席", None],
        ["D3", None, None, "李四（缺席）、王小明（未登记）", "出席", "是"],
    ],
    "提案": [
        ["编号", "提交日期", "题目", "姓名", "署名序号", "立案", "关联编号"],
        [1, "2022-01-20", "甲", "张三、李四", None, "是", None],
        [2, "2022-01-21", "乙", "李四", 2, "否", "3"],
        [2, "2022-01-21", "乙", "王小明", 1, None, None],
        [3, "2022-01-22", "丙", "张三", None, "是", None],
        [4, "2022-01-22", "丁", "张三", None, "是", "3"],
        [5, "2022-01-23", "戊", "张三", None, "是", None],
        [5, "2022-01-23", "己", "张三", None, "是", None],
        [None, "2022-02-01", "庚", "张三、王五（外）", None, "是", None],
        [None, "2022-02-01", "庚", "张三、王五（外）", None, "是", None],
    ],
    "调研视察报告": [
        ["编号", "提交日期", "题目", "姓名", "角色", "位次"],
        ["B1", "2022-05-01", "壬", "张三（执笔）、李四", "课题组", None],
        ["B2", "2022-05-02", "癸", "李四（召集人）", "执笔", "首"],
        ["B2", "2022-05-02", "癸", "张三、王小明（执笔）", "课题组", "联"],
    ],
    "采用与批示": [
        ["编号", "日期", "结果", "领导级别"],
        [1, "2022-09-01", "批示", "市领导"],
        [1, "2022-09-01", "重点", None],
        [1, "2022-09-01", "批示", "市领导"],
        [5, "2022-09-01", "重点", None],
    ],
    "应到未到": [["编号", "姓名", "状态"], ["D1", "张伟（九三学社）", "缺席"], ["D1", "李四", "缺席"]],
}


def shuffled(draw: st.DrawFn) -> list[tuple[str, list[Sequence[Any]]]]:
    sheets = draw(st.permutations(list(ROWS)))
    return [(title, [ROWS[title][0], *draw(st.permutations(list(ROWS[title][1:])))]) for title in sheets]


@pytest.fixture(scope="module")
def in_order(
    catalogue: Catalogue, members: list[Member], tmp_path_factory: pytest.TempPathFactory
) -> RecordsFile:
    path = tmp_path_factory.mktemp("order") / "a.xlsx"
    write_workbook(path, [Table(title, rows[0], rows[1:]) for title, rows in ROWS.items()])
    return read_records(path, catalogue, members, PERIOD)


@QUIET
@given(sheets=st.composite(shuffled)())
def test_the_order_of_rows_and_sheets_never_matters(
    sheets: list[tuple[str, list[Sequence[Any]]]],
    in_order: RecordsFile,
    tmp_path: Path,
    catalogue: Catalogue,
    members: list[Member],
) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, [Table(title, rows[0], rows[1:]) for title, rows in sheets])
    file = read_records(path, catalogue, members, PERIOD)
    assert file.records == in_order.records
    assert len(file.problems) == len(in_order.problems)


def test_what_the_order_does_not_change(in_order: RecordsFile) -> None:
    assert [(r.key, [p.member for p in r.parts]) for r in in_order.records] == [
        ("1", ["W0001", "W0002"]),
        ("2", ["W0003", "W0002"]),
        ("3", ["W0001"]),
        ("4", ["W0001"]),
        ("B1", ["W0001", "W0002"]),
        ("B2", ["W0002", "W0001", "W0003"]),
        ("D1", ["W0001", "W0003", "W0004", "W0005", "W0007"]),
        ("D3", ["W0001", "W0003", "W0007"]),
        ("提案 2022-02-01 庚 W0001", ["W0001"]),
        ("调研 2022-09-15 乙", ["W0008"]),
    ]
    assert {r.key: r.matter for r in in_order.records if r.matter} == {
        "2": "提案 2",
        "3": "提案 2",
        "4": "提案 2",
    }


@QUIET
@given(rows=st.lists(st.lists(TEXTS, min_size=4, max_size=4), max_size=6))
def test_a_csv_says_the_same_as_a_workbook(
    rows: list[list[str]], tmp_path: Path, catalogue: Catalogue, members: list[Member]
) -> None:
    header = ["编号", "提交日期", "题目", "姓名"]
    clean = [["".join(c for c in cell if c.isprintable()).strip() for cell in row] for row in rows]
    text = io.StringIO()
    csv.writer(text).writerows([header, *clean])
    (tmp_path / "提案.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    write_workbook(tmp_path / "a.xlsx", [Table("提案", header, clean)])
    from_text = read_records(tmp_path / "提案.csv", catalogue, members, PERIOD)
    from_book = read_records(tmp_path / "a.xlsx", catalogue, members, PERIOD)
    assert from_text.records == from_book.records
