"""Changes: each is one unit of work. What a client did wrong stands in the payload, all of it at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import loaded
from resolvers.context import Info
from resolvers.entry_input import (
    ChangeRecordInput,
    CorrectOccasionInput,
    CorrectWorkInput,
    EnterOccasionInput,
    EnterWorkInput,
    Ids,
)
from resolvers.movement import Moved, ScoreChange, moved
from resolvers.run import Run
from services.entry.desk import Desk, Done
from services.entry.form import Rejected
from services.records.listing import RecordRow
from services.refusal import Code, Refusal
from services.runs.live import Live


@strawberry.enum(description="修改没有做成的原因")
class UserErrorCode(Enum):
    """Why a change was not made."""

    BAD_USER_INPUT = strawberry.enum_value("BAD_USER_INPUT", description="填写有误")
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="没有所指的对象")
    CONFLICT = strawberry.enum_value("CONFLICT", description="与已有的冲突：重复，或已被别人改过")
    ACTOR_REQUIRED = strawberry.enum_value("ACTOR_REQUIRED", description="没有写明操作人")
    FORBIDDEN = strawberry.enum_value("FORBIDDEN", description="没有权限")
    YEAR_CLOSED = strawberry.enum_value("YEAR_CLOSED", description="这一年已关账，先重新打开")
    SIMULATION_REQUIRED = strawberry.enum_value(
        "SIMULATION_REQUIRED", description="文本改定以后还没有试算，先试算"
    )
    SECOND_PERSON_REQUIRED = strawberry.enum_value(
        "SECOND_PERSON_REQUIRED", description="要由起草、修改以外的另一人来做"
    )


@dataclass(frozen=True, slots=True)
class UserError:
    """One thing that a client did wrong."""

    code: UserErrorCode
    message: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Payload:
    """What became of a change. `done` is None where nothing changed, and then there are errors."""

    done: Done | None
    errors: list[UserError] = field(default_factory=list)

    @property
    def moved(self) -> Moved | None:
        """What it did to the live run of its year."""
        step = self.done.step if self.done else None
        return moved(step.before, step.after) if step else None


EnterOccasion = Annotated[EnterOccasionInput, strawberry.argument(description="会议、活动或培训")]
CorrectOccasion = Annotated[CorrectOccasionInput, strawberry.argument(description="改正的内容和事由")]
EnterWork = Annotated[EnterWorkInput, strawberry.argument(description="作品")]
CorrectWork = Annotated[CorrectWorkInput, strawberry.argument(description="改正的内容和事由")]
ChangeRecord = Annotated[ChangeRecordInput, strawberry.argument(description="哪条记录，为什么")]
Code_ = Annotated[str, strawberry.argument(description="政协的代号，如 zhoushan")]
Year = Annotated[int, strawberry.argument(description="年份，如 2022")]


async def enter_occasion(info: Info, input: EnterOccasion) -> Payload:
    """Enters an occasion."""
    ids = Ids()
    form = input.form(ids)
    return await _made(
        info, ids, lambda desk: desk.enter_occasion(input.committee, input.year, input.kind, form)
    )


async def correct_occasion(info: Info, input: CorrectOccasion) -> Payload:
    """Corrects an occasion."""
    ids = Ids()
    row, form = ids.row(input.id, "Record", "id"), input.form(ids)
    return await _made(info, ids, lambda desk: desk.correct_occasion(row, input.version, form, input.reason))


async def enter_work(info: Info, input: EnterWork) -> Payload:
    """Enters a work."""
    ids = Ids()
    form = input.form(ids)
    return await _made(info, ids, lambda desk: desk.enter_work(input.committee, input.year, input.kind, form))


async def correct_work(info: Info, input: CorrectWork) -> Payload:
    """Corrects a work."""
    ids = Ids()
    row, form = ids.row(input.id, "Record", "id"), input.form(ids)
    return await _made(info, ids, lambda desk: desk.correct_work(row, input.version, form, input.reason))


async def withdraw_record(info: Info, input: ChangeRecord) -> Payload:
    """Takes a record out of every score."""
    ids = Ids()
    row = ids.row(input.id, "Record", "id")
    return await _made(info, ids, lambda desk: desk.withdraw(row, input.version, input.reason))


async def reinstate_record(info: Info, input: ChangeRecord) -> Payload:
    """Brings a withdrawn record back."""
    ids = Ids()
    row = ids.row(input.id, "Record", "id")
    return await _made(info, ids, lambda desk: desk.reinstate(row, input.version, input.reason))


async def recompute(info: Info, committee: Code_, year: Year) -> Payload:
    """Scores a year anew."""
    return await _made(info, Ids(), lambda desk: desk.recompute(committee, year))


async def keep_run(
    info: Info,
    committee: Code_,
    year: Year,
    name: Annotated[str, strawberry.argument(description="名称，同一年里不重复，1 到 100 个字")],
) -> Payload:
    """Keeps the live run of a year under a name."""
    return await _made(info, Ids(), lambda desk: desk.keep_run(committee, year, name))


async def record_of(root: strawberry.Parent[Payload], info: Info) -> RecordRow | None:
    """The record as it is now."""
    return None if root.done is None else await loaded.record(info, root.done.id)


async def run_of(root: strawberry.Parent[Payload], info: Info) -> Run | None:
    """The run as it is now."""
    return None if root.done is None else await loaded.run(info, root.done.id)


async def touched(root: strawberry.Parent[Payload]) -> list[ScoreChange]:
    """The members whose total or rank changed."""
    found = root.moved
    return found.members if found else []


async def _made(info: Info, ids: Ids, change: Callable[[Desk], Awaitable[Done]]) -> Payload:
    """What a change comes to; whatever was read before in this request is forgotten."""
    context = info.context
    try:
        done = await change(Desk(context.store, Live(context.boards), context.actor))
    except (Refusal, Rejected) as refused:
        return Payload(None, [user_error(one) for one in ids.told(refused)])
    context.forget()
    return Payload(done)


def user_error(refusal: Refusal) -> UserError:
    """A refusal as it stands in a payload."""
    return UserError(UserErrorCode(Code(refusal.code).value), refusal.message, refusal.field)
