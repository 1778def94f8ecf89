"""From merits to ranks and grades: who is ranked, gates, shares of the best, order of selection."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np

from rules.document import Consequence, RuleSet, Top
from rules.loader import EVERYONE
from scoring.arithmetic import first_of, order_ranks
from scoring.consequence import situation
from scoring.facts import Flags, Integers
from scoring.fold import Fold
from scoring.merit import RANKED, Merits, merits

UNGRADED = -1


@dataclass(frozen=True, slots=True)
class Standings:
    """Where each member stands; all arrays follow the member keys, which ascend.

    `ranked_out` is the index of the reason for not being ranked, -1 for the ranked. `ranks` has, per scope,
    the rank within the member's group (0: not ranked). `grade` indexes the rule set's grades, `UNGRADED` for
    none. `gates` says per gate whom it stopped. `selection` is the place among all ranked with ties resolved
    (0: not ranked). `consequences` says per consequence for whom it follows.
    """

    ranked_out: Integers
    shown: Flags
    ranks: dict[str, Integers]
    grade: Integers
    gates: dict[str, Flags]
    selection: Integers
    consequences: dict[str, Flags]

    @property
    def ranked(self) -> Flags:
        return np.asarray(self.ranked_out == RANKED)

    def of(self, at: Integers) -> "Standings":
        """Where the members at these places stand, as they stand among all."""
        return Standings(
            ranked_out=self.ranked_out[at],
            shown=self.shown[at],
            ranks={scope: ranks[at] for scope, ranks in self.ranks.items()},
            grade=self.grade[at],
            gates={name: flags[at] for name, flags in self.gates.items()},
            selection=self.selection[at],
            consequences={name: flags[at] for name, flags in self.consequences.items()},
        )


def standings(fold: Fold) -> Standings:
    """Ranks and grades of a finished fold, by its rule set's gates, grades and ranking."""
    return rank(fold.rule_set, merits(fold))


def rank(rule_set: RuleSet, merits: Merits) -> Standings:
    """Compares members: ranks per scope, grades with their shares of the best, the order of selection."""
    merit, place = merit_of(rule_set, merits), _comparable(merits.total)
    ranked = merits.unranked == RANKED
    hidden = [at for at, reason in enumerate(rule_set.unranked) if not reason.shown]
    ties = rule_set.ranking.ties
    ranks = {
        scope: ranks_within(merit if ties == "selection" else place, ranked, merits.groups[scope].codes, ties)
        for scope in rule_set.ranking.scopes
    }
    gates = {gate.id: merits.gates[gate.id] & ranked for gate in rule_set.gates}
    found = np.full(merits.n, UNGRADED, np.int64)
    for at, grade in reversed(list(enumerate(rule_set.grades))):
        found[ranked & merits.met[grade.name] & _placed(grade.top, merit, place, merits)] = at
    grades = _gated(found, gates, rule_set)
    shown = ~np.isin(merits.unranked, hidden)
    return Standings(
        ranked_out=merits.unranked,
        shown=shown,
        ranks=ranks,
        grade=grades,
        gates=gates,
        selection=_selection(merit, ranked),
        consequences={
            one.id: shown & _follows(one, rule_set, grades, merits) & _in_place(one, merit, place, merits)
            for one in rule_set.consequences
        },
    )


def ranks_within(value: Integers, ranked: Flags, groups: Integers, ties: str) -> Integers:
    """Ranks within groups, the largest first: equal values share one, then 1-2-2-4, or 1-2-2-3 if `dense`.

    Who is not ranked, or belongs to no group (0), has rank 0.
    """
    ranks = np.zeros(len(value), np.int64)
    chosen = np.flatnonzero(ranked & (groups > 0))
    order = chosen[np.lexsort((-value[chosen], groups[chosen]))]
    first = first_of(groups[order])
    fresh = first | first_of(value[order])
    # Of those who share a rank the first says how many stand before them.
    before = np.cumsum(fresh) if ties == "dense" else np.maximum.accumulate(np.arange(len(order)) * fresh)
    ranks[order] = before - np.maximum.accumulate(before * first) + 1
    return ranks


def _gated(found: Integers, gates: dict[str, Flags], rule_set: RuleSet) -> Integers:
    """The grades that were found, after what the gates do to them."""
    found = found.copy()
    names = [grade.name for grade in rule_set.grades]
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


def _placed(top: Top | None, merit: Integers, place: Integers, merits: Merits) -> Flags:
    """Who has a place among those that `top` is for; all who are ranked where it names no places."""
    ranked = np.asarray(merits.unranked == RANKED)
    if top is None:
        return ranked
    groups = merits.groups[top.within or EVERYONE].codes
    return _among_top(top, merit if top.ties == "selection" else place, ranked, groups)


def _follows(one: Consequence, rule_set: RuleSet, grades: Integers, merits: Merits) -> Flags:
    """For whom the condition of a consequence holds, with the grade that each has."""
    names = [*(grade.name for grade in rule_set.grades), None]
    assert UNGRADED == -1
    found = np.stack([merits.follows[situation(one, name)] for name in names])
    return np.asarray(found[grades, np.arange(merits.n)])


def _in_place(one: Consequence, merit: Integers, place: Integers, merits: Merits) -> Flags:
    """Who has a place that a consequence is for; also who is not ranked, where it is for no places."""
    if one.top is not None:
        return _placed(one.top, merit, place, merits)
    if one.last is not None:
        return _placed(one.last, -merit, -place, merits)
    return np.ones(merits.n, bool)


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


def merit_of(rule_set: RuleSet, merits: Merits) -> Integers:
    """A number per member, larger is better: by total, then by each preference; equal where all are equal."""
    keys = [-_comparable(merits.total)]
    for preference, values in zip(rule_set.ranking.selection, merits.preferences, strict=True):
        # Smaller is better; who stands before whom in the order of keys settles what is left.
        found = np.arange(merits.n) if preference.what == "member" else _comparable(values)
        keys.append(found if preference.fewer else -found)
    order = np.lexsort(keys[::-1])
    ordered = np.stack([key[order] for key in keys])
    worse = np.r_[False, (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)] if len(order) else np.zeros(0, bool)
    merit = np.zeros(merits.n, np.int64)
    merit[order] = -np.cumsum(worse)
    return merit


def _comparable(values: Integers) -> Integers:
    """Numbers that compare as these do: of those that are too wide for an array, their order."""
    return order_ranks(values) if values.dtype == object else values


def _selection(merit: Integers, ranked: Flags) -> Integers:
    """The place of each ranked member, one after another; who is equal in everything goes by member key."""
    # Members stand in the order of their keys.
    order = np.lexsort((np.arange(len(merit)), -merit))
    order = order[ranked[order]]
    places = np.zeros(len(merit), np.int64)
    places[order] = np.arange(1, len(order) + 1)
    return places
