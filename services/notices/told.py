"""Which lines of the trail are told, and to whom: asked when a notice is made, and again before it is sent.

Whoever is told may have the row: the policy of its noun says so. What needs somebody new to be told is a line
in `LINES`, and who it is in `WHO`.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import NamedTuple

from sqlalchemy import String, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from models.feedback import Feedback
from models.member import Membership
from models.record import Part, Record
from models.signature import OF_ACCOUNT
from rules.catalogue import load
from services.notices.due import ACCOUNT, DUE, OVERDUE, dues
from services.rights.held import Rights
from services.rights.policy import RECORDS, Taken, Written, entering

RECORD, FEEDBACK = "record", "feedback"
SUBMITTED, RETURNED, ANSWERED, SAMPLED = "submitted", "returned", "answered", "sampled"
# What each account that may be told holds now.
People = Mapping[int, Rights]
# By row, the accounts that are to know of it as it stands now.
Told = Mapping[int, frozenset[int]]


class About(NamedTuple):
    """What a notice is about: its kind, and of which entity."""

    kind: str
    entity: str


Who = Callable[[AsyncConnection, int, People, Collection[int]], Awaitable[Told]]


async def _who_review(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """The department that enters a record also reviews it (履7), as long as it waits for that."""
    return await _who_enter(connection, committee_id, people, rows, "submitted")


async def _who_are_sampled(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """The department whose record is looked at again."""
    return await _who_enter(connection, committee_id, people, rows, None)


async def _who_enter(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int], state: str | None
) -> Told:
    columns = select(Record.id, Record.kind, Record.attributes).where(
        Record.committee_id == committee_id, Record.id.in_(rows)
    )
    if state is not None:
        columns = columns.where(Record.state == state)
    policy = entering(load())
    found = {}
    for row_id, kind, attributes in await connection.execute(columns):
        row = Written(committee_id=committee_id, id=row_id, kind=kind, attributes=attributes or {})
        found[row_id] = frozenset(one for one, rights in people.items() if policy.may(rights, row))
    return found


async def _who_entered(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who entered a record that stands returned, if they may still have it."""
    actor = type_coerce(Change.actor, String)
    columns = (
        select(Record.id, actor)
        .join(Change, (Change.entity_id == Record.id) & (Change.committee_id == Record.committee_id))
        .where(Record.committee_id == committee_id, Record.id.in_(rows), Record.state == "returned")
        .where(Change.entity == RECORD, Change.action == "add")
    )
    entered = {
        row_id: account
        for row_id, signed in await connection.execute(columns)
        if (account := _account(signed))
    }
    parts = await connection.execute(
        select(Part.record_id, Membership.id)
        .join(Membership, Membership.id == Part.membership_id)
        .where(Part.record_id.in_(entered))
    )
    members: dict[int, set[int]] = {row_id: set() for row_id in entered}
    for record_id, membership_id in parts:
        members[record_id].add(membership_id)
    return {
        row_id: frozenset({account})
        for row_id, account in entered.items()
        if account in people
        and RECORDS.may(
            people[account],
            Taken(committee_id=committee_id, id=row_id, members=frozenset(members[row_id])),
        )
    }


async def _who_wrote(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who wrote feedback (履14)."""
    columns = select(Feedback.id, Feedback.account_id).where(
        Feedback.committee_id == committee_id, Feedback.id.in_(rows)
    )
    found = (await connection.execute(columns)).all()
    return {row.id: frozenset({row.account_id} & people.keys()) for row in found}


def _who_is_due(kind: str) -> Who:
    async def who(
        connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
    ) -> Told:
        found = await dues(connection, committee_id)
        return {
            one.entity_id: one.accounts & people.keys()
            for one in found
            if one.kind == kind and one.entity_id in rows
        }

    return who


def _account(signed: str) -> int | None:
    number = signed.removeprefix(OF_ACCOUNT)
    return int(number) if number != signed and number.isdigit() else None


# The lines that are told, by entity and action.
LINES: Mapping[tuple[str, str], About] = {
    (RECORD, "submit"): About(SUBMITTED, RECORD),
    (RECORD, "return"): About(RETURNED, RECORD),
    (RECORD, "sample"): About(SAMPLED, RECORD),
    (FEEDBACK, "answer"): About(ANSWERED, FEEDBACK),
}
WHO: Mapping[About, Who] = {
    About(SUBMITTED, RECORD): _who_review,
    About(RETURNED, RECORD): _who_entered,
    About(SAMPLED, RECORD): _who_are_sampled,
    About(ANSWERED, FEEDBACK): _who_wrote,
    About(DUE, ACCOUNT): _who_is_due(DUE),
    About(OVERDUE, ACCOUNT): _who_is_due(OVERDUE),
}
