"""A run as of a day, and a member's months."""

from datetime import date
from typing import Annotated

import strawberry

from resolvers.context import Info
from resolvers.ranking import points_text
from resolvers.standing import Standing
from scoring.bulletin import ranked_in
from services.results.months import months
from services.runs.board import Board
from services.runs.run import RunRow

DayArgument = Annotated[
    date, strawberry.argument(description="截至哪一天，统计期里的一天；最后一天的就是全年的")
]


@strawberry.type(description="一名委员一个月的变化；各月得分加起来就是最后一个月的累计")
class MonthStanding:
    """What a member came to by the end of a month."""

    day: date = strawberry.field(description="截至哪一天，通常是月末")
    gained: str = strawberry.field(description="这个月得了几分，扣分多于得分的为负")
    total: str = strawberry.field(description="到这一天为止的总分")
    rank: int | None = strawberry.field(
        description="到这一天为止在全体（办法不排全体的，在所列第一个范围）的名次；空为不参加排名"
    )
    rank_difference: int | None = strawberry.field(description="比上个月上升几位，下降为负；有一边不排名则空")


async def view(root: strawberry.Parent[RunRow], info: Info, day: DayArgument) -> Board:
    """The run as it stood on a day."""
    return await info.context.as_of(root.id, day)


def day_kept(root: strawberry.Parent[RunRow]) -> date | None:
    """The day as of which a run was kept."""
    return root.as_of


def day_of(root: strawberry.Parent[Board]) -> date:
    """The day of a run as of a day."""
    return root.until


async def monthly(root: strawberry.Parent[Standing], info: Info) -> list[MonthStanding]:
    """The member's months, up to the last in which anybody's anything is recorded."""
    board, rounding = root.board, root.board.rule_set.rounding
    found = await months(info.context.store, info.context.boards, board)
    key = root.entry.score.key
    # A group so small that its ranks would tell of others is passed over by `ranks`.
    ranked = not root.own or ranked_in(board.rule_set) in {one.scope for one in root.ranks}
    return [
        MonthStanding(
            day=day,
            gained=points_text(own[key].gained, rounding),
            total=points_text(own[key].total, rounding),
            rank=own[key].rank if ranked else None,
            rank_difference=own[key].moved if ranked else None,
        )
        for day, own in found
        if key in own
    ]
