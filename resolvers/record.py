"""Records: occasions and works, with the parts that members had and dated outcomes."""

from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any

import strawberry

from resolvers import argument, correction, cursor, global_id, loaded
from resolvers import due as of_due
from resolvers.context import Info
from resolvers.correction import Correction
from resolvers.due import RecordDue
from resolvers.edit import RecordAction
from resolvers.field import DATABASE, answered
from resolvers.global_id import Node
from resolvers.member import AttributeValue
from resolvers.page import MOST, After, Connection, Key, Page, fetched, newest, page
from resolvers.record_part import RecordOutcome, RecordPart, values
from rules.folding import unified
from services.committee.committees import CommitteeRow
from services.records import due, history, listing
from services.records.history import HistoryRow
from services.records.listing import OutcomeRow, PartRow, RecordRow, Wanted
from services.refusal import Code, Refusal
from services.review.department import available
from services.rights.entering import Written
from services.rights.role import Right

MOST_KINDS, LONGEST_KEY = 50, 700


@strawberry.enum(description="记录的形式")
class RecordForm(Enum):
    """What a record is."""

    OCCASION = strawberry.enum_value("occasion", description="会议、活动、培训")
    WORK = strawberry.enum_value("work", description="提案、社情民意、发言等作品")


@strawberry.enum(description="记录的状态")
class RecordState(Enum):
    """Whether a record counts."""

    DRAFT = strawberry.enum_value("draft", description="草稿，不计入记分")
    SUBMITTED = strawberry.enum_value("submitted", description="已提交，待审核，不计入记分")
    RETURNED = strawberry.enum_value("returned", description="审核退回，不计入记分")
    APPROVED = strawberry.enum_value("approved", description="已通过审核，计入记分")
    ARCHIVED = strawberry.enum_value("archived", description="已归档，计入记分")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="已撤回，不计入记分")


@strawberry.enum(description="记录从哪里来")
class RecordSource(Enum):
    """Where a record came from."""

    IMPORT = strawberry.enum_value("import", description="从表格导入")
    ENTRY = strawberry.enum_value("entry", description="逐条录入")


@strawberry.input(description="要哪些记录；各条须同时满足")
class RecordFilter:
    """Conditions on records."""

    kinds: list[str] | None = strawberry.field(
        default=None, description="种类，如 提案，最多 50 个", metadata={"most": MOST_KINDS}
    )
    form: RecordForm | None = strawberry.field(default=None, description="会议活动，还是作品")
    states: list[RecordState] | None = strawberry.field(
        default_factory=lambda: [RecordState.APPROVED, RecordState.ARCHIVED],
        description="状态，不写为计分的两种；写 null 为不论",
        metadata={"most": len(RecordState)},
    )
    year: int | None = strawberry.field(default=None, description="登记在哪一年")
    since: date | None = strawberry.field(default=None, description="从这一天起")
    until: date | None = strawberry.field(default=None, description="到这一天为止")
    member: strawberry.ID | None = strawberry.field(default=None, description="这名委员参加的")
    search: str | None = strawberry.field(default=None, description="题目里含有的字")
    number: str | None = strawberry.field(default=None, description="编号，须完全相同")
    late: bool | None = strawberry.field(
        default=None, description="是：只要补录的，即过了期限才提交的（履6）；否：只要别的"
    )
    batch: int | None = strawberry.field(
        default=None, description="一次导入、一起提交的一批，编号见提醒；要写 states: null，待审核的才在内"
    )
    entered_in: int | None = strawberry.field(
        default=None, description="只要一批里新录入的，编号同 batch；也要写 states: null"
    )
    changed_since_review: bool | None = strawberry.field(
        default=None, description="是：只要审核以后照委员本人的话改过的；否：只要别的"
    )


WhereArgument = Annotated[
    RecordFilter | None, strawberry.argument(description="要哪些记录；不写为全部计分的")
]


BY_DAY: Key[RecordRow] = Key(
    lambda row: [row.day.isoformat(), row.id],
    lambda place: (date.fromisoformat(cursor.string(place[0])), cursor.whole(*place[1:])),
)


async def records(
    root: strawberry.Parent[CommitteeRow], info: Info, where: WhereArgument = None, *, asked: Page
) -> Connection[RecordRow]:
    """A committee's records, the newest first."""
    page = await _page_of(info, _wanted(root.id, where or RecordFilter()), asked)
    for row in page.nodes:
        # Who changes one has seen it.
        info.context.boards.homes.put(row.id, (root.code, row.year))
    return page


