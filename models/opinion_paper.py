"""What is made of accepted opinion items (议9): edited, alone or several together, and signed to be sent."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Key, Moment, OfCommittee, reference
from models.personal import Sealed, SealedText
from models.signature import Signature

STATES = ("editing", "signing", "signed", "dropped")


class Paper(Base):
    """A paper that is edited from one item (单篇) or several (综合), sealed under a `key` of its own.

    `destination` and `vehicle` are codes of the routes; `unit` is to handle it, with `co_units`. `posts` is
    the route as it was when the paper was handed up, and `awaits` the post whose signature is next; None
    unless it is `signing`. `asked_number` is the issue number that its editor wants, `issue_number` the one
    that it has since it was signed: each once in a vehicle and `issue_year`. `version` counts what was done.
    """

    __tablename__ = "opinion_papers"
    __table_args__ = (
        Index(None, "committee_id", "state"),
        UniqueConstraint(
            *("committee_id", "vehicle", "issue_year", "issue_number"), name="uq_opinion_papers_issue"
        ),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("(state = 'signing') = (awaits is not null)", name="awaits"),
        CheckConstraint("(state = 'signed') = (issue_number is not null)", name="issued"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    key: Mapped[Sealed | None] = mapped_column(SealedText)
    text_number: Mapped[int]
    destination: Mapped[str | None] = mapped_column(String(20))
    vehicle: Mapped[str | None] = mapped_column(String(20))
    unit: Mapped[str | None] = mapped_column(String(100))
    co_units: Mapped[list[str]] = mapped_column(Json)
    posts: Mapped[list[str]] = mapped_column(Json)
    awaits: Mapped[str | None] = mapped_column(String(20))
    asked_number: Mapped[int | None]
    issue_year: Mapped[int | None]
    issue_number: Mapped[int | None]
    begun_at: Mapped[datetime] = mapped_column(Moment)
    signed_at: Mapped[datetime | None] = mapped_column(Moment)


class PaperText(Base):
    """A version of the edited text, sealed under the key of the paper. It never changes; `number` counts from
    1, the first being what the items say themselves.
    """

    __tablename__ = "opinion_paper_texts"
    __table_args__ = (UniqueConstraint("paper_id", "number"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    paper_id: Mapped[int] = reference("opinion_papers.id")
    number: Mapped[int]
    title: Mapped[Sealed] = mapped_column(SealedText)
    situation: Mapped[Sealed] = mapped_column(SealedText)
    causes: Mapped[Sealed] = mapped_column(SealedText)
    advice: Mapped[Sealed] = mapped_column(SealedText)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    saved_by: Mapped[str] = mapped_column(Signature)


class PaperItem(Base):
    """An item that a paper is made of, in its `place`; None: it was let go, and former texts of the paper say
    what it says. Of papers that go on it is in one at most.
    """

    __tablename__ = "opinion_paper_items"
    __table_args__ = (UniqueConstraint("paper_id", "opinion_id"), Index(None, "opinion_id"))

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    paper_id: Mapped[int] = reference("opinion_papers.id")
    opinion_id: Mapped[int] = reference("opinions.id")
    place: Mapped[int | None]


class PaperStep(Base):
    """One thing that was done about a paper: what, when, by whom, about which text; a signature by the `post`
    that was held, `instead_of` whom where somebody stood in; in which words, sealed under the key of the
    paper. It never changes.
    """

    __tablename__ = "opinion_paper_steps"
    __table_args__ = (Index(None, "paper_id"), Index(None, "account_id"))

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    paper_id: Mapped[int] = reference("opinion_papers.id")
    action: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(Signature)
    account_id: Mapped[int | None] = reference("accounts.id")
    text_number: Mapped[int]
    post: Mapped[str | None] = mapped_column(String(20))
    instead_of: Mapped[str | None] = mapped_column(Signature)
    words: Mapped[Sealed | None] = mapped_column(SealedText)
