"""The facts' attributes as small codes, and the questions asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from rules.when import DATE, KIND, Range, Test
from scoring.facts import TAKE, Column, Facts, Flags, Integers, Labelled, Numeric
from scoring.matching import Shapes, match, shape
from scoring.predicate import (
    RELATED_AXIS,
    TAKE_AXIS,
    And,
    Axis,
    Codes,
    In,
    Predicate,
    compile_test,
    segment_codes,
    tests_in,
)
from scoring.roster import Roster


@dataclass(frozen=True, slots=True)
class Question:
    """A test asked of every fact. Member attributes and the counted date are read by the date `date`.

    `take` restricts it to one kind of fact; `having` and `without` name flags of the works (`Columns.flags`).
    """

    test: Test | None
    date: str | None = None
    take: str | None = None
    having: Test | None = None
    without: Test | None = None


@dataclass
class Columns:
    """Facts and members as axes. `flags` holds, for a test of outcomes, whether each work has such a one."""

    facts: Facts
    roster: Roster
    flags: dict[Test, Flags] = field(default_factory=dict)

    def ask(self, questions: Sequence[Question], rows: Integers | None = None) -> tuple[Flags, Shapes]:
        """Whether each question (row) holds for each shape (column), and the shapes of the facts.

        `rows` asks of these facts only.
        """
        cuts = self._cuts(questions)
        predicates = [self._predicate(question, cuts) for question in questions]
        axes = sorted({axis for predicate in predicates for axis in _axes(predicate)})
        codes = (self._codes(axis, cuts) for axis in axes)
        n = self.facts.n if rows is None else len(rows)
        shapes = shape([column if rows is None else column[rows] for column in codes], n)
        return match(predicates, axes, shapes), shapes

    def _axis(self, attribute: str, date: str | None) -> Axis:
        dated = attribute == DATE or attribute in self.roster.histories
        return Axis(attribute, (date or "") if dated else "")

    def _predicate(self, question: Question, cuts: dict[Axis, tuple[int, ...]]) -> Predicate:
        codes = Codes(lambda attribute: self._axis(attribute, question.date), self._labels, cuts)
        parts: list[Predicate] = []
        if question.take is not None:
            parts.append(In(Axis(TAKE_AXIS), (TAKE[question.take],)))
        if question.test is not None:
            parts.append(compile_test(question.test, codes))
        flags = list(self.flags)
        for test, code in ((question.having, 1), (question.without, 0)):
            if test is not None:
                parts.append(In(Axis(RELATED_AXIS, str(flags.index(test))), (code,)))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _cuts(self, questions: Sequence[Question]) -> dict[Axis, tuple[int, ...]]:
        """The bounds that any question puts on a numeric axis, ascending."""
        found: dict[Axis, set[int]] = {}
        for question in questions:
            for test in tests_in(question.test) if question.test is not None else ():
                if isinstance(test, Range):
                    bounds = found.setdefault(self._axis(test.attribute, question.date), set())
                    bounds.update(bound for bound in (test.low, test.high) if bound is not None and bound > 0)
        return {axis: tuple(sorted(bounds)) for axis, bounds in found.items()}

    def _column(self, attribute: str, date: str | None) -> Column:
        if attribute == KIND:
            return self.facts.kind
        if attribute == DATE:
            return Numeric(self.facts.days(date))
        if attribute in self.roster.histories:
            return self.roster.histories[attribute].as_of(self.facts.member, self.facts.days(date))
        nowhere = Labelled(np.zeros(self.facts.n, np.uint8), ())
        return self.facts.columns.get(attribute, nowhere)

    def _labels(self, attribute: str) -> tuple[str, ...] | None:
        if attribute in self.roster.histories:
            return self.roster.histories[attribute].labels
        column = self.facts.kind if attribute == KIND else self.facts.columns.get(attribute)
        return column.labels if isinstance(column, Labelled) else None

    def _codes(self, axis: Axis, cuts: dict[Axis, tuple[int, ...]]) -> Integers:
        if axis.attribute == TAKE_AXIS:
            return self.facts.take.astype(np.uint8)
        if axis.attribute == RELATED_AXIS:
            of_work = list(self.flags.values())[int(axis.date)]
            return of_work[self.facts.work].astype(np.uint8)
        column = self._column(axis.attribute, axis.date or None)
        if isinstance(column, Labelled):
            return column.codes
        return segment_codes(column.values, cuts.get(axis, ()))


def _axes(predicate: Predicate) -> set[Axis]:
    if isinstance(predicate, In):
        return {predicate.axis}
    return {axis for part in predicate.parts for axis in _axes(part)}