async def records_of_member(
    info: Info, committee_id: int, membership_id: int, where: RecordFilter | None, asked: Page
) -> Connection[RecordRow]:
    """The records in which a member has a part, the newest first."""
    where = where or RecordFilter()
    if where.member is not None:
        raise Refusal(Code.BAD_USER_INPUT, "这里只有本人的记录，member 不用写", "where.member")
    wanted = replace(_wanted(committee_id, where), member=membership_id, told=True)
    return await _page_of(info, wanted, asked)


async def _page_of(info: Info, wanted: Wanted, asked: Page) -> Connection[RecordRow]:
    """The records of these conditions, the newest first."""
    return await newest(
        info,
        asked,
        cursor.mark("records", str(wanted)),
        lambda reading, part: listing.records(reading, wanted, part),
        lambda reading: listing.count(reading, wanted),
        lambda row: row,
        BY_DAY,
    )


def _wanted(committee_id: int, where: RecordFilter) -> Wanted:
    if where.kinds is not None:
        for kind in argument.bounded(where.kinds, "where.kinds", MOST_KINDS):
            argument.text(kind, "where.kinds")
    if where.since and where.until and where.since > where.until:
        raise Refusal(Code.BAD_USER_INPUT, "until 不能早于 since", "where.until")
    member = None if where.member is None else global_id.number(where.member, "Member", "where.member")
    search = argument.optional_text(unified(where.search or "").strip() or None, "where.search")
    return Wanted(
        committee_id=committee_id,
        year=None if where.year is None else argument.year(where.year, "where.year"),
        kinds=where.kinds,
        form=None if where.form is None else str(where.form.value),
        states=None if where.states is None else [str(state.value) for state in where.states],
        since=where.since,
        until=where.until,
        member=member,
        search=search,
        key=argument.optional_text(where.number, "where.number", LONGEST_KEY),
        late=where.late,
        batch=where.batch,
        entered_in=where.entered_in,
        changed_since_review=where.changed_since_review,
    )


def _attributes(root: strawberry.Parent[RecordRow]) -> list[AttributeValue]:
    """What a record says of itself."""
    return values(root.attributes)


def _id(root: strawberry.Parent[RecordRow]) -> strawberry.ID:
    return global_id.encode("Record", root.id)


def _reviewed_by(root: strawberry.Parent[RecordRow], info: Info) -> str | None:
    """Who reviewed a record; members are not told who did what."""
    return None if info.context.caller.only is not None else root.reviewed_by


async def _available(root: strawberry.Parent[RecordRow], info: Info) -> list[RecordAction]:
    """What whoever asks may do with a record as it stands."""
    rights = info.context.caller.signed_in().rights
    if not (rights.has(Right.ENTER) or rights.has(Right.REVIEW)):
        return []
    catalogue = await loaded.catalogue(info, root.committee_id, root.year)
    if catalogue is None:
        return []
    record = Written(
        committee_id=root.committee_id,
        id=root.id,
        kind=root.kind,
        attributes=root.attributes,
        department=root.department,
    )
    return [RecordAction(action) for action in available(rights, catalogue, root.state, record)]


def _late_reason(root: strawberry.Parent[RecordRow], info: Info) -> str | None:
    """Why a record came late; nothing to a member, whom it may tell of others."""
    seen = info.context.caller.only is None and due.is_late(root)
    return root.late_reason if seen else None


async def _outcomes(root: strawberry.Parent[RecordRow], info: Info) -> list[OutcomeRow]:
    return await loaded.outcomes(info, root.id)


async def _part_count(root: strawberry.Parent[RecordRow], info: Info) -> int:
    only = info.context.caller.only
    if only is not None:
        return len(await loaded.own_parts(info, root.id, only))
    return await loaded.part_count(info, root.id)


async def _parts(
    root: strawberry.Parent[RecordRow],
    info: Info,
    first: Annotated[int, strawberry.argument(description="取几名，1 到 100")],
    after: After = None,
) -> Connection[PartRow]:
    """The members who have a part in a record, authors in their order; to a member only their own."""
    asked = page(first, after, None, None)
    mark = cursor.mark("parts", root.id, root.version)
    place = -1
    if asked.after is not None:
        place = cursor.decode(asked.after, mark, lambda found: cursor.whole(*found), "after")
    only = info.context.caller.only
    if only is None:
        # All ask for a whole page, so that pages of different sizes are read together.
        parts = await loaded.parts(info, root.id, place, MOST + 1)
        total = await loaded.part_count(info, root.id)
    else:
        own = await loaded.own_parts(info, root.id, only)
        parts, total = [part for part in own if part.place > place], len(own)
    return fetched(parts[: asked.size + 1], asked, mark, total, lambda row: [row.place], lambda row: row)


