"""Score runs as rows: which there are, without their members."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.score import ScoreRun
from services.runs.board import Board
from services.runs.closings import current

_BLANKS = str.maketrans({"\u3000": " ", "\xa0": " "})


def run_name(text: str) -> str:
    """The stored name of a kept run: composed, no blanks around it, full-width ones as plain ones."""
    return unicodedata.normalize("NFC", text).translate(_BLANKS).strip()


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run: of which committee and year, by which rules, of which input. `name` None is the live one."""

    id: int
    committee_id: int
    year: int
    name: str | None
    rule_set_id: int
    input: str
    revision: int
    made_at: datetime
    members: int


def row_of(board: Board) -> RunRow:
    """The row of a run whose board is at hand."""
    return RunRow(
        *(board.id, board.committee_id, board.year, board.name, board.rule_set_id),
        *(board.input, board.revision, board.made_at, len(board.entries)),
    )


async def runs(
    connection: AsyncConnection, condition: ColumnElement[bool], limit: int, *, ascending: bool = False
) -> list[RunRow]:
    """The runs of a condition, the newest first, or the oldest."""
    columns = select(
        *(ScoreRun.id, ScoreRun.committee_id, ScoreRun.year, ScoreRun.name, ScoreRun.rule_set_id),
        *(ScoreRun.input, ScoreRun.revision, ScoreRun.made_at, ScoreRun.members),
    ).where(condition)
    columns = columns.order_by(ScoreRun.id if ascending else ScoreRun.id.desc()).limit(limit)
    return [RunRow(*row) for row in await connection.execute(columns)]


async def count(connection: AsyncConnection, condition: ColumnElement[bool]) -> int:
    """How many runs satisfy a condition."""
    return (await connection.scalar(select(func.count()).select_from(ScoreRun).where(condition))) or 0


async def years(connection: AsyncConnection, committee_ids: Sequence[int]) -> dict[int, list[int]]:
    """Per committee, the years that have a live run or are closed, the latest first."""
    found: dict[int, list[int]] = {committee_id: [] for committee_id in committee_ids}
    columns = select(ScoreRun.committee_id, ScoreRun.year).where(
        current(), ScoreRun.committee_id.in_(committee_ids)
    )
    for committee_id, year in await connection.execute(columns.order_by(ScoreRun.year.desc())):
        found[committee_id].append(year)
    return found
