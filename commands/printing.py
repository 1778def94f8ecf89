"""`luzhi rules print`: a rule set as lawyers read it, each clause beside its rules, as HTML, PDF or text."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import Forced, check_new, loaded, refused, writing, wrong_call
from commands.rule_files import Rules
from commands.statements import FontFolder

if TYPE_CHECKING:
    from documents.measure_page import MeasurePage


def print_rules(
    ruleset: Rules,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="写成网页（一个文件，可打印）")] = None,
    pdf: Annotated[Path | None, typer.Option(metavar="FILE", help="写成 PDF")] = None,
    day: Annotated[
        datetime | None,
        typer.Option("--date", metavar="日期", formats=["%Y-%m-%d"], help="印在末尾的日期；不写为今天"),
    ] = None,
    fonts: FontFolder = None,
    force: Forced = False,
) -> None:
    """打印一份规则：左边条款，右边按它记分的规则；不写 --html、--pdf 的，显示在屏幕上。"""
    from documents.measure import measure_page
    from documents.measure_file import measure_html

    for path, ending in ((html, ".html"), (pdf, ".pdf")):
        if path and path.suffix.lower() != ending:
            wrong_call(f"文件名要以 {ending} 结尾：{path}")
    if not force:
        check_new(*(path for path in (html, pdf) if path))
    on = day.date() if day else date.today()
    page = measure_page(loaded(ruleset), on)
    # All are made before the first is written.
    made = {}
    if pdf:
        made[pdf] = _pdf(page, fonts, on)
    if html:
        made[html] = measure_html(page).encode()
    for path, content in made.items():
        with writing(path):
            path.write_bytes(content)
        screen.errors.print(f"已写出 {path}", markup=False, soft_wrap=True)
    if not made:
        _show(page)


def _pdf(page: MeasurePage, folder: Path | None, day: date) -> bytes:
    """The PDF; ends the command, and nothing is written, where it cannot be set as it should be."""
    from documents.fonts import fonts
    from documents.issue import Misread, Unprintable
    from documents.measure_file import measure_pdf

    try:
        return measure_pdf(page, fonts(folder), day)
    except FileNotFoundError:
        wrong_call(f"{folder} 里没有字体文件（.ttf、.otf、.ttc）；改正 --fonts，或不写而用自带的字体")
    except Unprintable as wrong:
        letters = "、".join(f"{one}（U+{ord(one):04X}）" for one in "".join(wrong.missing.values()))
        refused(f"字体里没有 {letters}，没有写。把有这些字的字体文件放进一个文件夹，再加 --fonts 文件夹。")
    except Misread:
        refused("写成的 PDF 读回来与应写的不同，没有写。请把这句话交给维护人员。")


def _show(page: MeasurePage) -> None:
    """The page on the screen: clauses, below each its rules."""
    lines = [page.title, *page.head]
    for clause in page.clauses:
        lines += ["", clause.citation]
        for rule in clause.rules:
            lines += [f"  {rule.name}", *(f"    {words}" for words in (*rule.words, rule.note) if words)]
    for part in page.parts:
        lines += ["", part.title, *(f"  {words}" for words in part.lines)]
    lines += ["", *page.stamp]
    screen.output.print("\n".join(lines), markup=False, soft_wrap=True)
