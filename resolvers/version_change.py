"""Changes of measures: drafting, trying, reviewing, publishing. One unit of work each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated

import strawberry

from resolvers import global_id
from resolvers.context import Info
from resolvers.movement import ScoreChange, moved
from resolvers.mutation import UserError, UserErrorCode, user_error
from resolvers.simulation import SimulationView, of_row
from resolvers.version import TYPE, VersionView, version
from rules.bundle import Text
from rules.source import DocumentRefused, Problem
from services.drafting.handed_in import Draft, Written
from services.drafting.simulation import simulate
from services.drafting.workflow import Versions
from services.refusal import Refusal
from services.runs.live import Live

MOST_TOLD = 100
SHOWN = frozenset(UserErrorCode.__members__)


@strawberry.input(description="一份补充规定")
class SupplementInput:
    """A supplement, word for word."""

    text: str = strawberry.field(description="原文，一字不改地保存")
    file: str | None = strawberry.field(default=None, description="文件名；不写则按次序取名")


@strawberry.input(description="一份办法的文本")
class RuleTextInput:
    """A measure with its supplements, word for word."""

    text: str = strawberry.field(description="办法的原文（YAML），一字不改地保存")
    file: str | None = strawberry.field(default=None, description="文件名，如 2023.yaml")
    supplements: list[SupplementInput] | None = strawberry.field(
        default=None, description="补充规定，按次序；text 里已经带上的不再写"
    )
    catalogue: str | None = strawberry.field(
        default=None, description="本地的种类目录的原文，办法里写了 catalogue 时要有；改稿时不写为不变"
    )

    def draft(self) -> Draft:
        """What the service takes."""
        stem = (self.file or "办法.yaml").removesuffix(".yaml")
        supplements = [
            Text(one.text, one.file or f"{stem}.supplement-{at}.yaml")
            for at, one in enumerate(self.supplements or (), 1)
        ]
        return Draft(Text(self.text, self.file or "办法.yaml"), tuple(supplements), self.catalogue)


@strawberry.input(description="拟稿")
class DraftRuleSetInput:
    """A new draft."""

    committee: str = strawberry.field(description="政协的代号，如 zhoushan")
    rules: RuleTextInput = strawberry.field(description="文本")
    year: int | None = strawberry.field(default=None, description="哪一年；写了就与文本核对")
    document: str | None = strawberry.field(default=None, description="依据的文件，如文号")
    reason: str | None = strawberry.field(default=None, description="事由")


@strawberry.input(description="改稿")
class ChangeDraftInput:
    """Another text for a draft."""

    id: strawberry.ID = strawberry.field(description="哪一版，RuleSetVersion 的 id")
    digest: str = strawberry.field(description="照着改的文本的散列值；其间有人改过就不改")
    rules: RuleTextInput = strawberry.field(description="改过的文本")
    reason: str | None = strawberry.field(default=None, description="事由")


@strawberry.input(description="复制到另一年")
class CopyRuleSetInput:
    """A copy for another year."""

    id: strawberry.ID = strawberry.field(description="照哪一版，RuleSetVersion 的 id")
    to_year: int = strawberry.field(description="给哪一年，如 2023")
    document: str | None = strawberry.field(default=None, description="依据的文件，如文号")
    reason: str | None = strawberry.field(default=None, description="事由")


@dataclass(frozen=True, slots=True)
class VersionPayload:
    """What became of a change of a version."""

    version: VersionView | None
    problems: Sequence[Problem] = ()
    touched: list[ScoreChange] = field(default_factory=list)
    errors: list[UserError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SimulationPayload:
    """What became of trying a version."""

    simulation: SimulationView | None
    errors: list[UserError] = field(default_factory=list)


Which = Annotated[strawberry.ID, strawberry.argument(description="哪一版，RuleSetVersion 的 id")]
Why = Annotated[str | None, strawberry.argument(description="事由")]


async def draft(
    info: Info, input: Annotated[DraftRuleSetInput, strawberry.argument(description="文本和依据")]
) -> VersionPayload:
    """Keeps a text as a draft."""

    async def work(desk: Versions) -> Written:
        return await desk.draft(
            input.committee, input.rules.draft(), input.year, input.document, input.reason
        )

    return await _made(info, work)


async def change(
    info: Info, input: Annotated[ChangeDraftInput, strawberry.argument(description="改过的文本")]
) -> VersionPayload:
    """Puts another text in the place of a draft's."""

    async def work(desk: Versions) -> Written:
        number = global_id.number(input.id, TYPE, "id")
        return await desk.change(number, input.rules.draft(), input.digest, input.reason)

    return await _made(info, work)


