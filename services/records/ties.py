"""What ties works to others of their matter, as rows: works that share a tie are one matter."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from models.among import Among
from models.quick import Quick, Rows
from models.record import Record, Tie
from models.rows import batches

# Put together once: that costs as much as to run them.
_OF_RECORDS = Among(Tie.record_id, "records")
TIES = Quick(select(Tie.record_id, Tie.tie).where(_OF_RECORDS))
_TIED = Quick(
    select(Tie.record_id, Record.version)
    .join(Record, Record.id == Tie.record_id)
    .where(Tie.committee_id == bindparam("committee_id"), Among(Tie.tie, "ties"))
)
_OWN = aliased(Tie)
_FIRST = select(Tie.record_id).where(_OF_RECORDS).cte(recursive=True)
_MATTER = select(
    _FIRST.union(
        select(Tie.record_id)
        .select_from(_FIRST)
        .join(_OWN, _OWN.record_id == _FIRST.c.record_id)
        # By a parameter SQLite would look through all ties of the committee, for each record once more.
        .join(Tie, (Tie.tie == _OWN.tie) & (Tie.committee_id == _OWN.committee_id))
    ).c.record_id
)


def ties_in(rows: Rows) -> Mapping[int, list[str]]:
    """The ties of each record that has any, by the rows of `TIES`."""
    ties: dict[int, list[str]] = defaultdict(list)
    for record_id, tie in rows:
        ties[record_id].append(tie)
    return ties


async def tied(connection: AsyncConnection, committee_id: int, ties: Collection[str]) -> dict[int, int]:
    """The records with any of these ties, with their versions."""
    records: dict[int, int] = {}
    for some in batches(ties):
        rows = await _TIED.rows(connection, committee_id=committee_id, ties=some)
        records.update((record_id, version) for record_id, version in rows)
    return records


async def matter_of(connection: AsyncConnection, record_ids: Collection[int]) -> set[int]:
    """These records and all of their committee that share a tie with them, however far the ties go."""
    matter = set(record_ids)
    for some in batches(record_ids):
        matter.update(await connection.scalars(_MATTER, {"records": some}))
    return matter
