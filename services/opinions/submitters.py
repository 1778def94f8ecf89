"""Of which sector and department whoever submitted an item was when it came: by them items are counted (议6,
8).
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.member import MemberAttribute
from rules.record import value_words
from services.rights.policy import DEPARTMENT

SECTOR = "界别"


class Submitters:
    """What members were on a day; whoever is no member is of the department of their account."""

    def __init__(self) -> None:
        self._told: dict[tuple[int, str], list[tuple[date, str]]] = defaultdict(list)

    def add(self, membership_id: int, attribute: str, since: date, value: object) -> None:
        """What a membership was since a day; those of one membership come in the order of their days."""
        self._told[membership_id, attribute].append((since, "" if value is None else value_words(value)))

    def sector(self, membership_id: int | None, day: date | None) -> str:
        """ "" where there is none."""
        return self._on(membership_id, SECTOR, day)

    def department(self, membership_id: int | None, department: str | None, day: date | None) -> str:
        """Of a member the special committee; "" where there is none."""
        return (department or "") if membership_id is None else self._on(membership_id, DEPARTMENT, day)

    def _on(self, membership_id: int | None, attribute: str, day: date | None) -> str:
        if membership_id is None or day is None:
            return ""
        told = self._told.get((membership_id, attribute), ())
        return next((value for since, value in reversed(told) if since <= day), "")


async def submitters(connection: AsyncConnection, memberships: Collection[int]) -> Submitters:
    """What these memberships were, with the days since when."""
    found = Submitters()
    names = ("membership_id", "attribute", "since", "value")
    columns = select(*(getattr(MemberAttribute, name) for name in names))
    named = MemberAttribute.attribute.in_((SECTOR, DEPARTMENT))
    which = named & MemberAttribute.membership_id.in_(memberships)
    for row in await connection.execute(columns.where(which).order_by(MemberAttribute.since)):
        found.add(*row)
    return found
