"""The moment at which a record is submitted: in time, or late and with a reason (补录, 履6)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.among import Among
from models.quick import Quick
from models.record import Record
from models.rows import batches
from services.deadlines import deadline
from services.records.due import last_day
from services.refusal import Code, Refusal

# Put together once: that costs more than to run it.
_OF_RECORDS = Quick(
    select(Record.id, Record.submitted_at, Record.due_by, Record.late_reason).where(
        Among(Record.id, "records")
    )
)


@dataclass(frozen=True, slots=True)
class Submission:
    """When a record was submitted (None: not yet, or nobody knows), from when on that is late, and why it
    is.
    """

    at: datetime | None = None
    by: datetime | None = None
    reason: str | None = None

    def is_late(self, by: datetime | None) -> bool:
        """Whether it was submitted late, were it late from this moment on."""
        return self.at is not None and by is not None and self.at >= by

    def becomes_late(self, by: datetime | None) -> bool:
        """Whether it was in time, and is late from this moment on: then there is no reason yet."""
        return self.is_late(by) and not self.is_late(self.by)

    def reason_by(self, by: datetime | None, given: str | None) -> str | None:
        """Why it is late once it is so from this moment on, and this is `given`; None where it is not."""
        if not self.is_late(by):
            return None
        return given or (self.reason if self.is_late(self.by) else None)


async def submissions(connection: AsyncConnection, record_ids: Collection[int]) -> dict[int, Submission]:
    """How these records were submitted."""
    found: dict[int, Submission] = {}
    for some in batches(record_ids):
        rows = await _OF_RECORDS.rows(connection, records=some)
        found |= {record_id: Submission(*said) for record_id, *said in rows}
    return found


def submission(at: datetime | None, by: datetime | None, late_reason: str | None) -> dict[str, Any]:
    """What the row of a record says that is submitted `at` a moment, None: not yet; `by`: from then on it is
    late.
    """
    return {"submitted_at": at, "late_reason": reason_kept(at, by, late_reason)}


def reason_kept(at: datetime | None, by: datetime | None, late_reason: str | None) -> str | None:
    """Why a record is late: only one that is has a reason."""
    return late_reason if at is not None and by is not None and at >= by else None


def submitted(at: datetime, late_reason: str | None) -> dict[str, Any]:
    """The same as values of an update of rows; what was submitted before stays so."""
    late = and_(Record.submitted_at.is_(None), Record.due_by <= at)
    return {
        "submitted_at": func.coalesce(Record.submitted_at, at),
        "late_reason": case((late, late_reason), else_=Record.late_reason),
    }


def lacking_reason(
    at: datetime, start: date | None, by: datetime | None, late_reason: str | None
) -> Refusal | None:
    """That somebody submits late and does not say why; None where they need not."""
    if by is None or at < by or late_reason is not None:
        return None
    said = deadline()
    message = (
        f"已过录入的期限：从 {start} 的次日起 {said.days} 个工作日以内（{said.article}），最后一天是"
        f" {last_day(by)}。仍可以补录：写明为什么晚，如 组织单位迟交名单，不写姓名、电话"
    )
    return Refusal(Code.BAD_USER_INPUT, message, "lateReason")
