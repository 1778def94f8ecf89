"""Connectors: other systems that hand in works as they happen there, and each thing that they handed in."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Moment, OfCommittee, reference
from models.personal import Sealed, SealedText

STATES = ("done", "waiting", "ignored")
WHYS = ("names", "work", "settled", "form", "older", "dismissed")


class Connector(Base):
    """Another system that may hand in what a `department` enters, under a `secret` sealed with its own `key`.

    `name` stands in its address. None of them is there any more where it was `ended_at`.
    """

    __tablename__ = "connectors"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    name: Mapped[str] = mapped_column(String(40))
    department: Mapped[str] = mapped_column(String(100))
    key: Mapped[Sealed | None] = mapped_column(SealedText)
    secret: Mapped[Sealed | None] = mapped_column(SealedText)
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class ConnectorEvent(Base):
    """One document of a connector: the state of one of its works, told under a `sequence` that rises.

    `digest` is that of the document. While it is waiting the document is kept, sealed under a `key` of its
    own, since it names people; `why` says what it waits for, or why it was ignored. `record_id` is the record
    of the work.
    """

    __tablename__ = "connector_events"
    __table_args__ = (
        UniqueConstraint("connector_id", "outside_id", "sequence"),
        Index(None, "committee_id", "state", "id"),
        Index(None, "record_id"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"why in {WHYS}", name="why"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    connector_id: Mapped[int] = reference("connectors.id")
    outside_id: Mapped[str] = mapped_column(String(100))
    sequence: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10))
    why: Mapped[str | None] = mapped_column(String(10))
    record_id: Mapped[int | None] = reference("records.id")
    key: Mapped[Sealed | None] = mapped_column(SealedText)
    document: Mapped[Sealed | None] = mapped_column(SealedText)
    received_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
