"""What the terminal shows: rankings, explanations, rule trees and problems, drawn with Rich."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text
from rich.tree import Tree
from typer.exceptions import TyperException

from files.problem import Problem, grouped
from files.understanding import SheetRead
from models.sickness import TOLD, sickness_of
from rules.aspect import group_aspects
from rules.document import Node, RuleSet
from rules.number import decimal
from rules.wording import carried_words, condition_words, consequence_words, node_words, top_words
from scoring.result_tables import Cell, Table, ranking
from scoring.run import ScoreRun
from scoring.statement import Account, Branch, Explanation, Line, Room
from services.workbooks.comparison import Comparison, Difference

output = Console(highlight=False)
errors = Console(stderr=True, highlight=False)
SHOWN = 50
LEVELS = {"error": "[red]错误[/red]", "question": "[yellow]请核实[/yellow]", "reminder": "提醒"}
# What Typer says of a wrong call, in its own order of looking, and how we say it.
_IN_CHINESE = (
    (r"valid integer|as an integer", "应为整数"),
    (r"valid number|as a number", "应为数"),
    (r"valid boolean", "应为 true 或 false"),
    (r"greater than or equal to (\S+)", r"不能小于 {}"),
    (r"less than or equal to (\S+)", r"不能大于 {}"),
    (r"does not match the format", "日期写成 2022-04-10 这样"),
    (r"[Gg]ot unexpected extra arguments?(?:\(s\))? \((.*)\)", "多写了 {}"),
    (r"Option '?(.*?)'? does not take a value", "选项 {} 后面不带值"),
    (r"Option '?(.*?)'? requires", "选项 {} 缺少值"),
    (r"No such command '(.*?)'", "没有这个命令：{}"),
    (r"does not exist", "没有这个文件"),
)


def show_ranking(run: ScoreRun, rows: int = SHOWN) -> None:
    """The ranking, at most `rows` of it; what was left out is said."""
    rule_set, table = run.rule_set, ranking(run)
    until = rule_set.end if run.as_of is None else f"{run.as_of}，截至该日"
    output.print(Text(f"{rule_set.title}（{rule_set.start} 至 {until}）", style="bold"), soft_wrap=True)
    grid, hidden = _grid(run, table, rows)
    output.print(grid)
    if hidden:
        output.print(f"还有 {hidden} 列，见 --xlsx。", soft_wrap=True)
    ranked, untaken = int(run.standings.ranked.sum()), int(run.questions().sum())
    more = f"，上面是前 {rows} 人" if len(table.rows) > rows else ""
    output.print(f"{run.roster.n} 名委员，{ranked} 名参加排名{more}。", soft_wrap=True)
    output.print(
        f"{run.matched.facts.n} 条事实，{untaken} 条没有规则取（见工作簿的“待核”）。", soft_wrap=True
    )
    output.print(f"规则版本 {rule_set.digest[:12]}，数据 {run.input[:12]}", soft_wrap=True)


def _grid(run: ScoreRun, table: Table, rows: int) -> tuple[Grid, int]:
    """The columns that a terminal of this width has room for, and how many more the workbook has."""
    parts = run.rule_set.root.children
    room, fitting = output.width - 70, 0
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
    for row in table.rows[:rows]:
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
        output.print(grid)
        if len(table.rows) > rows:
            output.print(f"上面是前 {rows} 组，共 {len(table.rows)} 组。", soft_wrap=True)


def _shown(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return "" if cell is None else str(cell)


def show_statement(name: str, found: Explanation, as_of: date | None = None) -> None:
    """One member's tree: every node with points and counts, every record with what cut it, what is left."""
    then = "" if as_of is None else f"截至 {as_of}，"
    head = Text(f"{then}{name}（{found.key}） 总分 {found.total} 等次 {found.grade or '无'}", style="bold")
    tree = Tree(head)
    for scope, own in found.ranks.items():
        group = "" if scope == own.group else f"（{own.group}）"
        tree.add(Text(f"{scope}{group}第 {own.rank} 名" if own.rank else f"{scope}不排名"))
    if found.unranked:
        tree.add(Text(f"不排名：{found.unranked}"))
    for gate in found.gates:
        tree.add(Text(f"关口：{gate.title}（{'；'.join(gate.because)}）", style="yellow"))
    for follows in found.consequences or ():
        tree.add(Text(f"处理：{follows.title}（{'；'.join(follows.because)}）", style="yellow"))
    for grade in found.passed_over:
        tree.add(Text(grade, style="yellow"))
    _add_node(tree, found.tree)
    _add_term(tree, found)
    for one in found.records:
        what = _what(one)
        if one.question is not None:
            tree.add(Text(f"待核 {what}：{one.question}", style="yellow"))
        if one.excluded is not None:
            tree.add(Text(f"不计 {what}：{one.excluded}"))
    _add_considered(tree, found)
    _add_headroom(tree, found)
    output.print(tree)


