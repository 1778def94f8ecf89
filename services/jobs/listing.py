"""What waits, runs and has failed, for whoever keeps the system up: nothing about people."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Committee
from models.job import Job as Row
from services.jobs.on_postgresql import job_of

# So many are listed, the newest first.
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job as it stands: `waiting` (from `due_at` on), `doing` or `failed`, at this attempt."""

    id: int
    task: str
    committee: str
    state: str
    attempt: int
    deferred_at: datetime
    due_at: datetime


async def jobs(connection: AsyncConnection) -> list[JobRow]:
    """The newest jobs that are not done."""
    if connection.dialect.name != "sqlite":
        return await _of_procrastinate(connection)
    columns = select(
        *(Row.id, Row.task, Committee.code.label("committee"), Row.state, Row.attempt),
        *(Row.deferred_at, Row.due_at),
    ).join(Committee, Committee.id == Row.committee_id)
    found = await connection.execute(columns.order_by(Row.id.desc()).limit(MOST))
    return [JobRow(**row._asdict()) for row in found]


_STATES = {"todo": "waiting", "doing": "doing", "failed": "failed"}
_NEWEST = text(
    "SELECT id, task_name, args, status::text AS status, scheduled_at,"
    " (SELECT min(at) FROM procrastinate_events WHERE job_id = jobs.id AND type = 'deferred') AS at"
    " FROM procrastinate_jobs jobs WHERE status IN ('todo', 'doing', 'failed') ORDER BY id DESC LIMIT :most"
)


async def _of_procrastinate(connection: AsyncConnection) -> list[JobRow]:
    codes = {row.id: row.code for row in await connection.execute(select(Committee.id, Committee.code))}
    found = []
    for row in await connection.execute(_NEWEST, {"most": MOST}):
        job = job_of(row.task_name, row.args)
        listed = JobRow(
            id=row.id,
            task=job.task,
            committee=codes.get(job.committee_id, ""),
            state=_STATES[row.status],
            attempt=job.attempt,
            deferred_at=row.at.astimezone(UTC),
            due_at=(row.scheduled_at or row.at).astimezone(UTC),
        )
        found.append(listed)
    return found


async def counts(connection: AsyncConnection) -> dict[str, int]:
    """How many wait, run and have failed, by state."""
    asked = "SELECT state, count(*) FROM jobs GROUP BY state"
    if connection.dialect.name != "sqlite":
        asked = (
            "SELECT status::text, count(*) FROM procrastinate_jobs"
            " WHERE status IN ('todo', 'doing', 'failed') GROUP BY status"
        )
    told = dict.fromkeys(("waiting", "doing", "failed"), 0)
    for state, count in await connection.execute(text(asked)):
        told[_STATES.get(state, state)] = count
    return told
