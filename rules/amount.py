"""Amounts of points that were hardly meant: limits of the wrong sign, a zero too many, per cent."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from rules.bound import Span, bounds
from rules.compare import COMPARISONS
from rules.document import Node, Rounding
from rules.number import decimal, exact
from rules.remark import Remarks, Written, values
from rules.source import Mark

# Points are remarkable where they are ten times what their neighbours pay, and twice what any rule pays.
TENFOLD, TWICE = 10, 2
# One or two neighbours say less.
TIMES = {1: 100, 2: 50}
LIMITS = ("base", "floor", "cap")
SINGLE = (("grades", "min"), ("rounding", "to"), ("round", "to"))
WORDS = {"base": "基础分", "floor": "下限", "cap": "上限"}


def amounts(remarks: Remarks) -> None:
    """Remarks on points, limits, factors and lines of grades."""
    spans = bounds(remarks.rule_set).before
    for node in remarks.rule_set.tree_nodes():
        _cap(remarks, node, spans[node.id])
        _floor(remarks, node, spans[node.id])
        _base(remarks, node)
        _factors(remarks, node)
        _signs(remarks, node, spans)
    _percents(remarks)
    _steps(remarks)
    _outliers(remarks)
    _lines(remarks)


def _cap(remarks: Remarks, node: Node, span: Span) -> None:
    """A cap that takes points away, or leaves none."""
    cap, pays = node.cap, span.most is None or span.most > 0
    if cap is None or cap > 0:
        return
    mark, size = remarks.place(node, "cap"), decimal(-cap)
    message = f"“{node.id}”的上限 {decimal(cap)} 是负数：有记录的人至少扣 {size} 分"
    cure = f"扣分最多 {size} 分的写 floor: {decimal(cap)}"
    if cap < 0 and pays:
        remarks.error(mark, message, f"得分最多 {size} 分的写 cap: {size}；{cure}")
    elif cap < 0:
        remarks.warn(mark, message, cure)
    elif pays and span.least is not None and span.least >= 0:
        remarks.error(mark, f"“{node.id}”的上限是 0：一分也得不到", "只计次数的写 points: 0")


def _floor(remarks: Remarks, node: Node, span: Span) -> None:
    """A floor that leaves but one result, where there was more than one before."""
    floor, most = node.floor, span.most
    if floor is None or most is None or most > floor or (span.least is not None and span.least >= floor):
        return
    only = decimal(floor)
    message = f"“{node.id}”至多 {decimal(most)} 分，下限却是 {only}：总是 {only} 分"
    cure = f"扣分最多 {only} 分的写 floor: {decimal(-floor)}" if floor > 0 else "改下限，或检查正负号"
    remarks.error(remarks.place(node, "floor"), message, cure)


def _base(remarks: Remarks, node: Node) -> None:
    """A base that its own limits cut, or that everybody loses."""
    base, mark = node.base, remarks.place(node, "base")
    if base is None:
        return
    if node.cap is not None and 0 <= node.cap < base:
        message = f"“{node.id}”的基础分 {decimal(base)} 高于上限 {decimal(node.cap)}"
        remarks.warn(mark, message, "对调，或改其中一个")
    if node.floor is not None and base < node.floor:
        message = f"“{node.id}”的基础分 {decimal(base)} 低于下限 {decimal(node.floor)}"
        remarks.warn(mark, message, "改其中一个")
    if base < 0 and node.guard is None:
        message = f"“{node.id}”的基础分 {decimal(base)} 是负数：人人先扣 {decimal(-base)} 分"
        remarks.warn(mark, message, "满足条件才扣的写上 if；最多扣几分的写 floor")


def _signs(remarks: Remarks, node: Node, spans: Mapping[str, Span]) -> None:
    """A rule that pays among rules that all deduct, under a floor that is their limit."""
    if node.floor is None or node.floor >= 0 or node.base or node.cap is not None:
        return
    paying = [child for child in node.children if (most := spans[child.id].most) is None or most > 0]
    if len(paying) == 1 and len(node.children) > 2:
        (one,) = paying
        message = f"“{one.id}”加分，“{node.id}”下面别的都扣分"
        remarks.warn(one.mark, message, "扣分的写负数；加分的移到别的节点")


def _factors(remarks: Remarks, node: Node) -> None:
    found = [(one.value, one.mark or node.mark) for one in node.leaf.factors] if node.leaf else []
    if node.leaf is None and node.weight is not None and node.weight != 1:
        found = [(node.weight, remarks.place(node, "times"))]
        if node.weight == 0:
            remarks.warn(found[0][1], f"“{node.id}”乘以 0：一分也得不到", "只计次数的写 points: 0")
    for factor, mark in found:
        if factor >= TENFOLD:
            cure = f"打折写成 {decimal(factor)}% 或小数" if factor <= 100 else "检查小数点"
            remarks.warn(mark, f"“{node.id}”乘以 {decimal(factor)}：给分变为 {decimal(factor)} 倍", cure)
        if factor < 0:
            remarks.warn(mark, f"“{node.id}”乘以负数：得分变成扣分", "扣分写成负的 points")


def _percents(remarks: Remarks) -> None:
    """Points that are written as per cent: `points: 90%` is 0.9 points."""
    for one in values(remarks.rule_set.tree):
        value = exact(one.value.text) if one.value.text.endswith("%") else None
        if value is not None and not one.value.quoted and _of_points(one):
            written = one.value.text
            message = f"这里是分数，却写成百分数：{written} 就是 {decimal(value)} 分"
            remarks.error(one.value.mark, message, f"写成 {decimal(value * 100)}，或 {decimal(value)}")


def _of_points(one: Written) -> bool:
    """Whether a value is an amount of points."""
    path = one.path
    key, above = path[-1], path[-2:-1]
    if key == "value":
        # A value that changes with the day: of points, or of a row of a table.
        return above == ("points",) or path[-4:-2] == ("table", "values")
    if key in COMPARISONS and "points" in one.within.entries:
        return above != ("bands",)
    if path[-3:-1] == ("table", "values"):
        return True
    if key == "points":
        # A tenth of a number or of a quantity may well be what was meant.
        return one.within.entries.keys().isdisjoint(("count", "per"))
    return key in LIMITS or (*above, key) in SINGLE


def _steps(remarks: Remarks) -> None:
    """Limits and lines that no rounded total can equal, and points that rounding makes others of."""
    rounding = remarks.rule_set.rounding
    for tree in remarks.rule_set.trees():
        _node_steps(remarks, tree, rounding, gathered=False)
    for grade in remarks.rule_set.grades:
        _step(remarks, grade.least, grade.mark, f"“{grade.name}”的分数线", rounding)
    if rounding.to > 1:
        message = f"取整到 {decimal(rounding.to)} 分的倍数，零头全部舍入"
        remarks.warn(remarks.header("rounding"), message, "取整到几位小数，写成 0.1、0.01；取整数写成 1")


def _node_steps(remarks: Remarks, node: Node, entering: Rounding, gathered: bool) -> None:
    """`gathered`: a narrower grain above sums what the node hands on before it is rounded.

    `entering` rounds what comes into the node of the period above: as that says, if it is finer.
    """
    header = remarks.rule_set.rounding
    if node.grain == "period":
        entering = node.rounding if node.rounding and node.rounding.to < header.to else header
    rounding = node.rounding or entering
    for key in LIMITS:
        _step(remarks, getattr(node, key), remarks.place(node, key), f"“{node.id}”的{WORDS[key]}", rounding)
    gathered = gathered or node.grain not in (None, "period")
    for one in _handed_on(node, gathered):
        # A third of a point can be said in no other way.
        if "/" not in decimal(one.value):
            _step(remarks, one.value, one.mark, f"“{node.id}”的分值", rounding)
    for child in node.children:
        _node_steps(remarks, child, entering, gathered)


def _step(remarks: Remarks, value: Fraction | None, mark: Mark, what: str, rounding: Rounding) -> None:
    if value is not None and (value / rounding.to).denominator != 1:
        message = f"{what} {decimal(value)} 不是取整单位 {decimal(rounding.to)} 的倍数"
        remarks.warn(mark, message, "改这个数，或改 rounding")


class _Paid(NamedTuple):
    """An amount that a rule pays, and where it is written."""

    value: Fraction
    mark: Mark
    rule: str


def _paid(node: Node) -> list[_Paid]:
    """What a leaf pays: the values of its table or points, or those of its bands."""
    if node.leaf is None:
        return []
    cases = [_Paid(one.value, one.mark or node.mark, node.id) for one in node.leaf.cases]
    return cases + [_Paid(one.points, one.mark or node.mark, node.id) for one in node.leaf.bands]


def _handed_on(node: Node, gathered: bool) -> list[_Paid]:
    """What reaches the rounding as it is written: nothing multiplies it, no narrower grain gathers it."""
    leaf = node.leaf
    if (
        leaf is None
        or gathered
        or leaf.factors
        or leaf.per
        or leaf.ratio
        or (leaf.counted and not leaf.bands)
    ):
        return []
    return _paid(node)


def _outliers(remarks: Remarks) -> None:
    """Points that are ten times what the rules beside it pay: most often a zero too many."""
    told: set[Mark] = set()
    for tree in remarks.rule_set.trees():
        for once in (False, True):
            _among(remarks, tree, [node for node in tree.leaves() if _once(node) is once], told)


def _once(node: Node) -> bool:
    """Whether a leaf pays once a year, for a number or the best: no neighbour of what each fact pays."""
    assert node.leaf is not None
    return node.leaf.counted or (node.grain == "period" and node.combine != "sum")


def _among(remarks: Remarks, tree: Node, leaves: list[Node], told: set[Mark]) -> None:
    # What is multiplied by a rate or a number is not what anybody gets.
    paid = {
        node.id: [one for one in _paid(node) if one.value]
        for node in leaves
        if node.leaf and (not node.leaf.counted or node.leaf.bands)
    }
    everything = sorted((one for own in paid.values() for one in own), key=lambda one: -abs(one.value))
    siblings = ([one for child in node.children for one in paid.get(child.id, ())] for node in tree.walk())
    for group in (*siblings, everything):
        high, most = _above(group)
        marks = {one.mark for one in high}
        other = next((abs(one.value) for one in everything if one.mark not in marks), Fraction(0))
        for one in high:
            if one.mark in told or abs(one.value) <= TWICE * other:
                continue
            told.add(one.mark)
            beside = f"旁边的规则（至多 {decimal(most)} 分）"
            message = f"“{one.rule}”的 {decimal(one.value)} 分，是{beside}的 {int(abs(one.value) / most)} 倍"
            remarks.warn(one.mark, message, "检查有没有多写一个 0、漏写小数点")


def _above(group: list[_Paid]) -> tuple[list[_Paid], Fraction]:
    """The few that stand far above the many, and the most of those; none where nothing stands apart."""
    ordered = sorted(group, key=lambda one: abs(one.value))
    for place in range(len(ordered) - 1, 0, -1):
        below = abs(ordered[place - 1].value)
        if abs(ordered[place].value) >= TIMES.get(place, TENFOLD) * below:
            return (ordered[place:], below) if len(ordered) - place <= place else ([], below)
    return [], Fraction(0)


def _lines(remarks: Remarks) -> None:
    """Lines of grades of which one is ten times the next."""
    lines = [grade for grade in remarks.rule_set.grades if grade.least]
    for above, below in pairwise(lines):
        if above.least and below.least and above.least >= TENFOLD * below.least > 0:
            message = f"“{above.name}”的分数线 {decimal(above.least)} 是“{below.name}”的十倍以上"
            remarks.warn(above.mark, message, "检查有没有多写一个 0、漏写小数点")
