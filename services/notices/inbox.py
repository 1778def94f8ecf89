"""The inbox of an account: what it was told, and what of it was seen.

That somebody has seen a notice stands beside it, as that they used a session does: it is no change of the
committee's, and leaves no line in its trail.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.clock import Now
from models.notice import Notice
from models.rows import batches
from models.store import Store
from services.accounts.sessions import SessionRow
from services.slice import Slice, sliced


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """A notice: of which kind, about which row, of which day; of a batch the row is its revision, and `size`
    is how many are in it for this account. `seen_at` None: not yet.
    """

    id: int
    kind: str
    entity: str
    entity_id: int
    size: int
    day: date
    made_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unseen:
    """How many notices an account has not seen, and which of them came last; None where there is none."""

    count: int
    newest: int | None


_COLUMNS: Any = select(
    *(Notice.id, Notice.kind, Notice.entity, Notice.entity_id, Notice.size),
    *(Notice.day, Notice.made_at, Notice.seen_at),
)


async def notices(
    connection: AsyncConnection, account_id: int, unseen: bool, part: Slice[tuple[int]]
) -> list[NoticeRow]:
    """What an account was told, the newest first; only what it has not seen, if `unseen`."""
    rows: Any = await sliced(connection, _COLUMNS.where(_of(account_id, unseen)), (Notice.id,), part)
    return [NoticeRow(**row._mapping) for row in rows]


async def count_notices(connection: AsyncConnection, account_id: int, unseen: bool) -> int:
    """How many `notices` can give."""
    asked = select(func.count()).select_from(Notice).where(_of(account_id, unseen))
    return (await connection.scalar(asked)) or 0


async def unseen_of(connection: AsyncConnection, accounts: Collection[int]) -> dict[int, Unseen]:
    """What each of these accounts has not seen."""
    found = dict.fromkeys(accounts, Unseen(0, None))
    columns = select(Notice.account_id, func.count(), func.max(Notice.id)).where(Notice.seen_at.is_(None))
    for some in batches(accounts):
        own = columns.where(Notice.account_id.in_(some)).group_by(Notice.account_id)
        for account_id, unseen, newest in await connection.execute(own):
            found[account_id] = Unseen(unseen, newest)
    return found


async def mark_seen(store: Store, session: SessionRow, up_to: int) -> int:
    """Marks as seen what the account was told up to a notice; how many are left that it has not seen."""
    own = _of(session.account_id, unseen=True)
    async with store.writing() as connection:
        await connection.execute(update(Notice).where(own, Notice.id <= up_to).values(seen_at=Now()))
        return await count_notices(connection, session.account_id, unseen=True)


def _of(account_id: int, unseen: bool) -> ColumnElement[bool]:
    own = Notice.account_id == account_id
    return own & Notice.seen_at.is_(None) if unseen else own
