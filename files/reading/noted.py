"""Who stayed away, written above or below a table: `请假：张三、李四`; asked, never passed over."""

import re
from collections.abc import Sequence

from files.cell import STATE, squeezed, words
from files.cells.header_row import Grid
from files.cells.heading import Role, heading_text
from files.cells.presence import PRESENT, Marks, Presence, in_remark
from files.cells.row import Columns, Row
from files.cells.vocabulary import Vocabulary, column_of
from files.problem import Problems, Refused
from files.reading.columns import PEOPLE
from files.reading.line import Line
from files.reading.who import Roster

_AWAY = re.compile("请假|缺席|缺勤|未到|未出席|未参加|未能|病假|事假|公假")
# A line may hold several lists: `出席：甲、乙；请假：丙`.
_PARTS = re.compile(r"[;；。]|\s+(?=[^\s:：]{2,6}[:：])")
_LAST = 10


def ask_about_notes(
    grid: Grid, lines: Sequence[Line], vocabulary: Vocabulary, roster: Roster, problems: Problems
) -> None:
    """Asks about members whom such a line names though the rows say that they came, and leaves them out."""
    for text in (*grid.above, *grid.notes, *_foot(grid, vocabulary)):
        names = _named(text, roster)
        present = {name: _lines_of(key, lines, present=True) for name, key in names.items()}
        open_ones = [
            name for name, key in names.items() if present[name] or not _lines_of(key, lines, present=False)
        ]
        if not open_ones:
            continue
        for name in open_ones:
            for line in present[name]:
                line.leave_out([names[name]])
        refused = Refused(
            f"表格外面写着谁没到，表里没有写“{'”“'.join(open_ones)}”请假或缺席，这几名委员没有计入",
            "在表里每人写一行，写明请假或缺席，再删去这一句",
            "question",
        )
        problems.add(grid.sheet, None, None, text, refused, grid.file)


def ask_about_remarks(columns: Columns, rows: Sequence[Row], marks: Marks) -> None:
    """Asks which meeting of a grid is meant where a remark says that somebody stayed away."""
    for row in rows:
        remark = row.roles.get(Role.REMARK, "")
        said = in_remark(marks, remark) if remark else None
        if isinstance(said, Refused) or (said is not None and said != Presence(PRESENT)):
            cure = "写进那一次的格子，再删去备注；与到没到无关的，删去备注"
            refused = Refused("备注没有读入，看不出说的是哪一次，格子里写的照计", cure, "question")
            columns.problems.at(row.place, columns.heading(Role.REMARK), remark, refused)


def _foot(grid: Grid, vocabulary: Vocabulary) -> list[str]:
    """The lines at the foot of the table that stand alone in a column of anything but names."""
    found = []
    for _, cells in grid.rows[-_LAST:]:
        filled = [(at, cell) for at, cell in enumerate(cells) if cell != ""]
        (at, text), alone = filled[0] if filled else (0, ""), len(filled) == 1
        column = column_of(heading_text(grid.headings[at]), vocabulary)
        named = isinstance(column, Role) and column in PEOPLE
        if alone and isinstance(text, str) and not named:
            found.append(words(text))
    return found


def _named(text: str, roster: Roster) -> dict[str, str]:
    """The members whom the parts of a line that speak of absence name, by name."""
    away = [squeezed(part) for part in _PARTS.split(text) if _AWAY.search(part)]
    if not away:
        return {}
    return {name: key for name, key in roster.only.items() if any(name in part for part in away)}


def _lines_of(key: str, lines: Sequence[Line], present: bool) -> list[Line]:
    return [
        line
        for line in lines
        if key in line.people and (line.part_of(key).get(STATE, PRESENT) == PRESENT) is present
    ]
