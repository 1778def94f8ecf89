"""The occasion that people sign in to: its record, its check-in, and who may run it (履5: 谁组织谁录入)."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import LAST_ROW
from models.check_in import CheckIn
from models.clock import CHINA
from models.committee import Committee
from models.record import Record
from models.store import Store
from services.actor import Actor, known
from services.refusal import Code, Refusal
from services.review.department import NotTheirs, check_record
from services.rights.held import Rights, permitted
from services.rights.role import Right
from services.runs.board import Boards
from services.transitions import transitions
from services.unit_of_work import Unit, note_refusal, unit_of_work

ENTITY = "check-in"
OPEN, OVER, CONFIRMED = "open", "over", "confirmed"
STEPS = transitions("services.check_in")
ARRIVE = "arrive"


@dataclass(frozen=True, slots=True)
class Occasion:
    """The record of an occasion, and whose it is."""

    id: int
    committee_id: int
    committee: str
    year: int
    form: str
    kind: str
    day: date
    title: str
    attributes: Any
    state: str
    department: str | None


@dataclass(frozen=True, slots=True)
class Circle:
    """The circle around a place: degrees, and metres from its centre."""

    latitude: float
    longitude: float
    meters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInRow:
    """Sign-in at an occasion as it is kept; `circle` is None where no place is asked for."""

    id: int
    occasion: Occasion
    opens_at: datetime
    closes_at: datetime
    late_from: datetime | None
    number: str | None
    circle: Circle | None
    state: str
    version: int
    times_version: int

    def is_open(self, moment: datetime) -> bool:
        """Whether codes are shown: it is open, or will be."""
        return STEPS.allows(self.stage(moment), ARRIVE) and self.occasion.state != "withdrawn"

    def stage(self, moment: datetime) -> str:
        """Its state at this moment: what is open is over when its time is up."""
        return OVER if self.state == OPEN and moment >= self.closes_at else self.state

    def check_open(self, moment: datetime) -> None:
        """Raises `Refusal` where nobody can sign in at this moment."""
        if not self.is_open(moment):
            message = "签到已经结束：请到签到台，由工作人员登记"
            raise Refusal(Code.CHECK_IN_CLOSED, message)
        if moment < self.opens_at:
            message = f"还没有开始签到，{clock(self.opens_at)} 开始，到时再扫"
            raise Refusal(Code.NOT_OPEN_YET, message)


_OCCASION = (
    *(Record.id, Record.committee_id, Committee.code, Record.year, Record.form, Record.kind, Record.day),
    *(Record.title, Record.attributes, Record.state, Record.department),
)
_OWN = (
    *(CheckIn.id, CheckIn.opens_at, CheckIn.closes_at, CheckIn.late_from, CheckIn.number, CheckIn.latitude),
    *(CheckIn.longitude, CheckIn.meters, CheckIn.state, CheckIn.version, CheckIn.times_version),
)

CHECK_INS: Select[*tuple[Any, ...]] = (
    select(*_OWN, *_OCCASION)
    .join(Record, Record.id == CheckIn.record_id)
    .join(Committee, Committee.id == Record.committee_id)
)


def clock(moment: datetime) -> str:
    """A moment as people read it, in China: 9月3日 09:00."""
    here = moment.astimezone(CHINA)
    return f"{here.month}月{here.day}日 {here:%H:%M}"


async def occasion(connection: AsyncConnection, record_id: int) -> Occasion:
    """The record of an occasion; raises `Refusal` where there is none."""
    of_id = select(*_OCCASION).join(Committee, Committee.id == Record.committee_id)
    found = None
    if 0 < record_id <= LAST_ROW:
        found = (await connection.execute(of_id.where(Record.id == record_id))).one_or_none()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "没有这条记录", "record")
    return Occasion(*found)


async def check_in(connection: AsyncConnection, check_in_id: int) -> CheckInRow | None:
    """The check-in of this number."""
    return await _read(connection, CheckIn.id == check_in_id)


async def check_in_of(connection: AsyncConnection, record_id: int) -> CheckInRow | None:
    """The check-in of an occasion, by the row of its record; None: none was ever opened."""
    return await _read(connection, CheckIn.record_id == record_id)


async def opened(connection: AsyncConnection, record_id: int) -> CheckInRow:
    """The same; raises `Refusal` where none was ever opened."""
    found = await check_in_of(connection, record_id)
    if found is None:
        raise Refusal(Code.NOT_FOUND, "这次会议活动没有开过签到", "record")
    return found


async def _read(connection: AsyncConnection, condition: ColumnElement[bool]) -> CheckInRow | None:
    found = (await connection.execute(CHECK_INS.where(condition))).one_or_none()
    return None if found is None else row_of(found)


def row_of(found: Sequence[Any]) -> CheckInRow:
    """The check-in of a row that begins with the columns of `CHECK_INS`."""
    own, of = found[: len(_OWN)], found[len(_OWN) : len(_OWN) + len(_OCCASION)]
    row_id, opens_at, closes_at, late_from, number, latitude, longitude, meters, *rest = own
    state, version, times_version = rest
    return CheckInRow(
        id=row_id,
        occasion=Occasion(*of),
        opens_at=opens_at,
        closes_at=closes_at,
        late_from=late_from,
        number=number,
        circle=None if meters is None else Circle(latitude, longitude, meters),
        state=state,
        version=version,
        times_version=times_version,
    )


async def check_organiser(connection: AsyncConnection, boards: Boards, rights: Rights, of: Occasion) -> None:
    """Raises `NotTheirs` for whoever does not enter what the occasion is; and `Refusal` where its year has
    no rules.
    """
    catalogue = (await boards.live(connection, of.committee_id, of.year)).rule_set.catalogue
    if of.kind not in catalogue.kinds:
        raise Refusal(Code.CONFLICT, f"{of.year} 年的办法里没有“{of.kind}”这个种类", "record")
    check_record(rights, catalogue, Right.ENTER, of.kind, of.attributes, of.department)


async def check_reader(
    connection: AsyncConnection, boards: Boards, actor: Actor | None, of: Occasion
) -> None:
    """Raises `Refusal` for whoever may not see who has signed in to an occasion."""
    rights = (await permitted(connection, of.committee_id, known(actor), Right.ENTER)).rights
    await check_organiser(connection, boards, rights, of)


@asynccontextmanager
async def organising(
    store: Store, boards: Boards, actor: Actor | None, record_id: int, reason: str | None = None
) -> AsyncIterator[tuple[Unit, Occasion]]:
    """A unit of work of the organiser of an occasion; whoever is none is refused, and the trail says so."""
    by = known(actor)
    async with store.reading() as connection:
        of = await occasion(connection, record_id)
    try:
        async with unit_of_work(store, of.committee, by, reason, right=Right.ENTER) as unit:
            by = unit.actor
            await check_organiser(unit.connection, boards, unit.rights, of)
            yield unit, of
    except NotTheirs:
        await note_refusal(store, of.committee, by, Right.ENTER)
        raise
