"""What an account holds on a day, and whether that is enough: asked by whatever reads or writes.

On the command line a committee that never granted anything is open to whoever names themselves, as it is
before the first administrator (`luzhi accounts first`). Over HTTP nobody is anybody without a session.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import Row, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.clock import now
from models.grant import Grant
from rules.catalogue import Kind
from services.actor import Actor
from services.refusal import Code, Refusal
from services.rights.role import Right, Role, roles

# Days are those of China, wherever the server stands.
CHINA = timezone(timedelta(hours=8))
# Whoever organises, or is linked to a group: any department may be that one.
_ANY = frozenset(("组织者", "联系专委会", ""))
_CASE = "场合"


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


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may do in a committee: all that the `grants` give, which are in force.

    `unbound`: everything, where the committee has not granted anything to anybody yet.
    """

    grants: tuple[GrantRow, ...] = ()
    unbound: bool = False

    @classmethod
    def of(cls, grants: Iterable[GrantRow], day: date) -> "Rights":
        """Those of the grants that are in force on a day."""
        return cls(tuple(one for one in grants if one.holds(day)))

    def has(self, right: Right) -> bool:
        """Whether they hold a right, of any record at least."""
        return self.unbound or any(right in role.rights for role in self._roles())

    def enters(self, *departments: str) -> bool:
        """Whether they may write what one of these departments enters (履5: 谁组织谁录入)."""
        if self.unbound:
            return True
        own = zip(self.grants, self._roles(), strict=True)
        entering = [(grant, role) for grant, role in own if Right.ENTER in role.rights]
        return any(
            not role.scoped or one in _ANY or one == grant.department
            for grant, role in entering
            for one in departments
        )

    @property
    def scope(self) -> str:
        """The same for all who may see and do the same: answers are kept for those apart."""
        return "；".join(sorted({f"{one.role}/{one.department or ''}" for one in self.grants}))

    def _roles(self) -> list[Role]:
        return [roles().get(one.role, _NO_ROLE) for one in self.grants]


def department_of(kind: Kind, attributes: Mapping[str, Any]) -> str:
    """The entering department of a record of a kind; `组织者` where whoever organises enters."""
    return kind.departments.get(str(attributes.get(_CASE)), kind.departments.get("else", ""))


# A role that a later version of the document no longer has gives nothing.
_NO_ROLE = Role("", "", frozenset())
UNBOUND, NONE = Rights(unbound=True), Rights()


class NotPermitted(Refusal):
    """That somebody whom the committee knows does not hold a right."""

    def __init__(self, actor: Actor, right: Right) -> None:
        super().__init__(Code.FORBIDDEN, f"{actor.name}没有权限：{right.called}", "actor")
        self.actor = actor


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever makes a change, as the committee knows them, and their rights."""

    actor: Actor
    rights: Rights


_GRANTS = select(
    *(Grant.id, Grant.account_id, Grant.role, Grant.department, Grant.first_day, Grant.last_day),
)


async def bound(connection: AsyncConnection, committee_id: int) -> bool:
    """Whether a committee has granted something to somebody, be it in the past."""
    return bool(await connection.scalar(select(exists().where(Grant.committee_id == committee_id))))


async def grants_of(connection: AsyncConnection, *account_ids: int) -> list[GrantRow]:
    """All grants of accounts, past and future ones too, in the order in which they were given."""
    own = _GRANTS.where(Grant.account_id.in_(account_ids)).order_by(Grant.id)
    return [GrantRow(*row) for row in await connection.execute(own)]


async def today(connection: AsyncConnection) -> date:
    """The day it is by the clock of the database, in China."""
    return day_of(await now(connection))


def day_of(moment: datetime) -> date:
    """The day of a moment, in China."""
    return moment.astimezone(CHINA).date()


async def held(connection: AsyncConnection, account_id: int) -> Rights:
    """What an account holds now."""
    return Rights.of(await grants_of(connection, account_id), await today(connection))


async def able(connection: AsyncConnection, committee_id: int, right: Right) -> list[int]:
    """The active accounts of a committee that hold a right now, by their rows."""
    columns = select(Account.id).where(Account.committee_id == committee_id, Account.state == "active")
    active = list(await connection.scalars(columns.order_by(Account.id)))
    grants, day = await grants_of(connection, *active), await today(connection)
    return [
        one
        for one in active
        if Rights.of([each for each in grants if each.account_id == one], day).has(right)
    ]


async def permitted(
    connection: AsyncConnection, committee_id: int, actor: Actor, right: Right | None
) -> Holder:
    """The actor as the committee knows them, who holds a right; `right` None: it needs none.

    Raises `Refusal`: `SIGN_IN_REQUIRED` for whoever is nobody it knows, else `FORBIDDEN`.
    """
    beside_database = actor.account is None and actor.channel != "web"
    if right is None or (beside_database and not await bound(connection, committee_id)):
        return Holder(actor, UNBOUND)
    account = await _account(connection, committee_id, actor)
    known = replace(actor, name=account.real_name, department=account.department, account=account.id)
    rights = await held(connection, account.id)
    if not rights.has(right) and not await _stands_in(connection, committee_id, rights, right):
        raise NotPermitted(known, right)
    return Holder(known, rights)


async def _stands_in(connection: AsyncConnection, committee_id: int, rights: Rights, right: Right) -> bool:
    """Whoever grants registers the first accounts, as long as nobody is there who may."""
    if right is not Right.ACCOUNTS or not rights.has(Right.GRANT):
        return False
    return not await able(connection, committee_id, right)


async def _account(connection: AsyncConnection, committee_id: int, actor: Actor) -> Row[*tuple[Any, ...]]:
    """The active account of an actor: that of the session, or the one that a command names."""
    columns = select(Account.id, Account.real_name, Account.department).where(
        Account.committee_id == committee_id, Account.state == "active"
    )
    if actor.account is not None:
        found = (await connection.execute(columns.where(Account.id == actor.account))).all()
        if not found:
            raise Refusal(Code.FORBIDDEN, "这个账号不是这个政协的，或已锁定、注销", "actor")
        return found[0]
    if actor.channel != "command":
        raise Refusal(Code.SIGN_IN_REQUIRED, "这个政协的数据要登录以后才能看、才能改：请先登录", "actor")
    number = int(actor.name) if actor.name.isascii() and actor.name.isdigit() else 0
    named = Account.id == number if 0 < number < 2**63 else Account.real_name == actor.name.strip()
    found = (await connection.execute(columns.where(named))).all()
    if len(found) != 1:
        message = (
            f"--as 写的“{actor.name}”没有正常的账号：先登记（luzhi accounts register）"
            if not found
            else f"叫“{actor.name}”的有几个账号：--as 写账号的编号，见 luzhi accounts list"
        )
        raise Refusal(Code.FORBIDDEN, message, "actor")
    return found[0]
