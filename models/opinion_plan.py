"""The year's plan of items (议6): how many each department is to submit in each quarter."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Moment, OfCommittee, reference
from models.signature import Signature


class OpinionPlan(Base):
    """One version of a year's plan; the last one holds. It never changes: another has a `reason`."""

    __tablename__ = "opinion_plans"
    __table_args__ = (UniqueConstraint("committee_id", "year", "version"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    year: Mapped[int]
    version: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(500))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(Signature)


class OpinionPlanTarget(Base):
    """How many items a department is to submit in a quarter."""

    __tablename__ = "opinion_plan_targets"
    __table_args__ = (
        UniqueConstraint("plan_id", "department", "quarter"),
        CheckConstraint("quarter between 1 and 4", name="quarter"),
        CheckConstraint("target > 0", name="target"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    plan_id: Mapped[int] = reference("opinion_plans.id")
    department: Mapped[str] = mapped_column(String(100))
    quarter: Mapped[int]
    target: Mapped[int]
