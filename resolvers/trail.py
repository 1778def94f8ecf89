"""操作记录: the lines of the trail for whoever audits, and whether it is whole."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from resolvers import argument, cursor
from resolvers.change import CommitteeArgument
from resolvers.context import Info
from resolvers.field import answered, several
from resolvers.page import Connection, Page, newest
from resolvers.permission import committee_for
from services.audit.extent import extents
from services.audit.reading import (
    TrailLooked,
    TrailRow,
    actions,
    count_trail,
    entities,
    named,
    said,
)
from services.audit.reading import trail as trail_rows
from services.audit.verification import Verified, verified_now
from services.rights.role import Right


@strawberry.type(description="一条操作记录里的一项")
class TrailDetail:
    """One thing that a line says."""

    name: str = strawberry.field(description="哪一项")
    before: str | None = strawberry.field(description="原来的；没有的为空，太长的只有开头")
    after: str | None = strawberry.field(description="改成的；没有的为空，太长的只有开头")


async def _named(root: "strawberry.Parent[TrailLine]", info: Info) -> str | None:
    """Whom the line is about."""
    return await info.context.load("names of the trail", (root.entity, root.entity_number), named)


@strawberry.type(description="一条操作记录：谁、何时、做了什么、改前改后、为什么")
class TrailLine:
    """A line of the trail."""

    number: int = strawberry.field(description="编号，越大越晚")
    place: int | None = strawberry.field(description="盖了章的第几条；成链以前的为空")
    at: datetime = strawberry.field(description="何时")
    actor: str = strawberry.field(description="谁；注销了的只有账号的编号")
    department: str | None = strawberry.field(description="代表哪个部门")
    channel: str = strawberry.field(description="从哪里来：web 网上，command 命令行，system 程序自己")
    action: str = strawberry.field(description="做了什么，代号，如 grant")
    action_said: str = strawberry.field(description="做了什么，用话说，如 授予")
    entity: str = strawberry.field(description="对什么，代号，如 account")
    entity_said: str = strawberry.field(description="对什么，用话说，如 账号")
    entity_number: int = strawberry.field(description="对哪一个，编号")
    named: str | None = answered(_named, "是人的（账号、授权、登录、委员）叫什么；不是人、姓名已经删除的为空")
    reason: str | None = strawberry.field(description="为什么；没有写的为空")
    details: list[TrailDetail] = several(4, "改前改后；姓名、电话不在里面")


@strawberry.type(description="操作记录里的一个词")
class TrailWord:
    """A word of the trail."""

    code: str = strawberry.field(description="代号，用作 where 里的 action、entity")
    said: str = strawberry.field(description="用话说")


@strawberry.type(description="操作记录里可能有的词")
class TrailWords:
    """All words by which lines can be told apart."""

    actions: list[TrailWord] = several(90, "做了什么")
    entities: list[TrailWord] = several(40, "对什么")


@strawberry.type(description="操作记录核对的结果：有没有被改、被删、调换次序、添加")
class TrailCheck:
    """What a look through the trail found."""

    whole: bool = strawberry.field(description="是否完整")
    lines: int = strawberry.field(description="核对了几条盖了章的")
    former: int = strawberry.field(description="成链以前的几条，由第一条一起证明")
    unproved: int = strawberry.field(description="其中几条是用换下来的密钥盖的，只核对了次序")
    last: datetime | None = strawberry.field(description="末条何时写的")
    proof: str = strawberry.field(description="末条的章；与另存的、抄下来的对照")
    faults: list[str] = several(1, "毛病，各写明在哪里，最多 20 处")
    more: int = strawberry.field(description="还有几处没有列")
    shipped: int | None = strawberry.field(description="已经送到另一处的到第几条；没有设置定时送的为空")


@strawberry.input(description="找哪些操作记录；没有写的不管")
class TrailFilter:
    """For which lines somebody looks."""

    since: date | None = strawberry.field(default=None, description="从哪天起，含这一天")
    until: date | None = strawberry.field(default=None, description="到哪天为止，含这一天")
    action: str | None = strawberry.field(default=None, description="做了什么，代号，见 trailWords")
    entity: str | None = strawberry.field(default=None, description="对什么，代号，见 trailWords")
    number: int | None = strawberry.field(default=None, description="对哪一个，编号；与 entity 一起写")
    actor: int | None = strawberry.field(default=None, description="谁做的，账号的编号")
    department: str | None = strawberry.field(default=None, description="代表哪个部门")
    account: int | None = strawberry.field(
        default=None, description="关于谁，账号的编号：账号、授权、登录，是委员的连同任职"
    )
    member: str | None = strawberry.field(default=None, description="关于哪名委员，委员编号：同上")

    def looked(self) -> TrailLooked:
        """The same as it is looked for; raises `Refusal`."""
        for day, field in ((self.since, "where.since"), (self.until, "where.until")):
            argument.optional_year(None if day is None else day.year, field)
        return TrailLooked(
            since=self.since,
            until=self.until,
            action=argument.optional_text(self.action, "where.action"),
            entity=argument.optional_text(self.entity, "where.entity"),
            number=self.number,
            actor=self.actor,
            department=argument.optional_text(self.department, "where.department"),
            account=self.account,
            member=argument.optional_text(self.member, "where.member"),
        )


async def trail(
    info: Info,
    committee: CommitteeArgument,
    where: Annotated[TrailFilter | None, strawberry.argument(description="找哪些")] = None,
    *,
    asked: Page,
) -> Connection[TrailLine]:
    """The lines of the trail, the newest first."""
    looked = TrailLooked() if where is None else where.looked()
    committee_id, _ = await committee_for(info, committee, Right.AUDIT)
    return await newest(
        info,
        asked,
        cursor.mark("trail", committee_id, looked),
        lambda reading, part: trail_rows(reading, committee_id, looked, part),
        lambda reading: count_trail(reading, committee_id, looked),
        _line,
    )


async def trail_words(info: Info, committee: CommitteeArgument) -> TrailWords:
    """All words by which lines can be told apart."""
    await committee_for(info, committee, Right.AUDIT)
    return TrailWords(
        actions=[TrailWord(code=code, said=words) for code, words in actions().items()],
        entities=[TrailWord(code=code, said=words) for code, words in entities().items()],
    )


async def verify(info: Info, committee: CommitteeArgument) -> TrailCheck:
    """Looks through the whole trail now; changes nothing."""
    await committee_for(info, committee, Right.AUDIT)
    found = await verified_now(info.context.store, committee)
    async with info.context.store.reading() as connection:
        shipped = {one.code: one.shipped for one in await extents(connection)}
    return _check(found, shipped.get(committee))


def _line(row: TrailRow) -> TrailLine:
    return TrailLine(
        number=row.id,
        place=row.place,
        at=row.at,
        actor=row.actor,
        department=row.department,
        channel=row.channel,
        action=row.action,
        action_said=said("actions", row.action),
        entity=row.entity,
        entity_said=said("entities", row.entity),
        entity_number=row.entity_id,
        reason=row.reason,
        details=[TrailDetail(name=one.name, before=one.before, after=one.after) for one in row.details],
    )


def _check(found: Verified, shipped: int | None) -> TrailCheck:
    return TrailCheck(
        whole=found.whole,
        lines=found.lines,
        former=found.former,
        unproved=found.unproved,
        last=found.last,
        proof=found.proof,
        faults=list(found.faults),
        more=found.more,
        shipped=shipped,
    )
