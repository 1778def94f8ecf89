"""Who follows an occasion hears of each arrival, whichever process it came to, while they run it."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from models.store import Store
from server import create_app
from settings import Settings
from tests.running_server import serving
from tests.schema.test_rights import take_back
from tests.schema.test_session_over_socket import asked, talking
from tests.server.test_check_in_organiser import correct
from tests.services.accounts.office import OTHER, office
from tests.services.check_in.people import BASE, people, seen, session_of

pytestmark = pytest.mark.anyio
Json = Any
SOON = 20.0
FOLLOW = """
subscription ($id: ID!) {
  checkInArrivals(record: $id) { arrival { member { name } late byHand guest removed } }
}
"""


async def follow(socket: ClientConnection, record: str) -> None:
    message = {"query": FOLLOW, "variables": {"id": record}}
    await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": message}))


async def heard(socket: ClientConnection) -> Json:
    async with asyncio.timeout(SOON):
        told = json.loads(await socket.recv())
    return told["payload"]["data"]["checkInArrivals"]["arrival"]


async def test_each_arrival_is_told_and_what_the_organiser_changes(store: Store) -> None:
    settings = Settings(port=0, public_url=BASE)
    other = Store.open(store.url.render_as_string(False))
    # The telephones come to one server, and another tells.
    async with people(store) as of, serving(create_app(settings, other), settings) as port:
        address = await of.open()
        async with talking(port, bearer=of.staff) as socket:
            await follow(socket, of.id)
            # Until it listens, what changes is not told: the list is there for that.
            told: list[Json] = []
            async with asyncio.timeout(SOON):
                for late in (True, False) * 9:
                    await correct(of, add=[9], late=late)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(2):
                            told.append(await heard(socket))
                            break
            assert told[0]["member"] == {"name": "褚十"}
            phone = await of.member(0)
            await phone.press(await phone.scan(address))
            one = await heard(socket)
            while one["member"]["name"] == "褚十":
                one = await heard(socket)
            expected = {"member": {"name": "赵一"}, "late": False, "byHand": False}
            assert one == expected | {"guest": False, "removed": False}
            await correct(of, remove=[0])
            assert await heard(socket) == expected | {"guest": False, "removed": True}


async def test_only_who_organises_it_hears_of_it_and_as_long_as_they_do(store: Store) -> None:
    own, elsewhere = await office(store), await office(store, OTHER)
    settings = Settings(port=0, public_url=BASE)
    other = Store.open(store.url.render_as_string(False))
    async with (
        seen(store, own.members, own.record, own.code, own.tokens["委员工作委员会"]) as of,
        serving(create_app(settings, other), settings) as port,
    ):
        await of.open()
        for token, code in (
            (None, "SIGN_IN_REQUIRED"),
            (own.tokens["委员"], "FORBIDDEN"),
            (own.tokens["结果查阅"], "FORBIDDEN"),
            (own.tokens["大会发言组"], "FORBIDDEN"),
            # The Office organises it.
            (own.tokens["专门委员会"], "FORBIDDEN"),
            (elsewhere.tokens["委员工作委员会"], "FORBIDDEN"),
            (await session_of(store, own.members[1], "bearer"), "FORBIDDEN"),
        ):
            async with talking(port, bearer=token) as socket:
                assert [told[0] for told in await asked(socket, FOLLOW, id=of.id)] == [code]
        async with talking(port, bearer=own.tokens["办公室"]) as socket:
            await follow(socket, of.id)
            async with asyncio.timeout(SOON):
                one = None
                for late in (True, False) * 9:
                    await correct(of, add=[5], late=late)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(2):
                            one = await heard(socket)
                            break
                assert one is not None
                await take_back(store, "办公室")
                await correct(of, add=[6])
                rest = []
                with suppress(ConnectionClosed):
                    async for text in socket:
                        rest.append(text)
            assert socket.close_code == 4403
            assert all("郑七" not in one for one in rest)
