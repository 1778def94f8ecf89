"""What an entry would give, asked before it is made: the points with every cut, and nothing stays."""

from __future__ import annotations

from datetime import date

import pytest

from models.store import Store
from resolvers.global_id import encode
from services.actor import Actor
from services.entry.form import OccasionForm, Present
from tests.schema.objecting import Json, errors, staff
from tests.services.accounts.holder import CODE, served
from tests.services.accounts.office import OTHER, Office, account_of, office, offices
from tests.services.committee_of_ten import YEAR, check_live, desk, everything

pytestmark = pytest.mark.anyio
TOLD = """{ count errors { code field message }
  members { totalBefore totalAfter member { name } lines { title citation raw kept cuts } } }"""
OCCASION = "query ($input: EnterOccasionInput!) { told: expectedOfOccasion(input: $input) " + TOLD + " }"
WORK = "query ($input: EnterWorkInput!) { told: expectedOfWork(input: $input) " + TOLD + " }"


def given(found: Office, kind: str, **more: Json) -> Json:
    return {"committee": "zhoushan", "year": YEAR, "kind": kind, "title": "港口", "day": "2022-06-01", **more}


def present(found: Office, *members: int, status: str | None = None) -> Json:
    said = [] if status is None else [{"name": "状态", "value": status}]
    return {"members": [encode("Member", found.members[one]) for one in members], "attributes": said}


async def test_an_entry_tells_what_it_would_give_and_nothing_stays(store: Store) -> None:
    found = await office(store)
    async with served(store) as http:
        clerk = staff(found, http, "办公室")
        before = await everything(store)
        groups = [present(found, 0, 2), present(found, 3, status="请假")]
        asked = given(found, "调研", participants=groups)
        told = (await clerk.ask(OCCASION, input=asked))["data"]["told"]
        assert (told["errors"], told["count"]) == ([], 3)
        # A survey gives 2 (A1), leave nothing; the first member has been to one.
        shown = [
            (one["member"]["name"], one["totalBefore"], one["totalAfter"], [x["kept"] for x in one["lines"]])
            for one in told["members"]
        ]
        assert shown == [("赵一", "2", "4", ["2"]), ("孙三", "0", "2", ["2"]), ("李四", "0", "0", ["0"])]
        assert await everything(store) == before
        # The same again: nothing of the first has stayed, not even its number.
        assert (await clerk.ask(OCCASION, input=asked))["data"]["told"] == told
        await check_live(store)


async def test_what_is_wrong_or_not_theirs_is_told_as_of_an_entry(store: Store) -> None:
    found, _ = await offices(store)
    async with served(store) as http:
        clerk, reader = staff(found, http, "办公室"), staff(found, http, "结果查阅")
        asked = given(found, "调研", participants=[present(found, 0)])

        async def wrong(who: Json = clerk, **more: Json) -> list[tuple[str, str | None]]:
            told = (await who.ask(OCCASION, input={**asked, **more}))["data"]["told"]
            assert told["members"] is None
            return errors(told)

        assert await wrong(day="2029-01-01") == [("BAD_USER_INPUT", "day")]
        assert await wrong(title=" ") == [("BAD_USER_INPUT", "title")]
        assert [code for code, _ in await wrong(reader)] == ["FORBIDDEN"]
        assert [code for code, _ in await wrong(committee=OTHER)] == ["FORBIDDEN"]
        late = (await clerk.ask(OCCASION, input={**asked, "day": "2022-01-04"}))["data"]["told"]
        assert errors(late) == []


async def test_where_a_cap_stops_it_that_is_said(store: Store) -> None:
    found = await office(store)
    mwc = Actor("x", "web", account=await account_of(store, "委员工作委员会甲"))
    for month in range(1, 5):
        form = OccasionForm(title="例会", day=date(2022, month, 8), participants=[Present(found.members[:1])])
        await desk(store, actor=mwc).enter(CODE, YEAR, "专委会会议", form)
    async with served(store) as http:
        asked = given(found, "专委会会议", participants=[present(found, 0, 1)])
        told = (await staff(found, http, "委员工作委员会").ask(OCCASION, input=asked))["data"]["told"]
    # A meeting gives 2, all of them 8 at most (M4); full attendance 2 (M6); the survey gave each 2.
    capped, other = told["members"]
    assert (capped["totalBefore"], capped["totalAfter"]) == ("12", "12")
    assert capped["lines"] == [
        {
            "title": "专委会会议",
            "citation": "示例·会议 M4",
            "raw": "2",
            "kept": "0",
            "cuts": ["专委会会议（M4）上限8，已计8，本条2分计0分"],
        }
    ]
    assert (other["totalBefore"], other["totalAfter"]) == ("2", "4")


async def test_a_work_tells_it_for_each_author(store: Store) -> None:
    found = await office(store)
    authors = [{"member": encode("Member", found.members[one])} for one in (1, 0)]
    asked = given(found, "提案", authors=authors, attributes=[{"name": "立案", "value": "是"}])
    async with served(store) as http:
        told = (await staff(found, http, "委员工作委员会").ask(WORK, input=asked))["data"]["told"]
    assert told["errors"] == []
    # 5 for the first, 1 for who signs with them, which counts as long as they do not deny it (P1a, P1b).
    first, second = told["members"]
    assert (first["member"]["name"], first["totalBefore"], first["totalAfter"]) == ("钱二", "2", "7")
    assert (second["member"]["name"], second["totalBefore"], second["totalAfter"]) == ("赵一", "2", "3")
