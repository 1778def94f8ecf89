"""Records imported over HTTP: handed in, looked at, cured, entered once, found as a batch, taken back."""

from __future__ import annotations

import asyncio
import io
import tempfile
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from files.sheets.workbook import Table, write_workbook
from models.member import Person
from models.record import Record
from models.store import Store
from services.workbooks import understanding
from tests.documents.received import handed_in as given
from tests.schema.importer import HEADINGS, MEANT, MWC, PROPOSALS, WITHDRAW, Importer, codes, table
from tests.server.handing_in import code_of, held
from tests.services.accounts.holder import served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import check_live, everything, rows

pytestmark = pytest.mark.anyio


@pytest.fixture
async def staff(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Importer]:
    """Someone of the main department; nothing of their files is left in the folder where they are read."""
    (tmp_path / "passing").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "passing"))
    found = await office(store)
    async with served(store) as http:
        yield Importer(http, found.tokens[MWC])
    assert list((tmp_path / "passing").iterdir()) == []


async def test_a_preview_says_what_was_understood_and_shows_each_fault_in_its_cell(
    staff: Importer, store: Store
) -> None:
    file = await staff.handed(table())
    before = await everything(store)
    found = await staff.preview(file)
    assert found["understood"]["sheets"] == [
        {
            "file": "提案.csv",
            "sheet": "提案",
            "shape": "登记表",
            "kinds": ["提案"],
            "rows": 3,
            "columns": [
                {"heading": "编号", "meaning": "编号"},
                {"heading": "题目", "meaning": "题目"},
                {"heading": "提交日期", "meaning": "日期"},
                {"heading": "姓名", "meaning": "姓名"},
                {"heading": "立案", "meaning": "立案"},
            ],
        }
    ]
    wrong = found["understood"]["problems"][0]
    assert wrong == {
        "file": "提案.csv",
        "sheet": "提案",
        "row": 3,
        "column": "姓名",
        "value": "钱贰",
        "level": "ERROR",
        "message": "花名册里没有“钱贰”",
        "suggestion": "是不是“钱二”？",
        "count": 2,
        "question": {
            "section": "NAME",
            "subject": "钱贰",
            "choices": ["钱二", "钱贰（外）"],
            "other": "花名册里的姓名",
            "alike": None,
        },
    }
    assert found["errorCount"] == 2
    assert found["rows"] == [
        {
            "file": "提案.csv",
            "sheet": "提案",
            "row": row,
            "headings": [*HEADINGS],
            "cells": [*PROPOSALS[row - 2]],
            "problems": [{"column": "姓名", "level": "ERROR", "message": "花名册里没有“钱贰”"}],
        }
        for row in (3, 4)
    ]
    # In the words of the page, not of the command line.
    assert found["verdict"].startswith(
        "这个文件有 2 处错误，正式导入会整个拒绝；改好再试；或选“跳过有错误的行”"
    )
    assert codes(await staff.enter(file)) == [("BAD_USER_INPUT", "files")]
    assert await everything(store) == before


async def test_one_answer_cures_all_equal_rows_and_what_is_previewed_is_what_is_entered(
    staff: Importer, store: Store
) -> None:
    file = await staff.handed(table())
    before = await everything(store)
    cured = await staff.preview(file, answers=[MEANT])
    assert (cured["verdict"], cured["newCount"], cured["errorCount"]) == (None, 3, 0)
    assert [one["title"] for one in cured["new"]] == ["停车", "绿化", "供水"]
    assert await everything(store) == before

    payload = await staff.enter(file, answers=[MEANT], key="once")
    number = payload["batch"]["number"]
    assert payload == {
        "batch": {
            "number": number,
            "occasions": 0,
            "works": 3,
            "members": 0,
            "entered": 3,
            "withdrew": 0,
            "corrections": 0,
        },
        "repeated": False,
        "errors": [],
    }
    assert [(one["title"], one["state"]) for one in await staff.records(batch=number)] == [
        ("供水", "SUBMITTED"),
        ("绿化", "SUBMITTED"),
        ("停车", "SUBMITTED"),
    ]
    # What was read is not kept, and the same asked again is answered by what was done.
    assert await held(store) == (0, 0, 0)
    again = await staff.enter(file, answers=[MEANT], key="once")
    assert (again["batch"], again["repeated"]) == (payload["batch"], True)
    await check_live(store)