async def copy(
    info: Info, input: Annotated[CopyRuleSetInput, strawberry.argument(description="照哪一版，给哪一年")]
) -> VersionPayload:
    """Keeps the text of a version as a draft of another year."""

    async def work(desk: Versions) -> Written:
        number = global_id.number(input.id, TYPE, "id")
        return await desk.copy(None, number, input.to_year, input.document, input.reason)

    return await _made(info, work)


async def submit(info: Info, id: Which, reason: Why = None) -> VersionPayload:
    """Hands a draft in for review."""
    return await _made(info, lambda desk: desk.submit(global_id.number(id, TYPE, "id"), reason))


async def give_back(info: Info, id: Which, reason: Why = None) -> VersionPayload:
    """Returns a version under review as a draft."""
    return await _made(info, lambda desk: desk.give_back(global_id.number(id, TYPE, "id"), reason))


async def withdraw(info: Info, id: Which, reason: Why = None) -> VersionPayload:
    """Takes back a version that was never in force."""
    return await _made(info, lambda desk: desk.withdraw(global_id.number(id, TYPE, "id"), reason))


async def publish(
    info: Info,
    id: Which,
    document: Annotated[str | None, strawberry.argument(description="依据的文件；不写为拟稿时的")] = None,
    reason: Why = None,
) -> VersionPayload:
    """Puts a reviewed version in force."""
    return await _made(info, lambda desk: desk.publish(global_id.number(id, TYPE, "id"), document, reason))


async def simulated(
    info: Info,
    id: Which,
    year: Annotated[
        int | None,
        strawberry.argument(description="用哪一年的数据；不写则本年，没有则以前最近的一年"),
    ] = None,
    reason: Why = None,
) -> SimulationPayload:
    """Tries a version on real data, without touching any result."""
    context = info.context
    try:
        number = global_id.number(id, TYPE, "id")
        row = await simulate(context.store, context.sandbox, context.actor, number, year, reason)
    except (Refusal, DocumentRefused) as refused:
        return SimulationPayload(None, _errors(refused))
    context.forget()
    return SimulationPayload(of_row(row, current=True))


async def _made(info: Info, change: Callable[[Versions], Awaitable[Written]]) -> VersionPayload:
    """What a change comes to; whatever was read before in this request is forgotten."""
    context = info.context
    desk = Versions(context.store, Live(context.boards), context.sandbox, context.actor)
    try:
        done = await change(desk)
    except (Refusal, DocumentRefused) as refused:
        return VersionPayload(None, errors=_errors(refused))
    context.forget()
    step = done.step
    touched = moved(step.before, step.after).members if step else []
    return VersionPayload(await version(info, done.id), done.problems[:MOST_TOLD], touched)


def _errors(refused: Refusal | DocumentRefused) -> list[UserError]:
    """What the client did wrong; what nobody did wrong is no matter of the payload."""
    if isinstance(refused, DocumentRefused):
        return [
            UserError(UserErrorCode.BAD_USER_INPUT, str(problem), "rules")
            for problem in refused.problems[:MOST_TOLD]
        ]
    if refused.code.value not in SHOWN:
        raise refused
    return [user_error(refused)]
