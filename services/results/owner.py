"""Whose a thing is that is asked for by its id alone, known before anything of it is read."""

from collections.abc import Awaitable, Callable, Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Committee
from models.member import Membership
from models.record import Record
from models.rule_set import RuleSetVersion
from models.score import ScoreRun
from services.committee.committees import CommitteeRow, committees_of_ids

Owners = Callable[[AsyncConnection, Collection[int]], Awaitable[dict[int, CommitteeRow]]]


def _owners(table: Any) -> Owners:
    """What gives the committee of each row of a table; a row that is not there is left out."""

    async def read(connection: AsyncConnection, ids: Collection[int]) -> dict[int, CommitteeRow]:
        column = table.id if table is Committee else table.committee_id
        rows = await connection.execute(select(table.id, column).where(table.id.in_(ids)))
        of_row = {row.id: row[1] for row in rows}
        found = await committees_of_ids(connection, set(of_row.values()))
        return {row_id: found[committee_id] for row_id, committee_id in of_row.items()}

    return read


# By the type of a global id.
OWNERS: dict[str, Owners] = {
    "Committee": _owners(Committee),
    "Member": _owners(Membership),
    "Record": _owners(Record),
    "RuleSet": _owners(RuleSetVersion),
    "RuleSetVersion": _owners(RuleSetVersion),
    "ScoreRun": _owners(ScoreRun),
}
