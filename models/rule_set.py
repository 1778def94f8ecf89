"""Versions of a committee's rule sets, each with its text as it was written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Moment, OfCommittee


class RuleSetVersion(Base):
    """A rule set of a year, word for word, with the catalogues it was read with; `digest` names it.

    `in_force`: the year is scored by it. The base catalogue is kept, too: a later one would change results.
    """

    __tablename__ = "rule_sets"
    __table_args__ = (
        UniqueConstraint("committee_id", "digest"),
        Index(
            "uq_rule_sets_in_force",
            "committee_id",
            "year",
            unique=True,
            sqlite_where=text("in_force"),
            postgresql_where=text("in_force"),
        ),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    year: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    file: Mapped[str] = mapped_column(String(400))
    text: Mapped[str] = mapped_column(Text)
    base_catalogue: Mapped[str] = mapped_column(Text)
    own_catalogue: Mapped[str | None] = mapped_column(Text)
    in_force: Mapped[bool]
    added_at: Mapped[datetime] = mapped_column(Moment)
