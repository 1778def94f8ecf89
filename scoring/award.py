"""Award lines for people: every point with its record, rule and citation, and what cut it.

The lines of a member add up to the member's total, always.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import gcd
from typing import NamedTuple

import numpy as np

from rules.document import Node, Rounding
from rules.number import decimal
from rules.record import Record
from scoring.counted import numbers
from scoring.facts import Flags, Integers
from scoring.fold import Fold
from scoring.method import FORMER
from scoring.points import rounded
from scoring.rounding import finest
from scoring.run import ScoreRun

COMBINED = {
    "highest": "同组取最高，不计本条",
    "lowest": "同组取最低，不计本条",
    "first": "按先后只取一项，不计本条",
}


class Award(NamedTuple):
    """One line: `raw` points by the rule `node`, `kept` after every cut, each cut as a sentence; rounded.

    `record` is None for a base, a rate and other points that no single record earned, and `basis` says what
    they are for; `day` is the counted date of the fact. A workbook makes a hundred thousand of them.
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
    return list(each_award(run, members, traced))


def each_award(run: ScoreRun, members: Flags, traced: Fold | None = None) -> Iterator[Award]:
    """The same one after another, for whoever keeps none; what does not add up is raised before the first."""
    fold = traced or run.traced(members)
    ledger = fold.ledger
    assert ledger
    _check_sums(run, fold, members)
    amounts = _Amounts(fold, finest(run.rule_set))
    reasons = _reasons(fold, amounts)
    nodes = run.rule_set.nodes()
    rank = np.where(ledger.fact < 0, -1, fold.facts.rank[ledger.fact]) if fold.facts.n else ledger.fact
    places = {node.id: at for at, node in enumerate(run.rule_set.root.walk())}
    place = np.array([places[node] for node in ledger.node] or [0])[ledger.leaf]
    order = np.lexsort((rank, ledger.day, place, ledger.member))
    # A base is given to everybody in the roster, also by the fold of a few.
    lines = order[members[ledger.member[order]]]
    paid = [nodes[node] for node in ledger.node]
    columns = (ledger.member, ledger.leaf, ledger.fact, ledger.day, ledger.raw, ledger.kept)
    work = fold.facts.work[ledger.fact[lines]].tolist() if fold.facts.n else [0] * len(lines)
    for at, line, member, leaf, fact, day, worth, kept in zip(
        work, lines.tolist(), *(column[lines].tolist() for column in columns), strict=True
    ):
        yield Award(
            member=member,
            node=paid[leaf],
            record=run.records[at] if fact >= 0 and run.records else None,
            day=date.fromordinal(day) if day > 0 else None,
            raw=amounts.raw(worth),
            kept=amounts.points(kept),
            cuts=tuple(reasons.get(line, ())),
            basis="" if fact >= 0 else _basis(paid[leaf], member, amounts),
        )


class _Amounts:
    """The amounts of the lines of a fold: lines are many, different amounts few."""

    def __init__(self, fold: Fold, step: Rounding) -> None:
        self.fold = fold
        self.step = step
        self._points: dict[int, Fraction] = {}
        self._raw: dict[int, Fraction] = {}
        self._text: dict[int, str] = {}
        self._numbers: dict[str, tuple[Integers, Integers]] = {}

    def points(self, units: int) -> Fraction:
        """What units are in points."""
        known = self._points.get(units)
        if known is None:
            known = self._points[units] = self.fold.scale.points(units)
        return known

    def raw(self, units: int) -> Fraction:
        """What units are in points before any cut, as a line tells it."""
        known = self._raw.get(units)
        if known is None:
            exact = self.points(units)
            known = exact if self.fold.method == FORMER else rounded(exact, self.step)
            self._raw[units] = known
        return known

    def text(self, units: int) -> str:
        """Points in words."""
        known = self._text.get(units)
        if known is None:
            known = self._text[units] = decimal(self.points(units))
        return known

    def number(self, node: Node, member: int) -> tuple[int, int]:
        """The number or rate of a leaf as a quotient."""
        known = self._numbers.get(node.id)
        if known is None:
            known = self._numbers[node.id] = numbers(node, self.fold.counts)[:2]
        above, below = known
        return int(above[member]), int(below[member])


def _basis(node: Node, member: int, amounts: _Amounts) -> str:
    """What points without a record are for: a base, a rate with its two numbers, a count, a guarantee."""
    if node.leaf is None or not node.leaf.counted:
        if node.excess is not None:
            return f"{amounts.fold.node(node.excess).title}超出上限的部分"
        return "基础分" if node.base is not None else "保底"
    above, below = amounts.number(node, member)
    if node.leaf.rate is None:
        less = f"（已减去{node.leaf.less}）" if node.leaf.less else ""
        return f"计 {decimal(Fraction(above, below))}{less}"
    common = gcd(above, below) if node.leaf.rate.of.quantity else 1
    shown = decimal(Fraction(round(Fraction(above * 1000, below)), 10))
    return f"{above // common} / {below // common} = {shown}%"


def _check_sums(run: ScoreRun, fold: Fold, members: Flags) -> None:
    ledger = fold.ledger
    assert ledger
    sums = fold.scale.zeros(run.roster.n)
    np.add.at(sums, ledger.member, ledger.kept)
    # The part and the whole may use different units; points compare.
    for member in np.flatnonzero(members).tolist():
        if fold.scale.points(sums[member]) != run.total(member):
            raise ArithmeticError(f"award lines of member {member} do not add up to the total")


def _reasons(fold: Fold, amounts: _Amounts) -> dict[int, list[str]]:
    """What cut each line, in the order in which it was cut."""
    assert fold.ledger
    found: dict[int, list[str]] = {}
    nodes = fold.rule_set.nodes()
    for cut in fold.ledger.cuts:
        node = nodes[cut.node]
        already = [None] * len(cut.lines) if cut.already is None else cut.already.tolist()
        rows = zip(cut.lines.tolist(), cut.before.tolist(), cut.after.tolist(), already, strict=True)
        for line, before, after, counted in rows:
            past = None if counted is None else amounts.text(counted)
            sentence = _sentence(cut.why, node, amounts.text(before), amounts.text(after), past)
            found.setdefault(line, []).append(sentence)
    return found


def _sentence(why: str, node: Node, before: str, after: str, already: str | None) -> str:
    where = f"{node.title}（{node.id}）"
    if why in ("cap", "floor"):
        bound = node.cap if why == "cap" else node.floor
        limit = "上限" if why == "cap" else "下限"
        past = "" if already is None else f"，已计{already}"
        return f"{where}{limit}{decimal(bound or Fraction(0))}{past}，本条{before}分计{after}分"
    match why:
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
    return f"{where}{COMBINED[why]}（{before}分）"
