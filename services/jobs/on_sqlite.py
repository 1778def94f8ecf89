"""Jobs on SQLite: a table, whose rows a worker takes one at a time.

Claiming is a writing transaction of its own, and SQLite has one writer: a job is never taken while a change
that counts on its waiting is under way.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, exists, insert, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from models.clock import Now, now
from models.job import Job as Row
from models.store import Store
from services.jobs.task import MOST_ATTEMPTS, Job

Run = Callable[[Job], Awaitable[bool]]
# How often a worker looks for jobs, in seconds.
INTERVAL = 1.0


async def put(connection: AsyncConnection, job: Job, at: datetime | None) -> None:
    """Adds a job, unless an equal one waits that is due no later."""
    moment = await now(connection)
    due = at or moment
    own = (Row.committee_id == job.committee_id) & (Row.task == job.task) & (Row.state == "waiting")
    waiting = select(Row.arguments).where(own, Row.due_at <= due)
    if job.arguments in (await connection.scalars(waiting)).all():
        return
    added = insert(Row).values(
        committee_id=job.committee_id,
        task=job.task,
        arguments=dict(job.arguments),
        attempt=job.attempt,
        state="waiting",
        deferred_at=moment,
        due_at=due,
    )
    await connection.execute(added)


class Table:
    """The jobs of a store, as one worker takes them. `stalled` seconds after its last sign it is dead."""

    def __init__(self, store: Store, stalled: float) -> None:
        self._store = store
        self._lease = timedelta(seconds=stalled)
        self._me = secrets.token_hex(16)

    async def serve(self, run: Run, wait: bool) -> None:
        """Runs what is due, one at a time in the order in which it was deferred; `wait`: for ever."""
        while True:
            while await self._ready() and (taken := await self._take()):
                await self._do(*taken, run)
            if not wait:
                return
            await asyncio.sleep(INTERVAL)

    async def sweep(self, keep: timedelta) -> int:
        """Ends jobs whose worker died, and defers each anew; forgets failures after a time. How many died."""
        async with self._store.reading() as connection:
            moment = await now(connection)
            dead = (Row.state == "doing") & (Row.held_until < moment)
            old = (Row.state == "failed") & (Row.ended_at < moment - keep)
            if not await connection.scalar(select(exists().where(dead | old))):
                return 0
        async with self._store.writing() as connection:
            ended = update(Row).where(dead).values(state="failed", ended_at=Now()).returning(*_JOB)
            found = (await connection.execute(ended)).all()
            for _, *told in found:
                job = Job(*told)
                if job.attempt < MOST_ATTEMPTS:
                    await put(connection, job.again(), None)
            await connection.execute(delete(Row).where(old))
        return len(found)

    async def _ready(self) -> bool:
        """Whether anything is due: asked without a writer's turn."""
        async with self._store.reading() as connection:
            return bool(await connection.scalar(_READY))

    async def _take(self) -> tuple[int, Job] | None:
        async with self._store.writing() as connection:
            moment = await now(connection)
            asked = select(*_JOB).where(_free(moment)).order_by(Row.id).limit(1)
            found = (await connection.execute(asked)).one_or_none()
            if found is None:
                return None
            taken = {"state": "doing", "holder": self._me, "held_until": moment + self._lease}
            await connection.execute(update(Row).where(Row.id == found.id).values(**taken))
            row_id, *told = found
            return row_id, Job(*told)

    async def _do(self, row_id: int, job: Job, run: Run) -> None:
        beating = asyncio.create_task(self._beat(row_id))
        gone = True
        try:
            gone = await run(job)
        finally:
            # Who is stopped in the middle has deferred it anew.
            beating.cancel()
            await asyncio.wait([beating])
            await self._end(row_id, gone)

    async def _end(self, row_id: int, gone: bool) -> None:
        own = (Row.id == row_id) & (Row.holder == self._me) & (Row.state == "doing")
        failed = update(Row).where(own).values(state="failed", ended_at=Now())
        async with self._store.writing() as connection:
            await connection.execute(delete(Row).where(own) if gone else failed)

    async def _beat(self, row_id: int) -> None:
        """Says now and then that the worker lives."""
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            async with self._store.writing() as connection:
                own = (Row.id == row_id) & (Row.holder == self._me)
                until = await now(connection) + self._lease
                await connection.execute(update(Row).where(own).values(held_until=until))


_JOB = (Row.id, Row.task, Row.committee_id, Row.arguments, Row.attempt)


def _free(moment: datetime | Now) -> Any:
    """Jobs that are due, and no other of their task and committee is under way."""
    other = aliased(Row)
    beside = and_(other.committee_id == Row.committee_id, other.task == Row.task, other.state == "doing")
    return and_(Row.state == "waiting", Row.due_at <= moment, not_(exists().where(beside)))


# Put together once: it is asked every second.
_READY = select(exists().where(_free(Now())))
