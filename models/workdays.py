"""Which days of a year are off and which weekend days are worked, as a committee has entered them."""

from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Key, OfCommittee


class Workdays(Base):
    """The arrangement of a year (调休), each day as 2027-02-06, from the notice named in `source`.

    Who entered it and when stands in the trail.
    """

    __tablename__ = "workdays"
    __table_args__ = (UniqueConstraint("committee_id", "year"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    year: Mapped[int]
    days_off: Mapped[Any] = mapped_column(Json)
    workdays: Mapped[Any] = mapped_column(Json)
    source: Mapped[str] = mapped_column(String(200))
