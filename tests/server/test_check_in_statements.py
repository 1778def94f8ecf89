"""How much a sign-in by code asks of the database: three hundred come at once, and one writes at a time."""

from __future__ import annotations

import pytest

from models.store import Store
from tests.schema.schema_client import statements
from tests.services.check_in.people import people, said

pytestmark = pytest.mark.anyio
# What begins a transaction, and what looks whether anything has changed since.
BESIDE = ("BEGIN", "SELECT CAST(pg_current_snapshot()")


async def test_a_sign_in_asks_the_database_twelve_times(store: Store) -> None:
    async with people(store) as of:
        address = await of.open()
        first, second = await of.member(0), await of.member(1)
        with statements() as asked:
            await first.press(await first.scan(address))
        # The moment; the session; the check-in; the challenge is kept. Then the session; the unit of work;
        # the challenge; the version, the arrival, the challenge spent; the trail and its end.
        told = [one for one in asked if not one.startswith(BESIDE)]
        assert len(told) == 12, told
        with statements() as again:
            done = await second.press(await second.scan(address))
        assert said(done).startswith("✓ 已签到，")
        assert len([one for one in again if not one.startswith(BESIDE)]) == 12
