"""What the engines promise: writers take turns, readers see one moment, failures leave and tell nothing."""

import asyncio
import traceback
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from models.committee import Committee, Term
from models.member import Person
from models.record import Record
from models.store import Store
from tests.database import Files, PostgresServer
from tests.models.opened_store import committees, number, opened
from tests.models.writing_process import COMMITTEE, add_one, found, take_turn
from tests.process import Process

pytestmark = pytest.mark.anyio

WRITERS = 50
# A name that no traceback may show; it does not stand in the lines of the tests that one shows.
SECRET = "张三"


# Writers


async def test_of_fifty_writers_at_once_none_is_lost(store: Store) -> None:
    await found(store)
    await asyncio.gather(*(add_one(store) for _ in range(WRITERS)))
    assert await number(store) == "50"
    assert await store.revisions([COMMITTEE]) == {COMMITTEE: WRITERS}


async def test_writers_of_several_processes_take_turns(
    store: Store, address: str, spawn: Callable[..., Process]
) -> None:
    await found(store)
    others = [spawn("-m", "tests.models.writing_process", "add", address, "20") for _ in range(2)]
    for other in others:
        other.wait_for("ready")
    for _ in range(20):
        await add_one(store)
    assert [other.wait() for other in others] == [0, 0]
    assert await number(store) == "60"


