"""Who follows a ranking hears of every change, whoever made it; nobody has a backlog; nothing is left."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import date
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from endpoint.engine import Engine
from models.store import Store
from resolvers.caller import Caller
from resolvers.context import Context
from schema.assembled import schema
from server import create_app
from services.actor import Actor
from services.entry.form import OccasionForm, Present
from services.refusal import Code, Refusal
from services.runs.board import Boards
from services.runs.watch import INTERVAL, Watch
from settings import Settings
from tests.running_server import serving
from tests.schema.schema_client import LIMITS, UNKEPT
from tests.services.committee_of_ten import CODE, YEAR, desk, settle
from tests.signed_in import bearing, caller_of, token_of

pytestmark = pytest.mark.anyio
# Whoever follows has an account; then nobody writes without one.
KNOWN = Actor("王秘书", "command", "办公室")

Json = Any
FOLLOW = """
subscription ($committee: String!, $year: Int!) {
  rankingChanged(committee: $committee, year: $year) {
    run { live memberCount ranking(first: 2) { nodes { member { number } total } } }
    revision totalsChanged ranksChanged
    members { member { number } totalBefore totalAfter rankBefore rankAfter }
  }
}
"""
SOON = 10.0


class Follower:
    """Somebody who follows rankings through a server that has these boards, signed in."""

    def __init__(self, store: Store, caller: Caller) -> None:
        self.store = store
        self.caller = caller
        self.boards = Boards()
        self.watch = Watch(self.boards)
        self.engine = Engine(schema, LIMITS, UNKEPT)

    def events(self, committee: str = CODE, year: int = YEAR) -> AsyncIterator[bytes]:
        asked = {"query": FOLLOW, "variables": {"committee": committee, "year": year}}
        ready = self.engine.prepare(self.engine.read(asked))
        context = Context(store=self.store, boards=self.boards, watch=self.watch, caller=self.caller)
        return self.engine.events(ready, context)

    def idle(self) -> bool:
        """Whether nobody follows anything."""
        return self.watch.idle

    @asynccontextmanager
    async def following(self) -> AsyncIterator[asyncio.Queue[Json]]:
        """What is heard, from when the watcher has begun to look."""
        heard: asyncio.Queue[Json] = asyncio.Queue()

        async def follow() -> None:
            async for event in self.events():
                heard.put_nowait(orjson.loads(event)["data"]["rankingChanged"])

        task = asyncio.create_task(follow())
        async with asyncio.timeout(SOON):
            while self.idle():
                assert not task.done(), task.result()
                await asyncio.sleep(0.01)
        try:
            yield heard
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def heard_of(queue: asyncio.Queue[Json]) -> Json:
    async with asyncio.timeout(SOON):
        return await queue.get()


def survey(*members: int, title: str = "海岛") -> OccasionForm:
    return OccasionForm(title=title, day=date(2022, 3, 1), participants=[Present(members)])


async def test_a_change_of_this_process_is_heard_of_at_once(store: Store) -> None:
    one, two, *_ = await settle(store)
    follower = Follower(store, await caller_of(store))
    async with follower.following() as heard:
        begun = asyncio.get_running_loop().time()
        await desk(store, follower.boards, KNOWN).enter(CODE, YEAR, "调研", survey(one))
        event = await heard_of(heard)
        assert asyncio.get_running_loop().time() - begun < INTERVAL
        assert event["totalsChanged"] == 1
        assert event["ranksChanged"] == 7
        assert event["members"][0] == {
            "member": {"number": "001"},
            "totalBefore": "0.00",
            "totalAfter": "2.00",
            "rankBefore": 1,
            "rankAfter": 1,
        }
        await desk(store, follower.boards, KNOWN).enter(CODE, YEAR, "调研", survey(two, title="山区"))
        again = await heard_of(heard)
        assert again["revision"] == event["revision"] + 1
        # What the first event has read is not told again.
        nodes = again["run"]["ranking"]["nodes"]
        assert [node["total"] for node in nodes] == ["2.00", "2.00"]


async def test_a_change_of_another_process_is_heard_of(store: Store, address: str) -> None:
    one, *_ = await settle(store)
    elsewhere = Store.open(address)
    async with Follower(store, await caller_of(store)).following() as heard:
        await desk(elsewhere, actor=KNOWN).enter(CODE, YEAR, "调研", survey(one))
        event = await heard_of(heard)
        assert event["members"][0]["totalAfter"] == "2.00"
    await elsewhere.close()


async def test_who_is_slow_hears_of_several_changes_as_one(store: Store) -> None:
    one, two, *_ = await settle(store)
    follower = Follower(store, await caller_of(store))
    at = desk(store, follower.boards, KNOWN)
    async with aclosing(follower.watch.changes(store, 1, YEAR)) as changes:
        first = asyncio.create_task(anext(changes))
        async with asyncio.timeout(SOON):
            while follower.idle():
                assert not first.done(), first.result()
                await asyncio.sleep(0.01)
        await at.enter(CODE, YEAR, "调研", survey(one, title="甲"))
        before, middle = await first
        for number in range(5):
            await at.enter(CODE, YEAR, "视察", survey(one, two, title=str(number)))
        async with asyncio.timeout(SOON):
            while True:
                again, after = await anext(changes)
                assert again is middle
                if after.revision == before.revision + 6:
                    break
                middle = after


async def test_all_who_follow_share_a_watcher_which_goes_with_the_last(store: Store) -> None:
    one, *_ = await settle(store)
    follower = Follower(store, await caller_of(store))
    assert follower.idle()
    async with follower.following() as first:
        async with follower.following() as second, follower.following() as third:
            tasks = [task for task in asyncio.all_tasks() if "_watch" in repr(task.get_coro())]
            assert len(tasks) == 1
            await desk(store, follower.boards, KNOWN).enter(CODE, YEAR, "调研", survey(one))
            for heard in (first, second, third):
                assert (await heard_of(heard))["totalsChanged"] == 1
        assert not follower.idle()
    assert follower.idle()
    await asyncio.sleep(0)
    assert not [task for task in asyncio.all_tasks() if "_watch" in repr(task.get_coro())]


async def test_a_database_that_is_away_for_a_while_ends_nobodys_following(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    one, *_ = await settle(store)
    follower = Follower(store, await caller_of(store))
    async with follower.following() as heard:
        version = store.version

        async def away() -> Any:
            store.version = version  # type: ignore[method-assign]
            raise OSError("away")

        store.version = away  # type: ignore[method-assign]
        await desk(store, follower.boards, KNOWN).enter(CODE, YEAR, "调研", survey(one))
        assert (await heard_of(heard))["totalsChanged"] == 1
    assert [record.message for record in caplog.records] == ["cannot look for changes"]


async def test_what_cannot_be_followed_is_refused(store: Store) -> None:
    await settle(store)
    follower = Follower(store, await caller_of(store))
    for committee, year, code, field in (
        ("nowhere", YEAR, Code.NOT_FOUND, "committee"),
        ("", YEAR, Code.BAD_USER_INPUT, "committee"),
        (CODE, 2021, Code.NOT_FOUND, "year"),
        (CODE, -1, Code.BAD_USER_INPUT, "year"),
        (CODE, 2**31 - 1, Code.BAD_USER_INPUT, "year"),
    ):
        with pytest.raises(Refusal) as refused:
            await anext(follower.events(committee, year))
        assert (refused.value.code, refused.value.field) == (code, field)
    assert follower.idle()


async def test_over_a_websocket(store: Store, address: str) -> None:
    one, *_ = await settle(store)
    headers = bearing(await token_of(store))
    settings = Settings(port=0, database=address, stop_seconds=5)
    app = create_app(settings)
    async with (
        serving(app, settings) as port,
        connect(
            f"ws://127.0.0.1:{port}/graphql",
            subprotocols=[Subprotocol("graphql-transport-ws")],
            additional_headers=headers,
        ) as socket,
        asyncio.timeout(SOON),
    ):
        await socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        asked = {"query": FOLLOW, "variables": {"committee": CODE, "year": YEAR}}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": asked}))
        heard = asyncio.create_task(socket.recv())
        at = desk(store, actor=KNOWN)
        for number in range(1, 50):
            # The server says nothing when it has begun to follow.
            await at.enter(CODE, YEAR, "调研", survey(one, title=str(number)))
            done, _ = await asyncio.wait([heard], timeout=0.2)
            if done:
                break
        event = json.loads(await heard)
        assert (event["type"], event["id"]) == ("next", "1")
        told = event["payload"]["data"]["rankingChanged"]
        assert told["members"][0]["member"] == {"number": "001"}
