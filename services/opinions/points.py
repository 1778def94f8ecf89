"""Contact points (社情民意信息联系点, 议7), kept by the Office; whoever writes reads which there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account
from models.contact_point import ContactPoint
from models.store import Store
from services.actor import Actor, known
from services.opinions.bounds import of_points
from services.opinions.form import check_unmarked
from services.opinions.writers import check_writer
from services.reason import one_line, optional_reason
from services.refusal import Code, Refusal
from services.rights.departments import departments
from services.rights.held import today
from services.rights.role import Right
from services.slice import Slice, sliced
from services.unit_of_work import Unit, unit_of_work

ENTITY = "contact point"
IN_CHARGE = "负责的人要是能写信息的委员、信息员：选一名，见 opinionCallForm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """A contact point as it is written; without a first day from today on."""

    name: str
    place: str
    departments: Sequence[str]
    account_id: int
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRow:
    """A contact point; `holder` is who is in charge. `current`: it is one today."""

    id: int
    version: int
    name: str
    place: str
    departments: tuple[str, ...]
    account_id: int
    holder: str
    first_day: date
    last_day: date | None
    current: bool


async def points(
    connection: AsyncConnection, committee_id: int, current: bool | None, part: Slice[tuple[int]]
) -> list[PointRow]:
    """Those of a committee, the newest first; `current`: those of today, or the others."""
    day = await today(connection)
    return _rows(
        await sliced(
            connection, _COLUMNS.where(_which(committee_id, current, day)), (ContactPoint.id,), part
        ),
        day,
    )


async def count_points(connection: AsyncConnection, committee_id: int, current: bool | None) -> int:
    """How many `points` can give."""
    which = _which(committee_id, current, await today(connection))
    return (await connection.scalar(select(func.count()).select_from(ContactPoint).where(which))) or 0


async def point(connection: AsyncConnection, committee_id: int, number: int) -> PointRow:
    """One of a committee; raises `Refusal`."""
    columns = _COLUMNS.where(ContactPoint.committee_id == committee_id, ContactPoint.id == number)
    found = _rows((await connection.execute(columns)).all(), await today(connection))
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的联系点", "number")
    return found[0]


async def save_point(
    store: Store,
    committee: str,
    actor: Actor | None,
    written: Pointed,
    number: int | None = None,
    version: int | None = None,
    reason: str | None = None,
) -> PointRow:
    """Notes a contact point, or changes it in its `version`; raises `Refusal`."""
    who, why = known(actor), optional_reason(reason)
    async with unit_of_work(store, committee, who, why, right=Right.PLAN_OPINIONS) as unit:
        told = await _checked(unit, written)
        if number is None:
            added = insert(ContactPoint).values(committee_id=unit.committee_id, version=1, **told)
            number = (await unit.connection.execute(added.returning(ContactPoint.id))).scalar_one()
            unit.note("add", ENTITY, number, after=_noted(told))
        else:
            found = await point(unit.connection, unit.committee_id, number)
            if found.version != version:
                raise Refusal(Code.CONFLICT, "这个联系点其间改动过：先看现在的，再改", "version")
            changed = update(ContactPoint).where(ContactPoint.id == number)
            await unit.connection.execute(changed.values(version=found.version + 1, **told))
            before = {name: getattr(found, name) for name in told} | {"departments": [*found.departments]}
            unit.note("change", ENTITY, number, _noted(before), _noted(told))
        unit.result = number
        return await point(unit.connection, unit.committee_id, number)


_COLUMNS: Any = select(
    *(getattr(ContactPoint, column.key) for column in ContactPoint.__table__.columns), NAME.label("holder")
).join(Account, Account.id == ContactPoint.account_id)


def existing(first: date, last: date) -> ColumnElement[bool]:
    """The contact points that there were on some of these days, as a condition."""
    ends = or_(ContactPoint.last_day.is_(None), ContactPoint.last_day >= first)
    return and_(ContactPoint.first_day <= last, ends)


def _which(committee_id: int, current: bool | None, day: date) -> ColumnElement[bool]:
    of_committee = ContactPoint.committee_id == committee_id
    if current is None:
        return of_committee
    of_day = existing(day, day)
    return and_(of_committee, of_day if current else ~of_day)


def _rows(rows: Sequence[Any], day: date) -> list[PointRow]:
    found = []
    for row in rows:
        said = dict(row._mapping)
        said.pop("committee_id")
        last = said["last_day"]
        current = said["first_day"] <= day and (last is None or day <= last)
        found.append(PointRow(**{**said, "departments": tuple(said["departments"])}, current=current))
    return found


def _noted(told: dict[str, Any]) -> dict[str, Any]:
    """What the trail tells: who is in charge by account, and the days."""
    days = {name: str(told[name]) for name in ("first_day", "last_day") if told[name] is not None}
    return {"name": told["name"], "account": told["account_id"], **days}


async def _checked(unit: Unit, written: Pointed) -> dict[str, Any]:
    """The columns of a contact point as it is written; raises `Refusal`."""
    bounds, told = of_points(), dict[str, Any]()
    for field, called, most in (("name", "名称", bounds.name), ("place", "地点", bounds.place)):
        said = one_line(getattr(written, field), most)
        if said is None:
            raise Refusal(Code.BAD_USER_INPUT, f"{called}写 1 到 {most} 个字", field)
        check_unmarked(said, field)
        told[field] = said
    known_ones = await departments(unit.connection, unit.committee_id)
    names = [*dict.fromkeys(written.departments)]
    if len(names) > bounds.departments or not {*names} <= known_ones:
        message = f"归口的部门最多 {bounds.departments} 个，写登记了的：{'、'.join(sorted(known_ones))}"
        raise Refusal(Code.BAD_USER_INPUT, message, "departments")
    await check_writer(unit, written.account_id, "inCharge", IN_CHARGE)
    first_day = written.first_day or await today(unit.connection)
    if written.last_day is not None and written.last_day < first_day:
        raise Refusal(Code.BAD_USER_INPUT, "最后一天不能早于第一天", "lastDay")
    days = {"first_day": first_day, "last_day": written.last_day}
    return {**told, "departments": names, "account_id": written.account_id, **days}
