"""What members see of each other's rank, and setting it."""

from enum import Enum
from typing import Annotated

import strawberry

from resolvers.change import REPEATED, CommitteeArgument, ReasonArgument, UserError, made
from resolvers.context import Info
from services.actor import Actor
from services.committee import visibility as of_committee
from services.committee.committees import CommitteeRow


@strawberry.enum(description="委员之间看到怎样的排名")
class RankVisibility(Enum):
    """What members see of each other's rank."""

    OWN = strawberry.enum_value("own", description="只看到本人的名次，和不说是谁的分布；没有设定的就是它")
    RANKING = strawberry.enum_value("ranking", description="看到全体的姓名、名次、总分，看不到来由")


@strawberry.type(description="设定委员看到怎样的排名的结果")
class RankVisibilityPayload:
    """What became of setting it."""

    visibility: RankVisibility | None = strawberry.field(description="现在的设定；没有改成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def visibility_of(info: Info, committee_id: int) -> RankVisibility:
    """What a committee has set."""

    async def read() -> RankVisibility:
        async with info.context.store.reading() as connection:
            return RankVisibility((await of_committee.rank_visibility(connection, committee_id)).value)

    return await info.context.once(("rank visibility", committee_id), read)


async def rank_visibility(root: strawberry.Parent[CommitteeRow], info: Info) -> RankVisibility:
    """What members see of each other's rank."""
    return await visibility_of(info, root.id)


async def set_rank_visibility(
    info: Info,
    committee: CommitteeArgument,
    visibility: Annotated[RankVisibility, strawberry.argument(description="看到怎样的排名")],
    reason: ReasonArgument = None,
) -> RankVisibilityPayload:
    """Sets what members see of each other's rank."""
    context = info.context

    async def work(actor: Actor | None) -> RankVisibility:
        wanted = of_committee.RankVisibility(str(visibility.value))
        done = await of_committee.set_rank_visibility(context.store, committee, actor, wanted, reason)
        return RankVisibility(done.value)

    async def again(row: int) -> RankVisibility:
        return await visibility_of(info, row)

    told = await made(info, work, again)
    return RankVisibilityPayload(visibility=told.done, repeated=told.repeated, errors=told.errors)
