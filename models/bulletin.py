"""What is said of a year's results (履12), and the bulletins that tell them to others (履13)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Key, Moment, OfCommittee, reference
from models.signature import Signature

LAYOUTS = ("official", "brief")
ENDINGS = ("pdf", "docx", "xlsx")


class Analysis(Base):
    """A version of what a department says of a year; of the whole committee where `department` is 全体.

    Versions count up from 1 and are never changed: the database refuses it.
    """

    __tablename__ = "analyses"
    __table_args__ = (UniqueConstraint("committee_id", "year", "department", "version"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    year: Mapped[int]
    department: Mapped[str] = mapped_column(String(100))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment)
    written_by: Mapped[str] = mapped_column(Signature)


class Bulletin(Base):
    """A closed year, signed: its closing has one at most, and nothing of it is ever changed.

    `number` is that of the document (发文字号), `issue` that of the brief (期). `analyses` are the rows of
    the versions that are told, in their order; all other figures follow from the closing.
    """

    __tablename__ = "bulletins"

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    closing_id: Mapped[int] = reference("closings.id", unique=True)
    number: Mapped[str] = mapped_column(String(40))
    issue: Mapped[int]
    analyses: Mapped[Any] = mapped_column(Json)
    signed_at: Mapped[datetime] = mapped_column(Moment)
    signed_by: Mapped[str] = mapped_column(Signature)


class BulletinSending(Base):
    """To whom a bulletin was sent, on which `day`, in which form: `digest` is the SHA-256 of its words.

    `employer`: the recipient employs members, and is told of those alone. Never changed.
    """

    __tablename__ = "bulletin_sendings"
    __table_args__ = (
        Index(None, "bulletin_id"),
        CheckConstraint(f"layout in {LAYOUTS}", name="layout"),
        CheckConstraint(f"ending in {ENDINGS}", name="ending"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    bulletin_id: Mapped[int] = reference("bulletins.id")
    recipient: Mapped[str] = mapped_column(String(60))
    employer: Mapped[bool]
    layout: Mapped[str] = mapped_column(String(10))
    ending: Mapped[str] = mapped_column(String(10))
    day: Mapped[date] = mapped_column(Date)
    digest: Mapped[str] = mapped_column(String(64))
    noted_at: Mapped[datetime] = mapped_column(Moment)
    noted_by: Mapped[str] = mapped_column(Signature)
