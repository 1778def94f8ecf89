"""What only the whole measure shows: references, circles, limits that contradict each other."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from rules.condition import Condition, Either, Every, Negation, Points, Reference
from rules.document import Node, RuleSet
from rules.source import Refusals, nearest

# How many nodes may wait for one another in a row.
MAX_CHAIN = 20
# Looking for the nearest word among a thousand takes a while; a broken document needs some cures, not all.
MAX_CURES = 50


def check(
    rule_set: RuleSet, references: list[Reference], said: Mapping[str, Sequence[str]], refusals: Refusals
) -> None:
    """Notes every problem that a single rule does not show. `said` has the keys that each rule writes."""
    check_tree(rule_set.root, references, said, refusals, rule_set.term_counts)
    _check_grades(rule_set, refusals)


def check_tree(
    root: Node,
    references: list[Reference],
    said: Mapping[str, Sequence[str]],
    refusals: Refusals,
    term_counts: Sequence[Node] = (),
) -> None:
    """The same of one tree, whose nodes, or the rules of the term, the references mean."""
    nodes, counts = ({node.id: node for node in some} for some in (root.walk(), term_counts))
    # An id used twice was told already; whose points it means is not known.
    known = len(nodes) == len(root.walk())
    for reference in references:
        node = nodes.get(reference.node) or counts.get(reference.node)
        if node is None:
            ids = [*nodes, *counts]
            known_ids = f"已有的节点：{'、'.join(ids[:12])}"
            cure = (len(refusals.problems) < MAX_CURES and nearest(reference.node, ids)) or known_ids
            refusals.add(reference.mark, f"没有编号为“{reference.node}”的节点", cure)
            known = False
        elif node.id in counts and reference.needs not in ("count", "rate"):
            cure = "用 count（件数）或 rate（比率）；要计分的写进 root，如 count: 编号，配 bands"
            refusals.add(reference.mark, f"“{node.id}”是届内累计的计数，没有得分", cure)
            known = False
        elif node.id in counts and any(other in nodes for other in reference.beside):
            cure = "分成两个条件，用 all、any 合起来"
            refusals.add(reference.mark, f"“{node.id}”数的是届内，不能与只数本年的合在一起数", cure)
        else:
            _check_need(reference, {**nodes, **counts}, said.get(reference.node, ()), refusals)
    for node in nodes.values():
        _check_limits(node, refusals)
        _check_share(node, refusals)
    if known:
        _check_circles(root, nodes, refusals)


def _check_need(
    reference: Reference, nodes: dict[str, Node], said: Sequence[str], refusals: Refusals
) -> None:
    """Notes that a rule is named for a rate or a cap that it has not; what is wrong in its own was told."""
    node = nodes[reference.node]
    if reference.needs == "rate" and not _has_rate(node) and "rate" not in said:
        others = _listed(each.id for each in nodes.values() if _has_rate(each))
        cure = (
            f"按比率给分的有：{others}"
            if others
            else "这份办法没有这样的规则：先写一条带 rate 的，只看比率的写 points: 0"
        )
        refusals.add(reference.mark, f"“{node.id}”不是按比率给分的规则", cure)
    broken = node.cap is None and "cap" in said
    if reference.needs == "cap" and not _has_cap(node) and not broken:
        others = _listed(each.id for each in nodes.values() if _has_cap(each))
        cure = f"写有 cap、没有 over 的有：{others}" if others else "先给它写上 cap（不写 over）"
        refusals.add(reference.mark, f"“{node.id}”没有全年的上限", cure)


def _listed(names: Iterable[str]) -> str:
    return "、".join(islice(names, 12))


def points_read(condition: Condition | None) -> set[str]:
    """The nodes whose points a condition reads; their counts do not matter, they come before any point."""
    match condition:
        case Points(node=node):
            return {node}
        case Every(parts=parts) | Either(parts=parts):
            return set().union(*(points_read(part) for part in parts)) if parts else set()
        case Negation(part=part):
            return points_read(part)
    return set()


def needs(node: Node) -> set[str]:
    """The nodes that must be folded before `node`: by its guard, or because it counts what they left."""
    beyond = {node.pick.beyond} if node.pick and node.pick.beyond else set()
    excess = {node.excess} if node.excess else set()
    return points_read(node.guard) | beyond | excess


def _has_rate(node: Node) -> bool:
    return node.leaf is not None and node.leaf.rate is not None


def _has_cap(node: Node) -> bool:
    return node.cap is not None and node.grain == "period"


def _check_limits(node: Node, refusals: Refusals) -> None:
    if node.floor is not None and node.cap is not None and node.floor > node.cap:
        refusals.add(node.mark, f"规则“{node.id}”的 floor 大于 cap", "对调，或改其中一个")


def _check_share(node: Node, refusals: Refusals) -> None:
    for leaf in node.leaves() if node.share else ():
        if leaf.leaf and leaf.leaf.take == "participation":
            cure = "take 应为 authorship 或 outcome"
            refusals.add(leaf.mark, f"会议活动没有作者，“{leaf.id}”不能在“{node.id}”里分配", cure)


def _check_grades(rule_set: RuleSet, refusals: Refusals) -> None:
    names: set[str] = set()
    least = None
    for grade in rule_set.grades:
        if grade.name in names:
            refusals.add(grade.mark, f"等次“{grade.name}”重复", "每个等次写一次")
        names.add(grade.name)
        if least is not None and grade.least is not None and grade.least > least:
            refusals.add(grade.mark, f"等次“{grade.name}”的 min 高于前一等次", "等次从高到低写")
        least = grade.least if grade.least is not None else least


def _check_circles(root: Node, nodes: dict[str, Node], refusals: Refusals) -> None:
    """A node may not wait for its own points, directly or through others, nor for a long chain of others."""
    done: set[str] = set()
    waiting: set[str] = set()

    def visit(node: Node, chain: int) -> None:
        if node.id in done:
            return
        if node.id in waiting:
            cure = "检查 if 里的 points、pick 里的 beyond 和 excess"
            refusals.add(node.mark, f"规则“{node.id}”的得分取决于它自己", cure)
            return
        if chain > MAX_CHAIN:
            refusals.add(node.mark, f"规则一条取决于另一条，超过 {MAX_CHAIN} 层", "减少互相引用")
            return
        waiting.add(node.id)
        for name in sorted(needs(node)):
            visit(nodes[name], chain + 1)
        for child in node.children:
            visit(child, chain)
        waiting.discard(node.id)
        done.add(node.id)

    visit(root, 0)
