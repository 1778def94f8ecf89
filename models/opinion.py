"""Opinion items (议2 to 9): what an author is writing, what was submitted, each step of what became of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Key, Moment, OfCommittee, reference
from models.personal import Sealed, SealedText
from models.signature import Signature

OUTCOMES = ("adoption", "instruction")
RATINGS = ("satisfied", "fairly satisfied", "dissatisfied")
STATES = ("draft", "submitted", "returned", "accepted", "edited", "signed", "kept", "withdrawn", "purged")


class Opinion(Base):
    """An opinion item of an account, which for a member is that of a `membership_id`.

    What was submitted is the committee's: it is sealed under the `key` of the item, which outlasts the
    account. There is none before. `area`, `urgency`, `source` and `open` (议14: its author lets it be
    published; they may say otherwise later) are those of the text that was submitted last, at `submitted_at`,
    which has the `text_number` (0: none was); so are the call that it answers (`call_id`), the contact point
    at which it was collected (`point_id`) and the lead that it takes up (`lead_id`). It may continue an
    earlier item (`follows_id`). `record_id` is the record as which it counts for its authors (议13).
    `withheld_at` is when the Office withheld it from those who read what is published (议14). `version`
    counts what was done. Of what was purged the key is gone, with all but its steps.
    """

    __tablename__ = "opinions"
    __table_args__ = (
        Index(None, "committee_id", "state"),
        Index(None, "account_id"),
        Index(None, "call_id"),
        Index(None, "point_id"),
        Index(None, "lead_id"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("state in ('draft', 'withdrawn') or submitted_at is not null", name="submitted"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    account_id: Mapped[int] = reference("accounts.id")
    membership_id: Mapped[int | None] = reference("memberships.id")
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    begun_at: Mapped[datetime] = mapped_column(Moment)
    key: Mapped[Sealed | None] = mapped_column(SealedText)
    area: Mapped[str | None] = mapped_column(String(20))
    urgency: Mapped[str | None] = mapped_column(String(20))
    source: Mapped[str | None] = mapped_column(String(20))
    open: Mapped[bool | None]
    follows_id: Mapped[int | None] = reference("opinions.id")
    call_id: Mapped[int | None] = reference("opinion_calls.id")
    point_id: Mapped[int | None] = reference("contact_points.id")
    lead_id: Mapped[int | None] = reference("opinion_leads.id")
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    text_number: Mapped[int]
    record_id: Mapped[int | None] = reference("records.id")
    withheld_at: Mapped[datetime | None] = mapped_column(Moment)


class OpinionDraft(Base):
    """What the author of an item is writing: a document, sealed under the key of the account, and gone with
    that. There is none while nothing is being written.
    """

    __tablename__ = "opinion_drafts"
    __table_args__ = (UniqueConstraint("opinion_id"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    opinion_id: Mapped[int] = reference("opinions.id")
    content: Mapped[Sealed | None] = mapped_column(SealedText)
    saved_at: Mapped[datetime] = mapped_column(Moment)


class OpinionText(Base):
    """A text as it was submitted, in its three parts, sealed under the key of the item, with the rows of its
    `files` in their order. It never changes; `number` counts from 1.
    """

    __tablename__ = "opinion_texts"
    __table_args__ = (UniqueConstraint("opinion_id", "number"), Index(None, "committee_id", "id"))

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    opinion_id: Mapped[int] = reference("opinions.id")
    number: Mapped[int]
    title: Mapped[Sealed] = mapped_column(SealedText)
    situation: Mapped[Sealed] = mapped_column(SealedText)
    causes: Mapped[Sealed] = mapped_column(SealedText)
    advice: Mapped[Sealed] = mapped_column(SealedText)
    files: Mapped[list[int]] = mapped_column(Json)
    submitted_at: Mapped[datetime] = mapped_column(Moment)


class OpinionAuthor(Base):
    """Who wrote a text of an item beside its submitter: a member, or somebody else, of whom there is a name
    alone, sealed under the key of the item. It never changes.
    """

    __tablename__ = "opinion_authors"
    __table_args__ = (
        UniqueConstraint("opinion_id", "text_number", "place"),
        Index(None, "membership_id"),
        CheckConstraint("(membership_id is null) <> (name is null)", name="one_of_both"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    opinion_id: Mapped[int] = reference("opinions.id")
    text_number: Mapped[int]
    place: Mapped[int]
    membership_id: Mapped[int | None] = reference("memberships.id")
    name: Mapped[Sealed | None] = mapped_column(SealedText)


class OpinionStep(Base):
    """One thing that was done about an item that was submitted: what, when, by whom, about which text, for
    which reason of the list, and in which words, sealed under the key of the item. It never changes.
    """

    __tablename__ = "opinion_steps"
    __table_args__ = (Index(None, "opinion_id"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    opinion_id: Mapped[int] = reference("opinions.id")
    action: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(Signature)
    text_number: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(20))
    words: Mapped[Sealed | None] = mapped_column(SealedText)


class OpinionOutcome(Base):
    """What became of an item that was issued (议11), `place` counting from 1: an adoption, or an instruction
    of a leader, on a day and of a level that the catalogue of kinds has; `merged`: it was adopted together
    with others. `words` are what was instructed, sealed under the key of the item. One that was noted wrongly
    is taken back (`taken_back_at`) and stays.
    """

    __tablename__ = "opinion_outcomes"
    __table_args__ = (
        UniqueConstraint("opinion_id", "place"),
        CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    opinion_id: Mapped[int] = reference("opinions.id")
    place: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(50))
    day: Mapped[date]
    merged: Mapped[bool | None]
    words: Mapped[Sealed | None] = mapped_column(SealedText)
    noted_at: Mapped[datetime] = mapped_column(Moment)
    noted_by: Mapped[str] = mapped_column(Signature)
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)


class OpinionRating(Base):
    """How the submitter of an item rated what was answered (议12), `place` counting from 1: the last one that
    they gave counts. It is about the answer of that number; 不满意 has a `reason` of the list, and `words`,
    sealed under the key of the item. It never changes.
    """

    __tablename__ = "opinion_ratings"
    __table_args__ = (
        UniqueConstraint("opinion_id", "place"),
        CheckConstraint(f"rating in {RATINGS}", name="rating"),
        CheckConstraint("(rating = 'dissatisfied') = (reason is not null)", name="reason"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    opinion_id: Mapped[int] = reference("opinions.id")
    place: Mapped[int]
    answer_number: Mapped[int]
    rating: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(20))
    words: Mapped[Sealed | None] = mapped_column(SealedText)
    given_at: Mapped[datetime] = mapped_column(Moment)
    given_by: Mapped[str] = mapped_column(Signature)
