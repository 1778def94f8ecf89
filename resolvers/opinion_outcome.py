"""What became of an opinion item: adoptions, and instructions of leaders (议11)."""

from datetime import date, datetime
from enum import Enum
from typing import Any

import strawberry

from resolvers.context import Info
from services.opinions.outcome import OutcomeRow, outcomes_of


@strawberry.enum(description="采用，还是批示")
class OpinionOutcomeKind(Enum):
    """What became of an item."""

    ADOPTION = strawberry.enum_value("adoption", description="采用")
    INSTRUCTION = strawberry.enum_value("instruction", description="领导批示")


@strawberry.type(description="一条信息的一次采用、批示")
class OpinionOutcome:
    """An adoption or instruction."""

    place: int = strawberry.field(description="这条信息的第几次，从 1 起")
    outcome: OpinionOutcomeKind = strawberry.field(description="采用，还是批示")
    level: str = strawberry.field(description="采用层级，如 省政协；或批示的领导级别，如 市主要领导")
    day: date = strawberry.field(description="哪一天采用、批示的")
    merged: bool | None = strawberry.field(description="是不是与别的信息合并采用；没有写明的、批示的为空")
    words: str | None = strawberry.field(description="批示、采用的话；没有写的、读不出了的为空")
    noted_at: datetime = strawberry.field(description="办公室何时记的")
    taken_back_at: datetime | None = strawberry.field(description="何时因为记错收回；没有收回的为空")


async def outcomes(root: strawberry.Parent[Any], info: Info) -> list[OpinionOutcome]:
    """What became of an item, in the order in which it was noted."""
    store = info.context.store
    async with store.reading() as reading:
        found = await outcomes_of(reading, store.vault, [root.number])
    return [_told(one) for one in found.get(root.number, ())]


def _told(one: OutcomeRow) -> OpinionOutcome:
    return OpinionOutcome(
        place=one.place,
        outcome=OpinionOutcomeKind(one.outcome),
        level=one.level,
        day=one.day,
        merged=one.merged,
        words=one.words,
        noted_at=one.noted_at,
        taken_back_at=one.taken_back_at,
    )
