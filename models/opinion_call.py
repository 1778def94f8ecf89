"""Calls for items (议7): what is to be written about, until when, and who is invited to."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Moment, OfCommittee, reference
from models.signature import Signature

STATES = ("draft", "open", "closed", "withdrawn")
_ONE = "(account_id is not null) or (department is not null) or (point_id is not null)"
_ALONE = (
    "(account_id is null or department is null) and (account_id is null or point_id is null)"
    " and (department is null or point_id is null)"
)


class OpinionCall(Base):
    """A call for items on a topic, until a `deadline`, that day included: what comes later is late.

    Nobody who is invited sees it before `opened_at`. `reason` is why it was withdrawn. `version` counts what
    was done.
    """

    __tablename__ = "opinion_calls"
    __table_args__ = (
        Index(None, "committee_id", "state"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("state in ('draft', 'withdrawn') or opened_at is not null", name="opened"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    deadline: Mapped[date]
    begun_at: Mapped[datetime] = mapped_column(Moment)
    begun_by: Mapped[str] = mapped_column(Signature)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(String(500))


class OpinionCallInvitee(Base):
    """Who is invited: an account, all who write in a department, or who is in charge of a contact point."""

    __tablename__ = "opinion_call_invitees"
    __table_args__ = (
        Index(None, "call_id"),
        CheckConstraint(_ONE, name="one"),
        CheckConstraint(_ALONE, name="alone"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    call_id: Mapped[int] = reference("opinion_calls.id")
    account_id: Mapped[int | None] = reference("accounts.id")
    department: Mapped[str | None] = mapped_column(String(100))
    point_id: Mapped[int | None] = reference("contact_points.id")
