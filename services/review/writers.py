"""Who has written a record (履7, 履11): entered, changed or corrected it, submitted it, withdrew it or
brought it back. Whoever only reviewed it has not.

Whoever has, and reviews it, is marked as the same person, and decides no objection to it. A correction is
written by whoever made it, once it is in effect, and not by whoever approved it.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, Select, String, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from models.among import Among
from models.change import Change
from models.correction import Correction
from models.rows import batches
from services.records.past import ADD, APPROVE, CHANGE, REINSTATE, SUBMIT, WITHDRAW

_WRITING = (ADD, CHANGE, SUBMIT, WITHDRAW, REINSTATE)
_ACTOR, _MAKER = type_coerce(Change.actor, String), type_coerce(Correction.made_by, String)


async def written_by(
    connection: AsyncConnection, committee_id: int, signature: str, record_ids: Collection[int]
) -> set[int]:
    """Those of these records that whoever signs so has written."""
    found: set[int] = set()
    for some in batches(record_ids):
        for rows, writer in _written(committee_id, some):
            found.update(
                record_id for record_id, _ in await connection.execute(rows.where(writer == signature))
            )
    return found


async def writers_of(
    connection: AsyncConnection, committee_id: int, record_ids: Collection[int], until: int
) -> frozenset[str]:
    """Who had written any of these records by a revision, by their signatures."""
    found: set[str] = set()
    for some in batches(record_ids):
        for rows, _ in _written(committee_id, some):
            told = await connection.execute(rows.where(Change.revision <= until))
            found.update(writer for _, writer in told)
    return frozenset(found)


def _written(
    committee_id: int, record_ids: Collection[int]
) -> Iterator[tuple[Select[int, str], ColumnElement[str]]]:
    """The records and who wrote them, by the trail and by the corrections that took effect; and the column
    that says who.
    """
    of_record = (Change.committee_id == committee_id) & (Change.entity == "record")
    lines = select(Change.entity_id, _ACTOR).where(of_record, Change.action.in_(_WRITING))
    yield lines.where(Among(Change.entity_id, record_ids)), _ACTOR
    of_correction = (Change.committee_id == committee_id) & (Change.entity == "correction")
    approved = of_correction & (Change.entity_id == Correction.id) & (Change.action == APPROVE)
    made = select(Correction.record_id, _MAKER).join(Change, approved)
    yield made.where(Among(Correction.record_id, record_ids)), _MAKER
