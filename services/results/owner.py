"""Whose a thing is that is asked for by its id alone, and for whom it is there, before anything is read."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Committee
from models.rule_set import RuleSetVersion
from models.score import ScoreRun
from services.committee.committees import CommitteeRow, committees_of_ids
from services.rights.held import Rights
from services.rights.policy import MEASURES, MEMBERS, RECORDS, AllOrNone, OfCommittee, Policy
from services.rights.role import Right

Owners = Callable[[AsyncConnection, Collection[int]], Awaitable[dict[int, CommitteeRow]]]

# Who may have it, by the type of a global id.
POLICIES: Mapping[str, Policy[Any]] = {
    "Committee": OfCommittee(Committee, Right.READ),
    "Member": MEMBERS,
    "Record": RECORDS,
    "RuleSet": MEASURES,
    "RuleSetVersion": AllOrNone(RuleSetVersion, Right.READ),
    "ScoreRun": AllOrNone(ScoreRun, Right.READ),
}


async def seen(
    connection: AsyncConnection, ids: Collection[int], type_: str, rights: Rights
) -> dict[int, bool]:
    """Whether each thing of a type is there for somebody; what they may not have is as if it were not."""
    policy = POLICIES[type_]
    rows = select(policy.table.id).where(policy.table.id.in_(ids), policy.rows(rights))
    return dict.fromkeys(await connection.scalars(rows), True)


def _owners(policy: Policy[Any]) -> Owners:
    """What gives the committee of each row; a row that is not there is left out."""
    table = policy.table

    async def read(connection: AsyncConnection, ids: Collection[int]) -> dict[int, CommitteeRow]:
        rows = await connection.execute(select(table.id, policy.committee).where(table.id.in_(ids)))
        of_row = {row.id: row[1] for row in rows}
        found = await committees_of_ids(connection, set(of_row.values()))
        return {row_id: found[committee_id] for row_id, committee_id in of_row.items()}

    return read


OWNERS = {type_: _owners(policy) for type_, policy in POLICIES.items()}
