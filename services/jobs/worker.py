"""The worker of a server: runs the jobs of its store, ends those whose worker died, defers what comes again.

What comes again is asked of planners by what stands in the database, never of a timetable: nothing is missed
while no server runs, and a day begins when it does in China.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from models.clock import now
from models.store import SQLiteStore, Store
from services.jobs.deferring import defer, put
from services.jobs.on_postgresql import Queue
from services.jobs.on_sqlite import Table
from services.jobs.task import TASKS, Job, Task, Work, pause

log = logging.getLogger("luzhi.jobs")
log.addHandler(logging.NullHandler())
# The tasks that a look at the database finds due, each with its committee.
Planner = Callable[[AsyncConnection], Awaitable[Sequence[tuple[Task, int]]]]
# Seconds: between two looks whether anything was committed; the longest without a look at what is planned;
# after the last sign of a worker it is dead; after a failure of the worker itself.
INTERVAL, PLANNING, STALLED, RESTING = 1.0, 30.0, 30.0, 5.0
# A worker that has not failed for so long, in seconds, works again.
MENDED = 60.0
# How long failed jobs are kept to be listed.
KEEP = timedelta(days=30)
# So often at most what has run is followed by what it made due, where nobody waits for more.
ROUNDS = 10
CODE = "JOBS_NOT_RUN"
ADVICE = (
    "后台任务（提醒、投递）没有在做：看数据库是否正常、表是否已更新（luzhi migrate）；好了会接着做，不必重启"
)


class Worker:
    """Runs jobs with what is `provided`; `ended` counts them by task and outcome."""

    code, advice = CODE, ADVICE

    def __init__(
        self,
        store: Store,
        planners: Sequence[Planner] = (),
        provided: Mapping[type[Any], Any] | None = None,
        stalled: float = STALLED,
    ) -> None:
        self._store = store
        self._planners = planners
        self._provided = provided or {}
        self._stalled = stalled
        self._jobs = Table(store, stalled) if isinstance(store, SQLiteStore) else Queue(store, stalled)
        self._tasks: list[asyncio.Task[None]] = []
        self._seen: Hashable = None
        self._planned_at = self._swept_at = float("-inf")
        # When each part of it last failed; and by their locks, how often jobs have failed and until when they
        # are not planned again.
        self._broken: dict[str, float] = {}
        self._resting: dict[str, tuple[int, float]] = {}
        self.ended: Counter[tuple[str, str]] = Counter()

    @property
    def failing(self) -> bool:
        """Whether it cannot run jobs, or could not a moment ago."""
        return bool(self._broken)

    def begin(self) -> None:
        """Begins to run and to plan, until it is closed."""
        self._tasks = [asyncio.create_task(self._lasting(one)) for one in (self._served, self._looked)]

    async def close(self) -> None:
        """Ends it: what is under way is deferred anew."""
        for one in self._tasks:
            one.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def once(self) -> None:
        """Runs what is due now, and what that makes due."""
        await self._jobs.sweep(KEEP)
        for _ in range(ROUNDS):
            before = self.ended.total()
            await self._plan()
            await self._jobs.serve(self._run, wait=False)
            if self.ended.total() == before:
                return

    async def _lasting(self, work: Callable[[], Awaitable[None]]) -> None:
        """Does something for ever, again after a rest where it fails."""
        while True:
            try:
                await work()
            except Exception as error:
                if not self.failing:
                    log.error("jobs are not run", exc_info=error, extra={"code": CODE, "advice": ADVICE})
                self._broken[work.__name__] = asyncio.get_running_loop().time()
                await asyncio.sleep(RESTING)

    async def _served(self) -> None:
        await self._jobs.serve(self._run, wait=True)

    async def _looked(self) -> None:
        """Plans after every commit, and now and then without one: some of it comes due by the clock alone."""
        clock = asyncio.get_running_loop().time
        version = await self._store.version()
        if version != self._seen or clock() - self._planned_at >= PLANNING:
            await self._plan()
            self._seen, self._planned_at = version, clock()
        if clock() - self._swept_at >= self._stalled / 3:
            if died := await self._jobs.sweep(KEEP):
                log.warning("jobs of a dead worker are begun again: %s", died)
            self._swept_at = clock()
        if self._broken and clock() - max(self._broken.values()) >= MENDED:
            self._broken.clear()
            log.warning("jobs are run again", extra={"code": CODE})
        await asyncio.sleep(INTERVAL)

    async def _plan(self) -> None:
        async with self._store.reading() as connection:
            due = [one for planner in self._planners for one in await planner(connection)]
        clock = asyncio.get_running_loop().time()
        for task, committee_id in due:
            _, until = self._resting.get(Job(task.name, committee_id).lock, (0, clock))
            if until <= clock:
                async with self._store.writing() as connection:
                    await defer(connection, task, committee_id)

    async def _run(self, job: Job) -> bool:
        """Whether a job came to its end. Never raises for what the task does, but where it is stopped."""
        task = TASKS.get(job.task)
        try:
            if task is None:
                raise LookupError("no such task")
            task.check(job.arguments)
            work = Work(self._store, job.committee_id, job.attempt, self._provided)
            await task.run(work, **job.arguments)
        except asyncio.CancelledError:
            await self._again(job, None)
            raise
        except Exception as error:
            self.ended[job.task, "failed"] += 1
            log.error("job failed: %s", job.task, exc_info=error)
            times = self._resting.get(job.lock, (0, 0.0))[0] + 1
            rested = asyncio.get_running_loop().time() + pause(times).total_seconds()
            self._resting[job.lock] = (times, rested)
            if task is not None and job.attempt < task.attempts:
                await self._again(job.again(), pause(job.attempt))
            return False
        self._resting.pop(job.lock, None)
        self.ended[job.task, "done"] += 1
        return True

    async def _again(self, job: Job, later: timedelta | None) -> None:
        with suppress(Exception):
            async with self._store.writing() as connection:
                at = None if later is None else await now(connection) + later
                await put(connection, job, at)
