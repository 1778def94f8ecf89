"""Opinion items (千岛议家): written by members and information officers, given their first review by the
Office. Who did what is told by side, not by name.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any

import strawberry

from resolvers import argument, cursor, global_id
from resolvers.context import Info
from resolvers.field import SEARCH, answered, several
from resolvers.opinion_likeness import SimilarOpinion, similar
from resolvers.page import Connection, Page, newest
from services.actor import known
from services.committee.committees import CommitteeRow
from services.opinions import opinion as rows
from services.opinions.form import CoAuthor, Written, form, warnings
from services.opinions.opinion import OpinionRow, StepRow, Wanted
from services.opinions.purging import purges
from services.opinions.search import found_by_author, found_by_office, searched
from services.opinions.transitions import PURGE, steps
from services.rights.held import Rights, permitted
from services.rights.role import Right
from services.uploads.upload import UploadRow

UPLOAD = "Upload"
SEARCHED = "题目、情况、原因、建议里的字词，空格隔开的每个词都要有；一个字也能找；不写为不论"
Searched = Annotated[str | None, strawberry.argument(description=SEARCHED)]
# What an item and its type have alike.
_WRITTEN = ("title", "situation", "causes", "advice", "open", "follows")
_OF_OFFICE = {one.action for one in steps() if one.right is not Right.WRITE_OPINIONS}


@strawberry.enum(description="信息到哪一步")
class OpinionState(Enum):
    """How far an item has come."""

    DRAFT = strawberry.enum_value("draft", description="草稿，只有本人看得到")
    SUBMITTED = strawberry.enum_value("submitted", description="已提交，等办公室初审")
    RETURNED = strawberry.enum_value("returned", description="已退回，照理由改好可以再提交")
    ACCEPTED = strawberry.enum_value("accepted", description="初审通过")
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
    PURGE = strawberry.enum_value("purge", description="清除涉密的")


@strawberry.type(description="一个选项")
class OpinionChoice:
    """A choice of the form."""

    code: str = strawberry.field(description="代码，填写时写它")
    name: str = strawberry.field(description="名称")


@strawberry.type(description="缓急的一级")
class OpinionUrgency:
    """A class of urgency."""

    code: str = strawberry.field(description="代码，填写时写它")
    name: str = strawberry.field(description="名称，如 特急")
    days: int = strawberry.field(description="提交以后几个工作日内初审；0 是当天")


@strawberry.type(description="信息怎样写：选项和字数")
class OpinionForm:
    """The form."""

    areas: list[OpinionChoice] = several(6, "关注重点（议4）")
    urgencies: list[OpinionUrgency] = several(3, "缓急")
    sources: list[OpinionChoice] = several(4, "来源")
    reasons: list[OpinionChoice] = several(9, "退回的理由")
    purges: list[OpinionChoice] = several(3, "清除的理由")
    longest_title: int = strawberry.field(description="题目最多几个字")
    advised: int = strawberry.field(description="情况、原因、建议合计超过几个字提醒")
    most: int = strawberry.field(description="合计最多几个字")
    most_authors: int = strawberry.field(description="最多几名合写的人")
    most_files: int = strawberry.field(description="最多几个附件")


@strawberry.type(description="合写的人")
class OpinionAuthor:
    """Somebody who wrote an item, too."""

    name: str = strawberry.field(description="姓名")
    number: str | None = strawberry.field(description="委员编号；不是委员的为空")


@strawberry.type(description="信息的一个附件；取内容用 GET /uploads/ 加 id")
class OpinionFile:
    """An attachment."""

    id: strawberry.ID = strawberry.field(description="id，不透明，请原样使用")
    name: str = strawberry.field(description="文件名")
    media_type: str = strawberry.field(description="按内容认出的类型")
    bytes: int = strawberry.field(description="多少字节")


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
    similar: list[SimilarOpinion] = answered(
        similar, "相近的信息，最相近的在前：作者看得到自己写的、合写的，办公室看得到提交了的", cost=SEARCH
    )
    row: strawberry.Private[OpinionRow]
    rights: strawberry.Private[Rights]


@strawberry.input(description="要哪些信息；各条须同时满足")
class OpinionFilter:
    """Conditions on items."""

    state: OpinionState | None = strawberry.field(default=None, description="到这一步的；不写为不论")
    area: str | None = strawberry.field(default=None, description="关注重点的代码，见 opinionForm")
    urgency: str | None = strawberry.field(default=None, description="缓急的代码，见 opinionForm")
    overdue: bool | None = strawberry.field(
        default=None, description="true：过了期限还没有初审的；false：没有过期的；不写为不论"
    )
    search: str | None = strawberry.field(default=None, description=SEARCHED)


def told(row: OpinionRow, rights: Rights) -> Opinion:
    """A row as the API shows it to somebody of these rights."""
    said = row.written
    parts: dict[str, Any] = {name: None if said is None else getattr(said, name) for name in _WRITTEN}
    return Opinion(
        number=row.id,
        state=OpinionState(row.state),
        version=row.version,
        draft=row.draft,
        own=row.own,
        writer=row.writer,
        **parts,
        characters=said.characters if said else 0,
        warnings=warnings(said) if said else [],
        area=_choice(form().areas, said.area if said else None),
        urgency=_urgency(said),
        source=_choice(form().sources, said.source if said else None),
        co_authors=[_author(one) for one in said.authors] if said else [],
        saved_at=row.saved_at,
        submitted_at=row.submitted_at,
        due=row.due,
        overdue=row.overdue,
        steps=[_step(one) for one in row.steps],
        files=[_file(one) for one in row.files],
        available_actions=[OpinionAction(one) for one in rows.available(row, rights)],
        row=row,
        rights=rights,
    )


def opinion_form(info: Info) -> OpinionForm:
    """How an item is written; the same for all committees."""
    info.context.caller.check_complete()
    found = form()
    return OpinionForm(
        areas=_choices(found.areas),
        urgencies=[
            OpinionUrgency(code=code, name=one.name, days=one.days) for code, one in found.urgencies.items()
        ],
        sources=_choices(found.sources),
        reasons=_choices(found.reasons),
        purges=_choices(purges()),
        longest_title=found.longest_title,
        advised=found.advised,
        most=found.most,
        most_authors=found.most_authors,
        most_files=found.most_files,
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


async def inbox(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    where: Annotated[OpinionFilter | None, strawberry.argument(description="要哪些信息；不写为全部")] = None,
    *,
    asked: Page,
) -> Connection[Opinion]:
    """What was submitted, for whoever reviews, the newest first."""
    said, vault = where or OpinionFilter(), info.context.store.vault
    rights = await reviewing(info, root.id)
    words = searched(said.search, "where.search")
    wanted = Wanted(
        committee_id=root.id,
        state=None if said.state is None else str(said.state.value),
        area=argument.optional_text(said.area, "where.area"),
        urgency=argument.optional_text(said.urgency, "where.urgency"),
        overdue=said.overdue,
        words=words,
        numbers=await found_by_office(info.context.texts, info.context.store, root.id, words, root.revision),
    )
    return await newest(
        info,
        asked,
        cursor.mark("opinions", str(wanted), info.context.account),
        lambda reading, part: rows.inbox(reading, vault, wanted, rights, part),
        lambda reading: rows.count_inbox(reading, wanted, rights),
        lambda row: told(row, rights),
    )


async def reviewing(info: Info, committee_id: int) -> Rights:
    """What the one who asks holds now; raises `Refusal` where they review nothing."""
    async with info.context.store.reading() as reading:
        who = known(info.context.actor)
        return (await permitted(reading, committee_id, who, Right.REVIEW_OPINIONS)).rights


def _choices(of: Mapping[str, str]) -> list[OpinionChoice]:
    return [OpinionChoice(code=code, name=name) for code, name in of.items()]


def _choice(of: Mapping[str, str], code: str | None) -> OpinionChoice | None:
    """What a code is called; one that the document has no more is told as it is."""
    return None if code is None else OpinionChoice(code=code, name=of.get(code, code))


def _urgency(said: Written | None) -> OpinionUrgency | None:
    found = None if said is None else form().urgencies.get(said.urgency)
    if said is None or found is None:
        return None
    return OpinionUrgency(code=said.urgency, name=found.name, days=found.days)


def _author(one: CoAuthor) -> OpinionAuthor:
    return OpinionAuthor(name=one.name, number=one.number)


def _step(one: StepRow) -> OpinionStep:
    return OpinionStep(
        action=OpinionAction(one.action),
        at=one.at,
        by="办公室" if one.action in _OF_OFFICE else "作者",
        reason=_choice(purges() if one.action == PURGE else form().reasons, one.reason),
        words=one.words,
    )


def _file(one: UploadRow) -> OpinionFile:
    return OpinionFile(
        id=global_id.encode(UPLOAD, one.id),
        name=one.name,
        media_type=one.kind.media_type,
        bytes=one.size,
    )
