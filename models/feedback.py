"""What people who use the program tell of it (履14: 问题、意见建议), and what became of that."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Moment, OfCommittee, reference
from models.personal import Sealed, SealedText

KINDS = ("problem", "suggestion", "correction")
STATES = ("received", "in progress", "done", "declined")


class Feedback(Base):
    """What one account wrote, on which page of which version of the program, and how it was answered.

    `words`, the `addition` that its writer may make once, and the `answer` are sealed under the key of the
    account (`models.personal`): they may tell of persons, and are gone with it. `field` is which personal
    field a correction is about. `named`: its writer lets those who answer see who wrote it. `version` counts
    its changes.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        Index(None, "committee_id", "state"),
        Index(None, "account_id"),
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"state in {STATES}", name="state"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    account_id: Mapped[int] = reference("accounts.id")
    kind: Mapped[str] = mapped_column(String(20))
    field: Mapped[str | None] = mapped_column(String(40))
    page: Mapped[str | None] = mapped_column(String(200))
    program: Mapped[str] = mapped_column(String(40))
    named: Mapped[bool]
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    words: Mapped[Sealed | None] = mapped_column(SealedText)
    addition: Mapped[Sealed | None] = mapped_column(SealedText)
    answer: Mapped[Sealed | None] = mapped_column(SealedText)
    written_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
