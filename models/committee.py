"""Committees (政协) and their terms (届)."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, Key, OfCommittee

RANK_VISIBILITIES = ("own", "ranking")


class Committee(Base):
    """A committee: one tenant of the installation (履18).

    `code` names it in addresses and commands, as `zhoushan`. `revision` counts its units of work: each
    raises it first, which makes the writers of one committee take turns on PostgreSQL, too. `publisher` is
    the department whose people publish rule sets: 委员工作委员会, or whom the committee names instead.
    `rank_visibility` is what its members see of each other's rank: nothing, or names, ranks and totals.
    `names_revision` is the one in which a name or a free text of somebody last changed: both are read anew.
    `trail_place`, `trail_proof`, `trail_key` and `trail_seal` say where its trail ends
    (`services.chain.Head`).
    """

    __tablename__ = "committees"
    __table_args__ = (CheckConstraint(f"rank_visibility in {RANK_VISIBILITIES}", name="rank_visibility"),)

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    revision: Mapped[int] = mapped_column(Identity, default=0)
    publisher: Mapped[str] = mapped_column(String(100), default="委员工作委员会")
    rank_visibility: Mapped[str] = mapped_column(String(10), default="own", server_default="own")
    names_revision: Mapped[int] = mapped_column(Identity, default=0, server_default="0")
    trail_place: Mapped[int] = mapped_column(Identity, default=0, server_default="0")
    trail_proof: Mapped[str | None] = mapped_column(String(64))
    trail_key: Mapped[str | None] = mapped_column(String(16))
    trail_seal: Mapped[str | None] = mapped_column(String(64))


class Term(Base):
    """A term of a committee; its days are open where nobody has said them."""

    __tablename__ = "terms"
    __table_args__ = (
        UniqueConstraint("committee_id", "name"),
        Index(None, "committee_id", "first_day", "last_day"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    name: Mapped[str] = mapped_column(String(40))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
