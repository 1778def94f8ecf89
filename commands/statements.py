"""`luzhi statements`: a page for each member that says where every point came from, to print or to send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import refused, writing, wrong_call
from commands.option import Address, CommitteeCode, Year

if TYPE_CHECKING:
    from documents.folder import Named
    from documents.page import Page
    from files.problem import Problem
    from models.store import Store
    from scoring.run import ScoreRun
    from services.runs.board import Board

SHOWN = 5
Folder = Annotated[
    Path | None, typer.Option("--statements", metavar="文件夹", help="给每名委员写一份说明，放进这个文件夹")
]
Issuer = Annotated[str | None, typer.Option("--as", metavar="姓名", help="经办人，印在每份说明上")]
Docx = Annotated[bool, typer.Option("--docx", help="说明写成 Word 文档；不写则为 PDF")]
FontFolder = Annotated[
    Path | None,
    typer.Option("--fonts", metavar="文件夹", help="说明用这个文件夹里的字体；其中没有的字，用自带的字体"),
]
Forced = Annotated[bool, typer.Option("--force", help="放说明的文件夹里有别的文件也照写；别的文件不动")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How statements were asked for: `by` is who issues them."""

    out: Path
    by: str
    docx: bool
    fonts: Path | None
    day: date


def statements(
    year: Year,
    out: Annotated[Path, typer.Option(metavar="文件夹", help="说明放进哪个文件夹")],
    as_name: Issuer = None,
    committee: CommitteeCode = None,
    member: Annotated[
        str | None, typer.Option(metavar="编号", help="只写一名委员的：委员编号，或姓名")
    ] = None,
    docx: Docx = False,
    fonts: FontFolder = None,
    day: Annotated[
        datetime | None,
        typer.Option("--date", metavar="日期", formats=["%Y-%m-%d"], help="出具日期；不写为今天"),
    ] = None,
    force: Forced = False,
    database: Address = None,
) -> None:
    """给每名委员写一份说明：总分、名次、每一分的来由；已关账的，照关账时的。"""
    from commands.database import on_database, reading
    from commands.explain import member_of
    from services.results.issuing import Issued, pages
    from services.runs.board import Boards

    wanted = requested(out, as_name, docx, fonts, force, day)

    async def work(store: Store) -> tuple[Board, Mapping[Named, Page]]:
        boards = Boards()
        async with reading(store, committee) as (connection, committee_id):
            board = await boards.live(connection, committee_id, year)
            chosen = [one for one in board.entries if one.place.shown]
            chosen = chosen if member is None else [member_of(board, member)]
            return board, await pages(connection, board, chosen, Issued(wanted.by, wanted.day))

    board, made = on_database(database, work)
    _issue(made, board.year, wanted, everybody=member is None)
    hidden = sum(not entry.place.shown for entry in board.entries)
    if member is None and hidden:
        screen.say(f"另有 {hidden} 名委员按办法不公布，没有写；要写其中一名的，加 --member 编号。")


def from_files(
    run: ScoreRun, files: Sequence[Path], problems: Sequence[tuple[str, Problem]], wanted: Wanted
) -> None:
    """Writes the statements of a run of an office's files, with what was wrong in them."""
    from documents.folder import Named
    from documents.statement import Stamp, statement
    from scoring.explain import explanations
    from services.results.issuing import sector_of

    wrong = sum(one.level != "reminder" for _, one in problems)
    left_out = f"，其中 {wrong} 处有错或待核实，用不上的行没有计入" if wrong else ""
    stand = f"表格 {'、'.join(file.name for file in files)}{left_out}"
    ranked = int(run.standings.ranked.sum())
    stamp = Stamp(wanted.by, wanted.day, run.rule_set, stand, ranked, run.input)
    members = {one.key: one for one in run.members}
    shown = [at for at in range(run.roster.n) if run.standings.shown[at]]
    pages = {}
    for _, told in explanations(run, shown):
        who = members[told.key]
        page = statement(told, who.name, sector_of(who, run.rule_set), stamp)
        pages[Named(told.key, who.name)] = page
    _issue(pages, run.rule_set.year, wanted, everybody=True)


def requested(
    out: Path, by: str | None, docx: bool, fonts: Path | None, force: bool, day: datetime | None = None
) -> Wanted:
    """How statements are asked for; ends the command where they cannot be put where they are to be."""
    from commands.database import answered
    from documents.folder import foreign
    from services.actor import Actor

    if by is None:
        wrong_call("没有写经办人：加 --as 姓名，印在每份说明上")
    with answered():
        Actor(by, "command")
    if out.exists() and not out.is_dir():
        wrong_call(f"{out} 是一个文件；说明要放进一个文件夹，换一个名字")
    if not out.resolve().parent.is_dir():
        wrong_call(f"没有文件夹 {out.parent}，先建立它，或改正说明的去处")
    others = foreign(out)
    if others and not force:
        named = "、".join(others[:SHOWN]) + ("……" if len(others) > SHOWN else "")
        wrong_call(f"{out} 里有别的文件（{named}），没有写；换一个文件夹，或加 --force，别的文件不动")
    return Wanted(out, by.strip(), docx, fonts, day.date() if day else date.today())


def _issue(pages: Mapping[Named, Page], year: int, wanted: Wanted, *, everybody: bool) -> None:
    """Issues the pages; ends the command, and nothing is written, where one cannot be set as it should be."""
    from rich.progress import Progress

    from documents.fonts import fonts
    from documents.issue import Form, Misread, Unprintable, issue

    try:
        form = Form(wanted.docx, fonts(wanted.fonts), wanted.day)
    except FileNotFoundError:
        wrong_call(f"{wanted.fonts} 里没有字体文件（.ttf、.otf、.ttc）；改正 --fonts，或不写而用自带的字体")
    with Progress(console=screen.errors, transient=True, disable=not screen.errors.is_terminal) as progress:
        task = progress.add_task("写说明", total=len(pages))
        try:
            with writing(wanted.out):
                issue(
                    pages,
                    wanted.out.resolve(),
                    year,
                    form,
                    everybody=everybody,
                    made=lambda: progress.advance(task),
                )
        except Unprintable as wrong:
            progress.stop()
            for key, letters in wrong.missing.items():
                points = "、".join(f"{letter}（U+{ord(letter):04X}）" for letter in letters)
                screen.errors.print(f"委员 {key}：字体里没有 {points}", markup=False, soft_wrap=True)
            refused("一份说明也没有写。把有这些字的字体文件放进一个文件夹，再加 --fonts 文件夹。")
        except Misread as wrong:
            refused(f"委员 {wrong.key} 的说明读回来与应写的不同，一份也没有写。请把这句话交给维护人员。")
    screen.errors.print(f"已写出 {len(pages)} 份说明，在 {wanted.out}", markup=False, soft_wrap=True)
