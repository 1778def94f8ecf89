"""Conditions that hold for everybody or for nobody, and gates that change nothing."""

from collections.abc import Iterator
from fractions import Fraction

from rules.bound import Interval, Span, bounds, interval
from rules.compare import COMPARISONS
from rules.condition import COUNTED, Condition, Count, Either, Every, Negation, Person, Points, RateOf
from rules.document import Consequence, Gate, GroupRanking, RuleSet, Unranked
from rules.number import decimal, exact
from rules.possible import Reach
from rules.proportion import rate_bounds
from rules.remark import Remarks, Written, values
from rules.source import Mark
from rules.when import QUANTITY_SCALE

ZERO = Fraction(0)


def conditions(remarks: Remarks, reach: Reach) -> None:
    """Remarks on conditions, gates and bounds of quantities."""
    spans = bounds(remarks.rule_set).after
    for condition, above in _conditions(remarks.rule_set):
        for one in _atoms(condition):
            mark = one.mark or above
            match one:
                case Count():
                    _count(remarks, one, mark)
                case Points(node=node) if node in spans:
                    _points(remarks, one, spans[node], mark)
                case RateOf(compare=compare):
                    rate_bounds(remarks, compare, mark)
                case Person(test=test):
                    found = reach.situations(test)
                    if found and all(each.clash for each in found):
                        message = f"没有委员能满足：“{found[0].clash}”的几个条件互相矛盾"
                        remarks.error(mark, message, "改条件，或删去")
    _bands(remarks)
    _gates(remarks)
    for written in values(remarks.rule_set.tree):
        _quantity(remarks, written)


def _conditions(rule_set: RuleSet) -> Iterator[tuple[Condition, Mark]]:
    """Every condition with the place of what it belongs to."""
    for node in rule_set.tree_nodes():
        if node.guard is not None:
            yield node.guard, node.mark
    named: list[Unranked | Gate] = [*rule_set.unranked, *rule_set.gates]
    for one in named:
        yield one.condition, one.mark or rule_set.root.mark
    for grade in rule_set.grades:
        if grade.condition is not None:
            yield grade.condition, grade.mark
    more: list[Consequence | GroupRanking] = [*rule_set.consequences, *rule_set.groups]
    for each in more:
        if each.condition is not None:
            yield each.condition, each.mark or rule_set.root.mark


def _atoms(condition: Condition) -> Iterator[Count | Points | RateOf | Person]:
    match condition:
        case Every(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from _atoms(part)
        case Negation(part=part):
            yield from _atoms(part)
        case Count() | Points() | RateOf() | Person():
            yield condition


def _count(remarks: Remarks, count: Count, mark: Mark) -> None:
    _told(remarks, interval(count.compare), Span(ZERO, None), mark, "次数")
    if count.of in COUNTED and not count.per_head:
        _whole(remarks, count.compare.bounds, mark)


def _points(remarks: Remarks, points: Points, span: Span, mark: Mark) -> None:
    node = remarks.rule_set.every_node()[points.node]
    # What a narrower grain comes to may be had many times.
    if node.grain == "period":
        _told(remarks, interval(points.compare), span, mark, f"“{node.id}”的得分")


def _told(remarks: Remarks, asked: Interval, span: Span, mark: Mark, what: str) -> None:
    """Remarks on bounds that leave nothing of a span over, or all of it."""
    whole = Interval(span.least, span.least is not None, span.most, span.most is not None)
    least = "" if span.least is None else f"最少 {decimal(span.least)}"
    most = "" if span.most is None else f"最多 {decimal(span.most)}"
    said = "、".join(filter(None, (least, most)))
    if asked.shared(whole).empty:
        remarks.error(mark, f"永远不满足：{what}{said}", "改界限，检查有没有多写一个 0、漏写百分号")
    elif whole.within(asked):
        remarks.warn(mark, f"总是满足：{what}{said}", "改界限，或删去这个条件")


def _whole(remarks: Remarks, bounds: tuple[tuple[str, Fraction], ...], mark: Mark) -> None:
    for name, value in bounds:
        if value.denominator != 1:
            rate = f"比率用 rate，写成 {{rate: …, {name}: {decimal(value * 100)}%}}"
            cure = rate if 0 < value < 1 else "写成整数"
            remarks.error(mark, f"次数是整数，{name} 却是 {decimal(value)}", cure)


def _bands(remarks: Remarks) -> None:
    for node in remarks.rule_set.tree_nodes():
        leaf = node.leaf
        # A number per head, or less the amount of another year, is any number.
        if leaf is None or leaf.count not in COUNTED or leaf.per_head or leaf.less or leaf.number:
            continue
        for band in leaf.bands:
            mark = band.mark or node.mark
            _whole(remarks, band.compare.bounds, mark)
            if interval(band.compare).shared(Interval(ZERO, True, None, False)).empty:
                remarks.error(mark, "永远不满足：次数最少 0", "改界限")


def _gates(remarks: Remarks) -> None:
    grades = remarks.rule_set.grades
    for gate in remarks.rule_set.gates:
        if grades and gate.at_most == grades[0].name and gate.mark is not None:
            message = f"“{gate.id}”不起作用：最高就是“{gate.at_most}”"
            remarks.error(gate.mark, message, "at_most 写低一等的等次；定为这一等的写 force")


def _quantity(remarks: Remarks, one: Written) -> None:
    """A bound of a quantity that no record can have: the roster and the files take three decimals."""
    path = one.path
    name = path[-2] if len(path) > 1 and path[-1] in COMPARISONS else path[-1]
    bound = path[-1] if path[-1] in COMPARISONS else "equals"
    attribute = remarks.rule_set.catalogue.attributes.get(name)
    value = exact(one.value.text)
    if attribute is None or not attribute.quantity or value is None or "values" in path[-3:-1]:
        return
    mark = one.value.mark
    if (value * QUANTITY_SCALE).denominator != 1:
        remarks.error(mark, f"“{name}”最多三位小数，{one.value.text} 不会有", "写成三位以内的小数")
    elif attribute.type == "integer" and value.denominator != 1:
        remarks.error(mark, f"“{name}”是整数，{one.value.text} 不会有", "写成整数")
    elif value < 0 or (value == 0 and bound == "below"):
        remarks.error(mark, f"“{name}”不会低于 0", "改界限，或删去这个条件")
    elif attribute.most is not None and value > attribute.most:
        remarks.error(mark, f"“{name}”不会超过 {attribute.most}", "改界限，检查有没有多写一个 0")
