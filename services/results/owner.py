"""For whom a thing is there that is asked for by its id alone, before anything of it is read."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Committee
from models.rule_set import RuleSetVersion
from models.score import ScoreRun
from services.rights.held import Rights
from services.rights.policy import MEASURES, MEMBERS, RECORDS, AllOrNone, OfCommittee, Policy
from services.rights.role import Right

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
