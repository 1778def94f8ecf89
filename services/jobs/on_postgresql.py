"""Jobs on PostgreSQL: the queue of Procrastinate, whose tables a migration makes in its own statements.

What it would do otherwise than we need is done here. Who finds an equal job waiting locks its row, so that no
worker begins it before this change is committed: Procrastinate would raise, and a job begun meanwhile would
not have seen the change. A job for later has no lock, since it would keep the others with it waiting: when it
is due, it defers the job itself. A stalled job is ended as failed and deferred anew, never retried: where an
equal one waits, its retry would fail for ever.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import Json
from models.store import Store
from services.jobs.task import MOST_ATTEMPTS, TASKS, Job

if TYPE_CHECKING:
    from procrastinate import App, JobContext

Run = Callable[[Job], Awaitable[bool]]
QUEUE, LATER = "luzhi", "later"
# Jobs that run side by side, no two of one task and committee; how often they are looked for, in seconds.
AT_ONCE, INTERVAL = 4, 1.0
# How long a command waits for the last jobs that it runs, and before it looks for more, in seconds.
PATIENCE, PAUSE = 86_400.0, 0.02
# Its lines hold the arguments of jobs, and the texts of errors.
logging.getLogger("procrastinate").setLevel(logging.CRITICAL)

# As `procrastinate_defer_jobs_v1` does, but for an equal one that waits.
_ADDED = text(
    "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, scheduled_at)"
    " VALUES (:queue, :task, :lock, :same, CAST(:args AS jsonb), :at)"
    " ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING RETURNING id"
).bindparams(bindparam("args", type_=Json))
_HELD = text("SELECT id FROM procrastinate_jobs WHERE queueing_lock = :same AND status = 'todo' FOR UPDATE")
_STALLED = text(
    "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'doing'"
    " AND (worker_id IS NULL OR worker_id IN (SELECT id FROM procrastinate_workers"
    " WHERE last_heartbeat < now() - CAST(:seconds AS float) * interval '1 second'))"
    " ORDER BY id FOR UPDATE SKIP LOCKED"
)
_DUE = text(
    "SELECT EXISTS (SELECT id FROM procrastinate_jobs jobs WHERE status = 'todo'"
    " AND (scheduled_at IS NULL OR scheduled_at <= now()) AND NOT EXISTS ("
    "SELECT id FROM procrastinate_jobs beside WHERE beside.lock = jobs.lock AND beside.status = 'doing'))"
)
_FAILED = text("SELECT procrastinate_finish_job_v1(:id, 'failed', false)")


async def put(connection: AsyncConnection, job: Job, at: datetime | None) -> None:
    """Adds a job, unless an equal one waits that is due no later."""
    told = {"committee": job.committee_id, "arguments": dict(job.arguments), "attempt": job.attempt}
    values: dict[str, Any] = {"queue": QUEUE, "task": job.task, "lock": job.lock, "same": job.same, "at": at}
    if at is not None:
        values |= {"task": LATER, "lock": None, "same": f"{LATER}:{job.same}:{at.isoformat()}"}
        told["task"] = job.task
    while not (await connection.execute(_ADDED, {**values, "args": told})).first():
        if (await connection.execute(_HELD, {"same": values["same"]})).first():
            return


def job_of(task: str, told: dict[str, Any]) -> Job:
    """The job of a row: the one that is for later itself."""
    return Job(told.get("task", task), told["committee"], told["arguments"], told["attempt"])


class Queue:
    """The jobs of a store, as one worker takes them. `stalled` seconds after its last sign it is dead."""

    def __init__(self, store: Store, stalled: float) -> None:
        self._store = store
        self._stalled = stalled

    async def serve(self, run: Run, wait: bool) -> None:
        """Runs what is due, some at a time; `wait`: for ever."""
        from procrastinate import App, PsycopgConnector

        address = self._store.url.set(drivername="postgresql").render_as_string(hide_password=False)
        app = App(connector=PsycopgConnector(conninfo=address, min_size=1, max_size=AT_ONCE))
        self._register(app, run)
        async with app.open_async():
            # Without waiting it ends while jobs wait for their lock.
            while wait or await self._ready():
                await app.run_worker_async(
                    queues=[QUEUE],
                    wait=wait,
                    concurrency=AT_ONCE,
                    fetch_job_polling_interval=INTERVAL,
                    # A connection that listens is one more, and is deaf behind a pooler.
                    listen_notify=False,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    update_heartbeat_interval=self._stalled / 3,
                    stalled_worker_timeout=self._stalled,
                    # Who waits for no more jobs waits for those that run; who is to stop, does so now.
                    shutdown_graceful_timeout=0.0 if wait else PATIENCE,
                )
                # What is due and is not given out is held by a change that is under way.
                await asyncio.sleep(PAUSE)

    async def sweep(self, keep: timedelta) -> int:
        """Ends jobs whose worker died, and defers each anew; forgets failures after a time. How many died."""
        async with self._store.writing() as connection:
            found = (await connection.execute(_STALLED, {"seconds": self._stalled})).all()
            for row in found:
                await connection.execute(_FAILED, {"id": row.id})
                job = job_of(row.task_name, row.args)
                if job.attempt < MOST_ATTEMPTS:
                    await put(connection, job.again(), None)
            await connection.execute(_FORGOTTEN, {"hours": keep / timedelta(hours=1)})
        return len(found)

    async def _ready(self) -> bool:
        async with self._store.reading() as connection:
            return bool(await connection.scalar(_DUE))

    def _register(self, app: App, run: Run) -> None:
        async def begun(context: JobContext, /, **told: Any) -> None:
            assert context.job.task_name is not None
            if not await run(job_of(context.job.task_name, told)):
                raise Failed

        async def later(context: JobContext, /, **told: Any) -> None:
            async with self._store.writing() as connection:
                await put(connection, job_of(LATER, told), None)

        for name in TASKS:
            app.task(name=name, pass_context=True)(begun)
        app.task(name=LATER, pass_context=True)(later)


class Failed(Exception):
    """That a job has failed: why, was said where it did."""


# Whoever was stopped in the middle (aborted) has deferred its job anew.
_FORGOTTEN = text(
    "DELETE FROM procrastinate_jobs WHERE status = 'aborted' OR status = 'failed' AND NOT EXISTS ("
    "SELECT id FROM procrastinate_events WHERE job_id = procrastinate_jobs.id"
    " AND at > now() - CAST(:hours AS float) * interval '1 hour')"
)
