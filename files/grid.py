"""A sheet's rows under its header: the header row is found beneath titles and notes, totals are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from files.cell import Cell, squeezed, words
from files.day import year_in
from files.heading import Vocabulary, column_of, heading_text
from files.sheet import Sheet, letters

_SEARCHED = 40
_TOTAL = re.compile(r"(?:合计|总计|小计|共计|累计|本页小计|本页合计)[:：]?[\d.]*[人次件条个项]*")
_FOOTER = re.compile(
    r"(?:注|备注|说明|填表说明|制表人?|填表人|填报人|填表日期|审核人?|审核|复核|经办人|单位盖章|盖章)[:：(].*"
)
_HINTS = frozenset("合总小共累本注备说填制审复经单盖")


@dataclass(frozen=True, slots=True)
class Grid:
    """`headings` are the headers for messages, a column's letter where it has none. Rows carry their number.

    `year` is the one that the lines above the header, or the sheet's name, state.
    """

    sheet: str
    header: int
    headings: tuple[str, ...]
    rows: list[tuple[int, list[Cell]]]
    year: int | None


def find_grid(sheet: Sheet, vocabulary: Vocabulary, at_least: int = 2) -> Grid | None:
    """The table in a sheet; None where no row has `at_least` headers that are known."""
    best, most = -1, 0
    for number, row in enumerate(sheet.rows[:_SEARCHED]):
        found = (column_of(heading_text(cell), vocabulary) for cell in row if isinstance(cell, str) and cell)
        known = len({id(column) for column in found if column is not None})
        if known > most:
            best, most = number, known
    if most < at_least:
        return None
    header = sheet.rows[best]
    headings = tuple(words(cell).replace(" ", "") or letters(at) for at, cell in enumerate(header))
    above = [squeezed(cell) for row in sheet.rows[:best] for cell in row if isinstance(cell, str)]
    year = year_in(*above, squeezed(sheet.name))
    rows = [
        (number, row)
        for number, row in enumerate(sheet.rows[best + 1 :], best + 2)
        if _is_data(row) and row != header
    ]
    return Grid(sheet.name, best + 1, headings, rows, year)


def _is_data(row: Sequence[Cell]) -> bool:
    """Whether a row is neither blank nor a total nor a line of notes."""
    filled = [cell for cell in row if not isinstance(cell, str) or cell.strip()]
    if not filled:
        return False
    texts = [squeezed(cell) for cell in filled[:2] if isinstance(cell, str)]
    for text in texts:
        if text[:1] in _HINTS and _TOTAL.fullmatch(text):
            return False
    alone = len(filled) == 1 or all(cell == filled[0] for cell in filled)
    return not (alone and texts and texts[0][:1] in _HINTS and _FOOTER.fullmatch(texts[0]))
