"""A member's year as PDF, over HTTP: what each sheet says, for whom it is there, and what is told of it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import unquote

import httpx
import pytest
from pypdf import PdfReader
from sqlalchemy import text, update

from models.closing import Closing
from models.store import SQLiteStore, Store
from resolvers.global_id import encode
from services.actor import Actor
from services.rights.role import Right, roles
from services.runs.board import Boards
from services.runs.live import Live
from services.years.year_end import close_year
from tests.server.test_exports import MWC, READINGS, error, someone
from tests.services.accounts.holder import Holder, lines, served
from tests.services.accounts.office import office, offices
from tests.services.committee_of_ten import CODE, YEAR

pytestmark = pytest.mark.anyio


async def statement(who: Holder, member: int, year: str = str(YEAR)) -> httpx.Response:
    headers = {"Authorization": f"Bearer {who.token}"}
    return await who.http.get(f"/statements/{encode('Member', member)}/{year}", headers=headers)


def sheets(answer: httpx.Response) -> list[str]:
    """What is read on each sheet, without blanks."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    found = PdfReader(BytesIO(answer.content)).pages
    return ["".join(sheet.extract_text().split()) for sheet in found]


async def test_each_sheet_says_who_took_it_out_and_the_member_is_told(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        answer = await statement(someone(of, http), of.members[0])
        name = unquote(answer.headers["content-disposition"])
        assert name == "attachment; filename*=UTF-8''001 赵一 2022年履职情况说明.pdf"
        found = sheets(answer)
        assert "姓名：赵一" in found[0]
        assert "海岛" in found[0]
        # 议18: the name, the last four digits and when, on every sheet.
        assert all("委员工作委员会甲0103，20" in sheet for sheet in found)
        (told,) = (await someone(of, http, "委员").ask(READINGS))["data"]["me"]["data"]["readings"]
    who = {"actor": "委员工作委员会甲", "department": MWC, "year": YEAR, "people": 1}
    assert told == who | {"what": "履职情况说明", "exported": True}
    (line,) = await lines(store, "export")
    assert (line["after"]["form"], line["after"]["members"]) == ("pdf", 1)


async def test_a_member_takes_out_the_own_year_and_nobody_elses(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        member, staff = someone(of, http, "委员"), someone(of, http)
        (own,) = sheets(await statement(member, of.members[0]))
        (whole,) = sheets(await statement(staff, of.members[0]))
        assert "经办：赵一（本人下载）" in own
        assert error(await statement(member, of.members[1])) == (404, "NOT_FOUND", "member")
        assert error(await statement(member, of.members[0], "2030")) == (404, "NOT_FOUND", "year")
        # Four are of the standing committee, and two of the sector: of so few a member is told no rank.
        assert "身份“常委”内第1名" in whole
        assert ("全体第1名（参加排名的共8人）" in own, "内第" in own) == (True, False)
    assert len(await lines(store, "export")) == 2


async def test_who_opens_what_is_refused_reads_a_page(sqlite_store: Store) -> None:
    of = await office(sqlite_store)
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    async with served(sqlite_store) as http:
        member = browser | {"Authorization": f"Bearer {of.tokens['委员']}"}
        for address, headers, status, said in (
            (f"/statements/{encode('Member', of.members[0])}/2030", member, 404, "2030 年"),
            (f"/uploads/{encode('Upload', 9)}", member, 404, "没有"),
            (f"/uploads/{encode('Upload', 9)}", browser, 401, '<a href="/sign-in">登录</a>'),
        ):
            answer = await http.get(address, headers=headers)
            assert (answer.status_code, answer.headers["content-type"]) == (
                status,
                "text/html; charset=utf-8",
            )
            assert said in answer.text
            assert "extensions" not in answer.text
            assert "script" not in answer.headers["content-security-policy"]


async def test_for_whom_a_statement_is_there(store: Store) -> None:
    own, other = await offices(store)
    readers = {name for name, role in roles().items() if Right.READ in role.rights}
    async with served(store) as http:
        for role in own.tokens:
            expected = 200 if role in readers else 404
            # Not the member's: theirs is tested above.
            assert (role, (await statement(someone(own, http, role), own.members[1])).status_code) == (
                role,
                expected,
            )
            assert error(await statement(someone(own, http, role), other.members[1])) == (
                404,
                "NOT_FOUND",
                "member",
            )
        for year in ("22", "二〇二二", "20220"):
            assert error(await statement(someone(own, http), own.members[1], year)) == (
                400,
                "BAD_USER_INPUT",
                "year",
            )
        assert (await http.get(f"/statements/{encode('Member', own.members[1])}/2022")).status_code == 401
    assert len(await lines(store, "export")) == len(readers)


async def test_the_day_of_a_closing_is_that_of_china(
    sqlite_store: SQLiteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = await office(sqlite_store)
    await close_year(sqlite_store, Live(Boards()), CODE, YEAR, Actor(f"{MWC}甲", "command"))
    async with sqlite_store.writing() as connection:
        # Half past one in the morning; only whoever takes the guard away can set the hour.
        await connection.execute(text("drop trigger closing_changed"))
        at = datetime(2023, 1, 11, 17, 30, tzinfo=UTC)
        await connection.execute(update(Closing).values(closed_at=at))
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    try:
        async with served(sqlite_store) as http:
            (sheet,) = sheets(await statement(someone(of, http), of.members[0]))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert "于2023年1月12日关账" in sheet
