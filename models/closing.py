"""Closed years: the run that was frozen, and each member's statement as it stood."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, Json, Key, Moment, OfCommittee, reference
from models.signature import Signature


class Closing(Base):
    """A year that was closed, and perhaps opened again; at most one closing of a year is in effect.

    `run_id` is the frozen run; `revision` that of the committee at the closing: what was entered later waits.
    `kinds` are the kinds that had records. `dictionary` is what its statements are packed with
    (`scoring.packed`). No row goes, and only the three columns of re-opening are ever
    filled in, once: the database refuses everything else.
    """

    __tablename__ = "closings"
    __table_args__ = (
        Index(
            "uq_closings_in_effect",
            "committee_id",
            "year",
            unique=True,
            sqlite_where=text("reopened_at is null"),
            postgresql_where=text("reopened_at is null"),
        ),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    year: Mapped[int]
    run_id: Mapped[int] = reference("score_runs.id", unique=True)
    revision: Mapped[int] = mapped_column(Identity)
    closed_at: Mapped[datetime] = mapped_column(Moment)
    closed_by: Mapped[str] = mapped_column(Signature)
    kinds: Mapped[Any] = mapped_column(Json)
    dictionary: Mapped[bytes] = mapped_column(LargeBinary)
    reopened_at: Mapped[datetime | None] = mapped_column(Moment)
    reopened_by: Mapped[str | None] = mapped_column(Signature)
    reason: Mapped[str | None] = mapped_column(String(500))


class Statement(Base):
    """A member's explanation in a frozen run, award lines and all, as JSON text that never changes.

    `packed` is that text, compressed with the dictionary of the closing (`scoring.packed`). `member` is what
    the roster said of the member then; neither holds a name or a phone number.
    """

    __tablename__ = "statements"
    __table_args__ = (UniqueConstraint("run_id", "membership_id"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    run_id: Mapped[int] = reference("score_runs.id")
    membership_id: Mapped[int] = reference("memberships.id")
    member: Mapped[Any] = mapped_column(Json)
    packed: Mapped[bytes] = mapped_column(LargeBinary)
