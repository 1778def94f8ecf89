"""`luzhi score`: an office's files, scored by a measure; no database."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

import screen
from commands.ending import check_output, loaded, scorable, writing, wrong_call
from commands.office_files import (
    AnswersFile,
    EarlierPaths,
    LearnInto,
    MappingFile,
    QuestionsOut,
    RecordPaths,
    RefusedOut,
    Told,
    problem_sheet,
    read_office,
    understanding_sheet,
)
from commands.rule_files import Rules
from commands.statements import Docx, Folder, FontFolder, Forced, Issuer, from_files, requested
from files.sheets.workbook import Table as Sheet
from files.sheets.workbook import write_workbook
from rules.folding import folded_name
from scoring.explain import explain as explained
from scoring.report import report
from scoring.result_tables import tables
from scoring.run import ScoreRun
from scoring.run import score as score_records
from scoring.term import divided


def score(
    ruleset: Rules,
    members: Annotated[Path, typer.Option(help="委员名册，XLSX 或 CSV")],
    records: RecordPaths,
    earlier: EarlierPaths = None,
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 写到标准输出")] = False,
    xlsx: Annotated[
        Path | None, typer.Option(help="结果写成工作簿：排名、次数、分数、得分明细、待核")
    ] = None,
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
) -> None:
    """按规则给履职记录记分、排名。"""
    if xlsx is not None:
        check_output(xlsx, members, *records)
    wanted = None if statements is None else requested(statements, as_name, docx, fonts, force)
    rule_set = loaded(ruleset)
    told = Told(mapping, answers, questions, learn, refused)
    written = [] if xlsx is None else [xlsx]
    office = read_office(rule_set, members, records, told, valid_only, written, earlier or ())
    of_years, of_term = divided(rule_set, office.records)
    with scorable():
        run = score_records(rule_set, office.members, of_years, earlier=[*of_term, *office.earlier])
    member = None if explain_name is None else _member(run, explain_name)
    if xlsx is not None:
        sheets = [Sheet(table.title, table.headers, table.rows) for table in tables(run)]
        sheets.append(understanding_sheet(office.sheets))
        sheets += [problem_sheet(office.problems)] if office.problems else []
        with writing(xlsx):
            write_workbook(xlsx, sheets)
        screen.errors.print(f"已写出 {xlsx}", markup=False, soft_wrap=True)
    if wanted is not None:
        from_files(run, [members, *records, *(earlier or ())], office.problems, wanted)
    if as_json:
        problems = [{**asdict(problem), "file": file} for file, problem in office.problems]
        understood = [asdict(read) for read in office.sheets]
        whole = {**report(run, member), "understanding": understood, "problems": problems}
        typer.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    elif member is not None:
        screen.show_statement(run.roster.names[member], explained(run, member))
    elif xlsx is None:
        screen.show_ranking(run)


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
