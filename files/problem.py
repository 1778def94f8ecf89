"""What is wrong with a file: where, why, and what would cure it. All of it at once, never only the first."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from files.answers import Question

Level = Literal["error", "question", "reminder"]

HIDDEN = "（已隐去）"
_LONGEST = 60
_ROW = re.compile(r"第 \d+ 行", re.ASCII)
# Mobile numbers and identity-card numbers, wherever somebody typed them: a message is no place for them.
_PERSONAL = re.compile(
    r"(?<!\d)(?:(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|\d{17}[\dXx])(?!\d)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a single value cannot be used; a `Problem` without its place.

    `ask` is what the office could answer once, so that the value is read from then on.
    """

    message: str
    suggestion: str = ""
    level: Level = "error"
    ask: Question | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file.

    `row` counts from 1 as Excel shows it; None where a whole sheet is meant. `column` is the header's text,
    or the column's letter where it has none. Of level "question" is what a person has to answer: the row
    is left out and nothing is guessed. A "reminder" leaves nothing out. Phone and identity-card numbers never
    appear. `file` is the name of the file where several were read as one. `ask` is the question that a file
    of answers may answer.
    """

    sheet: str
    row: int | None
    column: str | None
    value: str
    message: str
    suggestion: str
    level: Level = "error"
    file: str = ""
    ask: Question | None = field(default=None, compare=False)

    def __str__(self) -> str:
        place = f"工作表“{self.sheet}”" if self.sheet else "文件"
        place += f"第 {self.row} 行" if self.row else ""
        place += f"“{self.column}”列" if self.column else ""
        value = f"，值“{self.value}”" if self.value else ""
        cure = f"（{self.suggestion}）" if self.suggestion else ""
        return f"{place}{value}：{self.message}{cure}"


class Place(NamedTuple):
    """A row of a sheet, to name in a problem; `file` where several files were read as one."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        return f"{self.file}工作表“{self.sheet}”第 {self.row} 行"


class Problems:
    """Collects the problems of the files that are read as one. `order` are their sheets in their order."""

    def __init__(self) -> None:
        self._found: set[Problem] = set()
        self.order: list[tuple[str, str]] = []
        # The file being read, for problems of which only the sheet is known.
        self.file = ""

    def add(
        self,
        sheet: str,
        row: int | None,
        column: str | None,
        value: object,
        refused: Refused,
        file: str = "",
    ) -> None:
        self._found.add(
            Problem(
                sheet=sheet,
                row=row,
                column=masked(column) if column else None,
                value=shown(value),
                message=masked(refused.message),
                suggestion=masked(refused.suggestion),
                level=refused.level,
                file=file or self.file,
                ask=refused.ask,
            )
        )

    def at(self, place: Place, column: str | None, value: object, refused: Refused) -> None:
        self.add(place.sheet, place.row, column, value, refused, place.file)

    def extend(self, problems: Iterable[Problem]) -> None:
        self._found.update(problems)

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.sorted())

    def sorted(self) -> list[Problem]:
        """In the order of the file: sheet, row, column."""
        places = {name: number for number, name in enumerate(self.order)}
        return sorted(
            self._found,
            key=lambda p: (
                places.get((p.file, p.sheet), -1),
                p.file,
                p.row or 0,
                p.column or "",
                p.message,
                p.value,
            ),
        )


def grouped(problems: Iterable[Problem]) -> list[tuple[Problem, int]]:
    """Each problem with how often it comes: those of one sheet that differ in the row only are one.

    The first of them is kept, in its place in the order. Rows that a message names do not count either.
    """
    found: dict[tuple[object, ...], tuple[Problem, int]] = {}
    for problem in problems:
        key: tuple[object, ...] = (
            problem.file,
            problem.sheet,
            problem.column,
            problem.value,
            problem.level,
            _ROW.sub("", problem.message),
            _ROW.sub("", problem.suggestion),
        )
        if problem.ask is not None:
            # One answer settles all of them.
            key = problem.file, problem.sheet, problem.level, problem.ask
        first, count = found.get(key, (problem, 0))
        found[key] = (first, count + 1)
    return list(found.values())


def masked(text: str) -> str:
    """`text` without phone and identity-card numbers, also where they are in full-width digits."""
    folded = unicodedata.normalize("NFKC", text)
    return _PERSONAL.sub(HIDDEN, folded) if _PERSONAL.search(folded) else text


def shown(value: object) -> str:
    """A cell's value as a message shows it: one short line without personal numbers."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = masked(" ".join(str(value).split()))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
