"""A ranking on the terminal: of members, as wide as there is room for, and of groups."""

from collections.abc import Sequence
from decimal import Decimal

from rich.table import Table as Grid
from rich.text import Text

import screen
from scoring.result_tables import Cell, Table, ranking
from scoring.run import ScoreRun

SHOWN = 50


def show_ranking(run: ScoreRun, rows: int = SHOWN) -> None:
    """The ranking, at most `rows` of it; what was left out is said."""
    rule_set, table = run.rule_set, ranking(run, rows)
    until = rule_set.end if run.as_of is None else f"{run.as_of}，截至该日"
    screen.output.print(
        Text(f"{rule_set.title}（{rule_set.start} 至 {until}）", style="bold"), soft_wrap=True
    )
    grid, hidden = _grid(run, table)
    screen.output.print(grid)
    if hidden:
        screen.output.print(f"还有 {hidden} 列，见 --xlsx。", soft_wrap=True)
    ranked, untaken = int(run.standings.ranked.sum()), int(run.questions().sum())
    more = f"，上面是前 {rows} 人" if int(run.standings.shown.sum()) > rows else ""
    screen.output.print(f"{run.roster.n} 名委员，{ranked} 名参加排名{more}。", soft_wrap=True)
    screen.output.print(
        f"{run.matched.facts.n} 条事实，{untaken} 条没有规则取（见工作簿的“待核”）。", soft_wrap=True
    )
    screen.output.print(f"规则版本 {rule_set.digest[:12]}，数据 {run.input[:12]}", soft_wrap=True)


def _grid(run: ScoreRun, table: Table) -> tuple[Grid, int]:
    """The columns that a terminal of this width has room for, and how many more the workbook has."""
    parts = run.rule_set.root.children
    room, fitting = screen.output.width - 70, 0
    for node in parts:
        room -= 2 * len(node.title) + 3
        fitting += room > 0
    # The ranking ends with a column for each part, the order of selection, and the remark.
    first = len(table.headers) - len(parts) - 2
    standing = 6 if run.rule_set.consequences else 5
    chosen = [*range(standing), *range(first, first + fitting), len(table.headers) - 1]
    grid = Grid()
    for at in chosen:
        remark = at == chosen[-1]
        numeric = at in (0, 3) or (at >= first and not remark)
        grid.add_column(table.headers[at], justify="right" if numeric else "left", no_wrap=not remark)
    for row in table.rows:
        grid.add_row(*(Text(_shown(row[at])) for at in chosen))
    return grid, len(table.headers) - len(chosen)


def show_groups(tables: Sequence[Table], rows: int = SHOWN) -> None:
    """Rankings of groups, at most `rows` of each."""
    for table in tables:
        grid = Grid(title=Text(table.title))
        # Of a measure of their own, the remark tells the parts.
        for at, header in enumerate((*table.headers[:4], table.headers[-1])):
            grid.add_column(header, justify="left" if at in (1, 4) else "right", no_wrap=at != 4)
        for row in table.rows[:rows]:
            grid.add_row(*(Text(_shown(cell)) for cell in (*row[:4], row[-1])))
        screen.output.print(grid)
        if len(table.rows) > rows:
            screen.output.print(f"上面是前 {rows} 组，共 {len(table.rows)} 组。", soft_wrap=True)


def _shown(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return "" if cell is None else str(cell)
