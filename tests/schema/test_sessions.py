"""Sessions over HTTP: when they end, who ends them, and how many there may be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.account import Session
from models.store import Store
from server import create_app
from services.accounts.account import close, lock, reset
from services.accounts.sessions import sessions_of
from settings import Settings
from tests.http_client import client
from tests.services.accounts.holder import (
    CODE,
    ME,
    OFFICE,
    OTHER_PASSWORD,
    PASSWORD,
    SECOND_PHONE,
    Holder,
    age,
    codes,
    hashing,
    lines,
    opened,
    served,
    sessions,
    settle,
)

pytestmark = pytest.mark.anyio
REVOKE = "mutation ($id: ID!) { revokeSession(id: $id) { errors { code field } } }"
REPORT = "mutation { reportLoss { errors { code } } }"


@pytest.mark.parametrize(
    ("column", "alive", "dead"),
    [
        (Session.seen_at, timedelta(minutes=19), timedelta(minutes=2)),
        (Session.ends_at, timedelta(hours=11), timedelta(hours=1)),
    ],
)
async def test_a_session_ends_when_it_is_idle_or_old(
    store: Store, column: object, alive: timedelta, dead: timedelta
) -> None:
    await settle(store)
    account_id = await opened(store)
    async with served(store) as http:
        holder = Holder(http)
        await holder.sign_in(client="BEARER")
        await age(store, alive, column)
        # Looked at from elsewhere: a look of its own would be use.
        assert len(await alive_sessions(store, account_id)) == 1
        await age(store, dead, column)
        (error,) = (await holder.ask(ME))["errors"]
        assert error["extensions"]["code"] == "SIGN_IN_REQUIRED"
        assert await alive_sessions(store, account_id) == []


async def alive_sessions(store: Store, account_id: int) -> list[object]:
    async with store.reading() as connection:
        return list(await sessions_of(connection, account_id))


async def test_use_keeps_a_session_alive_and_a_restart_does_not_end_it(store: Store) -> None:
    await settle(store)
    await opened(store)
    token = None
    for _ in range(3):
        app = create_app(Settings(), Store.open(store.url.render_as_string(hide_password=False)))
        async with app.router.lifespan_context(app), client(app) as http:
            holder = Holder(http, token=token)
            if token is None:
                token = (await holder.sign_in(client="BEARER"))["token"]
            await age(store, timedelta(minutes=15), Session.seen_at)
            (before,) = await sessions(store)
            assert await holder.me() is not None
        # That it was used is written by now: the server has waited for it.
        (after,) = await sessions(store)
        assert after["seen_at"] - before["seen_at"] >= timedelta(minutes=15)


async def test_one_ends_ones_own_sessions_and_nobody_elses(store: Store) -> None:
    await settle(store)
    await opened(store)
    await opened(store, "李四", SECOND_PHONE)
    async with served(store) as http:
        laptop, phone, other = Holder(http), Holder(http), Holder(http, SECOND_PHONE)
        for one in (laptop, phone, other):
            await one.sign_in(client="BEARER")
        (foreign,) = (await other.me())["sessions"]
        for id_ in (foreign["id"], "U2Vzc2lvbjo5OTk", "x"):
            payload = await laptop.change(REVOKE, id=id_)
            assert payload["errors"] == [{"code": "NOT_FOUND", "field": "id"}]
        assert await other.me() is not None
        own = (await laptop.me())["sessions"]
        assert len(own) == 2
        (elsewhere,) = [one["id"] for one in own if not one["current"]]
        assert codes(await laptop.change(REVOKE, id=elsewhere)) == []
        assert "errors" in await phone.ask(ME)
        assert len((await laptop.me())["sessions"]) == 1
    assert [line["actor"] for line in await lines(store, "revoke")] == ["张三"]


async def test_more_sessions_than_the_policy_allows_end_the_oldest(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with served(store) as http:
        places = [Holder(http) for _ in range(6)]
        for one in places:
            await one.sign_in(client="BEARER")
        assert "errors" in await places[0].ask(ME)
        assert len((await places[1].me())["sessions"]) == 5


@pytest.mark.parametrize("what", ["reset", "lock", "loss", "close", "report"])
async def test_sessions_end_at_once_with_the_right_to_them(store: Store, what: str) -> None:
    await settle(store)
    account_id = await opened(store)
    async with served(store) as http:
        holder, elsewhere = Holder(http), Holder(http)
        for one in (holder, elsewhere):
            await one.sign_in(client="BEARER")
            assert await one.me() is not None
        if what == "reset":
            await reset(store, hashing(), CODE, OFFICE, account_id)
        elif what == "close":
            await close(store, CODE, OFFICE, account_id)
        elif what == "report":
            assert codes(await holder.change(REPORT)) == []
        else:
            await lock(store, CODE, OFFICE, account_id, loss=what == "loss")
        for one in (holder, elsewhere):
            (error,) = (await one.ask(ME))["errors"]
            assert error["extensions"]["code"] == "SIGN_IN_REQUIRED"
            one.token = None
            assert codes(await one.sign_in(client="BEARER")) == ["SIGN_IN_FAILED"]
    assert all(row["revoked_at"] for row in await sessions(store))


async def test_a_change_of_the_password_ends_the_sessions_elsewhere(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with served(store) as http:
        holder, elsewhere = Holder(http), Holder(http)
        for one in (holder, elsewhere):
            await one.sign_in(client="BEARER")
        assert await holder.set_password(PASSWORD, OTHER_PASSWORD) == []
        assert len((await holder.me())["sessions"]) == 1
        assert "errors" in await elsewhere.ask(ME)
