"""How a signed paper is handled by the units to which it went (议10): each step, each written answer."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Key, Moment, OfCommittee, reference
from models.personal import Sealed, SealedText
from models.signature import Signature

STATES = (
    *("sent", "received", "accepted", "extending", "paused"),
    *("returned", "answered", "closed", "dropped"),
)


class Handling(Base):
    """A paper in the hands of its units. What is said and answered is sealed under the key of the paper.

    Its term runs from `begun_at`, when it was handed to the unit that leads now. `extended_days` are working
    days beside the term, `asked_days` those that are asked for while it is `extending`. `answer_number` is
    that of the last answer (0: none yet). `version` counts what was done.
    """

    __tablename__ = "handlings"
    __table_args__ = (
        Index(None, "committee_id", "state"),
        UniqueConstraint("paper_id"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("(state = 'extending') = (asked_days is not null)", name="asked"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    paper_id: Mapped[int] = reference("opinion_papers.id")
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    begun_at: Mapped[datetime] = mapped_column(Moment)
    extended_days: Mapped[int]
    asked_days: Mapped[int | None]
    answer_number: Mapped[int]


class HandlingUnit(Base):
    """A unit that handles a paper, by the name under which its accounts have their role: the one that leads
    (主办), or one that helps (协办); since when it has signed for it.
    """

    __tablename__ = "handling_units"
    __table_args__ = (UniqueConstraint("handling_id", "unit"), Index(None, "committee_id", "unit"))

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    handling_id: Mapped[int] = reference("handlings.id")
    unit: Mapped[str] = mapped_column(String(100))
    lead: Mapped[bool]
    received_at: Mapped[datetime | None] = mapped_column(Moment)


class HandlingAnswer(Base):
    """A written answer as it was handed in, with the rows of its `files` in their order. It never changes;
    `number` counts from 1.
    """

    __tablename__ = "handling_answers"
    __table_args__ = (UniqueConstraint("handling_id", "number"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    handling_id: Mapped[int] = reference("handlings.id")
    number: Mapped[int]
    text: Mapped[Sealed] = mapped_column(SealedText)
    files: Mapped[list[int]] = mapped_column(Json)
    answered_at: Mapped[datetime] = mapped_column(Moment)
    answered_by: Mapped[str] = mapped_column(Signature)


class HandlingStep(Base):
    """One thing that was done: what, when, by whom, for which `unit` (None: by the Office). `other` is the
    unit that is named by it, `days` are working days that are asked for or granted; of a contact with an
    author `day` is when, and `how` a code of the list. It never changes.
    """

    __tablename__ = "handling_steps"
    __table_args__ = (Index(None, "handling_id"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    handling_id: Mapped[int] = reference("handlings.id")
    action: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(Signature)
    unit: Mapped[str | None] = mapped_column(String(100))
    other: Mapped[str | None] = mapped_column(String(100))
    days: Mapped[int | None]
    answer_number: Mapped[int]
    words: Mapped[Sealed | None] = mapped_column(SealedText)
    day: Mapped[date | None]
    how: Mapped[str | None] = mapped_column(String(20))
