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
from services.accounts.sessions import SessionRow, session_now
from services.committee.committees import committee as committee_of
from services.refusal import Code, Refusal
from services.rights.role import Right
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


@dataclass(frozen=True, slots=True)
class OwnStandingUpdate:
    """What a change of a year's live run did to the one who listens."""

    revision: int
    made_at: datetime
    change: MemberScoreChange


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


async def _renewed(context: Context) -> SessionRow:
    """The session as it is now, of somebody who may see their own; raises `Refusal` for any other."""
    session = context.caller.signed_in()
    async with context.store.reading() as connection:
        context.caller.session = await session_now(connection, session)
    session = context.caller.signed_in()
    context.caller.check_complete()
    if not session.rights.has(Right.READ_OWN):
        raise Refusal(Code.FORBIDDEN, f"没有权限：{Right.READ_OWN.called}")
    return session


async def own_standing_changed(info: Info, year: YearArgument) -> AsyncGenerator[OwnStandingUpdate, None]:
    """Each change of one's own total or rank in a year; what becomes of others is not told, nor when."""
    context = info.context
    argument.year(year)
    session = await _renewed(context)
    async with aclosing(context.watch.changes(context.store, session.committee_id, year)) as changes:
        async for before, after in changes:
            context.forget()
            session = await _renewed(context)
            for change in moved(before, after).of(session.rights.own):
                yield OwnStandingUpdate(revision=after.revision, made_at=after.made_at, change=change)
