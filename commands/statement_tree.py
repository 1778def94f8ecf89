"""One member's statement on the terminal, as a tree: where each point came from, what could still be had."""

from datetime import date

from rich.text import Text
from rich.tree import Tree

import screen
from scoring.statement import Account, Branch, Explanation, Line, Room


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
    screen.output.print(tree)


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
