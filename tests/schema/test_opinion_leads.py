"""Leads over HTTP (线索, 议7): who has one, what is sealed of its sender, when that is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from models.opinion_lead import STATES, OpinionLead, OpinionLeadStep
from models.store import SQLiteStore, Store
from services.opinions.transitions import LEADS as STEPS
from services.rights.role import roles
from tests.schema.opining import PURGE, SUBMIT, errors, of_role, saved, submitted
from tests.schema.rights_matrix import GIVEN
from tests.schema.sourcing import (
    ENTER_LEAD,
    HAND_ON,
    LEADS,
    ONE_LEAD,
    PURGE_LEAD,
    PUT_ASIDE,
    TAKE_UP,
    days_from_now,
)
from tests.schema.test_notices_of_acts import told
from tests.services.accounts.holder import Holder, lines, served
from tests.services.accounts.office import account_of, office, offices
from tests.services.committee_of_ten import rows
from tests.services.members.test_phones import files_of, spelled
from tests.services.notices.noticing import worker

pytestmark = pytest.mark.anyio
SAID = {
    "notClassified": True,
    "way": "phone",
    "receivedOn": "2022-03-01",
    "text": "东港二路的灯不亮。\n晚上摔了一个人。",
    "sender": "孙七娘",
    "phone": "13700001111",
}
WAITS = ("WAITING", "OPINION_LEAD", "有 1 条线索交给您，等您接办", 1)


async def entered(by: Holder, **more: object) -> int:
    payload = await by.change(ENTER_LEAD, input={**SAID, **more})
    assert payload["errors"] == []
    return int(payload["lead"]["number"])


async def test_a_lead_is_handed_taken_up_written_of_and_its_sender_is_forgotten(store: Store) -> None:
    of = await office(store)
    member, officer = await account_of(store, "赵一"), await account_of(store, "信息员甲")
    async with served(store) as http:
        staff, author, other = (of_role(http, of, role) for role in ("办公室", "委员", "信息员"))
        number = await entered(staff, holder=member)
        assert await told(store, http, of) == {"委员": [WAITS]}
        # Pressed twice, it is the same.
        assert await entered(staff, holder=member) == number
        shown = (await author.ask(ONE_LEAD, number=number))["data"]["opinionLead"]
        assert (shown["sender"], shown["phone"], shown["keptUntil"], shown["availableActions"]) == (
            *("孙七娘", "13700001111"),
            *(None, ["TAKE_UP", "PUT_ASIDE", "HAND_ON"]),
        )
        # Nobody else but the Office knows of it.
        assert (await other.ask(LEADS))["data"]["opinionLeads"]["totalCount"] == 0
        assert errors(await other.change(TAKE_UP, number=number, version=1)) == [("NOT_FOUND", "number")]
        # The Office takes none up itself; an item names none that was not taken up.
        assert errors(await staff.change(TAKE_UP, number=number, version=1)) == [("FORBIDDEN", "actor")]
        item = await saved(author, lead=number)
        refused = await author.change(SUBMIT, number=item["number"], version=1)
        assert errors(refused) == [("NOT_FOUND", "lead")]
        assert errors(await author.change(TAKE_UP, number=number, version=1)) == []
        assert errors(await author.change(SUBMIT, number=item["number"], version=1)) == []
        shown = (await staff.ask(ONE_LEAD, number=number))["data"]["opinionLead"]
        assert (shown["items"], shown["keptUntil"]) == ([item["number"]], await days_from_now(store, 180))
        # Handed on, it is another's: whoever had it sees it no more.
        done = await author.change(HAND_ON, number=number, version=2, holder=officer)
        assert (errors(done), await told(store, http, of)) == ([], {"信息员": [WAITS], "办公室": [ITEM]})
        assert (await author.ask(LEADS))["data"]["opinionLeads"]["totalCount"] == 0
        done = await other.change(PUT_ASIDE, number=number, version=3, words="已经修好，孙七娘也知道")
        assert [(one["action"], one["by"], one["other"]) for one in done["lead"]["steps"]] == [
            ("ENTER", "办公室甲", "赵一"),
            ("TAKE_UP", "赵一", None),
            ("HAND_ON", "赵一", "信息员甲"),
            ("PUT_ASIDE", "信息员甲", None),
        ]
        if isinstance(store, SQLiteStore):
            kept = files_of(store.url.render_as_string(hide_password=False))
            for words in ("孙七娘", "13700001111", "晚上摔了一个人"):
                assert [one for one in spelled(words) if one in kept] == []
        # The sender is known for 180 days after that, and not for longer; what was said stays.
        for days, known in ((179, "孙七娘"), (181, None)):
            settled = datetime.now(UTC) - timedelta(days=days)
            async with store.writing() as connection:
                await connection.execute(update(OpinionLead).values(settled_at=settled))
            await worker(store).once()
            shown = (await other.ask(ONE_LEAD, number=number))["data"]["opinionLead"]
            assert (days, shown["sender"], shown["text"]) == (days, known, SAID["text"])
        assert (shown["phone"], shown["keptUntil"]) == (None, None)
    (forgotten,) = await lines(store, "forget sender")
    assert (forgotten["entity"], forgotten["after"]) == ("opinion lead", None)


ITEM = ("WAITING", "OPINION", "有 1 条社情民意信息待初审", 1)


async def test_what_two_say_alike_are_two_leads(sqlite_store: Store) -> None:
    of = await office(sqlite_store)
    async with served(sqlite_store) as http:
        officer = of_role(http, of, "信息员")
        first = await entered(officer)
        others = [
            await entered(officer, **more)
            for more in ({"sender": "周八"}, {"phone": None}, {"way": "letter"})
        ]
        assert len({first, *others}) == 4
        assert await entered(officer) == first


async def test_every_step_of_a_lead_in_every_state_and_what_is_refused_changes_nothing(
    sqlite_store: Store,
) -> None:
    store, of = sqlite_store, await office(sqlite_store)
    after = {(source, one.action): one.to for one in STEPS.steps for source in one.sources}
    member, officer = await account_of(store, "赵一"), await account_of(store, "信息员甲")
    tables = (OpinionLead, OpinionLeadStep)
    async with served(store) as http:
        staff, author = of_role(http, of, "办公室"), of_role(http, of, "委员")
        by: dict[str, tuple[Holder, str, dict[str, object]]] = {
            "take up": (author, TAKE_UP, {}),
            "put aside": (author, PUT_ASIDE, {"words": "不属实"}),
            "hand on": (author, HAND_ON, {"holder": officer}),
            "purge": (staff, PURGE_LEAD, {}),
        }
        for state in STATES:
            for at, (action, (holder, query, more)) in enumerate(by.items()):
                number = await entered(author, text=f"{state}{at}")
                settled = None if state == "handed" else datetime.now(UTC)
                async with store.writing() as connection:
                    moved = update(OpinionLead).where(OpinionLead.id == number)
                    await connection.execute(moved.values(state=state, settled_at=settled))
                before = [await rows(store, table) for table in tables]
                done = await holder.change(query, number=number, version=1, **more)
                expected = [] if (state, action) in after else [("CONFLICT", "number")]
                assert (state, action, errors(done)) == (state, action, expected)
                if expected:
                    assert [await rows(store, table) for table in tables] == before
        for wrong, field in (
            ({"way": "wind"}, "way"),
            ({"receivedOn": await days_from_now(store, 1)}, "receivedOn"),
            ({"text": "机密★"}, "text"),
            ({"notClassified": False}, "notClassified"),
            ({"contactPoint": 1}, "contactPoint"),
            ({"holder": await account_of(store, "办公室甲")}, "holder"),
            ({"sender": "长" * 41}, "sender"),
        ):
            refused = await author.change(ENTER_LEAD, input={**SAID, **wrong})
            assert (field, errors(refused)) == (field, [("BAD_USER_INPUT", field)])
        number = await entered(author)
        refused = await author.change(HAND_ON, number=number, version=1, holder=member)
        assert errors(refused) == [("BAD_USER_INPUT", "holder")]
        assert errors(await author.change(TAKE_UP, number=number, version=9)) == [("CONFLICT", "version")]
        # What is found to be classified in an item was in its lead, too.
        assert errors(await author.change(TAKE_UP, number=number, version=1)) == []
        item = await submitted(author, lead=number)
        assert errors(await staff.change(PURGE, number=item)) == []
        shown = (await staff.ask(ONE_LEAD, number=number))["data"]["opinionLead"]
        assert (shown["state"], shown["text"], shown["sender"], shown["phone"]) == ("PURGED", *[None] * 3)
        (row,) = [one for one in await rows(store, OpinionLead) if one.id == number]
        assert (row.key, row.text, row.sender, row.phone) == (None, None, None, None)


async def test_who_enters_leads_and_reads_them_of_each_role_in_both_committees(sqlite_store: Store) -> None:
    own, other = await offices(sqlite_store)
    async with served(sqlite_store) as http:
        first = await entered(of_role(http, own, "委员"))
        for role in roles():
            someone = Holder(http, token=own.tokens[role], headers={})
            given = {**SAID, "holder": await account_of(sqlite_store, "信息员甲"), "text": f"{role}的"}
            allowed = "take_leads" in GIVEN[role]
            found = [code for code, _ in errors(await someone.change(ENTER_LEAD, input=given))]
            assert (role, found) == (role, [] if allowed else ["FORBIDDEN"])
            seen = await someone.ask(ONE_LEAD, number=first)
            reads = role in ("办公室", "委员")
            assert (role, (seen["data"]["opinionLead"] or {}).get("number")) == (
                role,
                first if reads else None,
            )
            stranger = Holder(http, token=other.tokens[role], headers={})
            found = [code for code, _ in errors(await stranger.change(ENTER_LEAD, input=given))]
            assert (role, found) == (role, ["FORBIDDEN"])
            assert (await stranger.ask(ONE_LEAD, number=first))["data"]["opinionLead"] is None
