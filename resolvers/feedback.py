"""The feedback box: what people write of the program, and what they are answered."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import cursor
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError, made, settled
from resolvers.context import Info
from resolvers.field import needing, several
from resolvers.page import Connection, Page, newest
from resolvers.permission import committee_for
from services.accounts import feedback as rows
from services.accounts.feedback import FeedbackRow
from services.actor import Actor, known
from services.committee.committees import committee as committee_of
from services.rights.held import permitted
from services.rights.role import Right

Number = Annotated[int, strawberry.argument(description="哪一条，编号见 feedback")]
Version = Annotated[int, strawberry.argument(description="照着改的是第几次的；其间有人改过就不改")]


@strawberry.enum(description="意见的种类")
class FeedbackKind(Enum):
    """What feedback is about."""

    PROBLEM = strawberry.enum_value("problem", description="问题：用不了、不对")
    SUGGESTION = strawberry.enum_value("suggestion", description="建议")
    CORRECTION = strawberry.enum_value("correction", description="个人信息更正：登记的本人信息不对")


@strawberry.enum(description="意见办到哪一步")
class FeedbackState(Enum):
    """What became of feedback."""

    RECEIVED = strawberry.enum_value("received", description="已收到，等答复")
    IN_PROGRESS = strawberry.enum_value("in progress", description="在办")
    DONE = strawberry.enum_value("done", description="办结")
    DECLINED = strawberry.enum_value("declined", description="不采纳")


@strawberry.type(description="意见箱里的一条。电话号码、身份证号只有写的人自己看得到")
class Feedback:
    """What one person wrote, and how it was answered."""

    number: int = strawberry.field(description="编号")
    kind: FeedbackKind = strawberry.field(description="种类")
    field: str | None = strawberry.field(description="个人信息更正：哪一项，如 电话")
    page: str | None = strawberry.field(description="写的时候在哪一页")
    program: str = strawberry.field(description="写的时候程序是哪个版本")
    state: FeedbackState = strawberry.field(description="办到哪一步")
    version: int = strawberry.field(description="改过几次，从 1 起；答复、补充时照着写")
    words: str | None = strawberry.field(description="写的话；写的人的账号注销了则空")
    addition: str | None = strawberry.field(description="后来补充的")
    answer: str | None = strawberry.field(description="最近的答复")
    written_at: datetime = strawberry.field(description="何时写的")
    answered_at: datetime | None = strawberry.field(description="最近何时答复的")
    writer: str | None = strawberry.field(
        description=needing(
            "谁写的；写的人没有同意让答复的人看到姓名的，没有下面的权限就为空", Right.DISCLOSE
        )
    )
    department: str | None = strawberry.field(description="写的人登记的部门")
    roles: list[str] = several(2, "写的人现在的角色")


@strawberry.type(description="写意见、补充的结果")
class WriteFeedbackPayload:
    """What became of writing."""

    feedback: Feedback | None = strawberry.field(description="这一条；没有写成则空")
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经写好")


@strawberry.type(description="答复意见的结果")
class AnswerFeedbackPayload:
    """What became of an answer."""

    done: Feedback | None = strawberry.field(name="feedback", description="这一条现在的样子；没有答复则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


def _told(row: FeedbackRow) -> Feedback:
    return Feedback(
        number=row.id,
        kind=FeedbackKind(row.kind),
        field=row.field,
        page=row.page,
        program=row.program,
        state=FeedbackState(row.state),
        version=row.version,
        words=row.words,
        addition=row.addition,
        answer=row.answer,
        written_at=row.written_at,
        answered_at=row.answered_at,
        writer=row.writer,
        department=row.department,
        roles=list(row.roles),
    )


async def own(info: Info, *, asked: Page) -> Connection[Feedback]:
    """What the one who asks has written, the newest first."""
    info.context.caller.check_complete()
    session, vault = info.context.caller.signed_in(), info.context.store.vault
    return await newest(
        info,
        asked,
        cursor.mark("own feedback", session.account_id),
        lambda reading, part: rows.own(reading, vault, session.account_id, part),
        lambda reading: rows.count_own(reading, session.account_id),
        _told,
    )


async def box(
    info: Info,
    committee: CommitteeArgument,
    state: Annotated[
        FeedbackState | None, strawberry.argument(description="只要办到这一步的；不写为全部")
    ] = None,
    *,
    asked: Page,
) -> Connection[Feedback]:
    """The feedback of a committee for whoever answers it, the newest first."""
    context, of_state = info.context, None if state is None else str(state.value)
    committee_id, rights = await committee_for(info, committee, Right.OPERATE)
    return await newest(
        info,
        asked,
        cursor.mark("feedback", committee_id, of_state),
        lambda reading, part: rows.box(reading, context.store.vault, committee_id, of_state, part, rights),
        lambda reading: rows.count_box(reading, committee_id, of_state),
        _told,
    )


async def write(
    info: Info,
    kind: Annotated[FeedbackKind, strawberry.argument(description="种类")],
    words: Annotated[str, strawberry.argument(description="写什么，1 到 2,000 个字，可以分行")],
    page: Annotated[str | None, strawberry.argument(description="在哪一页，1 到 200 个字")] = None,
    field: Annotated[
        str | None, strawberry.argument(description="个人信息更正：哪一项，如 电话，1 到 40 个字")
    ] = None,
    named: Annotated[
        bool, strawberry.argument(description="答复的人可以看到我的姓名；不写为只看到部门、角色")
    ] = False,
) -> WriteFeedbackPayload:
    """Puts a note into the box. What it says is kept in no digest: it takes no key."""
    context = info.context

    async def work() -> FeedbackRow:
        session = context.caller.signed_in()
        context.caller.check_complete()
        note = rows.Note(kind=str(kind.value), words=words, page=page, field=field, named=named)
        return await rows.write(context.store, session, note)

    return _written(await settled(info, work))


async def add(
    info: Info,
    number: Number,
    version: Version,
    words: Annotated[str, strawberry.argument(description="补充什么，1 到 2,000 个字，可以分行")],
) -> WriteFeedbackPayload:
    """Adds to a note of one's own, once."""
    context = info.context

    async def work() -> FeedbackRow:
        session = context.caller.signed_in()
        context.caller.check_complete()
        return await rows.add(context.store, session, number, version, words)

    return _written(await settled(info, work))


async def answer(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    state: Annotated[FeedbackState, strawberry.argument(description="改成在办、办结或不采纳")],
    words: Annotated[
        str | None, strawberry.argument(description="答复，1 到 2,000 个字；改成在办的可以不写")
    ] = None,
) -> Payload[Feedback]:
    """Answers feedback."""
    context = info.context

    async def work(actor: Actor | None) -> Feedback:
        return _told(
            await rows.answer(context.store, committee, actor, number, version, str(state.value), words)
        )

    async def again(row: int) -> Feedback:
        async with context.store.reading() as reading:
            of = await committee_of(reading, committee)
            holder = await permitted(reading, of.id, known(context.actor), Right.OPERATE)
            return _told(await rows.one(reading, context.store.vault, of.id, row, holder.rights))

    return await made(info, work, again)


def _written(done: Payload[FeedbackRow]) -> WriteFeedbackPayload:
    return WriteFeedbackPayload(feedback=None if done.done is None else _told(done.done), errors=done.errors)
