"""Whoever scans: what a telephone is told, and what becomes of it (履6).

A scan opens a challenge, of which there is one an account; to confirm it spends it. All is told by the clock
of the database: one, however many servers there are.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from math import asin, cos, radians, sin, sqrt
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from models.check_in import CheckIn, CheckInArrival, CheckInChallenge
from models.clock import Now, now
from models.record import Part
from models.store import Store
from services.accounts.secret import digest, token
from services.accounts.sessions import SessionRow
from services.check_in import code
from services.check_in.arrivals import PRESENT, REMOVED
from services.check_in.code import Codes
from services.check_in.occasion import CHECK_INS, ENTITY, CheckInRow, clock, row_of
from services.members.roster import own_membership
from services.refusal import Code, Refusal
from services.unit_of_work import Unit, unit_of_work

# So long a scan may be confirmed; and so many numbers may be tried for one occasion.
CHALLENGE, MOST_TRIES = timedelta(minutes=10), 5
EARTH_METERS = 6_371_000


class Answer(StrEnum):
    """What becomes of a sign-in that is not refused."""

    ON_TIME = "on time"
    LATE = "late"
    TWICE = "twice"
    GUEST = "guest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """That somebody has signed in: at what, when, and what they are told."""

    answer: Answer
    title: str
    at: datetime
    late: bool

    @property
    def message(self) -> str:
        """What they are told, in a sentence."""
        at = clock(self.at)
        if self.answer is Answer.TWICE:
            return f"您已经签到了（{at}），不用再签"
        if self.answer is Answer.GUEST:
            return f"已登记，{at}。您不在这次的名单里：由组织者决定算不算参加"
        return f"已签到，{at}，记为迟到" if self.late else f"已签到，{at}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What a scan opened: `secret` is to be brought back; whether a number or a place is asked for."""

    secret: str
    title: str
    number: bool
    place: bool
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a telephone says that it is, in degrees. It is compared, and kept nowhere."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What a telephone brings back: the secret of its challenge, and what it was asked for besides."""

    secret: str
    number: str | None = None
    place: Place | None = None


class _Coming(NamedTuple):
    """In which membership somebody comes, and whether it is expected."""

    membership_id: int
    expected: bool


class _Opened(NamedTuple):
    """A challenge as it is kept."""

    id: int
    check_in_id: int
    account_id: int
    session_id: int
    device: str
    scanned_at: datetime
    ends_at: datetime
    tries: int
    spent: bool


