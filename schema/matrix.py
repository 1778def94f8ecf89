"""Matrices."""

from __future__ import annotations

import strawberry

from resolvers import matrix
from schema.field import answered
from schema.member import Member
from schema.page import Connection
from schema.standing import AwardLine, StandingRecord


@strawberry.type(description="矩阵的一列")
class MatrixColumn:
    """A column."""

    key: str = strawberry.field(description="种类的名称或节点的代码；- 为不属于单条记录的得分")
    title: str = strawberry.field(description="名称")
    group: str | None = strawberry.field(description="所属大类，或上级节点的代码")


@strawberry.type(description="矩阵的一行")
class MatrixRow:
    """A member's numbers."""

    member: Member = strawberry.field(description="委员")
    values: list[str] = strawberry.field(description="各列的数，次序同 columns")
    total: str = strawberry.field(description="合计：分数为总分；次数按种类为所有种类的，按节点为所列各列的")


@strawberry.type(description="矩阵的一页：每名委员一行")
class Matrix(Connection[MatrixRow]):
    """A page of a matrix."""

    columns: list[MatrixColumn] = strawberry.field(description="各列")


@strawberry.type(description="矩阵里的一个数，点开来看")
class MatrixCell:
    """A number with what is behind it."""

    value: str = strawberry.field(description="这个数")
    records: Connection[StandingRecord] = answered(matrix.cell_records, "这个数所计的记录，新的在前")
    awards: Connection[AwardLine] = answered(matrix.cell_awards, "这些记录的各行得分")
