"""One's own account: signing in and out, the password, the sessions, the second factor."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import feedback as of_feedback
from resolvers import leave as of_leave
from resolvers import objection as of_objection
from resolvers import own_arrival, own_data
from resolvers.change import CommitteeArgument, Payload, UserError, settled
from resolvers.context import Info
from resolvers.feedback import Feedback
from resolvers.field import CHANGE, DATABASE, answered, several
from resolvers.global_id import encode
from resolvers.leave import Leave
from resolvers.notice import Notice, NoticeSettings, count_unseen, own_notices, own_settings
from resolvers.objection import Objection
from resolvers.outside import OwnOutsideIdentity, own_identity
from resolvers.own_arrival import OwnArrival
from resolvers.own_data import MyData
from resolvers.page import Connection, Page, paged
from resolvers.upload import OwnUpload, own_uploads
from services.accounts import second_factor
from services.accounts.account import account, lock
from services.accounts.outside.identities import identities_of
from services.accounts.sessions import Client, SessionRow, revoke, sessions_of
from services.accounts.sign_in import Credentials, SignedIn, sign_in
from services.accounts.sign_in import set_password as put_password
from services.objections.objection import ObjectionRow
from services.refusal import Code, Refusal
from services.rights.held import GrantRow
from services.rights.role import Right

UserName = Annotated[str, strawberry.argument(description="用户名，就是登记的手机号")]
OneTimeCode = Annotated[
    str | None, strawberry.argument(description="动态口令：绑定过的账号要写，六位数字，用过一次就不能再用")
]


@strawberry.enum(description="程序怎样保存登录")
class SessionClient(Enum):
    """How a client keeps its session."""

    COOKIE = strawberry.enum_value("cookie", description="浏览器：Cookie，网页里的脚本读不到")
    BEARER = strawberry.enum_value(
        "bearer", description="别的程序：令牌，以后放在请求头 Authorization: Bearer"
    )


@strawberry.type(description="一次登录")
class AccountSession:
    """A session of an account."""

    id: strawberry.ID = strawberry.field(description="id，不透明，请原样使用")
    current: bool = strawberry.field(description="是不是现在用的这一个")
    client: SessionClient = strawberry.field(description="程序怎样保存它")
    begun_at: datetime = strawberry.field(description="何时登录")
    seen_at: datetime = strawberry.field(description="最近何时用过，差不到一两分钟")
    ends_at: datetime = strawberry.field(description="最迟到何时，一直在用也要重新登录")
    address: str = strawberry.field(description="从哪个地址")
    agent: str = strawberry.field(description="浏览器或程序自报的名称，最多 100 个字")
    provider: str | None = strawberry.field(description="用哪种外面的账号登录的，如 zhezhengding；空为用密码")


@strawberry.type(description="一个角色")
class OwnRole:
    """A role that one holds now."""

    role: str = strawberry.field(description="角色，如 专门委员会")
    department: str | None = strawberry.field(description="哪个部门的；空为不分部门")
    first_day: date = strawberry.field(description="从哪天起")
    last_day: date | None = strawberry.field(description="到哪天为止；空为到收回")


async def _uploads(root: "strawberry.Parent[OwnAccount]", info: Info, asked: Page) -> Connection[OwnUpload]:
    """What one has handed in."""
    return await own_uploads(root.account_id, info, asked)


async def _notices(
    root: "strawberry.Parent[OwnAccount]",
    info: Info,
    unseen: Annotated[bool, strawberry.argument(description="只要没有看过的")] = False,
    *,
    asked: Page,
) -> Connection[Notice]:
    """What one was told."""
    return await own_notices(root.account_id, info, unseen, asked)


async def _unseen(root: "strawberry.Parent[OwnAccount]", info: Info) -> int:
    """How much of it one has not seen."""
    return await count_unseen(root.account_id, info)


async def _told_by(root: "strawberry.Parent[OwnAccount]", info: Info) -> NoticeSettings:
    """Where one is told."""
    return await own_settings(root.account_id, info)


async def _objections(
    root: "strawberry.Parent[OwnAccount]", info: Info, asked: Page
) -> Connection[ObjectionRow]:
    """What one has objected to."""
    return await of_objection.own(root.account_id, info, asked)


@strawberry.type(description="本人的账号")
class OwnAccount:
    """The account of the one who asks."""

    number: int = strawberry.field(description="账号的编号")
    real_name: str = strawberry.field(description="登记的真实姓名")
    user_name: str = strawberry.field(description="用户名，就是登记的手机号，只显示头尾；全部的在 data 里")
    department: str | None = strawberry.field(description="登记的部门；空为不属于部门")
    committee: str = strawberry.field(description="哪个政协的账号，代号")
    second_factor: bool = strawberry.field(description="是否绑定了动态口令")
    second_factor_to_set_up: bool = strawberry.field(description="是否要先绑定动态口令，才能做别的")
    password_set_at: datetime | None = strawberry.field(description="密码何时设置的；空为还没有")
    policy: str = strawberry.field(description="密码和登录按哪种规定，如 dengbao")
    roles: list[OwnRole] = several(3, "现在授予的角色；空的还没有授予。委员看本人的不用授予，见 memberships")
    rights: list[str] = several(10, "现在有的权限：read、read_own、enter、import、arrange、score、draft 等")
    sessions: list[AccountSession] = several(5, "现在的全部登录，最近用过的在前")
    outside_identities: list[OwnOutsideIdentity] = several(2, "绑定的外面的账号，如浙政钉，可以用它们登录")
    data: MyData | None = answered(
        own_data.own, "我的数据：存着哪些本人的信息，谁看全过；看一次留痕一次", cost=CHANGE
    )
    feedback: Connection[Feedback] | None = paged(
        of_feedback.own, "本人写的意见，新的在前", cost=DATABASE, row=2
    )
    leaves: Connection[Leave] | None = paged(
        of_leave.own, "本人请的假，新的在前", cost=DATABASE, row=2, kept=False
    )
    arrivals: Connection[OwnArrival] | None = paged(
        own_arrival.own, "本人的签到，新的在前；各届的都在", cost=DATABASE, row=2, kept=False
    )
    uploads: Connection[OwnUpload] | None = paged(
        _uploads, "上传的文件，新的在前；已经归到记录等里面的也在", cost=DATABASE, row=4
    )
    notices: Connection[Notice] | None = paged(_notices, "本人的提醒，新的在前", cost=DATABASE, row=2)
    unseen_notices: int | None = answered(_unseen, "还有几条提醒没有看过", cost=DATABASE)
    notice_settings: NoticeSettings | None = answered(_told_by, "提醒送到哪里", cost=DATABASE)
    objections: Connection[Objection] | None = paged(
        _objections, "本人提出的异议，新的在前；办的每一步都在", cost=DATABASE, row=8
    )
    account_id: strawberry.Private[int]


@strawberry.type(description="登录的结果")
class SignInPayload:
    """What became of signing in."""

    token: str | None = strawberry.field(
        description="令牌，只给这一次；浏览器（COOKIE）的在 Cookie 里，这里为空"
    )
    second_factor_to_set_up: bool = strawberry.field(description="是否要先绑定动态口令，才能做别的")
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经登录")


@strawberry.type(description="改自己账号的结果")
class AccountPayload:
    """What became of a change of one's own account."""

    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.type(description="取得动态口令密钥的结果")
