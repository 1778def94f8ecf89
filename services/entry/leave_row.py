"""Leave as it is read: by whoever asked for it, and by whoever decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.base import LAST_ROW
from models.leave import LEAVE_ANSWER, LEAVE_REASON, Leave
from models.member import Membership, Person
from models.personal import PersonKey, Vault
from services.refusal import Code, Refusal
from services.rights.held import Rights
from services.rights.leave import LEAVES, Requested
from services.slice import Slice, sliced
from services.uploads.policy import LEAVE
from services.uploads.upload import attached


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveRow:
    """A request as those see it who may. `reason` and `answer` are None where nobody can read them any more;
    `files` are the rows of the uploads that belong to it.
    """

    id: int
    committee_id: int
    account_id: int
    membership_id: int
    number: str
    name: str
    record_id: int | None
    kind: str
    day: date
    title: str
    approver: str
    department: str | None
    state: str
    version: int
    reason: str | None
    answer: str | None
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    files: tuple[int, ...] = ()


async def own(
    connection: AsyncConnection, vault: Vault, account_id: int, part: Slice[tuple[int]]
) -> list[LeaveRow]:
    """What an account has asked for, the newest first."""
    return await _page(connection, vault, Leave.account_id == account_id, part)


async def count_own(connection: AsyncConnection, account_id: int) -> int:
    """How many `own` can give."""
    return await _counted(connection, Leave.account_id == account_id)


async def seen(
    connection: AsyncConnection, vault: Vault, rights: Rights, state: str | None, part: Slice[tuple[int]]
) -> list[LeaveRow]:
    """The leave that somebody decides, decided already or not; the newest first."""
    return await _page(connection, vault, _seen(rights, state), part)


async def count_seen(connection: AsyncConnection, rights: Rights, state: str | None) -> int:
    """How many `seen` can give."""
    return await _counted(connection, _seen(rights, state))


async def leave(
    connection: AsyncConnection, vault: Vault, committee_id: int, number: int, rights: Rights
) -> LeaveRow:
    """One that somebody may see; raises `Refusal`."""
    found = await one(connection, vault, committee_id, number)
    if not LEAVES.may(rights, requested(found)):
        raise missing()
    return found


def missing() -> Refusal:
    """That there is none for whoever asks."""
    return Refusal(Code.NOT_FOUND, "没有这个编号的请假，或者不是给您看的", "number")


_COLUMNS: Any = (
    select(*Leave.__table__.columns, Account.key.label("account_key"), Membership.number, Person.name)
    .join(Account, Account.id == Leave.account_id)
    .join(Membership, Membership.id == Leave.membership_id)
    .join(Person, Person.id == Membership.person_id)
)


def _seen(rights: Rights, state: str | None) -> ColumnElement[bool]:
    theirs = LEAVES.rows(rights)
    return theirs if state is None else theirs & (Leave.state == state)


async def _page(
    connection: AsyncConnection, vault: Vault, which: ColumnElement[bool], part: Slice[tuple[int]]
) -> list[LeaveRow]:
    rows = await sliced(connection, _COLUMNS.where(which), (Leave.id,), part)
    return await _shown(connection, vault, rows)


async def _counted(connection: AsyncConnection, which: ColumnElement[bool]) -> int:
    return (await connection.scalar(select(func.count()).select_from(Leave).where(which))) or 0


async def one(connection: AsyncConnection, vault: Vault, committee_id: int, number: int) -> LeaveRow:
    """One of a committee, whoever may see it; raises `Refusal`."""
    of_id = _COLUMNS.where(Leave.committee_id == committee_id, Leave.id == min(number, LAST_ROW))
    rows = await _shown(connection, vault, (await connection.execute(of_id)).all())
    if not rows:
        raise missing()
    return rows[0]


async def _shown(connection: AsyncConnection, vault: Vault, rows: Sequence[Any]) -> list[LeaveRow]:
    files = await attached(connection, vault, LEAVE, [row.id for row in rows])
    found = []
    for row in rows:
        told = dict(row._mapping)
        wrapped = told.pop("account_key")
        key = None if wrapped is None else vault.key(wrapped)
        for name, label in (("reason", LEAVE_REASON), ("answer", LEAVE_ANSWER)):
            value = told[name]
            told[name] = None if key is None or value is None else key.open(label, value)
        found.append(LeaveRow(**told, files=tuple(one.id for one in files[row.id])))
    return found


def requested(row: LeaveRow) -> Requested:
    """A request as its policies know it."""
    return Requested(
        committee_id=row.committee_id,
        id=row.id,
        account_id=row.account_id,
        membership_id=row.membership_id,
        approver=row.approver,
        department=row.department,
    )


async def key_of(connection: AsyncConnection, vault: Vault, account_id: int | None) -> tuple[int, PersonKey]:
    """An account that is not closed, and its key; raises `Refusal`."""
    wrapped = await connection.scalar(select(Account.key).where(Account.id == account_id))
    if account_id is None or wrapped is None:
        raise Refusal(Code.CONFLICT, "请假的人的账号已经注销", "number")
    return account_id, vault.key(wrapped)
