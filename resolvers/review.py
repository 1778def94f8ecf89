"""Moving records on, one or many."""

from dataclasses import dataclass, replace
from typing import Annotated, TypeAlias

import strawberry

from resolvers import loaded
from resolvers.change import REPEATED, Payload, UserError, made, user_error
from resolvers.context import Info
from resolvers.entry_input import Ids
from resolvers.field import answered
from resolvers.movement import MemberScoreChange, moved_members
from resolvers.record import Record
from services.actor import Actor
from services.records.listing import RecordRow
from services.records.past import APPROVE, ARCHIVE, RETURN, SUBMIT, WITHDRAW
from services.review.decision import MOST_ROWS, Asked, Decided, Reviewing, Verdict
from services.runs.live import Live


@strawberry.input(description="一条记录，和所看到的版本")
class RecordVersionInput:
    """A record as it was looked at."""

    id: strawberry.ID = strawberry.field(description="记录的 id")
    version: int = strawberry.field(description="所看到的版本；别人已改过的，这一条不做")


@strawberry.input(description="一起提交、审核、退回、归档、撤回的记录")
class MoveRecordsInput:
    """Records that are to move on together."""

    committee: str = strawberry.field(description="政协的代号，如 zhoushan")
    records: list[RecordVersionInput] = strawberry.field(
        description="哪些记录，1 到 1,000 条，每条只写一次", metadata={"most": MOST_ROWS}
    )
    reason: str | None = strawberry.field(
        default=None,
        description="事由，1 到 500 个字，不写姓名、电话；退回、撤回必须写，过了录入期限才提交的也写（补录）",
    )
    all_or_nothing: bool = strawberry.field(
        default=False, description="写 true 的，有一条不能做就全部不做；不写的，能做的做"
    )


MoveRecords = Annotated[MoveRecordsInput, strawberry.argument(description="哪些记录，为什么")]


@dataclass(frozen=True, slots=True)
class Moving:
    """What became of many records, and as what each was asked for."""

    decided: Decided
    ids: tuple[str, ...]


Moved: TypeAlias = Payload[Moving]


async def submit_records(info: Info, input: MoveRecords) -> Moved:
    """Submits records for their review."""
    return await _moved(info, SUBMIT, input)


async def approve_records(info: Info, input: MoveRecords) -> Moved:
    """Approves records, which count from now on."""
    return await _moved(info, APPROVE, input)


async def return_records(info: Info, input: MoveRecords) -> Moved:
    """Returns records to whoever entered them."""
    return await _moved(info, RETURN, input)


async def archive_records(info: Info, input: MoveRecords) -> Moved:
    """Archives records."""
    return await _moved(info, ARCHIVE, input)


async def withdraw_records(info: Info, input: MoveRecords) -> Moved:
    """Takes records out of every score."""
    return await _moved(info, WITHDRAW, input)


async def _moved(info: Info, action: str, input: MoveRecordsInput) -> Moved:
    ids = Ids()
    asked = [
        Asked(ids.row(one.id, "Record", f"records[{at}].id"), one.version)
        for at, one in enumerate(input.records)
    ]
    told = tuple(str(one.id) for one in input.records)
    # An id that is none names row 0, as any other does.
    asked = [replace(one, id=one.id or -1 - at) for at, one in enumerate(asked)]

    async def work(actor: Actor | None) -> Moving:
        desk = Reviewing(info.context.store, Live(info.context.boards), actor)
        words = (input.committee, action, asked, input.reason, input.all_or_nothing)
        return Moving(await desk.move(*words), told)

    async def again(revision: int) -> Moving:
        desk = Reviewing(info.context.store, Live(info.context.boards), None)
        return Moving(await desk.made_before(input.committee, revision, [one.id for one in asked]), told)

    payload = await made(info, work, again)
    found = errors(payload)
    if found:
        info.context.refused = str(found[0].code.value)
    return payload


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one record among many."""

    id: str
    at: int
    verdict: Verdict


def _id(root: strawberry.Parent[Result]) -> strawberry.ID:
    return strawberry.ID(root.id)


def _done(root: strawberry.Parent[Result]) -> bool:
    return root.verdict.refusal is None


async def _record(root: strawberry.Parent[Result], info: Info) -> RecordRow | None:
    return await loaded.record(info, root.verdict.id) if _done(root) else None


def _errors(root: strawberry.Parent[Result]) -> list[UserError]:
    refusal = root.verdict.refusal
    if refusal is None:
        return []
    told = user_error(refusal)
    return [replace(told, field=f"records[{root.at}].{told.field or 'id'}")]


@strawberry.type(description="一起做的记录里一条的结果")
class RecordResult:
    """What became of a record; its values are those of a `Result`."""

    id: strawberry.ID = answered(_id, "所给的 id", cost=0)
    done: bool = answered(_done, "这一条做成没有")
    record: Record | None = answered(_record, "做成以后的记录；没有做成的为空")
    errors: list[UserError] = answered(_errors, "这一条为什么没有做成；做成的没有", size=1)


def results(root: strawberry.Parent[Moved]) -> list[Result]:
    """Each record that was asked for, in that order."""
    if root.done is None:
        return []
    verdicts = root.done.decided.verdicts
    return [Result(id_, at, one) for at, (id_, one) in enumerate(zip(root.done.ids, verdicts, strict=True))]


def done_count(root: strawberry.Parent[Moved]) -> int:
    """How many have moved on."""
    return 0 if root.done is None else sum(one.refusal is None for one in root.done.decided.verdicts)


def errors(root: strawberry.Parent[Moved]) -> list[UserError]:
    """What was wrong with the whole request; where none has moved on, why of each."""
    if root.done is None or done_count(root):
        return root.errors
    return [error for one in results(root) for error in _errors(one)]


def touched(root: strawberry.Parent[Moved]) -> list[MemberScoreChange]:
    """The members whose total or rank changed, in whatever years the records count."""
    return moved_members(root.done.decided.steps if root.done else ())


@strawberry.type(description="一起提交、审核、退回、归档、撤回的结果")
class ReviewPayload:
    """What became of records that were to move on together."""

    results: list[RecordResult] = answered(results, "每一条的结果，照所给的次序", size=30)
    done_count: int = answered(done_count, "做成几条")
    touched: list[MemberScoreChange] = answered(
        touched, "总分或名次因此变动的委员，总分变动大的在前，每一年最多 100 名"
    )
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = answered(
        errors, "整个请求的错误；一条也没有做成的，各条的错误也在这里。为空则至少做成一条", size=1
    )
