"""Random measures over every construct of the language, as text that the loader accepts: the document."""

from __future__ import annotations

from typing import NamedTuple

import yaml
from hypothesis import strategies as st

from tests.scoring.chooser import Chooser
from tests.scoring.random_committees import CATALOGUE, OCCASIONS, WORKS
from tests.scoring.random_rules import (
    OF_MEMBERS,
    TAKES,
    bounds,
    compare,
    condition_on,
    conditions,
    folding,
    limits,
    node,
    rounding,
)
from tests.scoring.yaml_text import Data, document

Tree = dict[str, Data]


LAST_YEAR = "上年总分"


class Known(NamedTuple):
    """The ids that a condition may name: of nodes, of rules that have a rate, of rules of the term."""

    names: list[str]
    rates: list[str]
    term: list[str]


@st.composite
def measures(draw: st.DrawFn) -> str:
    """The text of a measure."""
    choose = Chooser(draw)
    root: Tree = {**folding(choose), **limits(choose)} if choose.one_in(3) else {}
    root["rules"] = [node(choose, "period", 2, works_only=False) for _ in range(choose.between(1, 3))]
    nodes: list[tuple[Tree, list[str]]] = []
    number(root, nodes, [])
    of_term = term_counts(choose)
    known = Known(
        [str(one["id"]) for one, _ in nodes],
        [str(one["id"]) for one in (*(one for one, _ in nodes), *of_term) if "rate" in one],
        [str(one["id"]) for one in of_term],
    )
    refer(choose, nodes, known)
    pay_for_numbers(choose, root, known)
    start, end = choose.of([("2022-01-01", "2022-12-31"), ("2022-03-20", "2022-12-14")])
    header: Tree = {
        "language": "1",
        "title": "随机办法",
        "committee": "随机",
        "year": "2022",
        "period": {"from": start, "to": end},
        "citation": "随机",
        "rounding": rounding(choose),
        "months": {"days": choose.of(["15", "1", "28"])},
        "root": root,
    }
    if choose.one_in(4):
        take = choose.of(TAKES)
        when = conditions(choose, list(OCCASIONS if take == TAKES[0] else WORKS), take, 1)
        header["exclude"] = [{"id": "X", "title": "剔除", "take": take, "when": when}]
    if of_term:
        header |= {"term": {"from": choose.of(["2019-06-01", "2021-12-10", "2022-02-01"])}}
        header["term_counts"] = [*of_term]
    header |= standing(choose, known)
    if choose.one_in(3):
        header["groups"] = [ranking(choose, known, at) for at in range(choose.between(1, 2))]
    return document(header)


def term_counts(choose: Chooser) -> list[Tree]:
    """Rules that count over the whole term."""
    return [term_count(choose, f"T{at}") for at in range(choose.between(1, 2))] if choose.one_in(3) else []


def term_count(choose: Chooser, name: str) -> Tree:
    take = choose.of(TAKES)
    kinds = list(OCCASIONS if take == TAKES[0] else WORKS)
    found: Tree = {"id": name, "title": name, "take": take, "when": conditions(choose, kinds, take, 1)}
    if choose.one_in(3):
        part = conditions(choose, kinds, take, 1)
        found["rate"] = {"of": part, "among": {"any": [part, conditions(choose, kinds, take, 1)]}}
    return found


def pay_for_numbers(choose: Chooser, root: Tree, known: Known) -> None:
    """Perhaps rules that pay for what a rule of the term counts, and for an amount of the year before."""
    rules = root["rules"]
    assert isinstance(rules, list)
    if known.term and choose.one_in(2):
        bands: list[Data] = [{"min": "3", "points": "4"}, {"min": "1", "points": "-1/3"}]
        if choose.one_in(2):
            bands[0] = {"min": "5", "points": "4", "pro_rata": choose.of(["up", "down"])}
        rules.append({"id": "B", "title": "B", "count": choose.of(known.term), "bands": bands})
    if choose.one_in(3):
        carried: Tree = {
            "id": "L",
            "title": "L",
            "count": LAST_YEAR,
            "points": choose.of(["1/3", "10%", "-1"]),
        }
        if choose.one_in(2):
            del carried["points"]
            carried["bands"] = [{"min": "60.1", "points": "2"}, {"below": "2", "points": "-1"}]
        elif known.term and choose.one_in(2):
            carried |= {"count": choose.of(known.term), "less": LAST_YEAR}
        rules.append(carried)
    if choose.one_in(3):
        kind = choose.of(WORKS)
        more: Tree = {
            "id": "Z",
            "title": "Z",
            "take": "authorship",
            "when": {"kind": kind},
            "less": LAST_YEAR,
        }
        of = choose.of(["work", "record", "day"])
        rules.append({**more, "count": of, "points": choose.of(["1", "1/3"]), **limits(choose)})