def _add_term(tree: Tree, found: Explanation) -> None:
    """What is counted over the whole term, with the records that count."""
    for counted in found.term or ():
        rate = f"，比率 {counted.rate}" if counted.rate else ""
        branch = tree.add(Text(f"届内累计：{counted.title}（{counted.id}） {counted.works} 件次{rate}"))
        for fact in counted.facts:
            branch.add(Text(f"{fact.day} {fact.kind} {fact.title or fact.key}"))


def _what(record: Account) -> str:
    return f"{record.day} {record.kind} {record.title or record.key}"


def _add_node(tree: Tree, found: Branch) -> None:
    if found.empty:
        return
    branch = tree.add(
        Text(f"{found.title}（{found.id}） {found.points} 分，{found.works} 件次", style="cyan")
    )
    for line in found.awards:
        branch.add(Text(_line(line)))
    for child in found.children:
        _add_node(branch, child)


def _line(line: Line) -> str:
    record = line.record
    what = f"{line.day or ''} {record.title or record.key}".strip() if record else line.basis or ""
    change = "" if line.raw == line.kept and not line.cuts else f"，计 {line.kept}"
    reason = f"：{'；'.join(line.cuts)}" if line.cuts else ""
    return f"{what} 得 {line.raw}{change}{reason} 〔{line.citation}〕"


def _add_considered(tree: Tree, found: Explanation) -> None:
    """The rules that looked at a record and left it, with what it misses."""
    titles = {node.id: node.title for node in found.tree.walk()}
    branch = Tree(Text("看过而没有取的规则", style="cyan"))
    for one in found.records:
        if one.considered:
            record = branch.add(Text(_what(one)))
            for each in one.considered:
                record.add(Text(f"{titles[each.rule]}（{each.rule}）：{'；'.join(each.misses)}"))
    if branch.children:
        tree.add(branch)


def _add_headroom(tree: Tree, found: Explanation) -> None:
    """What could still be earned, and what is missing for it."""
    branch = Tree(Text("还能得什么", style="cyan"))
    for room in found.headroom.rooms:
        branch.add(Text(room_words(room)))
    for lack in found.headroom.lacks:
        what = {"gate": "关口", "rule": "规则的条件", "grade": "等次"}[lack.what]
        needs = [f"还差{need.what} {need.number}" for need in lack.missing]
        words = "；".join([*lack.because, *needs])
        branch.add(Text(f"{what} {lack.title}{f'：{words}' if words else ''}"))
    if branch.children:
        tree.add(branch)


def room_words(room: Room) -> str:
    """`立案提案（P1） 上限 15 分，已计 13，还可计 2`, and what stands above."""
    full = f"，但上级 {room.under} 已计满" if room.under else ""
    used, limit, left, unit = room.used, room.limit, room.left, room.unit
    words = {
        "cap": f"上限 {limit} {unit}，已计 {used}，{f'还可计 {left}' if left != '0' else '已计满'}",
        "pick": f"只计 {limit} {unit}，已计 {used}，{f'还可计 {left}' if left != '0' else '已计满'}",
        "every": f"每 {limit} {unit}计一次，已有 {used}，还差 {left}",
        "band": f"到 {limit} {unit}多得 {room.gain} 分，已有 {used}，还差 {left}",
    }[room.what]
    return f"{room.title}（{room.rule}） {words}{full}"


