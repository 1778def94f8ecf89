"""A matter is what ties make of it, however far they go, within one committee."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from models.record import Record, Tie
from models.store import Store
from services.committee.committees import committee, establish
from services.records.ties import matter_of

pytestmark = pytest.mark.anyio

DAY = date(2022, 3, 1)


async def tied_records(connection: AsyncConnection, code: str, *ties: tuple[str, ...]) -> list[int]:
    """A record of a committee for each of these groups of ties."""
    committee_id, ids = (await committee(connection, code)).id, []
    for at, own in enumerate(ties):
        row = {"committee_id": committee_id, "year": 2022, "form": "work", "kind": "提案", "key": str(at)}
        row |= {"day": DAY, "first_day": DAY, "last_day": DAY, "source": "import", "attributes": {}}
        record_id = await connection.scalar(insert(Record).values(row).returning(Record.id))
        assert record_id is not None
        for tie in own:
            told = {"record_id": record_id, "tie": tie, "committee_id": committee_id}
            await connection.execute(insert(Tie).values(told))
        ids.append(record_id)
    return ids


async def test_a_matter_is_of_one_committee(store: Store) -> None:
    await establish(store, "jia", "甲市政协")
    await establish(store, "yi", "乙市政协")
    async with store.writing() as connection:
        one, two, three, other, alone = await tied_records(
            connection, "jia", ("matter a",), ("matter a", "title b"), ("title b",), ("matter c",), ()
        )
        foreign, far = await tied_records(connection, "yi", ("matter a", "title b"), ("title b",))
        assert await matter_of(connection, [one]) == {one, two, three}
        assert await matter_of(connection, [three, other]) == {one, two, three, other}
        assert await matter_of(connection, [alone]) == {alone}
        assert await matter_of(connection, [far]) == {foreign, far}
