"""Sign-in at an occasion as its organiser sees it: the code, who has come, who is missed, who to look at."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import strawberry

from resolvers import global_id, loaded
from resolvers.context import Context, Info
from resolvers.cursor import mark
from resolvers.field import answered
from resolvers.member import Member
from resolvers.page import Connection, Page, listed, paged
from resolvers.record import Record
from services.accounts.sessions import session_now
from services.check_in.arrivals import REMOVED, ArrivalRow, Missing
from services.check_in.code import Shown
from services.check_in.following import arrivals
from services.check_in.hall import Hall, hall
from services.check_in.occasion import check_reader, occasion
from services.records.listing import RecordRow
from services.runs.board import Boards

RecordArgument = Annotated[
    strawberry.ID, strawberry.argument(description="哪次会议、活动、培训：它的记录的 id")
]


@strawberry.enum(description="签到的状态")
class CheckInState(Enum):
    """What sign-in to an occasion is at."""

    OPEN = strawberry.enum_value("open", description="开着，在 from 和 until 之间可以签")
    CLOSED = strawberry.enum_value("closed", description="关闭了，名单等着确认；可以再开")
    CONFIRMED = strawberry.enum_value("confirmed", description="名单确认了，已写进记录")


@strawberry.type(description="会场屏幕上此刻的签到码")
class CheckInCode:
    """A code as it is to be shown now."""

    svg: str = strawberry.field(description="二维码，SVG 元素")
    address: str = strawberry.field(description="二维码里的地址")
    expires_at: datetime = strawberry.field(description="到这一刻换下一个；换下的再认一个间隔")


async def _member(root: "strawberry.Parent[ArrivalRow | Missing]", info: Info) -> Member:
    member = await loaded.member(info, root.membership_id)
    assert member is not None
    return member


def _removed(root: "strawberry.Parent[ArrivalRow]") -> bool:
    return root.state == REMOVED


@strawberry.type(description="一名委员到了")
class Arrival:
    """Somebody who has come; its values are those of an `ArrivalRow`."""

    member: Member = answered(_member, "委员")
    at: datetime = strawberry.field(description="何时签到，或由组织者加入")
    late: bool = strawberry.field(description="是否迟到：按扫码的时间")
    flagged: bool = strawberry.field(description="是否要核对：同一部手机上已有别人签到")
    by_hand: bool = strawberry.field(description="是否由组织者加入或认可")
    guest: bool = strawberry.field(description="是否不在名单里的，由组织者决定算不算")
    inside: bool | None = strawberry.field(
        description="是否在会场的范围内；没有要地点，或手机没有说的为空。位置本身不存"
    )
    removed: bool = answered(_removed, "是否已被组织者去掉", cost=0)


@strawberry.type(description="应到而还没有到的一名委员")
class MissingMember:
    """Somebody who is missed; its values are those of a `Missing`."""

    member: Member = answered(_member, "委员")
    status: str | None = strawberry.field(description="记录里现在写的状态，如 请假")


async def _record(root: strawberry.Parent[Hall], info: Info) -> RecordRow | None:
    return await loaded.record(info, root.check_in.occasion.id)


def _of(name: str) -> Any:
    """What stands in the check-in itself."""

    def read(root: strawberry.Parent[Hall]) -> Any:
        return getattr(root.check_in, name)

    return read


def _state(root: strawberry.Parent[Hall]) -> CheckInState:
    return CheckInState(root.check_in.state)


def _place(root: strawberry.Parent[Hall]) -> bool:
    return root.check_in.circle is not None


def _code(root: strawberry.Parent[Hall]) -> Shown | None:
    return root.shown


def _expected(root: strawberry.Parent[Hall]) -> int:
    return root.roll.expected


def _part(name: str) -> Any:
    """A part of the list, by pages."""

    def read(root: strawberry.Parent[Hall], *, asked: Page) -> Connection[Any]:
        of = root.check_in
        return listed(getattr(root.roll, name), mark("check-in", of.id, of.version, name), asked, _same)

    return read


def _same(row: Any) -> Any:
    return row


@strawberry.type(description="一次会议活动的签到，给组织者的")
class CheckIn:
    """Sign-in at an occasion; its values are those of a `Hall`."""

    record: Record | None = answered(_record, "会议、活动、培训的记录")
    opens_at: datetime = strawberry.field(
        resolver=_of("opens_at"), name="from", description="从什么时候可以签", metadata={"cost": 0}
    )
    until: datetime = answered(_of("closes_at"), "到什么时候为止", cost=0)
    late_from: datetime | None = answered(_of("late_from"), "从什么时候起算迟到；空为不算", cost=0)
    number: str | None = answered(_of("number"), "在会场里念的两位数字；空为不要", cost=0)
    place: bool = answered(_place, "是否比对地点", cost=0)
    state: CheckInState = answered(_state, "状态", cost=0)
    version: int = answered(_of("version"), "名单的版本：每到一人、每改一次加一，确认时写上", cost=0)
    times_version: int = answered(
        _of("times_version"), "时间的版本：每开一次、关一次加一，到人不加，再开、改时间时写上", cost=0
    )
    expected: int = answered(_expected, "应到几人：记录里写的", cost=0)
    code: CheckInCode | None = answered(_code, "此刻的签到码；没有开着的为空", cost=50)
    arrivals: Connection[Arrival] | None = paged(_part("present"), "到了的，按先后", row=8)
    guests: Connection[Arrival] | None = paged(
        _part("guests"), "签了到而不在名单里的：要算的用 correctArrivals 加入，不加入的不算", row=8
    )
    missing: Connection[MissingMember] | None = paged(_part("missing"), "应到而没有到的", row=8)
    flagged: Connection[Arrival] | None = paged(
        _part("flagged"), "要核对的：同一部手机上第二个及以后签到的", row=8
    )


@strawberry.type(description="签到名单上有了一处变动")
class ArrivalUpdate:
    """An arrival that came or changed, and how many have come."""

    arrival: Arrival = strawberry.field(description="到了的，或者改了的一名")


async def check_in(info: Info, record: RecordArgument) -> Hall | None:
    """Sign-in at an occasion."""
    context = info.context
    context.caller.check_complete()
    number = global_id.number(record, "Record", "record")
    return await hall(context.store, context.boards, context.codes, context.actor, number)


async def check_in_arrivals(info: Info, record: RecordArgument) -> "AsyncGenerator[ArrivalTold, None]":
    """Each arrival at an occasion, whichever process it came to."""
    context = info.context
    number = global_id.number(record, "Record", "record")
    await _organised(context, number, context.boards)
    async with aclosing(arrivals(context.store, number)) as found:
        async for some in found:
            # What an earlier event has read is no longer so.
            context.forget()
            await _organised(context, number, context.boards)
            for one in some:
                yield ArrivalTold(one)


@dataclass(frozen=True, slots=True)
class ArrivalTold:
    """An arrival as it is told."""

    arrival: ArrivalRow


async def _organised(context: Context, record_id: int, boards: Boards) -> None:
    """Raises `Refusal` unless whoever listens organises the occasion now, in a session that has not ended."""
    async with context.store.reading() as connection:
        context.caller.session = await session_now(connection, context.caller.signed_in())
        context.caller.check_complete()
        await check_reader(connection, boards, context.actor, await occasion(connection, record_id))
