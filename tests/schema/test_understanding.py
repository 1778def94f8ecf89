"""Files over HTTP, understood and not stored: sheets, columns, marks, what is missing, what is refused."""

from __future__ import annotations

import base64
import tempfile
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from files.sheets.workbook import Table, write_workbook
from models.store import Store
from server import create_app
from services.committee.committees import establish
from services.rule_sets import versions
from services.unit_of_work import unit_of_work
from settings import Settings
from tests.http_client import client
from tests.schema.test_mutation import Secretary
from tests.services.committee_of_ten import ME, RULE_SET, everything, settle
from tests.signed_in import Staff

pytestmark = pytest.mark.anyio

Json = Any
UNDERSTANDING = """
query ($code: String!, $year: Int!, $files: [OfficeFileInput!]!) {
  committee(code: $code) { understanding(year: $year, files: $files) {
    usable recordCount sheetCount problemCount
    sheets { file sheet shape kinds rows leftOut columnCount columns { heading meaning }
      markCount marks { mark meaning count } assumed { count meaning why } }
    problems { file sheet row column value level message suggestion count
      question { section subject choices other } }
  } }
}
"""
PUT = """
mutation ($text: String!, $version: Int!) {
  putMapping(committee: "zhoushan", text: $text, version: $version) { errors { message } }
}
"""
EMPTY_ZIP = base64.b64encode(b"PK\x05\x06" + bytes(18)).decode()
GRID = Table(
    "调研", ("姓名", "3月5日", "3月12日"), [("赵一", "√", ""), ("钱二", "假", "√"), ("孙三", "√", "√")]
)
REGISTER = Table(
    "提案",
    ("编号", "题目", "提交日期", "姓名", "立案", "页数"),
    [("1", "停车", "2022-03-05", "赵一", "是", "3"), ("2", "绿化", "2022-03-06", "王晓", "是", "4")],
)


@pytest.fixture
async def secretary(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Secretary]:
    """Someone whose files lie in a folder of ours while they are read."""
    (tmp_path / "passing").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "passing"))
    members = await settle(store)
    async with client(create_app(Settings(), store)) as http:
        yield Secretary(http, store, members)
    assert list((tmp_path / "passing").iterdir()) == []


def sent(path: Path) -> Json:
    return {"name": path.name, "content": base64.b64encode(path.read_bytes()).decode()}


def book(path: Path, *tables: Table) -> Json:
    """A workbook of these sheets as it is sent."""
    write_workbook(path, tables)
    return sent(path)


async def understood(secretary: Secretary, *files: Json, year: int = 2022) -> Json:
    found = await secretary.ask(UNDERSTANDING, code="zhoushan", year=year, files=files)
    assert "errors" not in found, found["errors"]
    return found["data"]["committee"]["understanding"]


async def refused(secretary: Secretary, *files: Json, code: str = "zhoushan", year: int = 2022) -> Json:
    """The code and the field of the one error."""
    found = await secretary.ask(UNDERSTANDING, code=code, year=year, files=files)
    # A list that is too long is refused before anything runs.
    assert "data" not in found or found["data"]["committee"] == {"understanding": None}
    (error,) = found["errors"]
    return error["extensions"]["code"], error["extensions"]["field"]


async def test_a_grid_and_a_register_are_understood_and_nothing_is_stored(
    secretary: Secretary, store: Store, tmp_path: Path
) -> None:
    before = await everything(store)
    grid, register = book(tmp_path / "3月考勤.xlsx", GRID), book(tmp_path / "提案.xlsx", REGISTER)
    found = await understood(secretary, grid, register)
    assert (found["usable"], found["recordCount"]) == (True, 3)
    assert found["sheetCount"] == 2
    assert found["sheets"] == [
        {
            "file": "3月考勤.xlsx",
            "sheet": "调研",
            "shape": "考勤表",
            "kinds": ["调研"],
            "rows": 3,
            "leftOut": 0,
            "columnCount": 3,
            "columns": [
                {"heading": "姓名", "meaning": "姓名"},
                {"heading": "3月5日", "meaning": "调研 2022-03-05 调研"},
                {"heading": "3月12日", "meaning": "调研 2022-03-12 调研"},
            ],
            "markCount": 2,
            "marks": [
                {"mark": "√", "meaning": "出席", "count": 4},
                {"mark": "假", "meaning": "请假", "count": 1},
            ],
            "assumed": [{"count": 0, "meaning": "未通知", "why": "空格算未通知"}],
        },
        {
            "file": "提案.xlsx",
            "sheet": "提案",
            "shape": "登记表",
            "kinds": ["提案"],
            "rows": 2,
            "leftOut": 1,
            "columnCount": 6,
            "columns": [
                {"heading": "编号", "meaning": "编号"},
                {"heading": "题目", "meaning": "题目"},
                {"heading": "提交日期", "meaning": "日期"},
                {"heading": "姓名", "meaning": "姓名"},
                {"heading": "立案", "meaning": "立案"},
                {"heading": "页数", "meaning": None},
            ],
            "markCount": 0,
            "marks": [],
            "assumed": [],
        },
    ]
    column, name = found["problems"][-2:]
    assert (column["file"], column["sheet"], column["row"], column["column"], column["level"]) == (
        *("提案.xlsx", "提案", 1, "页数"),
        "REMINDER",
    )
    assert (column["question"]["section"], column["question"]["subject"]) == ("COLUMN", "页数")
    assert column["question"]["choices"][-1] == "不读"
    assert name == {
        "file": "提案.xlsx",
        "sheet": "提案",
        "row": 3,
        "column": "姓名",
        "value": "王晓",
        "level": "ERROR",
        "message": "花名册里没有“王晓”",
        "suggestion": "补进花名册；不是委员的写成“姓名（外）”",
        "count": 1,
        "question": {
            "section": "NAME",
            "subject": "王晓",
            "choices": ["王晓（外）"],
            "other": "花名册里的姓名",
        },
    }
    assert await everything(store) == before


