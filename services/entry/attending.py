"""The list of a gate or a chat group, given to an occasion that is entered already."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from files.answers import Answers
from files.reading.gate import GateList, Hours, read_gate
from files.reading.who import Roster
from models.store import Store
from rules.record import Attributes, Record
from services.committee.committees import committee as committee_of
from services.entry.ground import home_of
from services.records.by_row import ByRow
from services.records.reading import Reader
from services.refusal import Code, Refusal
from services.runs.board import Board, Boards


@dataclass(frozen=True, slots=True)
class Occasion:
    """An occasion as it stands: its version, whoever is in it by membership, and the board of its year."""

    id: int
    version: int
    record: Record
    board: Board

    @property
    def parts(self) -> Mapping[int, Attributes]:
        """What is said of each membership in it."""
        return {int(part.member): part.attributes for part in self.record.parts}


async def occasion(store: Store, boards: Boards, committee: str, record_id: int) -> Occasion:
    """An occasion of a committee; raises `Refusal`."""
    async with store.reading() as connection:
        home, year = await home_of(connection, record_id)
        if home != committee:
            raise Refusal(Code.NOT_FOUND, "没有这条记录", "id")
        committee_id = (await committee_of(connection, committee)).id
        board = await boards.live(connection, committee_id, year)
        reader = Reader(connection, committee_id, board.rule_set.catalogue, ByRow())
        (found,) = await reader.of_ids([record_id])
    if found.form != "occasion":
        raise Refusal(Code.BAD_USER_INPUT, "这条记录是作品，没有到会的名单", "id")
    return Occasion(record_id, found.version, found.record, board)


async def attendance(of: Occasion, path: Path, hours: Hours, answers: Answers) -> GateList:
    """What a file says of those who were at an occasion."""
    catalogue = of.board.rule_set.catalogue
    roster = Roster([entry.enrolled.member for entry in of.board.entries], catalogue)
    kind = catalogue.kinds[of.record.kind]
    return await asyncio.to_thread(read_gate, path, catalogue, kind, roster, of.record.day, hours, answers)
