"""Versions of a committee's rule sets, each with its text as it was written."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Key, Moment, OfCommittee, reference
from models.signature import Signature


class RuleSetVersion(Base):
    """A rule set of a year, word for word, with the catalogues it was read with; `digest` names it.

    A version begins as a draft, is reviewed, and is published; a later one supersedes it. Published text
    never changes, and the database itself refuses it. The base catalogue is kept, too: a later one would
    change results. `document` is the paper by which the committee decided (《…办法》文号).
    """

    __tablename__ = "rule_sets"
    __table_args__ = (
        UniqueConstraint("committee_id", "digest"),
        Index(
            "uq_rule_sets_in_force",
            "committee_id",
            "year",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        CheckConstraint(
            "state in ('draft', 'in_review', 'published', 'superseded', 'withdrawn')", name="state"
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
    state: Mapped[str] = mapped_column(String(20))
    author: Mapped[str] = mapped_column(Signature)
    added_at: Mapped[datetime] = mapped_column(Moment)
    document: Mapped[str | None] = mapped_column(String(200))
    publisher: Mapped[str | None] = mapped_column(Signature)
    published_at: Mapped[datetime | None] = mapped_column(Moment)

    @hybrid_property
    def in_force(self) -> bool:
        """Whether its year is scored by it."""
        return self.state == "published"


class Simulation(Base):
    """What a version would do to the records of a `year`, computed without touching any live result.

    `digest` is that of the version and `input` that of the records it was computed on; `result` is the JSON
    of `services.drafting.simulation`.
    """

    __tablename__ = "simulations"
    __table_args__ = (Index(None, "committee_id", "digest"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    rule_set_id: Mapped[int] = reference("rule_sets.id")
    digest: Mapped[str] = mapped_column(String(64))
    year: Mapped[int]
    input: Mapped[str] = mapped_column(String(64))
    actor: Mapped[str] = mapped_column(Signature)
    made_at: Mapped[datetime] = mapped_column(Moment)
    result: Mapped[Any] = mapped_column(Json)