def header_of(text: str) -> Tree:
    """A document of `measures` as plain data again."""
    found: Tree = yaml.load(text, Loader=yaml.BaseLoader)
    return found


def number(tree: Tree, found: list[tuple[Tree, list[str]]], above: list[str], prefix: str = "N") -> None:
    """Gives every node an id in the order of the document; `found` has them all, with the ids above each."""
    tree["id"] = tree["title"] = name = f"{prefix}{len(found)}"
    found.append((tree, above))
    rules = tree.get("rules", [])
    assert isinstance(rules, list)
    for rule in rules:
        assert isinstance(rule, dict)
        number(rule, found, [*above, name], prefix)


def refer(choose: Chooser, nodes: list[tuple[Tree, list[str]]], known: Known) -> None:
    """Guards and `beyond`, all in one direction of the document, so that nothing waits for itself."""
    forward = choose.one_in(2)
    names = known.names
    for at, (one, above) in enumerate(nodes):
        free = names[at + 1 :] if forward else [name for name in names[:at] if name not in above]
        if choose.one_in(5):
            one["if"] = condition(choose, free, known)
        capped = [str(other["id"]) for other, _ in nodes if other["id"] in free and caps_the_year(other)]
        if "excess" in one:
            one |= {"excess": choose.of(capped)} if capped else {"base": "1"}
            if not capped:
                del one["excess"]
                one.pop("times", None)
        pick = one.get("pick")
        if isinstance(pick, dict) and free and choose.one_in(2):
            pick["beyond"] = choose.of(free)


def caps_the_year(tree: Tree) -> bool:
    return "cap" in tree and (tree.get("over") == "period" or "count" in tree or "rate" in tree)


def condition(choose: Chooser, free: list[str], known: Known, depth: int = 1) -> Data:
    """A condition that reads the points of `free` nodes and the counts of any."""
    what = choose.of(["count", "count", "points", "rate", "member", "nest"])
    if what == "nest" and depth:
        inner: list[Data] = [condition(choose, free, known, depth - 1) for _ in range(choose.between(1, 3))]
        ways: list[Tree] = [{"not": inner[0]}, {"all": inner}, {"any": inner}]
        return choose.of(ways)
    if what == "points" and free:
        return {"points": choose.of(free), **compare(choose)}
    if what == "rate" and known.rates:
        return {"rate": choose.of(known.rates), **bounds(choose, ["0", "1/3", "50%", "1", "2"])}
    if what == "member":
        name = choose.of(OF_MEMBERS)
        return {"member": {name: condition_on(choose, CATALOGUE.attributes[name])}}
    counted = known.term if known.term and choose.one_in(3) else known.names
    found: Tree = {"count": list(choose.some(counted, 1, 2)), **compare(choose)}
    if choose.one_in(2):
        found["of"] = choose.of(["record", "work", "matter", "day", "出席半天", "序号"])
    if choose.one_in(3):
        found["pro_rata"] = choose.of(["up", "down"])
    return found


def ranking(choose: Chooser, known: Known, at: int) -> Tree:
    """A ranking of groups: by sum, mean or rate of their members, or by a measure of their own."""
    way = choose.of(["mean", "sum", "rate", "rules"])
    head: Tree = {"of": choose.of(["界别", "身份"]), "at_least": choose.of(["1", "2"])}
    if choose.one_in(2):
        head["among"] = choose.of(["全体", "参加排名"])
    if choose.one_in(2):
        head["ties"] = "dense"
    if way != "rules":
        if choose.one_in(3):
            head["round"] = rounding(choose)
        what: Data = condition(choose, known.names, known) if way == "rate" else choose.of(known.names)
        return {**head, "id": f"Q{at}", "title": "排名", way: what}
    own: Tree = {**folding(choose), **limits(choose)} if choose.one_in(3) else {}
    own["rules"] = [node(choose, "period", 2, works_only=False) for _ in range(choose.between(1, 2))]
    nodes: list[tuple[Tree, list[str]]] = []
    number(own, nodes, [], f"Q{at}.")
    rates = [str(one["id"]) for one, _ in nodes if "rate" in one]
    refer(choose, nodes, Known([str(one["id"]) for one, _ in nodes], rates, []))
    found = of_groups(choose, own)
    assert isinstance(found, dict)
    if choose.one_in(3):
        found["per_head"] = "是"
    return {**head, **found}


