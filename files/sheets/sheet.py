"""A file as sheets of raw cells: workbooks, and CSV in the encodings and delimiters that offices use."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, cast

import python_calamine

from files.cell import Cell
from files.problem import Problems, Refused
from files.sheets.archive import damaged, what_it_is, with_password
from files.sheets.bounds import BeyondBounds, Bounds
from files.sheets.compound import Compound
from files.sheets.ods import CONTENT, is_encrypted, seen_tables
from files.sheets.unpacking import Parts
from files.sheets.xls import BOOK, is_locked, seen_in_old
from files.sheets.xlsx import WORKBOOK, Area, Seen, seen_sheets

_DELIMITERS = (",", ";", "\t")
_SAMPLE = 50
_ORDINARY = frozenset((str, float, date, datetime))
_LONGEST_FIELD = 1_000_000
_RUNS = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows[0]` is row 1 of the sheet. Cells merged downwards all carry the value of the first.

    `hidden_rows` counts from 1: rows hidden by a filter or by hand that are not blank.
    """

    name: str
    rows: list[list[Cell]]
    hidden: bool = False
    file: str = ""
    hidden_rows: frozenset[int] = frozenset()


def read_sheets(path: Path, problems: Problems, bounds: Bounds | None = None) -> list[Sheet]:
    """The sheets of a workbook, or the one of a CSV named as the file; what cannot be read is a problem."""
    bounds = bounds or Bounds()
    kind = what_it_is(path, bounds)
    sheets: list[Sheet] | Refused
    if isinstance(kind, Refused):
        sheets = kind
    elif kind == "text":
        sheets = _text(path, bounds)
    else:
        sheets = _workbook(path, kind, bounds)
    if isinstance(sheets, Refused):
        problems.add("", None, None, path.name, sheets)
        return []
    problems.order += [(problems.file, sheet.name) for sheet in sheets]
    return sheets


