"""Looking through what happened in a committee for what somebody is to be told.

The trail is followed by the committee's revision, never by the ids of its lines: a line that is committed
late has a small id, but no unit of work has a revision below one that is committed. How far it was looked
through is kept in the transaction of the notices that came of it.
"""

import secrets
from collections.abc import Sequence

from sqlalchemy import (
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.change import Change
from models.clock import day_of, now
from models.committee import Committee
from models.notice import Delivery, Notice, NoticeChoice, NoticeFeed
from models.signature import OF_ACCOUNT
from services.jobs.deferring import defer
from services.jobs.task import Task, Work, task
from services.notices.about import About, Found, People
from services.notices.delivering import deliver
from services.notices.due import dues
from services.notices.of_batches import together
from services.notices.told import LINES, WHO
from services.rights.held import held_by_all, today

# A feed in whose trail there is nothing to tell is moved on after so many revisions.
FAR = 1_000


@task("notices.look")
async def look(work: Work) -> None:
    """Makes the notices of what happened in a committee since it was last looked through."""
    async with work.store.writing() as connection:
        await looked(connection, work.committee_id)


async def looked(connection: AsyncConnection, committee_id: int) -> int:
    """Looks through a committee's trail and calendar in this transaction; how many notices were made."""
    feed = await _feed(connection, committee_id)
    own = select(Committee.revision).where(Committee.id == committee_id)
    revision = (await connection.execute(own)).scalar_one()
    people = await held_by_all(connection, committee_id)
    found = await _of_trail(connection, committee_id, people, feed.revision, revision)
    day = await today(connection)
    if feed.day is None or feed.day < day:
        found += await _of_calendar(connection, committee_id, people)
    await _keep(connection, committee_id, found)
    moved = update(NoticeFeed).where(NoticeFeed.committee_id == committee_id)
    await connection.execute(moved.values(revision=revision, day=day))
    return len(found)


async def behind(connection: AsyncConnection) -> Sequence[tuple[Task, int]]:
    """The committees in which something happened that is told, or whose day has begun."""
    due = await connection.scalars(_BEHIND, {"today": await today(connection)})
    return [(look, committee_id) for committee_id in due]


def _behind() -> Select[int]:
    cursor = func.coalesce(NoticeFeed.revision, 0)
    told = exists().where(
        Change.committee_id == Committee.id,
        Change.revision > cursor,
        tuple_(Change.entity, Change.action).in_(list(LINES)),
    )
    due = or_(
        NoticeFeed.day.is_(None),
        NoticeFeed.day < bindparam("today"),
        and_(Committee.revision > cursor, told),
        Committee.revision > cursor + FAR,
    )
    # Who has no accounts has nobody to tell.
    peopled = exists().where(Account.committee_id == Committee.id)
    return (
        select(Committee.id)
        .outerjoin(NoticeFeed, NoticeFeed.committee_id == Committee.id)
        .where(peopled, due)
        .order_by(Committee.id)
    )


# Put together once: it is asked after every commit.
_BEHIND = _behind()


async def _feed(connection: AsyncConnection, committee_id: int) -> NoticeFeed:
    """How far it was looked through, held for this transaction."""
    own = select(NoticeFeed.revision, NoticeFeed.day).where(NoticeFeed.committee_id == committee_id)
    found = (await connection.execute(own.with_for_update())).one_or_none()
    if found is None:
        await connection.execute(insert(NoticeFeed).values(committee_id=committee_id, revision=0))
        found = (await connection.execute(own)).one()
    return NoticeFeed(committee_id=committee_id, revision=found.revision, day=found.day)


async def _of_trail(
    connection: AsyncConnection, committee_id: int, people: People, after: int, until: int
) -> list[Found]:
    columns = (
        select(
            *(Change.revision, Change.at, Change.entity, Change.action, Change.entity_id),
            type_coerce(Change.actor, String).label("actor"),
        )
        .where(Change.committee_id == committee_id, Change.revision > after, Change.revision <= until)
        .where(tuple_(Change.entity, Change.action).in_(list(LINES)))
        .order_by(Change.id)
    )
    lines = (await connection.execute(columns)).all()
    # Of a row that changed more than once, the last change is told.
    last = {(about, line.entity_id): line for line in lines for about in LINES[line.entity, line.action]}
    rows: dict[About, set[int]] = {}
    for about, row_id in last:
        rows.setdefault(about, set()).add(row_id)
    told = {about: await WHO[about](connection, committee_id, people, ids) for about, ids in rows.items()}
    return together(
        Found(account_id, *about, row_id, line.revision, day_of(line.at))
        for (about, row_id), line in last.items()
        for account_id in sorted(told[about].get(row_id, ()))
        # What somebody did they know.
        if line.actor != f"{OF_ACCOUNT}{account_id}"
    )


async def _of_calendar(connection: AsyncConnection, committee_id: int, people: People) -> list[Found]:
    found = [
        Found(account_id, one.kind, one.entity, one.entity_id, 0, one.day)
        for one in await dues(connection, committee_id, people)
        for account_id in sorted(one.accounts & people.keys())
    ]
    columns = select(
        *(Notice.account_id, Notice.kind, Notice.entity, Notice.entity_id, Notice.revision, Notice.day)
    ).where(Notice.committee_id == committee_id, Notice.revision == 0)
    days = {one.day for one in found}
    before = {Found(*row) for row in await connection.execute(columns.where(Notice.day.in_(days)))}
    return [one for one in found if one not in before]


async def _keep(connection: AsyncConnection, committee_id: int, found: Sequence[Found]) -> None:
    """Writes notices down, and a delivery for each account that has chosen a channel."""
    if not found:
        return
    moment = await now(connection)
    accounts = {one.account_id for one in found}
    chosen = select(NoticeChoice.account_id, NoticeChoice.channel).where(
        NoticeChoice.account_id.in_(accounts)
    )
    deliveries = {}
    for account_id, channel in (await connection.execute(chosen.order_by(NoticeChoice.account_id))).all():
        added = insert(Delivery).values(
            committee_id=committee_id,
            account_id=account_id,
            channel=channel,
            outside_id=secrets.token_hex(16),
            state="waiting",
            attempts=0,
            due_at=moment,
        )
        made = await connection.execute(added.returning(Delivery.id))
        deliveries[account_id] = made.scalar_one()
    rows = [
        {
            "committee_id": committee_id,
            **one._asdict(),
            "made_at": moment,
            "delivery_id": deliveries.get(one.account_id),
        }
        for one in found
    ]
    await connection.execute(insert(Notice), rows)
    if deliveries:
        await defer(connection, deliver, committee_id)
