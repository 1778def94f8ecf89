"""Opening sign-in again: in the place of times that were seen, by whoever comes first."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic import command

from models.check_in import CheckIn
from models.migration import configuration
from models.store import Store
from tests.services.accounts.holder import codes
from tests.services.check_in.people import CLOSE, OPEN, people, seen
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
Json = Any


async def test_of_two_who_open_it_the_later_is_told_what_it_is_now(store: Store) -> None:
    async with people(store) as of:
        moment = datetime.now(UTC)

        async def opened(hours: int, seen: int | None) -> Json:
            times = {"from": moment.isoformat(), "until": (moment + timedelta(hours=hours)).isoformat()}
            return await of.change(OPEN, input={"record": of.id, **times, "timesVersion": seen})

        told = await asyncio.gather(opened(1, None), opened(2, None))
        refused = [one["errors"] for one in told if one["errors"]]
        assert [(each["code"], each["field"]) for one in refused for each in one] == [
            ("CONFLICT", "timesVersion")
        ]
        # Whoever comes changes no times; whoever closes it does.
        phone = await of.member(0)
        await phone.press(await phone.scan((await of.list())["code"]["address"]))
        assert (await of.list())["timesVersion"] == 1
        assert codes(await opened(3, None)) == ["CONFLICT"]
        assert (await opened(3, 1))["checkIn"]["timesVersion"] == 2
        await of.change(CLOSE, id=of.id)
        before = await rows(store, CheckIn)
        assert codes(await opened(4, 2)) == ["CONFLICT"]
        assert await rows(store, CheckIn) == before
        assert codes(await opened(4, 3)) == []


async def test_what_a_former_program_opened_is_opened_again_as_its_first_times(
    store: Store, address: str
) -> None:
    async with people(store) as of:
        await of.open(end=30)
        before = await rows(store, CheckIn)
    await store.close()
    config = configuration(store.url)
    for step, revision in ((command.downgrade, "0037"), (command.upgrade, "head")):
        await asyncio.to_thread(step, config, revision)
    anew = Store.open(address)
    assert await rows(anew, CheckIn) == before
    async with seen(anew, of.members, of.record, of.committee, of.staff) as now:
        assert (await now.list())["timesVersion"] == 1
        await now.open(end=45)
        assert (await now.list())["timesVersion"] == 2
    await anew.close()