async def test_the_same_file_again_changes_nothing_and_a_changed_one_says_what(staff: Importer) -> None:
    first = await staff.enter(await staff.handed(table()), answers=[MEANT])
    assert first["batch"]["entered"] == 3
    same = await staff.handed(table())
    assert (await staff.preview(same, answers=[MEANT]))["unchangedCount"] == 3
    payload = await staff.enter(same, answers=[MEANT])
    assert (payload["batch"], payload["errors"]) == (None, [])
    other = [("1", "停车难", "2022-03-05", "赵一", "是"), ("4", "养老", "2022-03-08", "孙三", "是")]
    file = await staff.handed(table(other))
    found = await staff.preview(file)
    assert (found["newCount"], found["changedCount"], found["goneCount"]) == (1, 1, 2)
    assert found["changed"] == [{"number": "1", "changes": ["题目：停车 → 停车难"]}]
    payload = await staff.enter(file, removeGone=True, reason="以新表为准")
    assert [payload["batch"][one] for one in ("works", "entered", "withdrew")] == [4, 1, 2]
    number = payload["batch"]["number"]
    assert [one["title"] for one in await staff.records(enteredIn=number)] == ["养老"]


async def test_a_batch_is_taken_back(staff: Importer, store: Store) -> None:
    payload = await staff.enter(await staff.handed(table()), answers=[MEANT], approve=True)
    number = payload["batch"]["number"]
    mine = await staff.records(enteredIn=number)
    assert {one["state"] for one in mine} == {"APPROVED"}
    which = [{"id": one["id"], "version": one["version"]} for one in mine]
    input = {"committee": "zhoushan", "records": which, "reason": "导错了年份"}
    done = (await staff.ask(WITHDRAW, input=input))["data"]["withdrawRecords"]
    assert done == {"doneCount": 3, "errors": []}
    assert {one["state"] for one in await staff.records(enteredIn=number)} == {"WITHDRAWN"}
    await check_live(store)


async def test_rows_with_errors_are_left_out_where_that_is_asked(staff: Importer) -> None:
    file = await staff.handed(table())
    found = await staff.preview(file, validOnly=True)
    assert (found["verdict"], found["newCount"]) == (None, 1)
    both = await staff.enter(file, validOnly=True, removeGone=True)
    assert codes(both) == [("BAD_USER_INPUT", "removeGone")]
    payload = await staff.enter(file, validOnly=True)
    assert [payload["batch"][one] for one in ("works", "entered")] == [1, 1]


async def test_two_of_one_name_are_told_apart_for_every_row_at_once(staff: Importer, store: Store) -> None:
    async with store.writing() as connection:
        await connection.execute(update(Person).where(Person.sort_key == "0001").values(name="赵一"))
    lines = [(str(at), f"第{at}件", "2022-03-05", "赵一", "是") for at in (1, 2)]
    file = await staff.handed(table(lines))
    found = await staff.preview(file)
    questions = [one["question"] for one in found["understood"]["problems"] if one["question"]]
    assert [(one["choices"], one["alike"]) for one in questions] == [
        (["赵一（科技）", "赵一（经济）"], "赵一")
    ] * 2
    assert (found["questionCount"], found["newCount"]) == (2, 0)
    meant = {"section": "NAME", "subject": "赵一", "answer": "赵一（经济）"}
    assert (await staff.preview(file, answers=[meant]))["newCount"] == 2
    # One of them may be the other.
    single = {"section": "NAME", "subject": questions[0]["subject"], "answer": "赵一（科技）"}
    payload = await staff.enter(file, answers=[meant, single])
    assert payload["batch"]["entered"] == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("提案.csv", table([("1", "停车")], ("甲", "乙")), "找不到表头"),
        ("提案.xlsx", given.pdf(), "不是"),
        ("提案.xlsx", b"PK\x03\x04 broken", ""),
        ("花名册.csv", table([("001", "赵一", "科技")], ("委员编号", "姓名", "界别")), "委员名册"),
    ],
)
async def test_what_is_no_table_of_records_says_why(
    staff: Importer, name: str, content: bytes, said: str
) -> None:
    found = await staff.preview(await staff.handed(content, name))
    assert (found["understood"]["usable"], found["newCount"], found["new"]) == (False, 0, [])
    assert found["verdict"] == "文件用不上，没有导入。"
    assert said in "".join(one["message"] for one in found["understood"]["problems"])
    assert {one["level"] for one in found["understood"]["problems"]} >= {"ERROR"}


