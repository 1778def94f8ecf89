"""Who may see and do what over HTTP: every root field, for every role, in the own and another committee."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import date
from itertools import count
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from models.account import Session
from models.change import Change
from models.committee import Committee
from models.store import Store
from models.tables import TABLES
from schema.assembled import schema
from server import create_app
from services.accounts.grants import given, revoke
from services.actor import Actor
from services.entry.form import OccasionForm, Present
from services.rights.role import Right, roles
from settings import Settings
from tests.running_server import serving
from tests.schema.rights_matrix import GIVEN, NEEDS, OWN, changes, may
from tests.schema.test_session_over_socket import asked as asked_over
from tests.schema.test_session_over_socket import talking
from tests.services.accounts.holder import CODE, Holder, codes, lines, opened, served, settle
from tests.services.accounts.office import FIRST, MEMBER, Office, office, offices
from tests.services.committee_of_ten import YEAR, desk, rows
from tests.services.committee_of_ten import settle as settle_ten

pytestmark = pytest.mark.anyio
Json = Any
SOON = 10.0


async def held(store: Store) -> list[list[Any]]:
    """All that there is but the trail, the numbers of revisions, and when sessions were seen last."""
    return [await rows(store, table) for table in TABLES if table not in (Change, Committee, Session)]


async def asked(someone: Holder, of: Office) -> dict[str, list[str]]:
    """The codes with which every change of a committee is answered."""
    found = {}
    for name, words in changes(of).items():
        answer = await someone.ask(f"mutation {{ {name}({words}) {{ errors {{ code }} }} }}")
        found[name] = codes(answer["data"][name]) if answer.get("data") else error_codes(answer)
    return found


def error_codes(answer: Json) -> list[str]:
    return [error["extensions"]["code"] for error in answer.get("errors", ())]


def test_every_change_says_which_right_it_needs() -> None:
    fields = schema._schema.mutation_type.fields  # type: ignore[union-attr]
    assert set(fields) == {*NEEDS, *OWN}
    for name, right in NEEDS.items():
        assert fields[name].description.endswith(f"。要有权限：{Right(right).called}")


def test_nothing_else_can_be_asked_or_followed() -> None:
    assert set(schema._schema.query_type.fields) == {  # type: ignore[union-attr]
        *("committees", "committee", "me", "feedback", "leaves", "checkIn", "node", "nodes"),
        *("accounts", "account", "accountRules", "grantable", "trail", "trailWords", "verifyTrail"),
        *("expectedOfOccasion", "expectedOfWork", "opinion", "opinionForm"),
        *("opinionPapers", "opinionPaper", "posts", "handlings", "handling", "handlingForm"),
        *("publishedPapers", "publishedPaper"),
        *("opinionCalls", "opinionCall", "opinionCallForm", "contactPoints"),
        *("opinionLeads", "opinionLead", "opinionLeadForm", "opinionPlan"),
        *("opinionAnalysis", "opinionAppraisal", "opinionMeetings", "opinionBulletins"),
    }
    assert set(schema._schema.subscription_type.fields) == {  # type: ignore[union-attr]
        *("rankingChanged", "ownStandingChanged", "checkInArrivals", "noticesChanged")
    }
    assert {*GIVEN} == {*roles(), "没有角色"}


def test_whoever_may_change_something_over_http_may_read() -> None:
    # What a change answers leads on to everything that can be read; but not an account, feedback, leave or
    # an opinion item, a paper or what units handle, which lead to nothing else (test_accounts, test_feedback,
    # test_leave, test_opinions, test_opinion_papers, test_handling).
    alone = {Right.GRANT, Right.ACCOUNTS, Right.OPERATE, Right.LEAVE, Right.OBJECT, Right.WRITE_OPINIONS}
    alone |= {Right.SIGN_OPINIONS, Right.HANDLE_OPINIONS, Right.TAKE_LEADS}
    writing = {Right(right) for right in NEEDS.values()} - alone
    assert all(Right.READ in role.rights for role in roles().values() if role.rights & writing)
    assert not any(Right.UNNAMED in role.rights for role in roles().values())


async def test_every_change_for_every_role_in_both_committees(store: Store) -> None:
    own, other = await offices(store)
    before = await held(store)
    async with served(store) as http:
        for role, token in own.tokens.items():
            someone = Holder(http, token=token, headers={})
            allowed = may(role)
            assert set(map(tuple, (await asked(someone, other)).values())) == {("FORBIDDEN",)}
            found = await asked(someone, own)
            refused = {name for name, told in found.items() if told == ["FORBIDDEN"]}
            assert (role, refused) == (role, {*NEEDS} - allowed)
            assert all(found.values()), "a change that was made"
            assert await held(store) == before
        anybody = Holder(http, headers={})
        assert set(map(tuple, (await asked(anybody, own)).values())) == {("SIGN_IN_REQUIRED",)}
    assert await held(store) == before
    # Each refusal of somebody who is known stands in the trail, and says no name but the actor's.
    refusals = [
        (line["actor"], line["entity"], line["after"]["right"]) for line in await lines(store, "refuse")
    ]
    assert refusals.count(("结果查阅甲", "right", "close")) == 10
    assert {actor for actor, _, _ in refusals} == {
        MEMBER if role == "委员" else f"{role}甲" for role in own.tokens
    }
    assert len(refusals) == sum(2 * len(NEEDS) - len(may(role)) for role in own.tokens)


async def test_nobody_gets_what_was_kept_for_somebody_with_more_rights(store: Store) -> None:
    own = await office(store)
    query = f'{{ committee(code: "{CODE}") {{ members(year: {YEAR}, first: 1) {{ nodes {{ name }} }} }} }}'
    async with served(store) as http:
        for _ in range(2):
            reader = Holder(http, token=own.tokens["结果查阅"], headers={})
            found = await reader.ask(query)
            assert found["data"]["committee"]["members"]["nodes"] == [{"name": "赵一"}]
            for role in ("没有角色", "系统管理员"):
                refused = await Holder(http, token=own.tokens[role], headers={}).ask(query)
                assert (refused["data"]["committee"], error_codes(refused)) == (None, ["FORBIDDEN"])
            refused = await Holder(http, headers={}).ask(query)
            assert (refused["data"]["committee"], error_codes(refused)) == (None, ["SIGN_IN_REQUIRED"])


async def test_a_committee_that_granted_nothing_is_there_for_nobody(store: Store) -> None:
    members = await settle_ten(store)
    survey = OccasionForm(title="海岛", day=date(2022, 3, 1), participants=[Present(members[:2])])
    of = Office(CODE, members, (await desk(store).enter(CODE, YEAR, "调研", survey)).id, {}, {})
    await settle(store)
    await opened(store)
    query = f'{{ committee(code: "{CODE}") {{ code }} }}'
    async with served(store) as http:
        anybody, someone = Holder(http, headers={}), Holder(http)
        await someone.sign_in(client="BEARER")
        before = await held(store)
        for who, code in ((anybody, "SIGN_IN_REQUIRED"), (someone, "FORBIDDEN")):
            assert error_codes(await who.ask(query)) == [code]
            assert set(map(tuple, (await asked(who, of)).values())) == {(code,)}
        open_to_all = await anybody.ask("{ __typename me { rights } }")
        assert open_to_all["data"] == {"__typename": "Query", "me": None}
    assert await held(store) == before


async def test_a_right_that_is_gone_answers_nothing_under_an_old_key(store: Store) -> None:
    own = await office(store)
    keep = (
        f'mutation {{ keepRun(committee: "{CODE}", year: {YEAR}, name: "一", requestKey: "k")'
        " { run { memberCount } repeated errors { code } } }"
    )
    async with served(store) as http:
        someone = Holder(http, token=own.tokens["办公室"], headers={})
        first = await someone.change(keep)
        assert first == {"run": {"memberCount": 10}, "repeated": False, "errors": []}
        assert await someone.change(keep) == {**first, "repeated": True}
        await take_back(store, "办公室")
        refused = await someone.change(keep)
        assert (refused["run"], codes(refused)) == (None, ["FORBIDDEN"])
        assert codes(await Holder(http, headers={}).change(keep)) == ["SIGN_IN_REQUIRED"]


async def test_a_right_is_gone_at_once_for_a_session_that_goes_on(store: Store) -> None:
    own = await office(store)
    query = f'{{ committee(code: "{CODE}") {{ code }} me {{ rights roles {{ role department }} }} }}'
    async with served(store) as http:
        someone = Holder(http, token=own.tokens["专门委员会"], headers={})
        found = (await someone.ask(query))["data"]
        roles_now = [{"role": "专门委员会", "department": "提案委员会"}]
        rights = ["read", "enter", "review", "leave", "keep", "object", "answer_objections"]
        assert found == {"committee": {"code": CODE}, "me": {"rights": rights, "roles": roles_now}}
        await take_back(store, "专门委员会")
        found = await someone.ask(query)
        assert found["data"] == {"committee": None, "me": {"rights": [], "roles": []}}
        assert error_codes(found) == ["FORBIDDEN"]


async def test_before_the_second_factor_nothing_is_seen(store: Store) -> None:
    own = await office(store, second_factor="required")
    async with served(store) as http:
        someone = Holder(http, token=own.tokens["委员工作委员会"], headers={})
        for query in ("committees { code }", f'committee(code: "{CODE}") {{ code }}'):
            assert error_codes(await someone.ask(f"{{ {query} }}")) == ["SECOND_FACTOR_REQUIRED"]
        assert set(map(tuple, (await asked(someone, own)).values())) == {("SECOND_FACTOR_REQUIRED",)}


FOLLOW = f'subscription {{ rankingChanged(committee: "{CODE}", year: {YEAR}) {{ revision }} }}'


FOLLOW_OWN = f"subscription {{ ownStandingChanged(year: {YEAR}) {{ revision }} }}"


async def test_who_follows_a_ranking_has_the_right_as_long_as_they_follow(store: Store) -> None:
    own, other = await offices(store)
    settings = Settings(port=0)
    served_store = Store.open(store.url.render_as_string(False))
    async with serving(create_app(settings, served_store), settings) as port:
        shut = [("nobody", None), ("elsewhere", other.tokens["委员工作委员会"])]
        shut += [(role, own.tokens[role]) for role, given in GIVEN.items() if "read" not in given]
        for role, token in shut:
            code = "FORBIDDEN" if token else "SIGN_IN_REQUIRED"
            async with talking(port, bearer=token) as socket:
                assert (role, [told[0] for told in await asked_over(socket, FOLLOW)]) == (role, [code])
                if role != "委员":
                    told = await asked_over(socket, FOLLOW_OWN)
                    assert (role, [one[0] for one in told]) == (role, [code])
        async with talking(port, bearer=own.tokens["结果查阅"]) as socket:
            follow = {"id": "1", "type": "subscribe", "payload": {"query": FOLLOW}}
            await socket.send(json.dumps(follow))
            heard: Json = None
            async with asyncio.timeout(SOON):
                while heard is None:
                    # Until it listens, what changes is not told.
                    await change(store, own)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(0.5):
                            heard = json.loads(await socket.recv())
                assert heard["payload"]["data"]["rankingChanged"]["revision"] > 0
                await take_back(store, "结果查阅")
                await change(store, own)
                after: list[Json] = []
                with suppress(ConnectionClosed):
                    async for text in socket:
                        after.append(json.loads(text))
            assert (socket.close_code, socket.close_reason) == (4403, "权限变了，请重新连接")
            # Where the change is noticed before the end of the right, the subscription has ended by it.
            told = [one for one in after if one["type"] == "error" or not one["payload"].get("data")]
            assert all("FORBIDDEN" in str(one) for one in told)


NUMBERS = count(1)


async def change(store: Store, of: Office) -> None:
    """A change of the ranking, by whoever may."""
    by = Actor("委员工作委员会甲", "command")
    survey = OccasionForm(
        title=f"海岛{next(NUMBERS)}", day=date(2022, 3, 1), participants=[Present(of.members[:1])]
    )
    await desk(store, actor=by).enter(of.code, YEAR, "调研", survey)


async def take_back(store: Store, role: str) -> None:
    """Takes back the role of whoever has it."""
    async with store.reading() as connection:
        (row,) = [one for one in await given(connection, 1) if one.grant.role == role]
    await revoke(store, CODE, FIRST, row.grant.id)
