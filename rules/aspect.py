"""What a rule says, taken apart into aspects, each in words: to compare two versions of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules import wording
from rules.document import Case, GroupRanking, Leaf, Node, RuleSet
from rules.number import decimal
from rules.succession import FIRST_VERSION, VERSION
from rules.when import DATE, KIND, All, Labels, Range, Test, conjunction

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Step:
    """A value from a day on; None is the beginning."""

    since: date | None
    words: str


@dataclass(frozen=True, slots=True)
class Current:
    """A rule as its last version says it; `since` is the day from which that replaced another."""

    node: Node
    since: date | None


def current(node: Node) -> Current:
    """The node itself; of one that was divided into versions, the last of them with the node's limits."""
    ids = [child.id for child in node.children]
    if not ids or ids[0] != f"{node.id}.{FIRST_VERSION}":
        return Current(node, None)
    last = node.children[-1]
    day = re.fullmatch(VERSION, last.id.removeprefix(f"{node.id}."))
    since = date.fromisoformat(last.id[-10:]) if day else None
    # The grain of one fact is that of a leaf that hands its facts on.
    grain = None if node.grain == "record" else node.grain
    leaf = replace(node, grain=grain, leaf=last.leaf, children=(), note=last.note, citation=last.citation)
    return Current(leaf, since)


def aspects(node: Node, rule_set: RuleSet) -> dict[str, str]:
    """All that a node says besides the values of its facts, by the name of the aspect."""
    nodes = rule_set.every_node()
    found = {"名称": node.title, "出处": node.citation, "说明": node.note or ""}
    if node.leaf is not None:
        found |= _leaf_aspects(node.leaf)
    found["范围"] = wording.GRAINS[node.grain] if node.grain else ""
    found["超出部分"] = f"接收 {node.excess}" if node.excess else ""
    found["计的条件"] = wording.condition_words(node.guard, nodes) if node.guard else ""
    found["取舍"] = wording.pick_words(node.pick, nodes) if node.pick else ""
    found["汇总"] = wording.COMBINES.get(node.combine, "")
    weight = "在任月数 ÷ 统计期月数" if node.weight is None else decimal(node.weight)
    found["乘以"] = "" if node.weight == 1 else weight
    found["分配"] = wording.share_words(node.share) if node.share else ""
    for name, value in (("基础分", node.base), ("下限", node.floor), ("上限", node.cap)):
        found[name] = "" if value is None else decimal(value)
    found["取整"] = wording.rounding_words(node.rounding) if node.rounding else ""
    return {name: words for name, words in found.items() if words}


def group_aspects(ranking: GroupRanking, rule_set: RuleSet) -> dict[str, str]:
    """All that a ranking of groups says besides the rules of its own measure, by the name of the aspect."""
    nodes = rule_set.every_node()
    found = {"分组": f"按{ranking.of}", "按什么": wording.way_words(ranking, nodes)}
    found["哪些委员"] = "只算参加排名的委员" if ranking.ranked_only else "全体委员都算"
    found["至少几人"] = "" if ranking.least == 1 else f"不足 {ranking.least} 人不排名"
    found["名次"] = wording.TIES[ranking.ties]
    found["取整"] = wording.rounding_words(ranking.rounding) if ranking.rounding else ""
    if ranking.root is None:
        # What the root of a measure of its own says, is said of the root.
        found |= {"名称": ranking.title, "出处": ranking.citation, "说明": ranking.note or ""}
    return {name: words for name, words in found.items() if words}


def _leaf_aspects(leaf: Leaf) -> dict[str, str]:
    if leaf.number is not None:
        bands = "；".join(wording.bands_words(leaf))
        return {"按总数": leaf.number, "减去": leaf.less or "", "档次": bands}
    found = {"取哪种事实": wording.TAKES[leaf.take], "所计日期": wording.date_words(leaf)}
    first, *rest = (part for part in _parts(leaf.test) if not _dates(part))
    # The kinds that are left over stand first; the conditions that left them add nothing.
    rest = [part for part in rest if not (isinstance(part, Labels) and part.attribute == KIND)]
    found["条件"] = "，".join(map(wording.test_words, (first, *rest)))
    found["须有过"] = wording.test_words(leaf.having) if leaf.having else ""
    found["须没有过"] = wording.test_words(leaf.without) if leaf.without else ""
    found["再乘数量"] = leaf.per or ""
    found["再乘比例"] = f"{leaf.ratio[0]} ÷ {leaf.ratio[1]}" if leaf.ratio else ""
    if leaf.rate:
        of, among = (
            wording.test_words(part.test) if part.test else part.quantity
            for part in (leaf.rate.of, leaf.rate.among)
        )
        found["比率"] = f"（{of}）÷（{among}），满 {decimal(leaf.rate.least)} 才算"
    found["按总数"] = wording.count_words(leaf) if leaf.count else ""
    found["减去"] = leaf.less or ""
    found["档次"] = "；".join(wording.bands_words(leaf))
    return found


def values(leaf: Leaf) -> dict[str, list[Step]]:
    """What a fact is worth, by what is asked of it: the points of each row, and each factor."""
    found: dict[str, list[Step]] = {}
    for case in leaf.cases:
        _note(found, case, f"{decimal(case.value)} 分", "")
    for case in leaf.factors:
        _note(found, case, decimal(case.value), "系数")
    return found


def _note(found: dict[str, list[Step]], case: Case, words: str, what: str) -> None:
    since = [test.low for test in _parts(case.test) if _dates(test) and test.low is not None]  # type: ignore[union-attr]
    asked = [wording.test_words(timeless(case.test))] if case.test else []
    asked += [f"作品有过（{wording.test_words(case.having)}）"] if case.having else []
    asked += [f"作品没有过（{wording.test_words(case.without)}）"] if case.without else []
    said = "，".join(filter(None, asked))
    key = f"{what}（{said}）" if what and said else what or said
    begins = date.fromordinal(since[0]) if since else None
    steps = found.setdefault(key, [])
    if begins is None and steps:
        # The same is asked twice: the second row or factor stands for itself.
        found[f"{key}（第 {sum(each.startswith(key) for each in found) + 1} 项）"] = [Step(begins, words)]
    else:
        steps.append(Step(begins, words))


def days(leaf: Leaf) -> Days:
    """The first and the last day on which the facts of a leaf count; reversed where there are none."""
    ranges = [test for test in _parts(leaf.test) if isinstance(test, Range) and test.attribute == DATE]
    low = max((one.low for one in ranges if one.low is not None), default=date.min.toordinal())
    high = min((one.high for one in ranges if one.high is not None), default=date.max.toordinal())
    return date.fromordinal(low), date.fromordinal(max(high, 2)) - timedelta(days=1)


def timeless(test: Test) -> Test:
    """A test without its counted dates."""
    return conjunction(*(part for part in _parts(test) if not _dates(part)))


def _dates(test: Test | None) -> bool:
    return isinstance(test, Range) and test.attribute == DATE


def _parts(test: Test | None) -> tuple[Test, ...]:
    if test is None:
        return ()
    return test.parts if isinstance(test, All) else (test,)


def named(nodes: Mapping[str, Node], name: str) -> str:
    """`P2 集体提案`, or the id alone where it is the title."""
    title = nodes[name].title if name in nodes else ""
    return name if title in ("", name) else f"{name} {title}"
