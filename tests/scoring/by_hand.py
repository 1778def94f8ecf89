"""Short ways to write members, records and measures, and to read what came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import numpy as np

from rules.record import Change, Member, Outcome, Part, Record, Value
from scoring.award import Award, awards
from scoring.run import ScoreRun, score
from tests.rules.documents import measure, of_rules


def member(key: str, *changes: tuple[str, str, Value], **attributes: Value) -> Member:
    """A member with attributes, and changes from a day on: `("2022-06-01", "身份", "常委")`."""
    made = [Change(date.fromisoformat(day), name, value) for day, name, value in changes]
    return Member(key, key, dict(attributes), made)


def attended(key: str, kind: str, day: str, *members: str, **attributes: Value) -> Record:
    """An occasion at which these members were, each with these attributes."""
    parts = [Part(name, attributes) for name in members]
    return Record(key, kind, date.fromisoformat(day), parts=parts)


def written(
    key: str,
    kind: str,
    day: str,
    authors: Sequence[str] | Mapping[str, Mapping[str, Value]],
    *outcomes: tuple[str, Mapping[str, Value]],
    outsiders: int = 0,
    title: str = "",
    matter: str | None = None,
    **attributes: Value,
) -> Record:
    """A work by these authors, with outcomes: `("2022-05-01", {"结果": "采用"})`."""
    of = authors if isinstance(authors, Mapping) else {name: {} for name in authors}
    parts = [Part(name, own) for name, own in of.items()]
    events = [Outcome(date.fromisoformat(when), what, f"{at:03}") for at, (when, what) in enumerate(outcomes)]
    return Record(
        key, kind, date.fromisoformat(day), title, dict(attributes), parts, events, matter, outsiders
    )


def scored(rules: Sequence[str] | str, members: Sequence[Member], records: Sequence[Record]) -> ScoreRun:
    """A run of a measure for 2022, rounding to 0.01: rules, or all that stands below the header."""
    return score(measure(rules if isinstance(rules, str) else of_rules(*rules)), members, records)


def totals(run: ScoreRun) -> dict[str, Fraction]:
    return {key: run.total(at) for at, key in enumerate(run.roster.keys)}


def points(run: ScoreRun, node: str) -> dict[str, Fraction]:
    return {key: run.points(node, at) for at, key in enumerate(run.roster.keys)}


def lines(run: ScoreRun) -> list[Award]:
    return awards(run, np.ones(run.roster.n, bool))


def kept(run: ScoreRun, node: str) -> dict[str, Fraction]:
    """What is kept of each record under one rule, by its key, in the order in which they count."""
    return {line.record.key: line.kept for line in lines(run) if line.record and line.node.id == node}


def cuts(run: ScoreRun) -> dict[str, tuple[str, ...]]:
    """The sentences of each record's line, by its key."""
    return {line.record.key: line.cuts for line in lines(run) if line.record}
