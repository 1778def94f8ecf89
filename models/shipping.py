"""How far the trail of a committee has been shipped to another place, and which server is at it."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, Key, Moment, OfCommittee


class Shipping(Base):
    """The shipping of a committee's trail to the `target`, a folder or a receiver of syslog.

    Lines to `place` are there. Those to `sending` may be there as well: whoever sent them has not said so.
    `shipped_at` is when it was last known that nothing was left to ship. `holder` is the server that ships
    now; until `held_until` no other does.
    """

    __tablename__ = "shippings"

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee] = mapped_column(unique=True)
    target: Mapped[str] = mapped_column(String(300))
    place: Mapped[int] = mapped_column(Identity)
    sending: Mapped[int] = mapped_column(Identity)
    shipped_at: Mapped[datetime | None] = mapped_column(Moment)
    holder: Mapped[str] = mapped_column(String(32))
    held_until: Mapped[datetime] = mapped_column(Moment)
