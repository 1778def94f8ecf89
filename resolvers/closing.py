"""Closed years: which they are, closing and opening them, what waits for them, whether they still hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from models.closing import Closing
from resolvers import argument, cursor, loaded
from resolvers.context import Info
from resolvers.member import MemberView, of_entry
from resolvers.movement import MOST_MOVED
from resolvers.mutation import Code_, UserError, Year, user_error
from resolvers.page import After, Before, Connection, First, Last, listed, page
from resolvers.ranking import points_text
from resolvers.run import Run, of_board
from services.committee.committees import CommitteeRow
from services.records.listing import RecordRow
from services.refusal import Refusal
from services.runs.board import Board, Entry
from services.runs.closings import ClosingRow
from services.runs.closings import closings as rows
from services.runs.live import Live
from services.runs.movement import Move, moves
from services.years import late as waiting
from services.years import verification
from services.years.late import Late
from services.years.year_end import Reopened, close_year, reopen_year

MOST_CLOSINGS = 100
YearArgument = Annotated[int, strawberry.argument(description="年份，如 2022")]


@strawberry.enum(description="关账以后一条记录怎么了")
class LateChange(Enum):
    """What became of a record since the closing."""

    ADDED = strawberry.enum_value("added", description="补录的")
    CHANGED = strawberry.enum_value("changed", description="改正过的")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="撤回的")
    REINSTATED = strawberry.enum_value("reinstated", description="恢复的")


@dataclass(frozen=True, slots=True)
class LateRecord:
    """A record that waits for a closed year, with the last who changed it."""

    record_id: int
    what: LateChange
    at: datetime
    actor: str
    department: str | None
    reason: str | None
    times: int


@dataclass(frozen=True, slots=True)
class Check:
    """What a closed year came to when it was computed again."""

    same: bool
    same_input: bool
    members: int
    differing: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shift:
    """A member before and after a year was opened again; None: not in the run, not ranked, no grade."""

    member: MemberView
    total_before: str | None
    total_after: str | None
    rank_before: int | None
    rank_after: int | None
    grade_before: str | None
    grade_after: str | None


@dataclass(frozen=True, slots=True)
class ClosePayload:
    """What became of closing a year."""

    closing: ClosingRow | None
    errors: list[UserError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReopenPayload:
    """What became of opening a year: how many totals, ranks and grades are others, and whose."""

    closing: ClosingRow | None
    run: Run | None = None
    totals: int = 0
    ranks: int = 0
    grades: int = 0
    members: list[Shift] = field(default_factory=list)
    errors: list[UserError] = field(default_factory=list)


async def closings(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: Annotated[int | None, strawberry.argument(description="只要这一年的；不写为各年")] = None,
) -> list[ClosingRow]:
    """The closings of a committee, the newest first; at most a hundred."""
    condition = Closing.committee_id == root.id
    if year is not None:
        condition &= Closing.year == argument.year(year)
    async with info.context.store.reading() as connection:
        return (await rows(connection, condition))[:MOST_CLOSINGS]


async def run_of(root: strawberry.Parent[ClosingRow], info: Info) -> Run | None:
    """The frozen run."""
    return await loaded.run(info, root.run_id)


async def of_run(root: strawberry.Parent[Run], info: Info) -> ClosingRow | None:
    """The closing that froze a run."""

    async def read(connection: AsyncConnection, ids: list[int]) -> dict[int, ClosingRow]:
        return {one.run_id: one for one in await rows(connection, Closing.run_id.in_(ids))}

    return None if root.row.name is None else await info.context.load("closing", root.row.id, read)


async def late_records(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: YearArgument,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Connection[LateRecord]:
    """What waits for a closed year, the latest first."""
    asked = page(first, after, last, before)
    argument.year(year)
    async with info.context.store.reading() as connection:
        found = await waiting.late(connection, info.context.boards, root.id, year)
    mark = cursor.mark("late", root.id, year, len(found), [one.record_id for one in found[:1]])
    return listed(found, mark, asked, _late)


def _late(one: Late) -> LateRecord:
    return LateRecord(
        *(one.record_id, LateChange(one.what), one.at, one.actor, one.department, one.reason, one.times)
    )


async def record_of(root: strawberry.Parent[LateRecord], info: Info) -> RecordRow | None:
    """The record as it is now."""
    return await loaded.record(info, root.record_id)


async def verify_closing(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: YearArgument,
    name: Annotated[
        str | None, strawberry.argument(description="以前一次关账的结果的名称；不写为现在的")
    ] = None,
) -> Check:
    """Computes a closed year again and compares every byte; raises `Refusal` where it is not closed."""
    argument.year(year)
    argument.optional_text(name, "name")
    async with info.context.store.reading() as connection:
        found = await verification.named(connection, root.id, year, name)
    done = await verification.verify(info.context.store, found)
    return Check(done.same, done.same_input, done.members, done.differing[:MOST_MOVED])


async def close(
    info: Info,
    committee: Code_,
    year: Year,
    reason: Annotated[
        str | None, strawberry.argument(description="依据或事由，可以不写，最多 500 个字")
    ] = None,
) -> ClosePayload:
    """Closes a year."""
    context = info.context
    try:
        closing = await close_year(
            context.store, Live(context.boards), committee, year, context.actor, reason
        )
    except Refusal as refused:
        return ClosePayload(None, [user_error(refused)])
    context.forget()
    return ClosePayload(closing)


async def reopen(
    info: Info,
    committee: Code_,
    year: Year,
    reason: Annotated[str, strawberry.argument(description="事由，1 到 500 个字")],
) -> ReopenPayload:
    """Opens a closed year again."""
    context = info.context
    try:
        done = await reopen_year(context.store, Live(context.boards), committee, year, context.actor, reason)
    except Refusal as refused:
        return ReopenPayload(None, errors=[user_error(refused)])
    context.forget()
    return _reopened(done)


def _reopened(done: Reopened) -> ReopenPayload:
    found = moves(done.before, done.after, grades=True)
    return ReopenPayload(
        done.closing,
        of_board(done.after),
        sum(move.scored for move in found),
        sum(move.ranked for move in found),
        sum(move.graded for move in found),
        [_shift(done, move) for move in found[:MOST_MOVED]],
    )


def _shift(done: Reopened, move: Move) -> Shift:
    entry = move.after or move.before
    assert entry is not None
    return Shift(
        of_entry(done.after if move.after else done.before, entry),
        _total(done.before, move.before),
        _total(done.after, move.after),
        move.before.rank() if move.before else None,
        move.after.rank() if move.after else None,
        move.before.place.grade if move.before else None,
        move.after.place.grade if move.after else None,
    )


def _total(board: Board, entry: Entry | None) -> str | None:
    return None if entry is None else points_text(entry.score.total, board.rule_set.rounding)
