"""What became of a record while somebody looked at it: who changed what, when and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from services.records.difference import difference, told
from services.refusal import Code, Refusal
from services.review.transitions import state_name

MOST_EDITS = 20


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a record; `changes` are lines such as `题目：甲 → 乙`, in which nobody is named."""

    at: datetime
    actor: str
    department: str | None
    action: str
    reason: str | None
    changes: tuple[str, ...]


class Stale(Refusal):
    """That somebody was faster; `edits` are what they did, the latest first, so many at most."""

    def __init__(self, edits: tuple[Edit, ...]) -> None:
        super().__init__(Code.CONFLICT, "这条记录已被别人改过：重新打开再改", "version")
        self.edits = edits


async def stale(
    connection: AsyncConnection, committee_id: int, record_id: int, version: int, now: int
) -> Stale:
    """That a record of the version `now` was looked at as of another one."""
    # Each line of the trail raised the version by one.
    since = min(now - version, MOST_EDITS) if 0 < version <= now else 0
    columns = select(
        *(Change.at, Change.actor, Change.department, Change.action, Change.reason),
        *(Change.before, Change.after),
    ).where(Change.committee_id == committee_id, Change.entity == "record", Change.entity_id == record_id)
    rows = await connection.execute(columns.order_by(Change.id.desc()).limit(since))
    return Stale(
        tuple(
            Edit(
                at=row.at,
                actor=row.actor,
                department=row.department,
                action=row.action,
                reason=row.reason,
                changes=_changes(row.before, row.after),
            )
            for row in rows
        )
    )


def _changes(before: Any, after: Any) -> tuple[str, ...]:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return ()
    if "parts" in before and "parts" in after:
        return difference(before, after)
    if "state" in before and "state" in after:
        return (f"状态：{state_name(before['state'])} → {state_name(after['state'])}",)
    return (f"关联：{told(before.get('matter'), after.get('matter'))}",)
