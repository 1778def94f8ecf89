"""Leads (线索, 议7): for the Office all, for whoever writes what is in their hands."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers import cursor
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError, settled
from resolvers.context import Info
from resolvers.field import several
from resolvers.opinion_call import OpinionWriter, writer
from resolvers.opinion_change import stepped
from resolvers.opinion_form import OpinionChoice, choice, choices
from resolvers.opinion_parts import OpinionSource, source
from resolvers.page import Connection, Page, newest
from services.actor import Actor
from services.opinions import leading
from services.opinions import leads as rows
from services.opinions.bounds import of_leads, ways
from services.opinions.leading import Entered
from services.opinions.leads import LeadRow, LeadStepRow
from services.opinions.writers import writers
from services.refusal import Code, Refusal
from services.rights.held import Rights
from services.rights.role import Right

Number = Annotated[int, strawberry.argument(description="哪一条线索，它的编号")]
Version = Annotated[int, strawberry.argument(description="照着办的是第几版：其间办过的不办")]
WORDS = "1 到 2,000 个字，可以分行，加密保存"


@strawberry.enum(description="线索到哪一步")
class OpinionLeadState(Enum):
    """How far a lead has come."""

    HANDED = strawberry.enum_value("handed", description="在一个人手里，等接办")
    TAKEN = strawberry.enum_value("taken", description="接办了，可以写成信息")
    ASIDE = strawberry.enum_value("aside", description="搁置了，写着为什么")
    PURGED = strawberry.enum_value("purged", description="发现涉密，清除了")


@strawberry.enum(description="对线索做的一步")
class OpinionLeadAction(Enum):
    """What is done about a lead."""

    ENTER = strawberry.enum_value("enter", description="登记")
    TAKE_UP = strawberry.enum_value("take up", description="接办（takeUpOpinionLead）")
    PUT_ASIDE = strawberry.enum_value("put aside", description="搁置（putAsideOpinionLead）")
    HAND_ON = strawberry.enum_value("hand on", description="转交（handOnOpinionLead）")
    PURGE = strawberry.enum_value("purge", description="清除涉密的（purgeOpinionLead）")


@strawberry.type(description="对线索办的一步")
class OpinionLeadStep:
    """A thing that was done."""

    action: OpinionLeadAction = strawberry.field(description="做了什么")
    at: datetime = strawberry.field(description="何时")
    by: str | None = strawberry.field(description="由谁")
    other: str | None = strawberry.field(description="交给谁；不是登记、转交的为空")
    words: str | None = strawberry.field(description="写了什么；没有写、读不出了的为空")


@strawberry.type(description="一条线索（议7）：群众反映的，交给一名委员或信息员；本身不是信息")
class OpinionLead:
    """A lead."""

    number: int = strawberry.field(description="编号")
    state: OpinionLeadState = strawberry.field(description="到哪一步")
    version: int = strawberry.field(description="第几版，从 1 起；办的时候照着写")
    way: OpinionChoice = strawberry.field(description="怎样来的，如 来电")
    contact_point: OpinionSource | None = strawberry.field(description="在哪个联系点收到的；不是的为空")
    received_on: date = strawberry.field(description="哪一天收到的")
    text: str | None = strawberry.field(description="反映了什么；清除了、读不出了的为空")
    sender: str | None = strawberry.field(description="反映的人的姓名；没有写、已经去掉的为空")
    phone: str | None = strawberry.field(description="反映的人的电话；没有写、已经去掉的为空")
    kept_until: date | None = strawberry.field(
        description="姓名、电话保留到哪一天，以后由程序去掉；没有接办、搁置的，没有写、已经去掉的为空"
    )
    holder: OpinionSource = strawberry.field(description="在谁手里：账号的编号、姓名")
    entered_at: datetime = strawberry.field(description="何时登记")
    items: list[int] = several(1, "照它写了、提交了的信息，编号")
    steps: list[OpinionLeadStep] = several(3, "办的每一步，按先后")
    available_actions: list[OpinionLeadAction] = several(3, "现在查看的人能办哪一步")


@strawberry.type(description="线索怎样登记：怎样来的，能交给谁，字数")
class OpinionLeadForm:
    """How a lead is entered."""

    ways: list[OpinionChoice] = several(5, "怎样来的")
    holders: list[OpinionWriter] = several(200, "能交给谁：能写信息的委员、信息员")
    longest_text: int = strawberry.field(description="反映的话最多几个字")
    keep_days: int = strawberry.field(description="接办、搁置以后几天，去掉反映的人的姓名、电话")


@strawberry.input(description="一条线索写了什么")
class OpinionLeadInput:
    """A lead as it is entered."""

    not_classified: bool = strawberry.field(description="声明不涉密：要写 true；涉密的不收，什么都不保存")
    way: str = strawberry.field(description="怎样来的，代码见 opinionLeadForm 的 ways")
    received_on: date = strawberry.field(description="哪一天收到的")
    text: str = strawberry.field(description=f"反映了什么，{WORDS}")
    contact_point: int | None = strawberry.field(
        default=None, description="在联系点收到的，哪一个，编号见 contactPoints；不是的不写"
    )
    sender: str | None = strawberry.field(
        default=None, description="反映的人的姓名，可以不写；加密保存，到期去掉"
    )
    phone: str | None = strawberry.field(
        default=None, description="反映的人的电话，可以不写；加密保存，到期去掉"
    )
    holder: int | None = strawberry.field(
        default=None, description="交给谁，账号的编号，见 opinionLeadForm；不写为登记的人自己"
    )


@strawberry.input(description="要哪些线索")
class OpinionLeadFilter:
    """Conditions on leads."""

    state: OpinionLeadState | None = strawberry.field(default=None, description="到这一步的；不写为不论")


@strawberry.type(description="登记线索的结果")
class EnterOpinionLeadPayload:
    """What became of entering."""

    lead: OpinionLead | None = strawberry.field(description="这条线索；没有登记则空")
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经登记")


@strawberry.type(description="办一条线索的结果")
class OpinionLeadPayload:
    """What became of a step."""

    done: OpinionLead | None = strawberry.field(
        name="lead", description="这条线索，转交了的是转交以前的样子；没有办成则空"
    )
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def leads(
    info: Info,
    where: Annotated[OpinionLeadFilter | None, strawberry.argument(description="要哪些；不写为全部")] = None,
    *,
    asked: Page,
) -> Connection[OpinionLead]:
    """Those that the one who asks reads, the newest first."""
    rights, vault = _seeing(info), info.context.store.vault
    state = None if where is None or where.state is None else str(where.state.value)
    return await newest(
        info,
        asked,
        cursor.mark("opinion leads", state or "", info.context.account),
        lambda reading, part: rows.leads(reading, vault, rights, state, part),
        lambda reading: rows.count_leads(reading, rights, state),
        lambda row: told(row, rights),
    )


async def lead(info: Info, number: Number) -> OpinionLead:
    """One that the one who asks reads."""
    rights = _seeing(info)
    async with info.context.store.reading() as reading:
        return told(await rows.lead(reading, info.context.store.vault, number, rights), rights)


async def lead_form(info: Info) -> OpinionLeadForm:
    """To whom a lead may be handed, and its bounds."""
    rights, bounds = _seeing(info), of_leads()
    async with info.context.store.reading() as reading:
        found = await writers(reading, rights.committee_id)
    return OpinionLeadForm(
        ways=choices(ways()),
        holders=[writer(one) for one in found],
        longest_text=bounds.text,
        keep_days=bounds.keep,
    )


async def enter(
    info: Info,
    committee: CommitteeArgument,
    input: Annotated[OpinionLeadInput, strawberry.argument(description="写了什么")],
) -> EnterOpinionLeadPayload:
    """Enters a lead. What it says is kept in no digest: it takes no key, and the same twice is one."""
    rights = info.context.caller.signed_in().rights
    entered = Entered(
        way=input.way,
        received_on=input.received_on,
        text=input.text,
        holder=input.holder,
        point=input.contact_point,
        sender=input.sender,
        phone=input.phone,
    )

    async def work() -> LeadRow:
        info.context.caller.check_complete()
        store, who = info.context.store, info.context.actor
        return await leading.enter(store, committee, who, entered, not_classified=input.not_classified)

    done = await settled(info, work)
    return EnterOpinionLeadPayload(
        lead=None if done.done is None else told(done.done, rights), errors=done.errors
    )


async def take_up(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> Payload[OpinionLead]:
    """Takes a lead up."""
    store = info.context.store
    return await _made(info, committee, lambda who: leading.take_up(store, committee, who, number, version))


async def put_aside(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    words: Annotated[str, strawberry.argument(description=f"为什么搁置，{WORDS}")],
) -> Payload[OpinionLead]:
    """Puts a lead aside."""
    store = info.context.store
    return await _made(
        info, committee, lambda who: leading.put_aside(store, committee, who, number, version, words)
    )


async def hand_on(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    holder: Annotated[int, strawberry.argument(description="转交给谁，账号的编号，见 opinionLeadForm")],
    words: Annotated[str | None, strawberry.argument(description=f"说明，{WORDS}；可以不写")] = None,
) -> Payload[OpinionLead]:
    """Hands a lead on."""
    store = info.context.store
    return await _made(
        info, committee, lambda who: leading.hand_on(store, committee, who, number, version, holder, words)
    )


async def purge(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> Payload[OpinionLead]:
    """Takes away all that a lead says."""
    store = info.context.store
    return await _made(
        info, committee, lambda who: leading.purge_lead(store, committee, who, number, version)
    )


async def _made(
    info: Info, committee: str, work: Callable[[Actor | None], Awaitable[LeadRow]]
) -> Payload[OpinionLead]:
    vault = info.context.store.vault

    async def again(reading: AsyncConnection, number: int, rights: Rights) -> LeadRow:
        return await rows.lead(reading, vault, number, rights)

    return await stepped(info, committee, work, again, told)


def told(row: LeadRow, rights: Rights) -> OpinionLead:
    """A row as the API shows it to somebody of these rights."""
    way = choice(ways(), row.way)
    assert way is not None
    return OpinionLead(
        number=row.id,
        state=OpinionLeadState(row.state),
        version=row.version,
        way=way,
        contact_point=source(row.point),
        received_on=row.received_on,
        text=row.text,
        sender=row.sender,
        phone=row.phone,
        kept_until=row.kept_until,
        holder=OpinionSource(number=row.holder_id, name=row.holder),
        entered_at=row.entered_at,
        items=list(row.items),
        steps=[_step(one) for one in row.steps],
        available_actions=[OpinionLeadAction(one) for one in row.available(rights)],
    )


def _step(one: LeadStepRow) -> OpinionLeadStep:
    return OpinionLeadStep(
        action=OpinionLeadAction(one.action), at=one.at, by=one.by, other=one.other, words=one.words
    )


def _seeing(info: Info) -> Rights:
    info.context.caller.check_complete()
    rights = info.context.caller.signed_in().rights
    if not rights.has(Right.TAKE_LEADS):
        raise Refusal(Code.FORBIDDEN, "没有权限看线索", "actor")
    return rights