def remind_of_hidden_rows(sheet: Sheet, problems: Problems) -> None:
    """Tells which rows were read though nobody sees them."""
    if not sheet.hidden_rows:
        return
    runs: list[list[int]] = []
    for row in sorted(sheet.hidden_rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    named = "、".join(str(first) if first == last else f"{first}—{last}" for first, last in runs[:_RUNS])
    more = " 等" if len(runs) > _RUNS else ""
    refused = Refused(
        f"有 {len(sheet.hidden_rows)} 行是隐藏的，照样读入：第 {named}{more} 行",
        "取消筛选和隐藏，核对这些行；不要的，删去后再导入",
        "reminder",
    )
    problems.add(sheet.name, None, None, "", refused)


def _workbook(path: Path, kind: str, bounds: Bounds) -> list[Sheet] | Refused:
    try:
        with path.open("rb") as file:
            return _opened(file, kind, bounds)
    except BeyondBounds as beyond:
        return beyond.refused
    except python_calamine.PasswordError:
        return with_password()
    except MemoryError:
        raise
    except Exception:
        return damaged()
    except BaseException as error:
        # What the Rust reader did not expect arrives as a panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        return damaged()


def _looked_at(parts: Parts, bounds: Bounds) -> list[Seen] | Refused:
    """What the sheets say that their reader does not tell; refused where this is another kind of archive."""
    if WORKBOOK in parts:
        return seen_sheets(parts, bounds)
    if CONTENT in parts:
        return with_password() if is_encrypted(parts) else seen_tables(parts, bounds)
    return Refused("这不是 .xlsx 或 .ods 工作簿", "在 Excel 或 WPS 里另存为 .xlsx 再导入")


def _looked_at_old(book: Compound, bounds: Bounds) -> list[Seen] | Refused:
    """The same for .xls and .et; .doc and .wps are files of that form, too."""
    if is_locked(book):
        return with_password()
    if book.stream(*BOOK) is None:
        return Refused("这不是 .xls 或 .et 工作簿", "在 Excel 或 WPS 里另存为 .xlsx 再导入")
    return seen_in_old(book, bounds)


def _opened(file: BinaryIO, kind: str, bounds: Bounds) -> list[Sheet] | Refused:
    if kind == "zip":
        looked = _looked_at(Parts(file, bounds), bounds)
    else:
        looked = _looked_at_old(Compound(file.read()), bounds)
    if isinstance(looked, Refused):
        return looked
    seen = {each.title: each for each in looked}
    file.seek(0)
    sheets = []
    with python_calamine.CalamineWorkbook.from_object(file) as workbook:
        for about in workbook.sheets_metadata:
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            read = workbook.get_sheet_by_name(about.name)
            bottom, right = read.end or (-1, -1)
            if refused := bounds.beyond(about.name, bottom + 1, right + 1):
                raise BeyondBounds(refused)
            rows = cast(list[list[Cell]], read.to_python(skip_empty_area=False))
            for number, row in enumerate(rows):
                if not _ORDINARY.issuperset(map(type, row)):
                    rows[number] = [_ordinary(cell) for cell in row]
            said = seen.get(about.name, Seen(about.name))
            _put_unreadable(rows, said)
            _fill_down(rows, read.merged_cell_ranges or said.merged)
            visible = about.visible == python_calamine.SheetVisibleEnum.Visible
            hidden = frozenset(each for each in said.hidden_rows if each <= len(rows) and any(rows[each - 1]))
            sheets.append(Sheet(about.name, rows, not visible, hidden_rows=hidden))
    return sheets


def _ordinary(cell: Cell | bool) -> Cell:
    """Booleans as words, lest True be taken for the number 1."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return cell


def _put_unreadable(rows: list[list[Cell]], seen: Seen) -> None:
    """Puts what has no value where the reader gave nothing for it; rows that hold nothing else are added."""
    if not seen.unreadable:
        return
    width = max(max(map(len, rows), default=0), max(column for _, column in seen.unreadable))
    height = max(row for row, _ in seen.unreadable)
    rows.extend([] for _ in range(height - len(rows)))
    for row in rows:
        row.extend([""] * (width - len(row)))
    for (row_number, column), cell in seen.unreadable.items():
        if not rows[row_number - 1][column - 1]:
            rows[row_number - 1][column - 1] = cell


def _fill_down(rows: list[list[Cell]], merged: list[Area]) -> None:
    for (top, left), (bottom, _) in merged:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for row in rows[top + 1 : bottom + 1]:
            row[left] = value


def _text(path: Path, bounds: Bounds) -> list[Sheet] | Refused:
    text = _decoded(path.read_bytes())
    if isinstance(text, Refused):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (at := text.find("\0")) >= 0:
        return Refused(
            f"第 {text.count(chr(10), 0, at) + 1} 行有看不见的空字符（NUL），文件可能已损坏",
            "重新导出；或用记事本打开，删去这一行里多出来的字符，另存为 UTF-8",
        )
    delimiter = max(_DELIMITERS, key=lambda each: _regularity(text, each))
    rows: list[list[Cell]] = []
    previous = csv.field_size_limit(_LONGEST_FIELD)
    try:
        for fields in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True):
            rows.append([_unwrapped(cell) for cell in fields])
            if refused := bounds.beyond(path.stem, len(rows), len(fields)):
                return refused
    except csv.Error:
        return Refused(f"第 {len(rows) + 1} 行的引号不成对，或一格太长", "检查这一行的英文引号，或改用 .xlsx")
    finally:
        csv.field_size_limit(previous)
    width = max(map(len, rows), default=0)
    return [Sheet(path.stem, [row + [""] * (width - len(row)) for row in rows])]


def _unwrapped(cell: str) -> str:
    """What is meant by `="0012"`, by which exports keep leading zeros."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell


def _decoded(raw: bytes) -> str | Refused:
    """Strict decoding only: a guess would read one name for another."""
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return Refused("文字编码不是 UTF-8 也不是 GB18030", "用 Excel 另存为“CSV UTF-8”，或改用 .xlsx")


def _regularity(text: str, delimiter: str) -> tuple[int, int]:
    """How much the first rows look like a table if cut at `delimiter`: rows of equal width, and the width."""
    widths: Counter[int] = Counter()
    try:
        for fields in csv.reader(io.StringIO(text[:200_000]), delimiter=delimiter):
            widths[len(fields)] += 1
            if widths.total() >= _SAMPLE:
                break
    except csv.Error:
        pass
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))
