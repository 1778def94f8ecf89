"""Committees."""

from typing import Annotated

import strawberry

from resolvers import global_id
from resolvers.context import Info
from services.committee.committees import CommitteeRow
from services.committee.committees import committees as all_committees
from services.refusal import Code, Refusal
from services.runs import listing as run_rows


async def committees(info: Info) -> list[CommitteeRow]:
    """The committees that the one who asks may see; raises `Refusal` for whoever is not signed in."""
    info.context.caller.check_complete()
    info.context.everything()

    async def read() -> list[CommitteeRow]:
        async with info.context.store.reading() as connection:
            return await all_committees(connection)

    found = await info.context.steady("committees", read)
    return [one for one in found if info.context.caller.sees(one) is None]


async def committee(
    info: Info, code: Annotated[str, strawberry.argument(description="代号，如 zhoushan")]
) -> CommitteeRow:
    """The committee of this code."""
    info.context.caller.check_complete()
    found = await info.context.committee(code)
    if found is None:
        raise Refusal(Code.NOT_FOUND, "没有这个代号的政协", "code")
    refusal = info.context.caller.sees(found)
    if refusal is not None:
        raise refusal
    return found


def id_of(root: strawberry.Parent[CommitteeRow]) -> strawberry.ID:
    """The global id."""
    return global_id.encode("Committee", root.id)


async def years(root: strawberry.Parent[CommitteeRow], info: Info) -> list[int]:
    """The years that have a live run, the latest first."""

    async def read() -> list[int]:
        return await info.context.load("years", root.id, run_rows.years) or []

    return await info.context.steady(("years", root.id), read, root.id)