def show_rule_set(rule_set: RuleSet) -> None:
    """The measure as a tree, in the words of its titles."""
    tree = Tree(Text(f"{rule_set.title}（{rule_set.committee} {rule_set.year}）", style="bold"))
    tree.add(Text(f"统计期 {rule_set.start} 至 {rule_set.end}；取整 {decimal(rule_set.rounding.to)}"))
    if rule_set.note:
        tree.add(Text(rule_set.note))
    for exclusion in rule_set.exclusions:
        tree.add(Text(f"不计：{exclusion.title}（{exclusion.id}）〔{exclusion.citation}〕"))
    _add_rule(tree, rule_set.root, rule_set)
    nodes = rule_set.known()
    for reason in rule_set.unranked:
        shown = "不排名" if reason.shown else "不列出"
        tree.add(Text(f"{shown} {reason.title}（{reason.id}）：{condition_words(reason.condition, nodes)}"))
    for gate in rule_set.gates:
        effect = (
            "不定等次" if gate.ungraded else f"最高{gate.at_most}" if gate.at_most else f"定为{gate.force}"
        )
        branch = tree.add(
            Text(f"关口 {gate.title}（{gate.id}）：{effect}〔{gate.citation}〕", style="yellow")
        )
        branch.add(Text(condition_words(gate.condition, nodes)))
    _add_beside(tree, rule_set)
    for one in rule_set.consequences:
        branch = tree.add(Text(f"处理 {one.title}（{one.id}）〔{one.citation}〕", style="yellow"))
        branch.add(Text(consequence_words(one, nodes)))
    for grade in rule_set.grades:
        asked = [f"{decimal(grade.least)} 分以上"] if grade.least is not None else []
        asked += [top_words(grade.top)] if grade.top else []
        asked += [condition_words(grade.condition, nodes)] if grade.condition else []
        tree.add(Text(f"等次 {grade.name}：{'，'.join(asked) or '其余'}"))
    for ranked in rule_set.groups:
        aspects = group_aspects(ranked, rule_set)
        said = "；".join(text for aspect, text in aspects.items() if aspect not in ("名称", "出处", "说明"))
        branch = tree.add(
            Text(f"按组排名 {ranked.title}（{ranked.id}）：{said}〔{ranked.citation}〕", style="cyan")
        )
        for node in ranked.root.children if ranked.root else ():
            _add_rule(branch, node, rule_set)
    tree.add(Text(f"排名范围：{'、'.join(rule_set.ranking.scopes)}；版本 {rule_set.digest}"))
    output.print(tree)


def _add_beside(tree: Tree, rule_set: RuleSet) -> None:
    """What is carried from the year before, and what is counted over the term."""
    for carried in rule_set.carried:
        tree.add(Text(f"从上年带来：{carried_words(carried)}"))
    for node in rule_set.term_counts:
        words = "；".join(node_words(node, rule_set))
        tree.add(
            Text(f"届内累计（{rule_set.term} 起） {node.title}（{node.id}）：{words}〔{node.citation}〕")
        )


def _add_rule(tree: Tree, node: Node, rule_set: RuleSet) -> None:
    words = "；".join(node_words(node, rule_set))
    branch = tree.add(Text(f"{node.title}（{node.id}）{f' {words} ' if words else ' '}〔{node.citation}〕"))
    if node.note:
        branch.add(Text(f"注：{node.note}", style="dim"))
    for child in node.children:
        _add_rule(branch, child, rule_set)


def show_understanding(sheets: Sequence[SheetRead], most: int = 60) -> None:
    """How the files were understood, on stderr: a line a sheet, and what it rests on."""
    for read in sheets[:most]:
        errors.print(Text(f"读懂 {read}", style="cyan"), soft_wrap=True)
        taken = [(f"“{one.heading}”", one.meaning or "没有读懂") for one in read.columns]
        said = [f"{what}→{meaning}" for what, meaning in taken if what != f"“{meaning}”"]
        said += [f"{one.mark or '空格'}→{one.meaning} {one.count}" for one in read.marks]
        for line in (
            *([f"　　{'，'.join(said)}"] if said else []),
            *(f"　　{each}" for each in read.assumed),
        ):
            errors.print(Text(line), soft_wrap=True)
    if len(sheets) > most:
        errors.print(f"还有 {len(sheets) - most} 张表，见结果工作簿的“理解”。", soft_wrap=True)


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
        errors.print(f"{word} ", Text(f"{file} {problem}{more}".strip()), sep="", soft_wrap=True)
    if len(folded) > most:
        errors.print(f"另有 {len(folded) - most} 种，先改好上面的。", soft_wrap=True)


