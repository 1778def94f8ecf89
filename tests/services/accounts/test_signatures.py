"""Who did something: stored as an account, read as a name."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import String, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.base import Base
from models.change import Change
from models.closing import Closing
from models.signature import Signature
from models.store import Store
from services.actor import Actor
from services.entry.form import OccasionForm, Present
from services.records.history import history
from services.records.listing import records_of_ids
from services.refusal import Refusal
from services.runs.board import Boards
from services.runs.closings import closings_of_runs
from services.runs.live import Live
from services.slice import Slice
from services.years.year_end import close_year
from tests.services.accounts.holder import CODE
from tests.services.accounts.office import Office, office
from tests.services.committee_of_ten import YEAR, desk

pytestmark = pytest.mark.anyio
CLERK = Actor("委员工作委员会甲", "command")


async def worked(store: Store) -> tuple[Office, int, int]:
    """An office in which one person enters a record and closes the year; the rows of record and run."""
    of = await office(store)
    survey = OccasionForm(title="渔港", day=date(2022, 4, 2), participants=[Present(of.members[:1])])
    entered = await desk(store, actor=CLERK).enter(CODE, YEAR, "调研", survey)
    closing = await close_year(store, Live(Boards()), CODE, YEAR, CLERK)
    return of, entered.id, closing.run_id


async def told(connection: AsyncConnection, record_id: int, run_id: int) -> list[str]:
    """Who entered the record and who closed the year, as people are told."""
    row = (await records_of_ids(connection, [record_id]))[record_id]
    happened = await history(connection, row, Slice(10))
    return [
        *(one.actor for one in happened),
        (await closings_of_runs(connection, [run_id]))[run_id].closed_by,
    ]


async def test_a_name_is_read_from_the_row_of_its_account(store: Store) -> None:
    _, record_id, run_id = await worked(store)
    async with store.reading() as connection:
        assert await told(connection, record_id, run_id) == [CLERK.name, CLERK.name]
        account = await connection.scalar(select(Account.id).where(Account.real_name == CLERK.name))
        entered = type_coerce(Change.actor, String), Change.entity_id == record_id, Change.entity == "record"
        stored = [await connection.scalar(select(entered[0]).where(*entered[1:]))]
        stored.append(await connection.scalar(select(type_coerce(Closing.closed_by, String))))
    assert stored == [f"account:{account}"] * 2
    async with store.writing() as connection:
        await connection.execute(update(Account).where(Account.id == account).values(real_name="王更名"))
    async with store.reading() as connection:
        assert await told(connection, record_id, run_id) == ["王更名", "王更名"]


async def test_no_table_but_that_of_accounts_has_the_names_of_those_who_work(store: Store) -> None:
    of, *_ = await worked(store)
    # The first has no account yet when the committee is set up.
    names = [f"{role}甲" for role in of.tokens if role != "安全管理员"]
    found = set()
    async with store.reading() as connection:
        for table in Base.metadata.sorted_tables:
            for one in table.columns:
                column = type_coerce(one, String) if isinstance(one.type, Signature) else one
                values = map(str, await connection.scalars(select(column)))
                if any(name in value for value in values for name in names):
                    found.add(f"{table.name}.{one.name}")
    assert found == {"accounts.real_name"}


def test_nobody_gives_a_name_that_reads_as_an_account() -> None:
    with pytest.raises(Refusal, match="不能以 account: 开头"):
        Actor("account:1", "command")
