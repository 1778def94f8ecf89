"""A table to CSV, as the spreadsheet programs of offices open it: UTF-8 with its mark."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from files.sheets.row_text import Row, Value
from files.sheets.workbook import whole_file

# What a spreadsheet program would take for a formula; whoever wrote the text is not the one who opens it.
# Chinese and Japanese editions take the full-width signs for the same.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


def write_comma_separated(path: Path, headers: Sequence[str], rows: Iterable[Row]) -> None:
    """Writes the headers and rows; the file appears whole or not at all, and only its owner can read it.

    A text that begins as formulas do gets an apostrophe before it; numbers stay numbers, days are ISO days,
    booleans 是 and 否. Raises OSError where the file cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_plain(header) for header in headers])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    with whole_file(path, private=True) as stream:
        stream.write(text.getvalue().encode("utf-8-sig"))


def _plain(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
