"""What differs between two versions of a measure, rule by rule, in plain Chinese."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rules import wording
from rules.aspect import Current, Step, aspects, current, days, group_aspects, named, values
from rules.document import Gate, Grade, Node, RuleSet
from rules.number import decimal

ADDED, REMOVED, CHANGED, MOVED = "新增", "删除", "修改", "移动"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: of the rule `id` (or of the header, a grade, the ranking) with its title of today.

    `kind` is 新增, 删除, 修改 or 移动; `what` a whole sentence; `before` and `after` the words that differ,
    None where there is nothing.
    """

    id: str
    title: str
    kind: str
    what: str
    before: str | None
    after: str | None


def differences(before: RuleSet, after: RuleSet) -> list[Difference]:
    """Everything that `after` says otherwise than `before`, in the order of the document; the same is empty.

    The files, the comments, the order of rules that does not matter, and the days of the period in which both
    hold alike make no difference.
    """
    return [
        *_header(before, after),
        *_tree(before, after),
        *_term(before, after),
        *_conditions(before, after),
        *_grades(before, after),
        *_ranking(before, after),
        *_groups(before, after),
        *_catalogue(before, after),
    ]


def _said(name: str, title: str, aspect: str, before: str | None, after: str | None) -> Difference:
    """A difference in one aspect: changed, brought or taken away."""
    head = name if title in ("", name) else f"{name} {title}"
    said = f"{aspect} " if aspect else ""
    if before and after:
        space = "" if before.endswith("分") else " "
        what = f"{head}：{said}{before}{space}改为 {after}"
    else:
        what = f"{head}：增加{said}{after}" if after else f"{head}：取消{said}{before}"
    return Difference(
        id=name, title=title, kind=CHANGED, what=what, before=before or None, after=after or None
    )


def _compared(
    name: str, title: str, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Difference]:
    """The aspects that differ, in the order in which they are written."""
    for aspect in dict.fromkeys([*before, *after]):
        old, new = before.get(aspect), after.get(aspect)
        if old != new:
            yield _said(name, title, aspect, old, new)


