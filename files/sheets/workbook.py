"""Tables to XLSX: what comes out of scoring, templates, demo data."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from files.sheets.fit import cut, sheet_title, writable

Value = str | int | bool | Decimal | date | None
Row = Sequence[Value]

MAX_ROWS = 1_048_576
_SAMPLE = 200
_WIDEST = 48
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


def write_workbook(path: Path, tables: Iterable[Table], private: bool = False) -> None:
    """Writes `tables`, one sheet each; a table too long for a sheet goes on in another (`提案 2`).

    The file appears whole or not at all; a private one only its owner can read. Raises OSError where it
    cannot be written.
    """
    # Whoever writes no workbook does not wait for the package to be imported.
    import xlsxwriter  # type: ignore[import-untyped]

    with whole_file(path, private) as stream, xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        writer = _Writer(book)
        for table in tables:
            writer.table(table)


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


class _Writer:
    def __init__(self, book: Any) -> None:
        self.book = book
        self.caption = book.add_format({"bold": True, "align": "center", "font_size": 14})
        self.bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EFEFEF"})
        self.places: dict[int, Any] = {}
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.taken: set[str] = set()

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
        sample = list(islice(rows, _SAMPLE))
        for column, width in enumerate(_widths(table.headers, sample)):
            sheet.set_column(column, column, width)
        if table.caption and len(table.headers) > 1:
            sheet.merge_range(0, 0, 0, len(table.headers) - 1, writable(table.caption), self.caption)
        elif table.caption:
            sheet.write_string(0, 0, writable(table.caption), self.caption)
        for column, header in enumerate(table.headers):
            sheet.write_string(top - 1, column, writable(header), self.bold)
        number = top
        rest = chain(sample, rows)
        for row in islice(rest, MAX_ROWS - top):
            self._row(sheet, number, row)
            number += 1
        sheet.freeze_panes(top, 0)
        if table.headers:
            sheet.autofilter(top - 1, 0, max(number - 1, top - 1), len(table.headers) - 1)
        following = next(rest, None)
        return None if following is None else chain([following], rest)

    def _row(self, sheet: Any, number: int, row: Row) -> None:
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(number, column, writable(value))
            elif isinstance(value, bool):
                sheet.write_string(number, column, "是" if value else "否")
            elif isinstance(value, int):
                sheet.write_number(number, column, value)
            elif isinstance(value, date):
                sheet.write_datetime(number, column, value, self.day)
            else:
                sheet.write_number(number, column, float(value), self._format(value))

    def _format(self, value: Decimal) -> Any:
        """The format that shows a number whole: a total of 0.333 must not be read as 0.33."""
        places = -int(value.as_tuple().exponent)
        if places not in self.places:
            picture = f"0.{'0' * places}" if places > 0 else "0"
            self.places[places] = self.book.add_format({"num_format": picture})
        return self.places[places]


def _widths(headers: Sequence[str], sample: Sequence[Row]) -> list[int]:
    widths = [_width(header) + 3 for header in headers]
    for row in sample:
        for column, value in enumerate(row[: len(widths)]):
            widths[column] = max(widths[column], _width(value))
    return [min(width + 1, _WIDEST) for width in widths]


def _width(value: Value) -> int:
    if isinstance(value, date):
        return 10
    # A Chinese character is two columns wide.
    return sum(2 if ord(letter) > 255 else 1 for letter in str("" if value is None else value)[:_WIDEST])
