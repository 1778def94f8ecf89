"""What takes too long, or has lost who asked for it, is stopped inside the database; over a real socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest
import strawberry
from sqlalchemy import select, text, update
from starlette.applications import Starlette
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from models.account import Session
from models.readiness import Readiness
from models.store import READERS, Store
from server import app_of, create_app
from settings import Settings
from tests.database import Files
from tests.models.opened_store import first_held, number, opened
from tests.models.test_waiting import change_for_ever, endless
from tests.models.writing_process import COMMITTEE, add_one, found
from tests.running_server import serving
from tests.schema.test_mutation import KEEP
from tests.server.sick_server import RUNS
from tests.services.committee_of_ten import settle
from tests.signed_in import bearing, token_of

pytestmark = pytest.mark.anyio

ENDLESS = '{"query": "{ endless }"}'


@dataclass
class Asked:
    """The context of a query without an end."""

    store: Store
    viewer: str = "everyone"
    account: Hashable | None = None
    share: int = 100
    over: None = None
    version: Hashable | None = None
    headers: tuple[tuple[bytes, bytes], ...] = ()
    basis: Hashable | None = None
    refused: str | None = None
    began: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def holds(self, basis: Hashable) -> bool:
        raise AssertionError("nothing is kept")


@strawberry.type
class Query:
    @strawberry.field
    async def endless(self, info: strawberry.Info[Asked, None]) -> int:
        asked = info.context
        try:
            async with asked.store.reading() as connection:
                asked.began.set()
                await connection.execute(text(endless(asked.store)))
        finally:
            asked.ended.set()
        return 0


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def endless(self, info: strawberry.Info[Asked, None]) -> int | None:
        await change_for_ever(info.context.store)
        return 0

    @strawberry.mutation
    async def one(self, info: strawberry.Info[Asked, None]) -> int | None:
        info.context.began.set()
        await add_one(info.context.store)
        return 1


def app_over(store: Store, settings: Settings) -> tuple[Starlette, Asked]:
    asked = Asked(store)
    readiness = Readiness(store)
    schema = strawberry.Schema(query=Query, mutation=Mutation)

    async def context(*_: object) -> Asked:
        return asked

    return app_of(settings, schema, store, context, readiness.met, readiness.close), asked


async def test_a_query_beyond_its_time_leaves_room_for_the_next(store: Store) -> None:
    settings = Settings(port=0, query_seconds=0.1)
    app, _ = app_over(store, settings)
    async with serving(app, settings) as port, httpx.AsyncClient(timeout=60) as asking:
        for _ in range(READERS + 1):
            answer = await asking.post(f"http://127.0.0.1:{port}/graphql", json={"query": "{ endless }"})
            assert answer.json()["errors"][0]["extensions"] == {"code": "TIMEOUT"}
        ready = await asking.get(f"http://127.0.0.1:{port}/readyz")
        assert ready.json() == {"ready": True, "problems": []}


async def test_a_query_ends_with_the_connection_of_whoever_asked(store: Store) -> None:
    settings = Settings(port=0, query_seconds=600)
    app, asked = app_over(store, settings)
    async with serving(app, settings) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        head = "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}Content-Length: {len(ENDLESS)}\r\n\r\n{ENDLESS}".encode())
        await asked.began.wait()
        writer.close()
        async with asyncio.timeout(60):
            await asked.ended.wait()


async def test_a_change_that_is_not_wanted_any_more_while_it_connects_keeps_no_other_waiting(
    sqlite_files: Files,
) -> None:
    address = sqlite_files.migrated()
    async with opened(address) as before:
        await found(before)
    store = Store.open(address)
    connecting = first_held(store)
    settings = Settings(port=0, query_seconds=600)
    app, asked = app_over(store, settings)
    change = {"query": "mutation { one }"}
    async with serving(app, settings) as port, httpx.AsyncClient(timeout=60) as asking:
        address_of_socket = f"ws://127.0.0.1:{port}/graphql"
        async with connect(address_of_socket, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
            await socket.send('{"type": "connection_init"}')
            await socket.send(json.dumps({"type": "subscribe", "id": "a", "payload": change}))
            await connecting.wait()
            asked.began.clear()
            other = asyncio.create_task(asking.post(f"http://127.0.0.1:{port}/graphql", json=change))
            await asked.began.wait()
        assert (await other).json() == {"data": {"one": 1}}
        assert await number(store) == "1"
    sqlite_files.drop(address)


async def test_a_worker_that_is_broken_off_while_it_connects_lets_requests_write_their_last(
    address: str,
) -> None:
    async with opened(address) as before:
        await settle(before)
        headers = bearing(await token_of(before))
        async with before.writing() as connection:
            used = await connection.scalar(select(Session.seen_at))
            assert used is not None
            # The worker has something to tell of; and it is told that the session was used once more.
            await connection.execute(update(Session).values(seen_at=used - timedelta(minutes=5)))
    store = Store.open(address)
    connecting = first_held(store)
    settings = Settings(port=0)
    async with (
        serving(create_app(settings, store), settings) as port,
        httpx.AsyncClient(timeout=60, base_url=f"http://127.0.0.1:{port}", headers=headers) as asking,
    ):
        await connecting.wait()
        answer = await asking.post("/graphql", json={"query": "{ viewer { realName } }"})
        assert answer.status_code == 200
    async with opened(address) as after, after.reading() as connection:
        seen = await connection.scalar(select(Session.seen_at))
        assert seen is not None
        assert seen >= used


@pytest.mark.parametrize("ended", [{"type": "complete", "id": "a"}, None])
async def test_a_query_over_a_socket_ends_when_it_is_not_wanted_any_more(
    store: Store, ended: dict[str, str] | None
) -> None:
    settings = Settings(port=0, query_seconds=600)
    app, asked = app_over(store, settings)
    async with serving(app, settings) as port:
        address = f"ws://127.0.0.1:{port}/graphql"
        async with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
            await socket.send('{"type": "connection_init"}')
            await socket.send(json.dumps({"type": "subscribe", "id": "a", "payload": json.loads(ENDLESS)}))
            await asked.began.wait()
            if ended is not None:
                await socket.send(json.dumps(ended))
                async with asyncio.timeout(60):
                    await asked.ended.wait()
        async with asyncio.timeout(60):
            await asked.ended.wait()


async def test_a_change_beyond_its_time_says_that_nothing_was_changed(store: Store) -> None:
    await found(store)
    settings = Settings(port=0)
    app, _ = app_over(store, settings)
    store.seconds = 0.2
    async with serving(app, settings) as port, httpx.AsyncClient(timeout=60) as asking:
        at = f"http://127.0.0.1:{port}/graphql"
        (error,) = (await asking.post(at, json={"query": "mutation { endless }"})).json()["errors"]
        assert (error["extensions"], error["path"]) == ({"code": "TIMEOUT"}, ["endless"])
        assert "什么也没有改" in error["message"]
        assert await store.revisions([COMMITTEE]) == {COMMITTEE: 0}


async def test_a_page_limit_refuses_changes_whole_and_goes_on_reading(sqlite_store: Store) -> None:
    store = sqlite_store
    await settle(store)
    settings = Settings(port=0)
    headers = bearing(await token_of(store))
    async with (
        serving(create_app(settings, store), settings) as port,
        httpx.AsyncClient(timeout=60, base_url=f"http://127.0.0.1:{port}", headers=headers) as asking,
    ):

        async def codes(number: int) -> list[str]:
            names = {"committee": "zhoushan", "year": 2022, "name": f"第{number}次"}
            answer = (await asking.post("/graphql", json={"query": KEEP, "variables": names})).json()
            return [error["extensions"]["code"] for error in answer.get("errors", [])]

        async def kept() -> int:
            answer = await asking.post("/graphql", json={"query": RUNS})
            return len(answer.json()["data"]["committee"]["runs"]["nodes"])

        async def limited(pages: str) -> None:
            async with store.writing() as connection:
                await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        before = await kept()
        # No page more than there are; what is free in them is soon used up.
        await limited("1")
        number = 0
        while not (refused := await codes(number)):
            number += 1
        assert refused == ["STORAGE_FULL"]
        assert await kept() == before + number
        assert (await asking.get("/readyz")).json()["problems"][0]["code"] == "STORAGE_FULL"
        await limited("1000000")
        assert await codes(number) == []
        assert await kept() == before + number + 1
