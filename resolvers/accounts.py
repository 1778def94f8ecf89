"""权限与账号: the accounts of a committee for whoever keeps them, gives roles, or looks after both."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import argument, cursor
from resolvers.account import AccountSession, OwnRole, account_session, own_role
from resolvers.change import CommitteeArgument
from resolvers.context import Info
from resolvers.field import DATABASE, answered, several
from resolvers.outside import OwnOutsideIdentity, own_identity
from resolvers.page import Connection, Page, newest
from resolvers.permission import committee_for
from services.accounts.account import AccountRow
from services.accounts.account import account as account_row
from services.accounts.grants import Given, given_to
from services.accounts.listing import Looked, count_listed, listed
from services.accounts.outside.identities import identities_of
from services.accounts.sessions import sessions_of
from services.rights.departments import departments
from services.rights.held import today
from services.rights.role import Right, Role, roles

Number = Annotated[int, strawberry.argument(description="账号的编号")]


@strawberry.enum(description="账号的状态")
class AccountState(Enum):
    """How an account stands."""

    ACTIVE = strawberry.enum_value("active", description="正常")
    LOCKED = strawberry.enum_value("locked", description="锁定：不能登录，可以解除")
    CLOSED = strawberry.enum_value("closed", description="注销：不能恢复")


@strawberry.type(description="一个授权：一个账号从哪天到哪天有一个角色")
class RoleGrant:
    """A grant, in force or not."""

    number: int = strawberry.field(description="授权的编号")
    role: str = strawberry.field(description="角色，如 专门委员会")
    department: str | None = strawberry.field(description="哪个部门的；空为不分部门")
    first_day: date = strawberry.field(description="从哪天起")
    last_day: date | None = strawberry.field(description="到哪天为止；空为到收回")
    over: bool = strawberry.field(description="是否已经到期，或已收回")
    granted_by: str = strawberry.field(description="谁授予的")


async def _grants(root: "strawberry.Parent[Account]", info: Info) -> list[RoleGrant]:
    """All that it was granted."""
    return [_grant(one, root.day) for one in await _given(root, info)]


async def _roles(root: "strawberry.Parent[Account]", info: Info) -> list[OwnRole]:
    """What it holds today by a grant."""
    return [own_role(one.grant) for one in await _given(root, info) if one.grant.holds(root.day)]


async def _given(root: "Account", info: Info) -> list[Given]:
    return await info.context.load("grants of accounts", root.number, given_to) or []


async def _sessions(root: "strawberry.Parent[Account]", info: Info) -> list[AccountSession]:
    """Where it is signed in."""
    async with info.context.store.reading() as connection:
        live = await sessions_of(connection, root.number)
    own = info.context.caller.signed_in()
    return [account_session(one, own) for one in live]


async def _outside(root: "strawberry.Parent[Account]", info: Info) -> list[OwnOutsideIdentity]:
    """What is linked to it."""
    async with info.context.store.reading() as connection:
        linked = await identities_of(connection, root.number)
    return [own_identity(one, info.context.outside) for one in linked]


@strawberry.type(description="一个账号，给管账号、管角色、审计的人；没有密码，手机号只显示头尾")
class Account:
    """An account of a committee."""

    number: int = strawberry.field(description="账号的编号")
    real_name: str = strawberry.field(description="登记的真实姓名；注销的没有")
    user_name: str = strawberry.field(description="用户名，就是登记的手机号，只显示头尾；注销的为空")
    department: str | None = strawberry.field(description="登记的部门；空为不属于部门")
    state: AccountState = strawberry.field(description="状态")
    is_member: bool = strawberry.field(description="是不是登记给委员的")
    is_own: bool = strawberry.field(description="是不是现在登录的人自己的")
    registered_at: datetime = strawberry.field(description="何时登记")
    password_set_at: datetime | None = strawberry.field(description="密码何时设置的；空为没有密码")
    policy: str | None = strawberry.field(description="密码是按哪一版规定设置的，如 dengbao/1")
    first_secret_until: datetime | None = strawberry.field(description="首次口令到何时有效；没有的为空")
    second_factor: bool = strawberry.field(description="是否绑定了动态口令")
    signed_in_at: datetime | None = strawberry.field(description="最近何时登录；空为还没有")
    roles: list[OwnRole] = answered(_roles, "现在授予的角色", size=2)
    grants: list[RoleGrant] = answered(_grants, "全部授权，到期、收回的也在，先授予的在前", size=5)
    sessions: list[AccountSession] = answered(_sessions, "现在的登录，最近用过的在前", cost=DATABASE, size=3)
    outside_identities: list[OwnOutsideIdentity] = answered(
        _outside, "绑定的外面的账号，如浙政钉", cost=DATABASE, size=1
    )
    day: strawberry.Private[date]


@strawberry.type(description="一个角色，能做什么")
class GrantableRole:
    """A role that can be given."""

    name: str = strawberry.field(description="名称，如 专门委员会")
    article: str = strawberry.field(description="依据哪一条")
    rights: list[str] = several(8, "给哪些权限，用话说")
    named: bool = strawberry.field(description="授予时要不要写明部门；已经定了部门的可以不写")
    department: str | None = strawberry.field(description="定了是哪个部门的")
    administrator: bool = strawberry.field(description="是不是三种管理员之一：一个账号只能有一种")


@strawberry.type(description="授予时可以选的")
class Grantable:
    """What a grant can be made of."""

    roles: list[GrantableRole] = several(12, "可以授予的角色")
    departments: list[str] = several(20, "已有的部门；也可以写别的")


@strawberry.input(description="找哪些账号；没有写的不管")
class AccountFilter:
    """For which accounts somebody looks."""

    role: str | None = strawberry.field(default=None, description="现在有这个角色的，如 专门委员会")
    department: str | None = strawberry.field(default=None, description="登记在这个部门，或现在代表它的")
    state: AccountState | None = strawberry.field(default=None, description="状态")
    search: str | None = strawberry.field(default=None, description="姓名里的字，或账号的编号")

    def looked(self) -> Looked:
        """The same as it is looked for; raises `Refusal`."""
        return Looked(
            role=argument.optional_text(self.role, "where.role"),
            department=argument.optional_text(self.department, "where.department"),
            state=None if self.state is None else str(self.state.value),
            search=argument.optional_text(self.search, "where.search"),
        )


async def accounts(
    info: Info,
    committee: CommitteeArgument,
    where: Annotated[AccountFilter | None, strawberry.argument(description="找哪些")] = None,
    *,
    asked: Page,
) -> Connection[Account]:
    """The accounts of a committee, the last registered first."""
    looked = Looked() if where is None else where.looked()
    committee_id, _ = await committee_for(info, committee, Right.READ_ACCOUNTS)
    vault, day = info.context.store.vault, await _today(info)
    return await newest(
        info,
        asked,
        cursor.mark("accounts", committee_id, looked.role, looked.department, looked.state, looked.search),
        lambda reading, part: listed(reading, vault, committee_id, looked, part),
        lambda reading: count_listed(reading, committee_id, looked),
        lambda row: shown(info, row, day),
    )


async def account(info: Info, committee: CommitteeArgument, number: Number) -> Account:
    """One account of a committee."""
    committee_id, _ = await committee_for(info, committee, Right.READ_ACCOUNTS)
    return await one(info, committee_id, number)


async def one(info: Info, committee_id: int, number: int) -> Account:
    """An account as it is now; raises `Refusal` where a committee has none of this number."""
    async with info.context.store.reading() as connection:
        row = await account_row(connection, info.context.store.vault, committee_id, number)
        return shown(info, row, await today(connection))


async def grantable(info: Info, committee: CommitteeArgument) -> Grantable:
    """What a grant can be made of."""
    committee_id, _ = await committee_for(info, committee, Right.READ_ACCOUNTS)
    async with info.context.store.reading() as connection:
        known = await departments(connection, committee_id)
    return Grantable(
        roles=[_role(role) for role in roles().values() if not role.member], departments=sorted(known)
    )


def shown(info: Info, row: AccountRow, day: date) -> Account:
    """An account as whoever asks is shown it on a day."""
    return Account(
        number=row.id,
        real_name=row.real_name,
        user_name=row.masked_name,
        department=row.department,
        state=AccountState(row.state),
        is_member=row.person_id is not None,
        is_own=row.id == info.context.account,
        registered_at=row.registered_at,
        password_set_at=row.password_set_at,
        policy=row.policy,
        first_secret_until=row.first_secret_until if row.password_set_at is None else None,
        second_factor=row.second_factor_at is not None,
        signed_in_at=row.signed_in_at,
        day=day,
    )


async def _today(info: Info) -> date:
    async with info.context.store.reading() as connection:
        return await today(connection)


def _grant(one: Given, day: date) -> RoleGrant:
    of = one.grant
    return RoleGrant(
        number=of.id,
        role=of.role,
        department=of.department,
        first_day=of.first_day,
        last_day=of.last_day,
        over=of.last_day is not None and of.last_day < day,
        granted_by=one.granted_by,
    )


def _role(role: Role) -> GrantableRole:
    return GrantableRole(
        name=role.name,
        article=role.article,
        rights=[right.called for right in Right if right in role.rights],
        named=role.scoped,
        department=role.department,
        administrator=role.administrator,
    )
