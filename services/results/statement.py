"""Statements as they were written when a year was closed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from models.closing import Statement


async def frozen_texts(connection: AsyncConnection, run_id: int, members: Sequence[int]) -> dict[int, str]:
    """The texts of the statements of these memberships in a frozen run."""
    text = type_coerce(Statement.explanation, Text).label("text")
    columns = select(Statement.membership_id, text).where(
        Statement.run_id == run_id, Statement.membership_id.in_(members)
    )
    return {row.membership_id: row.text for row in await connection.execute(columns)}


async def frozen(
    connection: AsyncConnection, run_id: int, members: Sequence[int]
) -> dict[int, dict[str, Any]]:
    """The data of the statements of these memberships in a frozen run (`scoring.statement.read`)."""
    columns = select(Statement.membership_id, Statement.explanation).where(
        Statement.run_id == run_id, Statement.membership_id.in_(members)
    )
    return {row.membership_id: row.explanation for row in await connection.execute(columns)}