async def test_a_rule_that_is_starved_is_named_first_until_the_mapping_says_that_there_is_none(
    secretary: Secretary, tmp_path: Path
) -> None:
    bare = Table("提案", ("编号", "题目", "提交日期", "姓名"), [("1", "停车", "2022-03-05", "赵一")])
    file = book(tmp_path / "提案.xlsx", bare)
    found = await understood(secretary, file)
    assert found["problemCount"] == 1
    assert found["problems"] == [
        {
            "file": "",
            "sheet": "",
            "row": None,
            "column": None,
            "value": "",
            "level": "ERROR",
            "message": "提案里没有“立案”一列；规则P1a“第一提案人”、P1b“联名人（经本人确认）”要看它",
            "suggestion": "补上这一列；确实没有这一项的，在对应表的“缺省”里写 立案: 没有",
            "count": 1,
            "question": {"section": "DEFAULT", "subject": "立案", "choices": ["没有"], "other": None},
        }
    ]
    put = await secretary.change(PUT, text="缺省:\n  立案: 没有\n", version=0)
    assert put["errors"] == []
    (told,) = (await understood(secretary, file))["problems"]
    assert (told["level"], told["message"][-7:], told["question"]) == ("REMINDER", "（已回答没有）", None)


async def test_a_zip_is_read_as_its_tables(secretary: Secretary, tmp_path: Path) -> None:
    book(tmp_path / "提案.xlsx", REGISTER)
    with zipfile.ZipFile(tmp_path / "一年.zip", "w") as packed:
        packed.write(tmp_path / "提案.xlsx", "2022/提案.xlsx")
        packed.writestr("2022/说明.docx", "不是表格")
    found = await understood(secretary, sent(tmp_path / "一年.zip"))
    assert [(one["file"], one["sheet"], one["rows"]) for one in found["sheets"]] == [("提案.xlsx", "提案", 2)]
    assert (found["usable"], found["recordCount"]) == (True, 1)
    assert found["problems"][0]["file"] == "说明.docx"
    assert (found["problems"][0]["level"], found["problems"][0]["message"]) == (
        "REMINDER",
        "不是表格，没有读",
    )


async def test_a_file_that_is_none_says_why(secretary: Secretary) -> None:
    found = await understood(secretary, {"name": "记录.xlsx", "content": base64.b64encode(b"no").decode()})
    assert (found["usable"], found["recordCount"], found["sheets"]) == (False, 0, [])
    assert {one["level"] for one in found["problems"]} == {"ERROR"}
    hollow = await understood(secretary, {"name": "记录.zip", "content": EMPTY_ZIP})
    assert (hollow["usable"], [one["message"] for one in hollow["problems"]]) == (
        False,
        ["压缩包里没有表格"],
    )


@pytest.mark.parametrize(
    ("files", "field"),
    [
        ([], "files"),
        ([{"name": "甲.csv", "content": ""}] * 51, "files"),
        ([{"name": "甲.csv", "content": ""}, {"name": "乙.csv", "content": "***"}], "files[1].content"),
        ([{"name": "甲.csv", "content": "甲"}], "files[0].content"),
        ([{"name": "甲.csv", "content": ""}] * 2, "files[1].name"),
        ([{"name": "../甲.csv", "content": ""}], "files[0].name"),
        ([{"name": "a\\甲.csv", "content": ""}], "files[0].name"),
        ([{"name": "..", "content": ""}], "files[0].name"),
        ([{"name": " ", "content": ""}], "files[0].name"),
        ([{"name": "𠀀" * 90, "content": ""}], "files[0].name"),
    ],
)
async def test_what_is_no_file_is_refused_under_its_field(
    secretary: Secretary, files: list[Json], field: str
) -> None:
    assert await refused(secretary, *files) == ("BAD_USER_INPUT", field)


async def test_a_year_without_rules_or_members_is_not_found(secretary: Secretary, store: Store) -> None:
    file = {"name": "提案.csv", "content": ""}
    assert await refused(secretary, file, year=2021) == ("NOT_FOUND", "year")
    await establish(store, "bare", "某市政协")
    async with unit_of_work(store, "bare", ME) as unit:
        await versions.add(unit, RULE_SET)
    secretary.staff = Staff(store, "bare")
    assert await refused(secretary, file, code="bare") == ("NOT_FOUND", "year")


async def test_a_page_has_its_bounds_and_its_price(secretary: Secretary, tmp_path: Path) -> None:
    file = book(tmp_path / "提案.xlsx", REGISTER)

    async def first(number: int) -> Json:
        query = UNDERSTANDING.replace("sheets {", f"sheets(first: {number}) {{")
        return await secretary.ask(query, code="zhoushan", year=2022, files=[file])

    none = await first(0)
    (error,) = none["errors"]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_USER_INPUT", "first")
    assert none["data"]["committee"]["understanding"]["sheets"] is None
    assert none["data"]["committee"]["understanding"]["sheetCount"] == 1
    (dear,) = (await first(100))["errors"]
    assert dear["extensions"]["code"] == "QUERY_TOO_LARGE"


async def test_a_reading_that_takes_too_long_leaves_nothing_behind(
    secretary: Secretary, store: Store, tmp_path: Path
) -> None:
    file = book(tmp_path / "提案.xlsx", REGISTER)
    async with client(create_app(Settings(query_seconds=0.1), store)) as http:
        found = await Secretary(http, store, []).ask(UNDERSTANDING, code="zhoushan", year=2022, files=[file])
    assert [one["extensions"]["code"] for one in found["errors"]] == ["TIMEOUT"]
