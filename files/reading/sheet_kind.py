"""What a sheet of records is of: told by the office, by its name, its titles, its file, or row by row."""

from dataclasses import replace
from pathlib import PurePath

from files.answers import Answers, Question, Section
from files.cell import is_nothing, number, squeezed
from files.cells.header_row import Grid
from files.cells.heading import Role, heading_text
from files.cells.kinds import VAGUE, Kinds
from files.cells.vocabulary import Vocabulary, column_of, kind_column_words
from files.problem import Refused
from rules.catalogue import Catalogue, Kind

_TITLE_LINES = 3


class SheetKinds:
    """Finds the kind of a sheet, or the column that names each row's."""

    def __init__(self, catalogue: Catalogue, answers: Answers, words: Vocabulary) -> None:
        self.catalogue = catalogue
        self.answers = answers
        self.words = words
        self.kinds = Kinds(catalogue)

    def named(self, grid: Grid) -> Kind | None:
        """The kind that the office has told, or that the sheet's name means."""
        answer = self.answers.get(Section.SHEET, *names_of(grid.file, grid.sheet))
        if answer is not None and answer in self.kinds.by_word:
            return self.kinds.by_word[answer]
        return self.kinds.of_sheet(grid.sheet)

    def titled(self, grid: Grid) -> Kind | None:
        """The kind that the lines above the table mean, or the name of the sheet or of the file."""
        for text in (*grid.above[:_TITLE_LINES], grid.sheet, PurePath(grid.file).stem):
            if kind := self.kinds.in_title(text):
                return kind
        return None

    def column(self, grid: Grid, kind: Kind | None, alone: bool) -> int | None:
        """The column that names each row's kind; a loose header only where most of its words are such kinds.

        `alone`: the file has no other sheet, so that its name means this one.
        """
        strict, loose = kind_column_words(loose=False), kind_column_words(loose=True)
        titled = kind or self.titled(grid)
        own = titled if alone else kind or self.titled(replace(grid, file=""))
        form = own.form if own else None
        for at, heading in enumerate(grid.headings):
            if column_of(heading_text(heading), strict):
                return at
        for at, heading in enumerate(grid.headings):
            if column_of(heading_text(heading), loose) and (
                titled is None or self._names_kinds(grid, at, form, titled.name in VAGUE)
            ):
                return at
        return None

    def _names_kinds(self, grid: Grid, at: int, form: str | None, vague: bool) -> bool:
        """Whether most words are kinds of that form: 全会 beside a speech says where, not what it was."""
        said = {squeezed(cells[at]) for _, cells in grid.rows if not is_nothing(cells[at])}
        named = [found for word in said if not isinstance(found := self.of_word(word), Refused)]
        fitting = sum(form in (None, found.form) for found in named)
        # 活动登记表 says nothing that a column of kinds does not say better.
        return fitting > 0 if vague else 2 * fitting > len(said)

    def of_word(self, word: str) -> Kind | Refused:
        answer = self.answers.get(Section.WORD, f"种类 {word}")
        found = self.kinds.of_cell(answer or word)
        if isinstance(found, Refused):
            question = Question(Section.WORD, f"种类 {word}", tuple(self.catalogue.kinds))
            return Refused(found.message, found.suggestion, found.level, question)
        return found

    def is_of_totals(self, grid: Grid) -> bool:
        """Whether the sheet counts what people did in the year, without a day or a title of anything."""
        columns = [column_of(heading_text(heading), self.words) for heading in grid.headings]
        if Role.NAMES not in columns or Role.DAY in columns or Role.TITLE in columns:
            return False
        counted = [
            at
            for at, heading in enumerate(grid.headings)
            if (self.kinds.in_title(heading.partition("（")[0].partition("(")[0]) or "次" in heading)
            and self.is_numeric(grid, at)
        ]
        return len(counted) > 1

    def is_numeric(self, grid: Grid, at: int) -> bool:
        filled = [cells[at] for _, cells in grid.rows if not is_nothing(cells[at])]
        return bool(filled) and all(number(cell) is not None for cell in filled)


def names_of(file: str, sheet: str) -> tuple[str, ...]:
    """How a sheet is called in a file of answers: with its file, then alone, then the file alone."""
    stem = PurePath(file).stem
    return tuple(dict.fromkeys(name for name in (f"{stem} {sheet}".strip(), sheet, stem) if name))
