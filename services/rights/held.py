"""What an account holds on a day, and whether that is enough: asked by whatever reads or writes.

Nobody may anything without an account and a right of it: over HTTP by a session, on the command line by name
(`--as`). The first account of a committee is made by hand (`luzhi accounts first`). What the program fills
itself, such as a demo, it fills before there is an account.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account
from models.base import LAST_ROW
from models.clock import Now, day_of, now
from models.grant import Grant
from models.member import Membership
from models.quick import Quick
from services.actor import Actor
from services.refusal import Code, Refusal
from services.rights.role import Right, Role, roles


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role of an account, from the first to the last day, each included; None: until it is taken back."""

    id: int
    account_id: int
    role: str
    department: str | None
    first_day: date
    last_day: date | None

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def meets(self, other: "GrantRow") -> bool:
        """Whether both are in force on some day."""
        later = max(self.first_day, other.first_day)
        return all(last is None or last >= later for last in (self.last_day, other.last_day))


@dataclass(frozen=True)
class Rights:
    """What an account may do in its committee: all that the `grants` give, which are in force.

    `unbound`: everything, for the program itself where a committee has no account yet. `own` are the
    memberships of the person for whom the account is registered: whoever has any is a member (履10).
    """

    grants: tuple[GrantRow, ...] = ()
    unbound: bool = False
    own: frozenset[int] = frozenset()
    committee_id: int = 0
    account_id: int | None = None

    def has(self, right: Right) -> bool:
        """Whether they hold a right, of any record at least."""
        return self.unbound or any(right in role.rights for role in self.roles)

    @cached_property
    def roles(self) -> list[Role]:
        """The roles that they hold: those granted, and that of a member."""
        of_members = [role for role in roles().values() if role.member] if self.own else []
        return [roles().get(one.role, _NO_ROLE) for one in self.grants] + of_members

    @cached_property
    def scope(self) -> str:
        """The same for all who may see and do the same: answers are kept for those apart."""
        held = {f"{one.role}/{one.department or ''}" for one in self.grants}
        return "；".join(sorted(held | {f"委员/{one}" for one in self.only or ()}))

    @cached_property
    def only(self) -> frozenset[int] | None:
        """The memberships of which alone they may see results and records; None: of all in the committee."""
        if self.has(Right.READ):
            return None
        return self.own if self.has(Right.READ_OWN) else frozenset()


# A role that a later version of the document no longer has gives nothing.
_NO_ROLE = Role("", "", frozenset())
BY_HAND = "这个政协还没有安全管理员：由管服务器的人用 luzhi accounts first 登记，再由他授权"
UNBOUND, NONE = Rights(unbound=True), Rights()


class NotPermitted(Refusal):
    """That somebody whom the committee knows does not hold a right; `by_hand`: nobody there grants any."""

    def __init__(self, actor: Actor, right: Right, *, by_hand: bool = False) -> None:
        cure = f"。{BY_HAND}" if by_hand else ""
        super().__init__(Code.FORBIDDEN, f"{actor.name}没有权限：{right.called}{cure}", "actor")
        self.actor = actor


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever makes a change, as the committee knows them, and their rights."""

    actor: Actor
    rights: Rights


@dataclass(frozen=True, slots=True)
class Holding:
    """All that an account was ever granted, and the memberships of its person; what it may do follows."""

    committee_id: int
    account_id: int
    grants: tuple[GrantRow, ...] = ()
    own: frozenset[int] = frozenset()

    def on(self, day: date) -> Rights:
        """What it gives on a day."""
        in_force = tuple(one for one in self.grants if one.holds(day))
        return Rights(in_force, own=self.own, committee_id=self.committee_id, account_id=self.account_id)


# The columns of a `GrantRow`.
GRANT = (Grant.id, Grant.account_id, Grant.role, Grant.department, Grant.first_day, Grant.last_day)
_GRANTS = select(*GRANT).order_by(Grant.id)
_MEMBERSHIPS = select(Account.id, Membership.id).join(Membership, Membership.person_id == Account.person_id)


async def _has_accounts(connection: AsyncConnection, committee_id: int) -> bool:
    """Whether a committee has an account, be it a closed one."""
    return bool(await connection.scalar(select(exists().where(Account.committee_id == committee_id))))


async def grants_of(connection: AsyncConnection, account_id: int) -> list[GrantRow]:
    """All grants of an account, past and future ones too, in the order in which they were given."""
    own = _GRANTS.where(Grant.account_id == account_id)
    return [GrantRow(*row) for row in await connection.execute(own)]


async def holding(connection: AsyncConnection, committee_id: int, account_id: int) -> Holding:
    """What an account was granted, and whose it is."""
    asked = with_holding(select(Account.id).where(Account.id == account_id))
    return holding_in(committee_id, account_id, (await connection.execute(asked)).all())


def with_holding(asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A statement about an account that tells what it holds, too: a row for each grant and membership, which
    are the last columns.
    """
    of_grants = asked.outerjoin(Grant, Grant.account_id == Account.id)
    of_both = of_grants.outerjoin(Membership, Membership.person_id == Account.person_id)
    return of_both.add_columns(*GRANT, Membership.id).order_by(Grant.id)


# Put together once: that costs more than to run it.
_OF_SESSION = Quick(
    with_holding(
        select(Account.id, NAME, Account.department, Now().label("moment")).where(
            Account.id == bindparam("of_account"),
            Account.committee_id == bindparam("of_committee"),
            Account.state == "active",
        )
    )
)


