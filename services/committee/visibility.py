"""What members see of each other's rank: a setting of their committee."""

from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Committee
from models.store import Store
from services.actor import Actor, known
from services.reason import optional_reason
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.unit_of_work import unit_of_work

ENTITY = "committee"


class RankVisibility(StrEnum):
    """`OWN`: one's own rank, and how totals are spread. `RANKING`: all names, ranks and totals, no more."""

    OWN = "own"
    RANKING = "ranking"


async def rank_visibility(connection: AsyncConnection, committee_id: int) -> RankVisibility:
    """What a committee has set; `OWN` where it has set nothing."""
    column = select(Committee.rank_visibility).where(Committee.id == committee_id)
    return RankVisibility((await connection.execute(column)).scalar_one())


async def set_rank_visibility(
    store: Store, committee: str, actor: Actor | None, visibility: RankVisibility, reason: str | None = None
) -> RankVisibility:
    """Sets what members see of each other's rank, from now on; raises `Refusal` where it is so already."""
    who, why = known(actor), optional_reason(reason)
    async with unit_of_work(store, committee, who, why, right=Right.ARRANGE) as unit:
        before = await rank_visibility(unit.connection, unit.committee_id)
        if before is visibility:
            raise Refusal(Code.CONFLICT, "已经是这样设定的", "visibility")
        own = update(Committee).where(Committee.id == unit.committee_id)
        await unit.connection.execute(own.values(rank_visibility=visibility.value))
        told = ({"rank visibility": one.value} for one in (before, visibility))
        unit.note("change", ENTITY, unit.committee_id, *told)
        unit.result = unit.committee_id
    return visibility
