"""`luzhi import members|records`: a file into the database, or what it would change there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.ending import REFUSED, refused, wrong_call
from commands.option import (
    DAYS,
    ActorName,
    Address,
    AnswersFile,
    CommitteeCode,
    LateReason,
    MappingFile,
    QuestionsOut,
    Reason,
    RefusedOut,
    Year,
)

if TYPE_CHECKING:
    from commands.office_files import Told
    from files.problem import Problem
    from models.store import Store
    from services.workbooks.comparison import Comparison
    from services.workbooks.importing import FileRefused, Request

app = typer.Typer(no_args_is_help=True)
File = Annotated[Path, typer.Argument(metavar="FILE", help="工作簿（.xlsx、.xls、.et、.ods）或 CSV")]
Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...", help="工作簿（.xlsx、.xls、.et、.ods）、CSV、文件夹或 ZIP；几个合起来读"
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看会改什么，不写入")]
ValidOnly = Annotated[bool, typer.Option("--valid-only", help="有错误的行不导，其余照导")]
Accept = Annotated[
    list[str] | None,
    typer.Option("--accept", metavar="项", help="一次改很多的这一项，确实要改，如 身份；可以写几次"),
]
Rows = Annotated[int, typer.Option(min=0, help="每类最多列出几行")]


@app.command("members")
def members(
    file: File,
    year: Year,
    committee: CommitteeCode = None,
    term: Annotated[
        str | None, typer.Option(metavar="届次", help="导入哪一届，如 第八届；看得出时可以不写")
    ] = None,
    as_name: ActorName = None,
    reason: Reason = None,
    dry_run: DryRun = False,
    valid_only: ValidOnly = False,
    accept: Accept = None,
    leave_gone: Annotated[
        datetime | None,
        typer.Option(
            "--leave-gone",
            formats=DAYS,
            metavar="日期",
            help="这一届在任、这次文件里没有的委员，都在这一天离任；不写则没有动",
        ),
    ] = None,
    mapping: MappingFile = None,
    answers: AnswersFile = None,
    questions: QuestionsOut = None,
    rows: Rows = 20,
    database: Address = None,
) -> None:
    """导入一年的委员名册：新的加入，变的改正；名册里没有的只列出，除非 --leave-gone。"""
    from files.collector import collector_at_rest

    # From the first module on: to look for cycles among them and the rows would be a fifth of the work.
    with collector_at_rest():
        from commands.database import only_committee
        from commands.office_files import Told
        from services.runs.board import Boards
        from services.runs.live import Live
        from services.workbooks.import_members import import_members

        if leave_gone and valid_only:
            wrong_call("--leave-gone 和 --valid-only 不能一起用：有错误的行会被当作离任的")
        asked = _Asked(Told(mapping, answers, questions), [file])
        request = _request(year, as_name, reason, dry_run, valid_only, accept, asked, database)
        leave_on = None if leave_gone is None else leave_gone.date()

        async def work(store: Store) -> Comparison:
            code = await only_committee(store, committee)
            wanted = replace(request(code), leave_on=leave_on)
            return await import_members(store, Live(Boards()), wanted, file, term)

        asked.show(database, work, rows, dry_run)


@app.command("records")
def records(
    files: Files,
    year: Year,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    dry_run: DryRun = False,
    valid_only: ValidOnly = False,
    accept: Accept = None,
    mapping: MappingFile = None,
    answers: AnswersFile = None,
    questions: QuestionsOut = None,
    refused_out: RefusedOut = None,
    remove_gone: Annotated[
        bool, typer.Option("--remove-gone", help="以前导入、这次文件里没有的记录，撤回")
    ] = False,
    approve: Annotated[
        bool, typer.Option("--approve", help="文件里的已经审核过，导入就计分；要有审核的权限")
    ] = False,
    late_reason: LateReason = None,
    rows: Rows = 20,
    database: Address = None,
) -> None:
    """导入一年的履职记录：新的加入，变的改正，等审核以后计分；文件里没有的只列出，除非 --remove-gone。"""
    from files.collector import collector_at_rest

    # From the first module on: to look for cycles among them and the rows would be a fifth of the work.
    with collector_at_rest():
        from commands.database import only_committee
        from commands.file_report import show_problems
        from commands.office_files import Told
        from files.sheets.folder import handed_in
        from services.runs.board import Boards
        from services.runs.live import Live
        from services.workbooks.import_records import import_records

        if remove_gone and valid_only:
            wrong_call("--remove-gone 和 --valid-only 不能一起用：有错误的行会被当作删去的")
        asked = _Asked(Told(mapping, answers, questions, refused=refused_out), files)
        asking = (year, as_name, reason, dry_run, valid_only, accept, asked, database)
        request = _request(*asking, approve=approve, late_reason=late_reason)
        with handed_in(files, apart=asked.told.files) as (paths, packing):
            asked.paths = paths
            show_problems([(one.file, one) for one in packing])
            if not paths or any(one.level == "error" for one in packing):
                refused("文件用不上，没有导入。")

            async def work(store: Store) -> Comparison:
                code = await only_committee(store, committee)
                return await import_records(store, Live(Boards()), request(code), paths, remove_gone)

            asked.show(database, work, rows, dry_run)


def _request(
    year: int,
    as_name: str | None,
    reason: str | None,
    dry_run: bool,
    valid_only: bool,
    accept: list[str] | None,
    asked: _Asked,
    database: str | None,
    approve: bool = False,
    late_reason: str | None = None,
) -> Callable[[str], Request]:
    """The import that the options ask for, of a committee still to be found."""
    from commands.database import actor, settings
    from services.reason import optional_reason
    from services.workbooks.importing import Request
    from services.workbooks.reading import Limits

    accepted, found = frozenset(accept or ()), settings(database)
    limits = Limits(found.reading_bytes, found.reading_seconds)
    return lambda code: Request(
        committee=code,
        year=year,
        actor=actor(as_name),
        reason=reason,
        dry_run=dry_run,
        valid_only=valid_only,
        accepted=accepted,
        limits=limits,
        told=asked.answers,
        approve=approve,
        late_reason=optional_reason(late_reason),
    )


class _Asked:
    """What the office has told beside the file, and where the questions go that are left."""

    def __init__(self, told: Told, inputs: Sequence[Path]) -> None:
        told.check(*inputs)
        self.told = told
        self.answers = told.read()
        self.paths: list[Path] = []

    def show(
        self, database: str | None, work: Callable[[Store], Awaitable[Comparison]], rows: int, dry_run: bool
    ) -> None:
        """Imports, and shows what was found; a dry run ends as the import would."""
        from commands.compared import show_comparison
        from commands.database import on_database
        from commands.file_report import show_understanding
        from services.workbooks.importing import FileRefused

        refusals: list[FileRefused] = []

        async def asking(store: Store) -> Comparison:
            try:
                return await work(store)
            except FileRefused as wrong:
                refusals.append(wrong)
                raise

        try:
            found = on_database(database, asking)
        finally:
            # Behind what is wrong, where it is seen.
            for wrong in refusals:
                self._write(wrong.file, wrong.problems)
        show_understanding(found.sheets)
        show_comparison(found, rows, dry_run)
        self._write(found.file, found.problems)
        if found.verdict is not None:
            raise typer.Exit(REFUSED)

    def _write(self, file: str, problems: list[Problem]) -> None:
        from commands.office_files import write_refused, write_told
        from rules.catalogue import load

        write_told(self.told, self.answers, [(one.file or file, one) for one in problems])
        write_refused(self.told.refused, self.paths, problems, load())
