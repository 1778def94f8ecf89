"""What people are told: an inbox for each account, an outbox, and how far the trail was looked through."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, Key, Moment, OfCommittee, reference
from models.personal import Sealed, SealedText

STATES = ("waiting", "sending", "sent", "failed", "dropped")


class Delivery(Base):
    """One message to one account, by the `channel` that it has chosen; the notices that it tells of name it.

    `outside_id` is what the channel knows it by: the same when it is sent again. Waiting from `due_at` on;
    while it is `sending` by a `holder`, nobody else begins until `due_at`. `dropped`: nothing was left to
    tell, or nobody to tell it to.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(None, "state", "due_at"),
        CheckConstraint(f"state in {STATES}", name="state"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    account_id: Mapped[int] = reference("accounts.id")
    channel: Mapped[str] = mapped_column(String(20))
    outside_id: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(Moment)
    holder: Mapped[str | None] = mapped_column(String(32))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Notice(Base):
    """That an account is to know something of a row: of which `kind`, of which entity.

    `revision` is the change that it tells of, 0 where the calendar alone made it; `day` is when that was, or
    the day that something is due. Nothing is told twice. Of a batch the row is its revision, and `size` how
    many of it this account is told of.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint(
            *("account_id", "kind", "entity", "entity_id", "revision", "day"),
            name="uq_notices_account_id_kind_entity_entity_id_revision_day",
        ),
        Index(None, "account_id", "seen_at"),
        Index(None, "delivery_id"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    account_id: Mapped[int] = reference("accounts.id")
    kind: Mapped[str] = mapped_column(String(20))
    entity: Mapped[str] = mapped_column(String(20))
    entity_id: Mapped[int] = mapped_column(Identity)
    revision: Mapped[int] = mapped_column(Identity)
    size: Mapped[int] = mapped_column(default=1, server_default="1")
    day: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    delivery_id: Mapped[int | None] = reference("deliveries.id")


class NoticeFeed(Base):
    """Up to which revision a committee's trail, and for which day its calendar, was looked through."""

    __tablename__ = "notice_feeds"

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee] = mapped_column(unique=True)
    revision: Mapped[int] = mapped_column(Identity)
    day: Mapped[date | None]


class NoticeChoice(Base):
    """The channel by which an account is told besides its inbox; `mail` is sealed under the account's key."""

    __tablename__ = "notice_choices"

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    account_id: Mapped[int] = reference("accounts.id", unique=True)
    channel: Mapped[str] = mapped_column(String(20))
    mail: Mapped[Sealed | None] = mapped_column(SealedText)
