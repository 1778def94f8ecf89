"""Whether an item may be published (议14)."""

from typing import Annotated

import strawberry

from resolvers.change import CommitteeArgument, Payload
from resolvers.context import Info
from resolvers.opinion import Opinion
from resolvers.opinion_change import Number, Version, made_of_item
from services.opinions import publishing


async def withhold(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    reason: Annotated[
        str, strawberry.argument(description="为什么不公开，代码见 opinionForm 的 withholdings")
    ],
) -> Payload[Opinion]:
    """Withholds an item."""
    store = info.context.store
    return await made_of_item(
        info,
        committee,
        lambda who: publishing.withhold(store, committee, who, number, version, reason),
    )


async def put_back(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> Payload[Opinion]:
    """Lets an item be published again."""
    store = info.context.store
    return await made_of_item(
        info, committee, lambda who: publishing.put_back(store, committee, who, number, version)
    )


async def agree(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    agrees: Annotated[bool, strawberry.argument(description="true：同意公开；false：不同意，随即不公开")],
) -> Payload[Opinion]:
    """Gives or withdraws one's agreement."""
    store = info.context.store
    return await made_of_item(
        info,
        committee,
        lambda who: publishing.agree(store, committee, who, number, version, agrees=agrees),
    )
