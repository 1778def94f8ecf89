"""The trail shipped on schedule, to a folder or to syslog: where it stopped, by one of several servers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from models.clock import now
from models.shipping import Shipping
from models.store import Store
from server import create_app
from services.audit.schedule import LEASE, Shipper
from services.audit.shipping import read_copy
from services.unit_of_work import unit_of_work
from settings import Settings, SettingsRefused
from tests.commands.test_sick_database import run
from tests.process import Process
from tests.running_server import serving
from tests.services.audit.syslog_receiver import HERE, certified, datagrams, receiving, reset
from tests.services.audit.test_verification import copied, entered, looked
from tests.services.committee_of_ten import CODE, ME, settle

pytestmark = pytest.mark.anyio
FAR = 3_600.0


def shipper(store: Store, address: str, authority: str = "") -> Shipper:
    return Shipper(store, address, FAR, authority)


async def noted(store: Store, lines: int = 1) -> None:
    """A change of a committee with so many lines."""
    async with unit_of_work(store, CODE, ME, "试", right=None) as unit:
        for at in range(lines):
            unit.note("try", "trail", at)


async def shipping(store: Store) -> Any:
    """How far it is, by the database."""
    async with store.reading() as connection:
        return (await connection.execute(select(Shipping))).one()


async def test_a_folder_gets_each_line_once_and_the_copy_proves_the_trail(
    store: Store, tmp_path: Path
) -> None:
    lines = await entered(store)
    file, ships = tmp_path / f"{CODE}.jsonl", shipper(store, str(tmp_path))
    await ships.once()
    assert not ships.failing
    assert file.read_bytes() == await copied(store)
    assert file.stat().st_mode & 0o777 == 0o600
    await ships.once()
    await noted(store)
    await ships.once()
    told = file.read_bytes().splitlines(keepends=True)
    assert [json.loads(one)["place"] for one in told] == [*range(1, lines + 2)]
    assert (await looked(store, file.read_bytes())).whole
    row = await shipping(store)
    assert (row.place, row.sending, row.target) == (lines + 1, lines + 1, str(tmp_path))
    assert row.shipped_at is not None


async def test_a_long_trail_is_shipped_whole(store: Store, tmp_path: Path) -> None:
    await settle(store)
    await noted(store, 1_200)
    await shipper(store, str(tmp_path)).once()
    file = tmp_path / f"{CODE}.jsonl"
    assert file.read_bytes() == await copied(store)
    assert len(file.read_bytes().splitlines()) > 1_200


async def test_a_folder_goes_on_behind_its_last_whole_line(store: Store, tmp_path: Path) -> None:
    await entered(store)
    file = tmp_path / f"{CODE}.jsonl"
    await shipper(store, str(tmp_path)).once()
    whole = file.read_bytes()
    file.write_bytes(whole[:-30])
    again = shipper(store, str(tmp_path))
    await let_go(store)
    await again.once()
    assert file.read_bytes() == whole
    # One that was taken away is written anew.
    file.unlink()
    await again.once()
    assert file.read_bytes() == whole


@pytest.mark.parametrize("transport", ["tcp", "tls", "udp"])
async def test_syslog_gets_each_line_once(store: Store, tmp_path: Path, transport: str) -> None:
    lines = await entered(store)
    context, authority = certified(tmp_path)
    over_tcp = receiving(context if transport == "tls" else None)
    receiver = datagrams() if transport == "udp" else over_tcp
    async with receiver as (port, received):
        ships = shipper(store, f"syslog+{transport}://{HERE}:{port}", str(authority))
        await ships.once()
        assert not ships.failing
        await noted(store)
        await ships.once()
        await until(lambda: len(received.lines) > lines)
    assert received.places == [*range(1, lines + 2)]
    assert received.again == []
    assert read_copy(received.copy).proofs == read_copy((await copied(store)).splitlines(True)).proofs
    assert (await looked(store, b"".join(received.copy))).whole


async def test_a_receiver_that_nobody_knows_gets_nothing(store: Store, tmp_path: Path) -> None:
    await entered(store)
    context, _ = certified(tmp_path)
    async with receiving(context) as (port, received):
        ships = shipper(store, f"syslog+tls://{HERE}:{port}")
        await ships.once()
    assert (ships.failing, received.lines) == (True, [])


async def test_what_may_have_been_received_is_said_again_and_says_so(store: Store) -> None:
    lines = await entered(store)
    async with receiving(dies=True) as (port, _):
        address = f"syslog+tcp://{HERE}:{port}"
        ships = shipper(store, address)
        await ships.once()
        assert (ships.failing, ships.failures) == (True, 1)
    row = await shipping(store)
    assert (row.place, row.sending, row.shipped_at) == (0, lines, None)
    await noted(store)
    async with receiving() as (port, received):
        # The same address, at another port of this machine: what is known of it stays.
        await moved(store, f"syslog+tcp://{HERE}:{port}")
        better = shipper(store, f"syslog+tcp://{HERE}:{port}")
        await let_go(store)
        await better.once()
    assert received.places == [*range(1, lines + 2)]
    assert received.again == [*range(1, lines + 1)]


async def test_one_of_several_servers_ships_and_another_takes_over(store: Store, address: str) -> None:
    lines = await entered(store)
    other = Store.open(address)
    try:
        async with receiving() as (port, received):
            target = f"syslog+tcp://{HERE}:{port}"
            one, two = shipper(store, target), shipper(other, target)
            await asyncio.gather(one.once(), two.once())
            assert (one.failing, two.failing) == (False, False)
            assert received.places == [*range(1, lines + 1)]
            await noted(store)
            await asyncio.gather(one.once(), two.once())
            assert received.places == [*range(1, lines + 2)]
            holder = (await shipping(store)).holder
            await noted(store)
            idle = two if holder == one._me else one
            await idle.once()
            assert received.places == [*range(1, lines + 2)]
            await let_go(store)
            await idle.once()
            assert received.places == [*range(1, lines + 3)]
            assert (await shipping(store)).holder != holder
    finally:
        await other.close()


async def test_another_target_gets_everything(store: Store, tmp_path: Path) -> None:
    lines = await entered(store)
    await shipper(store, str(tmp_path)).once()
    await let_go(store)
    async with receiving() as (port, received):
        await shipper(store, f"syslog+tcp://{HERE}:{port}").once()
    assert received.places == [*range(1, lines + 1)]


async def test_a_copy_that_has_more_than_the_trail_is_not_written_to(store: Store, tmp_path: Path) -> None:
    lines = await entered(store)
    ships, file = shipper(store, str(tmp_path)), tmp_path / f"{CODE}.jsonl"
    await ships.once()
    more = (
        file.read_bytes() + json.dumps({"committee": CODE, "place": lines + 1, "proof": "0"}).encode() + b"\n"
    )
    file.write_bytes(more)
    await ships.once()
    assert (ships.failing, file.read_bytes()) == (True, more)
    file.write_bytes(b"nothing of ours\n")
    await ships.once()
    assert (ships.failures, file.read_bytes()) == (2, b"nothing of ours\n")


async def test_a_folder_that_is_not_there_is_not_made(store: Store, tmp_path: Path) -> None:
    await entered(store)
    ships = shipper(store, str(tmp_path / "mounted"))
    await ships.once()
    assert (ships.failing, (tmp_path / "mounted").exists()) == (True, False)
    (tmp_path / "mounted").mkdir()
    await ships.once()
    assert not ships.failing
    assert (tmp_path / "mounted" / f"{CODE}.jsonl").read_bytes() == await copied(store)


async def test_over_udp_a_long_line_says_its_proof_only(store: Store) -> None:
    await settle(store)
    async with unit_of_work(store, CODE, ME, right=None) as unit:
        unit.note("try", "trail", 1, after="字" * 30_000)
    async with datagrams() as (port, received):
        ships = shipper(store, f"syslog+udp://{HERE}:{port}")
        await ships.once()
        last = (await shipping(store)).place
        await until(lambda: last in received.places)
    assert not ships.failing
    assert [one["place"] for one in received.lines if one["said"] is None] == [last]
    assert (await looked(store, b"".join(received.copy))).whole


async def test_a_receiver_that_hangs_slows_no_request_and_is_told(store: Store, address: str) -> None:
    await entered(store)
    hanging, met = asyncio.Event(), asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.set()
        await hanging.wait()
        reset(writer)

    deaf = await asyncio.start_server(hang, HERE, 0)
    async with deaf:
        port = deaf.sockets[0].getsockname()[1]
        settings = Settings(port=0, ship_to=f"syslog+tcp://{HERE}:{port}")
        async with serving(create_app(settings, Store.open(address)), settings) as at:
            await asyncio.wait_for(met.wait(), 10)
            async with httpx.AsyncClient(base_url=f"http://{HERE}:{at}") as http:
                answered = await http.post("/graphql", json={"query": "{ __typename }"})
                assert answered.json() == {"data": {"__typename": "Query"}}
                assert (await http.get("/readyz")).json() == {"ready": True, "problems": []}
                hanging.set()

                async def reminded() -> bool:
                    return "reminders" in (await http.get("/readyz")).json()

                await until_async(reminded)
                told = await http.get("/readyz")
                assert (told.status_code, told.json()["ready"]) == (200, True)
                assert [one["code"] for one in told.json()["reminders"]] == ["TRAIL_NOT_SHIPPED"]
                counted = (await http.get("/metrics")).text
    assert "luzhi_trail_shipping_failing 1.0" in counted
    assert f'luzhi_trail_shipped_lines{{committee="{CODE}"}} 0.0' in counted
    assert "luzhi_trail_shipping_age_seconds{" not in counted


async def test_a_server_ships_by_itself(
    store: Store, address: str, tmp_path: Path, spawn: Callable[..., Process]
) -> None:
    lines = await entered(store)
    key = str(store.keys.path.absolute())
    told = {"LUZHI_DATABASE": address, "LUZHI_KEY_FILE": key, "LUZHI_SHIP_TO": str(tmp_path)}
    server = spawn("-m", "start", "serve", "--port", "0", **told)
    file = tmp_path / f"{CODE}.jsonl"
    await asyncio.to_thread(
        server.wait_until, lambda: file.exists() and file.read_bytes().count(b"\n") == lines, "copy"
    )
    assert await asyncio.to_thread(server.stop) == 0
    assert (await looked(store, file.read_bytes())).whole
    found = await asyncio.to_thread(run, address, "audit", "verify", "--against", str(file))
    assert found[0] == 0, found


@pytest.mark.parametrize(
    "target",
    ["trail", "http://log", "syslog://log", "syslog+tcp://", "syslog+tcp://log:99999", "syslog+tcp://a@log"],
)
def test_a_target_that_is_none_is_refused(target: str) -> None:
    with pytest.raises(SettingsRefused, match="LUZHI_SHIP_TO"):
        Settings(ship_to=target)


async def let_go(store: Store) -> None:
    """As if whoever ships had been gone for long."""
    async with store.writing() as connection:
        past = await now(connection) - LEASE - timedelta(seconds=1)
        await connection.execute(update(Shipping).values(held_until=past))


async def moved(store: Store, target: str) -> None:
    """As if the target had always been at this address."""
    async with store.writing() as connection:
        await connection.execute(update(Shipping).values(target=target))


async def until(seen: Callable[[], bool]) -> None:
    """Waits until something is seen that is on its way."""

    async def look() -> bool:
        return seen()

    await until_async(look)


async def until_async(seen: Callable[[], Any]) -> None:
    """The same, where to look takes a while."""
    async with asyncio.timeout(20):
        while not await seen():
            await asyncio.sleep(0.01)
