"""The trail: every change with who made it, what was before and after, and why."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, Json, Key, Moment, OfCommittee
from models.signature import Signature


class Change(Base):
    """One line of the trail, written in the transaction of the change itself; never altered.

    `revision` is the unit of work it belongs to. `place` numbers the lines of a committee, `previous` is the
    proof of the line before and `proof` its own (`services.chain`); lines of former programs have none. Names
    and phone numbers stand in no line: of a personal field only that it changed; `actor` is read as a name.
    """

    __tablename__ = "changes"
    __table_args__ = (
        Index(None, "committee_id", "entity", "entity_id"),
        Index(None, "committee_id", "revision"),
        # So no two lines can come behind the same one.
        Index(None, "committee_id", "previous", unique=True),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    revision: Mapped[int] = mapped_column(Identity)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(Signature)
    department: Mapped[str | None] = mapped_column(String(100))
    channel: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(40))
    entity: Mapped[str] = mapped_column(String(20))
    entity_id: Mapped[int] = mapped_column(Identity)
    before: Mapped[Any | None] = mapped_column(Json)
    after: Mapped[Any | None] = mapped_column(Json)
    reason: Mapped[str | None] = mapped_column(String(500))
    place: Mapped[int | None] = mapped_column(Identity)
    previous: Mapped[str | None] = mapped_column(String(64))
    proof: Mapped[str | None] = mapped_column(String(64))
