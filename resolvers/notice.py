"""Notices: what the one who asks was told, what of it they have seen, and by which channel they are told."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry

from resolvers.change import UserError, settled
from resolvers.context import Info
from resolvers.cursor import mark
from resolvers.field import several
from resolvers.global_id import encode
from resolvers.page import Connection, Page, newest
from services.accounts.sessions import SessionRow
from services.notices import inbox
from services.notices.about import ACCOUNT, CO_SIGNATURE, PERSON, RECORD
from services.notices.choice import Choice, choice, choose
from services.notices.inbox import NoticeRow
from services.notices.words import said

_RECORDS = (RECORD, CO_SIGNATURE)


@strawberry.enum(description="提醒的种类")
class NoticeKind(Enum):
    """What a notice tells."""

    DUE = strawberry.enum_value("due", description="快到期限")
    DUE_TODAY = strawberry.enum_value("due today", description="今天到期限")
    OVERDUE = strawberry.enum_value("overdue", description="已过期限")
    SUBMITTED = strawberry.enum_value("submitted", description="待审核；合写的信息，是提交了")
    RETURNED = strawberry.enum_value("returned", description="被退回")
    WAITING = strawberry.enum_value("waiting", description="等着办：受理、批复、确认、处理")
    ACCEPTED = strawberry.enum_value("accepted", description="已受理")
    ADOPTED = strawberry.enum_value("adopted", description="被采用，或有了领导批示")
    PURGED = strawberry.enum_value("purged", description="因为涉密被清除")
    ANSWERED = strawberry.enum_value("answered", description="有了答复、批复")
    HANDLED = strawberry.enum_value("handled", description="承办单位有了答复")
    DECIDED = strawberry.enum_value("decided", description="办公室有了决定")
    REOPENED = strawberry.enum_value("reopened", description="作者不满意，再办一次")
    DISSATISFIED = strawberry.enum_value("dissatisfied", description="再办过了，作者仍不满意")
    WITHHELD = strawberry.enum_value("withheld", description="办公室定了不公开")
    RATED = strawberry.enum_value("rated", description="评价定下了")
    SAMPLED = strawberry.enum_value("sampled", description="被抽查")
    ISSUED = strawberry.enum_value("issued", description="已签发")


@strawberry.enum(description="提醒说的是什么")
class NoticeSubject(Enum):
    """Of what a notice tells."""

    RECORD = strawberry.enum_value("record", description="一条记录：见 record")
    RECORDS = strawberry.enum_value(
        "records", description="一批记录，subjectNumber 是它的编号：records 的 where 里写 batch"
    )
    CORRECTIONS = strawberry.enum_value(
        "corrections", description="一批更正，subjectNumber 是它的编号，用法同 RECORDS：给出更正的各条记录"
    )
    CORRECTION = strawberry.enum_value("correction", description="一条更正，subjectNumber 是它的编号")
    CO_SIGNATURE = strawberry.enum_value("co-signature", description="一件作品的联名：作品见 record")
    SAMPLE = strawberry.enum_value("sample", description="一次抽查，subjectNumber 是它的编号")
    OBJECTION = strawberry.enum_value("objection", description="一条异议，subjectNumber 是它的编号")
    OPINION = strawberry.enum_value("opinion", description="一条社情民意信息，subjectNumber 是它的编号")
    CO_WRITTEN_OPINION = strawberry.enum_value(
        "co-written opinion", description="一条写着本人合写的社情民意信息，subjectNumber 是它的编号"
    )
    OPINION_PAPER = strawberry.enum_value("opinion paper", description="一份编发稿，subjectNumber 是它的编号")
    HANDLING = strawberry.enum_value("handling", description="一件转办，subjectNumber 是它的编号")
    OPINION_CALL = strawberry.enum_value("opinion call", description="一次约稿，subjectNumber 是它的编号")
    OPINION_LEAD = strawberry.enum_value("opinion lead", description="一条线索，subjectNumber 是它的编号")
    LEAVE = strawberry.enum_value("leave", description="一次请假，subjectNumber 是它的编号")
    FEEDBACK = strawberry.enum_value("feedback", description="意见箱里的一条，subjectNumber 是它的编号")
    CONNECTOR_EVENT = strawberry.enum_value(
        "connector event", description="别的系统交来的一份，subjectNumber 是它的编号"
    )
    PERSON = strawberry.enum_value("person", description="一个人的退出：哪一个，见名册里等确认的")
    ACCOUNT = strawberry.enum_value("account", description="本人的账号")


@strawberry.enum(description="除了收件箱，提醒还送到哪里")
class NoticeChannel(Enum):
    """Where notices go besides the inbox."""

    INBOX = strawberry.enum_value("inbox", description="哪里也不送，只在收件箱里")
    MAIL = strawberry.enum_value("mail", description="邮件")
    WEBHOOK = strawberry.enum_value("webhook", description="单位的系统（Webhook）")
    ZHEZHENGDING = strawberry.enum_value("zhezhengding", description="浙政钉工作通知，绑定了的才收得到")


@strawberry.type(description="一条提醒；里面没有姓名和标题")
class Notice:
    """Something that one was told."""

    number: int = strawberry.field(description="编号，后来的大")
    kind: NoticeKind = strawberry.field(description="种类")
    text: str = strawberry.field(description="提醒的话，如 有 1 条记录待审核")
    count: int = strawberry.field(description="说的是几条；一批的，是其中要告诉本人的几条")
    subject: NoticeSubject = strawberry.field(description="说的是什么")
    record: strawberry.ID | None = strawberry.field(description="说的是哪条记录，全局 id；不是记录的则空")
    subject_number: int | None = strawberry.field(
        description="说的那一条的编号，用在它自己的查询里；用 record 的、没有编号的则空"
    )
    day: date = strawberry.field(description="事情是哪天的；有期限的，是期限那天")
    made_at: datetime = strawberry.field(description="何时提醒的")
    seen_at: datetime | None = strawberry.field(description="何时看过；空为还没有")


@strawberry.type(description="提醒送到哪里")
class NoticeSettings:
    """Where one is told."""

    channel: NoticeChannel = strawberry.field(description="除了收件箱，还送到哪里")
    mail: str | None = strawberry.field(
        description="邮箱，只显示开头和 @ 以后；全部的在 data 里；不用邮件的则空"
    )
    channels: list[NoticeChannel] = several(4, "这里开通了的，可以选的")


@strawberry.type(description="标为看过的结果")
class MarkNoticesSeenPayload:
    """What became of marking."""

    unseen: int | None = strawberry.field(description="还有几条没有看过；没有做成则空")
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.type(description="选定提醒送到哪里的结果")
class ChooseNoticeChannelPayload:
    """What became of a choice."""

    settings: NoticeSettings | None = strawberry.field(description="现在的；没有做成则空")
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def own_notices(account_id: int, info: Info, unseen: bool, asked: Page) -> Connection[Notice]:
    """What an account was told, the newest first."""
    info.context.caller.check_complete()
    return await newest(
        info,
        asked,
        mark("notices", account_id, unseen),
        lambda reading, part: inbox.notices(reading, account_id, unseen, part),
        lambda reading: inbox.count_notices(reading, account_id, unseen),
        told,
    )


async def count_unseen(account_id: int, info: Info) -> int:
    """How many notices an account has not seen."""
    info.context.caller.check_complete()
    async with info.context.store.reading() as connection:
        return await inbox.count_notices(connection, account_id, unseen=True)


async def own_settings(account_id: int, info: Info) -> NoticeSettings:
    """Where an account is told."""
    info.context.caller.check_complete()
    async with info.context.store.reading() as connection:
        return _chosen(info, await choice(connection, info.context.store.vault, account_id))


async def mark_seen(
    info: Info,
    up_to: Annotated[int, strawberry.argument(description="编号不大于它的，都算看过；别人的不动")],
) -> MarkNoticesSeenPayload:
    """Marks one's own notices as seen."""

    async def work() -> int:
        return await inbox.mark_seen(info.context.store, _session(info), up_to)

    done = await settled(info, work)
    return MarkNoticesSeenPayload(unseen=done.done, errors=done.errors)


