"""`luzhi score`: an office's files, scored by a measure; no database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import check_output, loaded, scorable, writing, wrong_call
from commands.option import (
    AnswersFile,
    AsOf,
    Each,
    EarlierPaths,
    LearnInto,
    MappingFile,
    Period,
    QuestionsOut,
    RecordPaths,
    RefusedOut,
)
from commands.rule_files import Rules
from commands.statements import Docx, Folder, FontFolder, Forced, Issuer, from_files, requested

if TYPE_CHECKING:
    from commands.office_files import Office
    from rules.document import RuleSet
    from scoring.group_tables import RankedGroups
    from scoring.result_tables import Table
    from scoring.run import ScoreRun


def score(
    ruleset: Rules,
    members: Annotated[Path, typer.Option(help="委员名册，XLSX 或 CSV")],
    records: RecordPaths,
    earlier: EarlierPaths = None,
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 写到标准输出")] = False,
    xlsx: Annotated[
        Path | None, typer.Option(help="结果写成工作簿：排名、次数、分数、得分明细、待核、各组排名")
    ] = None,
    by_groups: Annotated[
        bool, typer.Option("--groups", help="列出按组的排名（办法里的 groups），不列委员的")
    ] = False,
    explain_name: Annotated[
        str | None,
        typer.Option("--explain", metavar="姓名", help="逐条说明一名委员的得分；可写姓名或委员编号"),
    ] = None,
    valid_only: Annotated[bool, typer.Option("--valid-only", help="有错误的行不计，其余照算")] = False,
    mapping: MappingFile = None,
    answers: AnswersFile = None,
    questions: QuestionsOut = None,
    learn: LearnInto = None,
    refused: RefusedOut = None,
    statements: Folder = None,
    as_name: Issuer = None,
    docx: Docx = False,
    fonts: FontFolder = None,
    force: Forced = False,
    as_of: AsOf = None,
    each: Each = None,
) -> None:
    """按规则给履职记录记分、排名。"""
    from commands.office_files import Told, read_office
    from scoring.group_tables import ranked_groups

    if xlsx is not None:
        check_output(xlsx, members, *records)
    if as_of is not None and statements is not None:
        wrong_call("说明按全年的成绩出具：--as-of 和 --statements 不能一起写")
    wanted = None if statements is None else requested(statements, as_name, docx, fonts, force)
    rule_set = loaded(ruleset)
    if by_groups and not rule_set.groups:
        wrong_call("这份办法没有按组的排名（groups），写法见 docs/rules.md 的 F35、F36")
    day = day_of(rule_set, as_of)
    said, written = Told(mapping, answers, questions, learn, refused), [] if xlsx is None else [xlsx]
    office = read_office(rule_set, members, records, said, valid_only, written, earlier or ())
    with scorable():
        run = _scored(rule_set, office, day)
        runs = _runs(run, each, shown=xlsx is not None or as_json)
        groups = ranked_groups(run)
    _tell_absent(run)
    member = None if explain_name is None else _member(run, explain_name)
    if xlsx is not None:
        _write(xlsx, _tables(run, runs, each, groups), office)
    if wanted is not None:
        from_files(run, [members, *records, *(earlier or ())], office.problems, wanted)
    if as_json:
        _show_json(run, member, runs, groups, office)
    elif member is not None:
        _show_statement(run, member)
    elif by_groups:
        _show_groups(groups)
    elif xlsx is None:
        _show_ranking(run)


def _scored(rule_set: RuleSet, office: Office, day: date | None) -> ScoreRun:
    """The run of what an office's files say, up to a day where it is given."""
    from scoring.run import score as score_records
    from scoring.term import divided

    of_years, of_term = divided(rule_set, office.records)
    return score_records(rule_set, office.members, of_years, earlier=[*of_term, *office.earlier], as_of=day)


def _tables(
    run: ScoreRun, runs: Sequence[ScoreRun], each: Period | None, groups: RankedGroups
) -> Iterable[Table]:
    """What a workbook tells of a run."""
    from scoring.bulletin import bulletin
    from scoring.group_tables import group_tables
    from scoring.result_tables import tables

    by_day = [bulletin(runs, each.months)] if each else []
    return (*tables(run), *by_day, *group_tables(run, groups))


