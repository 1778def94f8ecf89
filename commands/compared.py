"""An import on the terminal: what it did, or in a dry run would do."""

from collections.abc import Sequence

from rich.text import Text

import screen
from commands.file_report import show_problems
from services.workbooks.comparison import Comparison, Difference


def show_comparison(found: Comparison, rows: int, dry_run: bool) -> None:
    """What an import did, or in a dry run would do: the counts, then at most `rows` rows of each sort."""
    show_problems([(problem.file or found.file, problem) for problem in found.problems])
    what = {"members": "委员", "records": "记录"}[found.what]
    back = sum(row.reinstated for row in found.changed)
    counted = ("新的", "变的", "没变", "文件里没有")
    grid = screen.table(f"{found.year} 年{what}", *counted, right=counted)
    counts = (len(found.new), len(found.changed), found.unchanged, len(found.gone))
    grid.add_row(found.file, *map(str, counts))
    screen.output.print(grid)
    members = found.what == "members"
    _show_rows("加入的" if members else "新的", found.new, rows)
    _show_rows("变动的" if members else "变的", [row for row in found.changed if not row.proposed], rows)
    _show_rows("已归档的，另立更正", [row for row in found.changed if row.proposed], rows)
    _show_rows("不同，没有动", found.held, rows)
    _show_rows(_left(found, dry_run), found.gone, rows)
    if found.other_kinds:
        screen.say(f"文件里没有这几种，它们没有比较，也没有动：{'、'.join(found.other_kinds)}")
    for note in found.notes:
        screen.say(note)
    if found.late:
        screen.say(f"新的里有 {found.late} 条过了录入的期限（履6），按补录计。")
    if back:
        screen.say(f"其中 {back} 条是以前撤回的，恢复。")
    left_out = f"{found.errors} 处错误所在的行没有导入。" if found.errors and not found.verdict else ""
    if found.asked:
        left_out += f"{found.asked} 行因需要核实没有导入，或只漏了认不出的人（见上面的“请核实”）。"
    if dry_run:
        screen.say(f"{found.verdict or left_out}这是试算，什么也没有写入。")
    elif found.revision is None:
        screen.say(f"{left_out}没有要改的，数据库没有变。")
    else:
        screen.say(f"{left_out}已导入，并重新记分（第 {found.revision} 次改动）。")
    if found.waiting and not dry_run:
        screen.say(f"{found.year} 年有 {found.waiting} 条等着审核，审核通过才计分：luzhi review list")


def _left(found: Comparison, dry_run: bool) -> str:
    """What becomes of those that are not in the file."""
    if found.former is not None:
        return f"{found.former}期满时在任、这一届没有的"
    if found.left_on is not None and found.verdict is None:
        return f"离任的，{'将' if dry_run else ''}任职到 {found.left_on}"
    if found.removed and found.verdict is None:
        return "文件里没有的，将撤回" if dry_run else "文件里没有的，撤回"
    hint = "（离任了的，加 --leave-gone 离任日期）" if found.what == "members" else ""
    return f"文件里没有的，没有动{hint}"


def _show_rows(title: str, rows: Sequence[Difference], most: int) -> None:
    if not rows or not most:
        return
    screen.output.print(Text(f"{title}：", style="bold"))
    for row in rows[:most]:
        changes = f"：{'；'.join(row.changes)}" if row.changes else ""
        screen.output.print(f"  {row.kind} {row.key} {row.title}{changes}", markup=False, soft_wrap=True)
    if len(rows) > most:
        screen.say(f"  ……还有 {len(rows) - most} 行")
