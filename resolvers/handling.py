"""What becomes of a paper in the hands of units (议10): for units, what is their own; for the Office, all."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers import argument, cursor
from resolvers.context import Info
from resolvers.field import DATABASE, answered, several
from resolvers.opinion_form import OpinionChoice, choice, choices
from resolvers.opinion_parts import OpinionFile, file, parts
from resolvers.opinion_rating import RATED, OpinionRatingValue, value
from resolvers.page import Connection, Page, newest
from services.opinions import handling as rows
from services.opinions.handling import AnswerRow, HandlingRow, HandlingStepRow, UnitRow, WantedHandlings
from services.opinions.handling_terms import terms
from services.opinions.rating import FINAL, RatingRow, ratings_of_handlings
from services.opinions.rating_form import rating_form
from services.opinions.routes import routes
from services.opinions.transitions import REOPEN
from services.refusal import Code, Refusal
from services.rights.handling import known_units
from services.rights.held import Rights
from services.rights.role import Right

# Whoever names a unit: who edits a paper, who says whose it is, who decides that.
NAMING = (Right.EDIT_OPINIONS, Right.HANDLE_OPINIONS, Right.CHECK_HANDLING)


@strawberry.enum(description="转办到哪一步")
class HandlingState(Enum):
    """How far it has come."""

    SENT = strawberry.enum_value("sent", description="转出了，等主办单位签收")
    RECEIVED = strawberry.enum_value("received", description="签收了，等主办单位承办，或提出退办")
    ACCEPTED = strawberry.enum_value("accepted", description="办理中")
    EXTENDING = strawberry.enum_value("extending", description="办理中，申请了延期，等办公室定")
    PAUSED = strawberry.enum_value("paused", description="办公室暂停了，期限不走")
    RETURNED = strawberry.enum_value("returned", description="提出了退办，等办公室定")
    ANSWERED = strawberry.enum_value("answered", description="答复了，等办公室审核")
    CLOSED = strawberry.enum_value("closed", description="答复审核通过，已办结")
    DROPPED = strawberry.enum_value("dropped", description="里面的信息涉密，清除了，不再办")


@strawberry.enum(description="对转办做的一步")
class HandlingAction(Enum):
    """What is done about it."""

    SEND = strawberry.enum_value("send", description="签发时转给主办、协办单位")
    RECEIVE = strawberry.enum_value("receive", description="主办单位签收")
    CO_RECEIVE = strawberry.enum_value("co-receive", description="协办单位签收")
    ACCEPT = strawberry.enum_value("accept", description="主办单位承办")
    RETURN = strawberry.enum_value("return", description="主办单位提出退办")
    UPHOLD = strawberry.enum_value("uphold", description="办公室维持，由原单位办")
    REASSIGN = strawberry.enum_value("reassign", description="办公室改派别的单位，期限从头算")
    ASK_EXTENSION = strawberry.enum_value("ask extension", description="主办单位申请延期")
    GRANT_EXTENSION = strawberry.enum_value("grant extension", description="办公室同意延期")
    REFUSE_EXTENSION = strawberry.enum_value("refuse extension", description="办公室不同意延期")
    PAUSE = strawberry.enum_value("pause", description="办公室暂停")
    RESUME = strawberry.enum_value("resume", description="办公室恢复")
    ANSWER = strawberry.enum_value("answer", description="主办单位书面答复")
    PASS = strawberry.enum_value("pass", description="办公室审核通过")
    REDO = strawberry.enum_value("redo", description="办公室把答复退回重办")
    REOPEN = strawberry.enum_value("reopen", description="作者不满意，再办一次（议12）")
    CONTACT = strawberry.enum_value("contact", description="主办单位记下与作者的联系")
    REPORT_CONTACT = strawberry.enum_value("report contact", description="办公室记下单位与作者的联系")
    PURGE = strawberry.enum_value("purge", description="里面的信息涉密，清除了")


@strawberry.type(description="办理的一个单位")
class HandlingUnit:
    """A unit."""

    name: str = strawberry.field(description="单位的名称")
    lead: bool = strawberry.field(description="是不是主办；不是的是协办")
    received_at: datetime | None = strawberry.field(description="何时签收；还没有的为空")


@strawberry.type(description="一次书面答复")
class HandlingAnswer:
    """An answer."""

    number: int = strawberry.field(description="第几次，从 1 起")
    answered_at: datetime = strawberry.field(description="何时答复")
    text: str | None = strawberry.field(description="答复的全文；读不出了的为空")
    files: list[OpinionFile] = several(2, "附件")


@strawberry.type(description="对转办办的一步")
class HandlingStep:
    """A thing that was done."""

    action: HandlingAction = strawberry.field(description="做了什么")
    at: datetime = strawberry.field(description="何时")
    by: str = strawberry.field(description="由谁：单位的名称，或办公室")
    other: str | None = strawberry.field(description="转给、改派、应当由哪个单位办；没有写到的为空")
    days: int | None = strawberry.field(description="申请、同意延期几个工作日；不是延期的为空")
    answer: int = strawberry.field(description="那时是第几次答复，0 是还没有")
    words: str | None = strawberry.field(description="写了什么；没有写的为空")
    day: date | None = strawberry.field(description="哪一天与作者联系的；不是联系的为空，以下同")
    how: OpinionChoice | None = strawberry.field(description="怎样联系的")


async def _ratings(root: "strawberry.Parent[Handling]", info: Info) -> list[OpinionRatingValue]:
    """How its items were rated, once that is final; all of a page are read together."""

    async def read(reading: AsyncConnection, numbers: list[int]) -> dict[int, list[RatingRow]]:
        return await ratings_of_handlings(reading, numbers)

    found = await info.context.load("ratings of what is handled", root.number, read)
    return [told for one in found or () if one.state == FINAL if (told := value(one.counted)) is not None]


@strawberry.type(description="一份签发了的编发稿转给单位办理（议10）")
class Handling:
    """A paper in the hands of its units."""

    number: int = strawberry.field(description="编号")
    state: HandlingState = strawberry.field(description="到哪一步")
    version: int = strawberry.field(description="第几版，从 1 起；办的时候照着写")
    title: str | None = strawberry.field(description="编发的题目；读不出了的为空，以下同")
    situation: str | None = strawberry.field(description="编发的情况")
    causes: str | None = strawberry.field(description="编发的原因")
    advice: str | None = strawberry.field(description="编发的建议")
    vehicle: OpinionChoice = strawberry.field(description="载体，如 转送")
    year: int | None = strawberry.field(description="哪一年的；清除了的为空，以下同")
    issue: int | None = strawberry.field(description="第几期")
    units: list[HandlingUnit] = several(3, "办理的单位，主办在前")
    begun_at: datetime = strawberry.field(description="何时转给现在的主办单位；期限从这天起算")
    extended_days: int = strawberry.field(description="一共延期几个工作日")
    asked_days: int | None = strawberry.field(description="正在申请延期几个工作日；没有申请的为空")
    due: date | None = strawberry.field(
        description="最迟哪一天答复；暂停着的、那一年的放假安排还不知道的为空"
    )
    days_left: int | None = strawberry.field(
        description="离最迟那一天还有几个工作日，0 是就在当天，负的是过了几个；没有期限的为空"
    )
    overdue: bool = strawberry.field(description="是否过了期限还没有答复")
    return_by: date | None = strawberry.field(description="最迟哪一天可以提出退办；不知道的为空")
    leads: bool = strawberry.field(description="查看的人是不是主办单位的")
    answers: list[HandlingAnswer] = several(1, "历次的书面答复，先写的在前")
    steps: list[HandlingStep] = several(6, "办的每一步，按先后；单位看到转给它以后的")
    ratings: list[OpinionRatingValue] = answered(
        _ratings,
        "作者的评价（议12），一条信息一个；定下以前没有：单位看不到",
        cost=RATED,
        shared=2 * DATABASE,
        size=2,
    )
    available_actions: list[HandlingAction] = several(3, "现在查看的人能办哪一步")


@strawberry.type(description="转办的信息怎样办：期限，办理的单位")
class HandlingForm:
    """How papers are handled."""

    days: int = strawberry.field(description="几个工作日内答复（议10）")
    return_days: int = strawberry.field(description="几个工作日内可以提出退办")
    extension_days: int = strawberry.field(description="一次延期最多几个工作日")
    redo_days: int = strawberry.field(description="答复退回重办的，至少还有几个工作日")
    reopen_days: int = strawberry.field(description="作者不满意、再办的，几个工作日内再答复")
    most: int = strawberry.field(description="答复最多几个字")
    most_files: int = strawberry.field(description="答复最多附几个文件")
    contacts: list[OpinionChoice] = several(4, "怎样与作者联系的选项")
    units: list[str] = several(20, "登记了的承办单位：今天有账号担任的")


@strawberry.input(description="要哪些转办；各条须同时满足")
class HandlingFilter:
    """Conditions."""

    state: HandlingState | None = strawberry.field(default=None, description="到这一步的；不写为不论")
    unit: str | None = strawberry.field(default=None, description="由这个单位主办、协办的；不写为不论")
    open: bool | None = strawberry.field(
        default=None, description="true：没有办结的；false：办结、不再办的；不写为不论"
    )
    overdue: bool | None = strawberry.field(
        default=None, description="true：过了期限还没有答复的；false：没有过期的；不写为不论"
    )


async def handlings(
    info: Info,
    where: Annotated[HandlingFilter | None, strawberry.argument(description="要哪些；不写为全部")] = None,
    *,
    asked: Page,
) -> Connection[Handling]:
    """What the one who asks handles, or checks, the newest first."""
    rights, vault = _seeing(info), info.context.store.vault
    said = where or HandlingFilter()
    wanted = WantedHandlings(
        state=None if said.state is None else str(said.state.value),
        unit=argument.optional_text(said.unit, "where.unit"),
        open=said.open,
        overdue=said.overdue,
    )
    return await newest(
        info,
        asked,
        cursor.mark("handlings", str(wanted), info.context.account),
        lambda reading, part: rows.handlings(reading, vault, wanted, rights, part),
        lambda reading: rows.count_handlings(reading, wanted, rights),
        lambda row: told(row, rights),
    )


async def handling(
    info: Info, number: Annotated[int, strawberry.argument(description="哪一件，它的编号")]
) -> Handling:
    """One that the one who asks may read."""
    rights = _seeing(info)
    async with info.context.store.reading() as reading:
        return told(await rows.handling(reading, info.context.store.vault, number, rights), rights)


async def handling_form(info: Info) -> HandlingForm:
    """The terms, and the units that there are."""
    info.context.caller.check_complete()
    session = info.context.caller.signed_in()
    if not any(session.rights.has(one) for one in NAMING):
        raise Refusal(Code.FORBIDDEN, "没有权限看办理的单位", "actor")
    async with info.context.store.reading() as reading:
        units = await known_units(reading, session.committee_id)
    found = terms()
    return HandlingForm(
        days=found.days,
        return_days=found.return_days,
        extension_days=found.extension_days,
        redo_days=found.redo_days,
        reopen_days=found.reopen_days,
        most=found.most,
        most_files=found.most_files,
        contacts=choices(rating_form().contacts),
        units=units,
    )


def told(row: HandlingRow, rights: Rights) -> Handling:
    """A row as the API shows it to somebody of these rights."""
    vehicle = choice(routes().vehicles, row.vehicle)
    assert vehicle is not None
    return Handling(
        number=row.id,
        state=HandlingState(row.state),
        version=row.version,
        **parts(row.written),
        vehicle=vehicle,
        year=row.year,
        issue=row.issue,
        units=[unit(one) for one in row.units],
        begun_at=row.begun_at,
        extended_days=row.extended_days,
        asked_days=row.asked_days,
        due=row.due,
        days_left=row.left,
        overdue=row.overdue,
        return_by=row.return_by,
        leads=row.lead in row.acting,
        answers=[answer(one) for one in row.answers],
        steps=[step(one) for one in row.steps_for(rights)],
        available_actions=[HandlingAction(one) for one in row.available(rights)],
    )


def unit(one: UnitRow) -> HandlingUnit:
    """A unit as the API shows it."""
    return HandlingUnit(name=one.unit, lead=one.lead, received_at=one.received_at)


def answer(one: AnswerRow) -> HandlingAnswer:
    """An answer as the API shows it."""
    files = [file(each) for each in one.files]
    return HandlingAnswer(number=one.number, answered_at=one.answered_at, text=one.text, files=files)


def step(one: HandlingStepRow) -> HandlingStep:
    """A step as the API shows it: by the unit, or the Office, not by name."""
    return HandlingStep(
        action=HandlingAction(one.action),
        at=one.at,
        by=by_whom(one),
        other=one.other,
        days=one.days,
        answer=one.answer_number,
        words=one.words,
        day=one.day,
        how=choice(rating_form().contacts, one.how),
    )


def by_whom(one: HandlingStepRow) -> str:
    """Who took a step: the unit, the author, or the Office, not by name."""
    return one.unit or ("作者" if one.action == REOPEN else "办公室")


def _seeing(info: Info) -> Rights:
    info.context.caller.check_complete()
    return info.context.caller.signed_in().rights
