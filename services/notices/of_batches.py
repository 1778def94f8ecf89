"""Many records or corrections that one act moved on are told as one: an import, a bulk submission.

A batch is known by the committee's revision: all that was done in one unit of work.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from services.notices.about import (
    CORRECTION,
    CORRECTIONS,
    RECORD,
    RECORDS,
    RETURNED,
    SUBMITTED,
    About,
    Found,
)

# What is told of many together, by what is told of one; nothing else is.
BATCHES: Mapping[About, About] = {
    About(kind, one): About(kind, many)
    for kind in (SUBMITTED, RETURNED)
    for one, many in ((RECORD, RECORDS), (CORRECTION, CORRECTIONS))
}
# What each of those in a batch is, for whoever counts them all.
SINGLE: Mapping[About, About] = {many: one for one, many in BATCHES.items()}


def together(found: Iterable[Found]) -> list[Found]:
    """What one act did to several rows, as one notice for each who is told; all else as it is."""
    acts: dict[tuple[int, About, int], list[Found]] = defaultdict(list)
    for one in found:
        acts[one.account_id, one.about, one.revision].append(one)
    told: list[Found] = []
    for (_, about, revision), several in acts.items():
        if about in BATCHES and len(several) > 1:
            entity = BATCHES[about].entity
            told.append(several[0]._replace(entity=entity, entity_id=revision, size=len(several)))
        else:
            told += several
    return told


async def moved_by(
    connection: AsyncConnection,
    committee_id: int,
    revisions: Collection[int],
    lines: Collection[tuple[str, str]],
) -> Mapping[int, Collection[int]]:
    """By unit of work, the rows that it moved on by these lines: entity and action."""
    columns = select(Change.revision, Change.entity_id).where(
        Change.committee_id == committee_id,
        Change.revision.in_(revisions),
        tuple_(Change.entity, Change.action).in_(lines),
    )
    found: dict[int, set[int]] = defaultdict(set)
    for row in await connection.execute(columns):
        found[row.revision].add(row.entity_id)
    return found
