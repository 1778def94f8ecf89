"""An objection (履11) as a noun: its states and who does what with it, as data; how it is read, and by whom.

What was said in it is sealed under the key of who raised it, and gone with that. A department's objection is
read by all who may object for the department.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account
from models.objection import Objection, ObjectionStep
from models.personal import Vault
from models.rows import columns_of
from services.accounts.sealing import OBJECTION_TITLE, OBJECTION_WORDS, opened
from services.refusal import Code, Refusal
from services.rights.held import Rights, today
from services.rights.objections import OBJECTIONS
from services.slice import Slice, sliced
from services.transitions import transitions

ENTITY = "objection"
WORKING_DAYS, MOST_LISTED = 5, 1_000


class State(StrEnum):
    """How far an objection has come."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What is done about one. `raise` comes before any state."""

    RAISE = "raise"
    ACCEPT = "accept"
    PASS_ON = "pass on"
    ANSWER = "answer"
    CLOSE = "close"
    WITHDRAW = "withdraw"


STEPS = transitions("services.objections")
OPEN = (State.SUBMITTED, State.ACCEPTED)


@dataclass(frozen=True, slots=True)
class StepRow:
    """A thing that was done: when, by whom, for which department (None: by who raised it), at whose desk it
    was then, and in which words; None where nothing was said, or nobody can read it any more.
    """

    action: str
    at: datetime
    actor: str
    department: str | None
    desk: str
    words: str | None


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection; `models.objection` says more. `steps` are in the order in which they were done."""

    id: int
    committee_id: int
    account_id: int
    membership_id: int | None
    about: str
    year: int
    record_id: int | None
    kind: str | None
    day: date | None
    title: str | None
    line: Any | None
    state: str
    version: int
    desk: str
    raised_at: datetime
    revision: int
    due: date | None
    verdict: str | None
    rule: str | None
    citation: str | None
    step: str | None
    correction_id: int | None
    correction_version: int | None
    waits: bool
    before: Any | None
    after: Any | None
    overdue: bool
    writer: str
    side: str | None
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which objections of a committee are asked for; None is no condition. `open`: those that are at the
    asker's own desk now and not answered.
    """

    committee_id: int
    state: str | None = None
    overdue: bool | None = None
    year: int | None = None
    number: int | None = None
    open: bool = False


async def own(
    connection: AsyncConnection, vault: Vault, account_id: int, part: Slice[tuple[int]]
) -> list[ObjectionRow]:
    """Those that an account raised, the newest first."""
    return await _slice(connection, vault, Objection.account_id == account_id, part)


async def count_own(connection: AsyncConnection, account_id: int) -> int:
    """How many `own` can give."""
    return await _counted(connection, Objection.account_id == account_id)


async def waiting_of(connection: AsyncConnection, vault: Vault, account_id: int) -> list[ObjectionRow]:
    """Those that an account raised and that wait for their answer."""
    which = (Objection.account_id == account_id) & Objection.state.in_(OPEN)
    return await _shown(connection, vault, (await connection.execute(_COLUMNS.where(which))).all())


async def objections(
    connection: AsyncConnection, vault: Vault, wanted: Wanted, rights: Rights, part: Slice[tuple[int]]
) -> list[ObjectionRow]:
    """Those of a committee that somebody decides, the newest first."""
    return await _slice(connection, vault, await _condition(connection, wanted, rights), part)


async def every(
    connection: AsyncConnection, vault: Vault, wanted: Wanted, rights: Rights
) -> list[ObjectionRow]:
    """All of them, the newest first, a thousand at most."""
    which = _COLUMNS.where(await _condition(connection, wanted, rights))
    which = which.order_by(Objection.id.desc()).limit(MOST_LISTED)
    return await _shown(connection, vault, (await connection.execute(which)).all())


async def count(connection: AsyncConnection, wanted: Wanted, rights: Rights) -> int:
    """How many `objections` can give."""
    return await _counted(connection, await _condition(connection, wanted, rights))


