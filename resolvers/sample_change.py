"""Fixing the frame of a sample, drawing, and noting what was found (履7)."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import strawberry

from resolvers import argument, global_id
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError, made
from resolvers.context import Info
from resolvers.sample import MOST_NAMES, Number, Sample, SampleCure, SampleFrameInput, names
from services.actor import Actor
from services.committee.committees import committee as committee_of
from services.samples import examination, sampling
from services.samples.examination import Found
from services.samples.frame import Stratum
from services.samples.sampling import MOST_PERSONS, Draw, SampleRow

Version = Annotated[int, strawberry.argument(description="照着改的是第几次的；其间有人改过就不改")]
Size = Annotated[int, strawberry.argument(description="抽几条，1 到 1,000")]
Kinds = Annotated[list[str] | None, argument.several("只在这些种类里抽，最多 50 个；不写为全部", MOST_NAMES)]
Departments = Annotated[
    list[str] | None, argument.several("只在这些部门的记录里抽，最多 50 个；不写为全部", MOST_NAMES)
]


@strawberry.input(description="一名在场的人报的数字")
class SamplePersonInput:
    """What somebody present gave."""

    seat: str = strawberry.field(description="哪一席，如 主持人、监督员甲，1 到 40 个字；不写姓名")
    digits: str = strawberry.field(description="报的数字，0 到 9，至少一位；各人的合起来正好 20 位")


@strawberry.input(description="一条抽到的记录检查出什么")
class SampleFindingInput:
    """What was found of a record."""

    record: strawberry.ID = strawberry.field(description="哪条记录")
    version: int = strawberry.field(description="照着改的是第几次写的结果；还没有写过的写 0")
    fault: bool = strawberry.field(description="有没有问题")
    what: str | None = strawberry.field(
        default=None, description="有问题的：什么问题，1 到 500 个字；不写姓名、电话号码、身份证号"
    )
    cure: SampleCure | None = strawberry.field(default=None, description="有问题的：怎样改")


@strawberry.type(description="冻结名单、抽取、加抽、作废、写检查结果的结果")
class SamplePayload:
    """What became of a change of a sample."""

    done: Sample | None = strawberry.field(name="sample", description="这次抽查现在的样子；没有做成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def freeze(
    info: Info,
    committee: CommitteeArgument,
    frame: Annotated[SampleFrameInput, strawberry.argument(description="名单里要哪些记录")],
) -> Payload[SampleRow]:
    """Fixes a frame."""
    return await _made(
        info, committee, lambda actor: sampling.freeze(info.context.store, committee, actor, frame.asked())
    )


async def draw(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    persons: Annotated[
        list[SamplePersonInput], argument.several("在场的人各报的数字，按报的次序，2 到 20 人", MOST_PERSONS)
    ],
    size: Size,
    kinds: Kinds = None,
    departments: Departments = None,
) -> Payload[SampleRow]:
    """Draws by the digits of those present."""

    async def work(actor: Actor | None) -> SampleRow:
        given = [(one.seat, one.digits) for one in persons]
        wanted = Draw(_stratum(kinds, departments), size)
        return await sampling.draw(info.context.store, committee, actor, number, version, given, wanted)

    return await _made(info, committee, work)


async def extend(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    size: Size,
    kinds: Kinds = None,
    departments: Departments = None,
) -> Payload[SampleRow]:
    """Draws more by the same seed."""

    async def work(actor: Actor | None) -> SampleRow:
        wanted = Draw(_stratum(kinds, departments), size)
        return await sampling.extend(info.context.store, committee, actor, number, version, wanted)

    return await _made(info, committee, work)


async def abandon(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    reason: Annotated[str, strawberry.argument(description="事由，1 到 500 个字")],
) -> Payload[SampleRow]:
    """Gives up a frame from which nothing was drawn."""
    return await _made(
        info,
        committee,
        lambda actor: sampling.abandon(info.context.store, committee, actor, number, version, reason),
    )


async def find(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    finding: Annotated[SampleFindingInput, strawberry.argument(description="哪条记录，检查出什么")],
) -> Payload[SampleRow]:
    """Notes what was found of a record."""

    async def work(actor: Actor | None) -> SampleRow:
        found = Found(
            record_id=global_id.number(finding.record, "Record", "finding.record"),
            fault=finding.fault,
            what=finding.what,
            cure=None if finding.cure is None else str(finding.cure.value),
        )
        return await examination.find(info.context.store, committee, actor, number, finding.version, found)

    return await _made(info, committee, work)


async def _made(
    info: Info, committee: str, work: Callable[[Actor | None], Awaitable[SampleRow]]
) -> Payload[SampleRow]:
    async def again(number: int) -> SampleRow:
        async with info.context.store.reading() as connection:
            return await sampling.sample(connection, (await committee_of(connection, committee)).id, number)

    return await made(info, work, again)


def _stratum(kinds: list[str] | None, departments: list[str] | None) -> Stratum:
    named = (names(kinds, "kinds"), names(departments, "departments"))
    return Stratum(kinds=named[0], departments=named[1])
