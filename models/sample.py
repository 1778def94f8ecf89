"""Samples of records that are examined once more (履7): the frame, the draw, what was found."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Key, Moment, OfCommittee, reference
from models.signature import Signature

STATES = ("frozen", "drawn", "abandoned")
CURES = ("return", "counter entry")


class Sample(Base):
    """A sample of a committee: the `frame` is all that could be drawn, a line each, and its SHA-256 `digest`.

    `asked` says which records the frame has. `given` is which digits were said from which seat of those
    present, and names nobody; all digits, and behind them the digest, are the seed. `draws` are what was
    taken of the order: of which kinds and departments, and how many. The database itself refuses another
    frame, and other digits.
    """

    __tablename__ = "samples"
    __table_args__ = (CheckConstraint(f"state in {STATES}", name="state"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    asked: Mapped[Any] = mapped_column(Json)
    frame: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    records: Mapped[int]
    frozen_at: Mapped[datetime] = mapped_column(Moment)
    frozen_by: Mapped[str] = mapped_column(Signature)
    given: Mapped[Any | None] = mapped_column(Json)
    digits: Mapped[str | None] = mapped_column(String(20))
    drawn_at: Mapped[datetime | None] = mapped_column(Moment)
    draws: Mapped[Any] = mapped_column(Json)


class SampleFinding(Base):
    """What the examination of a drawn record found: no `fault`, or `what` is wrong and its `cure`.

    `record_version` is that of the record when it was examined; `version` counts what was found of it.
    """

    __tablename__ = "sample_findings"
    __table_args__ = (
        UniqueConstraint("sample_id", "record_id"),
        CheckConstraint(f"cure in {CURES}", name="cure"),
        CheckConstraint("fault = (what is not null) and fault = (cure is not null)", name="fault"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    sample_id: Mapped[int] = reference("samples.id")
    record_id: Mapped[int] = reference("records.id")
    record_version: Mapped[int]
    version: Mapped[int]
    fault: Mapped[bool]
    what: Mapped[str | None] = mapped_column(String(500))
    cure: Mapped[str | None] = mapped_column(String(20))
    found_at: Mapped[datetime] = mapped_column(Moment)
    found_by: Mapped[str] = mapped_column(Signature)
