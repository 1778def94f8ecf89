"""Who is told of what units handle (议10): the units, the Office where it is to decide, the authors."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.handling import Handling, HandlingUnit
from services.notices.about import People, Told, Who
from services.opinions.rating import GIVEN, ratings
from services.opinions.rating_form import DISSATISFIED as NOT_SATISFIED
from services.rights.handling import units_of
from services.rights.role import Right


def acting_for(people: People, unit: str) -> frozenset[int]:
    """Who acts for a unit."""
    return frozenset(account_id for account_id, rights in people.items() if unit in units_of(rights))


def checking(people: People) -> frozenset[int]:
    """Who decides about what is handled."""
    return frozenset(one for one, rights in people.items() if rights.has(Right.CHECK_HANDLING))


async def who_receive(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """The units that have not signed for it yet."""
    open_ones = HandlingUnit.received_at.is_(None) & Handling.state.not_in(("closed", "dropped"))
    return await _units(connection, committee_id, people, rows, open_ones)


async def who_decide(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """The Office, where a unit wants to return it or more time, or has answered."""
    columns = select(Handling.id).where(
        Handling.committee_id == committee_id,
        Handling.id.in_(rows),
        Handling.state.in_(("returned", "extending", "answered")),
    )
    return dict.fromkeys(await connection.scalars(columns), checking(people))


def who_lead(*states: str) -> Who:
    """The unit that leads what is in one of these states now."""

    async def who(
        connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
    ) -> Told:
        leading = HandlingUnit.lead & Handling.state.in_(states)
        return await _units(connection, committee_id, people, rows, leading)

    return who


async def who_handle_anew(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """The unit that leads what is handled once more, and the Office (议12)."""
    led = await who_lead("accepted")(connection, committee_id, people, rows)
    return {number: accounts | checking(people) for number, accounts in led.items()}


async def who_see_dissatisfaction(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """The Office, where 不满意 stands: what was handled once more already is not handled again."""
    standing = (
        one.opinion_id
        for one in await ratings(connection, committee_id)
        if one.opinion_id in rows and one.state == GIVEN and one.counted == NOT_SATISFIED
    )
    return dict.fromkeys(standing, checking(people))


async def _units(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int], which: Any
) -> Told:
    columns = select(Handling.id, HandlingUnit.unit)
    columns = columns.join(HandlingUnit, HandlingUnit.handling_id == Handling.id)
    of_rows = (Handling.committee_id == committee_id) & Handling.id.in_(rows)
    told: dict[int, frozenset[int]] = {}
    for number, unit in await connection.execute(columns.where(of_rows, which)):
        told[number] = told.get(number, frozenset()) | acting_for(people, unit)
    return told
