"""Sessions over a WebSocket: by the cookie of our own page, or a token in the first message."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from models.account import Session
from models.clock import now
from models.store import Store
from server import create_app
from services.accounts.account import lock
from services.accounts.hashing import Hashing
from services.accounts.sessions import Client, Visit, sessions_of
from services.accounts.sign_in import Credentials, sign_in
from services.accounts.vigil import Vigil
from settings import Settings
from tests.running_server import serving
from tests.schema.schema_client import statements
from tests.services.accounts.holder import (
    CODE,
    ME,
    OFFICE,
    PASSWORD,
    PHONE,
    SECOND_PHONE,
    SIGN_IN,
    age,
    opened,
    registered,
    served,
    settle,
)
from tests.services.accounts.holder import Holder as OverHttp

pytestmark = pytest.mark.anyio

Json = Any
SOON = 20.0
End = Callable[[Store, int, str], Awaitable[None]]


async def token_of(store: Store, client: Client) -> str:
    visit = Visit("127.0.0.1", "test", client)
    return (await sign_in(store, Hashing(), CODE, Credentials(PHONE, PASSWORD), visit)).token


@asynccontextmanager
async def talking(
    port: int, cookie: str | None = None, origin: str | None = None, bearer: str | None = None
) -> AsyncIterator[ClientConnection]:
    """A connection that has been introduced."""
    headers = {"Cookie": f"luzhi={cookie}"} if cookie else {}
    payload = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    async with connect(
        f"ws://127.0.0.1:{port}/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
        additional_headers=headers,
        origin=Origin(origin) if origin else None,
    ) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        yield socket


async def asked(socket: ClientConnection, query: str, **variables: Json) -> Json:
    """The answer to an operation, or its errors."""
    message = {"id": "1", "type": "subscribe", "payload": {"query": query, "variables": variables}}
    await socket.send(json.dumps(message))
    answer = json.loads(await socket.recv())
    if answer["type"] == "error":
        return [(one["extensions"]["code"], one["extensions"].get("field")) for one in answer["payload"]]
    assert json.loads(await socket.recv())["type"] == "complete"
    return answer["payload"]["data"]


async def test_a_session_is_asked_for_with_each_operation(store: Store) -> None:
    await settle(store)
    await opened(store)
    _, secret = await registered(store, "李四", SECOND_PHONE)
    cookie, bearer = await token_of(store, "cookie"), await token_of(store, "bearer")
    settings = Settings(port=0)
    async with serving(create_app(settings, Store.open(store.url.render_as_string(False))), settings) as port:
        async with talking(port) as socket:
            assert await asked(socket, ME) == {"me": None}
        async with talking(port, cookie=cookie, origin=f"http://127.0.0.1:{port}") as socket:
            assert (await asked(socket, ME))["me"]["realName"] == "张三"
        async with talking(port, cookie=cookie) as socket:
            assert await asked(socket, ME) == [("FORBIDDEN", "Origin")]
        for wrong in (cookie, secret, "x"):
            async with talking(port, bearer=wrong) as socket:
                assert await asked(socket, ME) == [("SIGN_IN_REQUIRED", "Authorization")]
        async with talking(port, bearer=bearer) as socket, served(store) as http:
            assert (await asked(socket, ME))["me"]["realName"] == "张三"
            await OverHttp(http, token=bearer).change("mutation { signOut { errors { code } } }")
            assert await asked(socket, ME) == [("SIGN_IN_REQUIRED", "Authorization")]


async def test_over_a_socket_one_signs_in_with_a_token_only(store: Store) -> None:
    await settle(store)
    await opened(store)
    settings = Settings(port=0)
    given = {"committee": CODE, "user": PHONE, "password": PASSWORD}
    async with (
        serving(create_app(settings, Store.open(store.url.render_as_string(False))), settings) as port,
        talking(port) as socket,
    ):
        refused = (await asked(socket, SIGN_IN, client="COOKIE", **given))["signIn"]
        assert [(one["code"], one["field"]) for one in refused["errors"]] == [("BAD_USER_INPUT", "client")]
        done = (await asked(socket, SIGN_IN, client="BEARER", **given))["signIn"]
        assert (len(done["token"]), done["errors"]) == (43, [])


async def closing(socket: ClientConnection) -> tuple[int | None, str | None]:
    """With what the server closes a connection; whatever it still says before is nothing more to wait for."""
    async with asyncio.timeout(SOON):
        with suppress(ConnectionClosed):
            async for _ in socket:
                pass
    return socket.close_code, socket.close_reason


async def signs_out(store: Store, account: int, token: str) -> None:
    async with served(store) as http:
        await OverHttp(http, token=token).change("mutation { signOut { errors { code } } }")


async def is_locked(store: Store, account: int, token: str) -> None:
    await lock(store, CODE, OFFICE, account, reason="停用")


async def grows_old(store: Store, account: int, token: str) -> None:
    await age(store, timedelta(hours=13), Session.ends_at)


async def grows_old_by_the_clock(store: Store, account: int, token: str) -> None:
    async with store.writing() as connection:
        moment = await now(connection)
        ends = update(Session).values(ends_at=moment + timedelta(seconds=2))
        await connection.execute(ends)


@pytest.mark.parametrize("end", [signs_out, is_locked, grows_old, grows_old_by_the_clock])
async def test_a_connection_ends_with_its_session(store: Store, end: End) -> None:
    await settle(store)
    account = await opened(store)
    bearer = await token_of(store, "bearer")
    settings = Settings(port=0)
    async with (
        serving(create_app(settings, Store.open(store.url.render_as_string(False))), settings) as port,
        talking(port, bearer=bearer) as socket,
        talking(port) as nobody,
    ):
        assert (await asked(socket, ME))["me"]["realName"] == "张三"
        assert await asked(nobody, ME) == {"me": None}
        await end(store, account, bearer)
        assert await closing(socket) == (4401, "登录已结束")
        # Who is not signed in has no session to end.
        assert await asked(nobody, ME) == {"me": None}


async def test_nothing_is_looked_at_where_nobody_is_connected(store: Store) -> None:
    await settle(store)
    await opened(store)
    await token_of(store, "bearer")
    vigil = Vigil(store)
    async with store.reading() as connection:
        columns = select(Session.account_id)
        (account,) = await connection.scalars(columns)
        (session,) = await sessions_of(connection, account)
    waiting = [asyncio.create_task(vigil.end(session)) for _ in range(3)]
    with statements() as seen:
        await asyncio.wait(waiting, timeout=0.5)
    assert len([one for one in seen if "FROM sessions" in one]) == 1
    assert not vigil.idle
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert vigil.idle
