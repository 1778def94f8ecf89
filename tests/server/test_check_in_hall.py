"""A hall of three hundred behind one address, at once; and a server that dies in the middle of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from models.check_in import CheckInArrival
from models.clock import now
from models.store import Store
from services.accounts.account import Registration, register
from services.accounts.hashing import Hashing
from services.accounts.sessions import Visit
from services.accounts.sign_in import Credentials, set_password, sign_in
from services.check_in.code import Codes
from services.committee.committees import term_of
from services.refusal import TooManyRequests
from services.unit_of_work import unit_of_work
from tests.process import Process
from tests.services.accounts.holder import CODE, HERE, OFFICE, PASSWORD, settle
from tests.services.check_in.people import BASE, check_in_id, people, secret_of, session_of
from tests.services.committee_of_ten import ME, RULE_SET, add_member, rows

pytestmark = pytest.mark.anyio
Json = Any
HALL = 300
NAT = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "Host": BASE.removeprefix("https://"),
    "Origin": BASE,
}


async def further_members(store: Store, count: int) -> list[int]:
    """So many members more, whom nobody expects."""
    async with unit_of_work(store, CODE, ME, right=None) as unit:
        term = await term_of(unit, None, RULE_SET.end)
        found = [await add_member(unit, term, 10 + at) for at in range(count)]
        unit.note("add", "members", term)
        return found


async def test_three_hundred_come_from_one_address_and_none_has_to_wait(sqlite_store: Store) -> None:
    # How often somebody may ask is counted in memory, whatever the database.
    store = sqlite_store
    async with people(store, proxy="127.0.0.1") as of:
        of.members += await further_members(store, HALL - len(of.members))
        await of.open()
        which = await check_in_id(store)

        async def come(member: int) -> list[int]:
            phone = of.phone()
            session = await session_of(store, member)
            # Over TLS, as a proxy says.
            phone.http.headers.update(NAT)
            phone.http.headers["Cookie"] = f"__Host-luzhi={session}"
            first = await phone.http.get(await path_of(store, which))
            told = {one.split(";")[0] for one in first.headers.get_list("set-cookie")}
            phone.http.headers["Cookie"] = "; ".join([f"__Host-luzhi={session}", *told])
            page = await phone.http.get("/check-in")
            done = await phone.http.post("/check-in", data={"challenge": secret_of(page)})
            return [first.status_code, page.status_code, done.status_code]

        # The seventh is not in office on that day.
        there = [member for at, member in enumerate(of.members) if at % 10 != 6]
        at_once = asyncio.Semaphore(20)

        async def one_by_one(member: int) -> list[int]:
            async with at_once:
                return await come(member)

        found = await asyncio.gather(*map(one_by_one, there))
        assert {tuple(one) for one in found} == {(200, 200, 200)}
        assert len(await rows(store, CheckInArrival)) == len(there) == 270


async def test_a_hall_signs_in_at_once_where_others_of_its_address_have_to_wait(sqlite_store: Store) -> None:
    store = sqlite_store
    await settle(store)
    hashing = Hashing(2, 64, failures=8)
    phones = [f"139058{at:05}" for at in range(24)]
    for phone in phones:
        form = Registration(real_name="张三", phone=phone)
        issued = await register(store, hashing, CODE, OFFICE, form)
        await set_password(store, hashing, CODE, Credentials(phone, issued.secret), PASSWORD, HERE)

    async def enter(phone: str, hall: int | None) -> bool:
        visit = Visit("203.0.113.9", "test", "bearer", hall=hall)
        try:
            await sign_in(store, hashing, CODE, Credentials(phone, PASSWORD), visit)
        except TooManyRequests:
            return False
        return True

    # All are counted before it is known that each is right.
    assert sum(await asyncio.gather(*(enter(phone, None) for phone in phones))) == 8
    assert all(await asyncio.gather(*(enter(phone, 1) for phone in phones)))
    await hashing.close()


async def test_guesses_in_a_hall_are_bounded_too(sqlite_store: Store) -> None:
    store = sqlite_store
    await settle(store)
    hashing = Hashing(2, 64, failures=3_000)
    assert hashing.halls.take(("203.0.113.9", 1)) == 0
    assert sum(not hashing.halls.take(("203.0.113.9", 1)) for _ in range(4_000)) == 2_999
    assert Hashing(1, 64, failures=0).halls.take("x") == 0
    await hashing.close()


async def test_a_server_that_is_killed_between_scan_and_confirmation_loses_nothing(
    store: Store, spawn: Callable[..., Process]
) -> None:
    address = store.url.render_as_string(False)
    async with people(store) as of:
        await of.open()
        which = await check_in_id(store)
        sessions = [await session_of(store, member) for member in of.members[:2]]
    first = spawn("-m", "start", "serve", LUZHI_DATABASE=address, LUZHI_PORT="0", LUZHI_PUBLIC_URL=BASE)
    base = await asyncio.to_thread(served_at, first)
    cookies = []
    async with httpx.AsyncClient(base_url=base) as http:
        pages = []
        for session in sessions:
            http.cookies.clear()
            http.cookies.set("luzhi", session)
            await http.get(await path_of(store, which))
            pages.append(await http.get("/check-in"))
            cookies.append({one.name: one.value or "" for one in http.cookies.jar})
        done = await press(http, pages[0], base, cookies[0])
        assert "已签到" in done.text
    first.kill()
    assert len(await rows(store, CheckInArrival)) == 1
    second = spawn("-m", "start", "serve", LUZHI_DATABASE=address, LUZHI_PORT="0", LUZHI_PUBLIC_URL=BASE)
    base = await asyncio.to_thread(served_at, second)
    async with httpx.AsyncClient(base_url=base) as http:
        # Whoever had scanned goes on; who was told that they are here, is.
        assert "您已经签到了" in (await press(http, pages[0], base, cookies[0])).text
        assert "✓ 已签到" in (await press(http, pages[1], base, cookies[1])).text
    assert len(await rows(store, CheckInArrival)) == 2


def served_at(process: Process) -> str:
    """Where a server says that it is."""
    return process.wait_for(r"http://127\.0\.0\.1:\d+")[0]


async def path_of(store: Store, which: int) -> str:
    """The path of the code of now."""
    async with store.reading() as connection:
        moment = await now(connection)
    return Codes(BASE, 15).shown(store, which, moment).address.removeprefix(BASE)


async def press(
    http: httpx.AsyncClient, page: httpx.Response, base: str, cookies: dict[str, str]
) -> httpx.Response:
    http.cookies.clear()
    for name, value in cookies.items():
        http.cookies.set(name, value)
    return await http.post("/check-in", data={"challenge": secret_of(page)}, headers={"Origin": base})
