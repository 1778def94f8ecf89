"""What waits for whoever asks: to be submitted, done again, reviewed; to be answered, decided, settled."""

from dataclasses import dataclass, replace
from typing import Annotated

import strawberry
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers import argument, connector, cursor, due, leave, loaded
from resolvers.argument import AnyYear
from resolvers.connector import ConnectorEvent
from resolvers.context import Info
from resolvers.correction import Correction
from resolvers.field import DATABASE, SEARCH, answered
from resolvers.leave import Leave
from resolvers.objection import Objection
from resolvers.page import BY_ID, Connection, Page, newest, oldest, paged
from resolvers.record import BY_DAY, MOST_KINDS, Record
from services.committee.committees import CommitteeRow
from services.connectors import event
from services.entry import leave_row
from services.entry.leave import ASKED
from services.objections import objection
from services.objections.objection import ObjectionRow, Wanted
from services.records import awaited
from services.records.awaited import Awaited
from services.records.due import DueState
from services.records.listing import RecordRow
from services.review import queue
from services.review.correction import CorrectionRow
from services.review.queue import Waiting
from services.rights.role import Right

Kinds = Annotated[list[str] | None, argument.several("种类，如 提案，最多 50 个；不写为各种", MOST_KINDS)]
Department = Annotated[
    str | None,
    strawberry.argument(description="只要由这个部门录入的，如 提案委员会；不写为自己能办的全部"),
]


@dataclass(frozen=True, slots=True)
class Queue:
    """The records of a committee of which somebody has something to do, by a right that they hold."""

    committee_id: int
    right: Right
    year: int | None = None
    kinds: tuple[str, ...] | None = None
    department: str | None = None

    async def condition(self, info: Info, reading: AsyncConnection) -> ColumnElement[bool]:
        """Which these are, for the one who asks."""
        rights = info.context.caller.signed_in().rights
        theirs = await queue.theirs(reading, self.committee_id, rights, self.right, self.department)
        return queue.narrowed(theirs, self.year, self.kinds)


async def review_queue(
    root: strawberry.Parent[CommitteeRow],
    year: AnyYear = None,
    kinds: Kinds = None,
    department: Department = None,
) -> Queue:
    """What waits for the review of whoever asks."""
    return _queue(root, Right.REVIEW, year, kinds, department)


async def work_list(
    root: strawberry.Parent[CommitteeRow],
    year: AnyYear = None,
    kinds: Kinds = None,
    department: Department = None,
) -> Queue:
    """What waits for whoever asks to do something about it."""
    return _queue(root, Right.ENTER, year, kinds, department)


def _queue(
    root: CommitteeRow, right: Right, year: int | None, kinds: list[str] | None, department: str | None
) -> Queue:
    named = None if kinds is None else tuple(argument.bounded(kinds, "kinds", MOST_KINDS))
    for kind in named or ():
        argument.text(kind, "kinds")
    of_department = argument.optional_text(department, "department")
    return Queue(root.id, right, argument.optional_year(year), named, of_department)


async def _counts(root: strawberry.Parent[Queue], info: Info) -> list[Waiting]:
    async with info.context.store.reading() as reading:
        return await queue.counts(reading, await root.condition(info, reading))


async def _to_submit(root: strawberry.Parent[Queue], info: Info, *, asked: Page) -> Connection[RecordRow]:
    return await _records(root, info, asked, "draft")


async def _returned(root: strawberry.Parent[Queue], info: Info, *, asked: Page) -> Connection[RecordRow]:
    return await _records(root, info, asked, "returned")


async def _submitted(root: strawberry.Parent[Queue], info: Info, *, asked: Page) -> Connection[RecordRow]:
    return await _records(root, info, asked, "submitted")


async def _records(root: Queue, info: Info, asked: Page, state: str) -> Connection[RecordRow]:
    async with info.context.store.reading() as reading:
        condition = await root.condition(info, reading)
    return await oldest(
        info,
        asked,
        cursor.mark(state, str(root)),
        lambda reading, part: queue.records(reading, condition, state, part),
        lambda reading: queue.count(reading, condition, state),
        lambda row: row,
        BY_DAY,
    )


async def _corrections(
    root: strawberry.Parent[Queue], info: Info, *, asked: Page
) -> Connection[CorrectionRow]:
    async with info.context.store.reading() as reading:
        condition = await root.condition(info, reading)
    return await oldest(
        info,
        asked,
        cursor.mark("corrections", str(root)),
        lambda reading, part: queue.corrections(reading, condition, part),
        lambda reading: queue.count_corrections(reading, condition),
        lambda row: row,
        BY_ID,
    )


async def _record(root: strawberry.Parent[CorrectionRow], info: Info) -> RecordRow | None:
    return await loaded.record(info, root.record_id)


async def _overdue(root: strawberry.Parent[Queue], info: Info, *, asked: Page) -> Connection[RecordRow]:
    return await _due(root, info, asked, DueState.OVERDUE)


async def _due_soon(root: strawberry.Parent[Queue], info: Info, *, asked: Page) -> Connection[RecordRow]:
    return await _due(root, info, asked, DueState.DUE_SOON)


async def _due(root: Queue, info: Info, asked: Page, state: DueState) -> Connection[RecordRow]:
    async with info.context.store.reading() as reading:
        theirs = await root.condition(info, reading)
    wanted, today = Awaited(root.committee_id, state=state), await due.today_of(info, root.committee_id)
    return await newest(
        info,
        asked,
        cursor.mark(state, str(root)),
        lambda reading, part: awaited.awaited(reading, wanted, today, part, theirs),
        lambda reading: awaited.count(reading, wanted, today, theirs),
        lambda row: row,
        due.BY_DUE,
    )


