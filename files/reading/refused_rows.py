"""The rows that were not read, as they stood, with the reason beside them: to correct and hand in again."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from files.cell import Cell, clean
from files.cells.header_row import find_grid
from files.cells.vocabulary import all_words
from files.problem import Problem, Problems
from files.sheets.sheet import Sheet, read_sheets
from files.sheets.workbook import Table
from rules.catalogue import Catalogue

# The header of the column that is added; readers pass over it.
WHY = "为什么没有读入"
_Rows = dict[int, list[str]]


def refused_rows(paths: Sequence[Path], problems: Iterable[Problem], catalogue: Catalogue) -> list[Table]:
    """A sheet for each that has rows left out: what stands above its table, its header, and those rows.

    The files are read once more. A sheet that could not be read at all has no rows to give back.
    """
    why: dict[tuple[str, str], _Rows] = {}
    for problem in problems:
        if problem.level != "reminder" and problem.row is not None and problem.sheet:
            rows = why.setdefault((problem.file, problem.sheet), {})
            rows.setdefault(problem.row, []).append(str(problem))
    tables = []
    for path in paths:
        name = path.name if len(paths) > 1 else ""
        for sheet in read_sheets(path, Problems()):
            table = _table(sheet, why.get((name, sheet.name), {}), catalogue)
            tables += [table] if table else []
    return tables


def _table(sheet: Sheet, why: _Rows, catalogue: Catalogue) -> Table | None:
    grid = find_grid(sheet, all_words(catalogue)) if why else None
    if grid is None:
        return None
    above = [[*map(_value, row), ""] for row in sheet.rows[: grid.header]]
    above[-1][-1] = WHY
    rows = [
        [*map(_value, sheet.rows[row - 1]), "；".join(why[row])]
        for row in sorted(why)
        if grid.header < row <= len(sheet.rows)
    ]
    if not rows:
        return None
    return Table(sheet.name, [str(cell) for cell in above[0]], [*above[1:], *rows])


def _value(cell: Cell) -> str | Decimal | date:
    """A cell as it was written: a number stays a number, for 3.1 may be the first or the tenth of March."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, float):
        return Decimal(repr(cell))
    return cell if isinstance(cell, str | date) else clean(cell)
