"""Things asked for by their ids alone."""

import asyncio
from functools import partial
from typing import Annotated, Any

import strawberry

from resolvers import argument, global_id, loaded
from resolvers.context import Info
from resolvers.rule_set import measure
from services.refusal import Code, Refusal
from services.results.owner import POLICIES, seen
from services.rights.role import Right

MOST_IDS = 100


async def node(info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="全局 id")]) -> Any:
    """What an id names; raises `Refusal` where nothing is there."""
    return await _found(info, id, "id")


async def nodes(
    info: Info, ids: Annotated[list[strawberry.ID], argument.several("全局 id，1 到 100 个", MOST_IDS)]
) -> list[Any]:
    """What each id names, or in its place why there is none."""
    argument.bounded(ids, "ids", MOST_IDS)
    return await asyncio.gather(*(_found_or_refused(info, one) for one in ids))


async def _is_seen(info: Info, of: global_id.GlobalId) -> bool:
    """Whether a thing is there for the one who asks; what they may not see is not.

    Raises `Refusal` where they have to sign in, or have no right to read their committee's data.
    """
    caller = info.context.caller
    caller.check_complete()
    rights = caller.signed_in().rights
    if not POLICIES[of.type].may_any(rights):
        raise Refusal(Code.FORBIDDEN, f"没有权限：{Right.READ.called}")
    read = partial(seen, type_=of.type, rights=rights)
    return await info.context.load(f"seen {of.type}", of.number, read) or False


async def _found_or_refused(info: Info, id_: str) -> Any:
    try:
        return await _found(info, id_, "ids")
    except Refusal as refusal:
        return refusal


async def _found(info: Info, id_: str, field: str) -> Any:
    # Whose it is, is known only once it has been read.
    info.context.everything()
    of = global_id.decode(id_, field)
    read: Any = {
        "Committee": loaded.committee,
        "Member": loaded.member,
        "Record": loaded.record,
        "RuleSet": measure,
        "RuleSetVersion": loaded.version,
        "ScoreRun": loaded.run,
    }
    found = await read[of.type](info, of.number) if await _is_seen(info, of) else None
    if found is None:
        raise global_id.missing(of.type, field)
    return found
