"""What is done to a record, and what somebody did while another looked at it."""

from datetime import datetime
from enum import Enum

import strawberry

from resolvers.field import answered, several
from services.review.edits import Edit


@strawberry.enum(description="对一条记录做了什么，或可以做什么")
class RecordAction(Enum):
    """What is done to a record; the steps among them are those of the table of the review."""

    ADD = strawberry.enum_value("add", description="录入")
    CHANGE = strawberry.enum_value("change", description="改正")
    LINK = strawberry.enum_value("link", description="与别的作品关联，或解除")
    SUBMIT = strawberry.enum_value("submit", description="提交审核")
    APPROVE = strawberry.enum_value("approve", description="审核通过")
    RETURN = strawberry.enum_value("return", description="退回")
    ARCHIVE = strawberry.enum_value("archive", description="归档")
    WITHDRAW = strawberry.enum_value("withdraw", description="撤回")
    REINSTATE = strawberry.enum_value("reinstate", description="恢复，重新等审核")
    CORRECT = strawberry.enum_value("correct", description="更正已归档的")
    END = strawberry.enum_value("end", description="撤下已归档的")


def _action(root: strawberry.Parent[Edit]) -> RecordAction:
    return RecordAction(root.action)


@strawberry.type(description="别人在这期间对一条记录做的一次改动")
class RecordEdit:
    """What somebody did in the meantime; its values are those of an `Edit`."""

    at: datetime = strawberry.field(description="什么时候")
    actor: str = strawberry.field(description="经办人")
    department: str | None = strawberry.field(description="代表哪个部门；没有写的为空")
    action: RecordAction = answered(_action, "做了什么")
    reason: str | None = strawberry.field(description="为什么；没有写的为空")
    changes: list[str] = several(3, "改了什么，一项一句，如 题目：甲 → 乙；人员只说增减几人")
