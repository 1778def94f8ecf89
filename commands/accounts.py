"""`luzhi accounts …`: who may sign in. Registered with real names; nobody sees a password (议16)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.option import ActorName, Address, CommitteeCode, Reason

if TYPE_CHECKING:
    from models.store import Store
    from services.accounts.account import AccountRow, Issued
    from services.accounts.chosen import Chosen
    from services.accounts.sessions import SessionRow
    from services.actor import Actor

# A number of which the end stands elsewhere tells nobody apart.
_WHOLE = ("编号", "姓名", "手机号")
app = typer.Typer(no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="编号", min=1, help="账号的编号，见 luzhi accounts list")]
RealName = Annotated[str, typer.Argument(metavar="姓名", help="真实姓名")]
# It is asked for where it is not written, so that it need not stand in the shell's history.
Phone = Annotated[
    str, typer.Option(metavar="手机号", prompt="手机号", help="就是用户名；不写会问，免得留在命令的历史里")
]
STATES = {"active": "正常", "locked": "锁定", "closed": "注销"}


class Profile(StrEnum):
    """The policies that come with the program."""

    DENGBAO = "dengbao"
    ASVS = "asvs"


class Factor(StrEnum):
    """Whom a second factor is asked of."""

    REQUIRED = "required"
    OFFERED = "offered"
    OFF = "off"


@app.command("first")
def first(
    name: RealName,
    phone: Phone,
    committee: Annotated[str, typer.Option(metavar="代号", help="哪个政协，如 zhoushan；没有就建立")],
    committee_name: Annotated[
        str | None, typer.Option(metavar="名称", help="新建的政协叫什么，如 舟山市政协；不写同代号")
    ] = None,
    department: Annotated[str, typer.Option(metavar="部门", help="属于哪个部门")] = "办公室",
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """登记一个政协的第一个管理员，给出首次口令。除了这样登记的，没有别的账号。"""
    from commands.database import actor, on_database
    from services.accounts.account import Registration, checked, register
    from services.accounts.hashing import Hashing
    from services.committee.committees import establish

    form = Registration(real_name=name, phone=phone, department=department)

    async def work(store: Store) -> Issued:
        who = actor(as_name)
        # A committee is not made for an account that is refused.
        checked(form)
        await establish(store, committee, committee_name or committee)
        return await register(store, Hashing(), committee, who, form, first=True)

    _hand_out(on_database(database, work))


@app.command("register")
def register(
    name: RealName,
    phone: Phone,
    department: Annotated[str | None, typer.Option(metavar="部门", help="属于哪个部门")] = None,
    member: Annotated[str | None, typer.Option(metavar="委员编号", help="是委员的，写委员编号")] = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """实名登记一个账号，给出首次口令：只显示这一次，交给本人。"""
    from commands.database import actor, on_database, only_committee
    from services.accounts.account import Registration
    from services.accounts.account import register as registered
    from services.accounts.hashing import Hashing

    form = Registration(real_name=name, phone=phone, department=department, member=member)

    async def work(store: Store) -> Issued:
        who = actor(as_name)
        return await registered(store, Hashing(), await only_committee(store, committee), who, form)

    _hand_out(on_database(database, work))


@app.command("list")
def show(committee: CommitteeCode = None, database: Address = None) -> None:
    """列出账号：编号、姓名、手机号（隐去中间）、部门、状态、密码、最近登录。"""
    from commands.database import on_database, reading
    from services.accounts.account import accounts

    async def work(store: Store) -> list[AccountRow]:
        async with reading(store, committee) as (connection, committee_id):
            return await accounts(connection, store.vault, committee_id)

    found = on_database(database, work)
    if not found:
        screen.say("还没有账号。登记第一个管理员：luzhi accounts first")
        return
    grid = screen.table(
        "编号", "姓名", "手机号", "部门", "状态", "密码", "动态口令", "最近登录", whole=_WHOLE
    )
    for one in found:
        grid.add_row(
            str(one.id),
            one.real_name,
            one.masked_name,
            one.department or "",
            STATES[one.state],
            _password(one),
            "已绑定" if one.second_factor_at else "",
            _at(one.signed_in_at),
        )
    screen.output.print(grid)


@app.command("reset")
def reset(
    number: Number,
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help="动态口令也解除：手机丢了、换了")
    ] = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """重置密码：发新的首次口令，原密码和全部登录随即失效。"""
    from commands.database import changed
    from services.accounts.account import reset as renewed
    from services.accounts.hashing import Hashing

    async def change(store: Store, code: str, who: Actor) -> Issued:
        return await renewed(store, Hashing(), code, who, number, second_factor=second_factor, reason=reason)

    _hand_out(changed(database, committee, as_name, change))


@app.command("lock")
def lock(
    number: Number,
    loss: Annotated[bool, typer.Option("--loss", help="本人报失：密码也作废，要重置才能再用")] = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """锁定账号，全部登录随即失效。"""
    from commands.database import changed
    from services.accounts.account import lock as locked

    async def change(store: Store, code: str, who: Actor) -> AccountRow:
        return await locked(store, code, who, number, loss=loss, reason=reason)

    _done(changed(database, committee, as_name, change), "已报失并锁定" if loss else "已锁定")


@app.command("unlock")
def unlock(
    number: Number,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """解除锁定，密码照旧；报失过的要用 reset。"""
    from commands.database import changed
    from services.accounts.account import unlock as unlocked

    async def change(store: Store, code: str, who: Actor) -> AccountRow:
        return await unlocked(store, code, who, number, reason)

    _done(changed(database, committee, as_name, change), "已解除锁定")


@app.command("close")
def close(
    number: Number,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """注销离开的人的账号：手机号、密码、全部登录随即删除，不能恢复。"""
    from commands.database import changed
    from services.accounts.account import close as closed

    async def change(store: Store, code: str, who: Actor) -> AccountRow:
        return await closed(store, code, who, number, reason)

    _done(changed(database, committee, as_name, change), "已注销")


@app.command("sessions")
def sessions(number: Number, committee: CommitteeCode = None, database: Address = None) -> None:
    """列出一个账号现在的登录：从哪里、用什么、何时起、最近何时用过。"""
    from commands.database import on_database, reading
    from services.accounts.account import account
    from services.accounts.sessions import sessions_of

    async def work(store: Store) -> list[SessionRow]:
        async with reading(store, committee) as (connection, committee_id):
            own = await account(connection, store.vault, committee_id, number)
            return await sessions_of(connection, own.id)

    found = on_database(database, work)
    if not found:
        screen.say("现在没有登录。")
        return
    grid = screen.table("登录时间", "最近使用", "最迟到", "地址", "方式", "程序")
    for one in found:
        kind = "浏览器" if one.client == "cookie" else "令牌"
        times = (_at(one.begun_at), _at(one.seen_at), _at(one.ends_at))
        grid.add_row(*times, one.address, kind, one.agent)
    screen.output.print(grid)


@app.command("policy")
def policy(
    profile: Annotated[Profile | None, typer.Option(help="密码和登录按哪种规定")] = None,
    second_factor: Annotated[
        Factor | None,
        typer.Option(help="动态口令：required 人人要绑定，offered 自愿，off 不用"),
    ] = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """显示或选定一个政协的密码和登录规定；两种规定的不同见 docs/accounts.md。"""
    from commands.database import actor, on_database, only_committee, reading
    from services.accounts.chosen import choose, chosen

    async def work(store: Store) -> Chosen:
        code = await only_committee(store, committee)
        if profile is None and second_factor is None:
            async with reading(store, code) as (connection, committee_id):
                return await chosen(connection, committee_id)
        return await choose(store, code, actor(as_name), profile, second_factor, reason)

    found = on_database(database, work)
    said = {"required": "人人要绑定", "offered": "自愿绑定", "off": "不用"}
    one = found.policy
    aged = f"{one.days} 天一换" if one.days else "不要求定期更换"
    screen.say(f"{one.name}，{one.title}。动态口令：{said[found.second_factor]}。")
    screen.say(
        f"密码至少 {one.shortest} 个字符（有动态口令的 {one.shortest_with_second_factor} 个），"
        f"{one.classes} 类字符，{aged}；连错 {one.failures} 次等 {one.waiting_minutes} 分钟；"
        f"{one.idle_minutes} 分钟不用、或满 {one.hours} 小时，要重新登录。"
    )


def _done(found: AccountRow, what: str) -> None:
    screen.say(f"{found.real_name}的账号（编号 {found.id}）{what}。")


def _hand_out(issued: Issued) -> None:
    """The first secret, which is shown here and nowhere else."""
    one = issued.account
    screen.say(f"{one.real_name}的账号，编号 {one.id}，用户名是本人的手机号（{one.masked_name}）。")
    screen.say(f"首次口令：{issued.secret}")
    screen.say(
        f"只显示这一次，{_at(issued.until)} 以前有效，用过即废。打印后交给本人，不要用短信、微信转发。"
        "本人用它设置密码以前，什么也做不了。"
    )


def _password(one: AccountRow) -> str:
    if one.password_set_at is not None:
        return f"{_at(one.password_set_at)} 设置"
    if one.first_secret_until is not None and one.state == "active":
        return f"等本人设置，到 {_at(one.first_secret_until)}"
    return "没有"


def _at(moment: datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else ""
