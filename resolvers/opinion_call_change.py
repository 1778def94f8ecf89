"""Calling for items (议7), by the Office."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers import argument
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError
from resolvers.context import Info
from resolvers.opinion_call import OpinionCall, told
from resolvers.opinion_change import stepped
from services.actor import Actor
from services.opinions import calling
from services.opinions.calling import Calling
from services.opinions.calls import CallRow
from services.opinions.calls import call as call_of
from services.rights.held import Rights

MOST_NAMED = 200
Number = Annotated[int, strawberry.argument(description="哪一次约稿，它的编号")]
Version = Annotated[int, strawberry.argument(description="照着办的是第几版：其间改动过的不办")]


@strawberry.input(description="一次约稿写了什么")
class OpinionCallInput:
    """A call as it is written."""

    title: str = strawberry.field(description="题目，最多 60 个字")
    text: str = strawberry.field(description="要求：要了解什么，怎样写，最多 2,000 个字")
    deadline: date = strawberry.field(description="截止的日子，当天也算")
    writers: list[int] | None = strawberry.field(
        default=None, description="请哪些人，账号的编号，见 opinionCallForm", metadata={"most": MOST_NAMED}
    )
    departments: list[str] | None = strawberry.field(
        default=None, description="请哪些部门，里面能写信息的人都请", metadata={"most": MOST_NAMED}
    )
    contact_points: list[int] | None = strawberry.field(
        default=None, description="请哪些联系点，编号见 contactPoints", metadata={"most": MOST_NAMED}
    )

    def written(self) -> Calling:
        """The same; raises `Refusal`."""
        return Calling(
            title=self.title,
            text=self.text,
            deadline=self.deadline,
            accounts=argument.bounded(self.writers or [], "writers", MOST_NAMED, 0),
            departments=argument.bounded(self.departments or [], "departments", MOST_NAMED, 0),
            points=argument.bounded(self.contact_points or [], "contactPoints", MOST_NAMED, 0),
        )


@strawberry.type(description="约稿的结果")
class OpinionCallPayload:
    """What became of a step."""

    done: OpinionCall | None = strawberry.field(name="call", description="这次约稿；没有办成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def save(
    info: Info,
    committee: CommitteeArgument,
    input: Annotated[OpinionCallInput, strawberry.argument(description="写了什么")],
    number: Annotated[int | None, strawberry.argument(description="改的是哪一次；新写的不写")] = None,
    version: Annotated[int | None, strawberry.argument(description="照着改的是第几版；新写的不写")] = None,
) -> Payload[OpinionCall]:
    """Keeps a call as a draft."""
    store = info.context.store
    return await _made(
        info,
        committee,
        lambda who: calling.save_call(store, committee, who, input.written(), number, version),
    )


async def open_call(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> Payload[OpinionCall]:
    """Opens a call."""
    store = info.context.store
    return await _made(info, committee, lambda who: calling.open_call(store, committee, who, number, version))


async def close_call(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> Payload[OpinionCall]:
    """Closes a call."""
    store = info.context.store
    return await _made(
        info, committee, lambda who: calling.close_call(store, committee, who, number, version)
    )


async def withdraw_call(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    reason: Annotated[str, strawberry.argument(description="为什么撤回，请的人看得到，最多 500 个字")],
) -> Payload[OpinionCall]:
    """Withdraws a call."""
    store = info.context.store
    return await _made(
        info, committee, lambda who: calling.withdraw_call(store, committee, who, number, version, reason)
    )


async def _made(
    info: Info, committee: str, work: Callable[[Actor | None], Awaitable[CallRow]]
) -> Payload[OpinionCall]:
    async def again(reading: AsyncConnection, number: int, rights: Rights) -> CallRow:
        return await call_of(reading, number, rights)

    return await stepped(info, committee, work, again, told)
