"""Who holds the posts by which papers are signed, on which days, and who stands in for whom (议9).

On each day one account at most signs by a post: who stands in, as long as that lasts, else the holder.
Whoever grants roles notes it (安全管理员), and nobody for themselves.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.post import Post
from models.store import Store
from services.actor import Actor, known
from services.opinions.routes import post_name, routes
from services.reason import optional_reason
from services.refusal import Code, Refusal
from services.rights.held import held, today
from services.rights.posts import PostRow, posts
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work

ENTITY = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointing:
    """Who is to hold a post, from a day to a day; without a first day from today on. `stands_in`: for its
    holder meanwhile.
    """

    post: str
    account_id: int
    first_day: date | None = None
    last_day: date | None = None
    stands_in: bool = False


async def listed(connection: AsyncConnection, committee_id: int) -> list[PostRow]:
    """All that was noted of a committee's posts, past and future too, in the order of the document."""
    order = list(routes().posts)
    found = await posts(connection, committee_id)
    place = {one.post: order.index(one.post) if one.post in order else len(order) for one in found}
    return sorted(found, key=lambda one: (place[one.post], one.first_day, one.id))


async def appoint(
    store: Store, committee: str, actor: Actor | None, appointing: Appointing, reason: str | None = None
) -> PostRow:
    """Notes who holds a post, or stands in for its holder; raises `Refusal`."""
    who, why = known(actor), optional_reason(reason)
    async with unit_of_work(store, committee, who, why, right=Right.GRANT) as unit:
        if appointing.post not in routes().posts:
            raise Refusal(Code.BAD_USER_INPUT, f"应为：{'、'.join(routes().posts)}", "post")
        await _check_account(unit, appointing.account_id)
        first_day = appointing.first_day or await today(unit.connection)
        last_day = appointing.last_day
        if last_day is not None and last_day < first_day:
            raise Refusal(Code.BAD_USER_INPUT, "最后一天不能早于第一天", "lastDay")
        same = [one for one in await posts(unit.connection, unit.committee_id) if one.post == appointing.post]
        meant = _Meant(first_day, last_day, appointing)
        instead_of = _holder(same, meant) if appointing.stands_in else None
        _check_alone(same, meant)
        row_id = await _add(unit, meant, instead_of)
        unit.result = row_id
        return await _post(unit, row_id)


async def end(
    store: Store, committee: str, actor: Actor | None, number: int, reason: str | None = None
) -> PostRow:
    """Ends a post, or that somebody stands in: it gives nothing from now on; raises `Refusal`."""
    who, why = known(actor), optional_reason(reason)
    async with unit_of_work(store, committee, who, why, right=Right.GRANT) as unit:
        found = await _post(unit, number)
        _check_other(unit, found.account_id)
        day = await today(unit.connection)
        if found.over:
            raise Refusal(Code.CONFLICT, "这一条已经到期，或已结束", "number")
        # The days on which it was held stay: who signed then did so by it.
        last_day = max(day, found.first_day) - timedelta(days=1)
        await unit.connection.execute(update(Post).where(Post.id == number).values(last_day=last_day))
        before = None if found.last_day is None else found.last_day.isoformat()
        unit.note("end", ENTITY, number, {"last_day": before}, {"last_day": last_day.isoformat()})
        unit.result = number
        return await _post(unit, number)


@dataclass(frozen=True, slots=True)
class _Meant:
    first_day: date
    last_day: date | None
    appointing: Appointing


def _holder(same: list[PostRow], meant: _Meant) -> PostRow:
    """For whom somebody is to stand in, who holds the post on all of these days; raises `Refusal`."""
    if meant.last_day is None:
        raise Refusal(Code.BAD_USER_INPUT, "代签要写到哪一天为止", "lastDay")
    for one in same:
        if one.instead_of_id is None and one.holds(meant.first_day) and one.holds(meant.last_day):
            if one.account_id == meant.appointing.account_id:
                raise Refusal(Code.BAD_USER_INPUT, "这个账号就担任这个职务，不用代签", "account")
            return one
    message = f"这些天里没有一个人一直担任{post_name(meant.appointing.post)}，没有可以代的"
    raise Refusal(Code.CONFLICT, message, "firstDay")


def _check_alone(same: list[PostRow], meant: _Meant) -> None:
    """Raises `Refusal` where another holds the post on some of these days, or stands in then."""
    for one in same:
        if (one.instead_of_id is not None) == meant.appointing.stands_in and one.meets(
            meant.first_day, meant.last_day
        ):
            said = "代签" if meant.appointing.stands_in else "担任"
            message = f"这些天里{post_name(one.post)}已经由{one.name}{said}（第 {one.id} 条）：先结束那一条"
            raise Refusal(Code.CONFLICT, message, "post")


async def _check_account(unit: Unit, account_id: int) -> None:
    _check_other(unit, account_id)
    own = (Account.committee_id == unit.committee_id) & (Account.id == account_id)
    state = await unit.connection.scalar(select(Account.state).where(own))
    if state is None:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的账号", "account")
    rights = await held(unit.connection, unit.committee_id, account_id)
    if state != "active" or not rights.has(Right.SIGN_OPINIONS):
        raise Refusal(Code.CONFLICT, "这个账号现在不能审签：先授予签批领导的角色", "account")


def _check_other(unit: Unit, account_id: int) -> None:
    if unit.actor.account == account_id:
        raise Refusal(Code.FORBIDDEN, "自己的职务不能自己登记：请另一名安全管理员", "account")


async def _add(unit: Unit, meant: _Meant, instead_of: PostRow | None) -> int:
    asked = meant.appointing
    instead_of_id = None if instead_of is None else instead_of.id
    added = insert(Post).values(
        committee_id=unit.committee_id,
        post=asked.post,
        account_id=asked.account_id,
        instead_of_id=instead_of_id,
        first_day=meant.first_day,
        last_day=meant.last_day,
        noted_by=unit.actor.signature,
        noted_at=unit.at,
    )
    row_id: int = (await unit.connection.execute(added.returning(Post.id))).scalar_one()
    days = {"first_day": meant.first_day.isoformat()}
    if meant.last_day is not None:
        days["last_day"] = meant.last_day.isoformat()
    after = {"post": asked.post, "account": asked.account_id, **days}
    if instead_of is None:
        unit.note("appoint", ENTITY, row_id, after=after)
    else:
        unit.note("stand in", ENTITY, row_id, after={**after, "instead of": instead_of.account_id})
    return row_id


async def _post(unit: Unit, number: int) -> PostRow:
    for one in await posts(unit.connection, unit.committee_id):
        if one.id == number:
            return one
    raise Refusal(Code.NOT_FOUND, "没有这个编号的任职", "number")
