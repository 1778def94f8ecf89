"""Who writes items (议2): members and information officers, each with their department."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account
from services.rights.circles import circles
from services.rights.held import held_by_all, today
from services.rights.role import Right


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
