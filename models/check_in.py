"""Sign-in at an occasion (履6, by code): when it is open, who scanned, who has arrived."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, Key, Moment, OfCommittee, reference

STATES = ("open", "closed", "confirmed")
ARRIVALS = ("present", "removed")


class CheckIn(Base):
    """Sign-in at one occasion, open from `opens_at` until `closes_at` unless it is closed before.

    Who signs in from `late_from` on is late. `number` is what is said in the hall and asked of everybody.
    With `latitude`, `longitude` (degrees) and `meters` it is noted whether somebody stood within that circle.
    `version` rises with each change of it and of its arrivals: whoever confirms names the list they saw.
    `times_version` rises when it is opened again or closed, and with no arrival: whoever opens it again names
    the times they saw.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        UniqueConstraint("record_id"),
        CheckConstraint(f"state in {STATES}", name="state"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    record_id: Mapped[int] = reference("records.id", cascade=True)
    opens_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    late_from: Mapped[datetime | None] = mapped_column(Moment)
    number: Mapped[str | None] = mapped_column(String(2))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    meters: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    times_version: Mapped[int] = mapped_column(default=1, server_default=text("1"))


class CheckInChallenge(Base):
    """What a scan opened, to be confirmed once, by this account, in this session, on this device.

    One an account and occasion: a further scan takes its place. `digest` is that of what the telephone was
    told, `device` that of its cookie with the occasion. `tries` counts the numbers that were typed in, over
    all scans. A session is forgotten in time, and so none is referred to.
    """

    __tablename__ = "check_in_challenges"
    __table_args__ = (UniqueConstraint("check_in_id", "account_id"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    check_in_id: Mapped[int] = reference("check_ins.id", cascade=True)
    account_id: Mapped[int] = reference("accounts.id")
    session_id: Mapped[int] = mapped_column(Identity)
    device: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scanned_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int]
    spent: Mapped[bool]


class CheckInArrival(Base):
    """That a member has come: by a scan (`at`, on which `device`), or written in by the organiser.

    `flagged`: another had signed in on the same device before. `inside` is all that is kept of a place: yes,
    no, or not told. `by_hand`: the organiser put them on the list, who had scanned or not. The device is
    forgotten when the list is confirmed, or in a month. `moved` is the version of the check-in at which it
    last changed.
    """

    __tablename__ = "check_in_arrivals"
    __table_args__ = (
        UniqueConstraint("check_in_id", "membership_id"),
        Index(None, "check_in_id", "device"),
        CheckConstraint(f"state in {ARRIVALS}", name="state"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    check_in_id: Mapped[int] = reference("check_ins.id", cascade=True)
    membership_id: Mapped[int] = reference("memberships.id")
    account_id: Mapped[int | None] = reference("accounts.id")
    at: Mapped[datetime] = mapped_column(Moment)
    late: Mapped[bool]
    flagged: Mapped[bool]
    by_hand: Mapped[bool]
    inside: Mapped[bool | None]
    device: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    moved: Mapped[int]
