"""How a sheet says who was there: in which column, and what a blank means beside what else stands there."""

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

from files.answers import NOT_READ, Answers, Question, Section
from files.cell import STATE, Cell, Unreadable, is_nothing, name_text, squeezed, words
from files.cells.header_row import Grid
from files.cells.heading import Role, heading_text
from files.cells.presence import (
    ABSENT,
    LATE,
    LEAVE,
    PRESENT,
    SIGNING,
    UNCALLED,
    Marks,
    Presence,
    in_remark,
    is_clock,
    is_cross,
    is_telling,
    legend,
    presence,
)
from files.cells.vocabulary import Vocabulary, column_of
from files.problem import Refused
from rules.catalogue import Attribute

_BLANK = "空格"
_CAME = re.compile("(?:是否)?(?:出席|到会|到场|参会|参加|出勤|实到|报到)(?:与否|会议|登记|人员)?")
_AWAY = re.compile("[假缺旷]|未到")
_REASON = re.compile(
    "(?:请假|缺席|缺勤|未到|未出席|未参加|未参会|未能|不能).*(?:原因|事由|理由|说明|情况|类型|类别|条)|假别|假种"
)
_WORD = 2
_ON_LEAVE = re.compile("(?:是否|有无|有否)?请假")
# A list of those who stayed away, or of those who were to come.
_NOT_THERE = re.compile(
    "(?:请假|缺席|缺勤|未到会?|未出席|未参加|未签到|拟出席|拟参加|拟邀请?|报名|通知|邀请|应到)"
    "(?:委员|人员|会议|参会)*(?:名单|花名册|名册|情况|统计|登记|汇总|回执)*表?(?:[(].*)?$"
)


@dataclass(slots=True)
class Stating:
    """What stands on one sheet about who was there.

    `blank` is what it means where nothing is written of somebody, and `why` says so to people. `taken` counts
    those of whom nothing was written, by what they were taken for.
    """

    marks: Marks
    heading: str | None
    blank: Presence | Refused
    why: str
    taken: dict[str, int] = field(default_factory=dict)

    def unstated(self, persons: int) -> Presence | Refused:
        """What holds of persons of whom nothing is written; counted."""
        if isinstance(self.blank, Presence):
            self.taken[str(self.blank)] = self.taken.get(str(self.blank), 0) + persons
        return self.blank

    def remarked(self, remark: str, stated: bool) -> Presence | Refused | None:
        """What a remark says; also of a blank held for absence where nothing is `stated`."""
        said = in_remark(self.marks, remark)
        if said is not None or stated or self.blank != Presence(ABSENT) or len(remark) < _WORD:
            return said
        question = Question(Section.MARK, squeezed(remark)[:40], (LEAVE, ABSENT, PRESENT))
        message = f"“{self.heading}”空着，备注却写着“{words(remark)[:40]}”"
        cure = "写明请假或缺席；或在对应表的“记号”里写一次"
        return Refused(message, cure, "question", question)


def marks_of(grid: Grid, attribute: Attribute, answers: Answers) -> Marks:
    """The marks of a sheet, with those that its title or its notes explain."""
    lines = (*grid.above, *grid.notes)
    late = any(LATE in line and ABSENT in line for line in grid.notes)
    return Marks(attribute, answers, legend(lines), late_counts=late)


def stating(
    grid: Grid,
    vocabulary: Vocabulary,
    attribute: Attribute,
    answers: Answers,
    known: Callable[[str], bool],
    own: Collection[str],
) -> tuple[Stating, dict[int, tuple[Any, Callable[[Cell], Any]]]]:
    """How the sheet says who was there, and the column that says it with its reader.

    `own` are the attributes of the kind: the blank column of one of them is no list in which nobody signed.
    """
    marks = marks_of(grid, attribute, answers)
    rows = [*grid.rows, *(row for row in grid.beside if len(row[1]) == len(grid.headings))]
    at, signing = _column(replace(grid, rows=rows), vocabulary, attribute, own)
    remarks = _remarks(replace(grid, rows=rows), vocabulary)
    marks.survey(remarks)
    reason = _reason_column(grid, vocabulary)
    if at is None and reason is not None:
        why = f"“{grid.headings[reason]}”空着的按出席"
        read_reason = _reason(grid.headings[reason], marks, answers)
        return Stating(marks, grid.headings[reason], Presence(PRESENT), why), {
            reason: (attribute, read_reason)
        }
    if at is None:
        for index, title in enumerate(grid.headings):
            filled = [cell for _, cells in rows if not _empty(cell := cells[index])]
            named = filled and _CAME.fullmatch(heading_text(title))
            if column_of(heading_text(title), vocabulary) is None and (named or is_telling(title, filled)):
                return Stating(marks, title, _unclear(title), f"“{title}”要问"), {}
        if any(isinstance(in_remark(marks, str(one)), Presence) for one in remarks):
            return Stating(marks, None, Presence(PRESENT), "备注里写着没到的；没有备注的按出席"), {}
        blank, why = of_list(grid, answers)
        return Stating(marks, None, blank, why), {}
    heading = grid.headings[at]
    cells = [cells[at] for _, cells in grid.rows]
    blank, why = _blank(marks, [cells[at] for _, cells in rows], signing, heading, answers)
    read = _signature(marks, known) if signing else marks.read
    for raw, count in Counter(cells).items():
        found = read(raw) if not _empty(raw) else None
        if isinstance(found, Presence):
            marks.counts[words(raw), str(found)] += count
    meant: dict[int, tuple[Any, Callable[[Cell], Any]]] = {at: (attribute, read)}
    beside = _beside(replace(grid, rows=rows), vocabulary, at, marks)
    if beside is not None:
        meant[beside] = Role.REMARK, _beside_reader(grid.headings[beside], marks)
    return Stating(marks, heading, blank, why), meant


