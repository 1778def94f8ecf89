"""What is asked past SQLAlchemy is what SQLAlchemy would give, on both databases, its errors included."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, literal_column, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from models.among import Among
from models.clock import Now
from models.committee import Committee, Term
from models.quick import Quick, together
from models.rows import add_rows, set_rows
from models.store import READERS, Store
from tests.schema.schema_client import statements

pytestmark = pytest.mark.anyio

TERMS = Quick(
    select(Term.name, Term.first_day, Now())
    .where(Among(Term.name, "names"), Term.first_day >= bindparam("since"), Term.name.in_(["九", "十"]))
    .order_by(Term.name)
)
CODES = Quick(select(Committee.code).where(Committee.code == bindparam("code")))


async def filled(store: Store) -> None:
    async with store.writing() as connection:
        added = insert(Committee).values(code="a", name="甲", revision=0).returning(Committee.id)
        committee_id = (await connection.execute(added)).scalar_one()
        for name, first in (("九", date(2017, 1, 1)), ("十", date(2022, 1, 1)), ("十一", date(2027, 1, 1))):
            row = {"committee_id": committee_id, "name": name, "first_day": first}
            await connection.execute(insert(Term).values(row))


async def test_rows_have_the_types_of_their_columns(store: Store) -> None:
    await filled(store)
    asked = {"names": ["九", "十", "十一"], "since": date(2020, 1, 1)}
    async with store.reading() as connection:
        await connection.begin()
        with statements() as seen:
            terms, codes = await together(connection, (TERMS, asked), (CODES, {"code": "a"}))
        # Each once: neither is asked the long way because the short one failed.
        assert len(seen) == 2
        ((name, first, moment),) = terms
        assert (name, first, moment.tzinfo) == ("十", date(2022, 1, 1), UTC)
        assert abs((datetime.now(UTC) - moment).total_seconds()) < 3600
        assert [tuple(one) for one in codes] == [("a",)]
        assert list(await CODES.rows(connection, code="b")) == []


async def test_all_of_a_reader_see_one_moment(store: Store) -> None:
    async with store.reading() as connection:
        assert list(await CODES.rows(connection, code="a")) == []
        await filled(store)
        assert list(await CODES.rows(connection, code="a")) == []
    async with store.reading() as connection:
        assert [tuple(one) for one in await CODES.rows(connection, code="a")] == [("a",)]


async def test_an_error_is_told_as_any_other(store: Store) -> None:
    wrong = Quick(select(literal_column("nothing")).select_from(text("nowhere")))
    async with store.reading() as connection:
        with pytest.raises(DBAPIError, match="nowhere"):
            await wrong.rows(connection)


async def test_a_reader_whose_transaction_did_not_end_is_not_asked_again(sqlite_store: Store) -> None:
    store = sqlite_store
    async with store.reading() as connection:
        await CODES.rows(connection, code="a")
        opened: Any = (await connection.get_raw_connection()).driver_connection
        # So the end of its transaction is refused, as that of one with which something has gone wrong.
        await opened._execute(opened._conn.close)
    await filled(store)
    found = []
    for _ in range(READERS + 1):
        async with store.reading() as connection:
            with suppress(DBAPIError):
                found.append(list(await CODES.rows(connection, code="a")))
    # One reader at most was refused; all others saw what was filled in since.
    assert found[:READERS] == [[("a",)]] * READERS


async def test_a_row_that_is_refused_is_told_as_any_other(store: Store) -> None:
    await filled(store)
    with pytest.raises(IntegrityError) as refused:
        await _renamed_and_added_again(store)
    assert "丙" not in str(refused.value)
    async with store.reading() as connection:
        assert [*await connection.scalars(select(Committee.name))] == ["甲"]


async def _renamed_and_added_again(store: Store) -> None:
    async with store.writing() as connection:
        await set_rows(connection, Committee, ("name",), ("code",), [("乙", "a")])
        await add_rows(connection, Committee, ("code", "name", "revision"), [("a", "丙", 0)])
