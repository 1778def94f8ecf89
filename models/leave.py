"""Leave (请假): what members ask for before a meeting or activity, and what became of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Moment, OfCommittee, reference
from models.personal import Sealed, SealedText
from models.record import LONGEST_TITLE
from models.signature import Signature

STATES = ("asked", "approved", "refused", "withdrawn")
# Under which names the texts are sealed.
LEAVE_REASON, LEAVE_ANSWER = "leave reason", "leave answer"
APPROVERS = ("签批领导", "办公室", "组织者")


class Leave(Base):
    """A request of a member to be away from one occasion, asked beforehand.

    The occasion is a record, or the `kind`, `day` and `title` of one that is not entered yet; it gets its
    `record_id` when it is. `approver` is who decides, `department` the organiser where that is whoever
    organises. The `reason`, which may tell of somebody's health, and the `answer` are sealed under the key of
    the account that asked. `version` counts its changes, from 1.
    """

    __tablename__ = "leaves"
    __table_args__ = (
        Index(None, "committee_id", "state"),
        Index(None, "membership_id", "day"),
        Index(None, "record_id"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"approver in {APPROVERS}", name="approver"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    account_id: Mapped[int] = reference("accounts.id")
    membership_id: Mapped[int] = reference("memberships.id")
    record_id: Mapped[int | None] = reference("records.id")
    kind: Mapped[str] = mapped_column(String(40))
    day: Mapped[date]
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    approver: Mapped[str] = mapped_column(String(20))
    department: Mapped[str | None] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    reason: Mapped[Sealed | None] = mapped_column(SealedText)
    answer: Mapped[Sealed | None] = mapped_column(SealedText)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(Signature)
