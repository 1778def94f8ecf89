"""What is told to those who stay connected."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from resolvers import argument
from resolvers.argument import YearArgument
from resolvers.change import CommitteeArgument
from resolvers.context import Context, Info
from resolvers.movement import MemberScoreChange, moved
from services.accounts.sessions import session_now
from services.committee.committees import committee as committee_of
from services.runs.run import RunRow


@dataclass(frozen=True, slots=True)
class RankingUpdate:
    """A live run after a change, and what that did to it."""

    run: RunRow
    revision: int
    made_at: datetime
    totals_changed: int
    ranks_changed: int
    members: list[MemberScoreChange]


async def _check_still(context: Context, committee: str) -> None:
    """Raises `Refusal` where the one who listens has lost the session, or the right to read, meanwhile."""
    session = context.caller.session
    async with context.store.reading() as connection:
        row = await committee_of(connection, committee)
        if session is not None:
            context.caller.session = await session_now(connection, session)
    refusal = context.caller.sees(row)
    if refusal is not None:
        raise refusal


async def ranking_changed(
    info: Info, committee: CommitteeArgument, year: YearArgument
) -> AsyncGenerator[RankingUpdate, None]:
    """Each change of a year's live run, by whatever process; a slow reader gets several as one."""
    context = info.context
    argument.text(committee, "committee")
    argument.year(year)
    context.caller.check_complete()
    async with context.store.reading() as connection:
        row = await committee_of(connection, committee)
    refusal = context.caller.sees(row)
    if refusal is not None:
        raise refusal
    async with aclosing(context.watch.changes(context.store, row.id, year)) as changes:
        async for before, after in changes:
            # What an earlier event has read is no longer so.
            context.forget()
            await _check_still(context, committee)
            found = moved(before, after)
            yield RankingUpdate(
                run=after,
                revision=after.revision,
                made_at=after.made_at,
                totals_changed=found.totals,
                ranks_changed=found.ranks,
                members=found.members,
            )