def _asked(of: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A statement about a check-in that tells the moment, too, in which membership of `own` whoever asks is
    expected, and when that one came: hundreds ask at once.
    """
    own = (Part.record_id == CheckIn.record_id) & Part.membership_id.in_(bindparam("own", expanding=True))
    named = select(func.max(Part.membership_id)).where(own).correlate(CheckIn).scalar_subquery()
    came = (CheckInArrival.check_in_id == CheckIn.id) & (CheckInArrival.membership_id == named)
    arrival = (CheckInArrival.at, CheckInArrival.late, CheckInArrival.state)
    columns = [
        Now().label("moment"),
        named.label("named"),
        *(one.label(f"came_{one.key}") for one in arrival),
    ]
    return of.outerjoin(CheckInArrival, came).add_columns(*columns)


# Put together once: that costs as much as to run them.
_OF_CHECK_IN = _asked(CHECK_INS).where(CheckIn.id == bindparam("of_id"))
_OTHERS = aliased(CheckInArrival)
_CHALLENGES: Select[*tuple[Any, ...]] = CHECK_INS.join(
    CheckInChallenge, CheckInChallenge.check_in_id == CheckIn.id
).add_columns(
    *(getattr(CheckInChallenge, name).label(f"of_{name}") for name in _Opened._fields),
    exists()
    .where(_OTHERS.check_in_id == CheckIn.id, _OTHERS.device == CheckInChallenge.device)
    .correlate(CheckIn, CheckInChallenge)
    .label("flagged"),
)
_OF_SECRET = _asked(_CHALLENGES).where(CheckInChallenge.digest == bindparam("of_digest"))


async def scan(store: Store, codes: Codes, text: str, device: str) -> str:
    """What a device keeps of a code that it has scanned; raises `Refusal` for one that does not count."""
    async with store.reading() as connection:
        moment = await now(connection)
        return code.receipt(store, codes.read(store, text, moment), device, moment)


async def challenge(
    store: Store, session: SessionRow, receipt: str, device: str, record_id: int | None = None
) -> Challenge | Presence:
    """The challenge of what this device has scanned, for whoever is signed in; or that they have come.

    `record_id`: the occasion that they mean, where they said so. Raises `Refusal`.
    """
    async with store.reading() as connection:
        check_in_id, scanned_at = code.open_receipt(store, receipt, device)
        given = {"of_id": check_in_id, "own": list(session.rights.own)}
        row = (await connection.execute(_OF_CHECK_IN, given)).one_or_none()
        moment = await now(connection) if row is None else row.moment
        code.check_receipt(scanned_at, moment)
        of = _of_committee(None if row is None else row_of(row), session)
        if record_id not in (None, of.occasion.id):
            message = f"您扫的是“{of.occasion.title}”的码，不是这一次的：请扫这次会场屏幕上的码"
            raise Refusal(Code.WRONG_OCCASION, message, "token")
        _, known = await _coming(connection, of, session, row)
    if known is not None:
        return known
    of.check_open(moment)
    opened = Challenge(
        secret=token(),
        title=of.occasion.title,
        number=of.number is not None,
        place=of.circle is not None,
        ends_at=moment + CHALLENGE,
    )
    await _open(store, session, of, opened, _mark(of.id, device), scanned_at)
    return opened


async def confirm(store: Store, session: SessionRow, device: str, given: Confirmation) -> Presence:
    """Spends a challenge: whoever opened it has come. Raises `Refusal`; asked again, it says so again."""
    await _count(store, session, given)
    async with unit_of_work(store, session.committee, session.actor, right=None) as unit:
        opened, row = await _opened(unit.connection, session, device, given.secret)
        of, moment = row_of(row), row.moment
        coming, known = await _coming(unit.connection, of, session, row)
        if known is not None:
            return known
        if opened.spent:
            raise _wrong("这次扫码已经用过：请重新扫屏幕上的码")
        if moment > opened.ends_at:
            raise Refusal(Code.CODE_EXPIRED, "扫码以后过了 10 分钟：请重新扫屏幕上的码", "challenge")
        of.check_open(moment)
        _check_number(of, given.number, opened.tries)
        return await _arrive(unit, of, opened, coming, row.flagged, given.place, moment)


async def _arrive(
    unit: Unit,
    of: CheckInRow,
    opened: _Opened,
    coming: _Coming,
    flagged: bool,
    place: Place | None,
    moment: datetime,
) -> Presence:
    connection = unit.connection
    late = of.late_from is not None and opened.scanned_at >= of.late_from
    inside = None if place is None or of.circle is None else is_inside(of, place)
    arrived = insert(CheckInArrival).values(
        committee_id=unit.committee_id,
        check_in_id=of.id,
        membership_id=coming.membership_id,
        account_id=opened.account_id,
        at=moment,
        late=late,
        flagged=flagged,
        by_hand=False,
        inside=inside,
        device=opened.device,
        state=PRESENT,
        moved=await next_version(connection, of.id),
    )
    await connection.execute(arrived)
    spent = update(CheckInChallenge).where(CheckInChallenge.id == opened.id)
    await connection.execute(spent.values(spent=True))
    said = {"membership": coming.membership_id, "expected": coming.expected}
    unit.note("arrive", ENTITY, of.id, after=said | {"late": late, "flagged": flagged, "inside": inside})
    answer = Answer.GUEST if not coming.expected else Answer.LATE if late else Answer.ON_TIME
    return Presence(answer=answer, title=of.occasion.title, at=moment, late=late)


def is_inside(of: CheckInRow, place: Place) -> bool:
    """Whether a place lies within the circle of the hall, over the ground."""
    assert of.circle is not None
    here, there = radians(place.latitude), radians(of.circle.latitude)
    east = radians(of.circle.longitude - place.longitude)
    chord = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(east / 2) ** 2
    return 2 * EARTH_METERS * asin(min(1.0, sqrt(chord))) <= of.circle.meters


async def next_version(connection: AsyncConnection, check_in_id: int) -> int:
    """The version of a check-in of which something changes now."""
    raised = update(CheckIn).where(CheckIn.id == check_in_id).values(version=CheckIn.version + 1)
    return int((await connection.execute(raised.returning(CheckIn.version))).scalar_one())


def _mark(check_in_id: int, device: str) -> str:
    """What tells two devices apart at one occasion, and nothing of them at another."""
    return sha256(f"{check_in_id} {device}".encode()).hexdigest()


def _of_committee(of: CheckInRow | None, session: SessionRow) -> CheckInRow:
    if of is None:
        # The code was true when it was shown; its record is gone since.
        raise Refusal(Code.CODE_FORGED, code.FORGED, "token")
    if of.occasion.committee_id != session.committee_id:
        message = "这是别的政协的会议活动，您的账号不能在这里签到：请到签到台"
        raise Refusal(Code.WRONG_OCCASION, message, "token")
    return of


async def _coming(
    connection: AsyncConnection, of: CheckInRow, session: SessionRow, row: Any
) -> tuple[_Coming, Presence | None]:
    """In which membership they come, and that they are on the list already, by what `_asked` tells; raises
    `Refusal`.
    """
    if row.named is not None:
        return _Coming(row.named, True), _known(of, row.came_at, row.came_late, row.came_state)
    coming = await _membership(connection, of, session)
    return coming, await _arrived(connection, of, coming.membership_id)


async def _membership(connection: AsyncConnection, of: CheckInRow, session: SessionRow) -> _Coming:
    """In which of their memberships they come: the one that is expected, else the one of that day."""
    occasion, own = of.occasion, session.rights.own
    found = await own_membership(connection, occasion.committee_id, own, occasion.day, occasion.id)
    if found is None:
        message = "您的账号不是在任委员的，不用签到；弄错了的请到签到台"
        raise Refusal(Code.NOT_A_MEMBER, message)
    return _Coming(*found)


async def _arrived(connection: AsyncConnection, of: CheckInRow, membership_id: int) -> Presence | None:
    """That somebody is on the list already; raises `Refusal` where the organiser took them off it."""
    own = (CheckInArrival.check_in_id == of.id) & (CheckInArrival.membership_id == membership_id)
    columns = select(CheckInArrival.at, CheckInArrival.late, CheckInArrival.state)
    row = (await connection.execute(columns.where(own))).one_or_none()
    return None if row is None else _known(of, *row)


def _known(of: CheckInRow, at: datetime | None, late: bool | None, state: str | None) -> Presence | None:
    """That somebody came then, None: they did not; raises `Refusal` where the organiser took them off."""
    if at is None:
        return None
    if state == REMOVED:
        raise Refusal(Code.CONFLICT, "组织者已把您从签到名单里去掉：请到签到台", "challenge")
    return Presence(answer=Answer.TWICE, title=of.occasion.title, at=at, late=bool(late))


async def _open(
    store: Store, session: SessionRow, of: CheckInRow, opened: Challenge, device: str, scanned_at: datetime
) -> None:
    """Puts a challenge in the place of an earlier one of the account, whose tries go on counting.

    It has no line in the trail: what becomes of it has one.
    """
    said = {
        "session_id": session.id,
        "device": device,
        "digest": digest(opened.secret),
        "scanned_at": scanned_at,
        "ends_at": opened.ends_at,
        "spent": False,
    }
    own = {"committee_id": of.occasion.committee_id, "check_in_id": of.id, "account_id": session.account_id}
    async with store.writing() as connection:
        make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        added = make(CheckInChallenge).values(**own, **said, tries=0)
        again = added.on_conflict_do_update(index_elements=["check_in_id", "account_id"], set_=said)
        await connection.execute(again)


async def _count(store: Store, session: SessionRow, given: Confirmation) -> None:
    """Counts a number before it is looked at, so that many at once are counted, too."""
    if given.number is None:
        return
    own = CheckInChallenge.account_id == session.account_id
    tried = update(CheckInChallenge).where(own, CheckInChallenge.digest == digest(given.secret))
    async with store.writing() as connection:
        await connection.execute(tried.values(tries=CheckInChallenge.tries + 1))


async def _opened(
    connection: AsyncConnection, session: SessionRow, device: str, secret: str
) -> tuple[_Opened, Any]:
    """The challenge of a secret, with the row of its check-in, as `_asked` tells it, and whether another has
    come on the device; raises `Refusal` unless account, session, device are of the scan.
    """
    given = {"of_digest": digest(secret), "own": list(session.rights.own)}
    row = (await connection.execute(_OF_SECRET, given)).one_or_none()
    found = None if row is None else _Opened(*(getattr(row, f"of_{name}") for name in _Opened._fields))
    if found is None or found.account_id != session.account_id:
        raise _wrong("这不是您扫出来的，或者后来又扫过一次：请重新扫屏幕上的码")
    if found.session_id != session.id:
        raise _wrong("扫码以后重新登录过：请重新扫屏幕上的码")
    if found.device != _mark(found.check_in_id, device):
        raise _wrong("请用扫码的那部手机确认，或用这部手机重新扫")
    return found, row


def _check_number(of: CheckInRow, number: str | None, tries: int) -> None:
    if of.number is None:
        return
    if tries > MOST_TRIES:
        raise Refusal(Code.WRONG_NUMBER, f"数字填错了 {MOST_TRIES} 次：请到签到台，由工作人员登记", "number")
    if number is None or number.strip() != of.number:
        raise Refusal(Code.WRONG_NUMBER, "数字不对：填会场里念的两位数字", "number")


def _wrong(message: str) -> Refusal:
    return Refusal(Code.WRONG_CHALLENGE, message, "challenge")


async def forget_devices(connection: AsyncConnection, check_in_id: int) -> None:
    """Forgets who scanned, and which telephone anybody used."""
    await connection.execute(delete(CheckInChallenge).where(CheckInChallenge.check_in_id == check_in_id))
    used = (CheckInArrival.check_in_id == check_in_id) & CheckInArrival.device.is_not(None)
    await connection.execute(update(CheckInArrival).where(used).values(device=None))
