"""How far each committee has come: how often it changed, how long its trail is, how much of it is shipped."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.clock import now
from models.committee import Committee
from models.shipping import Shipping


class Extent(NamedTuple):
    """A committee's revision, and how many proved lines its trail has.

    `shipped` is the place of the last line that is known to be in another place, `age` for how many seconds
    it has not been known that nothing is left to ship; None where the trail was never shipped on schedule.
    """

    code: str
    revision: int
    lines: int
    shipped: int | None
    age: float | None


async def extents(connection: AsyncConnection) -> list[Extent]:
    """Those of all committees, by code."""
    columns = select(
        *(Committee.code, Committee.revision, Committee.trail_place, Shipping.place, Shipping.shipped_at)
    ).outerjoin(Shipping, Shipping.committee_id == Committee.id)
    rows = (await connection.execute(columns.order_by(Committee.code))).all()
    moment = await now(connection)
    return [
        Extent(code, revision, lines, shipped, None if at is None else (moment - at).total_seconds())
        for code, revision, lines, shipped, at in rows
    ]
