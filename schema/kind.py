"""Kinds of records."""

from __future__ import annotations

import strawberry

from resolvers.kind import AttributeOwner, AttributeType
from resolvers.record import RecordForm


@strawberry.type(description="属性的定义")
class AttributeDefinition:
    """An attribute of the catalogue."""

    name: str = strawberry.field(description="名称")
    owners: list[AttributeOwner] = strawberry.field(description="说的是什么，可有几样")
    type: AttributeType = strawberry.field(description="值是什么样的")
    values: list[str] = strawberry.field(description="列举的值；不列举的为空")
    synonyms: list[str] = strawberry.field(description="表格里的其他叫法")
    default: str | None = strawberry.field(description="没有填时是什么；空为缺")
    most: int | None = strawberry.field(description="数最大几；空为 1000000")
    derived: bool = strawberry.field(description="没有填时是否由记录推出，如署名顺序")


@strawberry.type(description="录入部门")
class EnteringDepartment:
    """Who enters records of a kind."""

    case: str | None = strawberry.field(description="属性 场合 是什么的时候；空为其余")
    department: str = strawberry.field(description="部门")


@strawberry.type(description="记录的种类，如 提案")
class Kind:
    """A kind of record."""

    name: str = strawberry.field(description="名称")
    form: RecordForm = strawberry.field(description="会议活动，还是作品")
    group: str = strawberry.field(description="所属大类")
    article: str = strawberry.field(description="办法的条目")
    date: str = strawberry.field(description="按哪个日期计，如 提交日期")
    synonyms: list[str] = strawberry.field(description="表格里的其他叫法")
    departments: list[EnteringDepartment] = strawberry.field(description="由谁录入")
    attributes: list[AttributeDefinition] = strawberry.field(description="可以填的属性")
