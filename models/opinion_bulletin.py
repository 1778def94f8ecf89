"""Bulletins of opinion items: the figures of a quarter or a year, as they were signed (议11, 13)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Key, Moment, OfCommittee
from models.signature import Signature


class OpinionBulletin(Base):
    """The `figures` of a period with what came too late for an earlier one, as they stood when it was signed:
    counts and numbers of items and accounts, nobody's name and nothing of what an item says. `number` is that
    of the document (发文字号), `issue` that of the brief (期). Never changed.
    """

    __tablename__ = "opinion_bulletins"
    __table_args__ = (UniqueConstraint("committee_id", "first_day", "last_day"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    first_day: Mapped[date]
    last_day: Mapped[date]
    number: Mapped[str] = mapped_column(String(40))
    issue: Mapped[int]
    figures: Mapped[Any] = mapped_column(Json)
    signed_at: Mapped[datetime] = mapped_column(Moment)
    signed_by: Mapped[str] = mapped_column(Signature)
