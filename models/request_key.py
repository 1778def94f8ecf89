"""Keys that callers gave their changes, so that a change that is asked for again is not made again."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, Key, Moment, OfCommittee


class RequestKey(Base):
    """A change that was made under a key of its caller; written in the transaction of the change itself.

    `digest` is that of what was asked, `result` the row that the answer is about. Rows are forgotten in time
    (`services.request_key`): nothing of a committee's data rests on them.
    """

    __tablename__ = "request_keys"
    __table_args__ = (
        UniqueConstraint("committee_id", "actor", "key"),
        Index(None, "actor", "key"),
        Index(None, "committee_id", "at"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    actor: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64))
    result: Mapped[int] = mapped_column(Identity)
    at: Mapped[datetime] = mapped_column(Moment)
