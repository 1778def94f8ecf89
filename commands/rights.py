"""`luzhi rights …`: who may do what (履15, 履16). Nobody changes their own."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.option import DAYS, ActorName, Address, CommitteeCode, Reason

if TYPE_CHECKING:
    from datetime import date

    from models.store import Store
    from services.accounts.grants import Given
    from services.actor import Actor
    from services.rights.held import GrantRow


class Ranks(StrEnum):
    """What members see of each other's rank."""

    OWN = "own"
    RANKING = "ranking"


app = typer.Typer(no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="编号", min=1, help="账号的编号，见 luzhi accounts list")]
GrantNumber = Annotated[int, typer.Argument(metavar="授权编号", min=1, help="见 luzhi rights list")]


@app.command("list")
def show(
    past: Annotated[bool, typer.Option("--past", help="已到期、收回的也列出")] = False,
    committee: CommitteeCode = None,
    database: Address = None,
) -> None:
    """列出谁有什么角色，从哪天到哪天，谁授予的。"""
    from commands.database import on_database, reading
    from services.accounts.grants import given
    from services.rights.held import today

    async def work(store: Store) -> tuple[list[Given], date]:
        async with reading(store, committee) as (connection, committee_id):
            return await given(connection, committee_id), await today(connection)

    found, day = on_database(database, work)
    shown = [one for one in found if past or one.grant.last_day is None or one.grant.last_day >= day]
    if not shown:
        screen.say("还没有授予角色。登记第一个安全管理员：luzhi accounts first")
        return
    for one in shown:
        of = one.grant
        until = f"到 {of.last_day}" if of.last_day else "到收回为止"
        screen.say(
            f"授权 {of.id}：{one.real_name}（账号 {of.account_id}），{_named(of)}，"
            f"从 {of.first_day} {until}，{one.granted_by}授予"
        )


@app.command("grant")
def grant(
    number: Number,
    role: Annotated[str, typer.Argument(metavar="角色", help="如 专门委员会；有哪些见 luzhi rights roles")],
    department: Annotated[
        str | None, typer.Option("--department", metavar="部门", help="哪个部门的，如 提案委员会")
    ] = None,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=DAYS, metavar="日期", help="从哪天起；不写是今天")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=DAYS, metavar="日期", help="到哪天为止；不写到收回")
    ] = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """给一个账号一个角色。"""
    from commands.database import changed
    from services.accounts.grants import Giving
    from services.accounts.grants import grant as given

    giving = Giving(
        role=role,
        department=department,
        first_day=first and first.date(),
        last_day=last and last.date(),
    )

    async def change(store: Store, code: str, who: Actor) -> GrantRow:
        return await given(store, code, who, number, giving, reason)

    found = changed(database, committee, as_name, change)
    until = f"到 {found.last_day}" if found.last_day else "到收回为止"
    screen.say(f"账号 {number} 是{_named(found)}，从 {found.first_day} {until}。授权编号 {found.id}。")


@app.command("revoke")
def revoke(
    number: GrantNumber,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """收回一个角色，随即失效。"""
    from commands.database import changed
    from services.accounts.grants import revoke as revoked

    async def change(store: Store, code: str, who: Actor) -> Given:
        return await revoked(store, code, who, number, reason)

    found = changed(database, committee, as_name, change)
    screen.say(f"{found.real_name}（账号 {found.grant.account_id}）不再是{found.grant.role}。")


@app.command("hand-over")
def hand_over(
    from_number: Annotated[int, typer.Argument(metavar="原来的", min=1, help="原来的管理员，账号的编号")],
    to_number: Annotated[int, typer.Argument(metavar="接手的", min=1, help="接手的人，账号的编号")],
    reason: Annotated[str, typer.Option("--reason", metavar="事由", help="为什么，如 人事变动，文号")],
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """把一个人的部门角色移交给另一个人：一个收回、一个授予，同时生效。"""
    from commands.database import changed
    from services.accounts.grants import hand_over as handed_over

    async def change(store: Store, code: str, who: Actor) -> list[GrantRow]:
        return await handed_over(store, code, who, from_number, to_number, reason)

    found = "、".join(_named(one) for one in changed(database, committee, as_name, change))
    screen.say(f"账号 {from_number} 的部门角色移交给了账号 {to_number}，现在是{found}。")


@app.command("ranks")
def ranks(
    visibility: Annotated[
        Ranks | None,
        typer.Argument(
            metavar="own|ranking", help="own 只看到本人的名次；ranking 看到全体的姓名、名次、总分"
        ),
    ] = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """显示或设定委员之间看到怎样的排名。"""
    from commands.database import actor, on_database, only_committee, reading
    from services.committee.visibility import RankVisibility, rank_visibility, set_rank_visibility

    async def work(store: Store) -> RankVisibility:
        code = await only_committee(store, committee)
        if visibility is None:
            async with reading(store, code) as (connection, committee_id):
                return await rank_visibility(connection, committee_id)
        wanted = RankVisibility(visibility.value)
        return await set_rank_visibility(store, code, actor(as_name), wanted, reason)

    found = on_database(database, work)
    seen = (
        "全体的姓名、名次、总分，看不到来由"
        if found is RankVisibility.RANKING
        else "本人的名次，和不说是谁的分布"
    )
    screen.say(f"{found.value}：委员看到{seen}。")


@app.command("roles")
def show_roles() -> None:
    """列出有哪些角色，各能做什么，依据哪一条。"""
    from services.rights.role import Right, roles

    for role in roles().values():
        given = "；".join(right.called for right in Right if right in role.rights)
        kept = "、本专委会的委员" if Right.KEEP in role.rights else ""
        scope = f"（限本部门录入的种类{kept}）" if role.scoped else ""
        held = "；一个部门一名" if role.of_department else ""
        held += "。登记给委员的账号都有，不用授予" if role.member else ""
        screen.say(f"{role.name}，{role.article}：{given or '没有网上的权限'}{scope}{held}")


def _named(of: GrantRow) -> str:
    return f"{of.role}（{of.department}）" if of.department else of.role
