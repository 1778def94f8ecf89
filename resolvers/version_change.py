"""Changes of measures: drafting, trying, reviewing, publishing. One unit of work each."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import strawberry

from resolvers import global_id, loaded
from resolvers.change import MOST_TOLD, REPEATED, Payload, UserError, made
from resolvers.context import Info
from resolvers.movement import MemberScoreChange, moved
from resolvers.simulation import Simulation, of_row
from resolvers.version import TYPE, RuleProblem, problems_of
from rules.bundle import Text
from services.actor import Actor
from services.drafting.handed_in import Draft, Written
from services.drafting.simulation import simulate
from services.drafting.workflow import Versions
from services.rule_sets.trail import SimulationRow
from services.rule_sets.trail import simulation as simulation_of
from services.rule_sets.versions import Version
from services.runs.live import Live

MOST_SUPPLEMENTS = 100


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
        default=None,
        description="补充规定，按次序；text 里已经带上的不再写，最多 100 份",
        metadata={"most": MOST_SUPPLEMENTS},
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


@strawberry.type(description="试算的结果")
class SimulationPayload:
    """What became of trying a version."""

    simulation: Simulation | None = strawberry.field(description="这次试算；没有做成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经做成")


Which = Annotated[strawberry.ID, strawberry.argument(description="哪一版，RuleSetVersion 的 id")]
Why = Annotated[str | None, strawberry.argument(description="事由")]


async def draft(
    info: Info, input: Annotated[DraftRuleSetInput, strawberry.argument(description="文本和依据")]
) -> Payload[Written]:
    """Keeps a text as a draft."""
    return await _made(
        info,
        lambda desk: desk.draft(
            input.committee, input.rules.draft(), input.year, input.document, input.reason
        ),
    )


async def change(
    info: Info, input: Annotated[ChangeDraftInput, strawberry.argument(description="改过的文本")]
) -> Payload[Written]:
    """Puts another text in the place of a draft's."""
    return await _made(
        info, lambda desk: desk.change(_row(input.id), input.rules.draft(), input.digest, input.reason)
    )


async def copy(
    info: Info, input: Annotated[CopyRuleSetInput, strawberry.argument(description="照哪一版，给哪一年")]
) -> Payload[Written]:
    """Keeps the text of a version as a draft of another year."""
    return await _made(
        info, lambda desk: desk.copy(None, _row(input.id), input.to_year, input.document, input.reason)
    )


async def submit(info: Info, id: Which, reason: Why = None) -> Payload[Written]:
    """Hands a draft in for review."""
    return await _made(info, lambda desk: desk.submit(_row(id), reason))


async def give_back(info: Info, id: Which, reason: Why = None) -> Payload[Written]:
    """Returns a version under review as a draft."""
    return await _made(info, lambda desk: desk.give_back(_row(id), reason))


async def withdraw(info: Info, id: Which, reason: Why = None) -> Payload[Written]:
    """Takes back a version that was never in force, or asks to withdraw one that is."""
    return await _made(info, lambda desk: desk.withdraw(_row(id), reason))


async def confirm_withdrawal(info: Info, id: Which, reason: Why = None) -> Payload[Written]:
    """Ends a version in force that another person has asked to withdraw."""
    return await _made(info, lambda desk: desk.confirm_withdrawal(_row(id), reason))


async def publish(
    info: Info,
    id: Which,
    document: Annotated[str | None, strawberry.argument(description="依据的文件；不写为拟稿时的")] = None,
    reason: Why = None,
) -> Payload[Written]:
    """Puts a reviewed version in force."""
    return await _made(info, lambda desk: desk.publish(_row(id), document, reason))


async def simulated(
    info: Info,
    id: Which,
    year: Annotated[
        int | None, strawberry.argument(description="用哪一年的数据；不写则本年，没有则以前最近的一年")
    ] = None,
    reason: Why = None,
) -> SimulationPayload:
    """Tries a version on real data, without touching any result."""
    context = info.context

    async def work(actor: Actor | None) -> SimulationRow:
        return await simulate(context.store, context.sandbox, actor, _row(id), year, reason)

    # What has just been tried is the text of now: nothing is read once it is done, for that might fail.
    current = True

    async def again(row: int) -> SimulationRow:
        nonlocal current
        async with context.store.reading() as connection:
            found = await simulation_of(connection, row)
        version = await loaded.version(info, found.rule_set_id)
        current = version is not None and version.digest == found.digest
        return found

    tried = await made(info, work, again)
    simulation = None if tried.done is None else of_row(tried.done, current=current)
    return SimulationPayload(simulation=simulation, repeated=tried.repeated, errors=tried.errors)


async def version_of(root: strawberry.Parent[Payload[Written]], info: Info) -> Version | None:
    """The version as it is now."""
    return None if root.done is None else await loaded.version(info, root.done.id)


def problems(root: strawberry.Parent[Payload[Written]]) -> list[RuleProblem]:
    """What lint says of the text."""
    return problems_of(root.done.problems[:MOST_TOLD]) if root.done else []


def touched(root: strawberry.Parent[Payload[Written]]) -> list[MemberScoreChange]:
    """The members whose total or rank changed where the year was scored anew."""
    step = root.done.step if root.done else None
    return moved(step.before, step.after).members if step else []


async def _made(info: Info, change: Callable[[Versions], Awaitable[Written]]) -> Payload[Written]:
    context = info.context

    async def work(actor: Actor | None) -> Written:
        # Inside: an id that is none is told in the payload.
        return await change(Versions(context.store, Live(context.boards), context.sandbox, actor))

    async def again(row: int) -> Written:
        return Written(row)

    return await made(info, work, again)


def _row(text: str) -> int:
    return global_id.number(text, TYPE, "id")
