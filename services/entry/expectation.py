"""What an entry would give each member once it is approved, told before it is made."""

import asyncio
from dataclasses import dataclass

from scoring.explain import Explainer
from scoring.statement import Line
from services.results.explanation import traced
from services.runs.board import Board
from services.runs.companions import companions
from services.runs.entry import Entry
from services.runs.live import Step
from services.unit_of_work import Unit

MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class Expected:
    """A member before the entry and after it, with its award lines; no line: no rule takes it."""

    before: Entry | None
    after: Entry
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an entry would do: the board after it, how many members are in it, and the first of them.

    `board` None: nobody is scored, as the year is closed or no rule counts anything of that kind and day.
    """

    board: Board | None
    count: int
    members: tuple[Expected, ...]


NOTHING = Expectation(None, 0, ())


async def expectation(unit: Unit, record_id: int, members: list[int], step: Step | None) -> Expectation:
    """What a record that was entered in this unit of work gives the members in it, in their order."""
    if step is None:
        return NOTHING
    board = step.after
    scored = [one for one in members if one in board.by_id]
    told = scored[:MOST_TOLD]
    needed = await companions(unit.connection, board, told)

    def lines() -> dict[int, tuple[Line, ...]]:
        found = traced(board, needed, told)
        explainer = Explainer(found.run, list(found.at.values()), found.row)
        return {
            one: tuple(line for line in explainer.statement(at).lines if _is_of(line, record_id))
            for one, at in found.at.items()
        }

    of_members = await asyncio.to_thread(lines)
    before = {} if step.before is None else step.before.by_id
    expected = tuple(Expected(before.get(one), board.by_id[one], of_members[one]) for one in told)
    return Expectation(board, len(scored), expected)


def _is_of(line: Line, record_id: int) -> bool:
    return line.record is not None and line.record.id == record_id
