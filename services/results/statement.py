"""Statements as they were written when a year was closed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.closing import Statement


async def frozen(
    connection: AsyncConnection, run_id: int, members: Sequence[int]
) -> dict[int, dict[str, Any]]:
    """The data of the statements of these memberships in a frozen run (`scoring.statement.read`)."""
    columns = select(Statement.membership_id, Statement.explanation).where(
        Statement.run_id == run_id, Statement.membership_id.in_(members)
    )
    return {row.membership_id: row.explanation for row in await connection.execute(columns)}
