"""A sheet's rows under its header: the header row is found beneath titles and notes, totals are left out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from files.cell import Cell, clean, squeezed, words
from files.cells.day import year_in
from files.cells.heading import Column, Role, heading_text
from files.cells.presence import WORDS
from files.cells.titles import day_in
from files.cells.vocabulary import Vocabulary, column_of
from files.sheets.fit import letters
from files.sheets.sheet import Sheet

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
# A first character of which folding makes no other, and which is none of the hints.
_PLAIN = re.compile(f"(?![{''.join(sorted(_HINTS))}])[\u4e00-\u9fff0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Grid:
    """`headings` are the headers for messages, a column's letter where it has none. Rows carry their number.

    `cells` are the headers as they stand. A header of two rows has its upper one in `groups`, each over all
    of its columns; otherwise they are empty. `above` are the lines over the header, `notes` those among the
    rows that are no data. `year` is the one that the lines above, the sheet's name or the file's name state.
    """

    sheet: str
    header: int
    headings: tuple[str, ...]
    rows: list[tuple[int, list[Cell]]]
    year: int | None
    file: str = ""
    cells: tuple[Cell, ...] = ()
    groups: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    # The rows of the lists beside this one: what a blank means, all of them say together.
    beside: list[tuple[int, list[Cell]]] = field(default_factory=list)


def find_grid(sheet: Sheet, vocabulary: Vocabulary, at_least: int = 2) -> Grid | None:
    """The table in a sheet; None where no row has `at_least` headers that are known."""
    best, most = -1, 0
    for number, row in enumerate(sheet.rows[:_SEARCHED]):
        known = _rank(row, sheet.rows[number + 1 : number + 2], vocabulary)
        if known > most:
            best, most = number, known
    if most < at_least:
        return None
    if best and _is_same(sheet.rows[best - 1], sheet.rows[best], vocabulary):
        # The merged 姓名 of a header of two rows stands in both.
        best -= 1
    header, below = sheet.rows[best], best + 1
    groups: tuple[str, ...] = ()
    if below < len(sheet.rows) and _continues(header, sheet.rows[below], vocabulary):
        groups = _over(header, sheet.rows[below])
        header = [sub if sub != "" else cell for cell, sub in zip(header, sheet.rows[below], strict=True)]
        below += 1
    above = [words(cell) for row in sheet.rows[:best] for cell in dict.fromkeys(row) if isinstance(cell, str)]
    rows: list[tuple[int, list[Cell]]] = []
    notes: list[str] = []
    for number, row in enumerate(sheet.rows[below:], below + 1):
        if not _is_data(row):
            notes.extend(words(cell) for cell in row if isinstance(cell, str) and cell)
        elif row != header:
            rows.append((number, row))
    return Grid(
        sheet=sheet.name,
        header=below,
        headings=tuple(words(cell).replace(" ", "") or letters(at) for at, cell in enumerate(header)),
        rows=rows,
        year=year_in(*(squeezed(line) for line in above), squeezed(sheet.name), squeezed(sheet.file)),
        file=sheet.file,
        cells=tuple(header),
        groups=groups,
        above=tuple(line for line in above if line),
        notes=tuple(dict.fromkeys(notes)),
    )


def side_by_side(grid: Grid, vocabulary: Vocabulary) -> list[Grid]:
    """The lists that stand beside one another under equal headers, each as a table of its own."""
    heads = [heading_text(heading) for heading in grid.headings]
    names = [at for at, head in enumerate(heads) if column_of(head, vocabulary) is Role.NAMES]
    if len(names) < 2 or len({heads[at] for at in names}) > 1:
        return [grid]
    width = names[1] - names[0]
    first = next((at for at in range(names[0] + 1) if heads[at] == heads[min(at + width, len(heads) - 1)]), 0)
    starts = [first + at - names[0] for at in names]
    ends = [*starts[1:], len(heads)]
    blocks = [_block(grid, start, end) for start, end in zip(starts, ends, strict=True)]
    for block in blocks:
        block.beside.extend(row for other in blocks if other is not block for row in other.rows)
    return blocks


def _block(grid: Grid, start: int, end: int) -> Grid:
    rows = [(number, cells[start:end]) for number, cells in grid.rows]
    return replace(
        grid,
        headings=grid.headings[start:end],
        cells=grid.cells[start:end],
        groups=grid.groups[start:end],
        rows=[(number, cells) for number, cells in rows if _is_data(cells)],
    )


def _rank(row: Sequence[Cell], below: Sequence[Sequence[Cell]], vocabulary: Vocabulary) -> int:
    """How many of the headers are known; days beside 姓名, or below, count as one, for they head a grid.

    请假 and 迟到 head columns, but a row of nothing else is one of a grid.
    """
    known = {id(column): column for column in _known(row, vocabulary)}
    if not known or all(squeezed(cell).casefold() in WORDS for cell in row if _heads(cell, vocabulary)):
        return 0
    if Role.NAMES not in known.values():
        return len(known)
    heads = [*row, *(cell for sub in below if _continues(row, sub, vocabulary) for cell in sub)]
    return len(known) + any(
        isinstance(cell, date) or (isinstance(cell, str) and day_in(cell)) for cell in heads
    )


def _is_same(upper: Sequence[Cell], row: Sequence[Cell], vocabulary: Vocabulary) -> bool:
    known = [set(map(id, _known(each, vocabulary))) for each in (upper, row)]
    return known[0] == known[1] and _continues(upper, row, vocabulary)


def _heads(cell: Cell, vocabulary: Vocabulary) -> bool:
    return isinstance(cell, str) and column_of(heading_text(cell), vocabulary) is not None


def _known(row: Sequence[Cell], vocabulary: Vocabulary) -> Iterator[Column]:
    for cell in row:
        if isinstance(cell, str) and cell:
            column = column_of(heading_text(cell), vocabulary)
            if column is not None:
                yield column


def _continues(header: Sequence[Cell], row: Sequence[Cell], vocabulary: Vocabulary) -> bool:
    """Whether `row` is the second of a header: blank or the same under what is known, filled elsewhere."""
    added = 0
    for cell, sub in zip(header, row, strict=True):
        if sub in ("", cell):
            continue
        if isinstance(cell, str) and column_of(heading_text(cell), vocabulary) is not None:
            return False
        added += 1
    return added > 1


def _over(header: Sequence[Cell], row: Sequence[Cell]) -> tuple[str, ...]:
    """The upper header of each column; a merged one stands in its first column only."""
    groups, group = [], ""
    for cell, sub in zip(header, row, strict=True):
        group = words(cell) if cell != "" else group
        groups.append(group if sub not in ("", cell) else "")
    return tuple(groups)


def _is_data(row: Sequence[Cell]) -> bool:
    """Whether a row is neither blank nor a total nor a line of notes."""
    # Nearly every row begins so: with two cells with which no such line begins.
    plain = 0
    for cell in row:
        if not isinstance(cell, str) or _PLAIN.match(cell):
            plain += 1
            if plain == 2:
                return True
        elif cell.strip():
            break
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
