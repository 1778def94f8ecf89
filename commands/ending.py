"""How a command ends: 0 done, 1 the data or the rules were refused, 2 it was called wrongly. In Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

import screen

if TYPE_CHECKING:
    from rules.document import RuleSet
    from rules.source import DocumentRefused

REFUSED = 1
WRONG_CALL = 2
Forced = Annotated[bool, typer.Option("--force", help="已有同名文件时覆盖")]


def refused(message: str) -> NoReturn:
    """Ends the command because of what the data or the rules say."""
    screen.errors.print(message, markup=False, soft_wrap=True)
    raise typer.Exit(REFUSED)


def wrong_call(message: str) -> NoReturn:
    """Ends the command because of how it was called."""
    screen.errors.print(message, markup=False, soft_wrap=True)
    raise typer.Exit(WRONG_CALL)


def rules_refused(refusal: DocumentRefused) -> NoReturn:
    """Ends the command with every problem of a rule document."""
    for problem in refusal.problems:
        screen.errors.print(str(problem), markup=False, soft_wrap=True)
    raise typer.Exit(REFUSED)


def loaded(name: str) -> RuleSet:
    """The rule set of a path or of committee/year; ends the command where it is refused."""
    from rules.loader import load
    from rules.shipped import locate
    from rules.source import DocumentRefused

    try:
        return load(locate(name))
    except DocumentRefused as refusal:
        rules_refused(refusal)


@contextmanager
def scorable() -> Iterator[None]:
    """Ends the command where a rule comes to what no rule can mean."""
    from scoring.counted import Unscorable

    try:
        yield
    except Unscorable as wrong:
        refused(str(wrong))


def check_output(out: Path, *inputs: Path) -> None:
    """Ends the command before a result takes the place of what it was made from, or of no workbook."""
    if out.suffix.lower() != ".xlsx":
        wrong_call(f"结果是工作簿，文件名要以 .xlsx 结尾：{out}")
    if out.exists() and not out.is_file():
        wrong_call(f"{out} 不是普通文件，换一个名字")
    if any(one.exists() and out.exists() and out.samefile(one) for one in inputs):
        wrong_call(f"结果不能写到 {out}：它是这次的名册或记录，换一个名字")


def check_new(*outs: Path) -> None:
    """Ends the command before a blank form takes the place of a filled one."""
    for out in outs:
        if out.exists():
            wrong_call(f"{out} 已经存在，没有改动；换一个名字，或加 --force 覆盖")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Ends the command with a message where the file system refuses."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or "写不进去"
        refused(f"写不出 {path}：{reason}。检查文件夹是否存在、有无写入权限、文件是否正打开着。")
