"""Some members of a board with all who share works with them, and the records that decide their scores."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from rules.reach import reach
from rules.record import Member
from services.records.neighbourhood import surroundings
from services.records.reading import Reader, Stored
from services.runs.board import Board


@dataclass(frozen=True, slots=True)
class Companions:
    """What has to be scored together for the members asked for to come out as in a run of everybody."""

    members: list[Member]
    stored: list[Stored]


async def companions(connection: AsyncConnection, board: Board, chosen: Collection[int]) -> Companions:
    """What the scores of these memberships of a board depend on."""
    reader = Reader(connection, board.committee_id, board.rule_set.catalogue, board.keys)
    stored = await surroundings(reader, chosen, reach(board.rule_set))
    ids = {key: membership_id for membership_id, key in board.keys.items()}
    named = {*chosen, *(ids[part.member] for one in stored for part in one.record.parts)}
    return Companions([board.by_id[one].enrolled.member for one in sorted(named)], stored)
