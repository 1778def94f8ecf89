"""From totals to ranks and grades: who is ranked, gates, shares of the best, order of selection."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np

from rules.document import Grade, Preference, Top
from rules.loader import EVERYONE
from scoring import condition
from scoring.arithmetic import order_ranks
from scoring.facts import Flags, Integers, Labelled
from scoring.fold import Fold

UNGRADED = -1


@dataclass(frozen=True, slots=True)
class Standings:
    """Where each member stands; all arrays follow the roster.

    `total` is in units of the fold's scale. `ranked_out` is the index of the reason for not being ranked, -1
    for the ranked. `ranks` has, per scope, the rank within the member's group (0: not ranked). `grade`
    indexes the rule set's grades, `UNGRADED` for none. `gates` says per gate whom it stopped. `selection` is
    the place among all ranked with ties resolved (0: not ranked).
    """

    total: Integers
    ranked_out: Integers
    shown: Flags
    ranks: dict[str, Integers]
    grade: Integers
    gates: dict[str, Flags]
    selection: Integers

    @property
    def ranked(self) -> Flags:
        return self.ranked_out < 0


def standings(fold: Fold) -> Standings:
    """Ranks and grades of a finished fold, by its rule set's gates, grades and ranking."""
    rule_set, roster = fold.rule_set, fold.roster
    total = fold.totals(rule_set.root.id).value
    merit = _merit(total, fold)
    out = np.full(roster.n, -1, np.int64)
    shown = np.ones(roster.n, bool)
    for at, reason in reversed(list(enumerate(rule_set.unranked))):
        stopped = condition.holds(reason.condition, fold)
        out[stopped] = at
        shown[stopped] = reason.shown
    ranked = out < 0
    ranked_by = merit if rule_set.ranking.ties == "selection" else order_ranks(total)
    ranks = {
        scope: _ranks(ranked_by, ranked, _groups(scope, fold), rule_set.ranking.ties)
        for scope in rule_set.ranking.scopes
    }
    gates = {gate.id: condition.holds(gate.condition, fold) & ranked for gate in rule_set.gates}
    grade = _grades(total, merit, ranked, gates, fold)
    return Standings(total, out, shown, ranks, grade, gates, _selection(merit, ranked))


def _groups(scope: str, fold: Fold) -> Integers:
    """The group each member is ranked in; 0 where the member belongs to none."""
    if scope == EVERYONE:
        return np.ones(fold.roster.n, np.int64)
    column = fold.roster.at_end(scope)
    assert isinstance(column, Labelled)
    return column.codes.astype(np.int64)


def _ranks(value: Integers, ranked: Flags, groups: Integers, ties: str) -> Integers:
    """Ranks within groups: equal values share a rank, then 1-2-2-4, or 1-2-2-3 where `dense`."""
    ranks = np.zeros(len(value), np.int64)
    for group in np.unique(groups[ranked & (groups > 0)]):
        chosen = np.flatnonzero(ranked & (groups == group))
        own = value[chosen]
        if ties == "dense":
            distinct = np.unique(own)
            ranks[chosen] = len(distinct) - np.searchsorted(distinct, own)
        else:
            ordered = np.sort(own)
            ranks[chosen] = len(own) - np.searchsorted(ordered, own, side="right") + 1
    return ranks


def _grades(total: Integers, merit: Integers, ranked: Flags, gates: dict[str, Flags], fold: Fold) -> Integers:
    rule_set = fold.rule_set
    names = [grade.name for grade in rule_set.grades]
    found = np.full(len(total), UNGRADED, np.int64)
    for at, grade in reversed(list(enumerate(rule_set.grades))):
        found[ranked & _deserves(grade, total, merit, ranked, fold)] = at
    for gate in rule_set.gates:
        stopped = gates[gate.id] & (found != UNGRADED)
        if gate.at_most is not None:
            found[stopped] = np.maximum(found[stopped], names.index(gate.at_most))
    for gate in reversed(rule_set.gates):
        if gate.force is not None:
            # Of several forced grades the one written first holds.
            found[gates[gate.id]] = names.index(gate.force)
    for gate in rule_set.gates:
        if gate.ungraded:
            found[gates[gate.id]] = UNGRADED
    return found


def _deserves(grade: Grade, total: Integers, merit: Integers, ranked: Flags, fold: Fold) -> Flags:
    flags = np.ones(len(total), bool)
    if grade.least is not None:
        flags &= total * grade.least.denominator >= grade.least.numerator * fold.scale.one
    if grade.condition is not None:
        flags &= condition.holds(grade.condition, fold)
    if grade.top is not None:
        flags &= _among_top(
            grade.top,
            merit if grade.top.ties == "selection" else order_ranks(total),
            ranked,
            _groups(grade.top.within or EVERYONE, fold),
        )
    return flags


def _among_top(top: Top, value: Integers, ranked: Flags, groups: Integers) -> Flags:
    """Who is among the first places of those ranked in a group, ties at the line all in or all out."""
    inside = np.zeros(len(value), bool)
    for group in np.unique(groups[ranked & (groups > 0)]):
        chosen = ranked & (groups == group)
        ordered = np.sort(value[chosen])[::-1]
        exact = Fraction(top.places) if top.places is not None else (top.share or Fraction(0)) * len(ordered)
        places = min(ceil(exact) if top.round_up else floor(exact), len(ordered))
        if places == 0:
            continue
        line = ordered[places - 1]
        crowded = int((ordered >= line).sum()) > places
        inside |= chosen & (value > line if crowded and top.ties == "out" else value >= line)
    return inside


def _merit(total: Integers, fold: Fold) -> Integers:
    """A number per member, larger is better: by total, then by each preference; equal where all are equal."""
    keys = [-order_ranks(total), *(_preferred(one, fold) for one in fold.rule_set.ranking.selection)]
    order = np.lexsort(keys[::-1])
    ordered = np.stack([key[order] for key in keys])
    worse = np.r_[False, (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)] if len(order) else np.zeros(0, bool)
    merit = np.zeros(len(total), np.int64)
    merit[order] = -np.cumsum(worse)
    return merit


def _selection(merit: Integers, ranked: Flags) -> Integers:
    """The place of each ranked member, one after another; who is equal in everything goes by member key."""
    # Roster order is the order of member keys.
    order = np.lexsort((np.arange(len(merit)), -merit))
    order = order[ranked[order]]
    places = np.zeros(len(merit), np.int64)
    places[order] = np.arange(1, len(order) + 1)
    return places


def _preferred(preference: Preference, fold: Fold) -> Integers:
    """Smaller is better."""
    if preference.what == "deductions":
        values = -fold.deductions
    elif preference.what == "points":
        values = fold.totals(preference.of or "").value
    elif preference.what == "count":
        values = fold.counts.of([preference.of or ""], "work")
    else:
        values = np.arange(fold.roster.n)
    return order_ranks(values) * (1 if preference.fewer else -1)
