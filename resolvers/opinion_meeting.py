"""Meetings that look together at what people raise (民情分析研判会, 议8): their papers and conclusions."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers import cursor
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError
from resolvers.context import Info
from resolvers.field import DATABASE, answered, several
from resolvers.opinion_analysis import OpinionAlikeGroup, OpinionFigures, OpinionTitle, titles_of
from resolvers.opinion_analysis import told as told_figures
from resolvers.opinion_change import NotClassified, stepped
from resolvers.opinion_counted import OpinionGrouping
from resolvers.page import Connection, Page, newest
from services.actor import Actor
from services.opinions import meetings as rows
from services.opinions.alike_groups import MOST_ITEMS
from services.opinions.meetings import MeetingRow
from services.refusal import Code, Refusal
from services.rights.held import Rights
from services.rights.role import Right

Number = Annotated[int, strawberry.argument(description="哪一次研判会，它的编号")]
Version = Annotated[int, strawberry.argument(description="照着办的是第几版；其间改动过就不办")]


@strawberry.enum(description="研判会到哪一步")
class OpinionMeetingState(Enum):
    """How far it has come."""

    CALLED = strawberry.enum_value("called", description="已定日期")
    HELD = strawberry.enum_value("held", description="开过了，记了结论")
    CANCELLED = strawberry.enum_value("cancelled", description="取消了")


@strawberry.enum(description="对研判会做的一步")
class OpinionMeetingAction(Enum):
    """What is done about it."""

    CALL = strawberry.enum_value("call", description="定日期，存下材料")
    CONCLUDE = strawberry.enum_value("conclude", description="记结论")
    CANCEL = strawberry.enum_value("cancel", description="取消")


async def _alike(root: "strawberry.Parent[OpinionMeeting]", info: Info) -> list[OpinionAlikeGroup]:
    """The groups of similar items that its papers name, each item with its title as it can be read now."""
    named = [number for one in root.row.papers.alike for number in one[:MOST_ITEMS]]
    titles = await titles_of(info, named, root.rights)
    return [
        OpinionAlikeGroup(
            count=len(one),
            items=[OpinionTitle(number=number, title=titles.get(number)) for number in one[:MOST_ITEMS]],
            shared=[],
        )
        for one in root.row.papers.alike
    ]


def _figures(
    root: "strawberry.Parent[OpinionMeeting]",
    by: Annotated[OpinionGrouping, strawberry.argument(description="按什么分组")],
) -> list[OpinionFigures]:
    """The figures of its papers by groups."""
    return [told_figures(one) for one in root.row.papers.groups.get(str(by.value), [])]


@strawberry.type(description="一次民情分析研判会（议8）")
class OpinionMeeting:
    """A meeting."""

    number: int = strawberry.field(description="编号")
    state: OpinionMeetingState = strawberry.field(description="到哪一步")
    version: int = strawberry.field(description="第几版，从 1 起；办的时候照着写")
    day: date = strawberry.field(description="哪一天开")
    first_day: date = strawberry.field(description="材料从哪一天起")
    last_day: date = strawberry.field(description="材料到哪一天止，当天在内")
    called_at: datetime = strawberry.field(description="何时定的，材料照那时的数")
    total: OpinionFigures = strawberry.field(description="材料：全部的数，定的时候存下")
    rows: list[OpinionFigures] | None = answered(_figures, "材料：按分组的数，最多 200 组", cost=0, size=10)
    groups: list[OpinionAlikeGroup] = answered(
        _alike, "材料：相近的信息，大的在前，最多 20 组；两条都写到的字句不存，是空的", cost=DATABASE
    )
    conclusions: str | None = strawberry.field(description="结论；还没有记的、读不出了的为空")
    available_actions: list[OpinionMeetingAction] = several(2, "现在能办哪一步")
    row: strawberry.Private[MeetingRow]
    rights: strawberry.Private[Rights]


@strawberry.type(description="办理一次研判会的结果")
class OpinionMeetingPayload:
    """What became of a step."""

    done: OpinionMeeting | None = strawberry.field(name="meeting", description="这次研判会；没有办成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def meetings(info: Info, *, asked: Page) -> Connection[OpinionMeeting]:
    """The meetings of the committee of the one who asks, the newest first."""
    info.context.caller.check_complete()
    rights, vault = info.context.caller.signed_in().rights, info.context.store.vault
    if not rights.has(Right.REVIEW_OPINIONS):
        raise Refusal(Code.FORBIDDEN, "没有权限看研判会", "actor")
    return await newest(
        info,
        asked,
        cursor.mark("opinion meetings", info.context.account),
        lambda reading, part: rows.meetings(reading, vault, rights.committee_id, part),
        lambda reading: rows.count_meetings(reading, rights.committee_id),
        lambda row: told(row, rights),
    )


async def call(
    info: Info,
    committee: CommitteeArgument,
    day: Annotated[date, strawberry.argument(description="哪一天开")],
    first_day: Annotated[date, strawberry.argument(description="材料从哪一天起")],
    last_day: Annotated[date, strawberry.argument(description="材料到哪一天止，当天在内；最多 3 年")],
) -> Payload[OpinionMeeting]:
    """Calls a meeting."""
    store, texts = info.context.store, info.context.texts

    async def work(who: Actor | None) -> MeetingRow:
        return await rows.call(store, texts, committee, who, day, (first_day, last_day))

    return await _made(info, committee, work)


async def conclude(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    conclusions: Annotated[
        str, strawberry.argument(description="结论，1 到 2,000 个字，可以分行；涉密的不收")
    ],
    not_classified: NotClassified,
) -> Payload[OpinionMeeting]:
    """Notes what it came to."""
    store = info.context.store

    async def work(who: Actor | None) -> MeetingRow:
        return await rows.conclude(
            store, committee, who, number, version, conclusions, not_classified=not_classified
        )

    return await _made(info, committee, work)


async def cancel(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> Payload[OpinionMeeting]:
    """Cancels it."""
    store = info.context.store
    return await _made(info, committee, lambda who: rows.cancel(store, committee, who, number, version))


def told(row: MeetingRow, rights: Rights) -> OpinionMeeting:
    """A row as the API shows it."""
    return OpinionMeeting(
        number=row.id,
        state=OpinionMeetingState(row.state),
        version=row.version,
        day=row.day,
        first_day=row.papers.first,
        last_day=row.papers.last,
        called_at=row.called_at,
        total=told_figures(row.papers.total),
        conclusions=row.conclusions,
        available_actions=[OpinionMeetingAction(one) for one in row.available],
        row=row,
        rights=rights,
    )


async def _made(
    info: Info, committee: str, work: Callable[[Actor | None], Awaitable[MeetingRow]]
) -> Payload[OpinionMeeting]:
    vault = info.context.store.vault

    async def again(reading: AsyncConnection, number: int, rights: Rights) -> MeetingRow:
        return await rows.meeting(reading, vault, rights.committee_id, number)

    return await stepped(info, committee, work, again, told)
