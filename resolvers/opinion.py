"""Opinion items (千岛议家): written by members and information officers, given their first review by the
Office. Who did what is told by side, not by name.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers import cursor, global_id
from resolvers.context import Info
from resolvers.field import DATABASE, SEARCH, answered, several
from resolvers.opinion_form import OpinionChoice, OpinionUrgency, choice, destination_of
from resolvers.opinion_handling import HANDLED, OpinionHandling, handled, handling_of_item
from resolvers.opinion_likeness import SimilarOpinion, similar
from resolvers.opinion_outcome import OpinionOutcome, outcomes
from resolvers.opinion_parts import OpinionFile, OpinionSource, file, parts, source
from resolvers.opinion_rating import RATED, OpinionRating, rated, rating_of_item
from resolvers.page import Connection, Page, newest
from services.opinions import opinion as rows
from services.opinions.available import available
from services.opinions.form import CoAuthor, Written, form, warnings
from services.opinions.issued import IssuedRow, issued_of
from services.opinions.opinion import OpinionRow, StepRow
from services.opinions.published import published_of
from services.opinions.publishing import withholdings
from services.opinions.purging import purges
from services.opinions.routes import routes
from services.opinions.search import found_by_author, searched
from services.opinions.transitions import ITEMS, PURGE, WITHHOLD
from services.rights.held import Rights
from services.rights.role import Right

SEARCHED = "题目、情况、原因、建议里的字词，空格隔开的每个词都要有；一个字也能找；不写为不论"
Searched = Annotated[str | None, strawberry.argument(description=SEARCHED)]
# What an item and its type have alike.
_REASONS: dict[str, Callable[[], Mapping[str, str]]] = {PURGE: purges, WITHHOLD: withholdings}
_OF_OFFICE = {one.action for one in ITEMS.steps if one.right is not Right.WRITE_OPINIONS}


@strawberry.enum(description="信息到哪一步")
class OpinionState(Enum):
    """How far an item has come."""

    DRAFT = strawberry.enum_value("draft", description="草稿，只有本人看得到")
    SUBMITTED = strawberry.enum_value("submitted", description="已提交，等办公室初审")
    RETURNED = strawberry.enum_value("returned", description="已退回，照理由改好可以再提交")
    ACCEPTED = strawberry.enum_value("accepted", description="初审通过")
    EDITED = strawberry.enum_value("edited", description="编进了编发稿，正在编辑、审签")
    SIGNED = strawberry.enum_value("signed", description="已签发，见 issued")
    KEPT = strawberry.enum_value("kept", description="留存备查，这次没有采用")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="本人撤回了")
    PURGED = strawberry.enum_value("purged", description="发现涉密，清除了：内容、附件都没有了")


@strawberry.enum(description="对信息做的一步")
class OpinionAction(Enum):
    """What is done about an item."""

    SAVE = strawberry.enum_value("save", description="保存")
    SUBMIT = strawberry.enum_value("submit", description="提交")
    WITHDRAW = strawberry.enum_value("withdraw", description="撤回")
    ACCEPT = strawberry.enum_value("accept", description="初审通过")
    KEEP_ON_FILE = strawberry.enum_value("keep on file", description="留存备查")
    RETURN = strawberry.enum_value("return", description="退回")
    TAKE_UP = strawberry.enum_value("take up", description="编进一份编发稿（beginOpinionPaper）")
    LET_GO = strawberry.enum_value("let go", description="从编发稿里放回，等重新编")
    ISSUE = strawberry.enum_value("issue", description="编发稿签发了")
    HEAR = strawberry.enum_value("hear", description="承办单位的答复通过了，见 handling")
    RATE = strawberry.enum_value("rate", description="评价答复，见 rating（rateOpinion）")
    COUNT = strawberry.enum_value("count", description="计入作者的履职（countOpinion）")
    NOTE_OUTCOME = strawberry.enum_value("note outcome", description="记一次采用、批示")
    TAKE_BACK_OUTCOME = strawberry.enum_value("take back outcome", description="收回记错的采用、批示")
    WITHHOLD = strawberry.enum_value("withhold", description="不公开（withholdOpinion）")
    PUT_BACK = strawberry.enum_value("put back", description="恢复公开（putBackOpinion）")
    AGREE = strawberry.enum_value("agree", description="同意公开（agreeToPublish）")
    DISAGREE = strawberry.enum_value("disagree", description="不同意公开（agreeToPublish）")
    PURGE = strawberry.enum_value("purge", description="清除涉密的")


@strawberry.type(description="一条信息编发出来的样子：签发了的才有")
class OpinionIssued:
    """What was issued of an item."""

    title: str | None = strawberry.field(description="编发的题目；读不出了的为空，以下同")
    situation: str | None = strawberry.field(description="编发的情况")
    causes: str | None = strawberry.field(description="编发的原因")
    advice: str | None = strawberry.field(description="编发的建议")
    merged: bool = strawberry.field(description="是不是几条合成一份的（综合）；不是的是单篇")
    destination: OpinionChoice = strawberry.field(description="送到哪里")
    vehicle: OpinionChoice = strawberry.field(description="载体，如 专报")
    year: int = strawberry.field(description="哪一年的")
    issue: int = strawberry.field(description="第几期")
    signed_at: datetime = strawberry.field(description="何时签发")


async def _issued(root: "strawberry.Parent[Opinion]", info: Info) -> OpinionIssued | None:
    """What was issued of an item; None before."""
    if root.state is not OpinionState.SIGNED:
        return None
    async with info.context.store.reading() as reading:
        found = await issued_of(reading, info.context.store.vault, root.number)
    return None if found is None else issued(found)


async def _handling(root: "strawberry.Parent[Opinion]", info: Info) -> OpinionHandling | None:
    """How it is handled; None before it is signed, and where it went to no unit."""
    if root.state is not OpinionState.SIGNED:
        return None
    found = await handling_of_item(info, root.number, root.rights)
    return None if found is None else handled(found)


async def _rating(root: "strawberry.Parent[Opinion]", info: Info) -> OpinionRating | None:
    """How it is rated; None before it was answered."""
    if root.state is not OpinionState.SIGNED:
        return None
    found = await rating_of_item(info, root.number)
    return None if found is None else rated(found, root.rights.account_id)


async def _published(root: "strawberry.Parent[Opinion]", info: Info) -> int | None:
    """In which paper it is published; all of a page are read together."""

    async def read(reading: AsyncConnection, numbers: list[int]) -> dict[int, int]:
        return await published_of(reading, numbers)

    return await info.context.load("published of an item", root.number, read)


@strawberry.type(description="合写的人")
class OpinionAuthor:
    """Somebody who wrote an item, too."""

    name: str = strawberry.field(description="姓名")
    number: str | None = strawberry.field(description="委员编号；不是委员的为空")


@strawberry.type(description="提交以后办的一步")
class OpinionStep:
    """A thing that was done."""

    action: OpinionAction = strawberry.field(description="做了什么")
    at: datetime = strawberry.field(description="何时")
    by: str = strawberry.field(description="由谁：作者，或办公室")
    reason: OpinionChoice | None = strawberry.field(description="退回、清除的理由")
    words: str | None = strawberry.field(description="写了什么；没有写的为空")


@strawberry.type(description="一条社情民意信息（千岛议家）：本人看到正在写的，别人看到最近提交的")
class Opinion:
    """An opinion item."""

    number: int = strawberry.field(description="编号")
    state: OpinionState = strawberry.field(description="到哪一步")
    version: int = strawberry.field(description="第几版，从 1 起；改、办的时候照着写")
    draft: bool = strawberry.field(description="是不是写着还没有提交的")
    own: bool = strawberry.field(description="是不是本人提交的；合写的不是")
    writer: str = strawberry.field(description="提交的人")
    title: str | None = strawberry.field(description="题目")
    situation: str | None = strawberry.field(description="情况；读不出了的为空，以下同")
    causes: str | None = strawberry.field(description="原因")
    advice: str | None = strawberry.field(description="建议")
    characters: int = strawberry.field(description="情况、原因、建议合计多少字，不算空白")
    warnings: list[str] = several(1, "可以更好的地方，不妨碍提交")
    area: OpinionChoice | None = strawberry.field(description="关注重点；还没有选的为空")
    urgency: OpinionUrgency | None = strawberry.field(description="缓急")
    source: OpinionChoice | None = strawberry.field(description="来源")
    open: bool | None = strawberry.field(description="录用以后本人是否同意在系统内公开（议14）")
    follows: int | None = strawberry.field(description="接着本人以前的哪一条，它的编号")
    call: OpinionSource | None = strawberry.field(description="为哪次约稿写的（议7）；不是约稿的为空")
    contact_point: OpinionSource | None = strawberry.field(
        description="在哪个社情民意信息联系点收集的（议7）；不是的为空"
    )
    lead: int | None = strawberry.field(description="写的是哪条线索，它的编号；不是的为空")
    late: bool = strawberry.field(description="是不是过了约稿的截止日才提交（没有提交的，照今天看）")
    co_authors: list[OpinionAuthor] = several(1, "合写的人，按写的次序")
    saved_at: datetime = strawberry.field(description="何时写成这样")
    submitted_at: datetime | None = strawberry.field(description="最近何时提交；没有提交过的为空")
    due: date | None = strawberry.field(
        description="最迟哪一天初审；没有提交过、那一年的放假安排还不知道的为空"
    )
    overdue: bool = strawberry.field(description="是否过了期限还没有初审")
    steps: list[OpinionStep] = several(4, "提交以后办的每一步，按先后")
    files: list[OpinionFile] = several(2, "附件")
    available_actions: list[OpinionAction] = several(3, "现在查看的人能办哪一步")
    issued: OpinionIssued | None = answered(
        _issued, "编发出来的样子：签发了的才有，作者也看得到", cost=DATABASE
    )
    handling: OpinionHandling | None = answered(
        _handling,
        "由哪个单位办、最迟哪一天答复、办到哪一步（议10）：转给单位的才有",
        cost=HANDLED,
        shared=2 * DATABASE,
    )
    rating: OpinionRating | None = answered(
        _rating,
        "提交的人怎样评价答复（议12）：办公室审核通过了答复的才有；承办单位看不到",
        cost=RATED,
        shared=2 * DATABASE,
    )
    withheld_at: datetime | None = strawberry.field(description="办公室何时定的不公开；没有的为空")
    published: int | None = answered(
        _published,
        "在哪一份公开的编发稿里（议14），见 publishedPaper；没有公开的为空",
        cost=RATED,
        shared=2 * DATABASE,
    )
    outcomes: list[OpinionOutcome] = answered(
        outcomes, "采用、批示（议11），按记的先后；收回了的也列出", cost=DATABASE
    )
    record: strawberry.ID | None = strawberry.field(
        description="计入履职的那条记录的 id（议13）；没有计入的为空"
    )
    similar: list[SimilarOpinion] = answered(
        similar, "相近的信息，最相近的在前：作者看得到自己写的、合写的，办公室看得到提交了的", cost=SEARCH
    )
    row: strawberry.Private[OpinionRow]
    rights: strawberry.Private[Rights]


def told(row: OpinionRow, rights: Rights) -> Opinion:
    """A row as the API shows it to somebody of these rights."""
    said = row.written
    return Opinion(
        number=row.id,
        state=OpinionState(row.state),
        version=row.version,
        draft=row.draft,
        own=row.own,
        writer=row.writer,
        **parts(said),
        open=None if said is None else said.open,
        follows=None if said is None else said.follows,
        call=source(row.source.call),
        contact_point=source(row.source.point),
        lead=None if said is None else said.lead,
        late=row.source.late,
        characters=said.characters if said else 0,
        warnings=warnings(said) if said else [],
        area=choice(form().areas, said.area if said else None),
        urgency=_urgency(said),
        source=choice(form().sources, said.source if said else None),
        co_authors=[author(one) for one in said.authors] if said else [],
        saved_at=row.saved_at,
        submitted_at=row.submitted_at,
        due=row.due,
        overdue=row.overdue,
        steps=[_step(one) for one in row.steps],
        files=[file(one) for one in row.files],
        available_actions=[OpinionAction(one) for one in available(row, rights)],
        withheld_at=row.withheld_at,
        record=None if row.record_id is None else global_id.encode("Record", row.record_id),
        row=row,
        rights=rights,
    )


async def own(info: Info, search: Searched = None, *, asked: Page) -> Connection[Opinion]:
    """What the one who asks has written, alone or with others, the newest first."""
    info.context.caller.check_complete()
    session, store, texts = info.context.caller.signed_in(), info.context.store, info.context.texts
    rights, vault, words = session.rights, store.vault, searched(search, "search")
    numbers = await found_by_author(texts, store, session.committee_id, rights, words)
    return await newest(
        info,
        asked,
        cursor.mark("own opinions", session.account_id, words),
        lambda reading, part: rows.own(reading, vault, rights, part, numbers),
        lambda reading: rows.count_own(reading, rights, numbers),
        lambda row: told(row, rights),
    )


async def opinion(
    info: Info, number: Annotated[int, strawberry.argument(description="哪一条，它的编号")]
) -> Opinion:
    """One that the one who asks may read."""
    info.context.caller.check_complete()
    session = info.context.caller.signed_in()
    async with info.context.store.reading() as reading:
        row = await rows.opinion(
            reading, info.context.store.vault, session.committee_id, number, session.rights
        )
    return told(row, session.rights)


def _urgency(said: Written | None) -> OpinionUrgency | None:
    found = None if said is None else form().urgencies.get(said.urgency)
    if said is None or found is None:
        return None
    return OpinionUrgency(code=said.urgency, name=found.name, days=found.days)


def issued(found: IssuedRow) -> OpinionIssued:
    """What was issued, as the API shows it."""
    said, vehicle = found.written, found.vehicle
    return OpinionIssued(
        **parts(said),
        merged=found.merged,
        destination=destination_of(found.destination),
        vehicle=OpinionChoice(code=vehicle, name=routes().vehicles.get(vehicle, vehicle)),
        year=found.year,
        issue=found.issue,
        signed_at=found.signed_at,
    )


def author(one: CoAuthor) -> OpinionAuthor:
    """A co-author as the API shows them."""
    return OpinionAuthor(name=one.name, number=one.number)


def _step(one: StepRow) -> OpinionStep:
    return OpinionStep(
        action=OpinionAction(one.action),
        at=one.at,
        by="办公室" if one.action in _OF_OFFICE else "作者",
        reason=choice(_REASONS.get(one.action, lambda: form().reasons)(), one.reason),
        words=one.words,
    )
