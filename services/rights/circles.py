"""By what somebody who writes items may be invited to (议7): in person, by their department, by the contact
points of which they are in charge today. A member's department is their special committee.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.contact_point import ContactPoint
from models.member import MemberAttribute, Membership
from services.rights.policy import DEPARTMENT


@dataclass(slots=True)
class Circle:
    """The departments and contact points of an account."""

    departments: set[str] = field(default_factory=set)
    points: set[int] = field(default_factory=set)


async def circles(
    connection: AsyncConnection, committee_id: int, accounts: Collection[int], day: date
) -> dict[int, Circle]:
    """The circle of each of these accounts on a day: three statements."""
    found = {one: Circle() for one in accounts}
    columns = select(Account.id, Account.department).where(Account.committee_id == committee_id)
    for account_id, department in await connection.execute(columns.where(Account.department.is_not(None))):
        if account_id in found and department:
            found[account_id].departments.add(department)
    for account_id, department in (await _committees(connection, committee_id, day)).items():
        if account_id in found:
            found[account_id].departments.add(department)
    points = select(ContactPoint.account_id, ContactPoint.id).where(
        ContactPoint.committee_id == committee_id,
        ContactPoint.first_day <= day,
        or_(ContactPoint.last_day.is_(None), ContactPoint.last_day >= day),
    )
    for account_id, point_id in await connection.execute(points):
        if account_id in found:
            found[account_id].points.add(point_id)
    return found


async def _committees(connection: AsyncConnection, committee_id: int, day: date) -> dict[int, str]:
    """The special committee of each account of a member, by what holds of its last membership on a day."""
    columns = (
        select(Account.id, MemberAttribute.value)
        .join(Membership, Membership.person_id == Account.person_id)
        .join(MemberAttribute, MemberAttribute.membership_id == Membership.id)
        .where(Account.committee_id == committee_id, MemberAttribute.attribute == DEPARTMENT)
        .where(MemberAttribute.since <= day)
        .order_by(Membership.id, MemberAttribute.since)
    )
    return {account_id: str(value) for account_id, value in await connection.execute(columns)}
