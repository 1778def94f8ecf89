"""The departments that a committee knows."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.grant import Grant
from services.rights.role import roles


async def departments(connection: AsyncConnection, committee_id: int) -> set[str]:
    """Those of the roles themselves, and those for which a role was ever granted."""
    of_committee = Grant.committee_id == committee_id
    granted = await connection.scalars(select(Grant.department).where(of_committee).distinct())
    return {one for one in granted if one} | {one.department for one in roles().values() if one.department}
