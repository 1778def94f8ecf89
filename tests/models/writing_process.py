"""Writers in processes of their own, for the tests that share a database with them or kill them.

`add ADDRESS N` adds N to the term's number, one by one. `units ADDRESS` starts a writer when it is told a
line, and kills it at the next. That writer writes units of two lines, and says of each when it begins and
when it is committed.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from models.committee import Committee, Term
from models.store import Store
from tests.process import say, start_and_kill

# The first number of a new database.
COMMITTEE = 1
HALVES = ("first", "second")


async def found(store: Store) -> None:
    """Enters a committee at revision 0 and a term whose name is the number 0."""
    async with store.writing() as connection:
        await connection.execute(insert(Committee).values(code="c", name="c", revision=0))
        await connection.execute(insert(Term).values(committee_id=COMMITTEE, name="0"))


async def take_turn(connection: AsyncConnection) -> int:
    """Raises the committee's revision, which writers on PostgreSQL wait for; the new one."""
    await connection.execute(update(Committee).values(revision=Committee.revision + 1))
    return (await connection.scalars(select(Committee.revision))).one()


async def add_one(store: Store, *, in_turn: bool = True) -> None:
    """Reads the term's number and writes the next, with room for others in between."""
    async with store.writing() as connection:
        if in_turn:
            await take_turn(connection)
        number = (await connection.scalars(select(Term.name))).one()
        await asyncio.sleep(0)
        await connection.execute(update(Term).values(name=str(int(number) + 1)))


async def write_unit(store: Store) -> None:
    async with store.writing() as connection:
        unit = await take_turn(connection)
        say(f"began {unit}")
        for half in HALVES:
            line = {"revision": unit, "action": half, "at": datetime.now(UTC), "entity": "unit"}
            whose = {"committee_id": COMMITTEE, "actor": "test", "channel": "test", "entity_id": unit}
            await connection.execute(insert(Change).values(**line, **whose))
    say(f"kept {unit}")


async def add(address: str, times: int) -> None:
    store = Store.open(address)
    say("ready")
    for _ in range(times):
        await add_one(store)
    await store.close()


async def write_units(address: str) -> None:
    store = Store.open(address)
    while True:
        await write_unit(store)


if __name__ == "__main__":
    command, at, *rest = sys.argv[1:]
    if command == "add":
        asyncio.run(add(at, int(rest[0])))
    else:
        start_and_kill(lambda name: write_units(at))
