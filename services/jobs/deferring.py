"""Deferring a job in the transaction of the change that asks for it: both are committed, or neither.

Where an equal job waits already and is due, none is added: it has not begun, so it will see this change, too.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.jobs import on_postgresql, on_sqlite
from services.jobs.task import TASKS, Argument, Job, Task, WrongArguments


async def defer(
    connection: AsyncConnection,
    task: Task,
    committee_id: int,
    arguments: Mapping[str, Argument] | None = None,
    at: datetime | None = None,
) -> None:
    """Defers a task of a committee, to be run once a worker comes to it, or `at` a moment at the earliest.

    Raises `WrongArguments` for what the task does not take.
    """
    if TASKS.get(task.name) is not task:
        raise WrongArguments(f"{task.name} is not registered")
    job = Job(task.name, committee_id, dict(arguments or {}))
    task.check(job.arguments)
    await put(connection, job, at)


async def put(connection: AsyncConnection, job: Job, at: datetime | None = None) -> None:
    """The same of a job that is known to be right."""
    where = on_sqlite if connection.dialect.name == "sqlite" else on_postgresql
    await where.put(connection, job, at)
