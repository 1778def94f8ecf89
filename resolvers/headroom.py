"""What a member of a run could still earn under each limit, and what stands against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import strawberry

from resolvers.context import Info
from resolvers.measure import MeasureNode, flat
from resolvers.standing import Standing
from services.results.statement import Lack, Need, Room


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


@dataclass(frozen=True, slots=True)
class LimitRoom:
    """A limit with what is used and left of it."""

    node: MeasureNode
    room: Room
    under: MeasureNode | None

    @property
    def what(self) -> RoomOf:
        """What the limit is of."""
        return RoomOf(self.room.what)

    @property
    def unit(self) -> str:
        """What is counted."""
        return self.room.unit

    @property
    def used(self) -> str:
        """How much is used."""
        return self.room.used

    @property
    def limit(self) -> str:
        """How much there is."""
        return self.room.limit

    @property
    def left(self) -> str:
        """How much is left."""
        return self.room.left

    @property
    def gain(self) -> str | None:
        """What reaching it brings."""
        return self.room.gain


@dataclass(frozen=True, slots=True)
class Lacking:
    """What stands against more."""

    lack: Lack

    @property
    def what(self) -> LackOf:
        """What is not satisfied."""
        return LackOf(self.lack.what)

    @property
    def code(self) -> str:
        """The id of the gate or rule, or the name of the grade."""
        return self.lack.id

    @property
    def title(self) -> str:
        """What it is called."""
        return self.lack.title

    @property
    def reasons(self) -> Sequence[str]:
        """The numbers that were found, in words."""
        return self.lack.because

    @property
    def missing(self) -> Sequence[Need]:
        """How much more is needed."""
        return self.lack.missing


@dataclass(frozen=True, slots=True)
class Headroom:
    """What a member could still earn."""

    limits: Sequence[LimitRoom]
    lacks: Sequence[Lacking]


async def headroom(root: strawberry.Parent[Standing], info: Info) -> Headroom:
    """What the member could still earn, and what stands against it."""
    found = await root.explained(info)
    known, statement = flat(found.board.rule_set), found.statement
    return Headroom(
        [LimitRoom(known[one.rule], one, known[one.under] if one.under else None) for one in statement.rooms],
        [Lacking(one) for one in statement.lacks],
    )
