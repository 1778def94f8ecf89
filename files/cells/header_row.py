"""A sheet's rows under its header: the header row is found beneath titles and notes, totals are left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from files.cell import Cell, clean, squeezed, words
from files.cells.day import year_in
from files.cells.heading import heading_text
from files.cells.vocabulary import Vocabulary, column_of
from files.sheets.sheet import Sheet, letters

_SEARCHED = 40
_TOTAL = re.compile(r"(?:合计|总计|小计|共计|累计|本页小计|本页合计)[:：]?[\d.]*[人次件条个项]*")
_NOTE = re.compile(r"(?:注|备注|说明|填表说明)[:(].*")
# Who drew up, checked and signed the table: `审核：李四`, `负责人签字：`, `复核 王五`.
_SIGNED = re.compile(
    r"(?:(?:制表|填表|填报|审核|复核|审批|核对|校对|经办|录入)(?:人|员|者|单位|日期|时间)?"
    r"|(?:单位|部门|科室|主管|分管)?(?:负责人|领导)|(?:单位|部门)?(?:公章|盖章|签章))"
    r"(?:签字|签名|签章|盖章|审核|审签)?(?:[:(\s](.*)|$)"
)
_SIGNATURE = 30
_DATED = re.compile(r"(?:日期|时间)?[:]?\d{4}[年./-].*", re.ASCII)
_HINTS = frozenset("合总小共累本注备说填制审复核校经录负主分领单部科公盖签")


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
    if not texts or texts[0][:1] not in _HINTS:
        return True
    alone = len(filled) == 1 or all(cell == filled[0] for cell in filled)
    return not (_is_signed(filled) or (alone and _NOTE.fullmatch(texts[0])))


def _is_signed(filled: Sequence[Cell]) -> bool:
    """Whether a row holds nothing but signatures and dates; a name may stand in the cell behind `审核：`."""
    open_one = False
    for at, cell in enumerate(filled):
        text = clean(cell)
        found = _SIGNED.fullmatch(text) or _SIGNED.fullmatch(text.replace(" ", ""))
        if found:
            open_one = not found[1]
        elif at and (isinstance(cell, date) or _DATED.fullmatch(text)):
            continue
        elif open_one and len(text) <= _SIGNATURE:
            open_one = False
        else:
            return False
    return True
