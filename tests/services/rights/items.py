"""Opinion items of two members and an information officer, in every state, with and without a co-author; and
objections at several desks, passed on and not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.objection import Objection, ObjectionStep
from models.opinion import STATES, Opinion, OpinionAuthor
from services.rights.objections import Raised
from services.rights.opinions import Submitted

SENT = datetime(2022, 3, 2, tzinfo=UTC)


async def write_items(
    connection: AsyncConnection, committee_id: int, accounts: Sequence[int], members: Sequence[int]
) -> None:
    """Each state twice; the co-author of the second text, where there is one, is not that of the first."""
    for at, state in enumerate(STATES * 2):
        item = {"account_id": accounts[at % len(accounts)], "state": state, "version": 1, "begun_at": SENT}
        item |= {"submitted_at": None if state == "draft" else SENT, "text_number": 2}
        added = insert(Opinion).values(committee_id=committee_id, **item).returning(Opinion.id)
        opinion_id = (await connection.execute(added)).scalar_one()
        for number in (1, 2)[: at % 3]:
            author = {"opinion_id": opinion_id, "text_number": number, "place": 1}
            author |= {"membership_id": members[(at + 3 - number) % len(members)]}
            await connection.execute(insert(OpinionAuthor).values(committee_id=committee_id, **author))


async def written_items(connection: AsyncConnection) -> list[Submitted]:
    """All items, as the policy looks at one: with the co-authors of the text that was submitted last."""
    authors: dict[int, set[int]] = {}
    named = select(OpinionAuthor.opinion_id, OpinionAuthor.membership_id).where(
        OpinionAuthor.text_number == 2
    )
    for opinion_id, membership_id in await connection.execute(named):
        assert membership_id is not None
        authors.setdefault(opinion_id, set()).add(membership_id)
    items = select(Opinion.id, Opinion.committee_id, Opinion.account_id, Opinion.state)
    return [
        Submitted(**row._mapping, members=frozenset(authors.get(row.id, ())))
        for row in await connection.execute(items)
    ]


async def write_objections(
    connection: AsyncConnection, committee_id: int, account_id: int, departments: Sequence[str]
) -> None:
    """One at each of these desks, and one of each that was passed on from there to the last."""
    for desk in departments:
        for now in dict.fromkeys((desk, departments[-1])):
            values = {"committee_id": committee_id, "account_id": account_id, "about": "rank", "year": 2022}
            values |= {"state": "submitted", "version": 1, "desk": now, "raised_at": SENT, "revision": 1}
            added = insert(Objection).values(**values).returning(Objection.id)
            step = {"committee_id": committee_id, "action": "raise", "at": SENT, "actor": "甲"}
            step |= {"objection_id": (await connection.execute(added)).scalar_one(), "desk": desk}
            await connection.execute(insert(ObjectionStep).values(**step))


async def raised_objections(connection: AsyncConnection) -> list[Raised]:
    """All objections, as the policy looks at one."""
    desks: dict[int, set[str]] = {}
    for objection_id, desk in await connection.execute(
        select(ObjectionStep.objection_id, ObjectionStep.desk)
    ):
        desks.setdefault(objection_id, set()).add(desk)
    rows = await connection.execute(select(Objection.id, Objection.committee_id, Objection.desk))
    return [
        Raised(id=row.id, committee_id=row.committee_id, desks=frozenset(desks[row.id] | {row.desk}))
        for row in rows
    ]
