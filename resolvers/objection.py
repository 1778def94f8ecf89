"""Objections (履11): raised by members and departments, answered by whoever organised, or by the Members'
Work Committee. Who did what is told by department, not by name.
"""

from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers import argument, cursor, global_id, loaded
from resolvers.context import Info
from resolvers.field import answered, several
from resolvers.member import Member
from resolvers.page import Connection, Page, newest
from services.actor import known
from services.committee.committees import CommitteeRow
from services.objections import deciding, objection
from services.objections.objection import ObjectionRow, StepRow, Wanted
from services.rights.held import Rights, permitted
from services.rights.role import Right
from services.uploads.policy import OBJECTION
from services.uploads.upload import UploadRow, attached

UPLOAD = "Upload"


@strawberry.enum(description="对什么有异议")
class ObjectionAbout(Enum):
    """What is objected to."""

    RECORD = strawberry.enum_value("record", description="一条记录：写 record")
    MISSING = strawberry.enum_value("missing", description="缺了一条记录：写 kind、day、title")
    AWARD = strawberry.enum_value("award", description="得分说明里的一行：写 rule，行里有记录的写 record")
    RANK = strawberry.enum_value("rank", description="名次")


@strawberry.enum(description="异议办到哪一步")
class ObjectionState(Enum):
    """How far an objection has come."""

    SUBMITTED = strawberry.enum_value("submitted", description="已提交，等受理")
    ACCEPTED = strawberry.enum_value("accepted", description="已受理，等答复")
    ANSWERED = strawberry.enum_value("answered", description="已答复")
    CLOSED = strawberry.enum_value("closed", description="已办结：提出的人看过答复")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="提出的人撤回了")


@strawberry.enum(description="答复的结论")
class ObjectionVerdict(Enum):
    """What was decided."""

    UPHELD = strawberry.enum_value("upheld", description="成立，记录已改")
    PARTLY = strawberry.enum_value("partly", description="部分成立，记录已改")
    REFUSED = strawberry.enum_value("refused", description="不成立")


@strawberry.enum(description="办的一步")
class ObjectionAction(Enum):
    """What was done."""

    RAISE = strawberry.enum_value("raise", description="提出")
    ACCEPT = strawberry.enum_value("accept", description="受理")
    PASS_ON = strawberry.enum_value("pass on", description="转委员工作委员会")
    ANSWER = strawberry.enum_value("answer", description="答复")
    CLOSE = strawberry.enum_value("close", description="办结")
    WITHDRAW = strawberry.enum_value("withdraw", description="撤回")


@strawberry.input(description="要哪些异议；各条须同时满足")
class ObjectionFilter:
    """Conditions on objections."""

    state: ObjectionState | None = strawberry.field(default=None, description="办到这一步的；不写为不论")
    overdue: bool | None = strawberry.field(
        default=None, description="true：过了期限还没有答复的；false：没有过期的；不写为不论"
    )
    year: int | None = strawberry.field(default=None, description="就这一年的结果提出的")
    number: int | None = strawberry.field(default=None, description="只要这个编号的")


@strawberry.type(description="得分说明里的一行，提出异议时的样子")
class ObjectedLine:
    """An award line as it was."""

    rule: str = strawberry.field(description="规则的代码")
    citation: str = strawberry.field(description="依据")
    raw: str = strawberry.field(description="记多少分")
    kept: str = strawberry.field(description="扣减以后计多少分")
    cuts: list[str] = several(2, "扣减的缘由，一步一句")


@strawberry.type(description="委员的总分和在全体里的名次")
class ObjectionStanding:
    """Total and rank at a moment."""

    total: str = strawberry.field(description="总分，不舍入")
    rank: int | None = strawberry.field(description="名次；不排名的为空")


@strawberry.type(description="异议办的一步")
class ObjectionStep:
    """A thing that was done."""

    action: ObjectionAction = strawberry.field(description="做了什么")
    at: datetime = strawberry.field(description="何时")
    by: str = strawberry.field(description="由谁：提出人，或哪个部门")
    desk: str = strawberry.field(description="这一步以后由哪个部门办理")
    words: str | None = strawberry.field(description="写了什么；没有写，或提出的人账号注销了的为空")


@strawberry.type(description="异议附的一个文件；取内容用 GET /uploads/ 加 id")
class ObjectionFile:
    """Evidence."""

    id: strawberry.ID = strawberry.field(description="id，不透明，请原样使用")
    name: str = strawberry.field(description="文件名")
    media_type: str = strawberry.field(description="按内容认出的类型")
    bytes: int = strawberry.field(description="多少字节")


@strawberry.type(description="因异议成立改正的记录")
class ObjectionCorrection:
    """The record that was put right."""

    record: strawberry.ID = strawberry.field(description="记录的 id")
    version: int = strawberry.field(description="改成了第几版")


async def _member(root: strawberry.Parent[ObjectionRow], info: Info) -> Member | None:
    return None if root.membership_id is None else await loaded.member(info, root.membership_id)


def _number(root: strawberry.Parent[ObjectionRow]) -> int:
    return root.id


def _record(root: strawberry.Parent[ObjectionRow]) -> strawberry.ID | None:
    return None if root.record_id is None else global_id.encode("Record", root.record_id)


def _line(root: strawberry.Parent[ObjectionRow]) -> ObjectedLine | None:
    return None if root.line is None else ObjectedLine(**root.line)


def _before(root: strawberry.Parent[ObjectionRow]) -> ObjectionStanding | None:
    return None if root.before is None else ObjectionStanding(**root.before)


def _after(root: strawberry.Parent[ObjectionRow]) -> ObjectionStanding | None:
    return None if root.after is None else ObjectionStanding(**root.after)


