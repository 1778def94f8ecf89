"""`luzhi rules …` on a database: from a draft to a measure in force, one step after another."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

import screen
from commands.ending import check_new, rules_refused, writing
from commands.option import ActorName, Address, CommitteeCode, Reason

if TYPE_CHECKING:
    from models.store import Store
    from rules.version_text import VersionText
    from services.drafting.handed_in import Written
    from services.drafting.workflow import Versions
    from services.rule_sets.trail import SimulationRow
    from services.rule_sets.versions import Version
    from services.runs.board import Board
    from services.runs.live import Step as LiveStep

    Step = Callable[[Versions], Callable[[int, str | None], Awaitable[Written]]]

T = TypeVar("T")
DAYS = ["%Y-%m-%d"]
Which = Annotated[
    str, typer.Argument(metavar="VERSION", help="哪一版：编号 v12、散列值的前几位，或年份（当年生效的）")
]
Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE…", help="办法的文件，后面跟它的补充规定；只写办法的，带上旁边的补充规定"),
]
Department = Annotated[str | None, typer.Option("--department", metavar="部门", help="代表哪个部门")]
Paper = Annotated[str | None, typer.Option("--document", metavar="文号", help="依据的文件的文号")]
OptionalYear = Annotated[int | None, typer.Option("--year", min=1950, max=2200, help="哪一年")]


def register(app: typer.Typer) -> None:
    """Adds the commands to `luzhi rules`."""
    for name, command in (
        *(("draft", draft), ("change", change), ("copy", copy), ("versions", versions), ("text", text)),
        *(("diff", diff), ("simulate", simulated)),
        ("submit", _stepping("送审：草稿定稿，等另一人发布。", lambda desk: desk.submit, "已送审")),
        (
            "return",
            _stepping(
                "退回：送审的退为草稿，可以再改；有人要求撤回的一版，不撤回。",
                lambda desk: desk.give_back,
                "已退回",
            ),
        ),
        ("publish", publish),
        ("withdraw", withdraw),
    ):
        app.command(name)(command)


def draft(
    files: Files,
    year: OptionalYear = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    document: Paper = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """拟稿：把一份办法（连同补充规定）存为草稿。不影响记分。"""
    from commands.drafting import handed_in

    async def work(desk: Versions, code: str) -> Written:
        return await desk.draft(code, await handed_in(desk.sandbox, files), year, document, reason)

    _say_written(_worked(database, committee, as_name, work), "已存为草稿")


def change(
    which: Which,
    files: Files,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """改稿：换上改过的文本。送审中的先退回。"""
    from commands.drafting import handed_in

    async def work(desk: Versions, code: str) -> Written:
        found = await _named(desk.store, code, which)
        return await desk.change(found.id, await handed_in(desk.sandbox, files), found.digest, reason)

    _say_written(_worked(database, committee, as_name, work), "草稿已改")


def copy(
    from_: Annotated[str, typer.Option("--from", metavar="VERSION", help="照哪一版：年份，或编号如 v12")],
    to: Annotated[int, typer.Option("--to", min=1950, max=2200, help="给哪一年")],
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    document: Paper = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """把一年的办法复制为另一年的草稿：年度、统计期、日期顺移，注释保留；补充规定从新的一年年初起算。"""

    async def work(desk: Versions, code: str) -> Written:
        found = await _named(desk.store, code, from_)
        return await desk.copy(code, found.id, to, document, reason)

    _say_written(_worked(database, committee, as_name, work), "已复制为草稿")


def versions(year: OptionalYear = None, committee: CommitteeCode = None, database: Address = None) -> None:
    """列出保存的各版，新的在前。"""
    from commands.database import reading
    from services.rule_sets.trail import asked, hands
    from services.rule_sets.versions import of_committee

    async def work(desk: Versions, code: str) -> list[str]:
        async with reading(desk.store, code) as (connection, committee_id):
            found = await of_committee(connection, committee_id, year)
            ids = [one.id for one in found]
            wrote, asking = await hands(connection, ids), await asked(connection, ids)
        lines = [_line(one, wrote[one.id].actor if one.id in wrote else one.author) for one in found]
        return [
            f"{line}  {asking[one.id].actor}要求撤回，等另一人确认" if one.id in asking else line
            for one, line in zip(found, lines, strict=True)
        ]

    for line in _worked(database, committee, None, work) or ["还没有办法。"]:
        screen.say(line)


def text(
    which: Which,
    at: Annotated[
        datetime | None,
        typer.Option("--at", formats=DAYS, metavar="日期", help="这一天有效的合并文本，每处注明出处"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="写到哪个文件夹，办法和补充规定各一个文件；不写则显示")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="已有同名文件时覆盖")] = False,
    committee: CommitteeCode = None,
    database: Address = None,
) -> None:
    """导出一版的原文，一字不改；或某一天有效的合并文本。"""
    from rules.bundle import split

    async def work(desk: Versions, code: str) -> VersionText | str:
        found = await _named(desk.store, code, which)
        if at is None:
            return found.written
        made: str = await desk.sandbox.ask("consolidation", found.written, at.date())
        return made

    found = _worked(database, committee, None, work)
    if isinstance(found, str):
        typer.echo(found, nl=False)
    elif out is None:
        typer.echo(found.text, nl=False)
    else:
        base, supplements = split(found.text, found.file)
        contents = {found.file: base, **{Path(one.file).name: one.text for one in supplements}}
        if found.own:
            contents["kinds.yaml"] = found.own
        _write(out, contents, force)


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="哪一版，或办法的文件")],
    after: Annotated[str, typer.Argument(metavar="B", help="与哪一版相比，或办法的文件")],
    committee: CommitteeCode = None,
    database: Address = None,
) -> None:
    """比较两版：逐条说明 B 与 A 有何不同。"""
    from commands.drafting import handed_in

    async def work(desk: Versions, code: str) -> list[str]:
        pair = []
        for name in (before, after):
            if name.endswith((".yaml", ".yml")):
                pair.append((await handed_in(desk.sandbox, [Path(name)])).written())
            else:
                pair.append((await _named(desk.store, code, name)).written)
        return [one["what"] for one in await desk.sandbox.ask("compared", *pair)]

    for line in _worked(database, committee, None, work) or ["两版说的一样。"]:
        screen.say(line)


def simulated(
    which: Which,
    data: Annotated[
        int | None, typer.Option("--data", metavar="年份", help="用哪一年的数据；不写则本年，没有则上一年")
    ] = None,
    rows: Annotated[int, typer.Option(min=0, help="每类最多列出几人")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 写到标准输出")] = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """试算：按一份草稿给真实的数据记分，看谁升谁降、为什么。不影响现在的结果。"""
    from commands.simulated import lines, names_of
    from scoring.simulated import warnings
    from services.drafting.simulation import simulate

    async def work(desk: Versions, code: str) -> tuple[SimulationRow, dict[int, str]]:
        found = await _named(desk.store, code, which)
        row = await simulate(desk.store, desk.sandbox, desk.actor, found.id, data, reason)
        async with desk.store.reading() as connection:
            return row, await names_of(connection, row.simulated)

    row, names = _worked(database, committee, as_name, work)
    if as_json:
        told = {"warnings": warnings(row.simulated), **row.result}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in lines(row, names, rows):
        screen.say(line)


def publish(
    which: Which,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    department: Department = None,
    document: Paper = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """发布：由起草人以外的另一人，代表委员工作委员会（或指定的部门）。随即按它记分。"""

    async def work(desk: Versions, code: str) -> Written:
        found = await _named(desk.store, code, which)
        return await desk.publish(found.id, document, reason)

    done = _worked(database, committee, as_name, work, department)
    _say_written(done, "已发布")
    _say_step(done.step)


def withdraw(
    which: Which,
    confirm: Annotated[bool, typer.Option("--confirm", help="确认别人对生效的一版的撤回要求")] = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    department: Department = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """撤回一份没有生效过的稿子；生效的一版，由一人要求撤回（写明 --reason），另一人确认（--confirm）。"""

    async def work(desk: Versions, code: str) -> tuple[Written, Board | None]:
        found = await _named(desk.store, code, which)
        if confirm:
            return await desk.confirm_withdrawal(found.id, reason), None
        done = await desk.withdraw(found.id, reason)
        async with desk.store.reading() as connection:
            lives = await desk.live.boards.lives(connection, found.committee_id) if found.in_force else []
        return done, next((board for board in lives if board.year == found.year), None)

    done, board = _worked(database, committee, as_name, work, department)
    back = f"v{done.back} 恢复生效" if done.back else "这一年没有办法，也没有记分"
    if confirm:
        _say_written(done, f"已撤回，{back}")
        _say_step(done.step)
    elif board is None:
        _say_written(done, "已撤回")
    else:
        _say_written(done, "已要求撤回，现在仍生效，等另一人确认")
        screen.say(f"确认：luzhi rules withdraw v{done.id} --confirm --as 另一人 --department 部门")
        screen.say(f"确认以后{back}，涉及 {len(board.entries)} 名委员。")


def _say_step(step: LiveStep | None) -> None:
    """What a new measure in force, or one that is no more, did to the live run of its year."""
    from services.runs.movement import moves

    if step is None:
        return
    year, before, after = step.after.year, step.before, step.after
    if before is None:
        screen.say(f"{year} 年 {len(after.entries)} 名委员已记分。")
    elif before.entries and not after.entries:
        screen.say(f"{year} 年 {len(before.entries)} 名委员的记分已撤去。")
    else:
        moved = moves(before, after)
        totals, ranks = sum(one.scored for one in moved), sum(one.ranked for one in moved)
        screen.say(f"{year} 年已重新记分：{totals} 名委员的总分、{ranks} 名委员的名次有变动。")


def _stepping(about: str, step: Step, said: str) -> Callable[..., None]:
    """The command that takes one version one step further."""

    def command(
        which: Which,
        committee: CommitteeCode = None,
        as_name: ActorName = None,
        reason: Reason = None,
        database: Address = None,
    ) -> None:
        async def work(desk: Versions, code: str) -> Written:
            return await step(desk)((await _named(desk.store, code, which)).id, reason)

        _say_written(_worked(database, committee, as_name, work), said)

    command.__doc__ = about
    return command


def _worked(
    database: str | None,
    committee: str | None,
    as_name: str | None,
    work: Callable[[Versions, str], Awaitable[T]],
    department: str | None = None,
) -> T:
    """What `work` returns; its child process has gone with it."""
    from commands.database import nobody, on_database, only_committee
    from rules.source import DocumentRefused
    from services.actor import Actor
    from services.drafting.workflow import Versions
    from services.refusal import Code, Refusal
    from services.runs.board import Boards
    from services.runs.live import Live
    from services.sandbox.sandbox import Sandbox

    async def on_store(store: Store) -> T:
        sandbox = Sandbox()
        actor = None if as_name is None else Actor(as_name, "command", department)
        try:
            desk = Versions(store, Live(Boards()), sandbox, actor)
            return await work(desk, await only_committee(store, committee))
        except Refusal as wrong:
            if wrong.code is Code.SIGN_IN_REQUIRED:
                raise nobody() from None
            raise
        finally:
            await sandbox.close()

    try:
        return on_database(database, on_store)
    except DocumentRefused as refusal:
        rules_refused(refusal)


async def _named(store: Store, code: str, name: str) -> Version:
    from commands.database import reading
    from services.rule_sets.trail import named

    async with reading(store, code) as (connection, committee_id):
        return await named(connection, committee_id, name)


def _line(version: Version, wrote: str) -> str:
    """A version on one line."""
    from services.rule_sets.versions import DIGEST, STATES

    changed = "" if wrote == version.author else f"，修改 {wrote}"
    said = [
        f"v{version.id}",
        str(version.year),
        STATES[version.state],
        version.digest[:DIGEST],
        version.title,
    ]
    said.append(f"起草 {version.author}{changed}")
    if version.publisher and version.published_at:
        said.append(f"发布 {version.publisher} {version.published_at.date()}")
    if version.document:
        said.append(version.document)
    return "  ".join(said)


def _say_written(done: Written, what: str) -> None:
    for problem in done.problems:
        screen.errors.print(str(problem), markup=False, soft_wrap=True)
    screen.say(f"v{done.id} {what}。")


def _write(folder: Path, contents: dict[str, str], force: bool) -> None:
    paths = {folder / Path(name).name: content for name, content in contents.items()}
    if not force:
        check_new(*paths)
    with writing(folder):
        with suppress(FileExistsError):
            folder.mkdir(parents=True)
        for path, content in paths.items():
            # As bytes: line ends stay what they are.
            path.write_bytes(content.encode())
    for path in paths:
        screen.say(f"已写出 {path}")
