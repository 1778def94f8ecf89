"""Who stayed away, written above or below a table: `请假：张三、李四`; asked, never passed over."""

import re
from collections.abc import Sequence

from files.cell import STATE, squeezed
from files.cells.header_row import Grid
from files.cells.presence import PRESENT
from files.problem import Problems, Refused
from files.reading.line import Line
from files.reading.who import Roster

_AWAY = re.compile("请假|缺席|缺勤|未到|未出席|未参加|未能|病假|事假|公假")
# A line may hold several lists: `出席：甲、乙；请假：丙`.
_PARTS = re.compile(r"[;；。]|\s+(?=[^\s:：]{2,6}[:：])")


def ask_about_notes(grid: Grid, lines: Sequence[Line], roster: Roster, problems: Problems) -> None:
    """Asks about members whom such a line names though the rows say that they came, and leaves them out."""
    for text in (*grid.above, *grid.notes):
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
