"""What a member could still earn."""

from __future__ import annotations

import strawberry

from resolvers.headroom import LackOf, RoomOf
from schema.measure import MeasureNode


@strawberry.type(description="一项限度，用了多少，还剩多少；数都是精确值")
class LimitRoom:
    """A limit with what is used and left of it."""

    node: MeasureNode = strawberry.field(description="有限度的节点")
    what: RoomOf = strawberry.field(description="限的是什么")
    unit: str = strawberry.field(description="数的是什么：分、项、件次、天……")
    used: str = strawberry.field(description="已有多少")
    limit: str = strawberry.field(description="到多少为止")
    left: str = strawberry.field(description="还差多少；上限为还可计几分")
    gain: str | None = strawberry.field(description="达到下一档多得几分；别的限度为空")
    under: MeasureNode | None = strawberry.field(
        description="已经计满的上级：它的上限用完，这里再多也不计；空为没有"
    )


@strawberry.type(description="还需要的一项")
class Need:
    """Something that is needed, and how much of it."""

    what: str = strawberry.field(description="什么")
    number: str = strawberry.field(description="还要多少，精确值")


@strawberry.type(description="没有达到的关口、条件、等次")
class Lacking:
    """What stands against more."""

    what: LackOf = strawberry.field(description="是哪一类")
    code: str = strawberry.field(description="关口、规则的编号，或等次的名称")
    title: str = strawberry.field(description="名称")
    reasons: list[str] = strawberry.field(description="所依据的数")
    missing: list[Need] = strawberry.field(description="还要多少；说不出数的没有")


@strawberry.type(description="一名委员还能得什么")
class Headroom:
    """What a member could still earn."""

    limits: list[LimitRoom] = strawberry.field(description="各项限度，按办法的次序")
    lacks: list[Lacking] = strawberry.field(description="没有达到的")