async def one(
    connection: AsyncConnection, vault: Vault, committee_id: int, number: int, rights: Rights
) -> ObjectionRow:
    """One that somebody decides; raises `Refusal` where there is none for them."""
    of_number = Wanted(committee_id=committee_id, number=number)
    return await only(connection, vault, await _condition(connection, of_number, rights))


async def only(connection: AsyncConnection, vault: Vault, which: ColumnElement[bool]) -> ObjectionRow:
    """The only one of a condition; raises `Refusal`."""
    found = await _shown(connection, vault, (await connection.execute(_COLUMNS.where(which))).all())
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的异议，或者不是由您办的", "number")
    return found[0]


def check_version(found: ObjectionRow, version: int) -> None:
    """Raises `Refusal` where another was faster."""
    if found.version != version:
        message = f"这条异议已被别人办过（现在是第 {found.version} 次），请先看现在的再办"
        raise Refusal(Code.CONFLICT, message, "version")


def check_step(found: ObjectionRow, step: Step) -> State:
    """The state after a step; raises `Refusal` where that cannot be done now."""
    return State(STEPS.after(found.state, step))


_COLUMNS: Any = select(
    *(getattr(Objection, column.key) for column in Objection.__table__.columns),
    *(Account.key.label("seal"), NAME, Account.department.label("side")),
).join(Account, Account.id == Objection.account_id)


def _is_overdue(day: date) -> ColumnElement[bool]:
    return Objection.state.in_(OPEN) & (Objection.due < day)


async def _condition(connection: AsyncConnection, wanted: Wanted, rights: Rights) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = [
        Objection.committee_id == wanted.committee_id,
        OBJECTIONS.rows(rights),
    ]
    if wanted.state is not None:
        found.append(Objection.state == wanted.state)
    if wanted.year is not None:
        found.append(Objection.year == wanted.year)
    if wanted.number is not None:
        found.append(Objection.id == wanted.number)
    if wanted.open:
        found += [Objection.state.in_(OPEN), Objection.desk.in_(sorted(OBJECTIONS.desks(rights)))]
    if wanted.overdue is not None:
        late = _is_overdue(await today(connection))
        found.append(late if wanted.overdue else or_(Objection.due.is_(None), ~late))
    return and_(*found)


async def _slice(
    connection: AsyncConnection, vault: Vault, which: ColumnElement[bool], part: Slice[tuple[int]]
) -> list[ObjectionRow]:
    rows = await sliced(connection, _COLUMNS.where(which), (Objection.id,), part)
    return await _shown(connection, vault, rows)


async def _counted(connection: AsyncConnection, which: ColumnElement[bool]) -> int:
    return (await connection.scalar(select(func.count()).select_from(Objection).where(which))) or 0


async def _shown(connection: AsyncConnection, vault: Vault, rows: Iterable[Any]) -> list[ObjectionRow]:
    listed, day = list(rows), await today(connection)
    seals = {row.id: row.seal for row in listed}
    steps = await _steps(connection, vault, seals)
    found = []
    for row in listed:
        told = dict(row._mapping)
        seal, name = told.pop("seal"), told.pop("real_name")
        told["title"] = opened(vault, seal, OBJECTION_TITLE, told["title"])
        late = row.state in OPEN and row.due is not None and row.due < day
        found.append(ObjectionRow(**told, overdue=late, writer=name, steps=tuple(steps[row.id])))
    return found


async def _steps(
    connection: AsyncConnection, vault: Vault, seals: dict[int, Any]
) -> dict[int, list[StepRow]]:
    found: dict[int, list[StepRow]] = {number: [] for number in seals}
    columns = select(ObjectionStep.objection_id, *columns_of(StepRow, ObjectionStep))
    of_numbers = columns.where(ObjectionStep.objection_id.in_(seals)).order_by(ObjectionStep.id)
    for row in await connection.execute(of_numbers):
        text = opened(vault, seals[row.objection_id], OBJECTION_WORDS, row.words)
        found[row.objection_id].append(replace(StepRow(*row[1:]), words=text))
    return found
