"""Entering, correcting and withdrawing records; scoring a year anew, and keeping a run."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from resolvers import entry_input, loaded
from resolvers.argument import YearArgument
from resolvers.change import CommitteeArgument, Payload, made
from resolvers.context import Info
from resolvers.entry_input import Ids
from resolvers.movement import MemberScoreChange, moved
from services.actor import Actor
from services.entry.desk import Desk, Done
from services.records.listing import RecordRow
from services.review.correction import CorrectionRow
from services.runs.live import Live
from services.runs.run import RunRow

EnterOccasion = Annotated[entry_input.EnterOccasionInput, strawberry.argument(description="会议、活动或培训")]
CorrectOccasion = Annotated[
    entry_input.CorrectOccasionInput, strawberry.argument(description="改正的内容和事由")
]
EnterWork = Annotated[entry_input.EnterWorkInput, strawberry.argument(description="作品")]
CorrectWork = Annotated[entry_input.CorrectWorkInput, strawberry.argument(description="改正的内容和事由")]
ChangeRecord = Annotated[entry_input.ChangeRecordInput, strawberry.argument(description="哪条记录，为什么")]
Changed: TypeAlias = Payload[Done]


async def enter_occasion(info: Info, input: EnterOccasion) -> Changed:
    """Enters an occasion."""
    return await _entered(info, input)


async def correct_occasion(info: Info, input: CorrectOccasion) -> Changed:
    """Corrects an occasion."""
    return await _corrected(info, input)


async def enter_work(info: Info, input: EnterWork) -> Changed:
    """Enters a work."""
    return await _entered(info, input)


async def correct_work(info: Info, input: CorrectWork) -> Changed:
    """Corrects a work."""
    return await _corrected(info, input)


async def withdraw_record(info: Info, input: ChangeRecord) -> Changed:
    """Takes a record out of every score."""
    ids = Ids()
    row = ids.row(input.id, "Record", "id")
    return await _made(info, ids, lambda desk: desk.withdraw(row, input.version, input.reason))


async def reinstate_record(info: Info, input: ChangeRecord) -> Changed:
    """Brings a withdrawn record back."""
    ids = Ids()
    row = ids.row(input.id, "Record", "id")
    return await _made(info, ids, lambda desk: desk.reinstate(row, input.version, input.reason))


async def end_record(info: Info, input: ChangeRecord) -> Changed:
    """Enters that an archived record is to end."""
    ids = Ids()
    row = ids.row(input.id, "Record", "id")
    return await _made(info, ids, lambda desk: desk.end(row, input.version, input.reason))


async def recompute(info: Info, committee: CommitteeArgument, year: YearArgument) -> Changed:
    """Scores a year anew."""
    return await _made(info, Ids(), lambda desk: desk.recompute(committee, year))


async def keep_run(
    info: Info,
    committee: CommitteeArgument,
    year: YearArgument,
    name: Annotated[str, strawberry.argument(description="名称，同一年里不重复，1 到 100 个字")],
    as_of: Annotated[
        date | None, strawberry.argument(description="截至哪一天的，统计期里的一天；不写为现在全部的")
    ] = None,
) -> Changed:
    """Keeps the live run of a year under a name."""
    return await _made(info, Ids(), lambda desk: desk.keep_run(committee, year, name, as_of))


async def record_of(root: strawberry.Parent[Changed], info: Info) -> RecordRow | None:
    """The record as it is now."""
    return None if root.done is None else await loaded.record(info, root.done.id)


async def correction_of(root: strawberry.Parent[Changed], info: Info) -> CorrectionRow | None:
    """The correction that was entered."""
    number = root.done.correction if root.done else None
    return None if number is None else await loaded.correction(info, number)


async def run_of(root: strawberry.Parent[Changed], info: Info) -> RunRow | None:
    """The run as it is now."""
    return None if root.done is None else await loaded.run(info, root.done.id)


async def touched(root: strawberry.Parent[Changed]) -> list[MemberScoreChange]:
    """The members whose total or rank changed in the year of the record or run."""
    step = root.done.step if root.done else None
    return moved(step.before, step.after).members if step else []


async def _entered(info: Info, input: entry_input.EnterOccasionInput | entry_input.EnterWorkInput) -> Changed:
    ids = Ids()
    form = input.form(ids)
    where, up_to = (input.committee, input.year, input.kind), str(input.up_to.value)
    return await _made(info, ids, lambda desk: desk.enter(*where, form, up_to, input.late_reason))


async def _corrected(
    info: Info, input: entry_input.CorrectOccasionInput | entry_input.CorrectWorkInput
) -> Changed:
    ids = Ids()
    row, form = ids.row(input.id, "Record", "id"), input.form(ids)
    said, late = (row, input.version, form, input.reason), input.late_reason
    return await _made(info, ids, lambda desk: desk.correct(*said, late_reason=late))


async def _made(info: Info, ids: Ids, change: Callable[[Desk], Awaitable[Done]]) -> Changed:
    context = info.context

    async def work(actor: Actor | None) -> Done:
        return await change(Desk(context.store, Live(context.boards), actor))

    async def again(row: int) -> Done:
        return Done(row)

    return await made(info, work, again, ids.told)
