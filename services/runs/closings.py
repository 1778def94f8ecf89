"""Closed years as rows: which they are, and that nothing may change the result of one (履13)."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Text, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from models.closing import Closing, Statement
from models.rows import columns_of
from models.score import ScoreRun
from rules.catalogue import Catalogue
from rules.record import Change, Member
from services.members.roster import Enrolled
from services.refusal import Code, Refusal
from services.value import attributes_from_json, attributes_to_json, from_json, to_json


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """A closing: the frozen run, the committee's revision then, who and when; who opened it again, and why.

    `kinds` are the kinds that had records, as the catalogue lists them.
    """

    id: int
    committee_id: int
    year: int
    run_id: int
    revision: int
    closed_at: datetime
    closed_by: str
    kinds: Sequence[str]
    reopened_at: datetime | None
    reopened_by: str | None
    reason: str | None

    @property
    def in_effect(self) -> bool:
        """Whether the year is closed by it now."""
        return self.reopened_at is None


def current() -> ColumnElement[bool]:
    """Whether a run is the one that is read of its year: the live one, or the frozen one of a closed year."""
    closed = select(Closing.run_id).where(Closing.reopened_at.is_(None))
    return or_(ScoreRun.name.is_(None), ScoreRun.id.in_(closed))


async def is_frozen(connection: AsyncConnection, run_id: int) -> bool:
    """Whether a run is that of a closing, in effect or not."""
    return await connection.scalar(select(Closing.id).where(Closing.run_id == run_id)) is not None


async def as_stated(
    connection: AsyncConnection, run_id: int, catalogue: Catalogue, members: Sequence[Enrolled]
) -> list[Enrolled]:
    """These memberships as the statements of a frozen run have them; names, and free texts as 单位 and 职务,
    are those of today.
    """
    columns = select(Statement.membership_id, type_coerce(Statement.member, Text).label("text"))
    rows = (await connection.execute(columns.where(Statement.run_id == run_id))).all()
    texts: dict[int, str] = {row.membership_id: row.text for row in rows}

    def stated() -> list[Enrolled]:
        return [_as_stated(one, orjson.loads(texts[one.id]), catalogue) for one in members]

    # Of a large committee that takes a while, and others are served meanwhile.
    return await asyncio.to_thread(stated)


def member_data(one: Enrolled, catalogue: Catalogue) -> dict[str, Any]:
    """What the roster says of a membership, as plain data without name, phone number and free texts: they are
    the person's, and go with the person's data.
    """
    member, texts = one.member, _texts(catalogue)
    frozen = {name: value for name, value in member.attributes.items() if name not in texts}
    return {
        "key": member.key,
        "term": one.term,
        "attributes": attributes_to_json(catalogue, frozen),
        "changes": [
            [
                change.since.isoformat(),
                change.attribute,
                to_json(catalogue.attributes[change.attribute], change.value),
            ]
            for change in member.changes
            if change.attribute not in texts
        ],
    }


def _texts(catalogue: Catalogue) -> frozenset[str]:
    return frozenset(each.name for each in catalogue.member_attributes() if each.type == "text")


def _as_stated(one: Enrolled, data: Any, catalogue: Catalogue) -> Enrolled:
    # Former programs froze texts as well.
    texts = _texts(catalogue)
    changes = [
        Change(date.fromisoformat(since), name, from_json(catalogue.attributes[name], value))
        for since, name, value in data["changes"]
        if name not in texts
    ]
    changes += [change for change in one.member.changes if change.attribute in texts]
    stated = attributes_from_json(catalogue, data["attributes"])
    attributes = {name: value for name, value in stated.items() if name not in texts}
    attributes |= {name: value for name, value in one.member.attributes.items() if name in texts}
    member = Member(data["key"], one.member.name, attributes, changes, one.member.phone)
    return replace(one, term=data["term"], member=member)


async def chosen(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[ClosingRow]:
    """The closings of a condition, the newest first."""
    columns = select(*columns_of(ClosingRow, Closing)).where(condition).order_by(Closing.id.desc())
    return [ClosingRow(*row) for row in await connection.execute(columns)]


async def closings(
    connection: AsyncConnection, committee_id: int, year: int | None = None
) -> list[ClosingRow]:
    """The closings of a committee, of one `year` where it is given, the newest first."""
    return await chosen(connection, of(committee_id, year))


async def closings_of_runs(connection: AsyncConnection, run_ids: Collection[int]) -> dict[int, ClosingRow]:
    """The closing that froze each run, by run; one that none froze is left out."""
    return {one.run_id: one for one in await chosen(connection, Closing.run_id.in_(run_ids))}


def of_id(closing_id: int) -> ColumnElement[bool]:
    """The condition that a closing is of this row."""
    return Closing.id == closing_id


def of(committee_id: int, year: int | None = None) -> ColumnElement[bool]:
    """The condition that a closing is of this committee and year."""
    of_committee = Closing.committee_id == committee_id
    return of_committee if year is None else of_committee & (Closing.year == year)


async def in_effect(connection: AsyncConnection, committee_id: int, year: int) -> ClosingRow | None:
    """The closing by which a year is closed; None where it is open."""
    found = await chosen(connection, of(committee_id, year) & Closing.reopened_at.is_(None))
    return found[0] if found else None


async def check_open(connection: AsyncConnection, committee_id: int, year: int) -> None:
    """Raises `Refusal` (YEAR_CLOSED) where the year is closed: its result and its rules stay as they are."""
    closing = await in_effect(connection, committee_id, year)
    if closing is not None:
        day = closing.closed_at.date()
        message = f"{year} 年已于 {day} 由{closing.closed_by}关账；要改先重新打开这一年，并写明事由"
        raise Refusal(Code.YEAR_CLOSED, message, "year")
