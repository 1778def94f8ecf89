"""A run as of a day: worked out of its records when it is asked for, and kept for a while.

What all days of a run have in common is made once: its facts, matched. A day is then one fold of them.
"""

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from models.store import Store
from rules.reach import reach
from rules.record import Member, Record
from scoring.run import ScoreRun, inputs_of
from scoring.series import Ground, ground
from services.records.reading import Reader
from services.refusal import Code, Refusal
from services.runs.board import Board, Boards
from services.runs.group_scores import all_rows
from services.runs.scored import check_day, results, scorable
from services.runs.tally import Tally
from services.runs.term import of_term

# Of a larger committee a day takes too long to be asked for in passing: it is kept as a run.
MOST_MEMBERS = 2_500


async def as_of(store: Store, boards: Boards, run_id: int, day: date) -> Board:
    """A run as it stood on a day of its period, as a board that is nowhere stored; whole on the last day.

    Raises `Refusal` for another day, for a run that is one as of a day, and where the records of a run that
    is kept or frozen have changed since.
    """
    async with store.reading() as connection:
        board = await boards.run(connection, run_id)
    check_day(board.rule_set, day, "day")
    if board.as_of not in (None, day):
        raise Refusal(Code.BAD_USER_INPUT, f"这次记分是截至 {board.as_of} 留下的，没有别的日期", "day")
    if day in (board.as_of, board.rule_set.end):
        return board
    views = boards.days.views
    known: Board | None = views.get((_state(board), day))
    if known is not None:
        return known
    board, made = await ground_of(store, boards, run_id)

    async def worked_out() -> Board:
        known: Board | None = views.get((_state(board), day))
        if known is None:
            known = await asyncio.to_thread(_view, board, made, day)
            views.put((_state(board), day), known, known.members)
        return known

    return await boards.days.alone(worked_out)


async def ground_of(store: Store, boards: Boards, run_id: int) -> tuple[Board, Ground]:
    """A run with what its days are made from; raises `Refusal` as `as_of` does."""
    days = boards.days

    async def worked_out() -> tuple[Board, Ground]:
        async with store.reading() as connection:
            board = await boards.run(connection, run_id)
            made = days.grounds.get(_state(board))
            if made is not None:
                return board, made
            if board.members > MOST_MEMBERS:
                way = "先把这一天的成绩留下来（luzhi runs keep 名称 --as-of 日期）再查"
                raise Refusal(Code.QUERY_TOO_LARGE, f"委员超过 {MOST_MEMBERS} 名的，{way}", "day")
            data = await data_of(connection, board)
        made = await asyncio.to_thread(_ground, board, data)
        days.grounds.put(_state(board), made, made.size)
        return board, made

    # Whoever asks for many days waits, and nobody else does.
    return await days.alone(worked_out)


@dataclass(frozen=True, slots=True)
class Data:
    """What a run is scored on; `earlier` are the records that rules of the term can count."""

    members: list[Member]
    records: list[Record]
    earlier: list[Record]


async def data_of(connection: AsyncConnection, board: Board) -> Data:
    """The members of a run and the records that it can count, as they are now."""
    rule_set, roster = board.rule_set, board.tally.roll.enrolled
    reader = Reader(connection, board.committee_id, rule_set.catalogue, board.keys)
    records = await reader.records(reader.scored(reach(rule_set)))
    earlier = await of_term(connection, board.committee_id, rule_set, roster)
    return Data([one.member for one in roster], records, [one.record for one in earlier])


def tally_of(board: Board, run: ScoreRun) -> Tally:
    """What a run comes to over the members of a board, or over some of them."""
    roll = board.tally.roll
    found = {roll.ids[key]: own for key, own in results(run).items()}
    return Tally.of(board.rule_set, {one.id: one for one in roll.enrolled}, found)


def _state(board: Board) -> Hashable:
    """What a run is as long as nothing about it changes."""
    return board.id, board.revision, board.rule_set_id, board.roster_revision, board.method


def _ground(board: Board, data: Data) -> Ground:
    if not board.live and _inputs(board, data) != {
        own.score.key: own.score.input for own in board.tally.scored
    }:
        message = "这次记分之后，记录或名册已有变动，不能再说那时截至某日的成绩；请看随记录更新的那一次"
        raise Refusal(Code.CONFLICT, message, "day")
    with scorable():
        return ground(board.rule_set, data.members, data.records, board.method, data.earlier)


def _inputs(board: Board, data: Data) -> dict[str, str]:
    return inputs_of(board.rule_set, data.members, data.records, data.earlier)


def _view(board: Board, made: Ground, day: date) -> Board:
    with scorable():
        run = made.at(day)
        tally, groups = tally_of(board, run), all_rows(run)
    # Nothing of it is frozen, and what it was computed from is told member by member when it is asked for.
    return replace(
        board,
        as_of=day,
        tally=tally,
        groups=groups,
        members=len(tally.scored),
        input="",
        frozen=False,
        fixed=None,
    )
