"""How far each committee has come: how often it was changed, and how long its trail is."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Committee


class Extent(NamedTuple):
    """A committee's revision, and how many proved lines its trail has."""

    code: str
    revision: int
    lines: int


async def extents(connection: AsyncConnection) -> list[Extent]:
    """Those of all committees, by code."""
    columns = select(Committee.code, Committee.revision, Committee.trail_place).order_by(Committee.code)
    return [Extent(*row) for row in await connection.execute(columns)]
