"""Notices of the former tables tell of one row each; those of batches have no place there."""

from __future__ import annotations

import asyncio

import pytest
from alembic import command
from sqlalchemy import insert, select, text

from models.clock import now
from models.migration import configuration, upgrade
from models.notice import Notice
from models.store import Store, database_url
from services.rights.held import today
from tests.services.accounts.office import office
from tests.services.notices.noticing import account_of, actor_of, happens, told, worker

pytestmark = pytest.mark.anyio
BEFORE = "0030"


async def test_what_was_told_before_is_told_of_one(store: Store, address: str) -> None:
    own = await office(store)
    await happens(store, await actor_of(store, "系统管理员"), "submit", own.record, "submitted")
    await worker(store).once()
    before, account_id = await told(store), await account_of(store, "办公室")
    async with store.writing() as connection:
        batch = {"committee_id": 1, "account_id": account_id, "kind": "submitted", "entity": "records"}
        moment = {"day": await today(connection), "made_at": await now(connection)}
        await connection.execute(insert(Notice).values(**batch, **moment, entity_id=9, revision=9, size=3))
    await store.close()
    await asyncio.to_thread(command.downgrade, configuration(database_url(address)), BEFORE)
    await asyncio.to_thread(upgrade, database_url(address))
    again = Store.open(address)
    assert await told(again) == before
    async with again.reading() as connection:
        assert {*await connection.scalars(select(Notice.size))} == {1}
        # A row of the former program, which says no size, is one as well.
        columns = "account_id, kind, entity, entity_id, revision, day, made_at, committee_id"
        former = f"INSERT INTO notices ({columns}) SELECT account_id, kind, entity, 99, 99, day, made_at, 1"
    async with again.writing() as connection:
        await connection.execute(text(f"{former} FROM notices WHERE account_id = {account_id}"))
        of_row = select(Notice.size).where(Notice.entity_id == 99)
        assert await connection.scalar(of_row) == 1
    await again.close()
