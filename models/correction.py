"""Corrections of archived records: what stood there and what is to, who says so, and who decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Key, Moment, OfCommittee, reference
from models.signature import Signature


class Correction(Base):
    """A counter-entry to an archived record (履7). Both documents stay; `after` None: the record is to end.

    `version` is the record's that it was made from. Once approved, it has taken effect; of one that was
    returned, `answer` says why. A record has one that is open at a time.
    """

    __tablename__ = "corrections"
    __table_args__ = (
        Index(
            *(None, "record_id"),
            unique=True,
            sqlite_where=text("state = 'submitted'"),
            postgresql_where=text("state = 'submitted'"),
        ),
        Index(None, "record_id", "id"),
        Index(None, "committee_id", "state", "id"),
        CheckConstraint("state in ('submitted', 'approved', 'returned')", name="state"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    record_id: Mapped[int] = reference("records.id")
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500))
    before: Mapped[Any] = mapped_column(Json)
    after: Mapped[Any | None] = mapped_column(Json)
    made_by: Mapped[str] = mapped_column(Signature)
    made_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(Signature)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str | None] = mapped_column(String(500))
