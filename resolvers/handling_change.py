"""What units and the Office do about papers that are handled (议10)."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers import argument, global_id
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError
from resolvers.context import Info
from resolvers.handling import Handling, told
from resolvers.opinion_change import MOST_NAMED, NotClassified, stepped
from resolvers.opinion_parts import UPLOAD
from services.actor import Actor
from services.opinions import handling as rows
from services.opinions import handling_by_office as by_office
from services.opinions import handling_by_unit as by_unit
from services.opinions.handling import HandlingRow
from services.opinions.handling_by_unit import Answered
from services.rights.held import Rights

Number = Annotated[int, strawberry.argument(description="哪一件转办，它的编号")]
Version = Annotated[int, strawberry.argument(description="照着办的是第几版；其间办过了就不办")]
Reason = Annotated[str, strawberry.argument(description="为什么，1 到 2,000 个字，可以分行")]
Words = Annotated[
    str | None, strawberry.argument(description="说明，1 到 2,000 个字，可以分行；要写理由的必写")
]


@strawberry.input(description="一次书面答复")
class HandlingAnswerInput:
    """What a unit answers."""

    text: str = strawberry.field(description="答复的全文，1 到 5,000 个字，可以分行")
    files: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="附件：先 POST /uploads，再写它们的 id，最多 10 个",
        metadata={"most": MOST_NAMED},
    )

    def answered(self) -> Answered:
        """The same; raises `Refusal`."""
        files = argument.bounded(self.files or [], "files", MOST_NAMED, 0)
        return Answered(self.text, tuple(global_id.own_number(one, UPLOAD) or 0 for one in files))


@strawberry.type(description="办理一件转办的结果")
class HandlingPayload:
    """What became of a step."""

    done: Handling | None = strawberry.field(name="handling", description="这件转办；没有办成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def receive(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> Payload[Handling]:
    """Signs for it."""
    store = info.context.store
    return await made_of_handling(
        info, committee, lambda who: by_unit.receive(store, committee, who, number, version)
    )


async def accept(
    info: Info, committee: CommitteeArgument, number: Number, version: Version, words: Words = None
) -> Payload[Handling]:
    """Takes it on."""
    store = info.context.store
    return await made_of_handling(
        info, committee, lambda who: by_unit.accept(store, committee, who, number, version, words)
    )


async def give_back(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    unit: Annotated[
        str, strawberry.argument(description="应当由哪个单位办，登记了的，见 handlingForm 的 units")
    ],
    words: Reason,
) -> Payload[Handling]:
    """Says whose it is."""
    store = info.context.store
    return await made_of_handling(
        info, committee, lambda who: by_unit.give_back(store, committee, who, number, version, unit, words)
    )


async def ask_extension(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    days: Annotated[int, strawberry.argument(description="延期几个工作日，1 到 15")],
    words: Reason,
) -> Payload[Handling]:
    """Asks for more working days."""
    store = info.context.store
    return await made_of_handling(
        info,
        committee,
        lambda who: by_unit.ask_extension(store, committee, who, number, version, days, words),
    )


async def answer(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    not_classified: NotClassified,
    input: Annotated[HandlingAnswerInput, strawberry.argument(description="怎样答复")],
) -> Payload[Handling]:
    """Answers in writing."""
    store = info.context.store

    async def work(who: Actor | None) -> HandlingRow:
        answered = input.answered()
        return await by_unit.answer(
            store, committee, who, number, version, answered, not_classified=not_classified
        )

    return await made_of_handling(info, committee, work)


async def uphold(
    info: Info, committee: CommitteeArgument, number: Number, version: Version, words: Reason
) -> Payload[Handling]:
    """Leaves it with the unit."""
    store = info.context.store
    return await made_of_handling(
        info, committee, lambda who: by_office.uphold(store, committee, who, number, version, words)
    )


async def reassign(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    unit: Annotated[str, strawberry.argument(description="改由哪个单位主办，登记了的")],
    co_units: Annotated[
        list[str] | None,
        strawberry.argument(
            description="由哪些单位协办，最多 10 个；不写的没有", metadata={"most": MOST_NAMED}
        ),
    ] = None,
    words: Words = None,
) -> Payload[Handling]:
    """Hands it to another unit."""
    store = info.context.store

    async def work(who: Actor | None) -> HandlingRow:
        helping = argument.bounded(co_units or [], "coUnits", MOST_NAMED, 0)
        return await by_office.reassign(store, committee, who, number, version, unit, helping, words)

    return await made_of_handling(info, committee, work)


async def decide_extension(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    granted: Annotated[bool, strawberry.argument(description="true：同意；false：不同意，要写理由")],
    words: Words = None,
) -> Payload[Handling]:
    """Grants the working days that are asked for, or not."""
    store = info.context.store
    return await made_of_handling(
        info,
        committee,
        lambda who: by_office.decide_extension(
            store, committee, who, number, version, words, granted=granted
        ),
    )


async def pause(
    info: Info, committee: CommitteeArgument, number: Number, version: Version, words: Reason
) -> Payload[Handling]:
    """Stops the clock."""
    store = info.context.store
    return await made_of_handling(
        info, committee, lambda who: by_office.pause(store, committee, who, number, version, words)
    )


async def resume(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> Payload[Handling]:
    """Lets the clock run on."""
    store = info.context.store
    return await made_of_handling(
        info, committee, lambda who: by_office.resume(store, committee, who, number, version)
    )


async def check_answer(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    passed: Annotated[
        bool, strawberry.argument(description="true：通过，告诉作者；false：退回重办，要写理由")
    ],
    words: Words = None,
) -> Payload[Handling]:
    """Passes an answer, or gives it back."""
    store = info.context.store
    return await made_of_handling(
        info,
        committee,
        lambda who: by_office.check_answer(store, committee, who, number, version, words, passed=passed),
    )


async def made_of_handling(
    info: Info, committee: str, work: Callable[[Actor | None], Awaitable[HandlingRow]]
) -> Payload[Handling]:
    """What a step came to, as the one who took it sees it."""
    vault = info.context.store.vault

    async def again(reading: AsyncConnection, number: int, rights: Rights) -> HandlingRow:
        return await rows.handling(reading, vault, number, rights)

    return await stepped(info, committee, work, again, told)
