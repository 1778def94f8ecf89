"""`luzhi terms`: from when to when the terms of a committee are."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.option import DAYS, ActorName, Address, CommitteeCode, Reason

if TYPE_CHECKING:
    from models.store import Store
    from services.actor import Actor
    from services.committee.terms import TermRow

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def show(committee: CommitteeCode = None, database: Address = None) -> None:
    """列出各届的起止日期，今天在哪一届。"""
    from commands.database import on_database, reading
    from services.committee.terms import terms
    from services.rights.held import today

    async def work(store: Store) -> tuple[list[TermRow], date]:
        async with reading(store, committee) as (connection, committee_id):
            return await terms(connection, committee_id), await today(connection)

    found, day = on_database(database, work)
    grid = screen.table("届次", "第一天", "最后一天", "今天")
    for one in found:
        days = (str(first_or_last or "没有写明") for first_or_last in (one.first_day, one.last_day))
        grid.add_row(one.name, *days, "在这一届" if one.meets(day, day) else "")
    screen.output.print(grid)
    screen.say(f"共 {len(found)} 届。")


@app.command("set")
def set_days(
    name: Annotated[str, typer.Argument(metavar="届次", help="如 第八届")],
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=DAYS, metavar="日期", help="第一天，如 2022-04-10；不写算没有限制"),
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=DAYS, metavar="日期", help="最后一天；不写算没有限制")
    ] = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """写明一届从哪天到哪天，不与别的届重叠；没有这一届的，加入。"""
    from commands.database import changed
    from services.committee.terms import TermRow
    from services.people.term import arrange_term
    from services.runs.board import Boards
    from services.runs.live import Live

    asked = TermRow(None, name, first and first.date(), last and last.date())

    async def work(store: Store, code: str, who: Actor) -> TermRow:
        return (await arrange_term(store, Live(Boards()), code, who, asked, reason)).term

    found = changed(database, committee, as_name, work)
    screen.say(f"{found.name}：{found.days}")
