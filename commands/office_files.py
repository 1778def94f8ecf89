"""An office's files on the command line: which they are, what was told about them, what was understood."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from rich.progress import Progress

import screen
from commands.earlier_files import former_years
from commands.ending import check_output, refused, rules_refused, writing, wrong_call
from commands.file_report import show_problems, show_understanding
from files.answers import Answers
from files.mapping import asked, is_questions, mapping_text, read_answers, unfit
from files.problem import Problem
from files.reading.members import read_members
from files.reading.records import RecordsFile, read_records
from files.reading.refused_rows import refused_rows
from files.reading.starved import starved
from files.sheets.folder import handed_in
from files.sheets.workbook import Table, write_workbook
from files.understanding import SheetRead
from files.writing.questions import write_questions
from rules.catalogue import Catalogue
from rules.document import RuleSet
from rules.record import Member, Record
from rules.source import DocumentRefused

LEVELS = {"error": "错误", "question": "请核实", "reminder": "提醒"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the office has told: `mapping` for all its files, `answers` for these; where questions go."""

    mapping: Path | None = None
    answers: Path | None = None
    questions: Path | None = None
    learn: Path | None = None
    refused: Path | None = None

    @property
    def files(self) -> list[Path]:
        """All that are named, which are no records."""
        named = (self.mapping, self.answers, self.questions, self.learn, self.refused)
        return [each for each in named if each is not None]

    def check(self, *inputs: Path) -> None:
        """Ends the command before anything is read where it would write over one of its `inputs`."""
        for out in (self.questions, self.refused):
            if out is not None:
                check_output(out, *inputs)
        if self.questions is not None and self.questions.exists() and not is_questions(self.questions):
            wrong_call(f"{self.questions} 已经有了，不是待答的工作簿，没有动它；换一个名字")
        if self.learn is not None and self.learn.suffix.lower() not in (".yaml", ".yml"):
            wrong_call(f"对应表的文件名要以 .yaml 结尾：{self.learn}")

    def read(self) -> Answers:
        """Both files together; ends the command where one cannot be used."""
        return told_in(self.mapping).joined(self.given())

    def given(self) -> Answers:
        """The answers alone."""
        return told_in(self.answers)


def told_in(path: Path | None) -> Answers:
    """What a mapping or a file of answers says; ends the command where it cannot be used."""
    if path is None:
        return Answers()
    try:
        read = read_answers(path)
    except DocumentRefused as wrong:
        rules_refused(wrong)
    if not isinstance(read, Answers):
        show_problems([(path.name, problem) for problem in read])
        refused(f"{path} 用不上。")
    return read


@dataclass(frozen=True, slots=True)
class Office:
    """What was read from the office's files, how, and what was wrong with them, each with its file."""

    members: list[Member]
    records: list[Record]
    problems: list[tuple[str, Problem]]
    sheets: list[SheetRead] = field(default_factory=list)
    earlier: list[Record] = field(default_factory=list)


def read_office(
    rule_set: RuleSet,
    members: Path,
    records: Sequence[Path],
    told: Told,
    valid_only: bool,
    own: Sequence[Path],
    earlier: Sequence[Path] = (),
) -> Office:
    """Reads the files and shows how they were understood; ends the command where they must not be scored.

    `own` are files that the command writes: in a folder of records they are none. `earlier` are those of
    former years, each of one year, for what is counted over the term.
    """
    told.check(members, *records, *earlier)
    answers = told.read()
    period = (rule_set.start, rule_set.end)
    shown = screen.errors.is_terminal
    with (
        Progress(console=screen.errors, transient=True, disable=not shown) as progress,
        handed_in(records, apart=[members, *earlier, *told.files, *own]) as (paths, packing),
    ):
        task = progress.add_task("读名册", total=None)
        roster = read_members(members, rule_set.catalogue, rule_set.year, answers)
        progress.update(task, description="读记录")
        # Without a roster every name would be unknown; that says nothing new.
        found = RecordsFile([])
        if roster.members and paths:
            found = read_records(
                paths,
                rule_set.catalogue,
                roster.members,
                period,
                rule_set.year,
                answers=answers,
                serials=roster.serials,
                unread=roster.refused,
                today=date.today(),
            )
        former = former_years(rule_set, roster, earlier, answers)
        write_refused(told.refused, paths, found.problems, rule_set.catalogue)
    names = paths[0].name if len(paths) == 1 else ""
    starving = [] if found.unusable else starved(rule_set, roster, found, answers)
    starving += former.starving
    lacking = [one for one in starving if one.level == "error"]
    problems = [(members.name, one) for one in roster.problems]
    problems += [(one.file or names, one) for one in (*packing, *found.problems)]
    problems += [*former.problems, *(("", one) for one in starving)]
    sheets = [replace(each, file=members.name) for each in roster.sheets]
    sheets += [replace(each, file=each.file or names) for each in found.sheets]
    office = Office(roster.members, found.records, problems, [*sheets, *former.sheets], former.records)
    show_understanding(office.sheets)
    show_problems(problems)
    write_told(told, answers, problems)
    if not roster.members and not roster.problems:
        refused(f"{members.name} 里没有委员，没有记分。")
    if roster.unusable or found.unusable or former.unusable or (records and not paths):
        refused("文件用不上，没有记分。")
    _judge(problems, lacking, told, valid_only)
    return office