def _column(
    grid: Grid, vocabulary: Vocabulary, attribute: Attribute, own: Collection[str]
) -> tuple[int | None, bool]:
    """The column that says who was there, and whether people sign in it."""
    meant = [column_of(heading_text(heading), vocabulary) for heading in grid.headings]
    for at, column in enumerate(meant):
        if column is attribute:
            return at, False
    for at, heading in enumerate(grid.headings):
        if heading_text(heading) not in SIGNING:
            continue
        filled = [cell for _, cells in grid.rows if not _empty(cell := cells[at])]
        told = meant[at]
        labels = told.values if isinstance(told, Attribute) else {}
        words = {squeezed(word) for label, others in labels.items() for word in (label, *others)}
        blank = not isinstance(told, Attribute) or told.name not in own
        if not any(squeezed(cell) in words for cell in filled) if filled else blank:
            return at, True
    for at, heading in enumerate(grid.headings):
        filled = [cell for _, cells in grid.rows if not _empty(cell := cells[at])]
        if meant[at] is None and _CAME.fullmatch(heading_text(heading)) and is_telling(heading, filled):
            return at, False
    return None, False


def _unclear(heading: str) -> Refused:
    # 状态 would turn the 是 of 是否请假 round.
    away = _AWAY.search(heading)
    choices = (STATE, Role.REMARK.value, NOT_READ)
    return Refused(
        f"“{heading}”这一列像是写着谁到了、谁没到，看不懂列名",
        "列名改为“出席情况”，写明出席、请假、缺席；与到没到无关的，在对应表的“列”里写“不读”",
        "question",
        Question(Section.COLUMN, heading_text(heading), (NOT_READ,) if away else choices),
    )


def _reason_column(grid: Grid, vocabulary: Vocabulary) -> int | None:
    """The column that says why somebody stayed away, if anything stands in it."""
    for at, heading in enumerate(grid.headings):
        known = column_of(heading_text(heading), vocabulary)
        if known is None and _REASON.fullmatch(heading_text(heading)):
            return at if any(not is_nothing(cells[at]) for _, cells in grid.rows) else None
    return None


def _beside(grid: Grid, vocabulary: Vocabulary, at: int, marks: Marks) -> int | None:
    """The column beside that of `at` that says more of those who stayed away, under whatever header."""
    for column, heading in enumerate(grid.headings):
        if column == at or column_of(heading_text(heading), vocabulary) is not None:
            continue
        blank = [
            cells[column] for _, cells in grid.rows if _empty(cells[at]) and not is_nothing(cells[column])
        ]
        if _ON_LEAVE.match(heading_text(heading)) or (blank and _REASON.fullmatch(heading_text(heading))):
            return column
        if any(
            isinstance(said := marks.read(cell), Presence) and said.status in (LEAVE, ABSENT)
            for cell in blank
        ):
            return column
    return None


def _beside_reader(heading: str, marks: Marks) -> Callable[[Cell], str]:
    """Reads such a column as a remark: a tick under 是否请假 is leave, 已批 under 请假审批 is asked."""

    def read(raw: Cell) -> str:
        if is_cross(raw):
            return ""
        found = marks.read(raw)
        if isinstance(found, Presence) and found.status != PRESENT:
            return str(found)
        ticked = isinstance(found, Presence) or heading_text(heading).endswith(("事由", "原因", "理由"))
        if ticked and _ON_LEAVE.match(heading_text(heading)):
            return LEAVE
        return f"{heading}：{words(raw)}"

    return read


