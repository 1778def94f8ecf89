"""Who writes items (议2): members and information officers, each with their department."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account
from services.refusal import Code, Refusal
from services.rights.circles import circles
from services.rights.held import held, held_by_all, today
from services.rights.role import Right
from services.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class WriterRow:
    """An account that may write items; for a member the department is the special committee."""

    account_id: int
    name: str
    department: str | None


async def writers(connection: AsyncConnection, committee_id: int) -> list[WriterRow]:
    """The active accounts of a committee that write items, in the order of registration."""
    people = await held_by_all(connection, committee_id)
    writing = [one for one, rights in people.items() if rights.has(Right.WRITE_OPINIONS)]
    found = await circles(connection, committee_id, writing, await today(connection))
    columns = select(Account.id, NAME).where(Account.committee_id == committee_id)
    names = {row.id: row.real_name for row in await connection.execute(columns)}
    return [WriterRow(one, names[one], "、".join(sorted(found[one].departments)) or None) for one in writing]


async def check_writer(unit: Unit, account_id: int, field: str, message: str, *more: Right) -> None:
    """Raises `Refusal` with the message where an account writes no items, or lacks one of more rights."""
    own = (Account.committee_id == unit.committee_id) & (Account.id == account_id)
    active = await unit.connection.scalar(select(Account.id).where(own, Account.state == "active"))
    rights = await held(unit.connection, unit.committee_id, account_id) if active else None
    if rights is None or not all(rights.has(one) for one in (Right.WRITE_OPINIONS, *more)):
        raise Refusal(Code.BAD_USER_INPUT, message, field)
