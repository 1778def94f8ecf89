"""What scoring some members alone needs: they come out as in a run of everybody (`scoring.touched`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.record import Part, Record
from models.rows import batches
from rules.reach import reach
from rules.record import Member
from services.board import Board
from services.recording import matter_of
from services.records import Reader, Stored


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The members to score and all who share works with them, and the records that decide their scores."""

    members: list[Member]
    stored: list[Stored]


async def neighbours(connection: AsyncConnection, board: Board, chosen: Collection[int]) -> Neighbours:
    """What the scores of these memberships of a board depend on."""
    reader = Reader(connection, board.committee_id, board.rule_set.catalogue, board.keys)
    close = await _near(connection, board.committee_id, chosen)
    condition = and_(reader.scored(reach(board.rule_set)), close)
    stored = await reader.read(condition, participants=chosen)
    ids = {key: membership_id for membership_id, key in board.keys.items()}
    named = {*chosen, *(ids[part.member] for one in stored for part in one.record.parts)}
    return Neighbours([board.by_id[one].enrolled.member for one in sorted(named)], stored)


async def _near(
    connection: AsyncConnection, committee_id: int, chosen: Collection[int]
) -> ColumnElement[bool]:
    """The records of these members, and works of the same matters."""
    works: set[int] = set()
    own = []
    for some in batches(chosen):
        of_members = select(Part.record_id).where(Part.membership_id.in_(some))
        own.append(Record.id.in_(of_members))
        found = select(Record.id).where(Record.form == "work", Record.id.in_(of_members))
        works.update(await connection.scalars(found))
    linked = await matter_of(connection, committee_id, works)
    return or_(*own, *(Record.id.in_(some) for some in batches(sorted(linked - works))))