async def _objections(root: strawberry.Parent[Queue], info: Info, *, asked: Page) -> Connection[ObjectionRow]:
    return await _at_desk(root, info, asked, None)


async def _overdue_objections(
    root: strawberry.Parent[Queue], info: Info, *, asked: Page
) -> Connection[ObjectionRow]:
    return await _at_desk(root, info, asked, True)


async def _at_desk(root: Queue, info: Info, asked: Page, overdue: bool | None) -> Connection[ObjectionRow]:
    rights, vault = info.context.caller.signed_in().rights, info.context.store.vault
    wanted = Wanted(committee_id=root.committee_id, year=root.year, overdue=overdue, open=True)
    return await oldest(
        info,
        asked,
        cursor.mark("objections to answer", str(root), overdue),
        lambda reading, part: objection.objections(reading, vault, wanted, rights, part),
        lambda reading: objection.count(reading, wanted, rights),
        lambda row: row,
    )


async def _leaves(root: strawberry.Parent[Queue], info: Info, *, asked: Page) -> Connection[Leave]:
    rights, vault = info.context.caller.signed_in().rights, info.context.store.vault
    return await oldest(
        info,
        asked,
        cursor.mark("leaves to decide", str(root)),
        lambda reading, part: leave_row.seen(reading, vault, rights, ASKED, part),
        lambda reading: leave_row.count_seen(reading, rights, ASKED),
        leave.told,
    )


async def _events(root: strawberry.Parent[Queue], info: Info, *, asked: Page) -> Connection[ConnectorEvent]:
    rights, vault = info.context.caller.signed_in().rights, info.context.store.vault
    committee_id = root.committee_id
    async with info.context.store.reading() as reading:
        departments = await event.departments_of(reading, committee_id, rights)
    return await oldest(
        info,
        asked,
        cursor.mark("events to settle", str(root)),
        lambda reading, part: event.events(reading, vault, committee_id, event.WAITING, part, departments),
        lambda reading: event.count(reading, committee_id, event.WAITING, departments),
        connector.told,
    )


def _correction(root: strawberry.Parent[CorrectionRow]) -> CorrectionRow:
    return root


def _to_review(root: strawberry.Parent[Queue]) -> Queue:
    return replace(root, right=Right.REVIEW)


@strawberry.type(description="一种记录里等着办的有多少")
class WaitingCount:
    """How much waits of a kind; its values are those of a `Waiting`."""

    kind: str = strawberry.field(description="种类，如 提案")
    draft: int = strawberry.field(description="草稿几条")
    submitted: int = strawberry.field(description="待审核几条")
    returned: int = strawberry.field(description="退回的几条")
    corrections: int = strawberry.field(description="待审核的更正几条")


@strawberry.type(description="等着审核的一条更正，连同它的记录")
class WaitingCorrection:
    """A correction beside its record; its values are those of a `CorrectionRow`."""

    record: Record | None = answered(_record, "已归档的记录，还没有变")
    correction: Correction = answered(_correction, "更正", cost=0)


@strawberry.type(description="等着审核的，只有自己部门的；早的在前")
class ReviewQueue:
    """What waits for a review; what it asks of is a `Queue`."""

    counts: list[WaitingCount] = answered(_counts, "各种类有多少", cost=SEARCH, size=20)
    records: Connection[Record] | None = paged(_submitted, "待审核的记录", cost=SEARCH, row=4)
    corrections: Connection[WaitingCorrection] | None = paged(
        _corrections, "待审核的更正", cost=SEARCH, row=8
    )


@strawberry.type(description="今天要办的，只有自己部门的；早的在前。没有写着的权限的，里面是空的")
class WorkList:
    """What is to be done; what it asks of is a `Queue`."""

    counts: list[WaitingCount] = answered(_counts, "各种类有多少", cost=SEARCH, size=20)
    to_submit: Connection[Record] | None = paged(
        _to_submit, "草稿：写完了就提交", Right.ENTER, cost=SEARCH, row=4
    )
    returned: Connection[Record] | None = paged(
        _returned, "退回的：改正以后再提交", Right.ENTER, cost=SEARCH, row=4
    )
    overdue: Connection[Record] | None = paged(
        _overdue,
        "过了录入期限、还没有提交的，最先到期的在前",
        Right.ENTER,
        cost=SEARCH,
        row=4,
        kept=False,
    )
    due_soon: Connection[Record] | None = paged(
        _due_soon, "快到录入期限、还没有提交的；最先到期的在前", Right.ENTER, cost=SEARCH, row=4, kept=False
    )
    objections: Connection[Objection] | None = paged(
        _objections, "由本部门办、还没有答复的异议", Right.ANSWER_OBJECTIONS, cost=DATABASE, row=8, kept=False
    )
    overdue_objections: Connection[Objection] | None = paged(
        _overdue_objections, "其中过了期限的", Right.ANSWER_OBJECTIONS, cost=DATABASE, row=8, kept=False
    )
    leaves: Connection[Leave] | None = paged(
        _leaves, "等我批复的请假，不分年份、种类", Right.LEAVE, cost=DATABASE, row=4, kept=False
    )
    connector_events: Connection[ConnectorEvent] | None = paged(
        _events, "别的系统交来、等着处理的，不分年份、种类", Right.ENTER, cost=DATABASE, row=4, kept=False
    )
    to_review: ReviewQueue = answered(_to_review, "等着审核的", Right.REVIEW, cost=DATABASE)