class SecondFactorPayload:
    """The key of a second factor that is being set up."""

    key: str | None = strawberry.field(description="密钥，填进验证器程序；只给这一次")
    address: str | None = strawberry.field(description="同一个密钥，otpauth 地址，可以做成二维码")
    errors: list[UserError] = strawberry.field(description="全部错误；为空则接着用 confirmSecondFactor 确认")


async def me(info: Info) -> OwnAccount | None:
    """The account of the one who asks; None for whoever is not signed in."""
    session = info.context.caller.session
    if session is None:
        return None
    async with info.context.store.reading() as connection:
        own = await account(connection, info.context.store.vault, session.committee_id, session.account_id)
        live = await sessions_of(connection, own.id)
        linked = await identities_of(connection, own.id)
    return OwnAccount(
        number=own.id,
        real_name=own.real_name,
        user_name=own.masked_name,
        department=own.department,
        committee=session.committee,
        second_factor=own.second_factor_at is not None,
        second_factor_to_set_up=not session.complete,
        password_set_at=own.password_set_at,
        policy=session.policy.profile,
        roles=[own_role(one) for one in session.rights.grants],
        rights=[right.value for right in Right if session.rights.has(right)],
        sessions=[account_session(one, session) for one in live],
        outside_identities=[own_identity(one, info.context.outside) for one in linked],
        account_id=own.id,
    )


def own_role(grant: GrantRow) -> OwnRole:
    """A role as its holder sees it."""
    return OwnRole(
        role=grant.role, department=grant.department, first_day=grant.first_day, last_day=grant.last_day
    )


def _client(session: SessionRow) -> SessionClient:
    return SessionClient.BEARER if session.client == "bearer" else SessionClient.COOKIE


def _kept_by(client: SessionClient) -> Client:
    return "bearer" if client is SessionClient.BEARER else "cookie"