def of_groups(choose: Chooser, data: Data) -> Data:
    """A tree without what only a member has: shares, months in office, attributes; with numbers per head."""
    if isinstance(data, list):
        return [of_groups(choose, item) for item in data]
    if not isinstance(data, dict):
        return data
    found = {key: of_groups(choose, value) for key, value in data.items() if key not in ("share", "pro_rata")}
    if found.get("times") == "在任月数":
        found["times"] = "1/2"
    if isinstance(condition := found.get("if"), dict):
        found["if"] = _no_person(condition, found["id"])
    counts = "count" in found and ("bands" in found or "id" not in found)
    return {**found, "per_head": "是"} if counts and choose.one_in(2) else found


def _no_person(condition: Tree, name: Data) -> Data:
    if "member" in condition:
        return {"count": name, "min": "1"}
    return {
        key: [_no_person(one, name) for one in value if isinstance(one, dict)]
        if key in ("all", "any") and isinstance(value, list)
        else _no_person(value, name)
        if key == "not" and isinstance(value, dict)
        else value
        for key, value in condition.items()
    }


def standing(choose: Chooser, known: Known) -> Tree:
    """unranked, gates, grades, consequences and rank."""
    found: Tree = {}
    if choose.one_in(3):
        found["unranked"] = [{"id": "U", "title": "不排名", "if": condition(choose, known.names, known)}]
    found["grades"] = grades = [grade(choose, known, *one) for one in lines(choose)]
    words = [str(one["grade"]) for one in grades if isinstance(one, dict)]
    effects: list[Tree] = [{"ungraded": "是"}]
    for word in words:
        effects += [{"at_most": word}, {"force": word}]
    gates: list[Data] = [
        {
            "id": f"G{at}",
            "title": "关口",
            choose.of(["if", "unless"]): condition(choose, known.names, known),
            **choose.of(effects),
        }
        for at in range(choose.below(4))
    ]
    preferences: list[Tree] = [{"deductions": "fewer"}, {"member": "编号"}]
    for name in known.names:
        preferences += [{"points": name}, {"count": name, "prefer": "fewer"}]
    found["rank"] = {
        "scopes": ["全体", *choose.some(["身份", "界别", "处分"], 0, 2)],
        "ties": choose.of(["competition", "dense", "selection"]),
        "selection": [choose.of(preferences) for _ in range(choose.between(1, 3))],
    }
    if choose.one_in(2):
        found["consequences"] = [
            consequence(choose, known, words, f"C{at}") for at in range(choose.between(1, 3))
        ]
    return {**found, "gates": gates} if gates else found


def consequence(choose: Chooser, known: Known, grades: list[str], name: str) -> Data:
    """What follows beside the grade, by a condition that may ask for it, by the place, or by both."""
    found: Tree = {"id": name, "title": "处理"}
    what = choose.of(["if", "grade", "both", "place"])
    if what != "place":
        asked = condition(choose, known.names, known)
        settled: Tree = {"grade": list(choose.some(grades, 1, 2))}
        ways: list[Tree] = [settled, {"all": [settled, asked]}, {"any": [asked, {"not": settled}]}]
        found["if"] = choose.of(ways) if what == "grade" else asked
    if what in ("both", "place"):
        found[choose.of(["top", "last"])] = place(choose)
    return found


def lines(choose: Chooser) -> list[tuple[str, str | None]]:
    """The grades with their least points, the last perhaps without."""
    least = choose.of([("5", "2", "0"), ("2", "1/3", "-1"), ("10", "10", "1")])
    found: list[tuple[str, str | None]] = list(zip(("优秀", "称职", "基本称职"), least, strict=True))
    return [*found, ("不称职", None)] if choose.one_in(2) else found


def place(choose: Chooser) -> Tree:
    """A place among the first or last of those ranked."""
    portion: Tree = choose.of([{"share": "20%"}, {"share": "1/2"}, {"places": "1"}, {"places": "2"}])
    ties = choose.of(["in", "out", "selection"])
    top: Tree = {**portion, "round": choose.of(["up", "down"]), "ties": ties}
    return {**top, "within": "身份"} if choose.one_in(3) else top


def grade(choose: Chooser, known: Known, name: str, least: str | None) -> Data:
    found: Tree = {"grade": name}
    if least is None:
        return found
    found["min"] = least
    if choose.one_in(3):
        found["top"] = place(choose)
    if choose.one_in(6):
        found["if"] = condition(choose, known.names, known)
    return found
