"""What each member's standing depends on, as far as it follows from the member's own facts.

Nothing here compares members: a member's part stays what it is, whoever else is scored. So it may be kept,
and parts from several runs put together, before `standing.rank` compares them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from rules.document import Grade, Preference, RuleSet
from rules.loader import EVERYONE
from scoring import condition, consequence
from scoring.arithmetic import Scale
from scoring.facts import Flags, Integers, Labelled
from scoring.fold import Fold
from scoring.member_score import MemberScore
from scoring.roster import Roster
from scoring.scale import NARROW

RANKED = -1


@dataclass(frozen=True, slots=True)
class Merits:
    """Members side by side; all arrays follow `keys`, which ascend.

    `total` is in units of `scale`. `preferences` has, per preference of the order of selection, a number
    that is larger for more; it tells nothing but that. `unranked` is the index of the first reason for not
    being ranked, `RANKED` where none applies. `gates` says whose condition of a gate holds, `met` who reaches
    the points of a grade and meets its condition, whatever their place. `groups` has each member's group in
    every scope of the ranking, of a grade and of a consequence. `follows` has, for each of
    `consequence.situations`, for whom it would follow.
    """

    keys: tuple[str, ...]
    scale: Scale
    total: Integers
    preferences: tuple[Integers, ...]
    unranked: Integers
    gates: dict[str, Flags]
    met: dict[str, Flags]
    groups: dict[str, Labelled]
    follows: dict[str, Flags]

    @property
    def n(self) -> int:
        return len(self.keys)

    @staticmethod
    def of(rule_set: RuleSet, scores: Collection[MemberScore]) -> "Merits":
        """Members who were scored by `rule_set`, in whatever runs and in whatever order."""
        rows = sorted(scores, key=lambda score: score.key)
        preferences = range(len(rule_set.ranking.selection))
        exact = [[row.total for row in rows], *([row.preferences[at] for row in rows] for at in preferences)]
        scale, (total, *preferred) = _on_one_scale(exact)
        reasons: dict[str | None, int] = {reason.id: at for at, reason in enumerate(rule_set.unranked)}
        reasons[None] = RANKED
        gates, met = [row.gates for row in rows], [row.met for row in rows]
        follows = [row.follows for row in rows]
        return Merits(
            keys=tuple(row.key for row in rows),
            scale=scale,
            total=total,
            preferences=tuple(preferred),
            unranked=np.array([reasons[row.unranked] for row in rows], np.int64),
            gates={gate.id: _named(gate.id, gates) for gate in rule_set.gates},
            met={grade.name: _named(grade.name, met) for grade in rule_set.grades},
            groups={scope: _labelled([row.groups[scope] for row in rows]) for scope in scopes(rule_set)},
            follows={name: _named(name, follows) for name in consequence.situations(rule_set)},
        )


def merits(fold: Fold) -> Merits:
    """The merits of all members of a finished fold."""
    rule_set, roster = fold.rule_set, fold.roster
    total = fold.totals(rule_set.root.id).value
    unranked = np.full(roster.n, RANKED, np.int64)
    for at, reason in reversed(list(enumerate(rule_set.unranked))):
        unranked[condition.holds(reason.condition, fold)] = at
    return Merits(
        keys=roster.keys,
        scale=fold.scale,
        total=total,
        preferences=tuple(_preferred(one, fold) for one in rule_set.ranking.selection),
        unranked=unranked,
        gates={gate.id: condition.holds(gate.condition, fold) for gate in rule_set.gates},
        met={grade.name: _met(grade, total, fold) for grade in rule_set.grades},
        groups={scope: _groups(scope, roster) for scope in scopes(rule_set)},
        follows={
            name: condition.holds(asked, fold) for name, asked in consequence.situations(rule_set).items()
        },
    )


def scopes(rule_set: RuleSet) -> list[str]:
    """The scopes in whose groups members are: of the ranking, of grades, of consequences, then of groups."""
    tops = [grade.top for grade in rule_set.grades]
    tops += [top for one in rule_set.consequences for top in (one.top, one.last)]
    within = (top.within or EVERYONE for top in tops if top)
    return list(dict.fromkeys((*rule_set.ranking.scopes, *within, *(one.of for one in rule_set.groups))))


def _groups(scope: str, roster: Roster) -> Labelled:
    if scope == EVERYONE:
        return Labelled(np.ones(roster.n, np.uint8), (EVERYONE,))
    column = roster.at_end(scope)
    assert isinstance(column, Labelled)
    return column


def _met(grade: Grade, total: Integers, fold: Fold) -> Flags:
    flags = np.ones(len(total), bool)
    if grade.least is not None:
        flags &= total * grade.least.denominator >= grade.least.numerator * fold.scale.one
    if grade.condition is not None:
        flags &= condition.holds(grade.condition, fold)
    return flags


def _preferred(preference: Preference, fold: Fold) -> Integers:
    if preference.what == "deductions":
        return -fold.deductions
    if preference.what == "points":
        return fold.totals(preference.of or "").value
    if preference.what == "count":
        return fold.counts.of([preference.of or ""], "work")
    # By the member's number: that is the key, and the last word in any case.
    return np.zeros(fold.roster.n, np.int64)


def _on_one_scale(columns: Sequence[Sequence[Fraction]]) -> tuple[Scale, list[Integers]]:
    """Columns of exact numbers as whole multiples of one part of a point."""
    one = lcm(*{value.denominator for column in columns for value in column})
    whole = [[value.numerator * (one // value.denominator) for value in column] for column in columns]
    scale = Scale(one, any(abs(value) >= NARROW for column in whole for value in column))
    return scale, [scale.array(column) for column in whole]


def _named(name: str, held: Sequence[Collection[str]]) -> Flags:
    return np.array([name in names for names in held], bool)


def _labelled(labels: Sequence[str]) -> Labelled:
    """Labels as codes; an empty one is none."""
    known = tuple(sorted({*labels} - {""}))
    codes = {label: code for code, label in enumerate(("", *known))}
    return Labelled(np.array([codes[label] for label in labels], np.int64), known)
