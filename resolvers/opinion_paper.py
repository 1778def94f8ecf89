"""Papers made of opinion items (议9): for those who edit them, and those who sign them."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import argument, cursor
from resolvers.context import Info
from resolvers.field import DATABASE, answered, several
from resolvers.opinion import OpinionAuthor, author
from resolvers.opinion_form import OpinionChoice, choice, destination_of
from resolvers.opinion_parts import OpinionFile, file, parts
from resolvers.page import Connection, Page, newest
from services.opinions import paper as rows
from services.opinions.form import form
from services.opinions.opinion import OpinionRow
from services.opinions.paper import PaperRow, PaperStepRow, PaperTextRow, WantedPapers
from services.opinions.routes import routes
from services.opinions.transitions import ISSUE, SIGN
from services.rights.held import Rights


@strawberry.enum(description="编发稿到哪一步")
class OpinionPaperState(Enum):
    """How far a paper has come."""

    EDITING = strawberry.enum_value("editing", description="编辑中")
    SIGNING = strawberry.enum_value("signing", description="审签中，轮到谁见 awaits")
    SIGNED = strawberry.enum_value("signed", description="已签发")
    DROPPED = strawberry.enum_value("dropped", description="已撤销，里面的信息放回去了")


@strawberry.enum(description="对编发稿做的一步")
class OpinionPaperAction(Enum):
    """What is done about a paper."""

    BEGIN = strawberry.enum_value("begin", description="编成")
    SAVE = strawberry.enum_value("save", description="修改")
    DROP = strawberry.enum_value("drop", description="撤销")
    HAND_UP = strawberry.enum_value("hand up", description="送签")
    CALL_BACK = strawberry.enum_value("call back", description="收回来改")
    SIGN = strawberry.enum_value("sign", description="签；后面还有人要签")
    ISSUE = strawberry.enum_value("issue", description="最后一签，签发")
    SEND_BACK = strawberry.enum_value("send back", description="退回编辑")
    PURGE = strawberry.enum_value("purge", description="里面的信息涉密，清除了：读不出了")


@strawberry.type(description="编发稿的一版文字")
class OpinionPaperText:
    """A version of the edited text."""

    number: int = strawberry.field(description="第几稿，从 1 起；第 1 稿就是信息的原文")
    title: str | None = strawberry.field(description="题目；读不出了的为空，以下同")
    situation: str | None = strawberry.field(description="情况")
    causes: str | None = strawberry.field(description="原因")
    advice: str | None = strawberry.field(description="建议")
    saved_at: datetime = strawberry.field(description="何时存的")
    saved_by: str = strawberry.field(description="由谁存的")


async def _texts(root: "strawberry.Parent[OpinionPaper]", info: Info) -> list[OpinionPaperText]:
    """All versions of the text."""
    rights = info.context.caller.signed_in().rights
    async with info.context.store.reading() as reading:
        found = await rows.texts(reading, info.context.store.vault, root.number, rights)
    return [_text(one) for one in found]


@strawberry.type(description="编发稿里的一条信息，照它提交的原文")
class OpinionPaperItem:
    """An item of a paper, as it was submitted."""

    number: int = strawberry.field(description="信息的编号")
    writer: str = strawberry.field(description="提交的人")
    co_authors: list[OpinionAuthor] = several(1, "合写的人，按写的次序")
    title: str | None = strawberry.field(description="题目；读不出了的为空，以下同")
    situation: str | None = strawberry.field(description="情况")
    causes: str | None = strawberry.field(description="原因")
    advice: str | None = strawberry.field(description="建议")
    area: OpinionChoice | None = strawberry.field(description="关注重点")
    open: bool | None = strawberry.field(description="录用以后本人是否同意在系统内公开（议14）")
    submitted_at: datetime | None = strawberry.field(description="何时提交")
    files: list[OpinionFile] = several(2, "附件")


@strawberry.type(description="对编发稿办的一步")
class OpinionPaperStep:
    """A thing that was done about a paper."""

    action: OpinionPaperAction = strawberry.field(description="做了什么")
    at: datetime = strawberry.field(description="何时")
    by: str = strawberry.field(description="由谁")
    text: int = strawberry.field(description="那时是第几稿")
    post: OpinionChoice | None = strawberry.field(description="以什么职务签、退回的；编辑的为空")
    instead_of: str | None = strawberry.field(description="代谁签的；不是代签的为空")
    words: str | None = strawberry.field(description="写了什么；没有写的为空")


@strawberry.type(description="一份编发稿（议9）：由一条信息（单篇）或几条（综合）编成，依次签发")
class OpinionPaper:
    """A paper."""

    number: int = strawberry.field(description="编号")
    state: OpinionPaperState = strawberry.field(description="到哪一步")
    version: int = strawberry.field(description="第几版，从 1 起；改、办的时候照着写")
    merged: bool = strawberry.field(description="是不是综合；不是的是单篇")
    text: OpinionPaperText = strawberry.field(description="最近一稿")
    items: list[OpinionPaperItem] = several(2, "由哪些信息编成，按次序，原文照存")
    destination: OpinionChoice | None = strawberry.field(description="送到哪里；还没有选的为空")
    vehicle: OpinionChoice | None = strawberry.field(description="载体；还没有选的为空")
    unit: str | None = strawberry.field(description="主办的单位；送部门、单位的才有")
    co_units: list[str] = several(2, "协办的单位")
    asked_issue: int | None = strawberry.field(description="编辑要用的期号；签发时接着编的为空")
    year: int | None = strawberry.field(description="哪一年的；没有签发的为空，以下同")
    issue: int | None = strawberry.field(description="第几期")
    route: list[OpinionChoice] = several(2, "由担任哪些职务的人依次签；还没有选去向的没有")
    awaits: OpinionChoice | None = strawberry.field(description="轮到哪个职务签；不在审签的为空")
    mine: bool = strawberry.field(description="是不是轮到查看的人签")
    begun_at: datetime = strawberry.field(description="何时编成")
    signed_at: datetime | None = strawberry.field(description="何时签发")
    steps: list[OpinionPaperStep] = several(4, "办的每一步，按先后")
    available_actions: list[OpinionPaperAction] = several(3, "现在查看的人能办哪一步")
    texts: list[OpinionPaperText] = answered(_texts, "历次的各稿，先写的在前", cost=DATABASE, size=6)


@strawberry.input(description="要哪些编发稿；各条须同时满足")
class OpinionPaperFilter:
    """Conditions on papers."""

    state: OpinionPaperState | None = strawberry.field(default=None, description="到这一步的；不写为不论")
    destination: str | None = strawberry.field(default=None, description="去向的代码，见 opinionForm")
    vehicle: str | None = strawberry.field(default=None, description="载体的代码，见 opinionForm")
    mine: bool = strawberry.field(default=False, description="true：只要轮到本人签的")


async def papers(
    info: Info,
    where: Annotated[
        OpinionPaperFilter | None, strawberry.argument(description="要哪些编发稿；不写为全部")
    ] = None,
    *,
    asked: Page,
) -> Connection[OpinionPaper]:
    """Those that the one who asks edits, signs or has signed, the newest first."""
    info.context.caller.check_complete()
    said, vault = where or OpinionPaperFilter(), info.context.store.vault
    session = info.context.caller.signed_in()
    wanted = WantedPapers(
        state=None if said.state is None else str(said.state.value),
        destination=argument.optional_text(said.destination, "where.destination"),
        vehicle=argument.optional_text(said.vehicle, "where.vehicle"),
        mine=said.mine,
    )
    return await newest(
        info,
        asked,
        cursor.mark("opinion papers", str(wanted), session.account_id),
        lambda reading, part: rows.papers(reading, vault, wanted, session.rights, part),
        lambda reading: rows.count_papers(reading, wanted, session.rights),
        lambda row: told(row, session.rights),
    )


async def paper(
    info: Info, number: Annotated[int, strawberry.argument(description="哪一份，它的编号")]
) -> OpinionPaper:
    """One that the one who asks may read."""
    info.context.caller.check_complete()
    rights = info.context.caller.signed_in().rights
    async with info.context.store.reading() as reading:
        return told(await rows.paper(reading, info.context.store.vault, number, rights), rights)


def told(row: PaperRow, rights: Rights) -> OpinionPaper:
    """A row as the API shows it to somebody of these rights."""
    names = routes().posts
    return OpinionPaper(
        number=row.id,
        state=OpinionPaperState(row.state),
        version=row.version,
        merged=len(row.items) > 1,
        text=_text(row.text),
        items=[_item(one) for one in row.items],
        destination=None if row.destination is None else destination_of(row.destination),
        vehicle=choice(routes().vehicles, row.vehicle),
        unit=row.unit,
        co_units=list(row.co_units),
        asked_issue=row.asked_number,
        year=row.issue_year,
        issue=row.issue_number,
        route=[OpinionChoice(code=one, name=names.get(one, one)) for one in row.route],
        awaits=choice(names, row.awaits),
        mine=row.mine,
        begun_at=row.begun_at,
        signed_at=row.signed_at,
        steps=[_step(one) for one in row.steps],
        # Whether a signature is the last one nobody who signs has to know.
        available_actions=[
            OpinionPaperAction(SIGN if one == ISSUE else one) for one in row.available(rights)
        ],
    )


def _text(one: PaperTextRow) -> OpinionPaperText:
    said = one.written
    return OpinionPaperText(
        number=one.number,
        **parts(said),
        saved_at=one.saved_at,
        saved_by=one.saved_by,
    )


def _item(one: OpinionRow) -> OpinionPaperItem:
    said = one.submitted
    return OpinionPaperItem(
        number=one.id,
        writer=one.writer,
        co_authors=[author(each) for each in said.authors] if said else [],
        **parts(said),
        area=choice(form().areas, said.area if said else None),
        open=said.open if said else None,
        submitted_at=one.submitted_at,
        files=[file(each) for each in one.files],
    )


def _step(one: PaperStepRow) -> OpinionPaperStep:
    return OpinionPaperStep(
        action=OpinionPaperAction(one.action),
        at=one.at,
        by=one.by,
        text=one.text_number,
        post=choice(routes().posts, one.post),
        instead_of=one.instead_of,
        words=one.words,
    )
