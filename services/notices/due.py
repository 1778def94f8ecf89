"""What is due by the calendar of China, as sources tell it: what, until when, and whom it concerns."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.clock import day_of, now
from models.objection import Objection
from models.opinion_call import OpinionCall
from services.accounts.chosen import chosen
from services.committee.workdays import calendar_of
from services.notices.about import (
    ACCOUNT,
    CALL,
    DUE,
    DUE_TODAY,
    HANDLING,
    OBJECTION,
    OPINION,
    OVERDUE,
    RATED,
    RECORD,
    People,
    staff_of,
)
from services.notices.of_calls import waited_for
from services.notices.of_handling import acting_for, checking
from services.objections.objection import OPEN
from services.opinions.bounds import of_calls
from services.opinions.handling import running
from services.opinions.handling_terms import terms
from services.opinions.rating import AWAITED, FINAL, ratings
from services.opinions.rating_form import rating_form
from services.records.awaited import Awaited, awaited
from services.records.due import DueState, Today, last_day
from services.rights.role import Right
from services.slice import Slice

# Of what is due, and of what is overdue, so many records of a committee are told: the latest.
MOST_RECORDS = 1_000
# So many days before its end somebody is told of a password.
AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """That a row is due on a `day` (kind due), or was (overdue), and which accounts are told."""

    kind: str
    entity: str
    entity_id: int
    day: date
    accounts: frozenset[int]


# What is due of a committee today, soon, or overdue.
Source = Callable[[AsyncConnection, int, People, Today], Awaitable[Sequence[Due]]]


async def passwords(
    connection: AsyncConnection, committee_id: int, people: People, today: Today
) -> list[Due]:
    """Passwords that have to be changed within a week, or had to, by the policy that is chosen."""
    days = (await chosen(connection, committee_id)).policy.days
    if not days:
        return []
    columns = select(Account.id, Account.password_set_at).where(
        Account.committee_id == committee_id,
        Account.state == "active",
        Account.password.is_not(None),
        Account.password_set_at.is_not(None),
    )
    found, day = [], day_of(today.now)
    rows: Any = await connection.execute(columns)
    for account_id, set_at in rows:
        last = day_of(set_at + timedelta(days=days))
        if day >= last - AHEAD:
            kind = DUE if day <= last else OVERDUE
            found.append(
                Due(
                    kind=kind,
                    entity=ACCOUNT,
                    entity_id=account_id,
                    day=last,
                    accounts=frozenset({account_id}),
                )
            )
    return found


async def records(connection: AsyncConnection, committee_id: int, people: People, today: Today) -> list[Due]:
    """Records that are not submitted, told to the department that enters them (履6)."""
    staff: dict[str | None, frozenset[int]] = {}
    found = []
    for kind, state in ((DUE, DueState.DUE_SOON), (OVERDUE, DueState.OVERDUE)):
        latest: Slice[Any] = Slice(MOST_RECORDS, backward=True)
        for row in await awaited(connection, Awaited(committee_id, state=state), today, latest):
            if row.department not in staff:
                staff[row.department] = staff_of(people, row.department, Right.ENTER)
            assert row.due_by is not None
            accounts, day = staff[row.department], last_day(row.due_by)
            found.append(Due(kind=kind, entity=RECORD, entity_id=row.id, day=day, accounts=accounts))
    return found


async def objections(
    connection: AsyncConnection, committee_id: int, people: People, today: Today
) -> list[Due]:
    """Objections that are not answered, told to the department at whose desk they are (履11)."""
    day, soon = day_of(today.now), max(day_of(today.now), last_day(today.soon))
    columns = select(Objection.id, Objection.desk, Objection.due).where(
        Objection.committee_id == committee_id, Objection.state.in_(OPEN), Objection.due <= soon
    )
    found = []
    rows: Any = await connection.execute(columns)
    for number, desk, due in rows:
        accounts, kind = staff_of(people, desk, Right.ANSWER_OBJECTIONS), DUE if due >= day else OVERDUE
        found.append(Due(kind=kind, entity=OBJECTION, entity_id=number, day=due, accounts=accounts))
    return found


async def handlings(
    connection: AsyncConnection, committee_id: int, people: People, today: Today
) -> list[Due]:
    """What units have to answer: told to the unit before, on and after the last day, to the Office after it
    (议10).
    """
    found = []
    for one in await running(connection, committee_id, day_of(today.now)):
        if one.left > terms().soon:
            continue
        kind = OVERDUE if one.left < 0 else DUE_TODAY if one.due == day_of(today.now) else DUE
        accounts = acting_for(people, one.unit) | (checking(people) if kind == OVERDUE else frozenset())
        found.append(Due(kind=kind, entity=HANDLING, entity_id=one.id, day=one.due, accounts=accounts))
    return found


async def rated(connection: AsyncConnection, committee_id: int, people: People, today: Today) -> list[Due]:
    """Answers that nobody has rated, told to whoever submitted the item before the last day; and that a
    rating is final, told to the unit for some days (议12).
    """
    found: dict[tuple[str, int], Due] = {}
    day, form = day_of(today.now), rating_form()
    for one in await ratings(connection, committee_id):
        if one.due is None or one.left is None:
            continue
        if one.state == AWAITED and one.left <= form.soon:
            kind, entity, number, accounts = DUE, OPINION, one.opinion_id, frozenset({one.account_id})
        elif one.state == FINAL and day <= one.due + timedelta(days=form.told):
            # Of several items that were handled together the unit is told once.
            kind, entity, number, accounts = RATED, HANDLING, one.handling_id, acting_for(people, one.unit)
        else:
            continue
        told = Due(kind=kind, entity=entity, entity_id=number, day=one.due, accounts=accounts)
        found[entity, number] = told
    return [*found.values()]


async def calls(connection: AsyncConnection, committee_id: int, people: People, today: Today) -> list[Due]:
    """Calls for items of which the deadline is near, told to those who are invited and have not written yet
    (议7); what comes after it is late, and nobody is told any more.
    """
    day = day_of(today.now)
    columns = select(OpinionCall.id, OpinionCall.deadline).where(
        OpinionCall.committee_id == committee_id,
        OpinionCall.state == "open",
        OpinionCall.deadline.between(day, day + timedelta(days=of_calls().remind)),
    )
    deadlines = {row.id: row.deadline for row in await connection.execute(columns)}
    told = await waited_for(connection, committee_id, people, deadlines, day)
    return [
        Due(
            kind=DUE_TODAY if deadline == day else DUE,
            entity=CALL,
            entity_id=number,
            day=deadline,
            accounts=told[number],
        )
        for number, deadline in deadlines.items()
    ]


SOURCES: tuple[Source, ...] = (passwords, records, objections, handlings, rated, calls)


async def dues(connection: AsyncConnection, committee_id: int, people: People) -> list[Due]:
    """What all sources tell of a committee today, by the day in China and its own working days."""
    today = Today.of(await now(connection), await calendar_of(connection, committee_id))
    return [one for source in SOURCES for one in await source(connection, committee_id, people, today)]
