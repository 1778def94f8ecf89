"""`luzhi connectors`: other systems that hand in works, and their documents from a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import REFUSED, wrong_call
from commands.option import ActorName, Address, CommitteeCode

if TYPE_CHECKING:
    from models.store import Store
    from services.actor import Actor
    from services.connectors.connector import ConnectorRow

app = typer.Typer(no_args_is_help=True)
STATES = {"done": "已录入，等审核", "waiting": "等部门办", "ignored": "不录入"}
WHYS = {
    "names": "有的作者找不到",
    "work": "作品还没有报来",
    "settled": "作品已经审核过",
    "form": "不合办法",
    "older": "比已经录入的旧",
    "dismissed": "部门说明不录入",
}
Name = Annotated[str, typer.Argument(metavar="名称", help="如 tian-system：小写字母、数字、短横")]


@app.command("add")
def add(
    name: Name,
    department: Annotated[
        str, typer.Option(metavar="部门", help="交来的归哪个部门录入、审核，如 提案委员会")
    ],
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """加一个接口，密钥只显示这一次：交给那边的系统，用来签名。"""
    from commands.database import changed
    from services.connectors.connector import add as added

    async def change(store: Store, code: str, who: Actor) -> ConnectorRow:
        return await added(store, code, who, name, department)

    found = changed(database, committee, as_name, change)
    screen.say(f"接口 {found.name}：POST /connectors/{found.name}，归{found.department}。")
    screen.say(f"密钥（只显示这一次）：{found.secret}")


@app.command("list")
def show(committee: CommitteeCode = None, database: Address = None) -> None:
    """列出接口。"""
    from commands.database import on_database, reading
    from services.connectors.connector import connectors

    async def work(store: Store) -> list[ConnectorRow]:
        async with reading(store, committee) as (connection, committee_id):
            return await connectors(connection, committee_id)

    found = on_database(database, work)
    for one in found:
        ended = f"，{one.ended_at:%Y-%m-%d} 停用" if one.ended_at else ""
        screen.say(f"{one.name}：{one.department}，{one.made_at:%Y-%m-%d} 加的{ended}")
    if not found:
        screen.say("没有接口。")


@app.command("end")
def end(
    name: Name, committee: CommitteeCode = None, as_name: ActorName = None, database: Address = None
) -> None:
    """停用一个接口，密钥随即作废；交来的都留着。"""
    from commands.database import changed
    from services.connectors.connector import end as ended

    async def change(store: Store, code: str, who: Actor) -> ConnectorRow:
        return await ended(store, code, who, name)

    screen.say(f"接口 {changed(database, committee, as_name, change).name} 已停用。")


@app.command("take")
def take(
    name: Name,
    path: Annotated[
        Path, typer.Argument(metavar="文件或文件夹", help="一份 JSON；文件夹里的 .json 按文件名一份一份读")
    ],
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """从文件夹读接口的文件：与经网络交来的一样，交过的不会录第二遍。"""
    from commands.database import changed
    from services.committee.committees import committee as committee_of
    from services.connectors.connector import named
    from services.connectors.document import MOST_BYTES
    from services.connectors.intake import Intake
    from services.refusal import Code, Refusal
    from services.rights.role import Right
    from services.runs.board import Boards
    from services.runs.live import Live
    from services.unit_of_work import check_right

    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files or not all(one.is_file() for one in files):
        wrong_call(f"没有文件：{path}")

    async def change(store: Store, code: str, who: Actor) -> int:
        await check_right(store, code, who, Right.ENTER)
        async with store.reading() as connection:
            connector = await named(connection, (await committee_of(connection, code)).id, name)
        intake, wrong = Intake(store, Live(Boards())), 0
        for file in files:
            with file.open("rb") as opened:
                body = opened.read(MOST_BYTES + 1)
            try:
                found = await intake.take(connector, body, who)
            except Refusal as refusal:
                if refusal.code not in (Code.BAD_USER_INPUT, Code.CONFLICT, Code.QUERY_TOO_LARGE):
                    raise
                wrong += 1
                screen.errors.print(f"{file.name}：{refusal.message}", markup=False, soft_wrap=True)
                continue
            why = f"（{WHYS[found.why]}）" if found.why else ""
            screen.say(f"{file.name}：{found.outside_id} 第 {found.sequence} 次，{STATES[found.state]}{why}")
        return wrong

    if changed(database, committee, as_name, change):
        raise typer.Exit(REFUSED)
