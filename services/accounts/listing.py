"""The accounts of a committee as they are looked through: by role, department, state, name or number."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account
from models.grant import Grant
from models.personal import Vault
from services.accounts.account import COLUMNS, AccountRow, account_row
from services.rights.held import today
from services.rights.role import roles
from services.slice import Slice, sliced

ENOUGH_FOR_A_NUMBER = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """For which accounts somebody looks: of a role that is held today, a department that is the account's own
    or that of a role of today, a state; `search` is a part of the name, or the number of the account.
    """

    role: str | None = None
    department: str | None = None
    state: str | None = None
    search: str | None = None


async def listed(
    connection: AsyncConnection, vault: Vault, committee_id: int, looked: Looked, part: Slice[tuple[int]]
) -> list[AccountRow]:
    """A slice of the accounts that are looked for, the last registered first; raises `Sick` where the master
    key is not at hand.
    """
    meant = COLUMNS.where(*await _meant(connection, committee_id, looked))
    return [account_row(vault, row) for row in await sliced(connection, meant, (Account.id,), part)]


async def count_listed(connection: AsyncConnection, committee_id: int, looked: Looked) -> int:
    """How many `listed` can give."""
    meant = await _meant(connection, committee_id, looked)
    return (await connection.execute(select(func.count(Account.id)).where(*meant))).scalar_one()


async def _meant(connection: AsyncConnection, committee_id: int, looked: Looked) -> list[ColumnElement[bool]]:
    meant = [Account.committee_id == committee_id]
    day = await today(connection)
    if looked.role is not None:
        meant.append(_holds(looked.role, day))
    if looked.department is not None:
        of_role = _granted(day, Grant.department == looked.department)
        meant.append(or_(Account.department == looked.department, of_role))
    if looked.state is not None:
        meant.append(Account.state == looked.state)
    if looked.search:
        # Both databases fold the case of ASCII letters; LIKE itself does on one of them only.
        lowered = func.lower(NAME.element)
        named: ColumnElement[bool] = lowered.contains(looked.search.lower(), autoescape=True)
        number = looked.search if looked.search.isascii() and looked.search.isdigit() else ""
        is_number = 0 < len(number) <= ENOUGH_FOR_A_NUMBER
        meant.append(or_(named, Account.id == int(number)) if is_number else named)
    return meant


def _holds(role: str, day: date) -> ColumnElement[bool]:
    known = roles().get(role)
    if known is not None and known.member:
        return Account.person_id.is_not(None)
    return _granted(day, Grant.role == role)


def _granted(day: date, which: ColumnElement[bool]) -> ColumnElement[bool]:
    in_force = (Grant.first_day <= day) & or_(Grant.last_day.is_(None), Grant.last_day >= day)
    return Account.id.in_(select(Grant.account_id).where(which, in_force))
