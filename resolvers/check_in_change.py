"""Opening and closing sign-in, putting its list right, confirming it; and signing in oneself."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import global_id
from resolvers.change import REPEATED, Payload, UserError, made, settled
from resolvers.check_in import CheckIn, RecordArgument
from resolvers.context import Info
from resolvers.entry import Changed
from resolvers.entry_input import Ids
from resolvers.field import answered
from services.actor import Actor
from services.check_in import organiser, presence
from services.check_in.hall import Hall, hall
from services.check_in.occasion import Circle
from services.check_in.organiser import ByHand, Opening
from services.check_in.presence import Challenge, Confirmation, Place, Presence
from services.entry.desk import Done
from services.refusal import Code, Refusal
from services.runs.live import Live

MOST_MEMBERS, LONGEST_TOKEN = 500, 500


@strawberry.input(description="会场的范围：一个圆")
class HallInput:
    """The circle of a hall."""

    latitude: float = strawberry.field(description="圆心的纬度，度")
    longitude: float = strawberry.field(description="圆心的经度，度")
    meters: int = strawberry.field(description="半径，米，1 到 20,000")


@strawberry.input(description="开一次会议活动的签到")
class OpenCheckInInput:
    """From when until when people sign in."""

    record: strawberry.ID = strawberry.field(description="会议、活动、培训的记录的 id；应到的人先录入在里面")
    opens: datetime = strawberry.field(name="from", description="从什么时候可以签")
    until: datetime = strawberry.field(description="到什么时候为止，最多 24 小时")
    late_from: datetime | None = strawberry.field(default=None, description="从什么时候起算迟到；不写为不算")
    number: str | None = strawberry.field(
        default=None, description="两位数字，在会场里念，签到时要填；不写为不要"
    )
    place: HallInput | None = strawberry.field(
        default=None, description="会场的范围：只比对在不在里面，只存是或否；不写为不比对"
    )
    times_version: int | None = strawberry.field(
        default=None,
        description="第一次开不写；再开、改时间的，写看到的 timesVersion：其间有人开过、关过就不改",
    )


@strawberry.input(description="改签到名单")
class CorrectArrivalsInput:
    """Who is put on the list by hand, and who is taken off it."""

    record: strawberry.ID = strawberry.field(description="会议、活动、培训的记录的 id")
    add: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="加入的委员的 id，标明由组织者加入；不在名单里而签了到的，也这样认可",
        metadata={"most": MOST_MEMBERS},
    )
    late: bool = strawberry.field(default=False, description="加入的是否迟到")
    remove: list[strawberry.ID] | None = strawberry.field(
        default=None, description="去掉的委员的 id", metadata={"most": MOST_MEMBERS}
    )
    reason: str = strawberry.field(description="事由，1 到 500 个字，不写姓名、电话")


@strawberry.input(description="手机在哪里：只用来比对，不存")
class PlaceInput:
    """Where a telephone is."""

    latitude: float = strawberry.field(description="纬度，度")
    longitude: float = strawberry.field(description="经度，度")


@strawberry.type(description="开、关签到，改名单的结果")
class CheckInPayload:
    """What became of a change of a check-in."""

    check_in: CheckIn | None = strawberry.field(description="签到现在的样子；没有改成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.type(description="扫到的一次会议活动，等着确认")
class CheckInScan:
    """What a scan opened; its values are those of a `Challenge`."""

    secret: str = strawberry.field(
        name="challenge", description="确认时带回来的；只给扫码的这个账号、这次登录、这部手机，用一次"
    )
    title: str = strawberry.field(description="会议活动的题目")
    number: bool = strawberry.field(description="是否要填会场里念的两位数字")
    place: bool = strawberry.field(description="是否比对地点")
    ends_at: datetime = strawberry.field(description="到什么时候为止可以确认")


@strawberry.enum(description="签到怎样")
class PresenceAnswer(Enum):
    """What became of a sign-in that is not refused."""

    ON_TIME = strawberry.enum_value("on time", description="签到了")
    LATE = strawberry.enum_value("late", description="签到了，记为迟到")
    TWICE = strawberry.enum_value("twice", description="以前就签到了，这次什么也没有改")
    GUEST = strawberry.enum_value("guest", description="不在名单里，记下了，由组织者决定")


def _answer(root: "strawberry.Parent[Presence]") -> PresenceAnswer:
    return PresenceAnswer(root.answer.value)


@strawberry.type(description="本人签到了")
class OwnPresence:
    """That one has signed in; its values are those of a `Presence`."""

    answer: PresenceAnswer = answered(_answer, "怎样", cost=0)
    title: str = strawberry.field(description="会议活动的题目")
    at: datetime = strawberry.field(description="何时签到")
    late: bool = strawberry.field(description="是否迟到")
    message: str = strawberry.field(description="一句话，给本人看")


@strawberry.type(description="扫码的结果")
class ScanCheckInPayload:
    """What became of a scan."""

    scan: CheckInScan | None = strawberry.field(description="等着确认的；没有扫成、已经签到的则空")
    presence: OwnPresence | None = strawberry.field(description="已经签到的；否则空")
    errors: list[UserError] = strawberry.field(description="全部错误；为空则扫成了")


@strawberry.type(description="确认到场的结果")
class ConfirmPresencePayload:
    """What became of confirming."""

    presence: OwnPresence | None = strawberry.field(description="签到了；没有签上则空")
    errors: list[UserError] = strawberry.field(description="全部错误；为空则签到了")


Open = Annotated[OpenCheckInInput, strawberry.argument(description="哪次会议活动，从何时到何时")]
Correct = Annotated[CorrectArrivalsInput, strawberry.argument(description="加入谁，去掉谁，为什么")]


async def open_check_in(info: Info, input: Open) -> CheckInPayload:
    """Opens sign-in."""
    context, ids = info.context, Ids()
    row, place = ids.row(input.record, "Record", "record"), input.place
    opening = Opening(
        opens_at=input.opens,
        closes_at=input.until,
        late_from=input.late_from,
        number=input.number,
        circle=None if place is None else Circle(place.latitude, place.longitude, place.meters),
        seen=input.times_version,
    )
    return await _made(
        info, ids, lambda by: organiser.open_check_in(context.store, context.boards, by, row, opening)
    )


async def close_check_in(info: Info, record: RecordArgument) -> CheckInPayload:
    """Closes sign-in."""
    context, ids = info.context, Ids()
    row = ids.row(record, "Record", "record")
    return await _made(info, ids, lambda by: organiser.close_check_in(context.store, context.boards, by, row))


async def correct_arrivals(info: Info, input: Correct) -> CheckInPayload:
    """Puts the list right."""
    context, ids = info.context, Ids()
    row = ids.row(input.record, "Record", "record")
    add, remove = (
        [ids.row(member, "Member", f"{field}[{at}]") for at, member in enumerate(members or ())]
        for field, members in (("add", input.add), ("remove", input.remove))
    )
    by_hand = ByHand(add=add, remove=remove, late=input.late)
    return await _made(
        info,
        ids,
        lambda by: organiser.correct_arrivals(context.store, context.boards, by, row, by_hand, input.reason),
    )


async def confirm_check_in(
    info: Info,
    record: RecordArgument,
    version: Annotated[int, strawberry.argument(description="看到的名单的版本；其间变了就不确认")],
    half_days: Annotated[
        int | None,
        strawberry.argument(
            description="记半天的（全会、学习培训）要写：签到的人算到了几个半天，0 到 100；写 0 的，"
            "半天数以后另写。人人应到一个半天的可以不写"
        ),
    ] = None,
) -> Changed:
    """Confirms the list."""
    context, ids = info.context, Ids()
    row = ids.row(record, "Record", "record")

    async def work(by: Actor | None) -> Done:
        live = Live(context.boards)
        return await organiser.confirm_check_in(context.store, live, by, row, version, half_days)

    async def again(found: int) -> Done:
        return Done(found)

    return await made(info, work, again, ids.told)


async def scan_check_in(
    info: Info,
    token: Annotated[str, strawberry.argument(description="扫到的：整个地址，或它最后一段")],
    record: Annotated[
        strawberry.ID | None,
        strawberry.argument(description="本来要签哪一次；码是另一次的就不签。不写为码是哪次就是哪次"),
    ] = None,
) -> ScanCheckInPayload:
    """Reads a code that a program has scanned, and opens what is then confirmed."""
    context, caller = info.context, info.context.caller

    async def work() -> Challenge | Presence:
        session = caller.signed_in()
        caller.check_complete()
        meant = None if record is None else global_id.number(record, "Record", "record")
        device = caller.known_device()
        receipt = await presence.scan(context.store, context.codes, token[:LONGEST_TOKEN], device)
        return await presence.challenge(context.store, session, receipt, device, meant)

    told = await settled(info, work)
    come = isinstance(told.done, Presence)
    return ScanCheckInPayload(
        scan=None if come else told.done,  # type: ignore[arg-type]
        presence=told.done if come else None,  # type: ignore[arg-type]
        errors=told.errors,
    )


async def confirm_presence(
    info: Info,
    challenge: Annotated[str, strawberry.argument(description="scanCheckIn 给的 challenge")],
    number: Annotated[str | None, strawberry.argument(description="会场里念的两位数字；不要的不写")] = None,
    place: Annotated[
        PlaceInput | None, strawberry.argument(description="手机在哪里：只用来比对，不存；不说的不写")
    ] = None,
) -> ConfirmPresencePayload:
    """Says that one is here."""
    context, caller = info.context, info.context.caller

    async def work() -> Presence:
        session = caller.signed_in()
        caller.check_complete()
        told = None if place is None else Place(place.latitude, place.longitude)
        given = Confirmation(secret=challenge[:LONGEST_TOKEN], number=number, place=told)
        return await presence.confirm(context.store, session, caller.device, given)

    told = await settled(info, work)
    return ConfirmPresencePayload(presence=told.done, errors=told.errors)  # type: ignore[arg-type]


async def _made(info: Info, ids: Ids, change: Callable[[Actor | None], Awaitable[int]]) -> CheckInPayload:
    context = info.context

    async def seen(row: int) -> Hall:
        found = await hall(context.store, context.boards, context.codes, context.actor, row)
        if found is None:
            raise Refusal(Code.NOT_FOUND, "这次会议活动没有开过签到", "record")
        return found

    async def work(by: Actor | None) -> Hall:
        return await seen(await change(by))

    done: Payload[Hall] = await made(info, work, seen, ids.told)
    return CheckInPayload(check_in=done.done, repeated=done.repeated, errors=done.errors)  # type: ignore[arg-type]
