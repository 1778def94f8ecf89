"""Setting up: the tables, the measure of a year, runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import loaded, rules_refused, wrong_call
from commands.option import ActorName, Address, AsOf, CommitteeCode, Reason, Year

if TYPE_CHECKING:
    from models.migration import State
    from models.store import Store
    from services.runs.live import Step
    from services.runs.renewal import Renewed
    from settings import Settings

runs_app = typer.Typer(no_args_is_help=True)


def migrate(database: Address = None) -> None:
    """建立数据库，或把表更新到这个版本；已是最新的，什么也不改。"""
    from commands.database import answered, check_state, finished, settings
    from models.migration import State, upgrade
    from models.store import database_url

    with answered():
        asked = settings(database)
        address = asked.database
        url = database_url(address)
        state = finished(_found(address))
        check_state(state, State.EMPTY, State.OLDER)
        if state is State.HEAD:
            screen.say("表已是最新，没有改动。")
            return
        upgrade(url, asked.key_file)
        again = finished(_scored_anew(asked)) if state is State.OLDER else []
    new = state is State.EMPTY
    screen.say("数据库已建立。接着登记第一个账号：luzhi accounts first" if new else "表已更新到这个版本。")
    for one in again:
        what = one.refused or (f"{one.changed} 名的总分有变" if one.changed else "总分都没有变")
        screen.say(f"{one.committee} {one.year} 年按新的计算方法重新记分：{what}。")


async def _scored_anew(asked: Settings) -> list[Renewed]:
    """What became of the open years whose points are by a former method; deadlines are set, too."""
    from models.store import Store
    from services.records.arranging import set_all_due
    from services.runs.board import Boards
    from services.runs.live import Live
    from services.runs.renewal import renewed

    store = Store.open(asked.database, key_file=asked.key_file)
    try:
        await set_all_due(store)
        return await renewed(store, Live(Boards()))
    finally:
        await store.close()


async def _found(address: str) -> State:
    """Whose tables stand there; a file that is not there has none."""
    from commands.database import check_path
    from models.migration import State
    from models.store import SQLiteStore, Store

    store = Store.open(address)
    try:
        if isinstance(store, SQLiteStore):
            check_path(store.path)
            if not store.path.exists():
                return State.EMPTY
        return await store.state()
    finally:
        await store.close()


def add_rules(
    ruleset: Annotated[
        str, typer.Argument(metavar="RULESET", help="规则文件，或“地方/年份”，如 zhoushan/2022")
    ],
    committee: Annotated[
        str | None, typer.Option(metavar="代号", help="哪个政协；自带的办法不写则用它的地方，如 zhoushan")
    ] = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """加入一个政协的第一份办法，在它的年份生效，并按它记分。以后的（新的一年也是）：拟稿、试算、送审，由另一人发布。"""
    from commands.database import actor, check_committee, on_database
    from rules.shipped import rule_sets
    from rules.source import DocumentRefused
    from services.drafting.adoption import adopt
    from services.runs.board import Boards
    from services.runs.live import Live

    rule_set = loaded(ruleset)
    if committee is None and ruleset not in rule_sets():
        wrong_call("请用 --committee 写明是哪个政协的办法，如 zhoushan")
    code = committee or ruleset.partition("/")[0]

    async def work(store: Store) -> int | None:
        await check_committee(store, code)
        return await adopt(store, Live(Boards()), code, rule_set, actor(as_name), reason)

    try:
        revision = on_database(database, work)
    except DocumentRefused as wrong:
        rules_refused(wrong)
    what = f"{rule_set.title}（{rule_set.year} 年，版本 {rule_set.digest[:12]}）"
    screen.say(f"{what}已经生效，没有改动。" if revision is None else f"{what}已生效，第 {revision} 次改动。")


def recompute(
    year: Year, committee: CommitteeCode = None, as_name: ActorName = None, database: Address = None
) -> None:
    """把一年全部重新记分。平时不必：每次改动都已重新记分。"""
    from commands.database import actor, on_database, only_committee
    from services.entry.desk import Desk
    from services.runs.board import Boards
    from services.runs.live import Live

    async def work(store: Store) -> Step:
        code = await only_committee(store, committee)
        return (await Desk(store, Live(Boards()), actor(as_name)).recompute(code, year)).steps[0]

    step = on_database(database, work)
    before = [] if step.before is None else step.before.entries
    known = {entry.id: (entry.score, entry.place) for entry in before}
    fresh = {entry.id: (entry.score, entry.place) for entry in step.after.entries}
    changed = sum(known.get(one) != fresh.get(one) for one in known.keys() | fresh.keys())
    what = f"{changed} 名的结果有变" if changed else "结果没有变"
    screen.say(f"{year} 年 {len(fresh)} 名委员已重新记分，{what}。")


@runs_app.command("keep")
def keep(
    name: Annotated[str, typer.Argument(metavar="名称", help="如 三季度通报")],
    year: Year,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
    as_of: AsOf = None,
) -> None:
    """把一年现在的记分结果留下来，供以后比较；加 --as-of，留下截至那一天的。"""
    from commands.database import actor, on_database, only_committee
    from services.entry.desk import Desk
    from services.runs.board import Boards
    from services.runs.listing import run_name
    from services.runs.live import Live

    day = None if as_of is None else as_of.date()

    async def work(store: Store) -> int:
        code = await only_committee(store, committee)
        return (await Desk(store, Live(Boards()), actor(as_name)).keep_run(code, year, name, day)).id

    on_database(database, work)
    which = "现在" if day is None else f"截至 {day} "
    screen.say(f"{year} 年{which}的记分结果已留下：{run_name(name)}")
