"""What each member's standing depends on, as far as it follows from the member's own facts.

Nothing here compares members: a member's part stays what it is, whoever else is scored. So it may be kept,
and parts from several runs put together, before `standing.rank` compares them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

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
T = TypeVar("T", bound=np.generic)


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
        scale, (total, *preferred) = on_one_scale(exact)
        reasons = _reasons(rule_set)
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

    def changed(self, rule_set: RuleSet, fresh: Mapping[int, MemberScore]) -> "Merits | None":
        """The same with other scores at some places; None where they do not fit into these columns.

        They do not where a number is finer than the unit of `scale`, or a group had nobody in it before.
        """
        if not fresh:
            return self
        rows, at = list(fresh.values()), np.array(list(fresh), np.int64)
        exact = zip(*((row.total, *row.preferences) for row in rows), strict=True)
        numbers = [_in_units(values, self.scale) for values in exact]
        labels = {
            scope: _codes(own, [row.groups[scope] for row in rows]) for scope, own in self.groups.items()
        }
        whole = [values for values in numbers if values is not None]
        codes = {scope: found for scope, found in labels.items() if found is not None}
        if len(whole) < len(numbers) or len(codes) < len(labels):
            return None
        reasons = _reasons(rule_set)
        total, *preferences = map(self.scale.array, whole)
        return replace(
            self,
            total=_put(self.total, at, total),
            preferences=tuple(
                _put(own, at, values) for own, values in zip(self.preferences, preferences, strict=True)
            ),
            unranked=_put(self.unranked, at, np.array([reasons[row.unranked] for row in rows], np.int64)),
            gates=_put_named(self.gates, at, [row.gates for row in rows]),
            met=_put_named(self.met, at, [row.met for row in rows]),
            groups={
                scope: Labelled(_put(own.codes, at, np.array(codes[scope], np.int64)), own.labels)
                for scope, own in self.groups.items()
            },
            follows=_put_named(self.follows, at, [row.follows for row in rows]),
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


def on_one_scale(columns: Sequence[Sequence[Fraction]]) -> tuple[Scale, list[Integers]]:
    """Columns of exact numbers as whole multiples of one part of a point."""
    one = lcm(*{value.denominator for column in columns for value in column})
    whole = [[value.numerator * (one // value.denominator) for value in column] for column in columns]
    scale = Scale(one, any(abs(value) >= NARROW for column in whole for value in column))
    return scale, [scale.array(column) for column in whole]


def _reasons(rule_set: RuleSet) -> dict[str | None, int]:
    """What `Merits.unranked` says for each reason, and for none."""
    return {**{reason.id: at for at, reason in enumerate(rule_set.unranked)}, None: RANKED}


def _in_units(values: Sequence[Fraction], scale: Scale) -> list[int] | None:
    """Exact numbers in units of `scale`; None where one is no whole multiple, or too large for it."""
    scaled = [value * scale.one for value in values]
    if any(one.denominator != 1 for one in scaled):
        return None
    whole = [one.numerator for one in scaled]
    return whole if scale.wide or all(abs(one) < NARROW for one in whole) else None


def _codes(column: Labelled, labels: Sequence[str]) -> list[int] | None:
    """The codes of labels in a column; None where it lacks one."""
    known = {label: code for code, label in enumerate(("", *column.labels))}
    return [known[label] for label in labels] if known.keys() >= {*labels} else None


def _put(column: NDArray[T], at: Integers, values: NDArray[T]) -> NDArray[T]:
    """A column with other values at some places."""
    column = column.copy()
    column[at] = values
    return column


def _put_named(flags: Mapping[str, Flags], at: Integers, held: Sequence[Collection[str]]) -> dict[str, Flags]:
    return {name: _put(own, at, _named(name, held)) for name, own in flags.items()}


def _named(name: str, held: Sequence[Collection[str]]) -> Flags:
    return np.array([name in names for names in held], bool)


def _labelled(labels: Sequence[str]) -> Labelled:
    """Labels as codes; an empty one is none."""
    known = tuple(sorted({*labels} - {""}))
    codes = {label: code for code, label in enumerate(("", *known))}
    return Labelled(np.array([codes[label] for label in labels], np.int64), known)
