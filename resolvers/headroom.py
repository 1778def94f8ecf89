"""What a member of a run could still earn under each limit, and what stands against it."""

from enum import Enum

import strawberry

from resolvers.context import Info
from resolvers.field import several
from resolvers.measure import MeasureNode, flat
from resolvers.standing import Standing


@strawberry.enum(description="还有余地的是什么")
class RoomOf(Enum):
    """What a limit is of."""

    CAP = strawberry.enum_value("cap", description="上限：计满为止")
    PICK = strawberry.enum_value("pick", description="只计其中几项")
    EVERY = strawberry.enum_value("every", description="每满几项计一项")
    BAND = strawberry.enum_value("band", description="达到下一档")


@strawberry.enum(description="没有达到的是什么")
class LackOf(Enum):
    """What a member does not satisfy."""

    GATE = strawberry.enum_value("gate", description="关口")
    RULE = strawberry.enum_value("rule", description="规则的条件，达到才计分")
    GRADE = strawberry.enum_value("grade", description="高一等的等次")


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
    missing: list[Need] = several(2, "还要多少；说不出数的没有")


@strawberry.type(description="一名委员还能得什么")
class Headroom:
    """What a member could still earn."""

    limits: list[LimitRoom] = several(20, "各项限度，按办法的次序")
    lacks: list[Lacking] = several(4, "没有达到的")


async def headroom(root: strawberry.Parent[Standing], info: Info) -> Headroom:
    """What the member could still earn, and what stands against it."""
    explained = await root.explained(info)
    nodes, told = flat(explained.board.rule_set), explained.statement.headroom
    return Headroom(
        limits=[
            LimitRoom(
                node=nodes[room.rule],
                what=RoomOf(room.what),
                unit=room.unit,
                used=room.used,
                limit=room.limit,
                left=room.left,
                gain=room.gain,
                under=nodes[room.under] if room.under else None,
            )
            for room in told.rooms
        ],
        lacks=[
            Lacking(
                what=LackOf(lack.what),
                code=lack.id,
                title=lack.title,
                reasons=list(lack.because),
                missing=[Need(what=need.what, number=need.number) for need in lack.missing],
            )
            for lack in told.lacks
        ],
    )
