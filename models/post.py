"""Who holds which post, from which day to which, and who stands in for whom: who signs by it (议9)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Moment, OfCommittee, reference
from models.signature import Signature


class Post(Base):
    """A post of an account, each day included; without a last day until it ends.

    `instead_of_id` is the row of the holder for whom the account stands in meanwhile; such a row has a last
    day. A row is never deleted: who ends it sets its `last_day`, to one that is over.
    """

    __tablename__ = "posts"
    __table_args__ = (
        Index(None, "committee_id", "post"),
        CheckConstraint("instead_of_id is null or last_day is not null", name="substitution_ends"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    post: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int] = reference("accounts.id")
    instead_of_id: Mapped[int | None] = reference("posts.id")
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    noted_by: Mapped[str] = mapped_column(Signature)
    noted_at: Mapped[datetime] = mapped_column(Moment)
