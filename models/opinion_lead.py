"""Leads (线索, 议7): what a citizen said, handed to somebody who writes items; never an item by itself."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Moment, OfCommittee, reference
from models.personal import Sealed, SealedText
from models.signature import Signature

STATES = ("handed", "taken", "aside", "purged")


class OpinionLead(Base):
    """A lead in the hands of an account (`holder_id`), received in some `way`, at a contact point or not.

    What was said, and the sender's name and telephone, are sealed under the `key` of the lead. The sender is
    forgotten when the lead has been settled (`settled_at`: taken up, or put aside) for as long as the
    document says; of what was purged the key is gone, too. `version` counts what was done.
    """

    __tablename__ = "opinion_leads"
    __table_args__ = (
        Index(None, "committee_id", "holder_id"),
        Index(None, "settled_at"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("(state = 'handed') = (settled_at is null)", name="settled"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    key: Mapped[Sealed | None] = mapped_column(SealedText)
    way: Mapped[str] = mapped_column(String(20))
    point_id: Mapped[int | None] = reference("contact_points.id")
    received_on: Mapped[date]
    text: Mapped[Sealed | None] = mapped_column(SealedText)
    sender: Mapped[Sealed | None] = mapped_column(SealedText)
    phone: Mapped[Sealed | None] = mapped_column(SealedText)
    holder_id: Mapped[int] = reference("accounts.id")
    entered_by: Mapped[int] = reference("accounts.id")
    entered_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)


class OpinionLeadStep(Base):
    """One thing that was done about a lead: what, when, by whom, to whom it was handed; in which words, which
    are sealed under its key.
    """

    __tablename__ = "opinion_lead_steps"
    __table_args__ = (Index(None, "lead_id"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    lead_id: Mapped[int] = reference("opinion_leads.id")
    action: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(Signature)
    by_id: Mapped[int | None] = reference("accounts.id")
    account_id: Mapped[int | None] = reference("accounts.id")
    words: Mapped[Sealed | None] = mapped_column(SealedText)
