"""What happened to a member: who did it, when, why, and from what to what."""

from datetime import date, datetime
from enum import Enum

import strawberry

from resolvers.field import several
from services.people.history import MemberHistoryRow


@strawberry.enum(description="对一名委员做了什么")
class MemberAction(Enum):
    """What was done to a member."""

    ADD = strawberry.enum_value("add", description="录入")
    CHANGE = strawberry.enum_value("change", description="更新")
    LEAVE = strawberry.enum_value("leave", description="离任，改离任的日期，或撤销离任")
    ASK_EXIT = strawberry.enum_value("ask exit", description="提出退出")
    CANCEL_EXIT = strawberry.enum_value("cancel exit", description="取消退出")
    EXIT = strawberry.enum_value("exit", description="退出：个人信息已经删除")
    FORGET = strawberry.enum_value("forget", description="销毁个人信息的密钥")


@strawberry.type(description="一项变动")
class MemberFieldChange:
    """One thing that changed."""

    name: str = strawberry.field(description="哪一项，如 单位、任职止")
    since: date | None = strawberry.field(description="从哪天起；空为从头起，或不分日期")
    before: str | None = strawberry.field(description="原来的；姓名、电话不留")
    after: str | None = strawberry.field(description="改成的；姓名、电话不留，退出以后单位、职务也没有了")


@strawberry.type(description="对一名委员做过的一件事")
class MemberHistory:
    """One thing that was done to a member."""

    at: datetime = strawberry.field(description="何时")
    actor: str = strawberry.field(description="谁")
    department: str | None = strawberry.field(description="代表哪个部门")
    action: MemberAction = strawberry.field(description="做了什么")
    reason: str | None = strawberry.field(description="为什么；没有写的为空")
    changes: list[MemberFieldChange] = several(3, "改了什么")


def of_row(row: MemberHistoryRow) -> MemberHistory:
    """A line as clients see it."""
    return MemberHistory(
        at=row.at,
        actor=row.actor,
        department=row.department,
        action=MemberAction(row.action),
        reason=row.reason,
        changes=[
            MemberFieldChange(name=one.name, since=one.since, before=one.before, after=one.after)
            for one in row.changes
        ],
    )
