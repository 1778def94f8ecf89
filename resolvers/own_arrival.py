"""The sign-ins of the one who asks: of 我的数据, what is kept of them."""

from datetime import date, datetime

import strawberry

from resolvers import cursor
from resolvers.context import Info
from resolvers.field import answered
from resolvers.global_id import encode
from resolvers.page import Connection, Page, newest
from services.check_in.arrivals import REMOVED
from services.check_in.own import OwnArrivalRow, count_own_arrivals, own_arrivals


def _record(root: strawberry.Parent[OwnArrivalRow]) -> strawberry.ID:
    return strawberry.ID(encode("Record", root.record_id))


def _removed(root: strawberry.Parent[OwnArrivalRow]) -> bool:
    return root.state == REMOVED


@strawberry.type(description="本人的一次签到：存着的都在这里")
class OwnArrival:
    """A sign-in of one's own; its values are those of an `OwnArrivalRow`."""

    record: strawberry.ID = answered(_record, "会议、活动、培训的记录的 id；不在名单里的，打不开", cost=0)
    kind: str = strawberry.field(description="种类，如 全会")
    title: str = strawberry.field(description="题目")
    day: date = strawberry.field(description="会议、活动、培训的日期")
    at: datetime = strawberry.field(description="何时签到，或由组织者加入")
    late: bool = strawberry.field(description="是否记为迟到：按扫码的时间")
    inside: bool | None = strawberry.field(
        description="是否在会场的范围内；没有要地点，或手机没有说的为空。位置本身不存"
    )
    flagged: bool = strawberry.field(description="同一部手机上，是否在这以前已有别人签到")
    device: bool = strawberry.field(
        description="是否还记着用的是哪一部手机：名单确认以后，最迟一个月以后，就不记了"
    )
    by_hand: bool = strawberry.field(description="是否由组织者加入或认可")
    removed: bool = answered(_removed, "是否已被组织者去掉", cost=0)


async def own(info: Info, *, asked: Page) -> Connection[OwnArrivalRow]:
    """The sign-ins of the one who asks, the newest first."""
    info.context.caller.check_complete()
    account_id = info.context.caller.signed_in().account_id
    return await newest(
        info,
        asked,
        cursor.mark("own arrivals", account_id),
        lambda reading, part: own_arrivals(reading, account_id, part),
        lambda reading: count_own_arrivals(reading, account_id),
        lambda row: row,
    )
