"""A file of which nothing can be used is told from one that is merely empty, or merely wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from files.problem import Problem
from files.reading.members import MembersFile, read_members
from files.reading.records import RecordsFile, read_records
from files.writing.template import write_member_template, write_record_template
from rules.catalogue import Catalogue
from rules.record import Member

Sheets = dict[str, Any]
Read = Callable[[Sheets], RecordsFile]
ReadMembers = Callable[[Sheets], MembersFile]

SURVEY = ["编号", "日期", "题目", "姓名", "状态"]
ROSTER = ["委员编号", "姓名", "界别", "专委会", "任职起"]
UNKNOWN = Problem(
    "",
    None,
    None,
    "记录.xlsx",
    "文件里没有一张认得出是记录的工作表",
    "每种记录一张工作表，以种类命名，可用模板",
)


def swapped(name: str, what: str) -> list[Problem]:
    cure = "委员名册和记录表各是一个文件，对调后再试"
    return [Problem("", None, None, name, f"这像是{what}，是不是两个文件写反了？", cure)]


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.json", '{"a": 1}'), ("件.pdf", "这不是表格"), ("shadow", "root:*:19000:0:99999:7:::")],
)
def test_text_that_is_no_table_is_an_error(
    tmp_path: Path, catalogue: Catalogue, members: list[Member], name: str, content: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    file = read_records(path, catalogue, members)
    assert (file.records, file.unusable) == ([], True)
    assert [(p.message, p.level) for p in file.problems] == [
        ("文件里没有一张认得出是记录的工作表", "error"),
        ("工作表不是记录，没有读入", "question"),
    ]
    roster = read_members(path, catalogue)
    assert (roster.members, roster.unusable) == ([], True)
    assert [(p.message, p.level) for p in roster.problems] == [("找不到表头", "error")]


def test_a_missing_file_is_unusable(tmp_path: Path, catalogue: Catalogue, members: list[Member]) -> None:
    assert read_records(tmp_path / "无.xlsx", catalogue, members).unusable
    assert read_members(tmp_path / "无.xlsx", catalogue).unusable


def test_a_workbook_without_content_is_unusable(records: Read, roster: ReadMembers) -> None:
    assert records({"提案": []}) == RecordsFile(
        [], [Problem("", None, None, "记录.xlsx", "文件里没有内容", "填好再导入")], unusable=True
    )
    assert roster({"委员": []}) == MembersFile(
        [], [Problem("", None, None, "记录.xlsx", "文件里没有内容", "填好花名册再导入")], unusable=True
    )


def test_headers_without_rows_are_usable(
    tmp_path: Path, catalogue: Catalogue, records: Read, roster: ReadMembers
) -> None:
    assert records({"调研": [SURVEY]}) == RecordsFile([], [], unusable=False)
    assert records({"Sheet1": [["种类", *SURVEY]]}) == RecordsFile([], [], unusable=False)
    found = roster({"委员": [ROSTER]})
    assert (found.members, found.problems, found.unusable) == ([], [], False)
    write_record_template(tmp_path / "r.xlsx", catalogue)
    assert read_records(tmp_path / "r.xlsx", catalogue, []) == RecordsFile([], [])
    write_member_template(tmp_path / "m.xlsx", catalogue)
    blank = read_members(tmp_path / "m.xlsx", catalogue)
    assert (blank.members, blank.problems, blank.unusable) == ([], [], False)


def test_rows_that_are_all_wrong_do_not_make_a_file_unusable(records: Read, roster: ReadMembers) -> None:
    assert not records({"调研": [SURVEY, ["D1", "某日", "甲", "张三", "出席"]]}).unusable
    assert not roster({"委员": [ROSTER, ["W1", "张三、李四", "民建"]]}).unusable


def test_one_sheet_of_records_is_enough(records: Read) -> None:
    assert not records({"甲": [["某"], ["某"]], "调研": [SURVEY]}).unusable


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        ({"Sheet1": [SURVEY, ["D1", "2022-03-15", "甲", "张三", "出席"]]}, "“Sheet1”不是一种记录，没有读入"),
        ({"提案": [["内容"], ["甲"]]}, "找不到表头"),
        ({"提案": [["编号", "题目"], [1, "甲"]]}, "缺少“提交日期”“姓名”列，现有的列是：编号、题目"),
        ({"Sheet1": [["种类", *SURVEY], ["调言", "D1"]]}, "没有“调言”这种记录"),
    ],
)
def test_a_file_without_a_sheet_of_records_is_unusable(records: Read, sheets: Sheets, message: str) -> None:
    file = records(sheets)
    assert (file.records, file.unusable) == ([], True)
    assert [(p.message, p.level) for p in file.problems] == [(message, "error")]


def test_notes_alone_are_no_records(records: Read) -> None:
    assert records({"填表说明": [["一、姓名用顿号隔开。"]]}) == RecordsFile([], [UNKNOWN], unusable=True)


def test_hidden_records_alone_are_no_records(tmp_path: Path, catalogue: Catalogue) -> None:
    book = Workbook()
    book.active.title = "说明"
    book.active.append(["见内"])
    hidden = book.create_sheet("调研")
    hidden.append(SURVEY)
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "记录.xlsx")
    file = read_records(tmp_path / "记录.xlsx", catalogue, [])
    assert file.unusable
    assert file.problems[0] == UNKNOWN
    assert [p.message for p in file.problems[1:]] == ["工作表是隐藏的，没有读入"]


@pytest.mark.parametrize("title", ["委员", "Sheet1", "提案"])
def test_a_roster_given_as_records_is_told_once(records: Read, title: str) -> None:
    rows = [["委员名册（2022年）"], ROSTER, ["W1", "张三", "民建", "经济委员会", "2022-01-01"]]
    file = records({title: rows, "变动": [["委员编号", "属性", "新值", "生效日期"]], "填表说明": [["甲"]]})
    assert file == RecordsFile([], swapped("记录.xlsx", "委员名册"), unusable=True)


def test_a_sheet_of_records_that_lacks_its_days_is_no_roster(records: Read) -> None:
    file = records({"调研": [["姓名", "界别", "状态"], ["张三", "民建", "√"]]})
    assert file.unusable
    assert [(p.sheet, p.message) for p in file.problems] == [
        ("调研", "缺少“日期”“编号”或“题目”列，现有的列是：姓名、界别、状态")
    ]


def test_one_workbook_may_hold_both(tmp_path: Path, write: Any, catalogue: Catalogue) -> None:
    path = write(
        {
            "委员": [ROSTER, ["W1", "张三", "民建"]],
            "变动": [["委员编号", "属性", "新值", "生效日期"], ["W1", "身份", "常委", "2022-05-01"]],
            "调研": [SURVEY, ["D1", "2022-03-15", "甲", "张三", "出席"]],
        }
    )
    roster = read_members(path, catalogue)
    assert (roster.members[0].changes[0].value, roster.problems) == ("常委", [])
    file = read_records(path, catalogue, roster.members)
    assert ([record.key for record in file.records], file.problems) == (["D1"], [])


def test_records_in_a_sheet_named_like_a_roster_are_records(records: Read) -> None:
    file = records({"名单": [["种类", *SURVEY], ["调研", "D1", "2022-03-15", "甲", "张三", "出席"]]})
    assert ([record.key for record in file.records], file.problems) == (["D1"], [])


def test_those_who_did_not_come_given_as_the_roster(roster: ReadMembers) -> None:
    file = roster({"请假": [["种类", "编号", "姓名", "状态"], ["调研", "D1", "张三", "请假"]]})
    assert file == MembersFile([], swapped("记录.xlsx", "记录表"), unusable=True)


@pytest.mark.parametrize("first", ["调研", "Sheet1"])
def test_records_given_as_the_roster_are_told_once(roster: ReadMembers, first: str) -> None:
    file = roster({"填表说明": [["甲"]], first: [SURVEY, ["D1", "2022-03-15", "甲", "张三", "出席"]]})
    assert file == MembersFile([], swapped("记录.xlsx", "记录表"), unusable=True)


def test_the_templates_and_the_demo_given_the_wrong_way_round(tmp_path: Path, catalogue: Catalogue) -> None:
    write_record_template(tmp_path / "r.xlsx", catalogue)
    write_member_template(tmp_path / "m.xlsx", catalogue)
    assert read_members(tmp_path / "r.xlsx", catalogue).problems == swapped("r.xlsx", "记录表")
    assert read_records(tmp_path / "m.xlsx", catalogue, []).problems == swapped("m.xlsx", "委员名册")


def test_notes_before_the_roster_are_no_roster(roster: ReadMembers) -> None:
    notes = [["填表说明"], ["姓名", "必填"], ["一、姓名必填。"]]
    file = roster({"填表说明": notes, "第八届": [ROSTER, ["W1", "张三", "民建"]]})
    assert ([m.key for m in file.members], file.problems) == (["W1"], [])