def _action(root: strawberry.Parent[HistoryRow]) -> RecordAction:
    return RecordAction(root.action)


@strawberry.type(description="改动记录里关于一条记录的一条")
class RecordHistory:
    """One thing that was done to a record; its values are those of a `HistoryRow`."""

    at: datetime = strawberry.field(description="什么时候")
    actor: str = strawberry.field(description="经办人")
    department: str | None = strawberry.field(description="代表哪个部门；没有写的为空")
    action: RecordAction = answered(_action, "做了什么")
    reason: str | None = strawberry.field(description="为什么；没有写的为空")


async def _history(
    root: strawberry.Parent[RecordRow],
    info: Info,
    first: Annotated[int, strawberry.argument(description="取几条，1 到 100")],
    after: After = None,
) -> Connection[HistoryRow]:
    """What happened to a record, the latest first; raises `Refusal` for a member, whom it tells of others."""
    if info.context.caller.only is not None:
        raise Refusal(Code.FORBIDDEN, f"没有权限：{Right.READ.called}")
    return await newest(
        info,
        page(first, after, None, None),
        cursor.mark("history", root.id),
        lambda reading, part: history.history(reading, root, part),
        lambda reading: history.count(reading, root),
        lambda row: row,
    )


@strawberry.type(description="一条记录：一次会议、活动、培训，或一件作品")
class Record(Node):
    """An occasion or a work; its values are those of a `RecordRow`."""

    id: strawberry.ID = answered(_id, "全局 id", cost=0)
    key: str = strawberry.field(name="number", description="编号，同一年同一种类里不重复")
    year: int = strawberry.field(description="登记在哪一年")
    form: RecordForm = strawberry.field(description="会议活动，还是作品")
    kind: str = strawberry.field(description="种类，如 提案")
    day: date = strawberry.field(description="日期")
    title: str = strawberry.field(description="题目；没有则为空文字")
    attributes: list[AttributeValue] = answered(_attributes, "会议活动或作品本身的属性", size=3)
    matter: str | None = strawberry.field(description="关联编号：与同一件事的其他作品相连")
    outsiders: int = strawberry.field(description="不是委员的作者有几人")
    state: RecordState = strawberry.field(description="状态")
    source: RecordSource = strawberry.field(description="从哪里来")
    reviewed_by: str | None = answered(
        _reviewed_by, "谁审核的；没有审核的、审核办法以前的为空，委员不能查看", Right.READ
    )
    self_reviewed: bool = strawberry.field(
        description="审核的人是不是自己录入、改正、提交过它（履7，由抽查制约）"
    )
    changed_since_review: bool = strawberry.field(
        description="审核以后，是不是照委员本人的话（请假、联名）改过：审核的人没有看过改后的"
    )
    before_review: bool = strawberry.field(description="是不是有审核办法以前录入的，没有审核就归了档")
    available_actions: list[RecordAction] = answered(
        _available, "现在查看的人能对它做什么；委员没有", cost=20, size=4
    )
    version: int = strawberry.field(description="版本，每改一次加一；修改时要写明从哪一版改起")
    department: str | None = strawberry.field(
        description="录入、审核它的部门（履5）；组织者录入的种类，是录入的那个部门，不知道的为空"
    )
    submitted_at: datetime | None = strawberry.field(description="第一次提交的时间；还没有、或不知道的为空")
    due: RecordDue = answered(of_due.of_record, "录入的期限（履6），现在怎样", cost=DATABASE, kept=False)
    late: bool = answered(of_due.late, "是否补录：过了期限才提交的")
    late_reason: str | None = answered(
        _late_reason, "补录的原因；不是补录、或没有写的为空，委员看不到", Right.READ
    )
    part_count: int = answered(_part_count, "有几名委员；委员查看的，只数本人")
    parts: Connection[RecordPart] | None = answered(
        _parts, "各名委员，作者按署名顺序；委员查看的，只有本人", cost=40, row=8
    )
    outcomes: list[RecordOutcome] = answered(_outcomes, "作品的结果，按先后", size=2)
    corrections: Connection[Correction] | None = answered(
        correction.of_record,
        "归档以后的更正，生效没有的都在，新的在前；委员不能查看",
        Right.READ,
        cost=250,
        row=8,
    )
    history: Connection[RecordHistory] | None = answered(
        _history, "谁在什么时候对它做了什么，新的在前；委员不能查看", Right.READ, cost=250, row=8
    )

    @classmethod
    def is_type_of(cls, obj: Any, info: Any) -> bool:
        """Whether a value is a record."""
        return isinstance(obj, RecordRow)
