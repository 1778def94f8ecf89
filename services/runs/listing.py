"""Score runs as rows: which there are, without their members."""

import unicodedata
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.rows import columns_of
from models.score import MemberScore, ScoreRun
from services.runs.closings import current
from services.runs.run import RunRow
from services.slice import Slice, sliced

_BLANKS = str.maketrans({"\u3000": " ", "\xa0": " "})


def run_name(text: str) -> str:
    """The stored name of a kept run: composed, no blanks around it, full-width ones as plain ones."""
    return unicodedata.normalize("NFC", text).translate(_BLANKS).strip()


async def runs(
    connection: AsyncConnection, committee_id: int, year: int | None, part: Slice[tuple[int]]
) -> list[RunRow]:
    """The runs of a committee, of one `year` where it is given, the newest first."""
    columns = select(*columns_of(RunRow, ScoreRun)).where(_of(committee_id, year))
    return [RunRow(*row) for row in await sliced(connection, columns, (ScoreRun.id,), part)]


async def count(connection: AsyncConnection, committee_id: int, year: int | None) -> int:
    """How many runs `runs` can give."""
    counted = select(func.count()).select_from(ScoreRun).where(_of(committee_id, year))
    return (await connection.scalar(counted)) or 0


async def kept_run(connection: AsyncConnection, committee_id: int, year: int, name: str) -> RunRow | None:
    """The run of a year that is kept under this name."""
    of_name = _of(committee_id, year) & (ScoreRun.name == name)
    row = (await connection.execute(select(*columns_of(RunRow, ScoreRun)).where(of_name))).one_or_none()
    return None if row is None else RunRow(*row)


async def runs_of_ids(connection: AsyncConnection, run_ids: Collection[int]) -> dict[int, RunRow]:
    """The runs of these rows; one that is not there is left out."""
    columns = select(*columns_of(RunRow, ScoreRun)).where(ScoreRun.id.in_(run_ids))
    return {row.id: RunRow(*row) for row in await connection.execute(columns)}


def _of(committee_id: int, year: int | None) -> ColumnElement[bool]:
    of_committee = ScoreRun.committee_id == committee_id
    return of_committee if year is None else of_committee & (ScoreRun.year == year)


async def years(connection: AsyncConnection, committee_ids: Sequence[int]) -> dict[int, list[int]]:
    """Per committee, the years that have a live run or are closed, the latest first."""
    found: dict[int, list[int]] = {committee_id: [] for committee_id in committee_ids}
    columns = select(ScoreRun.committee_id, ScoreRun.year).where(
        current(), ScoreRun.committee_id.in_(committee_ids)
    )
    for committee_id, year in await connection.execute(columns.order_by(ScoreRun.year.desc())):
        found[committee_id].append(year)
    return found


async def years_of_members(
    connection: AsyncConnection, membership_ids: Collection[int]
) -> dict[int, list[int]]:
    """Per membership, those of the years that have a live run or are closed in which it is scored."""
    found: dict[int, list[int]] = {membership_id: [] for membership_id in membership_ids}
    columns = (
        select(MemberScore.membership_id, ScoreRun.year)
        .join(ScoreRun, ScoreRun.id == MemberScore.run_id)
        .where(current(), MemberScore.membership_id.in_(membership_ids))
    )
    for membership_id, year in await connection.execute(columns.order_by(ScoreRun.year.desc())):
        found[membership_id].append(year)
    return found
