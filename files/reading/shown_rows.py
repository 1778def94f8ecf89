"""The rows in which something is wrong, as they stand in their files: for eyes, cell by cell."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from files.cells.header_row import find_grid
from files.cells.vocabulary import Vocabulary, all_words, member_words
from files.problem import Place, Problems, shown
from files.sheets.sheet import Sheet, read_sheets
from rules.catalogue import Catalogue

MOST_ROWS, MOST_COLUMNS = 200, 60


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row: its headings, and beneath each what stands there, one short line without personal numbers."""

    place: Place
    headings: tuple[str, ...]
    cells: tuple[str, ...]


def shown_rows(
    paths: Sequence[Path],
    places: Collection[Place],
    catalogue: Catalogue,
    what: Literal["members", "records"] = "records",
) -> list[ShownRow]:
    """The rows at these places that stand below a header, at most so many; the files are read once more."""
    vocabulary, at_least = (member_words(catalogue), 1) if what == "members" else (all_words(catalogue), 2)
    wanted: dict[tuple[str, str], set[int]] = {}
    for place in places:
        wanted.setdefault((place.file, place.sheet), set()).add(place.row)
    rows: list[ShownRow] = []
    for path in paths:
        for sheet in read_sheets(path, Problems()):
            numbers = wanted.get((path.name, sheet.name))
            if numbers:
                rows += _of_sheet(path.name, sheet, numbers, vocabulary, at_least)
    return rows[:MOST_ROWS]


def _of_sheet(
    file: str, sheet: Sheet, numbers: Collection[int], vocabulary: Vocabulary, at_least: int
) -> list[ShownRow]:
    grid = find_grid(sheet, vocabulary, at_least)
    if grid is None:
        return []
    headings = tuple(shown(each) for each in grid.headings[:MOST_COLUMNS])
    return [
        ShownRow(Place(file, sheet.name, number), headings, tuple(map(shown, cells[:MOST_COLUMNS])))
        for number, cells in grid.rows
        if number in numbers
    ]
