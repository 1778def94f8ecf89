"""Who holds which role, from which day to which: the rights of accounts."""

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Moment, OfCommittee, reference
from models.signature import Signature


class Grant(Base):
    """A role of an account. It is never deleted: who takes it back sets its `last_day`, to one that is over.

    `department` is whose kinds of records the role enters (履5). A committee that has a grant, in force or
    not, is there for those who hold one.
    """

    __tablename__ = "grants"
    __table_args__ = (Index(None, "committee_id", "account_id"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    account_id: Mapped[int] = reference("accounts.id")
    role: Mapped[str] = mapped_column(String(40))
    department: Mapped[str | None] = mapped_column(String(100))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    granted_by: Mapped[str] = mapped_column(Signature)
    granted_at: Mapped[datetime] = mapped_column(Moment)
