"""Jobs on both databases: with their change or not at all, one of the same, begun again after a kill."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from models.clock import now
from models.store import Store
from services.jobs.deferring import defer
from services.jobs.deferring import put as put_job
from services.jobs.listing import counts, jobs
from services.jobs.task import TASKS, Argument, Job, Task, WrongArguments, pause
from services.jobs.worker import Worker
from tests.database import PostgresServer
from tests.process import Process
from tests.services.jobs import working
from tests.services.jobs.working import STALLED, broken, committee, fail, held, resumed, terms, write

pytestmark = pytest.mark.anyio
SECONDS = 30.0


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    working.ran.clear()


async def a_committee(store: Store, code: str = "c") -> int:
    async with store.writing() as connection:
        return await committee(connection, code)


async def put(store: Store, task: Task, committee_id: int, **arguments: Argument) -> None:
    async with store.writing() as connection:
        await defer(connection, task, committee_id, arguments)


async def states(store: Store) -> dict[str, int]:
    async with store.reading() as connection:
        return await counts(connection)


async def until(seen: Callable[[], Awaitable[bool]]) -> None:
    """Waits for what a worker brings about, in a bounded time."""
    ends = time.monotonic() + SECONDS
    while not await seen():
        assert time.monotonic() < ends, "it did not come to that"
        await asyncio.sleep(0.02)


async def test_a_job_runs_once_and_is_gone(store: Store) -> None:
    number = await a_committee(store)
    await put(store, write, number, name="first")
    assert await states(store) == {"waiting": 1, "doing": 0, "failed": 0}
    worker = Worker(store)
    await worker.once()
    await worker.once()
    assert await terms(store) == ["first"]
    assert await states(store) == {"waiting": 0, "doing": 0, "failed": 0}
    assert worker.ended == {("test.write", "done"): 1}


async def test_of_a_change_that_is_rolled_back_no_job_is_left(store: Store) -> None:
    number = await a_committee(store)

    async def changed() -> None:
        async with store.writing() as connection:
            await defer(connection, write, number, {"name": "never"})
            raise RuntimeError("not after all")

    with pytest.raises(RuntimeError, match="not after all"):
        await changed()
    await Worker(store).once()
    assert await terms(store) == []


@pytest.mark.parametrize(
    "arguments", [{}, {"nam": "x"}, {"name": 1}, {"name": "x", "more": 1}, {"name": None}]
)
async def test_wrong_arguments_are_refused_when_a_job_is_deferred(
    store: Store, arguments: dict[str, Argument]
) -> None:
    number = await a_committee(store)
    with pytest.raises(WrongArguments):
        await put(store, write, number, **arguments)
    assert (await states(store))["waiting"] == 0


async def test_a_task_that_is_not_registered_is_refused(store: Store) -> None:
    number = await a_committee(store)
    with pytest.raises(WrongArguments, match="not registered"):
        await put(store, Task("test.write", write.run, {}, 1), number)


async def test_equal_jobs_that_wait_are_one_and_others_are_not(store: Store) -> None:
    number, other = await a_committee(store), await a_committee(store, "d")
    for name in ("a", "a", "b"):
        await put(store, write, number, name=name)
    await put(store, write, other, name="a")
    assert (await states(store))["waiting"] == 3
    await Worker(store).once()
    assert sorted(working.ran) == [("a", 1), ("a", 1), ("b", 1)]


async def test_a_job_that_a_change_counts_on_does_not_begin_before_it_is_committed(
    postgres_server: PostgresServer,
) -> None:
    # On SQLite taking a job is a writing transaction, and there is one writer.
    address = postgres_server.migrated()
    store, beside = Store.open(address), Store.open(address)
    number = await a_committee(store)
    await put(store, write, number, name="a")
    fetched = text("SELECT id FROM procrastinate_fetch_job_v2(ARRAY['luzhi'], NULL)")
    async with store.writing() as connection:
        await defer(connection, write, number, {"name": "a"})
        async with beside.writing() as other:
            assert (await other.execute(fetched)).scalar_one() is None
    async with beside.writing() as other:
        assert (await other.execute(fetched)).scalar_one() is not None
        assert (await other.execute(fetched)).scalar_one() is None
    await store.close()
    await beside.close()
    postgres_server.drop(address)


async def test_a_job_for_later_waits_and_keeps_nobody_waiting(store: Store) -> None:
    number = await a_committee(store)
    async with store.writing() as connection:
        moment = await now(connection)
        await defer(connection, write, number, {"name": "later"}, at=moment + timedelta(hours=1))
        await defer(connection, write, number, {"name": "later"}, at=moment + timedelta(hours=1))
        await defer(connection, write, number, {"name": "past"}, at=moment - timedelta(hours=1))
    await put(store, write, number, name="now")
    await Worker(store).once()
    assert sorted(working.ran) == [("now", 1), ("past", 1)]
    assert (await states(store))["waiting"] == 1


async def test_a_failure_is_tried_again_as_often_as_its_task_says_and_tells_no_name(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    number = await a_committee(store)
    await put(store, fail, number)
    worker = Worker(store)
    with caplog.at_level(logging.DEBUG):
        await worker.once()
    assert working.ran == [("fail", 1)]
    # The second attempt waits a minute.
    assert await states(store) == {"waiting": 1, "doing": 0, "failed": 1}
    assert "张三" not in "".join(record.getMessage() for record in caplog.records)
    async with store.reading() as connection:
        waits, failed = await jobs(connection)
    assert (waits.state, waits.attempt, failed.state, failed.attempt) == ("waiting", 2, "failed", 1)
    assert timedelta(seconds=55) < waits.due_at - failed.deferred_at < timedelta(seconds=120)
    assert (waits.committee, waits.task) == ("c", "test.fail")


def test_pauses_grow_and_end() -> None:
    # 1, 4, 16 and 64 minutes, of which none is longer than an hour.
    assert [pause(attempt) / timedelta(minutes=1) for attempt in (1, 2, 3, 4, 9)] == [1, 4, 16, 60, 60]


@pytest.mark.parametrize("waiting", [False, True], ids=["nothing waits", "an equal job waits"])
async def test_after_a_kill_the_job_is_begun_again_once(
    store: Store, address: str, spawn: Callable[..., Process], waiting: bool
) -> None:
    number = await a_committee(store)
    await put(store, resumed, number)
    process = spawn("-m", "tests.services.jobs.working_process", address)
    process.wait_for("^begun 1$")
    if waiting:
        await put(store, resumed, number)
    process.kill()
    worker = Worker(store, stalled=STALLED)

    async def came_to_it() -> bool:
        await worker.once()
        return bool(working.ran)

    await until(came_to_it)
    # Where an equal job waited, that one does the work.
    assert working.ran == [("resumed", 1 if waiting else 2)]
    assert await states(store) == {"waiting": 0, "doing": 0, "failed": 1}
    await put(store, resumed, number)
    await worker.once()
    assert len(working.ran) == 2


SIGNS = {
    "sqlite": text("SELECT held_until FROM jobs WHERE state = 'doing'"),
    "postgresql": text("SELECT max(last_heartbeat) FROM procrastinate_workers"),
}


async def test_a_worker_that_lives_keeps_its_job(
    store: Store, address: str, spawn: Callable[..., Process]
) -> None:
    number = await a_committee(store)
    await put(store, resumed, number)
    process = spawn("-m", "tests.services.jobs.working_process", address)
    process.wait_for("^begun 1$")
    worker, signs = Worker(store, stalled=STALLED), set()

    async def lived_on() -> bool:
        await worker.once()
        async with store.reading() as connection:
            signs.add(str(await connection.scalar(SIGNS[connection.dialect.name])))
        # It gives three signs in the time after which it would be dead.
        return len(signs) > 4

    await until(lived_on)
    assert working.ran == []
    assert await states(store) == {"waiting": 0, "doing": 1, "failed": 0}


async def test_a_worker_without_its_tables_says_that_it_cannot_work(empty_address: str) -> None:
    store = Store.open(empty_address)
    worker = Worker(store)
    worker.begin()

    async def failing() -> bool:
        return worker.failing

    await until(failing)
    await worker.close()
    await store.close()


async def test_what_is_under_way_when_a_worker_is_closed_is_begun_again(store: Store) -> None:
    number = await a_committee(store)
    await put(store, held, number)
    working.begun = asyncio.Event()
    worker = Worker(store)
    worker.begin()
    await asyncio.wait_for(working.begun.wait(), SECONDS)
    await worker.close()
    assert await states(store) == {"waiting": 1, "doing": 0, "failed": 0}


async def test_what_comes_again_is_planned_by_what_stands_in_the_database(store: Store) -> None:
    number = await a_committee(store)

    async def planned(connection: object) -> list[tuple[Task, int]]:
        return [] if working.ran else [(resumed, number)]

    worker = Worker(store, [planned])
    worker.begin()

    async def ran() -> bool:
        return bool(working.ran)

    await until(ran)
    await worker.close()
    # It may have been planned once more while it was under way: what is planned can bear to be run twice.
    assert {*working.ran} == {("resumed", 1)}


async def test_what_is_planned_and_fails_rests_before_it_is_planned_again(store: Store) -> None:
    number = await a_committee(store)

    async def planned(connection: object) -> list[tuple[Task, int]]:
        return [(broken, number)]

    worker = Worker(store, [planned])
    for _ in range(3):
        await worker.once()
    # The next is a minute away, in any number of rounds.
    assert working.ran == [("broken", 1)]
    assert await states(store) == {"waiting": 0, "doing": 0, "failed": 1}


async def test_two_workers_at_once_run_each_job_once(store: Store, address: str) -> None:
    number = await a_committee(store)
    for name in map(str, range(12)):
        await put(store, write, number, name=name)
    beside = Store.open(address)
    await asyncio.gather(Worker(store).once(), Worker(beside).once())
    await beside.close()
    assert sorted(int(name) for name, _ in working.ran) == list(range(12))


async def test_a_job_of_a_task_that_is_no_longer_there_fails_alone(store: Store) -> None:
    number = await a_committee(store)
    await put(store, write, number, name="kept")
    gone = TASKS.pop("test.held")
    try:
        async with store.writing() as connection:
            await put_job(connection, Job("test.held", number))
        await Worker(store).once()
    finally:
        TASKS["test.held"] = gone
    assert working.ran == [("kept", 1)]
    assert (await states(store))["failed"] == 1
