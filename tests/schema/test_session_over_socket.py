"""Sessions over a WebSocket: by the cookie of our own page, or a token in the first message."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from models.store import Store
from server import create_app
from services.accounts.hashing import Hashing
from services.accounts.sessions import Client, Visit
from services.accounts.sign_in import Credentials, sign_in
from settings import Settings
from tests.running_server import serving
from tests.services.accounts.holder import (
    CODE,
    ME,
    PASSWORD,
    PHONE,
    SECOND_PHONE,
    SIGN_IN,
    opened,
    registered,
    served,
    settle,
)
from tests.services.accounts.holder import Holder as OverHttp

pytestmark = pytest.mark.anyio

Json = Any


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