async def test_a_bomb_and_an_empty_file_are_refused(
    staff: Importer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = await staff.hand_in(b"")
    assert (empty.status_code, code_of(empty.json())) == (400, ("BAD_USER_INPUT", "file"))
    write_workbook(tmp_path / "提案.xlsx", [Table("提案", HEADINGS, PROPOSALS[:1])])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.write(tmp_path / "提案.xlsx", "提案.xlsx")
        bomb.writestr("零.csv", bytes(understanding.UNPACKED.unpacked))
    found = await staff.preview(await staff.handed(packed.getvalue(), "一年.zip"))
    assert (found["understood"]["usable"], found["newCount"]) == (False, 0)
    assert len(packed.getvalue()) < 100_000
    roomy = io.BytesIO()
    with zipfile.ZipFile(roomy, "w", zipfile.ZIP_DEFLATED) as fitting:
        fitting.write(tmp_path / "提案.xlsx", "提案.xlsx")
    assert (await staff.preview(await staff.handed(roomy.getvalue(), "一年.zip")))["newCount"] == 1


async def test_the_form_of_an_office_is_read_whatever_program_saved_it(staff: Importer) -> None:
    folder = Path(__file__).parents[1] / "data/office_year"
    shapes = []
    for name in ("5社情民意.et", "5社情民意.xls", "5社情民意.xlsx", "6大会发言.csv"):
        found = await staff.preview(await staff.handed((folder / name).read_bytes(), name))
        (sheet,) = found["understood"]["sheets"]
        shapes.append((sheet["kinds"], found["understood"]["usable"], found["rowCount"] > 0))
        # Members of that committee are not of this one: each unknown name is asked for once.
        assert {one["question"]["section"] for one in found["understood"]["problems"] if one["question"]} >= {
            "NAME"
        }
    assert shapes == [(["社情民意"], True, True)] * 3 + [(["发言"], True, True)]


async def test_the_blank_form_of_a_year_can_be_filled_in(staff: Importer, tmp_path: Path) -> None:
    headers = {"Authorization": f"Bearer {staff.token}"}
    answer = await staff.http.get("/imports/template", params={"year": "2022"}, headers=headers)
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book["提案"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for heading, value in zip(HEADINGS, PROPOSALS[0], strict=True):
        sheet.cell(2, at[heading], value)
    book.save(tmp_path / "填好.xlsx")
    file = await staff.handed((tmp_path / "填好.xlsx").read_bytes(), "填好.xlsx")
    assert [one["title"] for one in (await staff.preview(file))["new"]] == ["停车"]
    for year, code in (("", "BAD_USER_INPUT"), ("22", "BAD_USER_INPUT"), ("2021", "NOT_FOUND")):
        wrong = await staff.http.get("/imports/template", params={"year": year}, headers=headers)
        assert (year, code_of(wrong.json())) == (year, (code, "year"))


async def test_two_imports_at_once_enter_each_record_once(store: Store) -> None:
    found = await office(store)
    async with served(store) as http:
        staff = Importer(http, found.tokens[MWC])
        files = [await staff.handed(table(PROPOSALS[:1]), f"提案{at}.csv") for at in range(3)]
        done = await asyncio.gather(*(staff.enter(one) for one in files))
    entered = [one["batch"]["entered"] if one["batch"] else 0 for one in done]
    assert sorted(entered) == [0, 0, 1]
    assert [one.title for one in await rows(store, Record) if one.form == "work"] == ["停车"]
