"""A change that is asked for again under its key is not made again, whatever became of the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import graphql
import httpx
import pytest
from sqlalchemy import insert, text

from models.committee import Committee
from models.record import Record
from models.request_key import RequestKey
from models.store import CONNECTIONS, READERS, SQLiteStore, Store
from resolvers.global_id import encode
from schema.assembled import schema
from server import create_app
from settings import Settings
from tests.http_client import client
from tests.process import Process
from tests.schema.schema_client import statements
from tests.services.committee_of_ten import check_live, everything, rows, settle
from tests.services.drafting.drafts import settle_hongkou, text_of
from tests.signed_in import Staff

pytestmark = pytest.mark.anyio

Json = Any
ENTER = """
mutation ($input: EnterOccasionInput!, $key: String) {
  enterOccasion(input: $input, requestKey: $key) {
    record { id title } touched { totalAfter } repeated errors { code field message }
  }
}
"""
SURVEY = {
    "committee": "zhoushan",
    "year": 2022,
    "kind": "调研",
    "title": "海岛",
    "day": "2022-03-01",
    "upTo": "APPROVED",
}
# Takes the turn of whoever writes, on both databases.
TURN = text("update committees set revision = revision where code = 'zhoushan'")
KEY = "2f6a1c1e-6a3e-4b9e-9d0a-5b1f8f0a7c11"


class Caller:
    """Someone who changes things over HTTP, each time under a key."""

    def __init__(self, http: httpx.AsyncClient, store: Store, committee: str | None = None) -> None:
        self.http = http
        self.staff = Staff(store, committee)

    async def ask(self, query: str, actor: str = "甲", department: str = "办公室", **variables: Json) -> Json:
        headers = await self.staff.headers(actor, department)
        sent = {"query": query, "variables": variables}
        return (await self.http.post("/graphql", json=sent, headers=headers)).json()

    async def change(
        self, query: str, actor: str = "甲", department: str = "办公室", **variables: Json
    ) -> Json:
        """The payload of a change."""
        answer = await self.ask(query, actor, department, **variables)
        assert "errors" not in answer, answer["errors"]
        (payload,) = answer["data"].values()
        return payload

    async def enter(self, members: list[int], key: str | None = KEY, actor: str = "甲", **more: Json) -> Json:
        """The payload of an occasion that is entered."""
        given = {**SURVEY, "participants": [{"members": [encode("Member", one) for one in members]}]}
        return await self.change(ENTER, actor, input=given | more, key=key)


@asynccontextmanager
async def calling(store: Store, **settings: Any) -> AsyncIterator[Caller]:
    app = create_app(Settings(**settings), store)
    async with app.router.lifespan_context(app), client(app) as http:
        found = Caller(http, store)
        if await rows(store, Committee):
            # Who asks is known before anybody is held up.
            await found.staff.headers("甲")
        yield found


@pytest.fixture
async def caller(store: Store) -> AsyncIterator[Caller]:
    async with calling(store) as found:
        yield found


def codes(payload: Json) -> list[tuple[str, str | None]]:
    return [(error["code"], error["field"]) for error in payload["errors"]]


# Of one's own account: their arguments are secrets, of which no digest is kept; what is asked twice comes to
# the same, or is seen in `me`.
OWN = {
    *("signIn", "signOut", "setPassword", "revokeSession", "reportLoss"),
    *("setUpSecondFactor", "confirmSecondFactor", "linkOutsideIdentity", "unlinkOutsideIdentity"),
    *("writeFeedback", "addToFeedback", "deleteUpload", "markNoticesSeen", "chooseNoticeChannel"),
    *("askLeave", "withdrawLeave", "confirmCoSignature", "declineCoSignature"),
    *("raiseObjection", "withdrawObjection", "closeObjection", "saveOpinionDraft", "enterOpinionLead"),
    # Asked again they answer the same by themselves.
    *("scanCheckIn", "confirmPresence"),
}


def test_every_mutation_takes_a_key() -> None:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    assert len(mutation.fields) == 148
    assert mutation.fields.keys() >= OWN
    for name, field in mutation.fields.items():
        payload = graphql.get_named_type(field.type)
        assert isinstance(payload, graphql.GraphQLObjectType)
        keyed = name not in OWN
        assert ("requestKey" in field.args, "repeated" in payload.fields) == (keyed, keyed), name


async def twice(store: Store, caller: Caller, mutation: str, *who: str, **variables: Json) -> Json:
    """The object that a mutation answers; asked again under its key, it answers the same and does nothing."""
    query, key = (
        f"mutation ($key: String!{mutation}",
        sha256(repr((mutation, variables)).encode()).hexdigest(),
    )
    first = await caller.change(query, *who, key=key, **variables)
    assert (first["repeated"], first["errors"]) == (False, []), mutation
    state = await everything(store), await rows(store, RequestKey)
    again = await caller.change(query, *who, key=key, **variables)
    assert again == first | {"repeated": True}, mutation
    assert (await everything(store), await rows(store, RequestKey)) == state, mutation
    return first["object"]


REST = "repeated errors { code message }"


async def test_records_runs_years_and_the_mapping(store: Store, caller: Caller) -> None:
    one, two, *_ = [encode("Member", each) for each in await settle(store)]

    async def of(mutation: str, **variables: Json) -> Json:
        return await twice(store, caller, mutation, **variables)

    def record(name: str, type_: str) -> str:
        field = f"{name}(input: $input, requestKey: $key)"
        return f", $input: {type_}!) {{ {field} {{ object: record {{ id version state title }} {REST} }} }}"

    entered = SURVEY | {"participants": [{"members": [one, two]}]}
    survey = await of(record("enterOccasion", "EnterOccasionInput"), input=entered)
    changed = {"id": survey["id"], "version": 1, "reason": "题目写错", "title": "岛屿"}
    assert (await of(record("correctOccasion", "CorrectOccasionInput"), input=changed))["version"] == 2
    opinion = SURVEY | {"kind": "社情民意", "authors": [{"member": one}]}
    work = await of(record("enterWork", "EnterWorkInput"), input=opinion)
    changed = {"id": work["id"], "version": 1, "reason": "题目写错", "title": "岛屿"}
    assert (await of(record("correctWork", "CorrectWorkInput"), input=changed))["title"] == "岛屿"
    told = {"id": work["id"], "version": 2, "reason": "重复"}
    assert (await of(record("withdrawRecord", "ChangeRecordInput"), input=told))["state"] == "WITHDRAWN"
    told = {"id": work["id"], "version": 3, "reason": "不重复"}
    assert (await of(record("reinstateRecord", "ChangeRecordInput"), input=told))["version"] == 4
    year = 'committee: "zhoushan", year: 2022'
    kept = await of(
        f') {{ keepRun({year}, name: "三季度", requestKey: $key) {{ object: run {{ name }} {REST} }} }}'
    )
    assert kept == {"name": "三季度"}
    run = "object: run { live memberCount input }"
    assert (await of(f") {{ recompute({year}, requestKey: $key) {{ {run} {REST} }} }}"))["memberCount"] == 10
    mapping = 'committee: "zhoushan", text: "", version: 0, requestKey: $key'
    text = "object: mapping { version text }"
    put = mapping.replace('""', r'"列:\n  参加人: 姓名\n"')
    assert (await of(f") {{ putMapping({put}) {{ {text} {REST} }} }}"))["version"] == 1
    closing = "object: closing { year inEffect run { name } }"
    assert (await of(f") {{ closeYear({year}, requestKey: $key) {{ {closing} {REST} }} }}"))["inEffect"]
    opened = f'{year}, reason: "补录", requestKey: $key'
    moved = "totals ranks grades members { totalAfter } run { live input }"
    await of(f") {{ reopenYear({opened}) {{ {closing} {moved} {REST} }} }}")
    await check_live(store)


async def test_versions(store: Store, caller: Caller) -> None:
    await settle_hongkou(store)
    catalogue = text_of("hongkou/kinds.yaml").text

    def rules(more: str) -> Json:
        base, supplement = text_of("hongkou/2020.yaml"), text_of("hongkou/2020.supplement-1.yaml")
        return {"text": base.text + more, "supplements": [{"text": supplement.text}], "catalogue": catalogue}

    version = "object: version { id state digest }"

    async def of(name: str, type_: str, given: Json) -> Json:
        field = f"{name}(input: $input, requestKey: $key)"
        mutation = f", $input: {type_}!) {{ {field} {{ {version} {REST} }} }}"
        return await twice(store, caller, mutation, input=given)

    async def step(name: str, which: str, who: str = "甲", more: str = "", found: str = version) -> Json:
        mutation = f", $id: ID!) {{ {name}(id: $id, requestKey: $key{more}) {{ {found} {REST} }} }}"
        return await twice(store, caller, mutation, who, "委员工作委员会", id=which)

    drafted = await of("draftRuleSet", "DraftRuleSetInput", {"committee": "hongkou", "rules": rules("")})
    given = {"id": drafted["id"], "digest": drafted["digest"], "rules": rules("# 改\n")}
    changed = await of("changeDraft", "ChangeDraftInput", given)
    assert (changed["id"], changed["digest"] == drafted["digest"]) == (drafted["id"], False)
    copied = await of("copyRuleSet", "CopyRuleSetInput", {"id": drafted["id"], "toYear": 2021})
    simulation = "object: simulation { current sumBefore sumAfter made: madeAt }"
    assert (await step("simulateRuleSet", drafted["id"], found=simulation))["current"]
    assert (await step("withdrawRuleSet", copied["id"]))["state"] == "WITHDRAWN"
    # 甲 hands in, takes back, hands in; then 乙 publishes.
    assert (await step("submitRuleSet", drafted["id"]))["state"] == "IN_REVIEW"
    assert (await step("returnRuleSet", drafted["id"]))["state"] == "DRAFT"
    assert (await step("submitRuleSet", drafted["id"], more=', reason: "定稿"'))["state"] == "IN_REVIEW"
    assert (await step("publishRuleSet", drafted["id"], "乙"))["state"] == "PUBLISHED"
    await step("simulateRuleSet", encode("RuleSetVersion", 1), found=simulation)
    assert (await step("withdrawRuleSet", drafted["id"], more=', reason: "误发"'))["state"] == "PUBLISHED"
    assert (await step("confirmWithdrawal", drafted["id"], "乙"))["state"] == "WITHDRAWN"


async def test_a_key_that_is_used_for_something_else_is_refused(store: Store, caller: Caller) -> None:
    members = await settle(store)
    assert (await caller.enter(members[:2]))["errors"] == []
    before = await everything(store)
    for again in (caller.enter(members[:3]), caller.enter(members[:2], title="别的")):
        refused = await again
        assert (codes(refused), refused["record"]) == ([("KEY_REUSED", "requestKey")], None)
    kept = f'keepRun(committee: "zhoushan", year: 2022, name: "甲", requestKey: "{KEY}")'
    refused = await caller.change(f"mutation {{ {kept} {{ errors {{ code field }} }} }}")
    assert codes(refused) == [("KEY_REUSED", "requestKey")]
    assert await everything(store) == before


async def test_a_key_is_its_callers_and_its_committees(store: Store, caller: Caller) -> None:
    here, there = await settle(store), await settle(store, "putuo")
    await caller.enter(here[:1])
    given = {**SURVEY, "title": "乙的", "participants": [{"members": [encode("Member", here[0])]}]}
    other = await caller.change(ENTER, "乙", input=given, key=KEY)
    assert (other["repeated"], other["errors"]) == (False, [])
    neighbour = Caller(caller.http, store, "putuo")
    elsewhere = await neighbour.enter(there[:1], committee="putuo")
    assert (elsewhere["repeated"], elsewhere["errors"]) == (False, [])
    assert len(await rows(store, Record)) == 3


async def test_what_was_refused_may_be_asked_for_in_other_words(store: Store, caller: Caller) -> None:
    members = await settle(store)
    assert codes(await caller.enter(members[:1], day="2029-01-01")) != []
    assert await rows(store, RequestKey) == []
    assert (await caller.enter(members[:1]))["errors"] == []
    assert (await caller.enter(members[:1]))["repeated"]


@pytest.mark.parametrize("key", ["", " ", "a b", "号", "a\n", "a" * 101])
async def test_what_is_no_key(store: Store, caller: Caller, key: str) -> None:
    members = await settle(store)
    before = await everything(store)
    assert codes(await caller.enter(members[:1], key)) == [("BAD_USER_INPUT", "requestKey")]
    assert await everything(store) == before


async def test_without_a_key_every_request_is_another(store: Store, caller: Caller) -> None:
    members = await settle(store)
    assert (await caller.enter(members[:1], None))["repeated"] is False
    assert codes(await caller.enter(members[:1], None)) == [("CONFLICT", "number")]
    assert await rows(store, RequestKey) == []


async def test_keys_are_forgotten_in_time(store: Store, caller: Caller) -> None:
    members = await settle(store)
    now = datetime.now(UTC)
    async with store.writing() as connection:
        row = {"committee_id": 1, "actor": "甲", "digest": "0" * 64, "result": 1}
        ages = {"old": timedelta(days=31), "young": timedelta(days=29)}
        kept = [{**row, "key": name, "at": now - age} for name, age in ages.items()]
        await connection.execute(insert(RequestKey), kept)
    await caller.enter(members[:1])
    assert {one.key for one in await rows(store, RequestKey)} == {"young", KEY}


async def test_of_many_who_repeat_at_once_one_does_it(address: str) -> None:
    store, other = Store.open(address), Store.open(address)
    members = await settle(store)
    # As two processes: nothing but the database is shared.
    async with calling(store) as here, calling(other) as there:
        found = await asyncio.gather(*(each.enter(members[:2]) for each in (here, there) for _ in range(8)))
        assert [one["errors"] for one in found] == [[]] * 16
        assert len({one["record"]["id"] for one in found}) == 1
        assert sorted(one["repeated"] for one in found) == [False] + [True] * 15
        assert len(await rows(store, Record)) == 1
        await check_live(store)
    await store.close()
    await other.close()


async def test_who_repeats_a_step_at_once_is_not_told_that_it_is_done(store: Store, caller: Caller) -> None:
    await settle_hongkou(store)
    text = text_of("hongkou/2020.yaml").text + "# 改\n"
    rules = {"text": text, "catalogue": text_of("hongkou/kinds.yaml").text}
    query = "mutation ($input: DraftRuleSetInput!) { draftRuleSet(input: $input) { version { id } } }"
    made = await caller.change(query, input={"committee": "hongkou", "rules": rules})
    submit = """
    mutation ($id: ID!, $key: String) {
      submitRuleSet(id: $id, requestKey: $key) { version { state } repeated errors { code message } }
    }"""
    asked = (caller.change(submit, id=made["version"]["id"], key=KEY) for _ in range(4))
    found = await asyncio.gather(*asked)
    assert [one["errors"] for one in found] == [[]] * 4
    assert [one["version"]["state"] for one in found] == ["IN_REVIEW"] * 4
    assert sorted(one["repeated"] for one in found) == [False, True, True, True]


async def begun(seen: list[str]) -> None:
    """Waits until a change has looked for its key, and so waits for its turn to write."""
    while not any("FROM request_keys" in one for one in seen):
        await asyncio.sleep(0.01)


async def test_a_change_that_timed_out_before_it_was_made(store: Store, address: str) -> None:
    members = await settle(store)
    # A server ends with its store: each has one of its own.
    async with calling(store, query_seconds=0.5) as hasty, calling(Store.open(address)) as patient:
        async with store.writing() as connection:
            # Takes the turn of whoever writes.
            await connection.execute(TURN)
            refused = await hasty.ask(ENTER, input=entered(members), key=KEY)
        (error,) = refused["errors"]
        assert error["extensions"]["code"] == "TIMEOUT"
        assert "可能已经生效，也可能没有" in error["message"]
        assert "requestKey" in error["message"]
        assert await rows(store, Record) == []
        assert (await patient.change(ENTER, input=entered(members), key=KEY))["repeated"] is False
        assert (await patient.change(ENTER, input=entered(members), key=KEY))["repeated"] is True
        assert len(await rows(store, Record)) == 1


async def test_a_change_that_was_made_and_timed_out_before_its_answer(store: Store, address: str) -> None:
    members = await settle(store)
    connections = READERS if isinstance(store, SQLiteStore) else CONNECTIONS
    async with calling(store, query_seconds=4) as hasty, calling(Store.open(address)) as patient:
        with statements() as seen:
            async with AsyncExitStack() as readers:
                async with store.writing() as connection:
                    await connection.execute(TURN)
                    asking = asyncio.create_task(hasty.ask(ENTER, input=entered(members), key=KEY))
                    await begun(seen)
                    # Whoever wants to read what has become of the change waits from now on.
                    for _ in range(connections):
                        await readers.enter_async_context(store.reading())
                refused = await asking
        assert refused["errors"][0]["extensions"]["code"] == "TIMEOUT"
        (record,) = await rows(store, Record)
        again = await patient.change(ENTER, input=entered(members), key=KEY)
        assert (again["repeated"], again["errors"]) == (True, [])
        assert again["record"]["id"] == encode("Record", record.id)
        assert len(await rows(store, Record)) == 1


async def test_a_change_whose_server_was_killed_before_it_answered(
    address: str, spawn: Callable[..., Process]
) -> None:
    store = Store.open(address)
    members = await settle(store)
    dying = spawn("-m", "tests.schema.dying_server", address)
    port = dying.wait_for(r"^port (\d+)$")[1]
    sent = {"query": ENTER, "variables": {"input": entered(members), "key": KEY}}
    headers = await Staff(store).headers("甲")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        with pytest.raises(httpx.TransportError):
            await http.post("/graphql", json=sent, headers=headers)
    assert dying.wait() == -9
    (record,) = await rows(store, Record)
    async with calling(store) as caller:
        again = await caller.change(ENTER, input=entered(members), key=KEY)
    assert (again["repeated"], again["record"]["id"]) == (True, encode("Record", record.id))
    assert len(await rows(store, Record)) == 1
    await check_live(store)
    await store.close()


def entered(members: list[int]) -> Json:
    """The occasion of these tests."""
    return SURVEY | {"participants": [{"members": [encode("Member", one) for one in members[:2]]}]}