def account_session(one: SessionRow, current: SessionRow) -> AccountSession:
    """A session as it is shown in another, or in itself."""
    return AccountSession(
        id=encode("Session", one.id),
        current=one.id == current.id,
        client=_client(one),
        begun_at=one.begun_at,
        seen_at=one.seen_at,
        ends_at=one.ends_at,
        address=one.address,
        agent=one.agent,
        provider=one.provider,
    )


async def enter(
    info: Info,
    committee: CommitteeArgument,
    user_name: UserName,
    password: Annotated[str, strawberry.argument(description="密码；首次口令不能登录，先用它设置密码")],
    code: OneTimeCode = None,
    client: Annotated[SessionClient, strawberry.argument(description="怎样保存登录")] = SessionClient.COOKIE,
) -> SignInPayload:
    """Signs in; the session that the request came with ends."""
    context = info.context

    async def work() -> SignedIn:
        visit = context.caller.visit(_kept_by(client))
        given = Credentials(user_name, password, code)
        return await sign_in(context.store, context.hashing, committee, given, visit)

    return _entered(info, await settled(info, work), client)


async def leave(info: Info) -> AccountPayload:
    """Signs out: the session that the request came with ends."""
    context = info.context

    async def work() -> None:
        session = context.caller.signed_in()
        context.caller.keep(None)
        await revoke(context.store, session, session.id)

    return AccountPayload(errors=(await settled(info, work)).errors)


async def set_password(
    info: Info,
    committee: CommitteeArgument,
    user_name: UserName,
    current: Annotated[str, strawberry.argument(description="现在的密码，或首次口令；用它证明是本人")],
    password: Annotated[str, strawberry.argument(description="新密码")],
    code: OneTimeCode = None,
) -> AccountPayload:
    """Sets one's own password; all other sessions end."""
    context = info.context

    async def work() -> None:
        visit = context.caller.visit("bearer")
        given = Credentials(user_name, current, code)
        await put_password(context.store, context.hashing, committee, given, password, visit)

    return AccountPayload(errors=(await settled(info, work)).errors)


async def revoke_session(
    info: Info,
    id: Annotated[strawberry.ID, strawberry.argument(description="自己的哪一个登录，id 见 me.sessions")],
) -> AccountPayload:
    """Ends a session of one's own."""
    context = info.context

    async def work() -> None:
        session = context.caller.signed_in()
        async with context.store.reading() as connection:
            own = await sessions_of(connection, session.account_id)
        # Only among one's own: of an id of others nothing is learnt.
        found = next((one.id for one in own if encode("Session", one.id) == id), None)
        if found is None:
            raise Refusal(Code.NOT_FOUND, "没有这个登录，或者已经退出", "id")
        if found == session.id:
            context.caller.keep(None)
        await revoke(context.store, session, found)

    return AccountPayload(errors=(await settled(info, work)).errors)


async def report_loss(info: Info) -> AccountPayload:
    """Reports that one's password may be known to others: the account is locked, all sessions end."""
    context = info.context

    async def work() -> None:
        session = context.caller.signed_in()
        context.caller.keep(None)
        await lock(context.store, session.committee, session.actor, session.account_id, loss=True)

    return AccountPayload(errors=(await settled(info, work)).errors)


async def set_up_second_factor(info: Info) -> SecondFactorPayload:
    """A key of a second factor, in force once it is confirmed."""
    context = info.context

    async def work() -> second_factor.Setup:
        return await second_factor.set_up(context.store, context.caller.signed_in())

    done = await settled(info, work)
    key, address = (done.done.key, done.done.address) if done.done else (None, None)
    return SecondFactorPayload(key=key, address=address, errors=done.errors)


async def confirm_second_factor(
    info: Info, code: Annotated[str, strawberry.argument(description="验证器程序现在显示的六位数字")]
) -> SignInPayload:
    """Puts the second factor in force; this session goes on under a new token, all others end."""
    context = info.context
    session = context.caller.session
    client = _client(session) if session else SessionClient.COOKIE

    async def work() -> SignedIn:
        own = context.caller.signed_in()
        visit = context.caller.visit(_kept_by(client))
        return SignedIn(await second_factor.confirm(context.store, own, code, visit), True)

    return _entered(info, await settled(info, work), client)


def _entered(info: Info, done: Payload[SignedIn], client: SessionClient) -> SignInPayload:
    if done.done is None:
        return SignInPayload(token=None, second_factor_to_set_up=False, errors=done.errors)
    info.context.caller.keep(done.done.token, _kept_by(client))
    token = done.done.token if client is SessionClient.BEARER else None
    return SignInPayload(token=token, second_factor_to_set_up=not done.done.complete, errors=[])
