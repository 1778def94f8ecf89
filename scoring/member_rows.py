"""The members of a run as rows that can be kept (`scoring.member_score`), out of its columns."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import compress, repeat
from typing import Any, TypeVar

import numpy as np

from scoring.facts import Flags, Integers, Labelled
from scoring.member_score import MemberScore, NodeScore
from scoring.run import ScoreRun

K = TypeVar("K")
V = TypeVar("V")


def scores(run: ScoreRun, chosen: Collection[str] | None = None) -> list[MemberScore]:
    """The rows of a run by member key: of all members, or of the `chosen`.

    In a run on the neighbourhood of some members only these may be chosen: others are in it as their
    co-authors, and not with all of their own facts.
    """
    found, keys = run.merits, run.merits.keys
    at = np.arange(found.n) if chosen is None else _places(keys, chosen)
    exact = _Known[int, Fraction](found.scale.points)
    preferred = [
        [exact[units] for units in values[at].tolist()]
        if preference.what in ("deductions", "points")
        else [Fraction(number) for number in values[at].tolist()]
        for preference, values in zip(run.rule_set.ranking.selection, found.preferences, strict=True)
    ]
    # The last of the reasons is what -1 points to: none.
    reasons = [*(reason.id for reason in run.rule_set.unranked), None]
    inputs, kept = run.inputs, [keys[one] for one in at.tolist()]
    columns: tuple[Iterable[Any], ...] = (
        kept,
        [exact[units] for units in found.total[at].tolist()],
        [reasons[one] for one in found.unranked[at].tolist()],
        _names(found.gates, at),
        _names(found.met, at),
        _rows(preferred, len(at)),
        _groups(found.groups, at),
        _nodes(run, at),
        [inputs.get(key, "") for key in kept],
        _names(found.follows, at),
        _term(run, at),
    )
    return [MemberScore(*row) for row in zip(*columns, strict=True)]


def _places(keys: Sequence[str], chosen: Collection[str]) -> Integers:
    return np.array([at for at, key in enumerate(keys) if key in chosen], np.int64)


class _Known(dict[K, V]):
    """Values made once for each key: a committee has many members and few different numbers."""

    def __init__(self, make: Callable[[K], V]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, key: K) -> V:
        value = self[key] = self.make(key)
        return value


def _nodes(run: ScoreRun, at: Integers) -> list[dict[str, NodeScore]]:
    """Per member of `at`, the nodes that took something or have points, in the order of the document."""
    fold = run.fold
    made = _Known[tuple[int, int, int], NodeScore](
        lambda of: NodeScore(fold.scale.points(of[0]), of[1], of[2])
    )
    own: list[dict[str, NodeScore]] = [{} for _ in range(len(at))]
    for name in run.rule_set.nodes():
        if name in fold.dry:
            continue
        taken = fold.counts.facts([name])
        value = fold.totals(name).value[at]
        if not len(taken) and not value.any():
            continue
        records, works = (number[at] for number in fold.counts.records_and_works(taken))
        some = np.flatnonzero((value != 0) | (records > 0))
        numbers = zip(*(column[some].tolist() for column in (value, records, works)), strict=True)
        for member, found in zip(some.tolist(), map(made.__getitem__, numbers), strict=True):
            own[member][name] = found
    return own


def _term(run: ScoreRun, at: Integers) -> list[dict[str, tuple[int, int]]]:
    """Per member of `at`, the records and works that each rule of the term counted, where there are any."""
    own: list[dict[str, tuple[int, int]]] = [{} for _ in range(len(at))]
    for node in run.rule_set.term_counts:
        records, works = (run.fold.counts.of([node.id], what)[at] for what in ("record", "work"))
        for member in np.flatnonzero(records).tolist():
            own[member][node.id] = (int(records[member]), int(works[member]))
    return own


def _names(flags: Mapping[str, Flags], at: Integers) -> list[tuple[str, ...]]:
    """Per member of `at`, the names whose flag is set."""
    names = tuple(flags)
    return [
        tuple(compress(names, row)) for row in _rows([one[at].tolist() for one in flags.values()], len(at))
    ]


def _groups(groups: Mapping[str, Labelled], at: Integers) -> list[dict[str, str]]:
    columns = []
    for column in groups.values():
        labels = ("", *column.labels)
        columns.append([labels[code] for code in column.codes[at].tolist()])
    return [dict(zip(groups, row, strict=True)) for row in _rows(columns, len(at))]


def _rows(columns: Sequence[Iterable[V]], n: int) -> list[tuple[V, ...]]:
    """Columns as rows; of no columns, `n` empty rows."""
    return list(zip(*columns, strict=True)) if columns else list(repeat((), n))
