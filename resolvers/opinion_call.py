"""Calls for items (议7): for whoever plans, all; for whoever writes, those that invite them."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import cursor
from resolvers.context import Info
from resolvers.field import DATABASE, answered, several
from resolvers.opinion import OpinionState
from resolvers.opinion_parts import OpinionSource
from resolvers.page import Connection, Page, newest
from services.opinions import calls as rows
from services.opinions import writers as of_writers
from services.opinions.bounds import of_calls, of_points
from services.opinions.calls import CallRow
from services.opinions.opinion import readable
from services.opinions.writers import WriterRow
from services.refusal import Code, Refusal
from services.rights.departments import departments
from services.rights.held import Rights
from services.rights.role import Right

# Whoever calls, and whoever may be called.
SEEING = (Right.PLAN_OPINIONS, Right.WRITE_OPINIONS)
MOST_ITEMS = 100


@strawberry.enum(description="约稿到哪一步")
class OpinionCallState(Enum):
    """How far a call has come."""

    DRAFT = strawberry.enum_value("draft", description="草稿，请的人看不到")
    OPEN = strawberry.enum_value("open", description="征集中")
    CLOSED = strawberry.enum_value("closed", description="已截止；再交来的也收，过了截止日的记为迟交")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="已撤回，不再收")


@strawberry.enum(description="对约稿做的一步")
class OpinionCallAction(Enum):
    """What is done about a call."""

    SAVE = strawberry.enum_value("save", description="保存（saveOpinionCall）")
    OPEN = strawberry.enum_value("open", description="发出（openOpinionCall）")
    CLOSE = strawberry.enum_value("close", description="截止（closeOpinionCall）")
    WITHDRAW = strawberry.enum_value("withdraw", description="撤回（withdrawOpinionCall）")


@strawberry.type(description="能写信息的一个人")
class OpinionWriter:
    """Somebody who writes items."""

    account: int = strawberry.field(description="账号的编号")
    name: str = strawberry.field(description="姓名")
    department: str | None = strawberry.field(description="部门：委员是专委会；没有的为空")


@strawberry.type(description="约稿怎样写：能请谁，字数，提醒")
class OpinionCallForm:
    """How a call is written."""

    writers: list[OpinionWriter] = several(200, "能写信息的委员、信息员")
    departments: list[str] = several(10, "登记了的部门：请了一个部门，就是请里面能写信息的人")
    longest_title: int = strawberry.field(description="题目最多几个字")
    longest_text: int = strawberry.field(description="要求最多几个字")
    most_invited: int = strawberry.field(description="一次最多请几个人、部门、联系点")
    remind_days: int = strawberry.field(description="截止前几天提醒还没有提交的")
    longest_name: int = strawberry.field(description="联系点的名称最多几个字")
    longest_place: int = strawberry.field(description="联系点的地点最多几个字")


@strawberry.type(description="照约稿写来的一条信息")
class OpinionAnswer:
    """An item that answers a call."""

    number: int = strawberry.field(description="信息的编号")
    title: str | None = strawberry.field(description="题目；读不出了的为空")
    writer: str = strawberry.field(description="提交的人")
    state: OpinionState = strawberry.field(description="到哪一步")
    late: bool = strawberry.field(description="是不是迟交")
    adopted: bool = strawberry.field(description="是不是采用过")


def writer(one: WriterRow) -> OpinionWriter:
    """Somebody who writes items as the API shows them."""
    return OpinionWriter(account=one.account_id, name=one.name, department=one.department)


async def _items(root: "strawberry.Parent[OpinionCall]", info: Info) -> list[OpinionAnswer]:
    """The items that answer it, as far as the one who asks may read them."""
    answers = {one.number: one for one in root.row.answers}
    vault, rights = info.context.store.vault, root.rights
    async with info.context.store.reading() as reading:
        found = await readable(reading, vault, root.row.committee_id, [*answers], MOST_ITEMS, rights)
    return [
        OpinionAnswer(
            number=one.id,
            title=None if one.written is None else one.written.title,
            writer=one.writer,
            state=OpinionState(one.state),
            late=answers[one.id].late,
            adopted=answers[one.id].adopted,
        )
        for one in found
    ]


@strawberry.type(description="一次约稿（议7）：什么题目，什么时候截止，请谁写，写来了什么")
class OpinionCall:
    """A call for items."""

    number: int = strawberry.field(description="编号")
    state: OpinionCallState = strawberry.field(description="到哪一步")
    version: int = strawberry.field(description="第几版，从 1 起；改、办的时候照着写")
    title: str = strawberry.field(description="题目")
    text: str = strawberry.field(description="要求：要了解什么，怎样写")
    deadline: date = strawberry.field(description="截止的日子，当天也算；以后提交的也收，记为迟交")
    over: bool = strawberry.field(description="截止的日子是不是过了")
    opened_at: datetime | None = strawberry.field(description="何时发出；没有发出的为空")
    reason: str | None = strawberry.field(description="为什么撤回；没有撤回的为空")
    writers: list[OpinionSource] = several(5, "请了哪些人，账号的编号和姓名；只给约稿的人看，别人为空表")
    departments: list[str] = several(2, "请了哪些部门")
    contact_points: list[OpinionSource] = several(2, "请了哪些联系点")
    submitted: int = strawberry.field(description="提交了几条；撤回了的不算")
    late: int = strawberry.field(description="其中迟交几条")
    issued: int = strawberry.field(description="其中签发几条")
    adopted: int = strawberry.field(description="其中采用几条，有过一次采用就算，收回了的不算")
    items: list[OpinionAnswer] = answered(
        _items,
        "提交的信息，按编号，最多 100 条：办公室看得到全部，别人看得到自己的",
        cost=3 * DATABASE,
        size=10,
    )
    available_actions: list[OpinionCallAction] = several(3, "现在查看的人能办哪一步")
    row: strawberry.Private[CallRow]
    rights: strawberry.Private[Rights]


@strawberry.input(description="要哪些约稿")
class OpinionCallFilter:
    """Conditions on calls."""

    state: OpinionCallState | None = strawberry.field(default=None, description="到这一步的；不写为不论")


async def calls(
    info: Info,
    where: Annotated[
        OpinionCallFilter | None, strawberry.argument(description="要哪些约稿；不写为全部")
    ] = None,
    *,
    asked: Page,
) -> Connection[OpinionCall]:
    """Those that the one who asks reads, the newest first."""
    rights = seeing(info)
    state = None if where is None or where.state is None else str(where.state.value)
    return await newest(
        info,
        asked,
        cursor.mark("opinion calls", state or "", info.context.account),
        lambda reading, part: rows.calls(reading, rights, state, part),
        lambda reading: rows.count_calls(reading, rights, state),
        lambda row: told(row, rights),
    )


async def call(
    info: Info, number: Annotated[int, strawberry.argument(description="哪一次，它的编号")]
) -> OpinionCall:
    """One that the one who asks reads."""
    rights = seeing(info)
    async with info.context.store.reading() as reading:
        return told(await rows.call(reading, number, rights), rights)


async def call_form(info: Info) -> OpinionCallForm:
    """Whom a call may invite, and its bounds."""
    info.context.caller.check_complete()
    session = info.context.caller.signed_in()
    if not session.rights.has(Right.PLAN_OPINIONS):
        raise Refusal(Code.FORBIDDEN, "没有权限约稿", "actor")
    async with info.context.store.reading() as reading:
        writers = await of_writers.writers(reading, session.committee_id)
        known_ones = await departments(reading, session.committee_id)
    bounds, points = of_calls(), of_points()
    return OpinionCallForm(
        writers=[writer(one) for one in writers],
        departments=sorted(known_ones),
        longest_title=bounds.title,
        longest_text=bounds.text,
        most_invited=bounds.invited,
        remind_days=bounds.remind,
        longest_name=points.name,
        longest_place=points.place,
    )


def told(row: CallRow, rights: Rights) -> OpinionCall:
    """A row as the API shows it to somebody of these rights."""
    invited = row.accounts if rights.has(Right.PLAN_OPINIONS) else {}
    return OpinionCall(
        number=row.id,
        state=OpinionCallState(row.state),
        version=row.version,
        title=row.title,
        text=row.text,
        deadline=row.deadline,
        over=row.over,
        opened_at=row.opened_at,
        reason=row.reason,
        writers=[OpinionSource(number=number, name=name) for number, name in invited.items()],
        departments=list(row.departments),
        contact_points=[OpinionSource(number=number, name=name) for number, name in row.points.items()],
        submitted=len(row.answers),
        late=sum(one.late for one in row.answers),
        issued=sum(one.issued for one in row.answers),
        adopted=sum(one.adopted for one in row.answers),
        available_actions=[OpinionCallAction(one) for one in row.available(rights)],
        row=row,
        rights=rights,
    )


def seeing(info: Info) -> Rights:
    """What the one who asks holds; raises `Refusal` where they neither plan nor write."""
    info.context.caller.check_complete()
    rights = info.context.caller.signed_in().rights
    if not any(rights.has(one) for one in SEEING):
        raise Refusal(Code.FORBIDDEN, "没有权限看约稿、联系点", "actor")
    return rights
