"""What the sheets of an .xlsx say beyond values: their size, cells without a value, hidden rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree import ElementTree

from files.cell import Unreadable
from files.sheets.bounds import BeyondBounds, Bounds
from files.sheets.unpacking import Parts

UNCALCULATED = Unreadable("（公式）", "公式没有算出结果", "用 Excel 或 WPS 打开，另存一次再导入")
WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_LONGEST_ROW = 1 << 25
_COLUMN = re.compile(rb'r="([A-Z]{1,3})\d')
_ROW = re.compile(rb'r="[A-Z]{0,3}(\d{1,9})"')
_TAG = re.compile(rb"<(?:\w+:)?(row|c)((?:\s[^>]*?)?)/?>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})(\d{1,9})["']""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_IN_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
_IS_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")
# What stands in a cell: a formula, a value (perhaps an empty one), its text. Matches always.
_CONTENT = re.compile(
    rb"\s*(<(?:\w+:)?f(?=[\s/>])[^>]*?(?:/>|>[^<]*</(?:\w+:)?f\s*>)\s*)?"
    rb"(<(?:\w+:)?v(?:\s[^>]*?)?(?:/>|>([^<]*)<))?"
)
_CALCULATED = re.compile(rb"<c(\s[^>]*)>\s*(?=<f[\s/>])")
_WRONG = re.compile(rb"""<c((?=[^>]*\st="e")\s[^>]*)>""")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row(\s[^>]*?)/?>")
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")


# The first and the last cell of cells that are merged, row and column counted from 0.
Area = tuple[tuple[int, int], tuple[int, int]]


@dataclass(slots=True)
class Seen:
    """What a sheet says: rows and columns of its rectangle, and by (row, column), counted from 1, the cells
    that hold no value though something stands in them.

    A cell in `unreadable` counts only where the reader of workbooks gave nothing, or 0, for it. `merged` are
    those areas that the reader does not tell.
    """

    title: str
    rows: int = 0
    columns: int = 0
    unreadable: dict[tuple[int, int], Unreadable] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)


def seen_sheets(parts: Parts, bounds: Bounds) -> list[Seen]:
    """What the sheets of a workbook say, in their order; one without cells for what is no sheet of cells.

    Raises `BeyondBounds` where reading it would take too much, as soon as that is known; `KeyError`,
    `ValueError`, `zipfile.BadZipFile` and `zlib.error` where it is broken.
    """
    try:
        book = ElementTree.fromstring(parts.whole(WORKBOOK))
        relations = ElementTree.fromstring(parts.whole(_RELATIONS))
    except ElementTree.ParseError as error:
        raise ValueError("no XML") from error
    targets = {each.get("Id"): _part(each.get("Target", "")) for each in relations}
    uncalculated = any(
        each.get("fullCalcOnLoad") in ("1", "true") for each in book if _local(each.tag) == "calcPr"
    )
    found: list[Seen] = []
    read = {WORKBOOK, _RELATIONS}
    for sheet in (each for group in book if _local(group.tag) == "sheets" for each in group):
        name = targets.get(next((v for k, v in sheet.items() if _local(k) == "id"), None), "")
        seen = Seen(sheet.get("name", ""))
        if name in parts and name not in read:
            read.add(name)
            _look(parts, name, seen, bounds, uncalculated)
        found.append(seen)
    for name in parts:
        # Whatever else the reader unpacks counts as well.
        if name not in read and name.endswith((".xml", ".rels")):
            for _ in parts.blocks(name):
                pass
    return found


@lru_cache(maxsize=64)
def in_error(shown: str) -> Unreadable:
    """A cell that shows an error such as #N/A."""
    return Unreadable(shown[:20], "单元格的公式出错", "改正公式，或直接填写结果")


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _part(target: str) -> str:
    name = target.replace("\\", "/").lower()
    return name.lstrip("/") if name.startswith(("/", "xl/")) else f"xl/{name}"


def _look(parts: Parts, name: str, seen: Seen, bounds: Bounds, uncalculated: bool) -> None:
    sight = _Sight(seen, uncalculated)
    for rows in _whole_rows(parts.blocks(name)):
        sight.take(rows)
        if refused := bounds.beyond(seen.title, seen.rows, seen.columns):
            raise BeyondBounds(refused)


def _whole_rows(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The part cut between rows, so that no cell is cut in two; what follows the cells is left out."""
    kept = b""
    done = False
    for block in blocks:
        if done:
            # The rest is unpacked only to be counted.
            continue
        kept += block
        end = kept.rfind(b"row>") + 4
        if last := _END.search(kept, max(0, end - 4)):
            done, end = True, last.start()
        if end > 4:
            yield kept[:end]
            kept = kept[end:]
        elif len(kept) > _LONGEST_ROW:
            raise ValueError("a row without an end")
    if kept and not done:
        yield kept


class _Sight:
    """Looks at rows in the quick way where they are written as programs write them, else tag by tag."""

    def __init__(self, seen: Seen, uncalculated: bool) -> None:
        self.seen = seen
        self.uncalculated = uncalculated
        self.row = self.column = 0

    def take(self, rows: bytes) -> None:
        letters = _COLUMN.findall(rows)
        hidden = (
            [tag[1] for tag in _ROW_TAG.finditer(rows) if _HIDDEN.search(tag[1])] if b"hidden" in rows else []
        )
        places = [_PLACE.search(tag) for tag in hidden]
        if not letters or len(letters) != rows.count(b"<c ") or None in places:
            self._walk(rows)
            return
        seen = self.seen
        seen.columns = max(seen.columns, *map(column_number, set(letters)))
        self.row = max(self.row, *map(int, set(_ROW.findall(rows))))
        seen.rows = max(seen.rows, self.row)
        seen.hidden_rows.update(int(place[2]) for place in places if place)
        for pattern, mark in ((_CALCULATED, b"<f"), (_WRONG, b't="e"')):
            for cell in pattern.finditer(rows) if mark in rows else ():
                if place := _PLACE.search(cell[1]):
                    self._judge(rows, cell, int(place[2]), column_number(place[1]))

    def _walk(self, rows: bytes) -> None:
        """Cells and rows that do not say where they stand follow one another."""
        seen = self.seen
        for tag in _TAG.finditer(rows):
            place = _PLACE.search(tag[2])
            if tag[1] == b"row":
                self.row = int(place[2]) if place else self.row + 1
                self.column = 0
                if _HIDDEN.search(tag[2]):
                    seen.hidden_rows.add(self.row)
                continue
            self.column = column_number(place[1]) if place and place[1] else self.column + 1
            self.row = int(place[2]) if place else self.row
            seen.rows, seen.columns = max(seen.rows, self.row), max(seen.columns, self.column)
            if not tag[0].endswith(b"/>"):
                self._judge(rows, tag, self.row, self.column)

    def _judge(self, rows: bytes, cell: re.Match[bytes], row: int, column: int) -> None:
        """Notes a cell that is in error or was not calculated."""
        said = cell[cell.lastindex or 0]
        formula, stored, value = _CONTENT.match(rows, cell.end()).groups()  # type: ignore[union-attr]
        if _IN_ERROR.search(said):
            self.seen.unreadable[row, column] = in_error((value or b"").decode(errors="replace"))
        elif formula:
            # Some programs write 0 and leave all calculating to whoever opens the file.
            blank = not stored or not (value or _IS_TEXT.search(said))
            if blank or (self.uncalculated and value == b"0"):
                self.seen.unreadable[row, column] = UNCALCULATED


def column_number(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
