"""What can be followed."""

from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from typing import Any

import strawberry

from resolvers import check_in, subscription
from resolvers.check_in import ArrivalUpdate
from resolvers.field import Needed, Open, needing
from resolvers.movement import MemberScoreChange
from resolvers.notice import Notice
from schema.run import ScoreRun
from services.rights.role import Right


def told(resolver: Callable[..., Any], description: str, right: Needed) -> Any:
    """A field that tells what `resolver` yields, objects that have the attributes of the field's type."""
    return strawberry.subscription(resolver=resolver, description=needing(description, right))


@strawberry.type(description="一年的记分有了变动")
class RankingUpdate:
    """A live run after a change."""

    run: ScoreRun = strawberry.field(description="变动后的记分")
    revision: int = strawberry.field(description="变动后的修订号")
    made_at: datetime = strawberry.field(description="变动的时间")
    totals_changed: int = strawberry.field(description="总分有变动的人数")
    ranks_changed: int = strawberry.field(description="名次有变动的人数")
    members: list[MemberScoreChange] = strawberry.field(
        description="总分或名次有变动的委员，总分变动大的在前，最多 100 名"
    )


@strawberry.type(description="本人一年的总分或名次有了变动")
class OwnStandingUpdate:
    """The own standing after a change."""

    revision: int = strawberry.field(description="变动后的修订号")
    made_at: datetime = strawberry.field(description="变动的时间")
    change: MemberScoreChange = strawberry.field(description="本人变动前后的总分、名次")


@strawberry.type(description="本人的提醒现在怎样")
class NoticesUpdate:
    """The own inbox after a change."""

    unseen: int = strawberry.field(description="还有几条没有看过")
    newest: Notice | None = strawberry.field(description="最近的一条，看没看过都算；一条也没有的为空")


@strawberry.type(description="订阅")
class Subscription:
    """The root of all that is told as it happens."""

    ranking_changed: AsyncGenerator[RankingUpdate, None] = told(
        subscription.ranking_changed,
        "一年的记分每有变动就告知，不论是谁改的；来不及收取的几次并作一次",
        Right.READ,
    )
    check_in_arrivals: AsyncGenerator[ArrivalUpdate, None] = told(
        check_in.check_in_arrivals, "一次会议活动每到一人、名单每改一处就告知，一秒以内", Right.ENTER
    )
    own_standing_changed: AsyncGenerator[OwnStandingUpdate, None] = told(
        subscription.own_standing_changed,
        "本人的总分或名次每有变动就告知，别人的不告知",
        Right.READ_OWN,
    )
    notices_changed: AsyncGenerator[NoticesUpdate, None] = told(
        subscription.notices_changed,
        "本人的提醒：先告知现在的，以后每来一条、每看过一条就告知，至多迟一秒；来不及收取的几次并作一次",
        Open.SIGNED_IN,
    )
