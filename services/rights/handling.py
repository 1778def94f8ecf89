"""Which units there are that handle papers, and who reads what they handle: whoever checks it, all; a unit,
what it leads or helps with (议10).
"""

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from models.handling import Handling, HandlingUnit
from services.rights.held import Rights, held_by_all
from services.rights.policy import roles_held
from services.rights.role import Right


def units_of(rights: Rights) -> frozenset[str]:
    """The units for which somebody acts today: those for which they hold the role."""
    return frozenset(
        department or role.department or ""
        for department, role in roles_held(rights)
        if Right.HANDLE_OPINIONS in role.rights
    )


async def known_units(connection: AsyncConnection, committee_id: int) -> list[str]:
    """The units that an active account acts for today, by name: a paper is handed to no other."""
    people = await held_by_all(connection, committee_id)
    return sorted({unit for rights in people.values() for unit in units_of(rights)})


def readable(rights: Rights) -> ColumnElement[bool]:
    """What is handled that somebody reads, as a condition."""
    if rights.unbound:
        return true()
    of_committee = Handling.committee_id == rights.committee_id
    if rights.has(Right.CHECK_HANDLING):
        return of_committee
    theirs = select(HandlingUnit.handling_id).where(
        HandlingUnit.committee_id == rights.committee_id, HandlingUnit.unit.in_(sorted(units_of(rights)))
    )
    return and_(of_committee, Handling.id.in_(theirs))
