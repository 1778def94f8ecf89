"""Who signs by which post today (议9): who stands in, as long as that lasts, else the holder; one account at
most by each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account
from models.post import Post
from services.rights.held import Rights, today
from services.rights.role import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """A post of an account, each day included; `instead_of_id` is the row of the holder for whom it stands
    in. `current`: whoever this is signs by the post today, which nobody does whose account is closed; `over`:
    its last day is gone.
    """

    id: int
    post: str
    account_id: int
    name: str
    instead_of_id: int | None
    instead_of: str | None
    instead_of_account: int | None
    first_day: date
    last_day: date | None
    noted_by: str
    over: bool
    current: bool = False

    def holds(self, day: date) -> bool:
        """Whether it is held on a day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def meets(self, first_day: date, last_day: date | None) -> bool:
        """Whether it is held on some of these days."""
        later = max(self.first_day, first_day)
        return all(last is None or last >= later for last in (self.last_day, last_day))


async def posts(connection: AsyncConnection, committee_id: int) -> list[PostRow]:
    """All that was noted of a committee's posts, past and future too."""
    columns = select(Post.id, Post.post, Post.account_id, NAME.label("name"), Post.instead_of_id)
    columns = columns.add_columns(Post.first_day, Post.last_day, Post.noted_by, Account.state)
    columns = columns.join(Account, Account.id == Post.account_id)
    rows = (
        await connection.execute(columns.where(Post.committee_id == committee_id).order_by(Post.id))
    ).all()
    holders = {row.id: (row.name, row.account_id) for row in rows}
    day = await today(connection)
    found = []
    for row in rows:
        name, account_id = (None, None) if row.instead_of_id is None else holders[row.instead_of_id]
        said = {key: value for key, value in row._mapping.items() if key != "state"}
        over = row.last_day is not None and row.last_day < day
        found.append(PostRow(**said, instead_of=name, instead_of_account=account_id, over=over))
    closed = {row.id for row in rows if row.state == "closed"}
    current = {one.id for one in _signing([one for one in found if one.id not in closed], day).values()}
    return [replace(one, current=True) if one.id in current else one for one in found]


async def signing(connection: AsyncConnection, committee_id: int) -> dict[str, PostRow]:
    """Who signs by each post today; a post that nobody holds is missing."""
    return {one.post: one for one in await posts(connection, committee_id) if one.current}


async def posts_of(connection: AsyncConnection, rights: Rights) -> frozenset[str]:
    """The posts by which somebody signs today."""
    if not rights.has(Right.SIGN_OPINIONS):
        return frozenset()
    found = await signing(connection, rights.committee_id)
    return frozenset(post for post, one in found.items() if one.account_id == rights.account_id)


def _signing(rows: Sequence[PostRow], day: date) -> Mapping[str, PostRow]:
    """Who signs by each post on a day."""
    holders = {one.post: one for one in rows if one.instead_of_id is None and one.holds(day)}
    instead = {
        one.post: one
        for one in rows
        if one.instead_of_id is not None
        and one.holds(day)
        and one.post in holders
        and holders[one.post].id == one.instead_of_id
    }
    return holders | instead
