"""Lists with a column each for those who came, were excused, stayed away, and a tick in one of them."""

from dataclasses import replace

from files.cell import STATE, Cell, is_nothing
from files.cells.header_row import Grid
from files.cells.heading import Role, heading_text
from files.cells.presence import ABSENT, LEAVE, LISTS, PRESENT, is_tick
from files.cells.vocabulary import Vocabulary, column_of

_THERE = ("出席", "到会", "参加", "实到", "签到")
_STATES = dict.fromkeys(_THERE, PRESENT) | {
    word: state for state, words in LISTS.items() for word in words if state in (LEAVE, ABSENT)
}


def unticked(grid: Grid, vocabulary: Vocabulary) -> Grid:
    """The table with one column of states in the place of those where each has a tick; else as it is.

    A row with ticks in two of them says both, which nobody understands, one without any is blank.
    """
    heads = [heading_text(heading) for heading in grid.headings]
    if not any(column_of(head, vocabulary) is Role.NAMES for head in heads):
        return grid
    ticks = {at: _STATES[head] for at, head in enumerate(heads) if head in _STATES}
    filled = [_filled(grid, at) for at in ticks]
    if not {LEAVE, ABSENT} & set(ticks.values()) or not any(filled):
        return grid
    if not all(is_tick(cell) for cells in filled for cell in cells):
        return grid
    first, *others = ticks
    name = f"{STATE}（{'、'.join(grid.headings[at] for at in ticks)}）"

    def joined(cells: list[Cell]) -> list[Cell]:
        said: Cell = "、".join(state for at, state in ticks.items() if not is_nothing(cells[at]))
        return [said if at == first else cell for at, cell in enumerate(cells) if at not in others]

    kept = [at for at in range(len(heads)) if at not in others]
    return replace(
        grid,
        headings=tuple(name if at == first else grid.headings[at] for at in kept),
        cells=tuple(name if at == first else grid.cells[at] for at in kept),
        groups=tuple(grid.groups[at] for at in kept) if grid.groups else (),
        rows=[(number, joined(cells)) for number, cells in grid.rows],
        beside=[(number, joined(cells)) for number, cells in grid.beside if len(cells) == len(heads)],
    )


def _filled(grid: Grid, at: int) -> list[Cell]:
    rows = (*grid.rows, *grid.beside)
    return [cell for _, cells in rows if at < len(cells) and not is_nothing(cell := cells[at])]
