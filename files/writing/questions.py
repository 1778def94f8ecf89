"""The workbook of questions (待答): what the files leave open, to be filled in and given back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from files.answers import Answers, Question, Section
from files.mapping import COLUMNS, asked, unfit
from files.problem import Problem
from files.sheets.fit import writable
from files.sheets.workbook import whole_file

TITLE = "待答"
ANSWERED = "已回答"
_WIDTHS = (8, 34, 70, 30, 20)
# A list typed into a validation must not be longer.
_LONGEST_LIST = 255
_ORDER = {section: number for number, section in enumerate(Section)}


@dataclass(frozen=True, slots=True)
class _Open:
    """A question with the first place that asks it, and how many there are."""

    question: Question
    file: str
    problem: Problem
    count: int
    refused: str | None

    @property
    def text(self) -> str:
        said = f"上次回答“{self.refused}”，不能用。" if self.refused is not None else ""
        more = f"（同样的共 {self.count} 处）" if self.count > 1 else ""
        free = "（只是提醒，可以不答）" if self.problem.level == "reminder" else ""
        return f"{said}{f'{self.file} {self.problem}'.strip()}{more}{free}"


def write_questions(path: Path, problems: Sequence[tuple[str, Problem]], given: Answers) -> int:
    """Writes a row for each question that the problems ask, and behind them the answers `given` that hold.

    So the file may take the place of the one that the answers came from, and is given back as a whole. What
    one answer settles for all files comes first. Returns how many questions are open; raises OSError.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    found = _open(problems, given)
    held = given.without([(one.question.section, one.question.subject) for one in found])
    with whole_file(path) as stream, xlsxwriter.Workbook(stream) as book:
        book.set_properties({"created": datetime(2022, 1, 1)})
        sheet = book.add_worksheet(TITLE)
        bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EFEFEF"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        # As text, so that a spreadsheet leaves 2022-07-01 as it is typed.
        answer = book.add_format({"num_format": "@", "valign": "top", "bg_color": "#FFF8D5", "border": 1})
        for at, (heading, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(at, at, width, wrapped)
            sheet.write_string(0, at, heading, bold)
        for number, one in enumerate(found, 1):
            question = one.question
            for at, text in enumerate((question.section, question.subject, one.text, question.fitting)):
                sheet.write_string(number, at, writable(text), wrapped)
            sheet.write_blank(number, len(COLUMNS) - 1, None, answer)
            _choices(sheet, number, question)
        for number, ((section, subject), text) in enumerate(held.said.items(), 1 + len(found)):
            for at, said in ((0, section), (1, subject), (2, ANSWERED)):
                sheet.write_string(number, at, writable(said), wrapped)
            sheet.write_string(number, len(COLUMNS) - 1, writable(text), answer)
        sheet.freeze_panes(1, 0)
    return len(found)


def _open(problems: Sequence[tuple[str, Problem]], given: Answers) -> list[_Open]:
    places: dict[tuple[Section, str], list[tuple[str, Problem]]] = {}
    for file, problem in problems:
        if problem.ask is not None:
            places.setdefault((problem.ask.section, problem.ask.subject), []).append((file, problem))
    refused = unfit((problem for _, problem in problems), given)
    questions = {(one.section, one.subject): one for one in asked(problem for _, problem in problems)}
    found = [_Open(questions[key], *at[0], len(at), refused.get(key)) for key, at in places.items()]
    return sorted(found, key=lambda one: (one.problem.level == "reminder", _ORDER[one.question.section]))


def _choices(sheet: Any, number: int, question: Question) -> None:
    """A drop-down of the choices, that also lets pass what else may be answered."""
    if not question.choices or len(",".join(question.choices)) > _LONGEST_LIST:
        return
    rule = {"validate": "list", "source": list(question.choices)}
    if question.other:
        rule |= {"error_type": "information", "error_title": TITLE, "error_message": f"或写{question.other}"}
    else:
        rule |= {"error_title": TITLE, "error_message": "只能填“可以填”里写的"}
    sheet.data_validation(number, len(COLUMNS) - 1, number, len(COLUMNS) - 1, rule)