def holding_in(committee_id: int, account_id: int, rows: Sequence[Sequence[Any]]) -> Holding:
    """What an account holds by the rows of such a statement."""
    told = [row[-len(GRANT) - 1 :] for row in rows]
    grants = {grant_id: GrantRow(grant_id, *said) for grant_id, *said, _ in told if grant_id is not None}
    memberships = frozenset(row[-1] for row in told if row[-1] is not None)
    return Holding(committee_id, account_id, tuple(grants.values()), memberships)


async def held_by_all(connection: AsyncConnection, committee_id: int) -> dict[int, Rights]:
    """What each active account of a committee holds now, in the order of registration: four statements."""
    return await held_by(connection, (Account.committee_id == committee_id) & (Account.state == "active"))


async def held_by(connection: AsyncConnection, accounts: ColumnElement[bool]) -> dict[int, Rights]:
    """What each account of a condition holds now, in the order of registration: four statements."""
    found = await connection.execute(
        select(Account.id, Account.committee_id).where(accounts).order_by(Account.id)
    )
    committees: dict[int, int] = {row.id: row.committee_id for row in found}
    grants: dict[int, list[GrantRow]] = {account_id: [] for account_id in committees}
    own: dict[int, set[int]] = {account_id: set() for account_id in committees}
    given = _GRANTS.join(Account, Account.id == Grant.account_id).where(accounts)
    for row in await connection.execute(given):
        grants[row.account_id].append(GrantRow(*row))
    for account_id, membership_id in await connection.execute(_MEMBERSHIPS.where(accounts)):
        own[account_id].add(membership_id)
    day = await today(connection)
    return {
        account_id: Holding(
            committee_id, account_id, tuple(grants[account_id]), frozenset(own[account_id])
        ).on(day)
        for account_id, committee_id in committees.items()
    }


async def today(connection: AsyncConnection) -> date:
    """The day it is by the clock of the database, in China."""
    return day_of(await now(connection))


async def held(connection: AsyncConnection, committee_id: int, account_id: int) -> Rights:
    """What an account holds now."""
    return (await holding(connection, committee_id, account_id)).on(await today(connection))


async def holders(connection: AsyncConnection, committee_id: int, right: Right) -> list[int]:
    """The active accounts of a committee that hold a right now, by their rows."""
    held = await held_by_all(connection, committee_id)
    return [account_id for account_id, rights in held.items() if rights.has(right)]


async def permitted(
    connection: AsyncConnection, committee_id: int, actor: Actor, right: Right | None
) -> Holder:
    """The actor as the committee knows them, who holds a right; `right` None: it needs none.

    Raises `Refusal`: `SIGN_IN_REQUIRED` for whoever is nobody it knows, else `FORBIDDEN`.
    """
    if right is None:
        return Holder(actor, NONE)
    if actor.channel == "system" and not await _has_accounts(connection, committee_id):
        return Holder(actor, UNBOUND)
    if actor.account is not None:
        known, rights = await _by_session(connection, committee_id, actor, actor.account)
    else:
        account = await _named(connection, committee_id, actor)
        known = replace(actor, name=account.real_name, department=account.department, account=account.id)
        rights = await held(connection, committee_id, account.id)
    if not rights.has(right) and not await _stands_in(connection, committee_id, rights, right):
        raise NotPermitted(known, right, by_hand=not await holders(connection, committee_id, Right.GRANT))
    return Holder(known, rights)


async def _stands_in(connection: AsyncConnection, committee_id: int, rights: Rights, right: Right) -> bool:
    """Whoever grants registers the first accounts, as long as nobody is there who may."""
    if right is not Right.ACCOUNTS or not rights.has(Right.GRANT):
        return False
    return not await holders(connection, committee_id, right)


async def _by_session(
    connection: AsyncConnection, committee_id: int, actor: Actor, account_id: int
) -> tuple[Actor, Rights]:
    """The actor of a session as their active account says, and what it holds now."""
    rows = await _OF_SESSION.rows(connection, of_account=account_id, of_committee=committee_id)
    if not rows:
        raise Refusal(Code.FORBIDDEN, "这个账号不是这个政协的，或已锁定、注销", "actor")
    _, name, department, moment, *_ = rows[0]
    known = replace(actor, name=name, department=department, account=account_id)
    return known, holding_in(committee_id, account_id, rows).on(day_of(moment))


def named(said: str) -> ColumnElement[bool]:
    """Whether an account is the one that a command names, by its number or its name."""
    said = said.strip()
    number = int(said) if said.isascii() and said.isdigit() else 0
    return Account.id == number if 0 < number <= LAST_ROW else NAME.element == said


async def _named(connection: AsyncConnection, committee_id: int, actor: Actor) -> Row[*tuple[Any, ...]]:
    """The active account that a command names."""
    columns = select(Account.id, NAME, Account.department).where(
        Account.committee_id == committee_id, Account.state == "active"
    )
    if actor.channel != "command":
        raise Refusal(Code.SIGN_IN_REQUIRED, "这个政协的数据要登录以后才能看、才能改：请先登录", "actor")
    if not await _has_accounts(connection, committee_id):
        raise Refusal(Code.FORBIDDEN, BY_HAND, "actor")
    found = (await connection.execute(columns.where(named(actor.name)))).all()
    if len(found) != 1:
        message = (
            f"--as 写的“{actor.name}”没有正常的账号：先登记（luzhi accounts register）"
            if not found
            else f"叫“{actor.name}”的有几个账号：--as 写账号的编号，见 luzhi accounts list"
        )
        raise Refusal(Code.FORBIDDEN, message, "actor")
    return found[0]
