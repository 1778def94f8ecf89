"""Closed years: which they are, closing and opening them, what waits for them, whether they still hold."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import argument, cursor, loaded
from resolvers.argument import AnyYear, YearArgument
from resolvers.change import CommitteeArgument, Payload, ReasonArgument, UserError, made
from resolvers.context import Info
from resolvers.field import answered
from resolvers.movement import MOST_MOVED, ReopenedMember, moved
from resolvers.page import Connection, Page, listed
from resolvers.record import Record
from services.actor import Actor
from services.committee.committees import CommitteeRow
from services.records.listing import RecordRow
from services.runs import closings as rows
from services.runs.closings import ClosingRow
from services.runs.live import Live
from services.runs.run import RunRow
from services.years import late, verification
from services.years.late import Late
from services.years.verification import Verified
from services.years.year_end import Reopened, close_year, reopen_year, reopened

MOST_CLOSINGS = 100


@strawberry.enum(description="关账以后一条记录怎么了")
class LateChange(Enum):
    """What became of a record since the closing."""

    ADDED = strawberry.enum_value("added", description="补录的")
    CHANGED = strawberry.enum_value("changed", description="改正过的")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="撤回的")
    REINSTATED = strawberry.enum_value("reinstated", description="恢复的")


async def _record(root: "strawberry.Parent[LateRecord]", info: Info) -> RecordRow | None:
    """The record as it is now."""
    return await loaded.record(info, root.record_id)


@strawberry.type(description="关账以后补录、改正、撤回的一条记录，等重新打开时计入")
class LateRecord:
    """A record that waits for a closed year, with the last who changed it."""

    record: Record | None = answered(_record, "现在的记录")
    what: LateChange = strawberry.field(description="怎么了")
    at: datetime = strawberry.field(description="最近一次改动的时间")
    actor: str = strawberry.field(description="最近一次是谁改的")
    department: str | None = strawberry.field(description="代表哪个部门")
    reason: str | None = strawberry.field(description="事由")
    times: int = strawberry.field(description="关账以后改过几次")
    record_id: strawberry.Private[int]


@strawberry.type(description="用当时的办法和数据重算一遍，与定下的结果逐字节核对")
class ClosingCheck:
    """What a closed year came to when it was computed again."""

    same: bool = strawberry.field(description="是否完全相同")
    same_input: bool = strawberry.field(
        description="当时的办法、名册、记录能否一样取回；取不回的，下面的不同说明不了什么"
    )
    members: int = strawberry.field(description="核对了多少名委员")
    differing: list[str] = strawberry.field(description="不同的委员的编号，最多 100 个")
    differing_groups: list[str] = strawberry.field(description="不同的按组排名（有自己的规则的）的名称")


@dataclass(frozen=True, slots=True)
class Reopening:
    """What became of opening a year: how many totals, ranks and grades are others, and whose."""

    closing: ClosingRow | None = None
    run: RunRow | None = None
    totals: int = 0
    ranks: int = 0
    grades: int = 0
    members: Sequence[ReopenedMember] = ()
    repeated: bool = False
    errors: list[UserError] = field(default_factory=list)


async def closings(
    root: strawberry.Parent[CommitteeRow], info: Info, year: AnyYear = None
) -> list[ClosingRow]:
    """The closings of a committee, the newest first; at most a hundred."""
    argument.optional_year(year)
    async with info.context.store.reading() as connection:
        return (await rows.closings(connection, root.id, year))[:MOST_CLOSINGS]


async def run_of(root: strawberry.Parent[ClosingRow], info: Info) -> RunRow | None:
    """The frozen run."""
    return await loaded.run(info, root.run_id)


async def of_run(root: strawberry.Parent[RunRow], info: Info) -> ClosingRow | None:
    """The closing that froze a run."""
    return None if root.live else await info.context.load("closing", root.id, rows.closings_of_runs)


async def late_records(
    root: strawberry.Parent[CommitteeRow], info: Info, year: YearArgument, *, asked: Page
) -> Connection[LateRecord]:
    """What waits for a closed year, the latest first."""
    argument.year(year)
    async with info.context.store.reading() as connection:
        found = await late.late(connection, info.context.boards, root.id, year)
    mark = cursor.mark("late", root.id, year, len(found), [one.record_id for one in found[:1]])
    return listed(found, mark, asked, _late)


def _late(one: Late) -> LateRecord:
    return LateRecord(
        what=LateChange(one.what),
        at=one.at,
        actor=one.actor,
        department=one.department,
        reason=one.reason,
        times=one.times,
        record_id=one.record_id,
    )


async def verify_closing(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: YearArgument,
    name: Annotated[
        str | None, strawberry.argument(description="以前一次关账的结果的名称；不写为现在的")
    ] = None,
) -> ClosingCheck:
    """Computes a closed year again and compares every byte; raises `Refusal` where it is not closed."""
    argument.year(year)
    argument.optional_text(name, "name")
    async with info.context.store.reading() as connection:
        found = await verification.named(connection, root.id, year, name)
    context = info.context

    async def verified() -> Verified:
        # A year computed takes a second or so of the processor: one at a time.
        async with context.boards.verifying:
            return await verification.verify(context.store, found)

    done = await context.once(("verified", found.run_id), verified)
    return ClosingCheck(
        same=done.same,
        same_input=done.same_input,
        members=done.members,
        differing=list(done.differing[:MOST_MOVED]),
        differing_groups=list(done.differing_groups),
    )


async def close(
    info: Info,
    committee: CommitteeArgument,
    year: YearArgument,
    reason: ReasonArgument = None,
) -> Payload[ClosingRow]:
    """Closes a year."""
    context = info.context

    async def work(actor: Actor | None) -> ClosingRow:
        return await close_year(context.store, Live(context.boards), committee, year, actor, reason)

    async def again(row: int) -> ClosingRow:
        async with context.store.reading() as connection:
            (closing,) = await rows.chosen(connection, rows.of_id(row))
        return closing

    return await made(info, work, again)


async def reopen(
    info: Info,
    committee: CommitteeArgument,
    year: YearArgument,
    reason: Annotated[str, strawberry.argument(description="事由，1 到 500 个字")],
) -> Reopening:
    """Opens a closed year again."""
    context = info.context

    async def work(actor: Actor | None) -> Reopened:
        return await reopen_year(context.store, Live(context.boards), committee, year, actor, reason)

    async def again(row: int) -> Reopened:
        return await reopened(context.store, context.boards, row)

    opened = await made(info, work, again)
    done = opened.done
    if done is None:
        return Reopening(errors=opened.errors)
    change = moved(done.before, done.after, grades=True)
    return Reopening(
        closing=done.closing,
        run=done.after,
        totals=change.totals,
        ranks=change.ranks,
        grades=change.grades,
        members=change.reopened,
        repeated=opened.repeated,
    )