def _reason(heading: str, marks: Marks, answers: Answers) -> Callable[[Cell], Presence | Refused]:
    """Reads why somebody stayed away: 病假 is leave; of 出差 it is asked whether leave was given."""

    def read(raw: Cell) -> Presence | Refused:
        found = marks.read(raw)
        if isinstance(raw, Unreadable) or (isinstance(found, Presence) and found.status in (LEAVE, ABSENT)):
            return found
        question = Question(Section.MARK, f"{heading} {squeezed(raw)[:40]}", (LEAVE, ABSENT, PRESENT))
        answer = answers.to(question)
        message = f"“{heading}”写着“{words(raw)[:40]}”，看不出是请假还是缺席"
        cure = "加一列“状态”，写明出席、请假或缺席；或在对应表的“记号”里写一次"
        return presence(answer) if answer else Refused(message, cure, "question", question)

    return read


def _empty(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _remarks(grid: Grid, vocabulary: Vocabulary) -> list[Cell]:
    for at, heading in enumerate(grid.headings):
        if column_of(heading_text(heading), vocabulary) is Role.REMARK:
            return [cells[at] for _, cells in grid.rows if not is_nothing(cells[at])]
    return []


def _signature(marks: Marks, known: Callable[[str], bool]) -> Callable[[Cell], Presence | Refused]:
    """Reads what people leave in a column where they sign: a tick, their name, the time."""

    def read(raw: Cell) -> Presence | Refused:
        if isinstance(raw, datetime) or is_clock(raw):
            return Presence(PRESENT)
        name = name_text(raw)
        return Presence(PRESENT, signed=name) if known(name) else marks.read(raw)

    return read


def _nobody(heading: str) -> Refused:
    """Asks about a column in which nobody signed: nobody came, or nobody was asked to sign."""
    return Refused(
        f"“{heading}”一栏全空着，看不出谁到了",
        "到了的打√；都到了的，删去这一栏，或在对应表的“记号”里写明空格算什么",
        "question",
        Question(Section.MARK, f"{_BLANK}（{heading}）", (PRESENT, ABSENT)),
    )


def _blank(
    marks: Marks, cells: list[Cell], signing: bool, heading: str, answers: Answers
) -> tuple[Presence | Refused, str]:
    """What a blank means in the column, and why."""
    meanings = marks.survey(cells)
    question = Question(Section.MARK, f"{_BLANK}（{heading}）", (PRESENT, ABSENT, LEAVE, UNCALLED))
    answer = answers.get(Section.MARK, question.subject, _BLANK)
    if answer in question.choices:
        return presence(answer), f"“{heading}”空着的，按回答算{answer}"
    if answer is not None:
        return unknown_blank(answer, question), f"“{heading}”空着的要问"
    if signing and all(map(_empty, cells)):
        return _nobody(heading), f"“{heading}”一栏全空着，要问"
    if signing:
        return Presence(ABSENT), f"“{heading}”空着的没有签到，按缺席"
    if not meanings & {PRESENT, LATE}:
        return Presence(PRESENT), f"“{heading}”只写了没到的；空着的按出席"
    if not meanings & {LEAVE, ABSENT}:
        return Presence(ABSENT), f"“{heading}”只写了到了的；空着的按缺席"
    refused = Refused(
        f"“{heading}”空着，别的行里出席、请假或缺席都写了",
        "写明这一行的情况；或在对应表的“记号”里写明空格算什么",
        "question",
        question,
    )
    return refused, f"“{heading}”空着的要问"


def of_list(grid: Grid, answers: Answers) -> tuple[Presence | Refused, str]:
    """What a list means that states nothing of anybody: those present, unless its title says otherwise."""
    for title in (*grid.above, grid.sheet, PurePath(grid.file).stem):
        if not _NOT_THERE.search(squeezed(title)):
            continue
        question = Question(Section.MARK, f"{_BLANK}（{title}）", (PRESENT, ABSENT, LEAVE, UNCALLED))
        answer = answers.to(question)
        if answer:
            return presence(answer), f"“{title}”上的按回答算{answer}"
        cure = "加一列“状态”，写明出席、请假或缺席；或在对应表的“记号”里写明空格算什么"
        refused = Refused(f"“{title}”看不出名单上的人到了没有", cure, "question", question)
        return refused, f"“{title}”上的要问"
    return Presence(PRESENT), "表里没有写谁没到，名单上的都按出席"


def unknown_blank(answer: str, question: Question) -> Refused:
    """That an answer says nothing known of what a blank means."""
    message = f"空格写作“{answer}”，没有这一项"
    return Refused(message, f"可以写：{question.fitting}", "question", question)
