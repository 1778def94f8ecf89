"""Databases of the former program get the tables of accounts, and lose nothing by it, either way."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.migration import configuration, upgrade
from models.store import Store, database_url
from services.accounts.sign_in import Credentials, sign_in
from services.entry.form import OccasionForm, Present
from services.runs.board import Boards
from tests.services.accounts.holder import CODE, HERE, PASSWORD, PHONE, hashing, opened, sessions
from tests.services.accounts.holder import settle as settle_accounts
from tests.services.committee_of_ten import TABLES as YEARS
from tests.services.committee_of_ten import YEAR, desk
from tests.services.committee_of_ten import settle as settle_committee

pytestmark = pytest.mark.anyio
BEFORE = "0013"
Stored = dict[str, list[dict[str, Any]]]
TABLES = ("accounts", "sessions", "sign_in_attempts", "account_settings")


async def test_what_the_former_program_kept_stays(store: Store, address: str) -> None:
    one, *_ = await settle_committee(store)
    survey = OccasionForm(title="海岛", day=date(2022, 3, 1), participants=[Present([one])])
    await desk(store, Boards()).enter(CODE, YEAR, "调研", survey)
    configured = configuration(database_url(address))
    await asyncio.to_thread(command.downgrade, configured, BEFORE)
    before = await stored(store)
    for table in TABLES:
        with pytest.raises(DBAPIError):
            await count(store, table)
    await asyncio.to_thread(upgrade, database_url(address))
    # What counted before there was a review is archived since (0027).
    archived = [{**row, "state": "archived"} for row in before["records"]]
    assert await stored(store, before) == before | {"records": archived}
    assert [await count(store, table) for table in TABLES] == [0, 0, 0, 0]
    await settle_accounts(store)
    await opened(store)
    await sign_in(store, hashing(), CODE, Credentials(PHONE, PASSWORD), HERE)
    after = await stored(store, before)
    # The way back loses the accounts and nothing else; the trail keeps what was done.
    await asyncio.to_thread(command.downgrade, configured, BEFORE)
    assert await stored(store) == after | {"records": before["records"]}


async def stored(store: Store, like: Stored | None = None) -> Stored:
    """All rows that work on a year could touch, as they lie there; of the columns that `like` has."""
    found: Stored = {}
    async with store.reading() as connection:
        for name in (table.__tablename__ for table in YEARS):
            columns = ", ".join(like[name][0]) if like and like[name] else "*"
            rows = await connection.execute(text(f"select {columns} from {name} order by 1, 2"))
            found[name] = [dict(row) for row in rows.mappings()]
    return found


async def count(store: Store, table: str) -> int:
    async with store.reading() as connection:
        return int((await connection.execute(text(f"select count(*) from {table}"))).scalar_one())


async def test_accounts_and_sessions_outlive_the_tables_of_outside_identities(
    store: Store, address: str
) -> None:
    await settle_accounts(store)
    await opened(store)
    await sign_in(store, hashing(), CODE, Credentials(PHONE, PASSWORD), HERE)
    configured = configuration(database_url(address))
    before = await sessions(store)
    await asyncio.to_thread(command.downgrade, configured, "0014")
    for table in ("outside_identities", "outside_sign_ins", "outside_codes"):
        with pytest.raises(DBAPIError):
            await count(store, table)
    await asyncio.to_thread(upgrade, database_url(address))
    # Who was signed in stays so, by a password.
    assert [one["provider"] for one in before] == [None]
    assert await sessions(store) == before
    await sign_in(store, hashing(), CODE, Credentials(PHONE, PASSWORD), HERE)
