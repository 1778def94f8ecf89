"""Editing papers made of opinion items, and signing them (议9)."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers import argument
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError
from resolvers.context import Info
from resolvers.opinion_change import NotClassified, stepped
from resolvers.opinion_paper import OpinionPaper, told
from services.actor import Actor
from services.opinions import editing, signing
from services.opinions import paper as rows
from services.opinions.editing import Edited
from services.opinions.form import Written
from services.opinions.paper import PaperRow
from services.rights.held import Rights

# So many an input may name; how many are taken is a word of the routes.
MOST_NAMED = 50
Number = Annotated[int, strawberry.argument(description="哪一份编发稿，它的编号")]
Version = Annotated[int, strawberry.argument(description="照着办的是第几版；其间改动过就不办")]
Items = Annotated[
    list[int],
    strawberry.argument(
        description="由哪些信息编成，按次序写编号，1 到 20 条；初审通过的", metadata={"most": MOST_NAMED}
    ),
]


@strawberry.input(description="一份编发稿：文字、由哪些信息编成、送到哪里")
class OpinionPaperInput:
    """What an editor makes of a paper."""

    items: list[int] = strawberry.field(
        description="由哪些信息编成，按次序写编号，1 到 20 条；加的要初审通过，去掉的放回去",
        metadata={"most": MOST_NAMED},
    )
    title: str = strawberry.field(description="题目，最多 60 个字")
    situation: str = strawberry.field(description="情况")
    causes: str = strawberry.field(default="", description="原因")
    advice: str = strawberry.field(default="", description="建议")
    destination: str | None = strawberry.field(default=None, description="去向的代码，见 opinionForm")
    vehicle: str | None = strawberry.field(default=None, description="载体的代码，见 opinionForm")
    unit: str | None = strawberry.field(
        default=None, description="主办的单位，登记了的，见 handlingForm；送部门、单位的才写"
    )
    co_units: list[str] | None = strawberry.field(
        default=None, description="协办的单位，登记了的，最多 10 个", metadata={"most": MOST_NAMED}
    )
    issue: int | None = strawberry.field(
        default=None, description="要用的期号；不写的，签发时按载体、按年接着编"
    )

    def edited(self) -> Edited:
        """The same; raises `Refusal`."""
        return Edited(
            written=Written(
                title=self.title, situation=self.situation, causes=self.causes, advice=self.advice
            ),
            items=tuple(argument.bounded(self.items, "items", MOST_NAMED, 0)),
            destination=self.destination,
            vehicle=self.vehicle,
            unit=self.unit,
            co_units=tuple(argument.bounded(self.co_units or [], "coUnits", MOST_NAMED, 0)),
            asked_number=self.issue,
        )


@strawberry.type(description="编辑、审签编发稿的结果")
class OpinionPaperPayload:
    """What became of a step."""

    done: OpinionPaper | None = strawberry.field(name="paper", description="这份编发稿；没有办成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def begin(info: Info, committee: CommitteeArgument, items: Items) -> Payload[OpinionPaper]:
    """Makes a paper of accepted items."""
    store = info.context.store

    async def work(who: Actor | None) -> PaperRow:
        return await editing.begin(store, committee, who, argument.bounded(items, "items", MOST_NAMED, 0))

    return await _made(info, committee, work)


async def save(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    not_classified: NotClassified,
    input: Annotated[OpinionPaperInput, strawberry.argument(description="编成什么样")],
) -> Payload[OpinionPaper]:
    """Keeps what an editor made of a paper."""
    store = info.context.store

    async def work(who: Actor | None) -> PaperRow:
        edited = input.edited()
        return await editing.save(
            store, committee, who, number, version, edited, not_classified=not_classified
        )

    return await _made(info, committee, work)


async def drop(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> Payload[OpinionPaper]:
    """Gives a paper up."""
    store = info.context.store
    return await _made(info, committee, lambda who: editing.drop(store, committee, who, number, version))


async def hand_up(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> Payload[OpinionPaper]:
    """Hands a paper to the first who signs it."""
    store = info.context.store
    return await _made(info, committee, lambda who: editing.hand_up(store, committee, who, number, version))


async def call_back(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> Payload[OpinionPaper]:
    """Takes a paper back that is being signed."""
    store = info.context.store
    return await _made(info, committee, lambda who: editing.call_back(store, committee, who, number, version))


async def sign(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    words: Annotated[
        str | None, strawberry.argument(description="签署意见，1 到 2,000 个字；可以不写")
    ] = None,
) -> Payload[OpinionPaper]:
    """Signs a paper by the post whose turn it is."""
    store = info.context.store
    return await _made(
        info, committee, lambda who: signing.sign(store, committee, who, number, version, words)
    )


async def send_back(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    words: Annotated[str, strawberry.argument(description="为什么退回，要改什么，1 到 2,000 个字")],
) -> Payload[OpinionPaper]:
    """Gives a paper back to be edited."""
    store = info.context.store
    return await _made(
        info, committee, lambda who: signing.send_back(store, committee, who, number, version, words)
    )


async def _made(
    info: Info, committee: str, work: Callable[[Actor | None], Awaitable[PaperRow]]
) -> Payload[OpinionPaper]:
    """What a step came to, as the one who took it sees it."""
    vault = info.context.store.vault

    async def again(reading: AsyncConnection, number: int, rights: Rights) -> PaperRow:
        return await rows.paper(reading, vault, number, rights)

    return await stepped(info, committee, work, again, told)
