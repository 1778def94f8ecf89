"""A roster imported over HTTP: handed in, looked at, cured, entered once, compared with the term before."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import date

import pytest
from openpyxl import load_workbook

from models.member import Membership
from models.store import Store
from services.actor import Actor
from services.committee.terms import set_term
from services.rights.role import Right
from services.unit_of_work import unit_of_work
from tests.schema.importer import MWC, Importer, codes, roster
from tests.server.handing_in import code_of, held
from tests.services.accounts.holder import served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import CODE, check_live, everything, rows

pytestmark = pytest.mark.anyio
MEMBERS = {"holds": "MEMBERS"}
MEANT = {"section": "WORD", "subject": "身份 常務", "answer": "常委"}


@pytest.fixture
async def staff(store: Store) -> AsyncIterator[Importer]:
    """Someone of the main department."""
    found = await office(store)
    async with served(store) as http:
        yield Importer(http, found.tokens[MWC])


async def test_a_roster_is_looked_at_cured_and_entered_once(staff: Importer, store: Store) -> None:
    # 钱二 moves, 韩梅 is new, 褚十 is not in it; of 李四 and 郑七 nobody knows what they are.
    file = await staff.handed(
        roster({"002": {"界别": "科技"}, "004": {"身份": "常務"}, "007": {"身份": "常務"}}, without=("010",))
    )
    before = await everything(store)
    found = await staff.preview(file, **MEMBERS)
    wrong = found["understood"]["problems"][0]
    assert (wrong["row"], wrong["column"], wrong["value"], wrong["count"]) == (5, "身份", "常務", 2)
    assert wrong["question"]["section"] == "WORD"
    assert wrong["question"]["subject"] == "身份 常務"
    assert wrong["question"]["choices"] == ["委员", "常委"]
    assert [(one["row"], one["cells"][:3], one["problems"][0]["column"]) for one in found["rows"]] == [
        (5, ["004", "李四", "（已隐去）"], "身份"),
        (8, ["007", "郑七", "（已隐去）"], "身份"),
    ]
    assert found["verdict"].startswith("这个文件有 2 处错误")
    # Whose row could not be read is in the file all the same.
    assert (found["goneCount"], "2 名在任的，文件里有而这次没有读入" in found["notes"][0]) == (1, True)
    assert codes(await staff.enter(file, **MEMBERS)) == [("BAD_USER_INPUT", "files")]

    cured = await staff.preview(file, answers=[MEANT], **MEMBERS)
    assert (cured["verdict"], cured["newCount"], cured["goneCount"]) == (None, 1, 1)
    assert [one["title"] for one in cured["new"]] == ["韩梅"]
    (moved,) = (one for one in cured["changed"] if one["number"] == "002")
    assert moved["changes"][-1] == "界别：经济 → 科技"
    assert await everything(store) == before

    payload = await staff.enter(file, answers=[MEANT], key="once", **MEMBERS)
    assert (payload["errors"], payload["repeated"]) == ([], False)
    batch = payload["batch"]
    assert [batch[one] for one in ("members", "entered", "occasions", "works")] == [10, 1, 0, 0]
    assert (await staff.enter(file, answers=[MEANT], key="once", **MEMBERS))["batch"] == batch
    assert await held(store) == (0, 0, 0)
    await check_live(store)
    numbers = {one.number: one.last_day for one in await rows(store, Membership)}
    assert (len(numbers), numbers["010"]) == (11, None)


async def test_who_is_in_it_no_more_leaves_on_a_day(staff: Importer, store: Store) -> None:
    file = await staff.handed(roster(without=("010",)))
    for more, field in (
        ({"leaveOn": "2022-06-30", "validOnly": True}, "leaveOn"),
        ({"removeGone": True}, "removeGone"),
        ({"approve": True}, "approve"),
        ({"term": ""}, "term"),
    ):
        assert codes(await staff.enter(file, **MEMBERS, **more)) == [("BAD_USER_INPUT", field)]
    assert codes(await staff.enter(file, leaveOn="2022-06-30")) == [("BAD_USER_INPUT", "leaveOn")]
    found = await staff.preview(file, leaveOn="2022-06-30", **MEMBERS)
    assert (found["verdict"], found["goneCount"]) == (None, 1)
    assert (await staff.enter(file, leaveOn="2022-06-30", **MEMBERS))["errors"] == []
    (left,) = (one for one in await rows(store, Membership) if one.number == "010")
    assert left.last_day == date(2022, 6, 30)
    await check_live(store)


async def test_the_first_roster_of_a_term_is_compared_with_the_term_before(
    staff: Importer, store: Store
) -> None:
    async with unit_of_work(store, CODE, Actor("委员工作委员会甲", "command"), right=Right.ARRANGE) as unit:
        await set_term(unit, "本届", date(2017, 1, 1), date(2022, 6, 30))
        await set_term(unit, "下届", date(2022, 7, 1), None)
    file = await staff.handed(roster({"002": {"界别": "科技"}}, without=("010",)))
    found = await staff.preview(file, term="下届", **MEMBERS)
    assert (found["formerTerm"], found["verdict"]) == ("本届", None)
    assert [one["title"] for one in found["new"]] == ["韩梅"]
    assert ("002", ["界别：经济 → 科技"]) in [(one["number"], one["changes"]) for one in found["changed"]]
    assert found["goneCount"] == 1
    batch = (await staff.enter(file, term="下届", **MEMBERS))["batch"]
    assert (batch["members"], batch["entered"]) == (10, 10)


async def test_the_blank_roster_can_be_filled_in(staff: Importer) -> None:
    headers = {"Authorization": f"Bearer {staff.token}"}
    asked = {"year": "2022", "of": "members"}
    answer = await staff.http.get("/imports/template", params=asked, headers=headers)
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    at = {cell.value: cell.column for cell in book["委员"][1]}
    for heading, value in (("委员编号", "011"), ("姓名", "韩梅"), ("界别", "科技"), ("身份", "委员")):
        book["委员"].cell(2, at[heading], value)
    filled = io.BytesIO()
    book.save(filled)
    file = await staff.handed(filled.getvalue(), "名册.xlsx")
    assert [one["title"] for one in (await staff.preview(file, **MEMBERS))["new"]] == ["韩梅"]
    # One roster at a time, and records are none.
    two = [file, await staff.handed(roster(), "另一份.csv")]
    found = await staff.preview(*two, **MEMBERS)
    assert (found["verdict"], found["understood"]["usable"]) == ("名册一次导入一份，只选一个文件。", False)
    assert (await staff.preview(await staff.handed(), **MEMBERS))["understood"]["usable"] is False
    wrong = await staff.http.get("/imports/template", params={**asked, "of": "x"}, headers=headers)
    assert code_of(wrong.json()) == ("BAD_USER_INPUT", "of")
