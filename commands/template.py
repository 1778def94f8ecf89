"""`luzhi template`: blank forms for a roster and for records."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import Forced, check_new, check_output, loaded, writing

if TYPE_CHECKING:
    from rules.catalogue import Catalogue

app = typer.Typer(no_args_is_help=True)
Catalogued = Annotated[
    str | None, typer.Option("--ruleset", metavar="RULESET", help="按这份规则的种类目录；不写则为通用目录")
]


@app.command("members")
def members_template(
    out: Annotated[Path, typer.Option(help="写到哪里")] = Path("委员名册.xlsx"),
    ruleset: Catalogued = None,
    force: Forced = False,
) -> None:
    """写出空白的委员名册。"""
    from files.writing.template import write_member_template

    _write_template(write_member_template, out, ruleset, force)


@app.command("records")
def records_template(
    out: Annotated[Path, typer.Option(help="写到哪里")] = Path("履职记录.xlsx"),
    ruleset: Catalogued = None,
    force: Forced = False,
) -> None:
    """写出空白的履职记录登记表，每个种类一张工作表。"""
    from files.writing.template import write_record_template

    _write_template(write_record_template, out, ruleset, force)


def _write_template(
    write: Callable[[Path, Catalogue], None], out: Path, ruleset: str | None, force: bool
) -> None:
    from rules import catalogue as catalogues

    known = loaded(ruleset).catalogue if ruleset else catalogues.load()
    check_output(out)
    if not force:
        check_new(out)
    with writing(out):
        write(out, known)
    screen.output.print(f"已写出 {out}", markup=False, soft_wrap=True)
