"""Score runs: the live one of a year, and those kept under a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import strawberry

from models.score import ScoreRun
from resolvers import argument, cursor, global_id
from resolvers.context import Info
from resolvers.page import After, Before, Connection, First, Last, fetched, page
from services.committee.committees import CommitteeRow
from services.refusal import Code, Refusal
from services.runs import listing as rows
from services.runs.board import Board
from services.runs.listing import RunRow, row_of


@dataclass(frozen=True)
class Run:
    """A run as clients see it; its board, with the members, is read when it is asked for."""

    row: RunRow
    known: Board | None = None

    @property
    def id(self) -> str:
        """The global id."""
        return global_id.encode("ScoreRun", self.row.id)

    @property
    def year(self) -> int:
        """The year whose measure it was scored by."""
        return self.row.year

    @property
    def name(self) -> str | None:
        """The name it is kept under; none for the live run."""
        return self.row.name

    @property
    def live(self) -> bool:
        """Whether it follows every change."""
        return self.row.name is None

    @property
    def input(self) -> str:
        """The digest of all that was scored."""
        return self.row.input

    @property
    def revision(self) -> int:
        """The committee's revision when the run last changed."""
        return self.row.revision

    @property
    def made_at(self) -> datetime:
        """When the run last changed."""
        return self.row.made_at

    @property
    def member_count(self) -> int:
        """How many members it has."""
        return self.row.members

    async def board(self, info: Info) -> Board:
        """The run with its members."""
        return self.known or await info.context.run(self.row.id)


def of_board(board: Board) -> Run:
    """The run of a board."""
    return Run(row_of(board), board)


async def of_year(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: Annotated[int, strawberry.argument(description="年份，如 2022")],
    name: Annotated[
        str | None, strawberry.argument(description="保存时的名称；不写为随记录更新的那一次")
    ] = None,
) -> Run:
    """The live run of a year, or the one kept under a name."""
    argument.year(year)
    argument.optional_text(name, "name")
    if name is None:
        return of_board(await info.context.live(root.id, year))
    of_name = (ScoreRun.committee_id == root.id) & (ScoreRun.year == year) & (ScoreRun.name == name)
    async with info.context.store.reading() as reading:
        found = await rows.runs(reading, of_name, 1)
    if not found:
        raise Refusal(Code.NOT_FOUND, "这一年没有以此为名的记分", "name")
    return Run(found[0])


async def runs(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: Annotated[int | None, strawberry.argument(description="只要这一年的；不写为各年")] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Connection[Run]:
    """A committee's runs, the newest first, the live ones among them."""
    asked = page(first, after, last, before)
    condition = ScoreRun.committee_id == root.id
    if year is not None:
        condition &= ScoreRun.year == argument.year(year)
    mark = cursor.mark("runs", root.id, year)
    everything = condition
    for name, text in (("after", asked.after), ("before", asked.before)):
        if text is not None:
            place = cursor.decode(text, mark, lambda found: cursor.whole(*found), name)
            condition &= ScoreRun.id < place if name == "after" else ScoreRun.id > place
    async with info.context.store.reading() as reading:
        found = await rows.runs(reading, condition, asked.size + 1, ascending=asked.backward)
        total = await rows.count(reading, everything)
    return fetched(found, asked, mark, total, lambda row: [row.id], Run)


async def ranked_count(root: strawberry.Parent[Run], info: Info) -> int:
    """How many members of a run are ranked."""
    board = await root.board(info)
    return sum(entry.score.unranked is None for entry in board.entries)


async def questions(root: strawberry.Parent[Run], info: Info) -> int:
    """How many facts of a run no rule took."""
    board = await root.board(info)
    return sum(entry.questions for entry in board.entries)
