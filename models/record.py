"""Records as `rules.record` knows them: occasions and works, the parts members had, dated outcomes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Key, Moment, OfCommittee, reference
from models.signature import Signature

# An index entry of PostgreSQL holds 2,700 bytes, and a Chinese character takes three.
LONGEST_TITLE = 500
LONGEST_KEY = 700
LONGEST_TIE = 800
LONGEST_REASON = 500
# From entry to archive (履7). A record that is reviewed counts, archived or not yet.
STATES = ("draft", "submitted", "returned", "approved", "archived", "withdrawn")
SCORED = ("approved", "archived")


class Record(Base):
    """An occasion (meeting, activity, training) or a work (proposal, opinion, speech …), as its kind says.

    `key` is the external number, unique per kind in the working `year` that it was registered for.
    `first_day` and `last_day` span all days by which a fact of it can count, so that a measure finds what it
    reaches. `version` rises with each change: an edit names the one it was made from. Only those in a
    state of `SCORED` score: `reviewed_by` says who reviewed them (none: they were there before the review
    was), `self_reviewed` that whoever did so had entered or changed them, and `changed_since_review` that
    what a member said of themselves (leave, a co-signature) changed them since, unseen by who reviewed them.

    `department` is the one that enters it (履5), None where none was named. It was first submitted at
    `submitted_at`, None: not yet, or nobody knows; it is late from the moment `due_by` on, which follows from
    the day `due_from` by the calendar of the committee (`services.records.due`), and then has a
    `late_reason` (补录, 履6).
    """

    __tablename__ = "records"
    __table_args__ = (
        UniqueConstraint("committee_id", "year", "kind", "key"),
        Index(None, "committee_id", "first_day", "last_day"),
        Index(None, "committee_id", "day", "id"),
        Index(None, "committee_id", "state", "day", "id"),
        Index(None, "committee_id", "state", "department", "due_by"),
        CheckConstraint("form in ('occasion', 'work')", name="form"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("source in ('import', 'entry')", name="source"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    year: Mapped[int]
    form: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    day: Mapped[date]
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    attributes: Mapped[Any] = mapped_column(Json)
    matter: Mapped[str | None] = mapped_column(String(LONGEST_KEY))
    outsiders: Mapped[int] = mapped_column(default=0)
    first_day: Mapped[date]
    last_day: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="approved")
    source: Mapped[str] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(default=1)
    reviewed_by: Mapped[str | None] = mapped_column(Signature)
    self_reviewed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    changed_since_review: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    department: Mapped[str | None] = mapped_column(String(100))
    due_from: Mapped[date | None]
    due_by: Mapped[datetime | None] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    late_reason: Mapped[str | None] = mapped_column(String(LONGEST_REASON))


class Part(Base):
    """A participation in an occasion, also of one expected who did not come; or an authorship of a work.

    `place` is the order in which the parts were written: of a work, the order of its authors.
    """

    __tablename__ = "parts"
    __table_args__ = (Index(None, "membership_id", "record_id"), {"sqlite_with_rowid": False})

    record_id: Mapped[int] = reference("records.id", cascade=True, primary_key=True)
    membership_id: Mapped[int] = reference("memberships.id", primary_key=True)
    committee_id: Mapped[int] = reference("committees.id")
    place: Mapped[int]
    attributes: Mapped[Any] = mapped_column(Json)


class Outcome(Base):
    """A dated event of a work: filed, key, adopted, instructed. `place` is its order in the work."""

    __tablename__ = "outcomes"
    __table_args__ = (UniqueConstraint("record_id", "place"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    record_id: Mapped[int] = reference("records.id", cascade=True)
    place: Mapped[int]
    day: Mapped[date]
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), default="")
    attributes: Mapped[Any] = mapped_column(Json)


class Tie(Base):
    """What ties a work to others of its matter: works sharing a `tie` are one matter (`scoring.matter`)."""

    __tablename__ = "ties"
    __table_args__ = (Index(None, "committee_id", "tie"), {"sqlite_with_rowid": False})

    record_id: Mapped[int] = reference("records.id", cascade=True, primary_key=True)
    tie: Mapped[str] = mapped_column(String(LONGEST_TIE), primary_key=True)
    committee_id: Mapped[int] = reference("committees.id")