async def test_a_writer_of_sqlite_may_read_before_it_writes(sqlite_files: Files) -> None:
    address = sqlite_files.migrated()
    async with opened(address) as one, opened(address) as two:
        await found(one)
        writers = (add_one(store, in_turn=False) for _ in range(WRITERS // 2) for store in (one, two))
        await asyncio.gather(*writers)
        assert await number(one) == "50"
    sqlite_files.drop(address)


async def test_an_exception_leaves_nothing(store: Store) -> None:
    await found(store)

    async def break_down() -> None:
        async with store.writing() as connection:
            await take_turn(connection)
            await connection.execute(insert(Committee).values(code="d", name="d"))
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        await break_down()
    assert await committees(store) == ["c"]
    assert await store.revisions([COMMITTEE]) == {COMMITTEE: 0}


async def test_a_cancelled_writer_leaves_nothing_and_lets_the_next_through(store: Store) -> None:
    await found(store)
    wrote = asyncio.Event()

    async def write_for_ever() -> None:
        async with store.writing() as connection:
            await take_turn(connection)
            wrote.set()
            while True:
                await connection.execute(select(Committee))

    writer = asyncio.create_task(write_for_ever())
    await wrote.wait()
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer
    async with asyncio.timeout(10):
        await add_one(store)
    assert await store.revisions([COMMITTEE]) == {COMMITTEE: 1}


async def test_a_writer_cancelled_while_it_waits_takes_no_turn(store: Store, address: str) -> None:
    await found(store)
    async with opened(address) as other:
        async with other.writing() as connection:
            await take_turn(connection)
            waiting = asyncio.create_task(add_one(store))
            await asyncio.sleep(0.2)
            waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with asyncio.timeout(10):
        await add_one(store)
    assert await number(store) == "1"


# Readers


async def test_a_reader_changes_nothing(store: Store) -> None:
    await found(store)
    async with store.reading() as connection:
        with pytest.raises(DBAPIError, match=r"read-?only"):
            await connection.execute(update(Committee).values(name="changed"))
    # On PostgreSQL readers and writers share connections: the ban must not stay on one.
    await add_one(store)
    assert await number(store) == "1"


async def test_a_reader_cannot_keep_what_it_wrote_by_committing(store: Store) -> None:
    await found(store)
    async with store.reading() as connection:
        await connection.commit()
        with pytest.raises(DBAPIError, match=r"read-?only"):
            await connection.execute(insert(Committee).values(code="d", name="d"))
        await connection.commit()
    assert await committees(store) == ["c"]


async def test_a_reader_sees_one_moment(store: Store) -> None:
    await found(store)
    async with store.reading() as connection:
        before = (await connection.scalars(select(Term.name))).one()
        await add_one(store)
        await add_one(store)
        after = (await connection.scalars(select(Term.name))).one()
        revision = (await connection.scalars(select(Committee.revision))).one()
    assert (before, after, revision) == ("0", "0", 0)
    assert await number(store) == "2"


async def test_many_readers_at_once_all_get_their_turn(store: Store) -> None:
    await found(store)
    assert await asyncio.gather(*(number(store) for _ in range(WRITERS))) == ["0"] * WRITERS


# The version


async def test_the_version_changes_with_the_commit_of_another_process(
    store: Store, address: str, spawn: Callable[..., Process]
) -> None:
    await found(store)
    before = await store.version(), await store.revisions([COMMITTEE])
    assert await store.version() == before[0]
    assert spawn("-m", "tests.models.writing_process", "add", address, "1").wait() == 0
    assert await store.version() != before[0]
    assert (before[1], await store.revisions([COMMITTEE])) == ({COMMITTEE: 0}, {COMMITTEE: 1})


async def test_the_version_does_not_change_before_a_commit_nor_a_revision_by_a_rollback(store: Store) -> None:
    await found(store)
    before = await store.version()
    async with store.writing() as connection:
        await take_turn(connection)
        assert await store.version() == before
        assert await store.revisions([COMMITTEE]) == {COMMITTEE: 0}
        await connection.rollback()
    assert await store.revisions([COMMITTEE]) == {COMMITTEE: 0}
    before = await store.version()
    await add_one(store)
    assert await store.version() != before


async def test_every_commit_moves_the_version_on(store: Store) -> None:
    await found(store)
    seen = [await store.version()]
    for _ in range(5):
        await add_one(store)
        seen.append(await store.version())
    assert len(set(seen)) == 6


async def test_revisions_are_those_of_the_committees_that_are_asked_for(store: Store) -> None:
    await found(store)
    async with store.writing() as connection:
        await connection.execute(insert(Committee).values(id=9, code="d", name="d", revision=4))
    assert await store.revisions([COMMITTEE, 9, 77]) == {COMMITTEE: 0, 9: 4}
    assert await store.revisions([9]) == {9: 4}
    assert await store.revisions([]) == {}


# What the database itself refuses, and what its errors say


async def test_a_row_without_its_parent_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError):
        async with store.writing() as connection:
            await connection.execute(insert(Term).values(committee_id=99, name="1"))


async def test_a_parent_with_rows_is_not_removed(store: Store) -> None:
    await found(store)
    with pytest.raises(IntegrityError):
        async with store.writing() as connection:
            await connection.execute(text("DELETE FROM committees"))
    assert await committees(store) == ["c"]


async def test_a_state_off_the_list_is_refused(store: Store) -> None:
    await found(store)
    day = date(2022, 3, 1)
    days = {"year": 2022, "day": day, "first_day": day, "last_day": day}
    what = {"form": "occasion", "kind": "会议", "key": "1", "attributes": {}, "source": "import"}
    with pytest.raises(IntegrityError, match="ck_records_state"):
        async with store.writing() as connection:
            await connection.execute(
                insert(Record).values(committee_id=COMMITTEE, state="sleeping", **days, **what)
            )


async def test_no_error_repeats_a_value(store: Store) -> None:
    await found(store)
    async with store.writing() as connection:
        await connection.execute(insert(Term).values(committee_id=COMMITTEE, name=SECRET))
    statements = [
        insert(Term).values(committee_id=COMMITTEE, name=SECRET),
        insert(Person).values(committee_id=COMMITTEE, name=SECRET, sort_key=None),
        insert(Committee).values(code="c", name=SECRET),
        insert(Committee).values(code=None, name=SECRET),
        insert(Term).values(committee_id=99, name=SECRET),
    ]
    for statement in statements:
        async with store.writing() as connection:
            with pytest.raises(IntegrityError) as caught:
                await connection.execute(statement)
        shown = "".join(traceback.format_exception(caught.value))
        assert SECRET not in shown + repr(caught.value)
        # … and still says what is wrong.
        assert any(word in str(caught.value) for word in ("sort_key", "committees", "terms", "FOREIGN KEY"))


async def test_no_error_repeats_a_value_that_postgresql_cannot_read(postgres_server: PostgresServer) -> None:
    address = postgres_server.migrated()
    async with opened(address) as store:
        with pytest.raises(DBAPIError) as caught:
            async with store.writing() as connection:
                await connection.execute(text("SELECT CAST(:value AS integer)"), {"value": SECRET})
    postgres_server.drop(address)
    assert SECRET not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert "22P02" in str(caught.value)
