"""Tasks that say what they do."""

from __future__ import annotations

import asyncio
import sys

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Committee, Term
from models.store import Store
from services.jobs.task import Work, task
from tests.process import say

# Seconds after which a worker that says nothing is dead: short, so that nobody waits for it.
STALLED = 1.5
ran: list[tuple[str, int]] = []
begun = asyncio.Event()


@task("test.write")
async def write(work: Work, *, name: str) -> None:
    """Writes a term, and remembers that it did."""
    ran.append((name, work.attempt))
    await add_term(work.store, work.committee_id, name)


@task("test.held")
async def held(work: Work) -> None:
    """Says that it has begun, and never ends by itself."""
    say(f"begun {work.attempt}")
    begun.set()
    await asyncio.Event().wait()


@task("test.write_once_held")
async def resumed(work: Work) -> None:
    """Is held at its first attempt, where a worker dies of it; writes at the next."""
    if sys.argv[-1].startswith(("sqlite", "postgresql")):
        say(f"begun {work.attempt}")
        await asyncio.Event().wait()
    ran.append(("resumed", work.attempt))


@task("test.fail", attempts=2)
async def fail(work: Work) -> None:
    """Fails with what nobody may read."""
    ran.append(("fail", work.attempt))
    raise ValueError("张三 13905800001")


@task("test.broken")
async def broken(work: Work) -> None:
    """Fails, and is not tried again."""
    ran.append(("broken", work.attempt))
    raise ValueError


async def add_term(store: Store, committee_id: int, name: str) -> None:
    """Writes a term."""
    async with store.writing() as connection:
        await connection.execute(insert(Term).values(committee_id=committee_id, name=name))


async def terms(store: Store) -> list[str]:
    """The names of terms that were written."""
    async with store.reading() as connection:
        return [*await connection.scalars(select(Term.name).order_by(Term.id))]


async def committee(connection: AsyncConnection, code: str = "c") -> int:
    """A new committee."""
    added = insert(Committee).values(code=code, name=code, revision=0).returning(Committee.id)
    return int((await connection.execute(added)).scalar_one())
