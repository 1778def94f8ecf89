"""Who is told of calls for items (议7): those who are invited, and before the deadline those who have not
written yet; and of leads: whoever has one in hand.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.opinion import Opinion
from models.opinion_call import OpinionCall, OpinionCallInvitee
from models.opinion_lead import OpinionLead
from services.notices.about import People, Told, Who
from services.rights.circles import circles
from services.rights.held import today
from services.rights.opinions import HIDDEN
from services.rights.role import Right


def who_are_invited(state: str) -> Who:
    """Whom calls invite that are in a state now, and were opened."""

    async def who(
        connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
    ) -> Told:
        columns = select(OpinionCall.id).where(
            OpinionCall.committee_id == committee_id,
            OpinionCall.id.in_(rows),
            OpinionCall.state == state,
            OpinionCall.opened_at.is_not(None),
        )
        numbers = list(await connection.scalars(columns))
        return await invited(connection, committee_id, people, numbers, await today(connection))

    return who


async def who_hold_leads(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who has a lead in hand that waits to be taken up."""
    columns = select(OpinionLead.id, OpinionLead.holder_id).where(
        OpinionLead.committee_id == committee_id, OpinionLead.id.in_(rows), OpinionLead.state == "handed"
    )
    return {number: frozenset({one} & people.keys()) for number, one in await connection.execute(columns)}


async def invited(
    connection: AsyncConnection, committee_id: int, people: People, numbers: Collection[int], day: date
) -> Told:
    """Which accounts each call invites, of those that write items."""
    if not numbers:
        return {}
    writing = [one for one, rights in people.items() if rights.has(Right.WRITE_OPINIONS)]
    by_account = await circles(connection, committee_id, writing, day)
    columns = select(OpinionCallInvitee).where(OpinionCallInvitee.call_id.in_(numbers))
    told: dict[int, frozenset[int]] = dict.fromkeys(numbers, frozenset())
    for row in await connection.execute(columns.with_only_columns(*OpinionCallInvitee.__table__.columns)):
        told[row.call_id] |= {
            one
            for one, circle in by_account.items()
            if one == row.account_id or row.department in circle.departments or row.point_id in circle.points
        }
    return told


async def waited_for(
    connection: AsyncConnection, committee_id: int, people: People, numbers: Collection[int], day: date
) -> Told:
    """The same without those who have submitted something for the call."""
    told = await invited(connection, committee_id, people, numbers, day)
    columns = select(Opinion.call_id, Opinion.account_id).where(
        Opinion.call_id.in_(numbers), Opinion.state.not_in(HIDDEN)
    )
    written = {(number, account) for number, account in await connection.execute(columns)}
    return {
        number: frozenset(one for one in accounts if (number, one) not in written)
        for number, accounts in told.items()
    }
