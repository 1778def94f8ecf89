"""Sign-in from elsewhere: which outside identities are whose, sign-ins under way, codes that were spent."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Moment, OfCommittee, reference
from models.personal import Sealed, SealedText


class OutsideIdentity(Base):
    """An outside identity of an account: provider, realm, and the id of an account there.

    That id, `subject`, is sealed under the key of the account; `subject_index` finds it (`models.personal`).
    An identity is one account's, and an account has one of a provider.
    """

    __tablename__ = "outside_identities"
    __table_args__ = (
        UniqueConstraint("committee_id", "provider", "realm", "subject_index"),
        UniqueConstraint("account_id", "provider"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    account_id: Mapped[int] = reference("accounts.id")
    provider: Mapped[str] = mapped_column(String(20))
    realm: Mapped[str] = mapped_column(String(200))
    subject: Mapped[Sealed] = mapped_column(SealedText)
    subject_index: Mapped[str] = mapped_column(String(64))
    linked_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class OutsideSignIn(Base):
    """A sign-in that was begun: of its state, and of what the browser was given, there are only digests.

    `session_id` is the session whose holder links an identity by it; None where somebody signs in. `used_at`
    is when it came back, once. `identity_id` is who came back, while the code of a second factor is awaited.
    """

    __tablename__ = "outside_sign_ins"
    __table_args__ = (Index(None, "committee_id", "ends_at"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    provider: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(64), unique=True)
    session_id: Mapped[int | None] = reference("sessions.id", cascade=True)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    identity_id: Mapped[int | None] = reference("outside_identities.id", cascade=True)


class OutsideCode(Base):
    """A code of a provider that was spent: it is not sent there again, whoever brings it."""

    __tablename__ = "outside_codes"
    __table_args__ = (UniqueConstraint("provider", "digest"), Index(None, "committee_id", "spent_at"))

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    provider: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    spent_at: Mapped[datetime] = mapped_column(Moment)
