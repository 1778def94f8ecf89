"""The own inbox over a WebSocket: as it is, then each change of it, as long as the session lasts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from models.store import Store
from resolvers.global_id import encode
from server import create_app
from services.notices.following import InboxWatch
from services.notices.inbox import Unseen
from settings import Settings
from tests.running_server import serving
from tests.schema.test_notices import SEEN
from tests.schema.test_session_over_socket import asked, closing, talking
from tests.services.accounts.holder import Holder, codes, served
from tests.services.accounts.office import Office, office
from tests.services.notices.noticing import account_of, actor_of, happens, worker

pytestmark = pytest.mark.anyio
Json = Any
FOLLOW = "subscription { noticesChanged { unseen newest { number text record seenAt } } }"
SOON = 20.0


@asynccontextmanager
async def port_of(store: Store) -> AsyncIterator[int]:
    """The port of a server of its own, which hears of what this process does by the database alone."""
    settings = Settings(port=0)
    of_server = Store.open(store.url.render_as_string(False))
    async with serving(create_app(settings, of_server), settings) as port:
        yield port


async def follow(socket: ClientConnection) -> None:
    await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": FOLLOW}}))


async def heard(socket: ClientConnection) -> Json:
    async with asyncio.timeout(SOON):
        return json.loads(await socket.recv())["payload"]["data"]["noticesChanged"]


async def submitted(store: Store, of: Office) -> None:
    """The record waits for its review, and its reviewers are told."""
    await happens(store, await actor_of(store, "系统管理员"), "submit", of.record, "submitted")
    await worker(store).once()


async def test_an_inbox_is_followed_from_what_it_is_to_each_change(store: Store) -> None:
    of = await office(store)
    async with (
        port_of(store) as port,
        talking(port, bearer=of.tokens["办公室"]) as socket,
        talking(port, bearer=of.tokens["委员"]) as other,
        served(store) as http,
    ):
        for one in (socket, other):
            await follow(one)
            assert await heard(one) == {"unseen": 0, "newest": None}
        await submitted(store, of)
        first = await heard(socket)
        number = first["newest"].pop("number")
        told = {"text": "有 1 条记录待审核", "record": encode("Record", of.record), "seenAt": None}
        assert first == {"unseen": 1, "newest": told}
        await submitted(store, of)
        assert (await heard(socket))["unseen"] == 2
        staff = Holder(http, token=of.tokens["办公室"], headers={})
        assert await staff.change(SEEN, upTo=number) == {"unseen": 1, "errors": []}
        after = await heard(socket)
        assert (after["unseen"], after["newest"]["number"] > number) == (1, True)
        # That another was told of it too, and that it was seen, the member hears nothing of.
        member = Holder(http, token=of.tokens["委员"], headers={})
        assert codes(await member.change("mutation { signOut { errors { code } } }")) == []
        assert await closing(other) == (4401, "登录已结束")
        # Whoever begins anew is told what there is.
        async with talking(port, bearer=of.tokens["办公室"]) as again:
            await follow(again)
            assert await heard(again) == after


async def test_it_is_followed_by_whoever_is_signed_in_as_long_as_they_are(store: Store) -> None:
    of = await office(store)
    async with port_of(store) as port, served(store) as http:
        async with talking(port) as socket:
            assert await asked(socket, FOLLOW) == [("SIGN_IN_REQUIRED", None)]
        async with talking(port, bearer=of.tokens["没有角色"]) as socket:
            await follow(socket)
            assert await heard(socket) == {"unseen": 0, "newest": None}
            nobody = Holder(http, token=of.tokens["没有角色"], headers={})
            assert codes(await nobody.change("mutation { signOut { errors { code } } }")) == []
            assert await closing(socket) == (4401, "登录已结束")


async def test_a_slow_reader_gets_several_changes_as_one_and_where_nobody_follows_nothing_is_looked_at(
    store: Store,
) -> None:
    of, watch = await office(store), InboxWatch()
    own = watch.states(store, await account_of(store, "办公室"))
    second = watch.states(store, await account_of(store, "委员工作委员会"))
    assert [await anext(own), await anext(second)] == [Unseen(0, None)] * 2
    for _ in range(3):
        await submitted(store, of)
    # The second is told of all three, and so are the first's by then.
    async with asyncio.timeout(SOON):
        async for state in second:
            if state.count == 3:
                break
        assert (await anext(own)).count == 3
    assert not watch.idle
    await own.aclose()
    await second.aclose()
    assert watch.idle
