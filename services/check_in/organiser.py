"""What the organiser does: opens sign-in and closes it, puts the list right, and confirms it (履5、6).

Only what is confirmed is written into the record; where that has passed its review, scores follow at once.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from files.cell import STATE
from files.cells.half_days import ATTENDED as ATTENDED_HALF_DAYS
from files.cells.half_days import EXPECTED, MISSED, ON_LEAVE, SPENT
from files.cells.presence import ABSENT, LATE, LEAVE
from files.cells.presence import PRESENT as ATTENDED
from models.check_in import CheckIn, CheckInArrival
from models.clock import now
from models.member import Membership
from models.store import Store
from rules.record import Attributes, Record, value_words
from services.actor import Actor
from services.check_in.arrivals import PRESENT, REMOVED, ArrivalRow, Roll, roll
from services.check_in.half_days import stands_for
from services.check_in.occasion import (
    CONFIRMED,
    ENTITY,
    OPEN,
    STEPS,
    CheckInRow,
    Circle,
    check_in_of,
    opened,
    organising,
)
from services.check_in.presence import forget_devices, next_version
from services.entry.desk import Desk, Done
from services.entry.form import MOST_PARTICIPANTS, OccasionForm, Present
from services.reason import checked_reason
from services.records.by_row import ByRow
from services.records.half_days import common
from services.records.reading import Reader
from services.refusal import Code, Refusal
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import Unit

LONGEST = timedelta(hours=24)
# Metres: a room, a town.
MOST_METERS = 20_000
REASON = "按签到名单"
# As what the half-days count for which a sign-in stands.
_SPENT = {ATTENDED: ATTENDED_HALF_DAYS, LEAVE: ON_LEAVE, ABSENT: MISSED}
REGISTERED, REGISTERED_AS = "签到", "已登记"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """From when until when people sign in, from when on they are late; a number said in the hall, and the
    circle of the hall, where either is asked for. `seen` is the version of the times in whose place these
    come; None: nobody has opened it yet.
    """

    opens_at: datetime
    closes_at: datetime
    late_from: datetime | None = None
    number: str | None = None
    circle: Circle | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """Who is put on the list by hand, late or not, and who is taken off it."""

    add: Sequence[int] = ()
    remove: Sequence[int] = ()
    late: bool = False


async def open_check_in(
    store: Store, boards: Boards, actor: Actor | None, record_id: int, opening: Opening
) -> int:
    """Opens sign-in for an occasion, or opens it again with other times, until its list is confirmed.

    Raises `Refusal`, CONFLICT where somebody has opened or closed it since.
    """
    async with organising(store, boards, actor, record_id) as (unit, of):
        connection = unit.connection
        moment = await now(connection)
        _check(opening, moment)
        if of.form != "occasion":
            raise Refusal(Code.BAD_USER_INPUT, "签到是会议、活动、培训的：这条记录是作品", "record")
        if of.state in ("withdrawn", "archived"):
            raise Refusal(Code.CONFLICT, "这条记录已经撤回或归档，不能开签到", "record")
        said = _columns(opening)
        before = await check_in_of(connection, record_id)
        said["state"] = OPEN if before is None else STEPS.after(before.stage(moment), "open")
        if opening.seen != (before and before.times_version):
            message = "其间有人开过、关过签到，或改过时间：先看现在的时间，要改的再改"
            raise Refusal(Code.CONFLICT, message, "timesVersion")
        if before is None:
            first = {"committee_id": unit.committee_id, "record_id": record_id, "version": 1}
            added = insert(CheckIn).values(**first, times_version=1, **said)
            row_id = (await connection.execute(added.returning(CheckIn.id))).scalar_one()
        else:
            row_id = before.id
            said["times_version"] = before.times_version + 1
            await connection.execute(update(CheckIn).where(CheckIn.id == row_id).values(**said))
            await next_version(connection, row_id)
        times = [one and one.isoformat() for one in (opening.opens_at, opening.closes_at, opening.late_from)]
        asked = {"number": opening.number is not None, "place": opening.circle is not None}
        told = dict(zip(("from", "until", "late from"), times, strict=True))
        unit.note("open", ENTITY, row_id, after={"record": record_id, **told, **asked})
        unit.result = record_id
    return record_id


def _columns(opening: Opening) -> dict[str, Any]:
    """What is kept of an opening."""
    circle = opening.circle
    return {
        "opens_at": opening.opens_at,
        "closes_at": opening.closes_at,
        "late_from": opening.late_from,
        "number": opening.number,
        "latitude": circle.latitude if circle else None,
        "longitude": circle.longitude if circle else None,
        "meters": circle.meters if circle else None,
    }


async def close_check_in(store: Store, boards: Boards, actor: Actor | None, record_id: int) -> int:
    """Ends sign-in before its time; it can be opened again."""
    async with organising(store, boards, actor, record_id) as (unit, _):
        found = await opened(unit.connection, record_id)
        state = STEPS.after(found.stage(await now(unit.connection)), "close")
        closed = {"state": state, "version": found.version + 1, "times_version": found.times_version + 1}
        await unit.connection.execute(update(CheckIn).where(CheckIn.id == found.id).values(**closed))
        unit.note("close", ENTITY, found.id, {"state": found.state}, {"state": state})
        unit.result = record_id
    return record_id


async def correct_arrivals(
    store: Store,
    boards: Boards,
    actor: Actor | None,
    record_id: int,
    by_hand: ByHand,
    reason: str,
) -> int:
    """Puts people on the list, and takes others off it, for a reason. Whoever is added is marked so.

    A guest who is added is on the list from then on. Raises `Refusal`: all of it happens, or nothing.
    """
    why = checked_reason(reason)
    async with organising(store, boards, actor, record_id, why) as (unit, of):
        found = await opened(unit.connection, record_id)
        STEPS.after(found.stage(await now(unit.connection)), "put right")
        await _check_members(unit, by_hand)
        known_rows = await _rows(unit, found, [*by_hand.add, *by_hand.remove])
        version = await next_version(unit.connection, found.id)
        for at, member in enumerate(by_hand.remove):
            row = known_rows.get(member)
            if row is None or row.state == REMOVED:
                raise Refusal(Code.CONFLICT, "这名委员不在签到名单里，不用去掉", f"remove[{at}]")
            await _change(unit, row.id, state=REMOVED, moved=version)
            unit.note("remove", ENTITY, found.id, before={"membership": member})
        moment = await now(unit.connection)
        for member in by_hand.add:
            row = known_rows.get(member)
            # Who has signed in and is let in came as they did, late or not; taken off first, they come anew.
            came_late = by_hand.late or (row is not None and row.state != REMOVED and row.late)
            said = {"by_hand": True, "late": came_late, "state": PRESENT, "moved": version}
            if row is None:
                of_row = {"committee_id": of.committee_id, "check_in_id": found.id, "membership_id": member}
                added = insert(CheckInArrival).values(**of_row, at=moment, flagged=False, **said)
                await unit.connection.execute(added)
            else:
                await _change(unit, row.id, **said)
            unit.note("add", ENTITY, found.id, after={"membership": member, "late": came_late})
        unit.result = record_id
    return record_id


async def confirm_check_in(
    store: Store, live: Live, actor: Actor | None, record_id: int, version: int, half_days: int | None = None
) -> Done:
    """Writes the list into the record: who is on it attended, who is not and was said to attend was absent.

    `version` is that of the list that the organiser saw, `half_days` how many half-days of several it stands
    for (`services.check_in.half_days`). Raises `Refusal`, and `Rejected` where the record
    does not take somebody who is on the list.
    """
    async with organising(store, live.boards, actor, record_id) as (looking, of):
        connection = looking.connection
        found = await opened(connection, record_id)
        STEPS.after(found.stage(await now(connection)), "confirm")
        if found.version != version:
            raise _changed()
        if of.state in ("withdrawn", "archived"):
            message = "这条记录已经撤回或归档，名单不能确认：撤回的先恢复，归档的另立更正"
            raise Refusal(Code.CONFLICT, message, "record")
        listed = await roll(connection, found)
        catalogue = (await live.boards.live(connection, of.committee_id, of.year)).rule_set.catalogue
        (stored,) = await Reader(connection, of.committee_id, catalogue, ByRow()).of_ids([record_id])

    async def settle(unit: Unit) -> None:
        settled = update(CheckIn).where(
            CheckIn.id == found.id, CheckIn.version == version, CheckIn.state != CONFIRMED
        )
        done = await unit.connection.execute(settled.values(state=CONFIRMED, version=version + 1))
        if done.rowcount != 1:
            raise _changed()
        await forget_devices(unit.connection, found.id)
        count = {"present": len(listed.present), "guests": len(listed.guests), "missing": len(listed.missing)}
        unit.note("confirm", ENTITY, found.id, {"state": found.state}, {"state": CONFIRMED, **count})

    carried = {one.name for one in catalogue.attributes_of(catalogue.kinds[of.kind], "participation")}
    number = stands_for(stored.record, carried, listed, half_days)
    form = OccasionForm(participants=_participants(carried, stored.record, listed, number))
    desk = Desk(store, live, actor)
    return await desk.correct(record_id, stored.version, form, REASON, beside=settle)


def _participants(carried: set[str], record: Record, listed: Roll, half_days: int) -> list[Present]:
    """Everybody whom the record names or the list has, those of whom the same holds together."""
    expected = common(record.parts)
    anew: Attributes = {} if expected is None else {EXPECTED: expected}
    come = {one.membership_id: one for one in listed.present}
    said = {int(part.member): part.attributes for part in record.parts}
    groups: dict[tuple[tuple[str, str], ...], list[int]] = defaultdict(list)
    for member in {**said, **come}:
        told = _told(carried, said.get(member, anew), come.get(member))
        groups[tuple(_counted(carried, told, half_days).items())].append(member)
    return [Present(members, attributes) for attributes, members in groups.items()]


def _counted(carried: set[str], told: dict[str, str], half_days: int) -> dict[str, str]:
    """What is said of one member, with the half-days for which the list stands: leave that is written stands,
    unless they came after all.
    """
    spent = _SPENT.get(told.get(STATE, ""))
    if not half_days or spent not in carried or (spent == ON_LEAVE and told.get(ON_LEAVE, "0") != "0"):
        return told
    return {**{name: value for name, value in told.items() if name not in SPENT}, spent: str(half_days)}


def _told(carried: set[str], said: Attributes, arrival: ArrivalRow | None) -> dict[str, str]:
    told = {name: value_words(value) for name, value in said.items()}
    if arrival is None:
        if told.get(STATE) == ATTENDED:
            told[STATE] = ABSENT
        return told
    told.pop(LATE, None)
    own = {STATE: ATTENDED, LATE: "是" if arrival.late else None, REGISTERED: REGISTERED_AS}
    return told | {name: value for name, value in own.items() if value and name in carried}


def _check(opening: Opening, moment: datetime) -> None:
    """Raises `Refusal` for times that cannot be, and what is no number or no circle."""
    if not timedelta() < opening.closes_at - opening.opens_at <= LONGEST:
        raise Refusal(Code.BAD_USER_INPUT, "until 要晚于 from，最多开 24 小时", "until")
    if opening.closes_at <= moment:
        raise Refusal(Code.BAD_USER_INPUT, "until 已经过去", "until")
    late_from = opening.late_from
    if late_from is not None and not opening.opens_at <= late_from <= opening.closes_at:
        raise Refusal(Code.BAD_USER_INPUT, "lateFrom 要在 from 和 until 之间", "lateFrom")
    number = opening.number
    if number is not None and not (len(number) == 2 and number.isascii() and number.isdigit()):
        raise Refusal(Code.BAD_USER_INPUT, "number 写两位数字，如 47", "number")
    circle = opening.circle
    if circle is not None and not (
        -90 <= circle.latitude <= 90 and -180 <= circle.longitude <= 180 and 1 <= circle.meters <= MOST_METERS
    ):
        message = f"纬度 -90 到 90，经度 -180 到 180，半径 1 到 {MOST_METERS:,} 米"
        raise Refusal(Code.BAD_USER_INPUT, message, "place")


def _changed() -> Refusal:
    return Refusal(Code.CONFLICT, "名单刚刚变了：看过现在的名单再确认", "version")


async def _check_members(unit: Unit, by_hand: ByHand) -> None:
    """Raises `Refusal` for who is named twice, or is none of the committee's, or would be too many."""
    named = [*by_hand.add, *by_hand.remove]
    if len(set(named)) != len(named):
        raise Refusal(Code.BAD_USER_INPUT, "一名委员只写一次", "add")
    of_committee = Membership.committee_id == unit.committee_id
    found = set(
        await unit.connection.scalars(select(Membership.id).where(of_committee, Membership.id.in_(named)))
    )
    for field, members in (("add", by_hand.add), ("remove", by_hand.remove)):
        for at, member in enumerate(members):
            if member not in found:
                raise Refusal(Code.NOT_FOUND, "没有这名委员：写本政协委员的 id", f"{field}[{at}]")


async def _rows(unit: Unit, of: CheckInRow, members: Sequence[int]) -> dict[int, Any]:
    """What is known of members; raises `Refusal` where the list would grow beyond what a record takes."""
    own = CheckInArrival.check_in_id == of.id
    count = await unit.connection.scalar(select(func.count()).select_from(CheckInArrival).where(own)) or 0
    if count + len(members) > MOST_PARTICIPANTS:
        raise Refusal(Code.BAD_USER_INPUT, f"名单最多 {MOST_PARTICIPANTS:,} 人", "add")
    columns = select(
        CheckInArrival.id, CheckInArrival.membership_id, CheckInArrival.state, CheckInArrival.late
    )
    rows = await unit.connection.execute(columns.where(own, CheckInArrival.membership_id.in_(members)))
    return {row.membership_id: row for row in rows}


async def _change(unit: Unit, row_id: int, **values: Any) -> None:
    await unit.connection.execute(update(CheckInArrival).where(CheckInArrival.id == row_id).values(**values))