def _header(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    yield from _compared("文件头", "", _header_words(before), _header_words(after))


def _header_words(rule_set: RuleSet) -> dict[str, str]:
    return {
        "名称": rule_set.title,
        "委员会": rule_set.committee,
        "年度": str(rule_set.year),
        "统计期": f"{rule_set.start} 至 {rule_set.end}",
        "出处": rule_set.citation,
        "说明": rule_set.note or "",
        "取整": wording.rounding_words(rule_set.rounding),
        "算一个月的在任天数": str(rule_set.month_days),
        "本届": f"{rule_set.term} 起" if rule_set.term else "",
        "从上年带来": "、".join(map(wording.carried_words, rule_set.carried)),
        "补充规定": "、".join(f"{one.title}（{one.citation}）" for one in rule_set.supplements),
    }


def _rules(rule_set: RuleSet) -> dict[str, tuple[Current, str]]:
    """Every rule by its id, as its last version says it, with the id of the node above."""
    found: dict[str, tuple[Current, str]] = {}

    def visit(node: Node, above: str) -> None:
        now = current(node)
        found[node.id] = (now, above)
        for child in now.node.children:
            visit(child, node.id)

    for tree in rule_set.trees():
        visit(tree, "")
    return found


def _tree(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    old, new = _rules(before), _rules(after)
    order = [*new, *(name for name in old if name not in new)]
    for name in order:
        if name not in old:
            node = new[name][0].node
            words = "，".join(wording.node_words(node, after))
            yield _whole(ADDED, name, node.title, words, _span_words(node, after))
        elif name not in new:
            node = old[name][0].node
            yield _whole(REMOVED, name, node.title, "，".join(wording.node_words(node, before)), "")
        else:
            yield from _moved(name, old, new, before, after)
            yield from _rule(old[name][0], new[name][0], before, after)


def _whole(kind: str, name: str, title: str, words: str, when: str) -> Difference:
    """A rule that is new, or gone."""
    head = name if title in ("", name) else f"{name} {title}"
    said = "：".join(filter(None, [f"{kind} {head}", words])) + when
    gone, new = (words if kind == each else None for each in (REMOVED, ADDED))
    return Difference(id=name, title=title, kind=kind, what=said, before=gone, after=new)


def _span_words(node: Node, rule_set: RuleSet) -> str:
    """`（自 2022-04-03 起）` where a new rule does not hold from the beginning."""
    if node.leaf is None:
        return ""
    first, last = days(node.leaf)
    return f"（自 {first} 起）" if rule_set.start < first <= min(last, rule_set.end) else ""


def _moved(
    name: str,
    old: Mapping[str, tuple[Current, str]],
    new: Mapping[str, tuple[Current, str]],
    before: RuleSet,
    after: RuleSet,
) -> Iterator[Difference]:
    node, was, now = new[name][0].node, old[name][1], new[name][1]
    if was != now:
        places = (named(before.every_node(), was) or "最上层", named(after.every_node(), now) or "最上层")
        what = f"{named(after.every_node(), name)}：从“{places[0]}”移到“{places[1]}”"
        yield Difference(name, node.title, MOVED, what, *places)
    if node.combine == "first" == old[name][0].node.combine:
        orders = [
            [child.id for child in each[name][0].node.children if child.id in old and child.id in new]
            for each in (old, new)
        ]
        if orders[0] != orders[1]:
            first, second = ("、".join(order) for order in orders)
            what = f"{named(after.every_node(), name)}：先后 {first} 改为 {second}"
            yield Difference(id=name, title=node.title, kind=MOVED, what=what, before=first, after=second)


def _rule(before: Current, after: Current, old: RuleSet, new: RuleSet) -> Iterator[Difference]:
    """How a rule that is in both differs."""
    name, title = after.node.id, after.node.title
    since = f"（自 {after.since} 起）" if after.since and after.since != before.since else ""
    found = [*_compared(name, title, aspects(before.node, old), aspects(after.node, new))]
    if before.node.leaf and after.node.leaf:
        was, now = values(before.node.leaf), values(after.node.leaf)
        for key in dict.fromkeys([*was, *now]):
            if was.get(key) != now.get(key):
                found.append(_value(name, title, key, was.get(key, []), now.get(key, [])))
        if not since:
            found += _days(before.node, after.node, old, new)
    for one in found:
        yield replace(one, what=f"{one.what}{since}")


def _value(name: str, title: str, key: str, before: list[Step], after: list[Step]) -> Difference:
    """`3 分改为 4 分（自 2022-04-03 起）`, or all steps where it is not one step more."""
    if before and len(after) == len(before) + 1 and after[:-1] == before:
        one = _said(name, title, key, before[-1].words, after[-1].words)
        return replace(one, what=f"{one.what}（自 {after[-1].since} 起）")
    return _said(name, title, key, _steps(before), _steps(after))


def _steps(steps: list[Step]) -> str:
    return "，".join(f"{step.since} 起 {step.words}" if step.since else step.words for step in steps)


def _days(before: Node, after: Node, old: RuleSet, new: RuleSet) -> Iterator[Difference]:
    """When a rule counts other days, apart from those of the whole measure."""
    assert before.leaf
    assert after.leaf
    was, now = days(before.leaf), days(after.leaf)
    if was == now or (was == (old.start, old.end) and now == (new.start, new.end)):
        return
    to_the_end = was[1] >= old.end if old.year != new.year else was[1] > now[1]
    if to_the_end and now[1] < new.end and now[0] in (was[0], new.start):
        what = f"{named({after.id: after}, after.id)}：{now[1]} 以后停止执行"
        yield Difference(
            id=after.id,
            title=after.title,
            kind=CHANGED,
            what=what,
            before=f"至 {was[1]}",
            after=f"至 {now[1]}",
        )
        return
    yield _said(after.id, after.title, "统计时间", *(f"{first} 至 {last}" for first, last in (was, now)))


def _term(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    """What is counted over the whole term."""
    old, new = ({node.id: node for node in each.term_counts} for each in (before, after))
    for name in dict.fromkeys([*new, *old]):
        if name not in old:
            yield _whole(ADDED, name, new[name].title, "，".join(wording.node_words(new[name], after)), "")
        elif name not in new:
            words = "，".join(wording.node_words(old[name], before))
            yield _whole(REMOVED, name, old[name].title, words, "")
        else:
            words_of = aspects(old[name], before), aspects(new[name], after)
            yield from _compared(name, new[name].title, *words_of)


def _conditions(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    """Gates, members who are not ranked, and facts that are left out."""
    old, new = _all_conditions(before), _all_conditions(after)
    for name in dict.fromkeys([*new, *old]):
        if name not in old:
            title, words = new[name]
            yield _whole(ADDED, name, title, "，".join(filter(None, words.values())), "")
        elif name not in new:
            title, words = old[name]
            yield _whole(REMOVED, name, title, "，".join(filter(None, words.values())), "")
        else:
            yield from _compared(name, new[name][0], old[name][1], new[name][1])


def _all_conditions(rule_set: RuleSet) -> dict[str, tuple[str, dict[str, str]]]:
    nodes = rule_set.known()
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for gate in rule_set.gates:
        words = {"名称": gate.title, "出处": gate.citation}
        words |= {"条件": wording.condition_words(gate.condition, nodes), "后果": gate_words(gate)}
        found[gate.id] = (gate.title, words)
    for follows in rule_set.consequences:
        words = {"名称": follows.title, "出处": follows.citation}
        words |= {"适用于": wording.consequence_words(follows, nodes)}
        found[follows.id] = (follows.title, words)
    for one in rule_set.unranked:
        words = {"名称": one.title, "条件": wording.condition_words(one.condition, nodes)}
        found[one.id] = (one.title, {**words, "后果": "列出而不排名" if one.shown else "不列出"})
    for out in rule_set.exclusions:
        words = {"名称": out.title, "出处": out.citation, "剔除": wording.test_words(out.test)}
        found[out.id] = (out.title, words)
    return found


def gate_words(gate: Gate) -> str:
    """What a gate does to the grade: `最高称职`, `定为不称职`, `不定等次`."""
    if gate.at_most:
        return f"最高{gate.at_most}"
    return f"定为{gate.force}" if gate.force else "不定等次"


def _grades(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    old, new = ({grade.name: grade for grade in each.grades} for each in (before, after))
    for name in dict.fromkeys([*new, *old]):
        if name not in old:
            yield _whole(ADDED, f"等次 {name}", "", _aspect_words(grade_words(new[name], after)), "")
        elif name not in new:
            yield _whole(REMOVED, f"等次 {name}", "", _aspect_words(grade_words(old[name], before)), "")
        else:
            words = grade_words(old[name], before), grade_words(new[name], after)
            yield from _compared(f"等次 {name}", "", *words)
    orders = [[name for name in each if name in old and name in new] for each in (old, new)]
    if orders[0] != orders[1]:
        first, second = ("、".join(order) for order in orders)
        yield Difference(
            id="等次",
            title="",
            kind=MOVED,
            what=f"等次：先后 {first} 改为 {second}",
            before=first,
            after=second,
        )


def _aspect_words(words: Mapping[str, str]) -> str:
    return "，".join(f"{aspect} {said}" for aspect, said in words.items())


def grade_words(grade: Grade, rule_set: RuleSet) -> dict[str, str]:
    """What a grade asks, by aspect."""
    found = {"分数线": "" if grade.least is None else decimal(grade.least)}
    if grade.top is not None:
        found["名额"] = f"{wording.top_words(grade.top)}，{wording.TOP_TIES[grade.top.ties]}"
    if grade.condition is not None:
        found["条件"] = wording.condition_words(grade.condition, rule_set.known())
    return {name: words for name, words in found.items() if words}


def _ranking(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    yield from _compared("排名", "", _ranking_words(before), _ranking_words(after))


def _ranking_words(rule_set: RuleSet) -> dict[str, str]:
    nodes, ranking = rule_set.known(), rule_set.ranking
    return {
        "范围": "、".join(ranking.scopes),
        "同分": wording.TIES[ranking.ties],
        "先后": "、".join(wording.preference_words(one, nodes) for one in ranking.selection),
    }


def _groups(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    """Rankings of groups; the rules of a measure of their own are compared with all other rules."""
    old, new = ({one.id: one for one in each.groups} for each in (before, after))
    for name in dict.fromkeys([*new, *old]):
        if name not in old:
            yield _whole(ADDED, name, new[name].title, _aspect_words(group_aspects(new[name], after)), "")
        elif name not in new:
            yield _whole(REMOVED, name, old[name].title, _aspect_words(group_aspects(old[name], before)), "")
        else:
            words = group_aspects(old[name], before), group_aspects(new[name], after)
            yield from _compared(name, new[name].title, *words)


def _catalogue(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    """Kinds and attributes of the one catalogue and not of the other, and those that say something else."""
    for what, old, new in (
        ("种类", before.catalogue.kinds, after.catalogue.kinds),
        ("属性", before.catalogue.attributes, after.catalogue.attributes),
    ):
        for name in dict.fromkeys([*new, *old]):
            if name not in old:
                yield _of_catalogue(ADDED, f"增加{what}“{name}”", None, name)
            elif name not in new:
                yield _of_catalogue(REMOVED, f"删去{what}“{name}”", name, None)
            elif old[name] != new[name]:
                yield _of_catalogue(CHANGED, f"{what}“{name}”有改动", name, name)


def _of_catalogue(kind: str, what: str, before: str | None, after: str | None) -> Difference:
    return Difference(
        id="种类目录", title="", kind=kind, what=f"种类目录：{what}", before=before, after=after
    )
