"""Databases of the former program: a member's name goes from the account, nothing else is lost either way."""

from __future__ import annotations

import asyncio

import pytest
from alembic import command
from sqlalchemy import text

from models.migration import configuration, upgrade
from models.store import Store, database_url
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio
BEFORE = "0021"
ACCOUNTS = "select id, real_name, person_id, state from accounts order by id"


async def rows(store: Store, statement: str) -> list[tuple[object, ...]]:
    async with store.reading() as connection:
        return [tuple(row) for row in await connection.execute(text(statement))]


async def test_names_of_members_and_of_leavers_go_and_those_of_the_staff_stay(
    store: Store, address: str
) -> None:
    await office(store)
    async with store.writing() as connection:
        await connection.execute(text("update accounts set state = 'closed', real_name = null where id = 2"))
    configured = configuration(database_url(address))
    people = "select id, name, sort_key, phone_index from persons order by id"
    members = "select id, person_id, number, first_day, last_day from memberships order by id"
    before = [await rows(store, one) for one in (ACCOUNTS, people, members)]
    await asyncio.to_thread(command.downgrade, configured, BEFORE)
    former = await rows(store, ACCOUNTS)
    of_member = next(row for row in former if row[2] is not None)
    assert (of_member[1], former[1][1]) == ("赵一", "（已注销）")
    await asyncio.to_thread(upgrade, database_url(address))
    assert [await rows(store, one) for one in (ACCOUNTS, people, members)] == before
    assert await rows(store, "select distinct version from memberships") == [(1,)]
    assert await rows(store, "select count(*) from persons where exited_at is not null") == [(0,)]
