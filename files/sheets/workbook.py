"""Tables to XLSX: what comes out of scoring, templates, demo data."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from files.sheets.fit import cut, letters, sheet_title, writable
from files.sheets.row_text import Row, RowText, Value

MAX_ROWS = 1_048_576
_SAMPLE = 200
# A footer holds 255 characters, and each & is two of them.
_LONGEST_MARK = 120
_WIDEST = 48
# Rows made text of at a time; how much text of a sheet stays in memory; a level of zlib that is more than
# twice as fast as the usual one, for a fifth more bytes.
_TOGETHER, _IN_MEMORY, _LEVEL = 1_000, 1 << 20, 2
# A fixed moment, so that the same content is the same file.
_CREATED = datetime(2022, 1, 1)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its title, an optional line above the headers, headers, and rows (which may be an iterator).

    Whole numbers are written as such, decimals show the places that they have, dates are dates, booleans 是
    and 否. Text is text: nothing in it becomes a formula or a link.
    """

    title: str
    headers: Sequence[str]
    rows: Iterable[Row]
    caption: str = ""


def write_workbook(path: Path, tables: Iterable[Table], private: bool = False, mark: str = "") -> None:
    """Writes `tables`, one sheet each; a table too long for a sheet goes on in another (`提案 2`).

    The `mark` stands at the foot of each page that is printed, before its number.
    The file appears whole or not at all; a private one only its owner can read. Raises OSError where it
    cannot be written.
    """
    # Whoever writes no workbook does not wait for the package to be imported.
    import xlsxwriter  # type: ignore[import-untyped]

    frame = BytesIO()
    with whole_file(path, private) as stream, ExitStack() as texts:
        with xlsxwriter.Workbook(frame, {"in_memory": True}) as book:
            book.set_properties({"created": _CREATED})
            writer = _Writer(book, texts, mark)
            for table in tables:
                writer.table(table)
        _fill(frame, writer.sheets, stream)


@contextmanager
def whole_file(path: Path, private: bool = False) -> Iterator[IO[bytes]]:
    """A stream whose content becomes `path` when all of it was written; otherwise `path` stays as it was."""
    part = path.with_name(f".{path.name}.part")
    try:
        if private:
            # One that a killed program left would keep its mode.
            part.unlink(missing_ok=True)
            part.touch(mode=0o600)
        with part.open("wb") as stream:
            yield stream
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@dataclass(slots=True)
class _Rows:
    """The rows of one sheet as text, and the cells that the sheet covers with them."""

    text: IO[bytes]
    covers: str


class _Writer:
    """Makes a book in which all is but the rows; their text is in `sheets`, one after another."""

    def __init__(self, book: Any, texts: ExitStack, mark: str) -> None:
        self.book = book
        self.mark = mark
        self.texts = texts
        self.caption = book.add_format({"bold": True, "align": "center", "font_size": 14})
        self.bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EFEFEF"})
        self.text = RowText(book)
        self.taken: set[str] = set()
        self.sheets: list[_Rows] = []

    def table(self, table: Table) -> None:
        rows = iter(table.rows)
        top = 2 if table.caption else 1
        for part in range(1, 1_000):
            more = self._sheet(table, part, top, rows)
            if more is None:
                return
            rows = more

    def _sheet(self, table: Table, part: int, top: int, rows: Iterator[Row]) -> Iterator[Row] | None:
        """One sheet of a table; the rows that remain for another, None if there are none."""
        title = table.title if part == 1 else f"{cut(table.title, 27)} {part}"
        sheet = self.book.add_worksheet(sheet_title(title, self.taken))
        if self.mark:
            # In a footer & begins a command.
            sheet.set_footer(f"&L{cut(writable(self.mark), _LONGEST_MARK).replace('&', '&&')}&R&P / &N")
        sample = list(islice(rows, _SAMPLE))
        for column, width in enumerate(_widths(table.headers, sample)):
            sheet.set_column(column, column, width)
        if table.caption and len(table.headers) > 1:
            sheet.merge_range(0, 0, 0, len(table.headers) - 1, writable(table.caption), self.caption)
        elif table.caption:
            sheet.write_string(0, 0, writable(table.caption), self.caption)
        for column, header in enumerate(table.headers):
            sheet.write_string(top - 1, column, writable(header), self.bold)
        rest = chain(sample, rows)
        last = self._rows(top, len(table.headers), islice(rest, MAX_ROWS - top))
        sheet.freeze_panes(top, 0)
        if table.headers:
            sheet.autofilter(top - 1, 0, last, len(table.headers) - 1)
        following = next(rest, None)
        return None if following is None else chain([following], rest)

    def _rows(self, top: int, width: int, rows: Iterator[Row]) -> int:
        """Puts down the text of the rows below the headers; the last row of the sheet."""
        text = self.texts.enter_context(SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115  (closed by the stack)
        number = top
        while some := list(islice(rows, _TOGETHER)):
            text.write(self.text.rows(number + 1, some).encode())
            width = max(width, *map(len, some))
            number += len(some)
        self.sheets.append(_Rows(text, f"A1:{letters(max(width, 1) - 1)}{number}"))
        return number - 1


def _fill(frame: IO[bytes], sheets: Sequence[_Rows], stream: IO[bytes]) -> None:
    """Writes to `stream` all that is in the frame of a book, and in each sheet the text of its rows."""
    rows = {f"xl/worksheets/sheet{number}.xml": one for number, one in enumerate(sheets, 1)}
    with ZipFile(frame) as book, ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as filled:
        for name in book.namelist():
            content = book.read(name)
            with filled.open(name, "w") as part:
                if name in rows:
                    above, content = _around(content, rows[name].covers)
                    part.write(above)
                    rows[name].text.seek(0)
                    copyfileobj(rows[name].text, part)
                part.write(content)


def _around(sheet: bytes, covers: str) -> tuple[bytes, bytes]:
    """What stands before and behind the rows of a sheet that covers these cells."""
    sheet = sheet.replace(b"<sheetData/>", b"<sheetData></sheetData>", 1)
    above, end, below = sheet.partition(b"</sheetData>")
    return re.sub(b'(?<=<dimension ref=")[^"]*', covers.encode(), above, count=1), end + below


def _widths(headers: Sequence[str], sample: Sequence[Row]) -> list[int]:
    widths = [_width(header) + 3 for header in headers]
    for row in sample:
        for column, value in enumerate(row[: len(widths)]):
            widths[column] = max(widths[column], _width(value))
    return [min(width + 1, _WIDEST) for width in widths]


def _width(value: Value) -> int:
    if isinstance(value, date):
        return 10
    text = str("" if value is None else value)[:_WIDEST]
    # A Chinese character is two columns wide.
    return 2 * len(text) - len(text.encode("latin-1", "ignore"))
