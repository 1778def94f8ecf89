"""What co-signers answer whether they signed (联名确认)."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Moment, OfCommittee, reference


class CoSignature(Base):
    """The answer of a member whether they signed a work together with others; the last one holds."""

    __tablename__ = "co_signatures"
    __table_args__ = (UniqueConstraint("record_id", "membership_id"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    record_id: Mapped[int] = reference("records.id", cascade=True)
    membership_id: Mapped[int] = reference("memberships.id")
    confirmed: Mapped[bool]
    answered_at: Mapped[datetime] = mapped_column(Moment)
