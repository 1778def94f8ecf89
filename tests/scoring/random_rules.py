"""Random measures over every construct of the language, as text that the loader accepts: the tree."""

from __future__ import annotations

from rules.catalogue import OWNERS_OF_TAKE, Attribute
from rules.document import GRAINS
from tests.scoring.chooser import Chooser
from tests.scoring.random_committees import CATALOGUE, DAYS, OCCASIONS, SECTORS, WORKS
from tests.scoring.yaml_text import Data

TAKES = ("participation", "authorship", "outcome")
POINTS = ["1", "2", "5", "0", "0.5", "-1", "-2.5", "1/3", "2/3", "-1/3", "7/6", "0.335", "0.01", "20%"]
FACTORS = ["1/2", "2", "0", "1/3", "50%", "3/7"]
CHANGE_DAYS = ["2022-03-20", "2022-04-03", "2022-07-01"]
OF_MEMBERS = ["身份", "界别", "处分", "在任月数", "任职起", "任职止"]
LIMITS = [("0", "2"), ("-1", "1/3"), ("-3", "0"), ("1", "4"), ("2", "2"), ("-2/3", "5")]


def dated(choose: Chooser, values: list[str]) -> Data:
    """A number, or numbers that change on some days."""
    if not choose.one_in(10):
        return choose.of(values)
    steps: list[Data] = [
        {"from": day, "value": choose.of(values)} for day in sorted(choose.some(CHANGE_DAYS, 1, 2))
    ]
    return [{"value": choose.of(values)}, *steps]


def bounds(choose: Chooser, values: list[str]) -> dict[str, Data]:
    """One bound, or two that leave room; `values` ascend."""
    low = choose.below(len(values) - 1)
    name = choose.of(["min", "max", "above", "below", "equals", "both"])
    if name == "both":
        high = choose.between(low + 1, len(values) - 1)
        return {"min": values[low], choose.of(["max", "below"]): values[high]}
    return {name: values[low]}


def compare(choose: Chooser) -> dict[str, Data]:
    return bounds(choose, ["0", "1/3", "1", "2", "3", "4.5", "10"])


def labels(attribute: Attribute) -> list[str]:
    if attribute.type == "yesno":
        return ["是", "否"]
    return list(attribute.values)[:5] or [*SECTORS, "特邀"]


def condition_on(choose: Chooser, attribute: Attribute) -> Data:
    """Something that may be said of one attribute."""
    if choose.one_in(8):
        return {"missing": choose.of(["是", "否"])}
    if attribute.type == "date":
        return bounds(choose, [day.isoformat() for day in sorted(DAYS)])
    if attribute.quantity:
        return bounds(choose, ["0", "0.5", "1", "2", "3", "4", "5", "6", "7"])
    words = labels(attribute)
    several: Data = list(choose.some(words, 1, 3)) if choose.one_in(2) else choose.of(words)
    return {"not": several} if choose.one_in(4) else several


def askable(kinds: list[str], take: str) -> list[Attribute]:
    """What a condition on facts of these kinds may name."""
    carried = {name for kind in kinds for name in CATALOGUE.kinds[kind].attributes}
    owners = set(OWNERS_OF_TAKE[take])
    own = [a for a in CATALOGUE.attributes.values() if a.name in carried and owners & set(a.of)]
    return [*own, *(CATALOGUE.attributes[name] for name in OF_MEMBERS)]


def quantities(kinds: list[str], take: str) -> list[str]:
    return [a.name for a in askable(kinds, take) if a.quantity and "member" not in a.of]


def conditions(choose: Chooser, kinds: list[str], take: str, least: int = 0) -> dict[str, Data]:
    """What `when` may say of facts of these kinds."""
    names = [attribute.name for attribute in askable(kinds, take)]
    chosen = choose.some(names, least, max(least, choose.of([0, 0, 1, 2])))
    found: dict[str, Data] = {name: condition_on(choose, CATALOGUE.attributes[name]) for name in chosen}
    if choose.one_in(8):
        found["any"] = [conditions(choose, kinds, take, 1) for _ in range(choose.between(1, 3))]
    return found


