"""Objections (履11): what somebody holds to be wrong, and each step of how it was dealt with."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, Json, Key, Moment, OfCommittee, reference
from models.personal import Sealed, SealedText
from models.signature import Signature

ABOUT = ("record", "missing", "award", "rank")
STATES = ("submitted", "accepted", "answered", "closed", "withdrawn")
VERDICTS = ("upheld", "partly", "refused")


class Objection(Base):
    """An objection of an account, for a member (`membership_id`) or for a department.

    `desk` is the department that is to decide. `revision` is the committee's when it was raised: who had
    changed the record up to then decides nothing. `line` is the award as it was then, `before` and `after`
    are total and rank of the member when it was raised and when it was answered. The answer names the `rule`,
    its `citation` and the `step`; `correction_id` is the record that was put right, in which version;
    `waits`: the year was closed then, and what was changed counts once it is opened. The title of what is
    missing is sealed under the key of the account, as is what is said in each step.
    """

    __tablename__ = "objections"
    __table_args__ = (
        Index(None, "committee_id", "state"),
        Index(None, "account_id"),
        CheckConstraint(f"about in {ABOUT}", name="about"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"verdict in {VERDICTS}", name="verdict"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    account_id: Mapped[int] = reference("accounts.id")
    membership_id: Mapped[int | None] = reference("memberships.id")
    about: Mapped[str] = mapped_column(String(10))
    year: Mapped[int]
    record_id: Mapped[int | None] = reference("records.id")
    kind: Mapped[str | None] = mapped_column(String(40))
    day: Mapped[date | None]
    title: Mapped[Sealed | None] = mapped_column(SealedText)
    line: Mapped[Any | None] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    desk: Mapped[str] = mapped_column(String(100))
    raised_at: Mapped[datetime] = mapped_column(Moment)
    revision: Mapped[int] = mapped_column(Identity)
    due: Mapped[date | None]
    verdict: Mapped[str | None] = mapped_column(String(10))
    rule: Mapped[str | None] = mapped_column(String(100))
    citation: Mapped[str | None] = mapped_column(String(500))
    step: Mapped[str | None] = mapped_column(String(500))
    correction_id: Mapped[int | None] = reference("records.id")
    correction_version: Mapped[int | None]
    waits: Mapped[bool] = mapped_column(default=False)
    before: Mapped[Any | None] = mapped_column(Json)
    after: Mapped[Any | None] = mapped_column(Json)


class ObjectionStep(Base):
    """One thing that was done about an objection: what, when, by whom, for which `department` (None: by who
    raised it). `desk` is whose it was afterwards. `words` are sealed under the key of who raised it.
    """

    __tablename__ = "objection_steps"
    __table_args__ = (Index(None, "objection_id"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    objection_id: Mapped[int] = reference("objections.id")
    action: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(Signature)
    department: Mapped[str | None] = mapped_column(String(100))
    desk: Mapped[str] = mapped_column(String(100))
    words: Mapped[Sealed | None] = mapped_column(SealedText)