def show_comparison(found: Comparison, rows: int, dry_run: bool) -> None:
    """What an import did, or in a dry run would do: the counts, then at most `rows` rows of each sort."""
    show_problems([(problem.file or found.file, problem) for problem in found.problems])
    what = {"members": "委员", "records": "记录"}[found.what]
    back = sum(row.reinstated for row in found.changed)
    grid = Grid()
    for header in (f"{found.year} 年{what}", "新的", "变的", "没变", "文件里没有"):
        grid.add_column(header, justify="left" if header.endswith(what) else "right")
    counts = (len(found.new), len(found.changed), found.unchanged, len(found.gone))
    grid.add_row(found.file, *map(str, counts))
    output.print(grid)
    _show_rows("新的", found.new, rows)
    _show_rows("变的", found.changed, rows)
    left = "文件里没有的，没有动"
    if found.removed and found.verdict is None:
        left = "文件里没有的，将撤回" if dry_run else "文件里没有的，撤回"
    _show_rows(left, found.gone, rows)
    if found.other_kinds:
        say(f"文件里没有这几种，它们没有比较，也没有动：{'、'.join(found.other_kinds)}")
    for note in found.notes:
        say(note)
    if back:
        say(f"其中 {back} 条是以前撤回的，恢复。")
    left_out = f"{found.errors} 处错误所在的行没有导入。" if found.errors and not found.verdict else ""
    if found.asked:
        left_out += f"{found.asked} 行因需要核实没有导入，或只漏了认不出的人（见上面的“请核实”）。"
    if dry_run:
        say(f"{found.verdict or left_out}这是试算，什么也没有写入。")
    elif found.revision is None:
        say(f"{left_out}没有要改的，数据库没有变。")
    else:
        say(f"{left_out}已导入，并重新记分（第 {found.revision} 次改动）。")


def _show_rows(title: str, rows: Sequence[Difference], most: int) -> None:
    if not rows or not most:
        return
    output.print(Text(f"{title}：", style="bold"))
    for row in rows[:most]:
        changes = f"：{'；'.join(row.changes)}" if row.changes else ""
        output.print(f"  {row.kind} {row.key} {row.title}{changes}", markup=False, soft_wrap=True)
    if len(rows) > most:
        say(f"  ……还有 {len(rows) - most} 行")


def say(text: str) -> None:
    """A line of the answer."""
    output.print(text, markup=False, soft_wrap=True)


def show_database_fault(fault: Exception) -> None:
    """That the database did not do it: what it says, without its address and without a value of a row."""
    sickness = sickness_of(fault)
    if sickness is not None:
        said = f"{TOLD[sickness].said}（{sickness.value}）。{TOLD[sickness].advice}。"
    else:
        kind = type(getattr(fault, "orig", None) or fault).__name__
        said = f"数据库没有完成这件事（{kind}），什么也没有改。检查数据库是否开着、地址和权限、磁盘是否满了。"
    errors.print(said, markup=False, soft_wrap=True)


def show_wrong_call(wrong: TyperException) -> None:
    """What is wrong with how the command was called, on stderr; without arguments, the help."""
    context = getattr(wrong, "ctx", None)
    option = getattr(wrong, "option_name", None)
    parameter = getattr(wrong, "param", None)
    name = parameter.get_error_hint() if parameter is not None else ""
    match type(wrong).__name__:
        case "NoArgsIsHelpError":
            errors.print(wrong.format_message(), markup=False)
            return
        case "NoSuchOption":
            known = getattr(wrong, "possibilities", None) or []
            text = f"没有选项 {option}" + (f"，也许是 {'、'.join(known)}" if known else "")
        case "MissingParameter":
            text = f"缺少 {name}"
        case "BadParameter":
            said = _chinese(wrong.message)
            text = f"{name} 的值不对" + (f"：{said}" if said else "")
        case _:
            text = _chinese(wrong.message) or "命令写法不对"
    command = context.command_path if context else "luzhi"
    errors.print(f"{text}。用法见 {command} --help", markup=False, soft_wrap=True)


def _chinese(message: str) -> str:
    """What Typer says, in Chinese; nothing where it says something that we do not know."""
    for pattern, words in _IN_CHINESE:
        if found := re.search(pattern, message):
            return words.format(*found.groups())
    return ""


def show_fault(fault: BaseException) -> None:
    """That the program failed, and where in it, for whoever maintains it; never with a value of the data."""
    place = fault.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_name}，第 {place.tb_lineno} 行" if place else ""
    text = f"程序出错，没有写出结果：{type(fault).__name__}（{where}）。请把这句话和规则文件交给维护人员。"
    errors.print(text, markup=False, soft_wrap=True)