async def choose_channel(
    info: Info,
    channel: Annotated[NoticeChannel, strawberry.argument(description="除了收件箱，还送到哪里")],
    mail: Annotated[
        str | None, strawberry.argument(description="选邮件的写邮箱，1 到 200 个字符；选别的不写")
    ] = None,
) -> ChooseNoticeChannelPayload:
    """Chooses where one is told. It takes no key: a mail address is kept in no digest."""

    async def work() -> Choice:
        context = info.context
        return await choose(context.store, _session(info), context.channels, str(channel.value), mail)

    done = await settled(info, work)
    chosen = None if done.done is None else _chosen(info, done.done)
    return ChooseNoticeChannelPayload(settings=chosen, errors=done.errors)


def _session(info: Info) -> SessionRow:
    session = info.context.caller.signed_in()
    info.context.caller.check_complete()
    return session


def _chosen(info: Info, chosen: Choice) -> NoticeSettings:
    return NoticeSettings(
        channel=NoticeChannel(chosen.channel),
        mail=chosen.masked_mail,
        channels=[NoticeChannel(name) for name in info.context.channels.names],
    )


def told(row: NoticeRow) -> Notice:
    """A row as the API shows it."""
    return Notice(
        number=row.id,
        kind=NoticeKind(row.kind),
        text=said(row.kind, row.entity, row.size),
        count=row.size,
        subject=NoticeSubject(row.entity),
        record=encode("Record", row.entity_id) if row.entity in _RECORDS else None,
        subject_number=None if row.entity in (*_RECORDS, PERSON, ACCOUNT) else row.entity_id,
        day=row.day,
        made_at=row.made_at,
        seen_at=row.seen_at,
    )
