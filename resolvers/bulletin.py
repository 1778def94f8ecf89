"""The bulletin of a closed year over HTTP (履13): signing it, noting to whom it was sent."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import argument
from resolvers.analysis import YearAnalysis
from resolvers.argument import YearArgument
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError, made
from resolvers.context import Info
from resolvers.field import DATABASE, answered
from services.actor import Actor
from services.bulletins import analysis, bulletin, issue, sending
from services.bulletins.analysis import AnalysisRow
from services.bulletins.bulletin import BulletinRow
from services.bulletins.sending import Form, SendingRow
from services.bulletins.wording import Address
from services.committee.committees import CommitteeRow
from services.committee.committees import committee as committee_of
from services.runs import closings


@strawberry.enum(description="通报的版式，都照 GB/T 9704—2012")
class BulletinLayout(Enum):
    """In which layout a bulletin is."""

    OFFICIAL = strawberry.enum_value("official", description="公文：红头、发文字号、主送机关、版记")
    BRIEF = strawberry.enum_value("brief", description="简报：报头、期数、报尾")


@strawberry.enum(description="通报是哪种文件")
class BulletinFile(Enum):
    """As which file a bulletin is."""

    PDF = strawberry.enum_value("pdf", description="PDF，照原样打印")
    DOCX = strawberry.enum_value("docx", description="Word 文档")
    XLSX = strawberry.enum_value("xlsx", description="工作簿：委员一览表和正文")


@strawberry.type(description="一次寄送（履13）：什么寄给了谁、哪一天；记下的不改")
class BulletinSending:
    """A sending; its values are those of a row."""

    id: int = strawberry.field(name="number", description="编号，文件在 /bulletin-sendings/ 编号")
    recipient: str = strawberry.field(description="寄给谁")
    employer: bool = strawberry.field(description="是否委员的所在单位：只写了本单位的委员")
    layout: BulletinLayout = strawberry.field(description="版式")
    ending: BulletinFile = strawberry.field(name="file", description="哪种文件")
    day: date = strawberry.field(description="哪一天寄的")
    digest: str = strawberry.field(description="全文的 SHA-256：以后写出来的与它相同才给")
    noted_at: datetime = strawberry.field(description="何时记的")
    noted_by: str = strawberry.field(description="谁记的")


async def _sendings(root: "strawberry.Parent[BulletinRow]", info: Info) -> list[SendingRow]:
    """To whom a bulletin was sent, the newest first."""
    return await info.context.load("sendings of bulletins", root.id, sending.sendings) or []


async def _analyses(root: "strawberry.Parent[BulletinRow]", info: Info) -> list[AnalysisRow]:
    """What it tells of what was said of the year."""
    async with info.context.store.reading() as connection:
        return await analysis.of_rows(connection, root.analyses)


async def _in_effect(root: "strawberry.Parent[BulletinRow]", info: Info) -> bool:
    """Whether the year is closed by its closing now."""
    async with info.context.store.reading() as connection:
        (closing,) = await closings.chosen(connection, closings.of_id(root.closing_id))
    return closing.in_effect


@strawberry.type(description="一份签发的通报：一次关账的结果，连同签发时的分析；签发的不改")
class Bulletin:
    """A signed bulletin; its values are those of a row."""

    id: int = strawberry.field(name="number", description="编号，寄送时写它")
    number: str = strawberry.field(name="documentNumber", description="发文字号，如 舟政协〔2023〕5号")
    issue: int = strawberry.field(description="简报的期数")
    signed_at: datetime = strawberry.field(description="何时签发的")
    signed_by: str = strawberry.field(description="谁签发的")
    in_effect: bool = answered(_in_effect, "这一年现在是否照它；重新打开过的不照", cost=DATABASE)
    analyses: list[YearAnalysis] = answered(_analyses, "写进去的分析，最多 100 个", cost=DATABASE, size=20)
    sendings: list[BulletinSending] = answered(
        _sendings, "寄给了谁，新的在前，最多 500 次", cost=DATABASE, size=50
    )


@strawberry.type(description="预览：一份通报、或还没有签发的稿子有几页；每页是 /bulletins/年/版式-页.png")
class BulletinPreview:
    """How many sheets a bulletin or its draft has."""

    sheets: int = strawberry.field(description="几页")
    signed: bool = strawberry.field(description="是否已经签发")


@strawberry.type(description="签发的结果")
class SignBulletinPayload:
    """What became of signing."""

    done: Bulletin | None = strawberry.field(name="bulletin", description="签发的通报；没有签发则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.type(description="记寄送的结果")
class SendBulletinPayload:
    """What became of noting a sending."""

    done: BulletinSending | None = strawberry.field(name="sending", description="这次寄送；没有记下则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def bulletins(
    root: strawberry.Parent[CommitteeRow], info: Info, year: YearArgument
) -> Sequence[BulletinRow]:
    """The bulletins of a year, the newest first."""
    async with info.context.store.reading() as connection:
        return await bulletin.bulletins(connection, root.id, argument.year(year))


async def preview(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: YearArgument,
    layout: Annotated[BulletinLayout, strawberry.argument(description="哪种版式")],
) -> BulletinPreview:
    """How many sheets there are to look at; raises `Refusal` where the year is not closed."""
    context, session = info.context, info.context.caller.signed_in()
    of_year, said = argument.year(year), str(layout.value)
    told = await sending.copy_of_year(context.store, context.boards, session, of_year, said, look=True)
    return BulletinPreview(sheets=len(await issue.shown(told.page)), signed=told.content.signed is not None)


async def sign(
    info: Info,
    committee: CommitteeArgument,
    year: YearArgument,
    document_number: Annotated[str, strawberry.argument(description="发文字号，如 舟政协〔2023〕5号")],
    issue: Annotated[int, strawberry.argument(description="简报的期数，1 到 9,999")],
) -> Payload[BulletinRow]:
    """Signs a closed year."""
    store = info.context.store

    async def work(actor: Actor | None) -> BulletinRow:
        return await bulletin.sign(store, committee, actor, argument.year(year), document_number, issue)

    async def again(row: int) -> BulletinRow:
        async with store.reading() as connection:
            return await bulletin.bulletin(connection, (await committee_of(connection, committee)).id, row)

    return await made(info, work, again)


async def send(
    info: Info,
    committee: CommitteeArgument,
    number: Annotated[int, strawberry.argument(description="哪份通报，编号见 bulletins")],
    recipient: Annotated[
        str, strawberry.argument(description="寄给谁，如 中共舟山市委组织部；所在单位照名册写")
    ],
    layout: Annotated[BulletinLayout, strawberry.argument(description="版式")],
    file: Annotated[BulletinFile, strawberry.argument(description="哪种文件")],
    day: Annotated[date, strawberry.argument(description="哪一天寄的，从签发那天到今天")],
    employer: Annotated[
        bool, strawberry.argument(description="是否委员的所在单位：是的只写本单位的委员")
    ] = False,
) -> Payload[SendingRow]:
    """Notes to whom a bulletin is sent."""
    context = info.context

    async def work(actor: Actor | None) -> SendingRow:
        form, to = Form(str(layout.value), str(file.value)), Address(recipient, employer)
        return await sending.send(context.store, context.boards, committee, actor, number, to, form, day)

    async def again(row: int) -> SendingRow:
        async with context.store.reading() as connection:
            return await sending.sending(connection, (await committee_of(connection, committee)).id, row)

    return await made(info, work, again)
