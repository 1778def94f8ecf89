"""What is told to those who stay connected."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from resolvers import argument
from resolvers.argument import YearArgument
from resolvers.change import CommitteeArgument
from resolvers.context import Info
from resolvers.movement import MemberScoreChange, moved
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


async def ranking_changed(
    info: Info, committee: CommitteeArgument, year: YearArgument
) -> AsyncGenerator[RankingUpdate, None]:
    """Each change of a year's live run, by whatever process; a slow reader gets several as one."""
    context = info.context
    argument.text(committee, "committee")
    argument.year(year)
    async with context.store.reading() as connection:
        row = await committee_of(connection, committee)
    async with aclosing(context.watch.changes(context.store, row.id, year)) as changes:
        async for before, after in changes:
            # What an earlier event has read is no longer so.
            context.forget()
            found = moved(before, after)
            yield RankingUpdate(
                run=after,
                revision=after.revision,
                made_at=after.made_at,
                totals_changed=found.totals,
                ranks_changed=found.ranks,
                members=found.members,
            )
