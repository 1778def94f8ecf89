"""Leave: asked for by members before an occasion, decided by whom its kind says."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import argument, cursor, global_id
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError, made, settled
from resolvers.context import Info
from resolvers.entry_input import Ids
from resolvers.field import several
from resolvers.page import Connection, Page, newest
from resolvers.permission import committee_for
from services.actor import Actor, known
from services.committee.committees import committee as committee_of
from services.entry import leave_row as rows
from services.entry.leave import MOST_FILES, Asking, Leaves
from services.entry.leave_row import LeaveRow
from services.refusal import Code, Refusal
from services.rights.held import permitted
from services.rights.role import Right
from services.runs.live import Live

FILE = "Upload"
Number = Annotated[int, strawberry.argument(description="哪一次请假，编号见 leaves")]
Version = Annotated[int, strawberry.argument(description="照着改的是第几版；其间有人改过就不改")]


@strawberry.enum(description="请假到哪一步")
class LeaveState(Enum):
    """What became of a request."""

    ASKED = strawberry.enum_value("asked", description="已提出，等批复")
    APPROVED = strawberry.enum_value("approved", description="批准")
    REFUSED = strawberry.enum_value("refused", description="不批准")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="本人撤回")


@strawberry.enum(description="请假由谁批")
class LeaveApprover(Enum):
    """Who decides."""

    SIGNER = strawberry.enum_value("签批领导", description="主席批的，由签批领导办")
    OFFICE = strawberry.enum_value("办公室", description="主席批的，没有授予签批领导，由办公室代办")
    ORGANISER = strawberry.enum_value("组织者", description="组织这次会议活动的部门")


@strawberry.type(description="一次请假；只有请假的本人、批的人看得到")
class Leave:
    """A request for leave."""

    number: int = strawberry.field(description="编号")
    member: strawberry.ID = strawberry.field(description="谁请的，委员的 id")
    member_number: str = strawberry.field(description="谁请的，委员编号")
    member_name: str = strawberry.field(description="谁请的，姓名")
    record: strawberry.ID | None = strawberry.field(description="哪条记录；会议活动还没有录入的为空")
    kind: str = strawberry.field(description="哪一种会议活动")
    day: date = strawberry.field(description="日期")
    title: str = strawberry.field(description="题目")
    approver: LeaveApprover = strawberry.field(description="由谁批")
    organiser: str | None = strawberry.field(description="组织者批的，哪个部门；空为委员工作委员会")
    state: LeaveState = strawberry.field(description="到哪一步")
    version: int = strawberry.field(description="第几版，从 1 起；批复、撤回时照着写")
    reason: str | None = strawberry.field(description="为什么；请假的人的账号注销了则空")
    answer: str | None = strawberry.field(description="批复的话")
    asked_at: datetime = strawberry.field(description="何时提出")
    decided_at: datetime | None = strawberry.field(description="何时批复")
    decided_by: str | None = strawberry.field(description="谁批的")
    files: list[strawberry.ID] = several(1, "证明材料的 id，取内容用 GET /uploads/ 加 id")


@strawberry.input(description="请假：哪次会议活动，为什么。会前提出；会后由录入的部门写明")
class AskLeaveInput:
    """What a member asks."""

    committee: str = strawberry.field(description="政协的代号，如 zhoushan")
    year: int = strawberry.field(description="登记在哪一年，如 2022")
    reason: str = strawberry.field(description="事由，1 到 500 个字；只有批的人看得到")
    record: strawberry.ID | None = strawberry.field(
        default=None, description="本人看得到的会议活动的 id；没有就写 kind、day、title"
    )
    kind: str | None = strawberry.field(default=None, description="种类，如 全会")
    day: date | None = strawberry.field(default=None, description="日期，今天或以后")
    title: str | None = strawberry.field(default=None, description="题目，照通知上的写")
    organiser: str | None = strawberry.field(
        default=None, description="哪个部门组织的，如 提案委员会；不知道的不写，由委员工作委员会批"
    )
    files: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="证明材料：先用 POST /uploads 上传的 id，最多 5 个",
        metadata={"most": MOST_FILES},
    )


@strawberry.type(description="请假、撤回请假的结果")
class LeavePayload:
    """What became of asking."""

    leave: Leave | None = strawberry.field(description="这次请假；没有做成则空")
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.type(description="批复请假的结果")
class DecideLeavePayload:
    """What became of a decision."""

    done: Leave | None = strawberry.field(name="leave", description="这次请假现在的样子；没有批复则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


def told(row: LeaveRow) -> Leave:
    """A row as the API shows it."""
    return Leave(
        number=row.id,
        member=global_id.encode("Member", row.membership_id),
        member_number=row.number,
        member_name=row.name,
        record=None if row.record_id is None else global_id.encode("Record", row.record_id),
        kind=row.kind,
        day=row.day,
        title=row.title,
        approver=LeaveApprover(row.approver),
        organiser=row.department,
        state=LeaveState(row.state),
        version=row.version,
        reason=row.reason,
        answer=row.answer,
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        files=[global_id.encode(FILE, one) for one in row.files],
    )


async def own(info: Info, *, asked: Page) -> Connection[Leave]:
    """What the one who asks has asked for, the newest first."""
    info.context.caller.check_complete()
    session, vault = info.context.caller.signed_in(), info.context.store.vault
    return await newest(
        info,
        asked,
        cursor.mark("own leaves", session.account_id),
        lambda reading, part: rows.own(reading, vault, session.account_id, part),
        lambda reading: rows.count_own(reading, session.account_id),
        told,
    )


async def leaves(
    info: Info,
    committee: CommitteeArgument,
    state: Annotated[LeaveState | None, strawberry.argument(description="只要到这一步的；不写为全部")] = None,
    *,
    asked: Page,
) -> Connection[Leave]:
    """The requests of a committee for whoever decides them, the newest first."""
    context, of_state = info.context, None if state is None else str(state.value)
    committee_id, rights = await committee_for(info, committee, Right.LEAVE)
    return await newest(
        info,
        asked,
        cursor.mark("leaves", committee_id, context.account, of_state),
        lambda reading, part: rows.seen(reading, context.store.vault, rights, of_state, part),
        lambda reading: rows.count_seen(reading, rights, of_state),
        told,
    )


async def ask(
    info: Info, input: Annotated[AskLeaveInput, strawberry.argument(description="请假的内容")]
) -> LeavePayload:
    """Asks for leave. Why is kept in no digest: it takes no key."""
    context = info.context

    async def work() -> LeaveRow:
        context.caller.check_complete()
        files = argument.bounded(input.files or (), "files", MOST_FILES, 0)
        asking = Asking(
            year=argument.year(input.year),
            reason=input.reason,
            record=None if input.record is None else global_id.number(input.record, "Record", "record"),
            kind=input.kind,
            day=input.day,
            title=input.title,
            organiser=input.organiser,
            files=[_file(one) for one in files],
        )
        service = Leaves(context.store, Live(context.boards))
        return await service.ask(input.committee, context.actor, asking)

    return _payload(await settled(info, work))


async def withdraw(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> LeavePayload:
    """Takes back a request of one's own."""
    context = info.context

    async def work() -> LeaveRow:
        context.caller.check_complete()
        service = Leaves(context.store, Live(context.boards))
        return await service.withdraw(committee, context.actor, number, version)

    return _payload(await settled(info, work))


