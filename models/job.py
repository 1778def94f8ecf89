"""What runs later or again, on SQLite. On PostgreSQL the tables of Procrastinate hold it, not this one."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Key, Moment, OfCommittee

STATES = ("waiting", "doing", "failed")
# The tables that Procrastinate brings along, on PostgreSQL only (migration 0023).
PROCRASTINATE = "procrastinate_"


class Job(Base):
    """A job of a committee: a `task` by name with its arguments, due at a moment; gone once it is done.

    `attempt` counts from 1. `holder` is the worker that is at it; until `held_until`, which it puts off while
    it lives, nobody takes it for stalled.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(None, "state", "due_at"),
        Index(None, "committee_id", "task", "state"),
        CheckConstraint(f"state in {STATES}", name="state"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    task: Mapped[str] = mapped_column(String(40))
    arguments: Mapped[Any] = mapped_column(Json)
    attempt: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    deferred_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    holder: Mapped[str | None] = mapped_column(String(32))
    held_until: Mapped[datetime | None] = mapped_column(Moment)
