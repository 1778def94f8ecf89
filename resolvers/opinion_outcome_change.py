"""Noting what became of opinion items, and counting them for their authors (议11, 13)."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated

import strawberry

from resolvers.change import CommitteeArgument, Payload
from resolvers.context import Info
from resolvers.opinion import Opinion
from resolvers.opinion_change import Number, Version, made_of_item
from resolvers.opinion_outcome import OpinionOutcomeKind
from services.actor import Actor
from services.opinions.opinion import OpinionRow
from services.opinions.outcomes import Outcomes, Told
from services.runs.live import Live

LATE = "补录的原因（履6）：计入、改动的记录过了录入期限的要写"
LateReason = Annotated[str | None, strawberry.argument(description=LATE)]


@strawberry.input(description="一次采用、批示")
class OpinionOutcomeInput:
    """An adoption or instruction."""

    outcome: OpinionOutcomeKind = strawberry.field(description="采用，还是批示")
    level: str = strawberry.field(description="层级，见 opinionForm 的 adoptionLevels、instructionLevels")
    day: date = strawberry.field(description="哪一天采用、批示的")
    merged: bool | None = strawberry.field(default=None, description="是不是与别的信息合并采用；批示的不写")
    words: str | None = strawberry.field(
        default=None, description="批示、采用的话，1 到 2,000 个字，可以分行；可以不写，涉密的不收"
    )


async def count(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    late_reason: LateReason = None,
) -> Payload[Opinion]:
    """Counts an item for its authors."""
    return await _made(info, committee, lambda desk: desk.count(committee, number, version, late_reason))


async def note(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    outcome: Annotated[OpinionOutcomeInput, strawberry.argument(description="采用或批示了什么")],
    late_reason: LateReason = None,
) -> Payload[Opinion]:
    """Notes what became of an item."""
    told = Told(
        outcome=str(outcome.outcome.value),
        day=outcome.day,
        level=outcome.level,
        merged=outcome.merged,
        words=outcome.words,
    )
    return await _made(info, committee, lambda desk: desk.note(committee, number, version, told, late_reason))


async def take_back(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    place: Annotated[int, strawberry.argument(description="哪一次，见 outcomes 的 place")],
    reason: Annotated[str, strawberry.argument(description="为什么收回，1 到 500 个字，不写姓名、电话")],
) -> Payload[Opinion]:
    """Takes back what was noted wrongly."""
    return await _made(
        info, committee, lambda desk: desk.take_back(committee, number, version, place, reason)
    )


async def _made(
    info: Info, committee: str, work: Callable[[Outcomes], Awaitable[OpinionRow]]
) -> Payload[Opinion]:
    context = info.context

    def done(who: Actor | None) -> Awaitable[OpinionRow]:
        return work(Outcomes(context.store, Live(context.boards), who))

    return await made_of_item(info, committee, done)
