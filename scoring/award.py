"""Award lines for people: every point with its record, rule and citation, and what cut it.

The lines of a member add up to the member's total, always.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import gcd

import numpy as np

from rules.document import Node, Rounding
from rules.number import decimal
from rules.record import Record
from scoring.counted import numbers
from scoring.facts import Flags
from scoring.fold import Fold
from scoring.ledger import Cut
from scoring.method import FORMER
from scoring.points import rounded
from scoring.rounding import finest
from scoring.run import ScoreRun

COMBINED = {
    "highest": "同组取最高，不计本条",
    "lowest": "同组取最低，不计本条",
    "first": "按先后只取一项，不计本条",
}


@dataclass(frozen=True, slots=True)
class Award:
    """One line: `raw` points by the rule `node`, `kept` after every cut, each cut as a sentence; rounded.

    `record` is None for a base, a rate and other points that no single record earned, and `basis` says what
    they are for; `day` is the counted date of the fact.
    """

    member: int
    node: Node
    record: Record | None
    day: date | None
    raw: Fraction
    kept: Fraction
    cuts: tuple[str, ...]
    basis: str = ""


def awards(run: ScoreRun, members: Flags, traced: Fold | None = None) -> list[Award]:
    """The award lines of the chosen members, in the order of members, rules and counted dates.

    `traced` is a traced fold that holds them, where there is one already.

    Raises `ArithmeticError` if they do not add up to the totals: better no answer than a wrong one.
    """
    fold = traced or run.traced(members)
    ledger = fold.ledger
    assert ledger
    _check_sums(run, fold, members)
    reasons = _reasons(fold)
    nodes = run.rule_set.nodes()
    rank = np.where(ledger.fact < 0, -1, fold.facts.rank[ledger.fact]) if fold.facts.n else ledger.fact
    places = {node.id: at for at, node in enumerate(run.rule_set.root.walk())}
    step = finest(run.rule_set)
    place = np.array([places[node] for node in ledger.node] or [0])[ledger.leaf]
    found = []
    order = np.lexsort((rank, ledger.day, place, ledger.member))
    # A base is given to everybody in the roster, also by the fold of a few.
    for line in order[members[ledger.member[order]]].tolist():
        fact = int(ledger.fact[line])
        day = int(ledger.day[line])
        found.append(
            Award(
                member=int(ledger.member[line]),
                node=nodes[ledger.node[ledger.leaf[line]]],
                record=run.records[fold.facts.work[fact]] if fact >= 0 and run.records else None,
                day=date.fromordinal(day) if day > 0 else None,
                raw=_raw(fold.scale.points(ledger.raw[line]), fold.method, step),
                kept=fold.scale.points(ledger.kept[line]),
                cuts=tuple(reasons.get(line, ())),
                basis=""
                if fact >= 0
                else _basis(nodes[ledger.node[ledger.leaf[line]]], int(ledger.member[line]), fold),
            )
        )
    return found


def _raw(points: Fraction, method: int, step: Rounding) -> Fraction:
    return points if method == FORMER else rounded(points, step)


def _basis(node: Node, member: int, fold: Fold) -> str:
    """What points without a record are for: a base, a rate with its two numbers, a count, a guarantee."""
    if node.leaf is None or not node.leaf.counted:
        if node.excess is not None:
            return f"{fold.node(node.excess).title}超出上限的部分"
        return "基础分" if node.base is not None else "保底"
    above, below, _ = numbers(node, fold.counts)
    if node.leaf.rate is None:
        less = f"（已减去{node.leaf.less}）" if node.leaf.less else ""
        return f"计 {decimal(Fraction(int(above[member]), int(below[member])))}{less}"
    common = gcd(*(int(part[member]) for part in (above, below))) if node.leaf.rate.of.quantity else 1
    percent = Fraction(int(above[member]) * 100, int(below[member]))
    shown = decimal(Fraction(round(percent * 10), 10))
    return f"{int(above[member]) // common} / {int(below[member]) // common} = {shown}%"


def _check_sums(run: ScoreRun, fold: Fold, members: Flags) -> None:
    ledger = fold.ledger
    assert ledger
    sums = fold.scale.zeros(run.roster.n)
    np.add.at(sums, ledger.member, ledger.kept)
    # The part and the whole may use different units; points compare.
    for member in np.flatnonzero(members).tolist():
        if fold.scale.points(sums[member]) != run.total(member):
            raise ArithmeticError(f"award lines of member {member} do not add up to the total")


def _reasons(fold: Fold) -> dict[int, list[str]]:
    assert fold.ledger
    found: dict[int, list[str]] = {}
    nodes = fold.rule_set.nodes()
    for cut in fold.ledger.cuts:
        node = nodes[cut.node]
        for at, line in enumerate(cut.lines.tolist()):
            found.setdefault(line, []).append(_sentence(cut, at, node, fold))
    return found


def _sentence(cut: Cut, at: int, node: Node, fold: Fold) -> str:
    before, after = (decimal(fold.scale.points(values[at])) for values in (cut.before, cut.after))
    where = f"{node.title}（{node.id}）"
    if cut.why in ("cap", "floor"):
        bound = node.cap if cut.why == "cap" else node.floor
        limit = "上限" if cut.why == "cap" else "下限"
        past = "" if cut.already is None else f"，已计{decimal(fold.scale.points(cut.already[at]))}"
        return f"{where}{limit}{decimal(bound or Fraction(0))}{past}，本条{before}分计{after}分"
    match cut.why:
        case "share":
            return f"{where}作者分配，本条{before}分得{after}分"
        case "times":
            factor = "在任月数之比" if node.weight is None else decimal(node.weight)
            return f"{where}整体乘以{factor}，本条{before}分计{after}分"
        case "round":
            return f"{where}取整，本条{before}分计{after}分"
        case "pick":
            return f"{where}按次序不在计分之列，本条{before}分不计"
        case "if":
            return f"{where}的条件不满足，本条{before}分不计"
    return f"{where}{COMBINED[cut.why]}（{before}分）"
