"""A file as sheets of raw cells: XLSX, and CSV in the encodings and with the delimiters that offices use."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import python_calamine

from files.cell import Cell
from files.problem import Problems, Refused
from files.sheets.archive import cells_in_error, damaged, what_it_is

_DELIMITERS = (",", ";", "\t")
_SAMPLE = 50
_ORDINARY = frozenset((str, float, date, datetime))
_LONGEST_FIELD = 1_000_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows[0]` is row 1 of the sheet. Cells merged downwards all carry the value of the first."""

    name: str
    rows: list[list[Cell]]
    hidden: bool = False
    file: str = ""


def read_sheets(path: Path, problems: Problems) -> list[Sheet]:
    """The sheets of a workbook, or the one of a CSV named as the file; what cannot be read is a problem."""
    kind = what_it_is(path)
    sheets: list[Sheet] | Refused
    if isinstance(kind, Refused):
        sheets = kind
    elif kind == "xlsx":
        sheets = _workbook(path, problems)
    else:
        sheets = _text(path)
    if isinstance(sheets, Refused):
        problems.add("", None, None, path.name, sheets)
        return []
    problems.order += [(problems.file, sheet.name) for sheet in sheets]
    return sheets


def _workbook(path: Path, problems: Problems) -> list[Sheet] | Refused:
    wrong = cells_in_error(path)
    if isinstance(wrong, Refused):
        return wrong
    try:
        sheets = _opened(path)
    except python_calamine.PasswordError:
        return Refused("工作簿有打开密码", "去掉密码，另存后再导入")
    except Exception:
        return damaged()
    except BaseException as error:
        # What the Rust reader did not expect arrives as a panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        return damaged()
    for sheet in sheets:
        for cell in wrong.get(sheet.name, ()):
            refused = Refused("单元格的公式出错", "改正公式，或直接填写结果")
            problems.add(sheet.name, cell.row, letters(cell.column - 1), cell.shown, refused)
    return sheets


def _opened(path: Path) -> list[Sheet]:
    sheets = []
    with python_calamine.CalamineWorkbook.from_path(str(path)) as workbook:
        for about in workbook.sheets_metadata:
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            read = workbook.get_sheet_by_name(about.name)
            rows = read.to_python(skip_empty_area=False)
            for number, row in enumerate(rows):
                if not _ORDINARY.issuperset(map(type, row)):
                    rows[number] = [_ordinary(cell) for cell in row]
            _fill_down(rows, read.merged_cell_ranges or [])
            visible = about.visible == python_calamine.SheetVisibleEnum.Visible
            sheets.append(Sheet(about.name, rows, not visible))
    return sheets


def _ordinary(cell: Cell | bool) -> Cell:
    """Booleans as words, lest True be taken for the number 1."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return cell


def _fill_down(rows: list[list[Cell]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    for (top, left), (bottom, _) in merged:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for row in rows[top + 1 : bottom + 1]:
            row[left] = value


def letters(column: int) -> str:
    """The letter of a column counted from 0: A, B, …, AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _text(path: Path) -> list[Sheet] | Refused:
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
