"""Contact points (社情民意信息联系点, 议7): organisations at which people say what they think."""

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Key, OfCommittee, reference


class ContactPoint(Base):
    """An organisation with its place, from its first to its last day, each included; without a last day until
    one is noted. `departments` are those that look after it, `account_id` is the member or information
    officer in charge. A row is never deleted: items name it.
    """

    __tablename__ = "contact_points"
    __table_args__ = (Index(None, "committee_id", "account_id"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    place: Mapped[str] = mapped_column(String(200))
    departments: Mapped[list[str]] = mapped_column(Json)
    account_id: Mapped[int] = reference("accounts.id")
    first_day: Mapped[date]
    last_day: Mapped[date | None]
