"""An office's files on the terminal: how they were understood, and what is wrong with them."""

from collections.abc import Sequence

from rich.text import Text

import screen
from files.problem import Problem, grouped
from files.understanding import SheetRead

LEVELS = {"error": "[red]错误[/red]", "question": "[yellow]请核实[/yellow]", "reminder": "提醒"}


def show_understanding(sheets: Sequence[SheetRead], most: int = 60) -> None:
    """How the files were understood, on stderr: a line a sheet, and what it rests on."""
    for read in sheets[:most]:
        screen.errors.print(Text(f"读懂 {read}", style="cyan"), soft_wrap=True)
        taken = [(f"“{one.heading}”", one.meaning or "没有读懂") for one in read.columns]
        said = [f"{what}→{meaning}" for what, meaning in taken if what != f"“{meaning}”"]
        said += [f"{one.mark or '空格'}→{one.meaning} {one.count}" for one in read.marks]
        for line in (
            *([f"　　{'，'.join(said)}"] if said else []),
            *(f"　　{each}" for each in read.assumed),
        ):
            screen.errors.print(Text(line), soft_wrap=True)
    if len(sheets) > most:
        screen.errors.print(f"还有 {len(sheets) - most} 张表，见结果工作簿的“理解”。", soft_wrap=True)


def show_problems(problems: Sequence[tuple[str, Problem]], most: int = 200) -> None:
    """Problems on stderr, each on a line behind its file; equal ones of many rows as one."""
    folded = [
        (file, problem, count)
        for file in dict.fromkeys(file for file, _ in problems)
        for problem, count in grouped([one for name, one in problems if name == file])
    ]
    for file, problem, count in folded[:most]:
        word = LEVELS[problem.level]
        more = f"（同样的共 {count} 处）" if count > 1 else ""
        screen.errors.print(f"{word} ", Text(f"{file} {problem}{more}".strip()), sep="", soft_wrap=True)
    if len(folded) > most:
        screen.errors.print(f"另有 {len(folded) - most} 种，先改好上面的。", soft_wrap=True)
