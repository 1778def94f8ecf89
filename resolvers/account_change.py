"""权限与账号: accounts registered, reset, locked and closed; roles given and taken back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from resolvers.accounts import Account, Number, one
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError, made
from resolvers.context import Info
from resolvers.field import DATABASE, answered
from resolvers.global_id import encode
from services.accounts import account as accounts
from services.accounts import grants
from services.accounts.account import Issued, Registration
from services.accounts.grants import Giving
from services.accounts.sessions import end_session, sessions_of
from services.actor import Actor

Why = Annotated[str | None, strawberry.argument(description="事由，1 到 500 个字，不写姓名、电话")]


@dataclass(frozen=True, slots=True)
class Touched:
    """The account that a change was about, with a first secret where one was issued."""

    account: int
    issued: Issued | None = None


Changed = Payload[Touched]


async def _account(root: strawberry.Parent[Changed], info: Info) -> Account | None:
    """The account as it is now."""
    session = info.context.caller.signed_in()
    return None if root.done is None else await one(info, session.committee_id, root.done.account)


def _secret(root: strawberry.Parent[Changed]) -> str | None:
    """The first secret; it stands nowhere else."""
    return None if root.done is None or root.done.issued is None else root.done.issued.secret


def _until(root: strawberry.Parent[Changed]) -> datetime | None:
    """Until when it is good."""
    return None if root.done is None or root.done.issued is None else root.done.issued.until


@strawberry.type(description="改一个账号、它的角色的结果")
class AccountChangePayload:
    """What became of a change of an account."""

    account: Account | None = answered(_account, "修改后的账号；没有改成则空", cost=DATABASE)
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.type(description="登记、重置账号的结果：首次口令只在这里给一次，给本人扫码，或者印成信封好")
class FirstSecretPayload:
    """What became of a change that issues a first secret."""

    account: Account | None = answered(_account, "修改后的账号；没有改成则空", cost=DATABASE)
    first_secret: str | None = answered(
        _secret, "首次口令，只给这一次，不保存；用 requestKey 重发的回答里没有：再重置一次", cost=0
    )
    until: datetime | None = answered(_until, "首次口令到何时有效", cost=0)
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.input(description="登记谁")
class RegisterAccountInput:
    """Whom to register."""

    committee: str = strawberry.field(description="政协的代号，如 zhoushan")
    real_name: str = strawberry.field(description="真实姓名；是委员的，照名册写")
    phone: str = strawberry.field(description="手机号，11 位，就是用户名")
    department: str | None = strawberry.field(default=None, description="部门；不属于部门的不写")
    member: str | None = strawberry.field(default=None, description="是委员的，写委员编号")


@strawberry.input(description="授予什么角色")
class GrantRoleInput:
    """What is to be given to whom."""

    committee: str = strawberry.field(description="政协的代号，如 zhoushan")
    account: int = strawberry.field(description="给谁，账号的编号；不能是自己")
    role: str = strawberry.field(description="角色，如 专门委员会，见 grantable")
    department: str | None = strawberry.field(default=None, description="哪个部门的，如 提案委员会")
    first_day: date | None = strawberry.field(default=None, description="从哪天起；不写为今天")
    last_day: date | None = strawberry.field(default=None, description="到哪天为止；不写为到收回")
    reason: str | None = strawberry.field(
        default=None, description="事由，1 到 500 个字；一个部门要有第二名管理员的，必须写"
    )


async def register(
    info: Info, input: Annotated[RegisterAccountInput, strawberry.argument(description="登记谁")]
) -> Changed:
    """A new account with its first secret."""
    form = Registration(
        real_name=input.real_name, phone=input.phone, department=input.department, member=input.member
    )
    context = info.context

    async def work(actor: Actor | None) -> Touched:
        return _issued(await accounts.register(context.store, context.hashing, input.committee, actor, form))

    return await _made(info, work)


async def reset(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    second_factor: Annotated[
        bool, strawberry.argument(description="动态口令、绑定的外面的账号也解除：手机丢了、换了")
    ] = False,
    reason: Why = None,
) -> Changed:
    """A new first secret in place of the password."""
    context = info.context

    async def work(actor: Actor | None) -> Touched:
        given = (context.store, context.hashing, committee, actor, number)
        return _issued(await accounts.reset(*given, second_factor=second_factor, reason=reason))

    return await _made(info, work)


async def lock(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    loss: Annotated[bool, strawberry.argument(description="本人报失：密码也作废，要重置才能再用")] = False,
    reason: Why = None,
) -> Changed:
    """Locks an account."""
    store = info.context.store
    return await _changed(
        info, number, lambda actor: accounts.lock(store, committee, actor, number, loss=loss, reason=reason)
    )


async def unlock(info: Info, committee: CommitteeArgument, number: Number, reason: Why = None) -> Changed:
    """Lets a locked account be used again."""
    store = info.context.store
    return await _changed(
        info, number, lambda actor: accounts.unlock(store, committee, actor, number, reason)
    )


async def close(info: Info, committee: CommitteeArgument, number: Number, reason: Why = None) -> Changed:
    """Closes the account of a leaver."""
    store = info.context.store
    return await _changed(info, number, lambda actor: accounts.close(store, committee, actor, number, reason))


async def end_one_session(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    id: Annotated[strawberry.ID, strawberry.argument(description="它的哪一个登录，id 见 account.sessions")],
) -> Changed:
    """Ends a session of an account."""
    store = info.context.store

    async def end(actor: Actor | None) -> None:
        async with store.reading() as connection:
            live = await sessions_of(connection, number)
        # Only among those of the account: of an id of others nothing is learnt.
        found = next((one.id for one in live if encode("Session", one.id) == id), 0)
        await end_session(store, committee, actor, number, found)

    return await _changed(info, number, end)


async def grant(
    info: Info, input: Annotated[GrantRoleInput, strawberry.argument(description="授予什么")]
) -> Changed:
    """Gives a role to an account."""
    giving = Giving(
        role=input.role,
        department=input.department,
        first_day=input.first_day,
        last_day=input.last_day,
    )
    store = info.context.store
    return await _changed(
        info,
        input.account,
        lambda actor: grants.grant(store, input.committee, actor, input.account, giving, input.reason),
    )


async def revoke(
    info: Info,
    committee: CommitteeArgument,
    number: Annotated[int, strawberry.argument(description="授权的编号，见 account.grants")],
    reason: Why = None,
) -> Changed:
    """Takes a role back."""
    store = info.context.store

    async def work(actor: Actor | None) -> Touched:
        return Touched((await grants.revoke(store, committee, actor, number, reason)).grant.account_id)

    return await _made(info, work)


async def _changed(info: Info, account: int, change: Callable[[Actor | None], Awaitable[Any]]) -> Changed:
    async def work(actor: Actor | None) -> Touched:
        await change(actor)
        return Touched(account)

    return await _made(info, work)


async def _made(info: Info, work: Callable[[Actor | None], Awaitable[Touched]]) -> Changed:
    async def again(row: int) -> Touched:
        return Touched(row)

    return await made(info, work, again)


def _issued(issued: Issued) -> Touched:
    return Touched(issued.account.id, issued)
