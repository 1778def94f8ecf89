"""Who has come to an occasion, who is expected and has not, who came without being expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from files.cell import STATE
from models.check_in import CheckInArrival
from models.member import Membership, Person
from models.record import Part
from services.check_in.occasion import CheckInRow

PRESENT, REMOVED = "present", "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalRow:
    """An arrival with whose it is. `guest`: neither expected nor put on the list by the organiser."""

    id: int
    membership_id: int
    name: str
    number: str
    at: datetime
    late: bool
    flagged: bool
    by_hand: bool
    inside: bool | None
    state: str
    moved: int
    guest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Somebody who is expected and has not come, and what their record says so far, as 请假."""

    membership_id: int
    status: str | None


@dataclass(frozen=True, slots=True)
class Roll:
    """Who has come (in the order in which they came), came as a guest, and is missed; never overlapping."""

    present: tuple[ArrivalRow, ...]
    guests: tuple[ArrivalRow, ...]
    missing: tuple[Missing, ...]
    expected: int

    @property
    def flagged(self) -> tuple[ArrivalRow, ...]:
        """Those who signed in on a device on which another had signed in before."""
        return tuple(one for one in (*self.present, *self.guests) if one.flagged)


_COLUMNS = (
    select(
        *(CheckInArrival.id, CheckInArrival.membership_id, Person.name, Membership.number),
        *(CheckInArrival.at, CheckInArrival.late, CheckInArrival.flagged, CheckInArrival.by_hand),
        *(CheckInArrival.inside, CheckInArrival.state, CheckInArrival.moved),
    )
    .join(Membership, Membership.id == CheckInArrival.membership_id)
    .join(Person, Person.id == Membership.person_id)
    .order_by(CheckInArrival.at, CheckInArrival.id)
)


async def expected(connection: AsyncConnection, record_id: int) -> dict[int, Mapping[str, Any]]:
    """Those whom the record of an occasion names, with what it says of each."""
    columns = select(Part.membership_id, Part.attributes).where(Part.record_id == record_id)
    rows = await connection.execute(columns.order_by(Part.place))
    return {row.membership_id: row.attributes for row in rows}


async def moved(connection: AsyncConnection, of: CheckInRow, after: int = -1) -> list[ArrivalRow]:
    """The arrivals that came or changed after this version of a check-in, those taken out among them."""
    invited = await expected(connection, of.occasion.id)
    own = CheckInArrival.check_in_id == of.id
    rows = await connection.execute(_COLUMNS.where(own, CheckInArrival.moved > after))
    return [
        ArrivalRow(**row._mapping, guest=not row.by_hand and row.membership_id not in invited) for row in rows
    ]


async def roll(connection: AsyncConnection, of: CheckInRow) -> Roll:
    """Who is on the list of an occasion now, and who is not: two statements, however many they are."""
    invited = await expected(connection, of.occasion.id)
    here = [one for one in await moved(connection, of) if one.state == PRESENT]
    come = {one.membership_id for one in here}
    return Roll(
        present=tuple(one for one in here if not one.guest),
        guests=tuple(one for one in here if one.guest),
        missing=tuple(
            Missing(membership_id=one, status=said.get(STATE))
            for one, said in invited.items()
            if one not in come
        ),
        expected=len(invited),
    )
