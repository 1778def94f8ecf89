"""Score runs: the live one of a year, and those kept under a name."""

from typing import Annotated

import strawberry

from resolvers import argument, cursor, global_id
from resolvers.argument import AnyYear, YearArgument
from resolvers.context import Info
from resolvers.page import Connection, Page, newest
from services.committee.committees import CommitteeRow
from services.refusal import Code, Refusal
from services.runs import listing
from services.runs.board import Board
from services.runs.run import RunRow


async def board_of(run: RunRow, info: Info) -> Board:
    """The run with its members, read when it is asked for, where it is not at hand."""
    return run if isinstance(run, Board) else await info.context.run(run.id)


def identity(board: Board) -> tuple[object, ...]:
    """What a list of a board's rows belongs to: the run, its rules, and the day as of which it stands."""
    day = () if board.as_of is None else (board.as_of,)
    return (board.id, board.rule_set_id, *day)


def id_of(root: strawberry.Parent[RunRow]) -> strawberry.ID:
    """The global id."""
    return global_id.encode("ScoreRun", root.id)


async def of_year(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: YearArgument,
    name: Annotated[
        str | None, strawberry.argument(description="保存时的名称；不写为随记录更新的那一次")
    ] = None,
) -> RunRow:
    """The live run of a year, or the one kept under a name."""
    argument.year(year)
    argument.optional_text(name, "name")
    if name is None:
        return await info.context.live(root.id, year)
    async with info.context.store.reading() as reading:
        run = await listing.kept_run(reading, root.id, year, name)
    if run is None:
        raise Refusal(Code.NOT_FOUND, "这一年没有以此为名的记分", "name")
    return run


async def runs(
    root: strawberry.Parent[CommitteeRow], info: Info, year: AnyYear = None, *, asked: Page
) -> Connection[RunRow]:
    """A committee's runs, the newest first, the live ones among them."""
    argument.optional_year(year)
    return await newest(
        info,
        asked,
        cursor.mark("runs", root.id, year),
        lambda reading, part: listing.runs(reading, root.id, year, part),
        lambda reading: listing.count(reading, root.id, year),
        lambda run: run,
    )


async def ranked_count(root: strawberry.Parent[RunRow], info: Info) -> int:
    """How many members of a run are ranked."""
    board = await board_of(root, info)
    return int(board.standings.ranked.sum())


async def questions(root: strawberry.Parent[RunRow], info: Info) -> int:
    """How many facts of a run no rule took."""
    board = await board_of(root, info)
    return sum(own.questions for own in board.tally.scored)
