"""People, their memberships (a person in a term), and what held of a membership from which day on."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Key, Moment, OfCommittee, reference
from models.personal import Sealed, SealedText
from models.signature import Signature

# A day that no real one precedes: a null would make two "from the beginning" different.
ALWAYS = date.min


class Person(Base):
    """A person, apart from any membership. `sort_key` orders Chinese names alike on both databases.

    `key` is the person's own, sealed under the master key; with it `phone` is sealed, which `phone_index`
    finds (`models.personal`). The name stands here and nowhere else: people are looked for and sorted by it.
    `exit_asked_at` and `exit_asked_by` are of an exit that waits to be confirmed (履4); after it, at
    `exited_at`, there is neither key nor name.
    """

    __tablename__ = "persons"
    __table_args__ = (
        Index(None, "committee_id", "name"),
        Index(None, "committee_id", "phone_index"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    name: Mapped[str] = mapped_column(String(100))
    sort_key: Mapped[str] = mapped_column(String(400))
    key: Mapped[Sealed | None] = mapped_column(SealedText)
    phone: Mapped[Sealed | None] = mapped_column(SealedText)
    phone_index: Mapped[str | None] = mapped_column(String(64))
    exit_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    exit_asked_by: Mapped[str | None] = mapped_column(Signature)
    exited_at: Mapped[datetime | None] = mapped_column(Moment)


class Membership(Base):
    """A person in one term: what is scored. `number` is the member number, unique in the term.

    `first_day` and `last_day` bound the office (任职起, 任职止); open ends are those of the term. `version`
    rises with each change: an edit names the one it was made from.
    """

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("term_id", "number"), Index(None, "committee_id", "number"))

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    person_id: Mapped[int] = reference("persons.id", index=True)
    term_id: Mapped[int] = reference("terms.id")
    number: Mapped[str] = mapped_column(String(100))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class MemberAttribute(Base):
    """From `since` on the membership's `attribute` has `value`; `ALWAYS`: from the beginning.

    Sector, department, employer, post: every attribute that the catalogue knows, without a column each.
    """

    __tablename__ = "member_attributes"
    __table_args__ = (UniqueConstraint("membership_id", "attribute", "since"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    membership_id: Mapped[int] = reference("memberships.id", cascade=True)
    attribute: Mapped[str] = mapped_column(String(40))
    since: Mapped[date]
    value: Mapped[Any] = mapped_column(Json)
