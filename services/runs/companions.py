"""Some members of a board with all who share works with them, and the records that decide their scores."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from rules.reach import reach, term_reach
from rules.record import Member
from services.records.neighbourhood import Memory, surroundings
from services.records.reading import Reader, Stored
from services.runs.board import Board
from services.runs.term import once, term_keys


@dataclass(frozen=True, slots=True)
class Companions:
    """What has to be scored together for the members asked for to come out as in a run of everybody.

    `earlier` are the records that rules of the term can count.
    """

    members: list[Member]
    stored: list[Stored]
    earlier: list[Stored]


async def companions(
    connection: AsyncConnection, board: Board, chosen: Collection[int], memory: Memory | None = None
) -> Companions:
    """What the scores of these memberships of a board depend on."""
    memory = memory or Memory()
    reader = Reader(connection, board.committee_id, board.rule_set.catalogue, board.keys)
    stored = await surroundings(reader, chosen, reach(board.rule_set), memory)
    earlier = await _earlier(connection, board, chosen, memory)
    roll = board.tally.roll
    named = {*chosen, *(roll.ids[part.member] for one in (*stored, *earlier) for part in one.record.parts)}
    return Companions([roll.enrolled[roll.places[one]].member for one in sorted(named)], stored, earlier)


async def _earlier(
    connection: AsyncConnection, board: Board, chosen: Collection[int], memory: Memory
) -> list[Stored]:
    reached = term_reach(board.rule_set)
    if reached is None:
        return []
    keys = await term_keys(connection, board.committee_id, board.tally.roll.enrolled)
    own = {board.keys[one] for one in chosen}
    reader = Reader(connection, board.committee_id, board.rule_set.catalogue, keys)
    former = [membership_id for membership_id, key in keys.items() if key in own]
    return once(await surroundings(reader, former, reached, memory))