def table(choose: Chooser, kinds: list[str], take: str) -> Data:
    listed = [a.name for a in askable(kinds, take) if a.type in ("choice", "label", "yesno")]
    by = choose.some(listed, 1, 2)
    words = [[*labels(CATALOGUE.attributes[name]), "*"] for name in by]
    rows = dict.fromkeys("/".join(map(choose.of, words)) for _ in range(choose.between(1, 6)))
    return {"by": list(by), "values": {row: dated(choose, POINTS) for row in rows}}


def price(choose: Chooser, kinds: list[str], take: str) -> dict[str, Data]:
    """What each fact of a leaf is worth."""
    found: dict[str, Data] = {}
    if choose.one_in(3):
        found["table"] = table(choose, kinds, take)
    else:
        found["points"] = dated(choose, POINTS)
    amounts = quantities(kinds, take)
    if amounts and choose.one_in(5):
        found["per"] = choose.of(amounts)
    if amounts and choose.one_in(6):
        found["ratio"] = [choose.of(amounts), choose.of(amounts)]
    if choose.one_in(4):
        found["times"] = [factor(choose, kinds, take) for _ in range(choose.between(1, 3))]
    return found


def factor(choose: Chooser, kinds: list[str], take: str) -> Data:
    if choose.one_in(4):
        return choose.of(FACTORS)
    found: dict[str, Data] = {"when": conditions(choose, kinds, take, 1)} if choose.one_in(2) else {}
    if take != "participation" and choose.one_in(4):
        found[choose.of(["having", "without"])] = conditions(choose, kinds, "outcome", 1)
    return {**found, "factor": dated(choose, FACTORS)}


def counting(choose: Chooser, kinds: list[str], take: str) -> dict[str, Data]:
    """A leaf that pays for a number of facts or a rate of them."""
    amounts = quantities(kinds, take)
    bands: list[Data] = [
        {**compare(choose), "points": choose.of(POINTS)} for _ in range(choose.between(1, 3))
    ]
    if choose.one_in(2):
        for band in bands:
            assert isinstance(band, dict)
            if choose.one_in(4):
                band["pro_rata"] = choose.of(["up", "down"])
        return {"count": choose.of(["work", "record", "matter", "day", *amounts]), "bands": bands}
    rate = part_of_whole(choose, kinds, take, amounts)
    if choose.one_in(2):
        rate["from"] = choose.of(["1", "2", "2.5"])
    if choose.one_in(2):
        return {"rate": rate, "points": choose.of(POINTS)}
    shares = ["0", "1/3", "50%", "1", "2"]
    return {
        "rate": rate,
        "bands": [{**bounds(choose, shares), "points": choose.of(POINTS)} for _ in range(2)],
    }


def part_of_whole(choose: Chooser, kinds: list[str], take: str, amounts: list[str]) -> dict[str, Data]:
    """What a rate divides; a part that is more than the whole is refused, and has tests of its own."""
    if amounts and choose.one_in(3):
        amount = choose.of(amounts)
        return {"of": amount, "among": amount}
    of = conditions(choose, kinds, take, 1)
    return {"of": of, "among": {"any": [of, conditions(choose, kinds, take, 1)]}}


def rounding(choose: Chooser) -> Data:
    step = choose.of(["0.01", "0.1", "1", "0.25", "5"])
    return {"to": step, "mode": choose.of(["half-up", "down", "up"])}


def limits(choose: Chooser) -> dict[str, Data]:
    """base, floor, cap: each sometimes, the floor never above the cap."""
    found: dict[str, Data] = {}
    if choose.one_in(5):
        found["base"] = choose.of(["1", "3", "-2", "1/3"])
    low, high = choose.of(LIMITS)
    if choose.one_in(5):
        found["floor"] = low
    if choose.one_in(3):
        found["cap"] = high
    if choose.one_in(7):
        found["round"] = rounding(choose)
    return found


def folding(choose: Chooser) -> dict[str, Data]:
    """pick and combine."""
    found: dict[str, Data] = {}
    if choose.one_in(4):
        first = choose.between(1, 2)
        pick: dict[str, Data] = {"order": choose.of(["date", "points"])}
        if choose.one_in(2):
            pick["from"] = str(first)
        if choose.one_in(3):
            pick["to"] = str(first + choose.below(3))
        if choose.one_in(3):
            pick["every"] = str(choose.between(1, 3))
        found["pick"] = pick
    if choose.one_in(3):
        found["combine"] = choose.of(["highest", "lowest", "first", "sum"])
    return found