def _judge(problems: list[tuple[str, Problem]], lacking: list[Problem], told: Told, valid_only: bool) -> None:
    """Ends the command where something is wrong; says what was left out and what was not."""
    counts = {level: sum(one.level == level for _, one in problems) for level in LEVELS}
    ask = "" if told.questions else "；加 --questions 待答.xlsx，把要问的写成表来填"
    if lacking:
        refused(f"规则要看的，表里没有，共 {len(lacking)} 处，没有记分。补上这几列，或回答“没有”{ask}。")
    if counts["error"] and not valid_only:
        refused(
            f"共 {counts['error']} 处错误，没有记分。改好再试；"
            f"或加 --valid-only，有错误的行不计，其余照算{ask}。"
        )
    said = f"{counts['error']} 处错误所在的行没有计入；" if counts["error"] else ""
    said += f"{counts['question']} 处需要核实，问到的没有计入{ask}；" if counts["question"] else ""
    said += f"{counts['reminder']} 处提醒，照常计入；" if counts["reminder"] else ""
    if said:
        where = "结果里也列出（工作簿的“文件问题”，JSON 的 problems）。"
        screen.errors.print(f"{said}{where}", soft_wrap=True)


def write_told(told: Told, answers: Answers, problems: Sequence[tuple[str, Problem]]) -> None:
    """Writes the questions that are open with the answers given so far, and what is worth keeping of them."""
    of_no_use = unfit((problem for _, problem in problems), answers)
    for question in asked(problem for _, problem in problems):
        answer = of_no_use.get((question.section, question.subject))
        if answer is not None:
            said = f"{question.section.value}“{question.subject}”回答“{answer}”"
            screen.errors.print(f"{said}不能用（可以填：{question.fitting}）", markup=False, soft_wrap=True)
    if told.questions is not None:
        with writing(told.questions):
            count = write_questions(told.questions, problems, told.given())
        where = f"要问的 {count} 处写在 {told.questions}：填好“回答”一栏，再加 --answers {told.questions}"
        screen.errors.print(where if count else "没有要问的了。", markup=False, soft_wrap=True)
    if told.learn is not None:
        known = told_in(told.learn) if told.learn.exists() else Answers()
        learnt = known.joined(answers.without(of_no_use).lasting())
        with writing(told.learn):
            told.learn.write_text(mapping_text(learnt, "对应表：这些写法以后都这样读"), "utf-8")
        screen.errors.print(f"对应表写在 {told.learn}", markup=False, soft_wrap=True)


def write_refused(
    out: Path | None, paths: Sequence[Path], problems: Sequence[Problem], catalogue: Catalogue
) -> None:
    """Writes the rows that were left out, where that is asked for and there are any."""
    tables = refused_rows(paths, problems, catalogue) if out is not None else []
    if out is None or not tables:
        return
    with writing(out):
        write_workbook(out, tables)
    screen.errors.print(f"没有读入的行写在 {out}", markup=False, soft_wrap=True)


def understanding_sheet(sheets: Sequence[SheetRead]) -> Table:
    """How the files were understood, a row each column, mark and assumption."""
    rows = [
        (read.file, read.sheet, read.shape, "、".join(read.kinds), read.rows, what, meaning)
        for read in sheets
        for what, meaning in read.lines or [("", "")]
    ]
    return Table("理解", ("文件", "工作表", "当作", "种类", "行数", "表里写的", "读作"), rows)


def problem_sheet(problems: Sequence[tuple[str, Problem]]) -> Table:
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
    return Table("文件问题", ("文件", "工作表", "行", "列", "值", "程度", "说明", "改法"), rows)
