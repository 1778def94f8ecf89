"""Deciding on corrections of archived records, one or many."""

from dataclasses import dataclass, replace
from typing import Annotated, TypeAlias

import strawberry

from resolvers import loaded
from resolvers.change import REPEATED, Payload, UserError, made, user_error
from resolvers.context import Info
from resolvers.correction import Correction
from resolvers.entry_input import Ids
from resolvers.field import answered
from resolvers.movement import MemberScoreChange, moved_members
from services.actor import Actor
from services.entry.desk import Done
from services.review.correction import ENTITY, CorrectionRow
from services.review.decision import MOST_ROWS, Decided, Reviewing, Verdict
from services.runs.live import Live


@strawberry.input(description="对一条更正的决定")
class DecideCorrectionInput:
    """A correction that is approved or returned."""

    committee: str = strawberry.field(description="政协的代号，如 zhoushan")
    id: strawberry.ID = strawberry.field(description="记录的 id")
    number: int = strawberry.field(description="更正的编号")
    reason: str | None = strawberry.field(
        default=None, description="为什么退回，1 到 500 个字，不写姓名、电话；退回必须写"
    )


@strawberry.input(description="对几条更正的决定")
class DecideCorrectionsInput:
    """Corrections that are approved or returned together."""

    committee: str = strawberry.field(description="政协的代号，如 zhoushan")
    corrections: list[int] = strawberry.field(
        description="哪些更正，各条的编号，1 到 1,000 条，每条只写一次；照所给的次序办",
        metadata={"most": MOST_ROWS},
    )
    reason: str | None = strawberry.field(
        default=None, description="为什么退回，1 到 500 个字，不写姓名、电话；退回必须写，各条都是它"
    )
    all_or_nothing: bool = strawberry.field(
        default=False, description="写 true 的，有一条不能做就全部不做；不写的，能做的做"
    )


DecideCorrection = Annotated[DecideCorrectionInput, strawberry.argument(description="哪条更正，为什么")]
DecideCorrections = Annotated[DecideCorrectionsInput, strawberry.argument(description="哪些更正，为什么")]
Together: TypeAlias = Payload[Decided]


async def approve_correction(info: Info, input: DecideCorrection) -> Payload[Done]:
    """Puts a correction into effect."""
    return await _decided(info, input, approve=True)


async def return_correction(info: Info, input: DecideCorrection) -> Payload[Done]:
    """Returns a correction: the record stays as it is."""
    return await _decided(info, input, approve=False)


async def approve_corrections(info: Info, input: DecideCorrections) -> Together:
    """Puts corrections into effect."""
    return await _decided_together(info, input, approve=True)


async def return_corrections(info: Info, input: DecideCorrections) -> Together:
    """Returns corrections: their records stay as they are."""
    return await _decided_together(info, input, approve=False)


async def _decided(info: Info, input: DecideCorrectionInput, *, approve: bool) -> Payload[Done]:
    ids = Ids()
    row = ids.row(input.id, "Record", "id")

    async def work(actor: Actor | None) -> Done:
        desk = Reviewing(info.context.store, Live(info.context.boards), actor)
        year, steps = await desk.decide(input.committee, row, input.number, approve, input.reason)
        return Done(row, year, steps, input.number)

    async def again(made_for: int) -> Done:
        return Done(made_for, correction=input.number)

    return await made(info, work, again, ids.told)


async def _decided_together(info: Info, input: DecideCorrectionsInput, *, approve: bool) -> Together:
    def desk(actor: Actor | None) -> Reviewing:
        return Reviewing(info.context.store, Live(info.context.boards), actor)

    async def work(actor: Actor | None) -> Decided:
        words = (input.committee, input.corrections, approve, input.reason, input.all_or_nothing)
        return await desk(actor).decide_many(*words)

    async def again(revision: int) -> Decided:
        return await desk(None).made_before(input.committee, revision, input.corrections, ENTITY)

    payload = await made(info, work, again)
    found = errors(payload)
    if found:
        info.context.refused = str(found[0].code.value)
    return payload


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one correction among many."""

    at: int
    verdict: Verdict


def _number(root: strawberry.Parent[Result]) -> int:
    return root.verdict.id


def _done(root: strawberry.Parent[Result]) -> bool:
    return root.verdict.refusal is None


async def _correction(root: strawberry.Parent[Result], info: Info) -> CorrectionRow | None:
    return await loaded.correction(info, root.verdict.id) if _done(root) else None


def _errors(root: strawberry.Parent[Result]) -> list[UserError]:
    refusal = root.verdict.refusal
    return [] if refusal is None else [replace(user_error(refusal), field=f"corrections[{root.at}]")]


@strawberry.type(description="一起办的更正里一条的结果")
class CorrectionResult:
    """What became of a correction; its values are those of a `Result`."""

    number: int = answered(_number, "所给的编号", cost=0)
    done: bool = answered(_done, "这一条做成没有")
    correction: Correction | None = answered(_correction, "做成以后的更正；没有做成的为空")
    errors: list[UserError] = answered(_errors, "这一条为什么没有做成；做成的没有", size=1)


def results(root: strawberry.Parent[Together]) -> list[Result]:
    """Each correction that was asked for, in that order."""
    return [] if root.done is None else [Result(at, one) for at, one in enumerate(root.done.verdicts)]


def done_count(root: strawberry.Parent[Together]) -> int:
    """How many were decided."""
    return sum(_done(one) for one in results(root))


def errors(root: strawberry.Parent[Together]) -> list[UserError]:
    """What was wrong with the whole request; where none was decided, why of each."""
    if root.done is None or done_count(root):
        return root.errors
    return [error for one in results(root) for error in _errors(one)]


def touched(root: strawberry.Parent[Together]) -> list[MemberScoreChange]:
    """The members whose total or rank changed, in whatever years the records count."""
    return moved_members(root.done.steps if root.done else ())


@strawberry.type(description="一起通过、退回几条更正的结果")
class CorrectionsPayload:
    """What became of corrections that were decided together."""

    results: list[CorrectionResult] = answered(results, "每一条的结果，照所给的次序", size=30)
    done_count: int = answered(done_count, "做成几条")
    touched: list[MemberScoreChange] = answered(
        touched, "总分或名次因此变动的委员，总分变动大的在前，每一年最多 100 名"
    )
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = answered(
        errors, "整个请求的错误；一条也没有做成的，各条的错误也在这里。为空则至少做成一条", size=1
    )