def sharing(choose: Chooser) -> Data:
    found: dict[str, Data] = {"equal": "是"}
    way = choose.below(3)
    if way == 1:
        found = {"first": choose.of(["1/2", "2/3", "0", "1"]), "others": choose.of(["1/2", "1/3"])}
    if way == 2:
        found = {"by_order": [choose.of(["50%", "30%", "1/3", "0"]) for _ in range(choose.between(1, 3))]}
    if choose.one_in(3):
        among: list[Data] = [
            {"确认": ["是", "否"]},
            {"位次": "联"},
            {"身份": "常委"},
            {"序号": {"max": "2"}},
        ]
        found["among"] = choose.of(among)
    if choose.one_in(3):
        found["outsiders"] = "是"
    return found


def leaf(choose: Chooser, widest: str, works_only: bool) -> dict[str, Data]:
    """A rule that takes facts, within a node of grain `widest`."""
    take = choose.of(TAKES[1:] if works_only else TAKES)
    kinds = choose.some(OCCASIONS if take == TAKES[0] else WORKS, 1, 3)
    found: dict[str, Data] = {"take": take, "when": {"kind": list(kinds), **conditions(choose, kinds, take)}}
    if take != "participation" and choose.one_in(6):
        found[choose.of(["having", "without"])] = conditions(choose, kinds, "outcome", 1)
    if "提案" in kinds and choose.one_in(4):
        found["date"] = choose.of(["立案日期", "提交日期"])
    if choose.one_in(8):
        found["window"] = {"from": "2021-12-01", "to": choose.of(["2022-11-30", "2023-01-10"])}
    return in_force(choose, {**found, **paying(choose, widest, kinds, take)})


def paying(choose: Chooser, widest: str, kinds: list[str], take: str) -> dict[str, Data]:
    """What a leaf pays, and how it gathers it."""
    if widest == "period" and choose.one_in(5):
        return {**limits(choose), **counting(choose, kinds, take)}
    found = price(choose, kinds, take)
    grain = choose.of([None, None, *GRAINS[: GRAINS.index(widest) + 1]])
    if grain is None:
        return found
    found |= {"over": grain, **folding(choose), **limits(choose)}
    if grain == "work" and take != "participation" and choose.one_in(2):
        found["share"] = sharing(choose)
    return found


def in_force(choose: Chooser, rule: dict[str, Data]) -> dict[str, Data]:
    """The rule, perhaps only from a day on or until one; what belongs to the whole period cannot be."""
    if "base" in rule or not choose.one_in(10):
        return rule
    return {**rule, "in_force": {choose.of(["from", "to"]): choose.of(CHANGE_DAYS)}}


def node(choose: Chooser, widest: str, depth: int, works_only: bool) -> dict[str, Data]:
    """A node with rules below it, or a leaf; all below a share take works."""
    if depth == 0 or choose.one_in(3):
        return leaf(choose, widest, works_only)
    if widest == "period" and choose.one_in(12):
        return {"base": choose.of(["1", "3", "-2"])}
    if widest == "period" and choose.one_in(12):
        own = limits(choose)
        own.pop("base", None)
        times: dict[str, Data] = {"times": choose.of(FACTORS)} if choose.one_in(2) else {}
        return {"excess": "?", **times, **own}  # whose, is decided when all nodes have names
    grains = GRAINS[: GRAINS.index(widest) + 1]
    grain = choose.of([*grains, "period", "period", "period"] if widest == "period" else grains)
    found: dict[str, Data] = {"over": grain, **folding(choose), **limits(choose)}
    if choose.one_in(6):
        found["times"] = choose.of([*FACTORS, "在任月数"])
    if choose.one_in(8):
        found["when"] = {"身份": choose.of(["常委", "委员"])}
    if grain == "work" and choose.one_in(2):
        found["share"], works_only = sharing(choose), True
    found["rules"] = [node(choose, grain, depth - 1, works_only) for _ in range(choose.between(1, 3))]
    return found
