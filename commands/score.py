"""`luzhi score`: an office's two files, scored by a measure; no database."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

import screen
from commands.ending import check_output, loaded, refused, writing, wrong_call
from commands.rule_files import Rules
from commands.statements import Docx, Folder, FontFolder, Forced, Issuer, from_files, requested
from files.problem import Problem
from files.reading.members import read_members
from files.reading.records import RecordsFile, read_records
from files.sheets.workbook import Table as Sheet
from files.sheets.workbook import write_workbook
from rules.document import RuleSet
from rules.folding import folded_name
from rules.record import Member, Record
from scoring.explain import explain as explained
from scoring.report import report
from scoring.result_tables import tables
from scoring.run import ScoreRun
from scoring.run import score as score_records

LEVELS = {"error": "错误", "question": "请核实", "reminder": "提醒"}


def score(
    ruleset: Rules,
    members: Annotated[Path, typer.Option(help="委员名册，XLSX 或 CSV")],
    records: Annotated[Path, typer.Option(help="履职记录，XLSX 或 CSV")],
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 写到标准输出")] = False,
    xlsx: Annotated[
        Path | None, typer.Option(help="结果写成工作簿：排名、次数、分数、得分明细、待核")
    ] = None,
    explain_name: Annotated[
        str | None,
        typer.Option("--explain", metavar="姓名", help="逐条说明一名委员的得分；可写姓名或委员编号"),
    ] = None,
    valid_only: Annotated[bool, typer.Option("--valid-only", help="有错误的行不计，其余照算")] = False,
    statements: Folder = None,
    as_name: Issuer = None,
    docx: Docx = False,
    fonts: FontFolder = None,
    force: Forced = False,
) -> None:
    """按规则给履职记录记分、排名。"""
    if xlsx is not None:
        check_output(xlsx, members, records)
    wanted = None if statements is None else requested(statements, as_name, docx, fonts, force)
    rule_set = loaded(ruleset)
    office = _read(rule_set, members, records, valid_only)
    run = score_records(rule_set, office.members, office.records)
    member = None if explain_name is None else _member(run, explain_name)
    if xlsx is not None:
        sheets = [Sheet(table.title, table.headers, table.rows) for table in tables(run)]
        sheets += [_problem_sheet(office.problems)] if office.problems else []
        with writing(xlsx):
            write_workbook(xlsx, sheets)
        screen.errors.print(f"已写出 {xlsx}", markup=False, soft_wrap=True)
    if wanted is not None:
        from_files(run, [members, records], office.problems, wanted)
    if as_json:
        problems = [{"file": file, **asdict(problem)} for file, problem in office.problems]
        typer.echo(json.dumps({**report(run, member), "problems": problems}, ensure_ascii=False, indent=2))
    elif member is not None:
        screen.show_statement(run.roster.names[member], explained(run, member))
    elif xlsx is None:
        screen.show_ranking(run)


def _problem_sheet(problems: list[tuple[str, Problem]]) -> Sheet:
    """What was wrong with the files, so that a result shows what is missing from it."""
    rows = [
        (
            file,
            one.sheet,
            one.row,
            one.column or "",
            one.value,
            LEVELS[one.level],
            one.message,
            one.suggestion,
        )
        for file, one in problems
    ]
    return Sheet("文件问题", ("文件", "工作表", "行", "列", "值", "程度", "说明", "改法"), rows)


@dataclass(frozen=True, slots=True)
class _Office:
    """What was read from the office's files, and what was wrong with them, each with its file."""

    members: list[Member]
    records: list[Record]
    problems: list[tuple[str, Problem]]


def _read(rule_set: RuleSet, members: Path, records: Path, valid_only: bool) -> _Office:
    """Reads both files and tells every problem; ends the command where they must not be scored."""
    period = (rule_set.start, rule_set.end)
    with Progress(console=screen.errors, transient=True, disable=not screen.errors.is_terminal) as progress:
        task = progress.add_task("读名册", total=None)
        roster = read_members(members, rule_set.catalogue, rule_set.year)
        progress.update(task, description="读记录")
        # Without a roster every name would be unknown; that says nothing new.
        found = RecordsFile([])
        if roster.members:
            found = read_records(
                records, rule_set.catalogue, roster.members, period, rule_set.year, unread=roster.refused
            )
    problems = [(members.name, one) for one in roster.problems] + [
        (records.name, one) for one in found.problems
    ]
    screen.show_problems(problems)
    if not roster.members and not roster.problems:
        refused(f"{members.name} 里没有委员，没有记分。")
    if roster.unusable or found.unusable:
        refused("文件用不上，没有记分。")
    wrong = sum(one.level == "error" for _, one in problems)
    if wrong and not valid_only:
        refused(f"共 {wrong} 处错误，没有记分。改好再试；或加 --valid-only，有错误的行不计，其余照算。")
    if problems:
        left_out = f"{wrong} 处错误所在的行没有计入；" if wrong else ""
        asked = f"{len(problems) - wrong} 处需要核实，用不上的行没有计入；" if len(problems) > wrong else ""
        screen.errors.print(
            f"{left_out}{asked}结果里也列出（工作簿的“文件问题”，JSON 的 problems）。", soft_wrap=True
        )
    return _Office(roster.members, found.records, problems)


def _member(run: ScoreRun, name: str) -> int:
    """The member with this number, name, or name with a group behind it; ends the command if not one."""
    wanted, _, group = folded_name(name).rstrip(")").partition("(")
    found = run.roster.find(wanted, group)
    if len(found) == 1:
        return found[0]
    if found:
        keys = "、".join(run.roster.keys[at] for at in found)
        return wrong_call(f"有 {len(found)} 名委员叫“{wanted}”，改写委员编号：{keys}")
    return wrong_call(f"名册里没有“{wanted}”{f'（{group}）' if group else ''}")