def _write(xlsx: Path, found: Iterable[Table], office: Office) -> None:
    """Writes the tables of a run, with how the files were read, as a workbook."""
    from commands.office_files import problem_sheet, understanding_sheet
    from files.sheets.workbook import Table as Sheet
    from files.sheets.workbook import write_workbook

    sheets = [Sheet(table.title, table.headers, table.rows) for table in found]
    sheets.append(understanding_sheet(office.sheets))
    sheets += [problem_sheet(office.problems)] if office.problems else []
    with writing(xlsx):
        write_workbook(xlsx, sheets)
    screen.errors.print(f"已写出 {xlsx}", markup=False, soft_wrap=True)


def _show_json(
    run: ScoreRun, member: int | None, runs: Sequence[ScoreRun], groups: RankedGroups, office: Office
) -> None:
    """Prints what a run came to, with how the files were read, as JSON."""
    from scoring.report import report

    problems = [{**asdict(problem), "file": file} for file, problem in office.problems]
    understood = [asdict(read) for read in office.sheets]
    scored = report(run, member, runs, groups.results)
    whole = {**scored, "understanding": understood, "problems": problems}
    typer.echo(json.dumps(whole, ensure_ascii=False, indent=2))


def _show_statement(run: ScoreRun, member: int) -> None:
    from commands.statement_tree import show_statement
    from scoring.explain import explain

    show_statement(run.roster.names[member], explain(run, member), run.as_of)


def _show_groups(groups: RankedGroups) -> None:
    from commands.ranking import show_groups
    from scoring.group_tables import ranking

    show_groups([ranking(result) for result in groups.results])


def _show_ranking(run: ScoreRun) -> None:
    from commands.ranking import show_ranking

    show_ranking(run)


def day_of(rule_set: RuleSet, as_of: datetime | None) -> date | None:
    """The day as of which is scored; ends the command where it is outside the period."""
    from scoring.as_of import outside

    day = None if as_of is None else as_of.date()
    if day is not None and (wrong := outside(rule_set, day)):
        wrong_call(f"{wrong}：改正 --as-of")
    return day


def _runs(run: ScoreRun, each: Period | None, *, shown: bool) -> Sequence[ScoreRun]:
    """The runs at each end of a month or quarter, up to the run's own day; none where none are asked for."""
    if each is None:
        return ()
    from scoring.series import ends, series

    if not shown:
        wrong_call("各月、各季的成绩写进工作簿或 JSON：加 --xlsx 或 --json")
    days = ends(run.rule_set, each.months, run.as_of)
    return list(series(run.rule_set, run.members, run.records, days, run.earlier))


def _tell_absent(run: ScoreRun) -> None:
    """Says who of the roster is no member of this year."""
    there = {*run.roster.keys}
    absent = [f"{member.name}（{member.key}）" for member in run.members if member.key not in there]
    if absent:
        names = f"{'、'.join(absent[:10])}{'等' if len(absent) > 10 else ''}"
        when = "在统计期内" if run.as_of is None else f"截至 {run.as_of} "
        text = f"名册里 {len(absent)} 名{when}没有任职，没有列入：{names}"
        screen.errors.print(text, markup=False, soft_wrap=True)


def _member(run: ScoreRun, name: str) -> int:
    """The member with this number, name, or name with a group behind it; ends the command if not one."""
    from rules.folding import folded_name

    wanted, _, group = folded_name(name).rstrip(")").partition("(")
    found = run.roster.find(wanted, group)
    if len(found) == 1:
        return found[0]
    if found:
        keys = "、".join(run.roster.keys[at] for at in found)
        return wrong_call(f"有 {len(found)} 名委员叫“{wanted}”，改写委员编号：{keys}")
    then = "" if run.as_of is None else f"截至 {run.as_of}，"
    return wrong_call(f"{then}名册里没有“{wanted}”{f'（{group}）' if group else ''}")
