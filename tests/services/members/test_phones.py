"""Telephone numbers in the database: readable with the key only, and gone when they are forgotten."""

from __future__ import annotations

import asyncio
import sqlite3
from base64 import b64encode
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import select

from models.change import Change
from models.member import Person
from models.migration import configuration, upgrade
from models.store import Store, database_url
from rules.record import Member
from services.committee.committees import term_of
from services.keys.replacing import lost
from services.members.last_year import roster_of
from services.members.phones import forget, with_phones
from services.members.writing import Enroller
from services.refusal import Refusal
from services.unit_of_work import unit_of_work
from tests.database import Files
from tests.server.sick_server import path_of
from tests.services.committee_of_ten import CODE, ME, NAMES, PHONES, RULE_SET, settle

pytestmark = pytest.mark.anyio
BEFORE = "0012"


async def phones(store: Store) -> list[str | None]:
    """The numbers of the committee's members, in the order of the member numbers."""
    async with store.reading() as connection:
        roster = await roster_of(connection, 1, RULE_SET)
        assert {one.member.phone for one in roster} == {None}
        return [one.member.phone for one in await with_phones(connection, store.vault, roster)]


def spelled(text: str) -> set[bytes]:
    """A text in every way in which it might stand in a file."""
    found = {text.encode(one) for one in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")}
    coded = {one.hex().encode() for one in found} | {one.hex().upper().encode() for one in found}
    return found | coded | {base64_core(one, at) for one in found for at in range(3)}


def base64_core(data: bytes, offset: int) -> bytes:
    """What base64 makes of data that stands at such an offset, without what its neighbours decide."""
    coded = b64encode(b"\0" * offset + data)
    return coded[(offset * 8 + 5) // 6 : (offset + len(data)) * 8 // 6]


def files_of(address: str) -> bytes:
    """All that stands in the file of a database and beside it, the key apart."""
    path = path_of(address)
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*") if file.suffix != ".key")


async def test_a_copy_of_the_file_tells_no_number(sqlite_store: Store) -> None:
    await settle(sqlite_store)
    # With what is not yet in the file itself.
    found = files_of(str(sqlite_store.url).replace("+aiosqlite", ""))
    assert "舟山市政协".encode() in found
    assert [one for one in PHONES for way in spelled(one) if way in found] == []
    # The same search finds what is there.
    assert any(way in found for way in spelled(NAMES[0]))


async def test_with_the_key_a_number_is_what_was_entered(store: Store) -> None:
    await settle(store)
    assert await phones(store) == list(PHONES)


async def test_who_is_known_by_name_and_number_is_the_same_person_in_another_term(store: Store) -> None:
    await settle(store)
    async with unit_of_work(store, CODE, ME) as unit:
        later = await term_of(unit, "第九届", RULE_SET.end)
        known = Member("N1", NAMES[0], {}, [], PHONES[0])
        other = Member("N2", NAMES[0], {}, [], "13900000000")
        nobody = Member("N3", NAMES[1], {}, [], None)
        await Enroller(unit, RULE_SET.catalogue, later).add([known, other, nobody])
    async with store.reading() as connection:
        names = (await connection.scalars(select(Person.name).order_by(Person.id))).all()
    assert list(names) == [*NAMES, NAMES[0], NAMES[1]]


async def test_what_is_forgotten_is_gone_and_the_rest_stays(store: Store) -> None:
    await settle(store)
    async with store.reading() as connection:
        before = (await connection.execute(select(Person.key, Person.phone).where(Person.id == 1))).one()
    async with unit_of_work(store, CODE, ME, "离任") as unit:
        await forget(unit, 1)
    assert await phones(store) == [None, *PHONES[1:]]
    async with store.reading() as connection:
        row = (await connection.execute(select(Person).where(Person.id == 1))).one()
        line = (await connection.execute(select(Change).order_by(Change.id.desc()).limit(1))).one()
    assert (row.name, row.key, row.phone, row.phone_index) == (NAMES[0], None, None, None)
    assert (line.action, line.entity, line.entity_id, line.reason) == ("forget", "person", 1, "离任")
    assert before.key is not None
    with pytest.raises(Refusal, match="没有这个人"):
        async with unit_of_work(store, CODE, ME) as unit:
            await forget(unit, 99)


async def test_numbers_of_the_former_program_are_sealed_and_leave_no_trace(
    store: Store, address: str
) -> None:
    await settle(store)
    await asyncio.to_thread(command.downgrade, configuration(database_url(address)), BEFORE)
    assert plain(address) == list(PHONES)
    await asyncio.to_thread(upgrade, database_url(address))
    assert await phones(store) == list(PHONES)
    if address.startswith("sqlite"):
        found = files_of(address)
        assert [one for one in PHONES if one.encode() in found] == []


async def test_a_key_that_is_at_hand_is_not_lost(store: Store, address: str) -> None:
    """Just brought up to date: numbers are sealed, and no change has begun the chain that names the key."""
    await settle(store)
    await asyncio.to_thread(command.downgrade, configuration(database_url(address)), "0011")
    await asyncio.to_thread(upgrade, database_url(address))
    assert await lost(store, ME, "以为丢了") == ["舟山市政协"]
    assert await phones(store) == list(PHONES)
    assert await lost(store, ME, "以为丢了") == []


async def test_a_database_without_numbers_needs_no_key_to_be_brought_up_to_date(
    sqlite_files: Files, tmp_path: Path
) -> None:
    address = sqlite_files.migrated()
    url = database_url(address)
    await asyncio.to_thread(command.downgrade, configuration(url), BEFORE)
    await asyncio.to_thread(upgrade, url, tmp_path / "key")
    assert not (tmp_path / "key").exists()
    sqlite_files.drop(address)


def plain(address: str) -> list[str]:
    """The numbers as the former program had them."""
    asked = "SELECT phone FROM persons ORDER BY id"
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(path_of(address))) as connection:
            return [phone for (phone,) in connection.execute(asked)]
    with psycopg.connect(address) as server:
        return [phone for (phone,) in server.execute(asked)]