async def decide(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    granted: Annotated[bool, strawberry.argument(description="批准还是不批准")],
    words: Annotated[
        str | None, strawberry.argument(description="批复的话，1 到 500 个字；不批准的要写明为什么")
    ] = None,
    record: Annotated[
        strawberry.ID | None,
        strawberry.argument(
            description="批准的是哪一次会议活动：请假的人没有写 record，那一天又有几次可能是它的，才要写"
        ),
    ] = None,
) -> Payload[Leave]:
    """Decides a request."""
    context, ids = info.context, Ids()
    meant = None if record is None else ids.row(record, "Record", "record")

    async def work(actor: Actor | None) -> Leave:
        service = Leaves(context.store, Live(context.boards))
        return told(await service.decide(committee, actor, number, version, granted, words, meant))

    async def again(row: int) -> Leave:
        async with context.store.reading() as reading:
            of = await committee_of(reading, committee)
            rights = (await permitted(reading, of.id, known(context.actor), Right.LEAVE)).rights
            return told(await rows.leave(reading, context.store.vault, of.id, row, rights))

    return await made(info, work, again, ids.told)


def _payload(done: Payload[LeaveRow]) -> LeavePayload:
    return LeavePayload(leave=None if done.done is None else told(done.done), errors=done.errors)


def _file(text: str) -> int:
    number = global_id.own_number(text, FILE)
    if number is None:
        raise Refusal(Code.NOT_FOUND, "没有这个文件，或者不是您上传的", "files")
    return number
