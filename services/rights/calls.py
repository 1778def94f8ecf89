"""Who reads calls for items (议7): whoever plans, all; whoever writes, those that invite them, once open."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from models.opinion_call import OpinionCall, OpinionCallInvitee
from services.rights.circles import circles
from services.rights.held import Rights
from services.rights.role import Right


async def readable_calls(connection: AsyncConnection, rights: Rights, day: date) -> ColumnElement[bool]:
    """The calls that somebody reads, as a condition."""
    if rights.unbound:
        return true()
    of_committee = OpinionCall.committee_id == rights.committee_id
    if rights.has(Right.PLAN_OPINIONS):
        return of_committee
    return and_(of_committee, OpinionCall.opened_at.is_not(None), await inviting(connection, rights, day))


async def inviting(connection: AsyncConnection, rights: Rights, day: date) -> ColumnElement[bool]:
    """The calls that invite somebody, as a condition."""
    account_id = rights.account_id or 0
    circle = (await circles(connection, rights.committee_id, [account_id], day))[account_id]
    invited = select(OpinionCallInvitee.call_id).where(
        OpinionCallInvitee.committee_id == rights.committee_id,
        or_(
            OpinionCallInvitee.account_id == account_id,
            OpinionCallInvitee.department.in_(sorted(circle.departments)),
            OpinionCallInvitee.point_id.in_(sorted(circle.points)),
        ),
    )
    return OpinionCall.id.in_(invited)
