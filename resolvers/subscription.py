"""What is told to those who stay connected."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers import argument, notice
from resolvers.argument import YearArgument
from resolvers.change import CommitteeArgument
from resolvers.context import Context, Info
from resolvers.movement import MemberScoreChange, moved
from resolvers.notice import Notice
from services.accounts.sessions import SessionRow, session_now
from services.committee.committees import CommitteeRow
from services.committee.committees import committee as committee_of
from services.notices import inbox
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.runs.run import RunRow
from services.slice import Slice


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


@dataclass(frozen=True, slots=True)
class NoticesUpdate:
    """An inbox: how much of it was not seen, and what came last."""

    unseen: int
    newest: Notice | None


async def _session(context: Context, connection: AsyncConnection) -> SessionRow:
    """The session as it is now; raises `Refusal` where it is over, or not complete."""
    context.caller.session = await session_now(connection, context.caller.signed_in())
    context.caller.check_complete()
    return context.caller.signed_in()


async def _readable(context: Context, committee: str) -> CommitteeRow:
    """The committee, if its data is there for the one who listens as they are now; raises `Refusal`."""
    async with context.store.reading() as connection:
        await _session(context, connection)
        row = await committee_of(connection, committee)
    refusal = context.caller.sees(row)
    if refusal is not None:
        raise refusal
    return row


async def ranking_changed(
    info: Info, committee: CommitteeArgument, year: YearArgument
) -> AsyncGenerator[RankingUpdate, None]:
    """Each change of a year's live run, by whatever process; a slow reader gets several as one."""
    context = info.context
    argument.text(committee, "committee")
    argument.year(year)
    row = await _readable(context, committee)
    async with aclosing(context.watch.changes(context.store, row.id, year)) as changes:
        async for before, after in changes:
            # What an earlier event has read is no longer so.
            context.forget()
            await _readable(context, committee)
            found = moved(before, after)
            yield RankingUpdate(
                run=after,
                revision=after.revision,
                made_at=after.made_at,
                totals_changed=found.totals,
                ranks_changed=found.ranks,
                members=found.members,
            )


async def notices_changed(info: Info) -> AsyncGenerator[NoticesUpdate, None]:
    """The own inbox as it is, and after each change of it; nobody else's is told of."""
    context = info.context
    async with context.store.reading() as connection:
        account_id = (await _session(context, connection)).account_id
    async with aclosing(context.inboxes.states(context.store, account_id)) as states:
        async for state in states:
            context.forget()
            async with context.store.reading() as connection:
                await _session(context, connection)
                told = await inbox.notices(connection, account_id, unseen=False, part=Slice(1))
            newest = notice.told(told[0]) if told else None
            yield NoticesUpdate(unseen=state.count, newest=newest)


async def _own(context: Context) -> SessionRow:
    """The session as it is now, of somebody who may see their own; raises `Refusal` for any other."""
    async with context.store.reading() as connection:
        session = await _session(context, connection)
    if not session.rights.has(Right.READ_OWN):
        raise Refusal(Code.FORBIDDEN, f"没有权限：{Right.READ_OWN.called}")
    return session


async def own_standing_changed(info: Info, year: YearArgument) -> AsyncGenerator[OwnStandingUpdate, None]:
    """Each change of one's own total or rank in a year; what becomes of others is not told, nor when."""
    context = info.context
    argument.year(year)
    session = await _own(context)
    async with aclosing(context.watch.changes(context.store, session.committee_id, year)) as changes:
        async for before, after in changes:
            context.forget()
            session = await _own(context)
            for change in moved(before, after).of(session.rights.own):
                yield OwnStandingUpdate(revision=after.revision, made_at=after.made_at, change=change)
