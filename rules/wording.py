"""Rules in words: what a test, a condition or a node says, for people who do not read YAML."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction

from rules.compare import Compare
from rules.condition import Condition, Count, Either, Every, GradeIs, Negation, Person, Points, RateOf
from rules.document import (
    Band,
    Case,
    Consequence,
    GroupRanking,
    Leaf,
    Node,
    Pick,
    Preference,
    Rounding,
    RuleSet,
    Share,
    Top,
)
from rules.last_year import Carried
from rules.number import decimal
from rules.tree import CONFIRMED
from rules.when import DATE, KIND, QUANTITY_SCALE, RECORD_DATE, All, AnyOf, Labels, Missing, Range, Test

GRAINS = {
    "record": "每条",
    "work": "每件",
    "matter": "每事",
    "day": "每天",
    "month": "每月",
    "quarter": "每季度",
    "period": "",
}
TAKES = {"participation": "参加", "authorship": "署名", "outcome": "结果"}
ROUNDINGS = {"half-up": "四舍五入", "down": "舍去", "up": "进一"}
TIES = {"competition": "同分同名次，其后空出", "dense": "同分同名次，其后不空", "selection": "同分按先后"}
TOP_TIES = {"in": "压线同分都算", "out": "压线同分都不算", "selection": "压线同分按先后取"}
COMBINES = {"highest": "取最高", "lowest": "取最低", "first": "按先后取一项"}
COUNTED = {"record": "条", "work": "件次", "matter": "事", "day": "天"}
CARRIED = {"count": "件次", "points": "得分", "rank": "名次"}
OPERATORS = {"min": "≥", "max": "≤", "above": ">", "below": "<", "equals": "="}


def test_words(test: Test) -> str:
    """`提案，立案：是`; kinds come without the word for them. Bounds are quoted from the document."""
    return _test_words(test, quoted=True)


def thousandths_words(test: Test) -> str:
    """The same with bounds of quantities by the thousandths that they mean, as runs were told formerly."""
    return _test_words(test, quoted=False)


def _test_words(test: Test, quoted: bool) -> str:
    match test:
        case All(parts=parts):
            return "，".join(filter(None, (_test_words(part, quoted) for part in parts)))
        case AnyOf(parts=parts):
            words = filter(None, (_test_words(part, quoted) for part in parts))
            return "（" + "，或".join(words) + "）"
        case Missing(attribute=attribute, missing=missing):
            return f"{'没有填' if missing else '填了'}{attribute}"
        case Labels(attribute=attribute, values=values, negated=negated):
            shown = "、".join(sorted(values))
            return shown if attribute == KIND else f"{attribute}{'不是' if negated else '：'}{shown}"
    return _range_words(test, quoted)


def _range_words(test: Range, quoted: bool) -> str:
    name = "日期" if test.attribute == DATE else test.attribute
    if quoted and test.said:
        return f"{name} {_bounds_words(test.said)}"
    if not test.days:
        return f"{name} {' 且 '.join(filter(None, (_low_words(test.low), _high_words(test.high))))}"
    low = f"{date.fromordinal(test.low)} 起" if test.low is not None else ""
    high = f"至 {date.fromordinal(test.high - 1)}" if test.high is not None else ""
    return f"{name} {low}{high}"


def _low_words(low: int | None) -> str:
    """A bound in thousandths as it was written: one thousandth above a whole number means above it."""
    if low is None:
        return ""
    above = (low - 1) % QUANTITY_SCALE == 0
    return f"> {(low - 1) // QUANTITY_SCALE}" if above else f"≥ {decimal(Fraction(low, QUANTITY_SCALE))}"


def _high_words(high: int | None) -> str:
    if high is None:
        return ""
    below = high % QUANTITY_SCALE == 0
    return f"< {high // QUANTITY_SCALE}" if below else f"≤ {decimal(Fraction(high - 1, QUANTITY_SCALE))}"


def compare_words(compare: Compare) -> str:
    """`≥ 4`, or `≥ 60 且 < 85`."""
    return _bounds_words(compare.bounds)


def percent_words(compare: Compare) -> str:
    """The bounds of a rate: `< 60%`."""
    return " 且 ".join(f"{OPERATORS[name]} {decimal(bound * 100)}%" for name, bound in compare.bounds)


def _bounds_words(bounds: Iterable[tuple[str, Fraction]]) -> str:
    return " 且 ".join(f"{OPERATORS[name]} {decimal(bound)}" for name, bound in bounds)


def condition_words(condition: Condition, nodes: Mapping[str, Node]) -> str:
    """A condition with the titles of the nodes that it reads."""
    match condition:
        case Every(parts=parts):
            return "；".join(condition_words(part, nodes) for part in parts)
        case Either(parts=parts):
            return "（" + "，或".join(_alternative(part, nodes) for part in parts) + "）"
        case Negation(part=part):
            return f"并非（{condition_words(part, nodes)}）"
        case Person(test=test):
            return f"委员{test_words(test)}"
        case GradeIs(grades=grades):
            return f"等次：{'、'.join(grades)}"
        case Count(nodes=names, of=of, compare=compare, pro_rata=pro_rata, per_head=per_head):
            what = f"{COUNTED.get(of, of)}{'（人均）' if per_head else ''}"
            share = "（按在任月数折算）" if pro_rata else ""
            return (
                f"{'、'.join(_title(name, nodes) for name in names)} {what} {compare_words(compare)}{share}"
            )
        case Points(node=name, compare=compare):
            return f"{_title(name, nodes)} 得分 {compare_words(compare)}"
        case RateOf(node=name, compare=compare):
            return f"{_title(name, nodes)} 比率 {percent_words(compare)}"


def _alternative(condition: Condition, nodes: Mapping[str, Node]) -> str:
    """What has to hold together stands in brackets of its own among alternatives."""
    words = condition_words(condition, nodes)
    return f"（{words}）" if isinstance(condition, Every) and len(condition.parts) > 1 else words


def _title(name: str, nodes: Mapping[str, Node]) -> str:
    return f"{nodes[name].title}（{name}）"


def top_words(top: Top, side: str = "前") -> str:
    """`前 20%`, or `前 30 名`, and within which groups; `side` 后 counts from the last."""
    if top.places is not None:
        places = f"{side} {top.places} 名"
    else:
        share = decimal((top.share or Fraction(0)) * 100)
        places = f"{side} {share}%（{'进一' if top.round_up else '舍去零头'}）"
    return f"{top.within}内{places}" if top.within else places


def consequence_words(consequence: Consequence, nodes: Mapping[str, Node]) -> str:
    """When a consequence follows: its condition and the places it is for."""
    words = [] if consequence.condition is None else [condition_words(consequence.condition, nodes)]
    for top, side in ((consequence.top, "前"), (consequence.last, "后")):
        words += [] if top is None else [f"名次在{top_words(top, side)}，{TOP_TIES[top.ties]}"]
    return "；".join(words)


def rounding_words(rounding: Rounding) -> str:
    """`取整到 0.01，四舍五入`"""
    return f"取整到 {decimal(rounding.to)}，{ROUNDINGS[rounding.mode]}"


def preference_words(preference: Preference, nodes: Mapping[str, Node]) -> str:
    """One key of the order among ties: `扣分少的`, `提案（P1）得分多的`."""
    if preference.what == "member":
        return "编号在前的"
    named = preference.of in nodes if preference.of else False
    whose = _title(preference.of, nodes) if preference.of and named else ""
    what = {"deductions": "扣分", "points": "得分", "count": "件次"}[preference.what]
    return f"{whose}{what}{'少' if preference.fewer else '多'}的"


def bands_words(leaf: Leaf) -> list[str]:
    """Each band of a leaf: `≥ 4 得 30 分`, of a rate `≥ 90% 得 2 分`."""
    return [_band_words(band, percent_words if leaf.rate else compare_words) for band in leaf.bands]


def _band_words(band: Band, bounds: Callable[[Compare], str]) -> str:
    share = "（界限按在任月数折算）" if band.pro_rata else ""
    return f"{bounds(band.compare)} 得 {decimal(band.points)} 分{share}"


def node_words(node: Node, rule_set: RuleSet) -> list[str]:
    """What a node says, a sentence each: which facts, how many points, which limits."""
    nodes = rule_set.every_node()
    words = [] if node.leaf is None else [*_leaf_words(node.leaf, rule_set)]
    grain = GRAINS[node.grain] if node.grain else ""
    if node.excess is not None:
        words.append(f"取{_title(node.excess, nodes)}超出上限的部分")
    if node.guard is not None:
        words.append(f"条件：{condition_words(node.guard, nodes)}")
    if node.pick is not None:
        words.append(pick_words(node.pick, nodes))
    if node.combine != "sum":
        words.append(f"{grain}{COMBINES[node.combine]}")
    if node.weight != 1:
        months = _months_words(node, rule_set) if node.weight is None else None
        words.append(f"乘以{months}" if months else f"乘以 {decimal(node.weight or Fraction(1))}")
    if node.share is not None:
        words.append(share_words(node.share))
    words += _limit_words(node, grain)
    if not words and node.grain not in (None, "period"):
        words.append(f"{grain}合计")
    return words


def _months_words(node: Node, rule_set: RuleSet) -> str:
    if node.window in (None, (rule_set.start, rule_set.end)):
        return "在任月数 ÷ 统计期月数"
    first, last = node.window
    return f"在任月数 ÷ 月数（{first} 至 {last}）"


def _limit_words(node: Node, grain: str) -> list[str]:
    limits = (("基础分", node.base), ("下限", node.floor), ("上限", node.cap))
    words = [f"{grain}{what} {decimal(value)}" for what, value in limits if value is not None]
    return [*words, rounding_words(node.rounding)] if node.rounding else words


def _leaf_words(leaf: Leaf, rule_set: RuleSet) -> list[str]:
    if leaf.number is not None:
        named = rule_set.known()
        what = f"{_title(leaf.number, named)}的总数" if leaf.number in named else leaf.number
        words = [f"按{what}{less_words(leaf)}"]
        return [
            *words,
            *(f"每 1 得 {decimal(case.value)} 分" for case in leaf.cases),
            *bands_words(leaf),
        ]
    words = [_facts_words(leaf, rule_set)]
    values = [f"{_case_words(case)}{decimal(case.value)} 分" for case in leaf.cases]
    times = f" × {leaf.per}" if leaf.per else ""
    times += f" × {leaf.ratio[0]} ÷ {leaf.ratio[1]}" if leaf.ratio else ""
    times += " × 比率" if leaf.rate and not leaf.bands else ""
    if values:
        words.append("；".join(values) + times)
    words += [f"{_case_words(factor)}乘以 {decimal(factor.value)}" for factor in leaf.factors]
    if leaf.rate:
        of, among = (
            test_words(part.test) if part.test else part.quantity for part in (leaf.rate.of, leaf.rate.among)
        )
        words.append(f"比率 =（{of}）÷（{among}），满 {decimal(leaf.rate.least)} 才算")
    if leaf.count:
        words.append(f"按总数（{count_words(leaf)}）{less_words(leaf)}")
    words += bands_words(leaf)
    words += [f"按{date_words(leaf)}计"] if leaf.date is not None else []
    words += [f"只取“{leaf.of_group}”是本组的"] if leaf.of_group else []
    return words


def count_words(leaf: Leaf) -> str:
    """What a leaf counts: `件次`, or of a group `件次，除以人数`."""
    what = COUNTED.get(leaf.count or "", leaf.count or "")
    return f"{what}，除以人数" if leaf.per_head else what


def way_words(ranking: GroupRanking, nodes: Mapping[str, Node]) -> str:
    """By what groups are ranked: `委员 总分（total）的人均`."""
    if ranking.condition is not None:
        return f"委员占比：{condition_words(ranking.condition, nodes)}"
    if ranking.node is not None:
        return f"委员 {_title(ranking.node, nodes)}的{'人均' if ranking.way == 'mean' else '合计'}"
    return "自己的办法，除以人数" if ranking.per_head else "自己的办法"


def carried_words(carried: Carried) -> str:
    """`上年提案件数（上年 P1 的件次）`"""
    return f"{carried.name}（上年 {carried.of} 的{CARRIED[carried.what]}）"


def less_words(leaf: Leaf) -> str:
    """What is taken from a number before it pays."""
    return f"减去{leaf.less}" if leaf.less else ""


def date_words(leaf: Leaf) -> str:
    """The name of the day by which the facts of a leaf count."""
    if leaf.date == RECORD_DATE:
        return "作品的日期"
    return leaf.date or ("结果的日期" if leaf.take == "outcome" else "记录的日期")


def _facts_words(leaf: Leaf, rule_set: RuleSet) -> str:
    """Which facts a leaf takes, without the kinds already named and the period of the whole measure."""
    begins = [day.toordinal() for day in (rule_set.start, rule_set.term) if day is not None]
    own = [(first, rule_set.end.toordinal() + 1) for first in begins]
    kinds = [test for test in _parts(leaf.test) if isinstance(test, Labels) and test.attribute == KIND]
    parts: list[Test] = [kinds[0]] if kinds else []
    rest = [test for test in _parts(leaf.test) if test not in kinds]
    parts += [one for one in rest if not (isinstance(one, Range) and (one.low, one.high) in own)]
    everything = len(kinds[0].values) if kinds else 0
    if everything > 8:
        parts = parts[1:]
    words = [test_words(part) for part in parts]
    words += [f"作品有过（{test_words(leaf.having)}）"] if leaf.having else []
    words += [f"作品没有过（{test_words(leaf.without)}）"] if leaf.without else []
    return "，".join(filter(None, words)) or "所有记录"


def _parts(test: Test) -> tuple[Test, ...]:
    return test.parts if isinstance(test, All) else (test,)


def _case_words(case: Case) -> str:
    words = [] if case.test is None else [test_words(case.test)]
    words += [f"作品有过（{test_words(case.having)}）"] if case.having else []
    words += [f"作品没有过（{test_words(case.without)}）"] if case.without else []
    return f"{'，'.join(words)} " if words else ""


def pick_words(pick: Pick, nodes: Mapping[str, Node]) -> str:
    order = "从高分到低分" if pick.order == "points" else "按日期先后"
    last = f"到第 {pick.last} 项" if pick.last else "起"
    every = f"，每 {pick.every} 项计 1 项" if pick.every > 1 else ""
    beyond = f"，{_title(pick.beyond, nodes)} 已给分的除外" if pick.beyond else ""
    return f"{order}取第 {pick.first} 项{last}{every}{beyond}"


def share_words(share: Share) -> str:
    if share.by_order:
        words = f"按署名先后分配 {'、'.join(f'{decimal(part * 100)}%' for part in share.by_order)}"
    elif share.first is None or share.others is None:
        words = "作者平均分配"
    else:
        words = f"第一作者得 {_quotient(share.first)}，其余作者平分 {_quotient(share.others)}"
    if share.among != CONFIRMED:
        words += f"，作者只算（{test_words(share.among)}）" if share.among else "，作者全算"
    return f"{words}，非委员作者也算" if share.outsiders else words


def _quotient(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"
