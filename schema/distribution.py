"""Distributions."""

from __future__ import annotations

import strawberry


@strawberry.type(description="直方图的一段")
class Bin:
    """A part of a histogram."""

    low: str = strawberry.field(description="不小于")
    high: str = strawberry.field(description="小于")
    members: int = strawberry.field(description="人数")


@strawberry.type(description="一组委员的平均数和四分位数，保留办法规定的位数，数量保留两位")
class Spread:
    """The spread in a group."""

    group: str = strawberry.field(description="组；不分组为 全体")
    members: int = strawberry.field(description="人数")
    mean: str = strawberry.field(description="平均数")
    least: str = strawberry.field(description="最小")
    lower_quartile: str = strawberry.field(description="四分之一处")
    median: str = strawberry.field(description="中位数")
    upper_quartile: str = strawberry.field(description="四分之三处")
    most: str = strawberry.field(description="最大")


@strawberry.type(description="总分、得分或数量在参加排名的委员里的分布")
class Distribution:
    """A histogram and the spread in each group."""

    members: int = strawberry.field(description="人数")
    width: str = strawberry.field(description="每段的宽度")
    bins: list[Bin] = strawberry.field(description="各段，从小到大，中间没有人的也在内")
    groups: list[Spread] = strawberry.field(description="各组，没有填分组属性的委员不在内")
