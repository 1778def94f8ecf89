"""Calls for items and contact points over HTTP (议7): who is invited, what is late, what came of a call."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from alembic import command
from sqlalchemy import update

from models.contact_point import ContactPoint
from models.migration import configuration, upgrade
from models.opinion import Opinion
from models.opinion_call import STATES, OpinionCall, OpinionCallInvitee
from models.store import Store, database_url
from services.opinions.transitions import CALLS as STEPS
from tests.schema.opining import SAVE, SUBMIT, WRITTEN, errors, of_role, saved, seen, submitted
from tests.schema.sourcing import (
    CALLS,
    CLOSE_CALL,
    OPEN_CALL,
    POINTS,
    SAVE_CALL,
    SAVE_POINT,
    WITHDRAW_CALL,
    days_from_now,
)
from tests.schema.test_notices_of_acts import a_day_begins, told
from tests.schema.test_opinion_outcomes import ADOPTED, NOTE
from tests.services.accounts.holder import Holder, lines, served
from tests.services.accounts.office import account_of, office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
SOURCE = "query ($number: Int!) { opinion(number: $number) { late call { name } contactPoint { name } } }"
BY = {"save": SAVE_CALL, "open": OPEN_CALL, "close": CLOSE_CALL, "withdraw": WITHDRAW_CALL}


async def called(holder: Holder, deadline: str, **invited: object) -> int:
    """The number of a call that is written, in its first version."""
    written = {"title": "海岛养老", "text": "护理员缺多少？\n补助到位没有？", "deadline": deadline, **invited}
    payload = await holder.change(SAVE_CALL, input=written)
    assert payload["errors"] == []
    return int(payload["call"]["number"])


async def test_a_call_is_answered_in_time_and_late_and_what_came_of_it_is_counted(store: Store) -> None:
    of = await office(store)
    member = await account_of(store, "赵一")
    async with served(store) as http:
        staff, author, officer = (of_role(http, of, role) for role in ("办公室", "委员", "信息员"))
        soon, before = await days_from_now(store, 3), await days_from_now(store, -1)
        number = await called(staff, await days_from_now(store, 9), writers=[member])
        # A draft is nobody's but the Office's, and tells nobody.
        assert (await author.ask(CALLS))["data"]["opinionCalls"]["totalCount"] == 0
        assert errors(await author.change(OPEN_CALL, number=1, version=1)) == [("FORBIDDEN", "actor")]
        done = await staff.change(OPEN_CALL, number=number, version=1)
        assert (done["call"]["state"], done["call"]["availableActions"]) == ("OPEN", ["CLOSE", "WITHDRAW"])
        assert await told(store, http, of) == {"委员": [("WAITING", "OPINION_CALL", "有 1 次约稿请您写", 1)]}
        async with store.writing() as connection:
            await connection.execute(update(OpinionCall).values(deadline=date.fromisoformat(soon)))
        await a_day_begins(store)
        reminder = ("DUE", "OPINION_CALL", "有 1 次请您写的约稿快截止了，您还没有提交", 1)
        assert await told(store, http, of) == {"委员": [reminder]}
        # Whom it does not invite sees nothing of it, and cannot answer it; who else is, is the Office's.
        assert (await officer.ask(CALLS))["data"]["opinionCalls"]["nodes"] == []
        (shown,) = (await author.ask(CALLS))["data"]["opinionCalls"]["nodes"]
        assert (shown["title"], shown["writers"], shown["availableActions"]) == ("海岛养老", [], [])
        stranger = await saved(officer, source="commissioned", call=number)
        refused = await officer.change(SUBMIT, number=stranger["number"], version=1)
        assert errors(refused) == [("NOT_FOUND", "call")]
        # The source and the call go together.
        for given in ({"source": "commissioned"}, {"call": number}):
            alone = await saved(author, title=str(given), **given)
            refused = await author.change(SUBMIT, number=alone["number"], version=1)
            assert errors(refused) == [("BAD_USER_INPUT", "call")]
        first = await submitted(author, source="commissioned", call=number, title="护理员")
        (shown,) = (await author.ask(CALLS))["data"]["opinionCalls"]["nodes"]
        assert (shown["submitted"], shown["late"], shown["items"]) == (
            1,
            0,
            [{"number": first, "late": False}],
        )
        async with store.writing() as connection:
            await connection.execute(update(OpinionCall).values(deadline=date.fromisoformat(before)))
        # What comes after the deadline, and even after the call was closed, is taken, and late.
        assert errors(await staff.change(CLOSE_CALL, number=number, version=2)) == []
        late = await submitted(author, source="commissioned", call=number, title="补助")
        async with store.writing() as connection:
            await connection.execute(update(Opinion).where(Opinion.id == first).values(state="signed"))
        noted = {**ADOPTED, "day": await days_from_now(store, 0)}
        assert errors(await staff.change(NOTE, number=first, version=2, outcome=noted)) == []
        (shown,) = (await staff.ask(CALLS))["data"]["opinionCalls"]["nodes"]
        assert (shown["submitted"], shown["late"], shown["issued"], shown["adopted"]) == (2, 2, 1, 1)
        assert [one["number"] for one in shown["items"]] == [first, late]
        assert shown["writers"] == [{"number": member, "name": "赵一"}]
        item = (await staff.ask(SOURCE, number=late))["data"]["opinion"]
        assert item == {"late": True, "call": {"name": "海岛养老"}, "contactPoint": None}
    (opened,) = await lines(store, "open")
    assert (opened["entity"], opened["after"]) == ("opinion call", {"state": "open", "version": 2})


async def test_every_step_of_a_call_in_every_state_and_what_is_refused_changes_nothing(
    sqlite_store: Store,
) -> None:
    store, of = sqlite_store, await office(sqlite_store)
    after = {(source, one.action): one.to or source for one in STEPS.steps for source in one.sources}
    member = await account_of(store, "赵一")
    async with served(store) as http:
        staff = of_role(http, of, "办公室")
        day = await days_from_now(store, 9)
        given = {"title": "养老", "text": "多少", "deadline": day, "writers": [member]}
        for state in STATES:
            for action, query in BY.items():
                number = await called(staff, day, writers=[member])
                opened = update(OpinionCall).where(OpinionCall.id == number)
                async with store.writing() as connection:
                    await connection.execute(opened.values(state=state, opened_at=OpinionCall.begun_at))
                before = [await rows(store, table) for table in (OpinionCall, OpinionCallInvitee)]
                more = {"input": given} if action == "save" else {}
                done = await staff.change(query, number=number, version=1, **more)
                expected = [] if (state, action) in after else [("CONFLICT", "number")]
                assert (state, action, errors(done)) == (state, action, expected)
                if expected:
                    now = [await rows(store, table) for table in (OpinionCall, OpinionCallInvitee)]
                    assert now == before
                else:
                    assert done["call"]["state"] == after[state, action].upper()
        # Nobody invited, an unknown one, a day that is gone, another version.
        nobody = await called(staff, day)
        assert errors(await staff.change(OPEN_CALL, number=nobody, version=1)) == [("CONFLICT", "number")]
        for wrong, field in (
            ({"writers": [999]}, "writers"),
            ({"departments": ["没有的"]}, "departments"),
            ({"title": ""}, "title"),
            ({"text": "机密★"}, "text"),
            ({"deadline": await days_from_now(store, -1)}, "deadline"),
        ):
            refused = await staff.change(SAVE_CALL, input={**given, **wrong})
            assert errors(refused) == [("BAD_USER_INPUT", field)]
        assert errors(await staff.change(OPEN_CALL, number=nobody, version=9)) == [("CONFLICT", "version")]


async def test_an_item_names_a_contact_point_of_the_days_on_which_it_was_written(store: Store) -> None:
    of = await office(store)
    member = await account_of(store, "赵一")
    async with served(store) as http:
        staff, author = of_role(http, of, "办公室"), of_role(http, of, "委员")
        today, gone = await days_from_now(store, 0), await days_from_now(store, -1)
        named = {"name": "东港社区", "place": "东港街道 3 号", "inCharge": member, "departments": ["办公室"]}
        done = await staff.change(SAVE_POINT, input=named)
        point = done["contactPoint"]
        assert (point["holder"], point["firstDay"], point["lastDay"], point["current"]) == (
            *("赵一", today),
            *(None, True),
        )
        old = await staff.change(
            SAVE_POINT, input={**named, "name": "旧站", "firstDay": gone, "lastDay": gone}
        )
        for wrong, field in (
            ({"inCharge": await account_of(store, "办公室甲")}, "inCharge"),
            ({"departments": ["没有的"]}, "departments"),
            ({"lastDay": gone}, "lastDay"),
            ({"place": ""}, "place"),
        ):
            assert errors(await staff.change(SAVE_POINT, input={**named, **wrong})) == [
                ("BAD_USER_INPUT", field)
            ]
        assert errors(await author.change(SAVE_POINT, input=named)) == [("FORBIDDEN", "actor")]
        # Whoever is in charge of it is invited by it.
        number = await called(staff, today, contactPoints=[point["number"]])
        assert errors(await staff.change(OPEN_CALL, number=number, version=1)) == []
        assert [one["number"] for one in (await author.ask(CALLS))["data"]["opinionCalls"]["nodes"]] == [
            number
        ]
        of_old = await saved(author, source="contact_point", contactPoint=old["contactPoint"]["number"])
        refused = await author.change(SUBMIT, number=of_old["number"], version=1)
        assert errors(refused) == [("NOT_FOUND", "contactPoint")]
        item = await submitted(author, source="contact_point", contactPoint=point["number"], title="停车")
        shown = (await staff.ask(SOURCE, number=item))["data"]["opinion"]
        assert shown == {"late": False, "call": None, "contactPoint": {"name": "东港社区"}}
        assert [
            one["name"] for one in (await author.ask(POINTS, current=True))["data"]["contactPoints"]["nodes"]
        ] == ["东港社区"]
        stale = await staff.change(SAVE_POINT, number=point["number"], version=9, input=named)
        assert errors(stale) == [("CONFLICT", "version")]
        ended = await staff.change(
            SAVE_POINT, number=point["number"], version=1, input={**named, "lastDay": today}
        )
        assert (ended["contactPoint"]["version"], ended["contactPoint"]["lastDay"]) == (2, today)
    assert [one.name for one in await rows(store, ContactPoint)] == ["东港社区", "旧站"]


async def test_items_of_the_former_tables_stay_and_name_nothing(store: Store, address: str) -> None:
    of = await office(store)
    async with served(store) as http:
        author = of_role(http, of, "委员")
        number = await submitted(author, source="own")
    await store.close()
    await asyncio.to_thread(command.downgrade, configuration(database_url(address)), "0039")
    await asyncio.to_thread(upgrade, database_url(address))
    again = Store.open(address)
    async with served(again) as http:
        author.http = http
        assert (await seen(author, number))["title"] == WRITTEN["title"]
        shown = (await author.ask(SOURCE, number=number))["data"]["opinion"]
        assert shown == {"late": False, "call": None, "contactPoint": None}
        assert errors(await author.change(SAVE, input={**WRITTEN, "title": "又一条"})) == []
    await again.close()
