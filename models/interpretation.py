"""How the Members' Work Committee interprets a rule (履19): notes that stand beside it."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Moment, OfCommittee
from models.signature import Signature


class Interpretation(Base):
    """A note beside a rule of the measure of a `year`, by its `code`; None: beside the deadline.

    It is never changed: one that no longer holds is withdrawn, and another written.
    """

    __tablename__ = "interpretations"
    __table_args__ = (Index(None, "committee_id", "year", "code"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    year: Mapped[int]
    code: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(Signature)
    written_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
