"""Meetings that look together at what people raise (民情分析研判会, 议8), and what they came to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Key, Moment, OfCommittee
from models.personal import Sealed, SealedText
from models.signature import Signature

STATES = ("called", "held", "cancelled")


class OpinionMeeting(Base):
    """A meeting that is called for a `day`. Its papers are the `figures` of a period as they stood when it
    was called: counts and numbers of items, nothing of what an item says. `conclusions` are sealed under a
    `key` of the meeting. `version` counts what was done.
    """

    __tablename__ = "opinion_meetings"
    __table_args__ = (
        Index(None, "committee_id", "day"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("(state = 'held') = (conclusions is not null)", name="concluded"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    day: Mapped[date]
    first_day: Mapped[date]
    last_day: Mapped[date]
    figures: Mapped[Any] = mapped_column(Json)
    key: Mapped[Sealed | None] = mapped_column(SealedText)
    conclusions: Mapped[Sealed | None] = mapped_column(SealedText)
    called_at: Mapped[datetime] = mapped_column(Moment)
    called_by: Mapped[str] = mapped_column(Signature)
