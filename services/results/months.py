"""What members came to month by month."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date

from models.store import Store
from scoring.bulletin import Step, steps
from scoring.series import MONTH, Ground, ends
from services.runs.as_of import ground_of
from services.runs.board import Board, Boards
from services.runs.memo import memo
from services.runs.scored import scorable

Months = Sequence[tuple[date, Mapping[str, Step]]]


async def months(store: Store, boards: Boards, board: Board) -> Months:
    """By the end of each month, what each member of a board had come to, by key.

    Up to the day as of which it stands, else to the end of the last month in which anything happened. Kept
    with the board. Raises `Refusal` as `services.runs.as_of` does.
    """
    known: Months | None = board.memo.get("months")
    if known is not None:
        return known
    whole, made = await ground_of(store, boards, board.id)
    found = await boards.days.alone(lambda: asyncio.to_thread(_months, made, whole.as_of or board.as_of))
    return memo(board, "months", lambda: found)


def _months(made: Ground, until: date | None) -> Months:
    days = ends(made.rule_set, MONTH, until)
    if until is None:
        last = min(made.last_day, days[-1])
        days = [day for at, day in enumerate(days) if not at or days[at - 1] < last]
    with scorable():
        runs = [made.at(day) for day in days]
    return list(zip(days, steps(runs), strict=True))
