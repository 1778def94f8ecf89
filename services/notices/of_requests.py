"""Who is told of what people ask for: objections, leave, feedback, exits, what other systems hand in."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.connector import Connector, ConnectorEvent
from models.feedback import Feedback
from models.leave import Leave
from models.member import Person
from models.objection import Objection
from models.opinion import Opinion, OpinionAuthor
from services.notices.about import People, Told, Who, staff_of
from services.objections.objection import State
from services.rights.leave import LEAVES, Requested
from services.rights.role import Right


async def who_decide_objections(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """The department at whose desk an objection is that nobody has accepted yet (履11)."""
    columns = select(Objection.id, Objection.desk).where(
        Objection.committee_id == committee_id, Objection.id.in_(rows), Objection.state == State.SUBMITTED
    )
    return {
        number: staff_of(people, desk, Right.ANSWER_OBJECTIONS)
        for number, desk in await connection.execute(columns)
    }


def who_objected(state: State) -> Who:
    """Who raised an objection that is in a state now."""

    async def who(
        connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
    ) -> Told:
        columns = select(Objection.id, Objection.account_id).where(
            Objection.committee_id == committee_id, Objection.id.in_(rows), Objection.state == state
        )
        return {
            number: frozenset({account_id} & people.keys())
            for number, account_id in await connection.execute(columns)
        }

    return who


async def who_review_opinions(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who reviews an item that nobody has reviewed yet (议9), but for those who wrote it."""
    reviewing = {one for one, rights in people.items() if rights.has(Right.REVIEW_OPINIONS)}
    written = await _writers(connection, committee_id, people, rows, "submitted")
    return {number: frozenset(reviewing - writers) for number, writers in written.items()}


def who_wrote_opinions(state: str) -> Who:
    """Who wrote an item that is in a state now: its submitter, and the members who wrote it with them."""

    async def who(
        connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
    ) -> Told:
        return await _writers(connection, committee_id, people, rows, state)

    return who


def who_submitted_opinions(state: str) -> Who:
    """Who submitted an item that is in a state now."""

    async def who(
        connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
    ) -> Told:
        submitters = await _submitters(connection, committee_id, rows, state)
        return {number: frozenset({one} & people.keys()) for number, one in submitters.items()}

    return who


def who_wrote_opinions_with_others(state: str) -> Who:
    """The members who wrote an item that is in a state now beside its submitter."""

    async def who(
        connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
    ) -> Told:
        submitters = await _submitters(connection, committee_id, rows, state)
        written = await _writers(connection, committee_id, people, rows, state)
        return {number: writers - {submitters[number]} for number, writers in written.items()}

    return who


async def _submitters(
    connection: AsyncConnection, committee_id: int, rows: Collection[int], state: str
) -> dict[int, int]:
    columns = select(Opinion.id, Opinion.account_id).where(
        Opinion.committee_id == committee_id, Opinion.id.in_(rows), Opinion.state == state
    )
    return {row.id: row.account_id for row in await connection.execute(columns)}


async def _writers(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int], state: str
) -> Told:
    of_rows = (Opinion.committee_id == committee_id) & Opinion.id.in_(rows) & (Opinion.state == state)
    columns = select(Opinion.id, Opinion.account_id, OpinionAuthor.membership_id)
    of_text = (OpinionAuthor.opinion_id == Opinion.id) & (OpinionAuthor.text_number == Opinion.text_number)
    columns = columns.outerjoin(OpinionAuthor, of_text).where(of_rows)
    found: dict[int, set[int]] = {}
    for number, account_id, membership_id in await connection.execute(columns):
        with_them = {one for one, rights in people.items() if membership_id in rights.own}
        found.setdefault(number, set()).update({account_id} & people.keys(), with_them)
    return {number: frozenset(accounts) for number, accounts in found.items()}


async def who_decide_leave(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who decides about leave that was asked for (履6)."""
    columns = select(Leave.id, Leave.account_id, Leave.membership_id, Leave.approver, Leave.department).where(
        Leave.committee_id == committee_id, Leave.id.in_(rows), Leave.state == "asked"
    )
    told = {}
    for row in await connection.execute(columns):
        asked = Requested(committee_id=committee_id, **row._mapping)
        told[row.id] = frozenset(one for one, rights in people.items() if LEAVES.may(rights, asked))
    return told


async def who_asked_leave(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who asked for leave that was decided."""
    columns = select(Leave.id, Leave.account_id).where(
        Leave.committee_id == committee_id, Leave.id.in_(rows), Leave.state.in_(("approved", "refused"))
    )
    return {
        number: frozenset({account_id} & people.keys())
        for number, account_id in await connection.execute(columns)
    }


async def who_take_events(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """The department for which another system handed in what waits."""
    columns = (
        select(ConnectorEvent.id, Connector.department)
        .join(Connector, Connector.id == ConnectorEvent.connector_id)
        .where(ConnectorEvent.committee_id == committee_id, ConnectorEvent.id.in_(rows))
        .where(ConnectorEvent.state == "waiting")
    )
    return {
        number: staff_of(people, department, Right.ENTER)
        for number, department in await connection.execute(columns)
    }


async def who_confirm_exits(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who may confirm an exit that was asked for (履4); whoever asked did it, and is not told."""
    columns = select(Person.id).where(
        Person.committee_id == committee_id, Person.id.in_(rows), Person.exit_asked_at.is_not(None)
    )
    confirming = frozenset(one for one, rights in people.items() if rights.has(Right.ENROL))
    return dict.fromkeys(await connection.scalars(columns), confirming)


async def who_wrote(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who wrote feedback (履14)."""
    columns = select(Feedback.id, Feedback.account_id).where(
        Feedback.committee_id == committee_id, Feedback.id.in_(rows)
    )
    return {
        number: frozenset({account_id} & people.keys())
        for number, account_id in await connection.execute(columns)
    }
