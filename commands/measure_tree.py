"""A measure on the terminal, as a tree, in the words of its titles."""

from rich.text import Text
from rich.tree import Tree

import screen
from rules.aspect import group_aspects
from rules.document import Node, RuleSet
from rules.number import decimal
from rules.wording import carried_words, condition_words, consequence_words, node_words, top_words


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
    screen.output.print(tree)


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