def _correction(root: strawberry.Parent[ObjectionRow]) -> ObjectionCorrection | None:
    if root.correction_id is None or root.correction_version is None:
        return None
    record = global_id.encode("Record", root.correction_id)
    return ObjectionCorrection(record=record, version=root.correction_version)


def _steps(root: strawberry.Parent[ObjectionRow]) -> list[ObjectionStep]:
    return [_step(one) for one in root.steps]


def _available(root: strawberry.Parent[ObjectionRow], info: Info) -> list[ObjectionAction]:
    session = info.context.caller.signed_in()
    return [ObjectionAction(one) for one in deciding.available(root, session.rights, session.account_id)]


def _step(one: StepRow) -> ObjectionStep:
    return ObjectionStep(
        action=ObjectionAction(one.action),
        at=one.at,
        by=one.department or "提出人",
        desk=one.desk,
        words=one.words,
    )


async def _files(root: strawberry.Parent[ObjectionRow], info: Info) -> list[ObjectionFile]:
    """What was handed in as evidence."""
    vault = info.context.store.vault

    async def read(connection: AsyncConnection, numbers: list[int]) -> dict[int, list[UploadRow]]:
        return await attached(connection, vault, OBJECTION, numbers)

    rows = await info.context.load("objection files", root.id, read) or []
    return [
        ObjectionFile(
            id=global_id.encode(UPLOAD, one.id),
            name=one.name,
            media_type=one.kind.media_type,
            bytes=one.size,
        )
        for one in rows
    ]


@strawberry.type(description="一条异议（履11）：5 个工作日内答复，录入、改过这条记录的人不答复")
class Objection:
    """An objection."""

    number: int = answered(_number, "编号", cost=0)
    about: ObjectionAbout = strawberry.field(description="对什么有异议")
    year: int = strawberry.field(description="哪一年的结果")
    member: Member | None = answered(_member, "就哪名委员的；部门就记录提出的为空", cost=0)
    record: strawberry.ID | None = answered(_record, "哪条记录", cost=0)
    kind: str | None = strawberry.field(description="缺的记录：种类")
    day: date | None = strawberry.field(description="缺的记录：哪一天")
    title: str | None = strawberry.field(description="缺的记录：题目；提出的人账号注销了的为空")
    line: ObjectedLine | None = answered(_line, "得分的一行，提出时的样子；答复的依据由此填好", cost=0)
    state: ObjectionState = strawberry.field(description="办到哪一步")
    version: int = strawberry.field(description="办过几次，从 1 起；办的时候照着写")
    desk: str = strawberry.field(description="由哪个部门答复")
    writer: str = strawberry.field(description="提出的人")
    side: str | None = strawberry.field(description="提出的人登记的部门")
    raised_at: datetime = strawberry.field(description="何时提出")
    due: date | None = strawberry.field(
        description="最迟哪一天答复：提出以后 5 个工作日；那一年的放假安排还不知道的为空"
    )
    overdue: bool = strawberry.field(description="是否过了期限还没有答复")
    verdict: ObjectionVerdict | None = strawberry.field(description="结论；还没有答复的为空")
    rule: str | None = strawberry.field(description="答复依据的规则，代码")
    citation: str | None = strawberry.field(description="答复依据的条款")
    step: str | None = strawberry.field(description="答复说的是计算的哪一步")
    correction: ObjectionCorrection | None = answered(_correction, "因此改了哪条记录", cost=0)
    waits: bool = strawberry.field(
        description="改动是否还没有计入：答复时这一年已关账，等重新打开这一年才计入"
    )
    before: ObjectionStanding | None = answered(_before, "提出时的总分和名次", cost=0)
    after: ObjectionStanding | None = answered(_after, "答复时（改正以后）的总分和名次", cost=0)
    available_actions: list[ObjectionAction] = answered(
        _available,
        "现在查看的人能办哪一步；录入、改过这条记录的人答复不了，答复时才说",
        cost=0,
        size=3,
    )
    steps: list[ObjectionStep] = answered(_steps, "办的每一步，按先后", cost=0, size=5)
    files: list[ObjectionFile] = answered(_files, "佐证", cost=20, size=3)


async def own(account_id: int, info: Info, asked: Page) -> Connection[ObjectionRow]:
    """What an account has raised, the newest first."""
    info.context.caller.check_complete()
    vault = info.context.store.vault
    return await newest(
        info,
        asked,
        cursor.mark("own objections", account_id),
        lambda reading, part: objection.own(reading, vault, account_id, part),
        lambda reading: objection.count_own(reading, account_id),
        lambda row: row,
    )


async def objections(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    where: Annotated[
        ObjectionFilter | None, strawberry.argument(description="要哪些异议；不写为全部")
    ] = None,
    *,
    asked: Page,
) -> Connection[ObjectionRow]:
    """What the one who asks decides, the newest first."""
    said, vault = where or ObjectionFilter(), info.context.store.vault
    rights = await rights_of(info, root.id)
    wanted = Wanted(
        committee_id=root.id,
        state=None if said.state is None else str(said.state.value),
        overdue=said.overdue,
        year=argument.optional_year(said.year, "where.year"),
        number=said.number,
    )
    return await newest(
        info,
        asked,
        cursor.mark("objections", str(wanted), rights.scope),
        lambda reading, part: objection.objections(reading, vault, wanted, rights, part),
        lambda reading: objection.count(reading, wanted, rights),
        lambda row: row,
    )


async def rights_of(info: Info, committee_id: int) -> Rights:
    """What the one who asks holds now; raises `Refusal` where they decide nothing."""
    async with info.context.store.reading() as reading:
        who = known(info.context.actor)
        return (await permitted(reading, committee_id, who, Right.ANSWER_OBJECTIONS)).rights
