"""Accounts of people who sign in, their sessions, and where a sign-in went wrong."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Moment, OfCommittee, reference
from models.member import Person
from models.personal import Sealed, SealedText

STATES = ("active", "locked", "closed")
CLIENTS = ("cookie", "bearer")
SECOND_FACTORS = ("required", "offered", "off")


class Account(Base):
    """An account: a real person, registered by the Office (议16), who signs in under a phone number.

    `real_name` is that of one of the staff; a member's stands with the person (`NAME` is whichever it is).
    `user_name` is that number, sealed under `key`, which is the account's own; `user_name_index` finds it
    (`models.personal`). All are None once the account is closed, for numbers are given to others. Of password
    and first secret there are only hashes, and never both: who has a first secret has no password. `policy`
    names the policy under which the password was set, as `dengbao/1`. `totp` is the key of the second factor,
    sealed, and in force since `totp_at`; `totp_step` is the last step whose code was used.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("committee_id", "user_name_index"),
        UniqueConstraint("committee_id", "person_id"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("password is null or first_secret is null", name="secrets"),
        CheckConstraint("real_name is null or person_id is null", name="real_name"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    person_id: Mapped[int | None] = reference("persons.id")
    real_name: Mapped[str | None] = mapped_column(String(100))
    key: Mapped[Sealed | None] = mapped_column(SealedText)
    user_name: Mapped[Sealed | None] = mapped_column(SealedText)
    user_name_index: Mapped[str | None] = mapped_column(String(64))
    department: Mapped[str | None] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(10), default="active")
    registered_at: Mapped[datetime] = mapped_column(Moment)
    password: Mapped[str | None] = mapped_column(String(200))
    password_set_at: Mapped[datetime | None] = mapped_column(Moment)
    policy: Mapped[str | None] = mapped_column(String(40))
    first_secret: Mapped[str | None] = mapped_column(String(200))
    first_secret_until: Mapped[datetime | None] = mapped_column(Moment)
    first_secret_used_at: Mapped[datetime | None] = mapped_column(Moment)
    totp: Mapped[Sealed | None] = mapped_column(SealedText)
    totp_at: Mapped[datetime | None] = mapped_column(Moment)
    totp_step: Mapped[int | None]
    signed_in_at: Mapped[datetime | None] = mapped_column(Moment)


# What the holder of an account is called; nobody is named any more where it is closed.
NAME = func.coalesce(
    Account.real_name,
    select(Person.name).where(Person.id == Account.person_id).correlate(Account).scalar_subquery(),
    "（已注销）",
).label("real_name")


class Session(Base):
    """A session of an account. `digest` is that of its token; the token itself stands nowhere.

    `complete`: False where a second factor has to be set up first, and nothing else may be done. `ends_at`
    is its end however much it is used; how long it may be idle says the policy. `agent` is shortened.
    `provider` is who vouched for its holder; None where that was a password.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        Index(None, "account_id", "revoked_at"),
        Index(None, "committee_id", "ends_at"),
        CheckConstraint(f"client in {CLIENTS}", name="client"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    account_id: Mapped[int] = reference("accounts.id")
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    client: Mapped[str] = mapped_column(String(10))
    complete: Mapped[bool]
    begun_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    address: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(100))
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_why: Mapped[str | None] = mapped_column(String(20))
    provider: Mapped[str | None] = mapped_column(String(20))


class Attempts(Base):
    """How often a sign-in failed for one user name from one address, so that this pair is slowed down.

    `who` is an index of the user name, whether there is such an account or not. Rows are forgotten in time.
    """

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        UniqueConstraint("committee_id", "who", "address"),
        Index(None, "committee_id", "last_at"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    who: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)


class AccountSettings(Base):
    """What a committee has chosen for its accounts: the profile of the policy, and the second factor."""

    __tablename__ = "account_settings"
    __table_args__ = (CheckConstraint(f"second_factor in {SECOND_FACTORS}", name="second_factor"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee] = mapped_column(unique=True)
    profile: Mapped[str] = mapped_column(String(40))
    second_factor: Mapped[str] = mapped_column(String(10))
