"""`luzhi sample`: a sample of archived records, from the frame to what the findings come to (履7)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import Forced, check_new, writing, wrong_call
from commands.option import DAYS, ActorName, Address, CommitteeCode, Year

if TYPE_CHECKING:
    from models.store import Store
    from services.actor import Actor
    from services.samples.examination import DrawnRow, Result
    from services.samples.frame import Stratum
    from services.samples.sampling import SampleRow

app = typer.Typer(no_args_is_help=True)


class Cure(StrEnum):
    """How a faulty record is put right."""

    RETURN = "退回改正"
    COUNTER_ENTRY = "冲正"


CURES = {Cure.RETURN: "return", Cure.COUNTER_ENTRY: "counter entry"}
Number = Annotated[int, typer.Argument(metavar="编号", min=1, help="哪一次抽查，冻结名单时给出")]
Size = Annotated[int, typer.Option("--size", metavar="条数", min=1, help="抽几条")]
Kinds = Annotated[
    list[str] | None, typer.Option("--kind", metavar="种类", help="只要这个种类的，可以写几次；不写为全部")
]
Departments = Annotated[
    list[str] | None,
    typer.Option("--department", metavar="部门", help="只要这个部门的，可以写几次；不写为全部"),
]


@app.command("frame")
def frame(
    year: Year,
    kind: Kinds = None,
    department: Departments = None,
    since: Annotated[datetime | None, typer.Option(formats=DAYS, metavar="日期", help="从这一天起的")] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=DAYS, metavar="日期", help="到这一天为止的")
    ] = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """冻结名单，显示它的哈希和建议抽几条；接着由在场的人报数字。"""
    from services.samples.frame import Asked
    from services.samples.sampling import freeze

    asked = Asked(
        year=year,
        kinds=_names(kind),
        departments=_names(department),
        since=None if since is None else since.date(),
        until=None if until is None else until.date(),
    )
    found = _changed(lambda store, code, who: freeze(store, code, who, asked), database, committee, as_name)
    screen.say(f"抽查 {found.id}：名单 {found.records} 条，已冻结。")
    screen.say(f"名单的 SHA-256：{found.digest}")
    screen.say(f"建议抽 {found.proposed} 条：5 % 有问题时，至少抽到一条有问题的把握是 95 %。")


@app.command("draw")
def draw(
    number: Number,
    size: Size,
    digits: Annotated[
        list[str],
        typer.Option(
            "--digits", metavar="席位=数字", help="在场的一席报的数字，每席写一次，不写姓名；合起来正好 20 位"
        ),
    ],
    kind: Kinds = None,
    department: Departments = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """用在场的人报的数字抽取，列出抽到的记录。"""
    from services.rights.role import Right
    from services.samples.sampling import Draw
    from services.samples.sampling import draw as drawn
    from services.unit_of_work import check_right

    given = [_given(one) for one in digits]
    wanted = Draw(_stratum(kind, department), size)

    async def change(store: Store, code: str, who: Actor) -> SampleRow:
        # Before it is said what samples there are.
        await check_right(store, code, who, Right.EXAMINE)
        version = (await _sample(store, code, number)).version
        return await drawn(store, code, who, number, version, given, wanted)

    _show(_changed(change, database, committee, as_name), database, committee)


@app.command("extend")
def extend(
    number: Number,
    size: Size,
    kind: Kinds = None,
    department: Departments = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """加抽：照同一个次序往后接着抽到这么多条；写了部门、种类的，只在那个部分里抽。"""
    from services.rights.role import Right
    from services.samples.sampling import Draw
    from services.samples.sampling import extend as extended
    from services.unit_of_work import check_right

    wanted = Draw(_stratum(kind, department), size)

    async def change(store: Store, code: str, who: Actor) -> SampleRow:
        # Before it is said what samples there are.
        await check_right(store, code, who, Right.EXAMINE)
        version = (await _sample(store, code, number)).version
        return await extended(store, code, who, number, version, wanted)

    _show(_changed(change, database, committee, as_name), database, committee)


@app.command("findings")
def findings(
    number: Number,
    record: Annotated[
        int | None, typer.Option("--record", metavar="编号", min=1, help="写哪条记录的结果；不写为列出全部")
    ] = None,
    fault: Annotated[
        str | None, typer.Option("--fault", metavar="问题", help="有什么问题；没有问题的不写")
    ] = None,
    cure: Annotated[Cure | None, typer.Option("--cure", help="有问题的怎样改")] = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """列出抽到的记录和检查结果；写 --record 的，写下这一条的结果。"""
    from services.rights.role import Right
    from services.samples.examination import Found, examined, find
    from services.unit_of_work import check_right

    if record is not None:
        said = Found(
            record_id=record,
            fault=fault is not None,
            what=fault,
            cure=None if cure is None else CURES[cure],
        )

        async def change(store: Store, code: str, who: Actor) -> SampleRow:
            await check_right(store, code, who, Right.EXAMINE)
            of = await _sample(store, code, number)
            async with store.reading() as connection:
                rows = await examined(connection, of)
            known = next((one.finding for one in rows if one.line.id == record and one.finding), None)
            return await find(store, code, who, number, known.version if known else 0, said)

        _changed(change, database, committee, as_name)
        screen.say(f"记录 {record}：{'没有问题' if fault is None else '有问题'}，已写下。")
        return
    if fault is not None or cure is not None:
        wrong_call("写结果要写明是哪条记录：加 --record 编号")
    _show(None, database, committee, number)


@app.command("results")
def results(
    number: Number,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="OUT.zip", help="另把名单、种子、抽到的和重复抽取的脚本写成一个 ZIP"),
    ] = None,
    committee: CommitteeCode = None,
    force: Forced = False,
    database: Address = None,
) -> None:
    """每个部分抽了几条、查出几条有问题的、占比的 95 % 区间。"""
    from commands.database import on_database, only_committee
    from services.samples.examination import results as results_of
    from services.samples.repeating import archive
    from services.samples.sampling import frame_of

    if out is not None and not force:
        check_new(out)

    async def read(store: Store) -> tuple[list[Result], bytes]:
        of = await _sample(store, await only_committee(store, committee), number)
        async with store.reading() as connection:
            return await results_of(connection, of), archive(of, await frame_of(connection, of))

    found, packed = on_database(database, read)
    if not found:
        screen.say("还没有抽取。")
    for one in found:
        share = "没有检查完" if one.share is None else f"{_percent(one.share[0])} 到 {_percent(one.share[1])}"
        screen.say(
            f"{_part(one.draw.stratum)}：名单 {one.records} 条，抽 {one.draw.size} 条，"
            f"检查 {one.examined} 条，有问题 {one.faults} 条；占比 95 % 区间：{share}"
        )
    if found:
        screen.say("抽得少，说明不了部门之间谁好谁差，不按它排名。")
    if out is not None:
        with writing(out):
            out.write_bytes(packed)
        screen.say(f"已写出 {out}。")


def _changed(
    change: Callable[[Store, str, Actor], Awaitable[SampleRow]],
    database: str | None,
    committee: str | None,
    as_name: str | None,
) -> SampleRow:
    from commands.database import changed

    return changed(database, committee, as_name, change)


async def _sample(store: Store, code: str, number: int) -> SampleRow:
    from commands.database import reading
    from services.samples.sampling import sample

    async with reading(store, code) as (connection, committee_id):
        return await sample(connection, committee_id, number)


def _show(
    found: SampleRow | None, database: str | None, committee: str | None, number: int | None = None
) -> None:
    """What was drawn, in order."""
    from commands.database import on_database, only_committee
    from services.samples.examination import examined

    of_number = found.id if found is not None else number or 0

    async def read(store: Store) -> tuple[SampleRow, list[DrawnRow]]:
        of = await _sample(store, await only_committee(store, committee), of_number)
        async with store.reading() as connection:
            return of, await examined(connection, of)

    of, rows = on_database(database, read)
    screen.say(f"抽查 {of.id}：名单 {of.records} 条，抽到 {len(rows)} 条。种子：{of.seed or '还没有'}")
    for row in rows:
        screen.say(f"{row.place}：记录 {row.line.id}，{row.line.kind}，{row.line.department}，{_told(row)}")


def _told(row: DrawnRow) -> str:
    changed = (
        f"，冻结以后改过（第 {row.line.version} 版，现在第 {row.version_now} 版）" if row.changed else ""
    )
    if row.finding is None:
        return f"还没有检查{changed}"
    if not row.finding.fault:
        return f"没有问题{changed}"
    cures = {code: cure.value for cure, code in CURES.items()}
    return f"有问题：{row.finding.what}；{cures[row.finding.cure or '']}{changed}"


def _given(said: str) -> tuple[str, str]:
    seat, mark, digits = said.partition("=")
    if not mark:
        wrong_call(f"--digits 写成 席位=数字，如 主持人=1234567：{said}")
    return seat, digits.strip()


def _names(said: list[str] | None) -> tuple[str, ...] | None:
    return tuple(sorted(set(said))) if said else None


def _stratum(kinds: list[str] | None, departments: list[str] | None) -> Stratum:
    from services.samples.frame import Stratum

    return Stratum(kinds=_names(kinds), departments=_names(departments))


def _part(of: Stratum) -> str:
    return "、".join([*(of.departments or ()), *(of.kinds or ())]) or "全部"


def _percent(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10} %"
