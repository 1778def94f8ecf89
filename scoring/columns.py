"""The facts' attributes as small codes, and the questions asked of them.

What a rule set asks is worked out once: its predicates are over codes that are the same in every run. So are
the answers: what both matchers said of a shape holds whenever that shape comes again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from rules.catalogue import Catalogue
from rules.when import DATE, KIND, Labels, Range, Test
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
from scoring.roster import MONTHS, YES_NO, Roster

# How many shapes a questionnaire remembers; a run with more asks for all of them.
REMEMBERED = 1 << 12
# Stands for every open label that no question names; no label has a control character.
OTHER = "\0"


@dataclass(frozen=True, slots=True)
class Question:
    """A test asked of every fact. Member attributes and the counted date are read by the date `date`.

    `take` restricts it to one kind of fact; `having` and `without` name tests of the outcomes of its work.
    """

    test: Test | None
    date: str | None = None
    take: str | None = None
    having: Test | None = None
    without: Test | None = None


class Questionnaire:
    """Questions of a rule set, asked together. `related` are the tests that `having` and `without` name."""

    def __init__(
        self, questions: Sequence[Question], catalogue: Catalogue, related: Sequence[Test] = ()
    ) -> None:
        self._catalogue = catalogue
        self._related = list(related)
        # What is read of a member depends on the day.
        self._dated = {DATE, MONTHS, *(attribute.name for attribute in catalogue.member_attributes())}
        self._named = _labels_named(questions)
        self._cuts = self._all_cuts(questions)
        predicates = [self._predicate(question) for question in questions]
        self._axes = sorted({axis for predicate in predicates for axis in _axes(predicate)})
        self._distinct = list(dict.fromkeys(predicates))
        places = {predicate: at for at, predicate in enumerate(self._distinct)}
        self._place = [places[predicate] for predicate in predicates]
        self._answers: dict[bytes, Flags] = {}
        self._lock = Lock()

    @property
    def attributes(self) -> set[str]:
        """What the questions read of a fact and its member."""
        return {axis.attribute for axis in self._axes}

    def ask(
        self, facts: Facts, roster: Roster, flags: Sequence[Flags] = (), rows: Integers | None = None
    ) -> tuple[Flags, Shapes]:
        """Whether each question (row) holds for each shape (column), and the shapes of the facts.

        `flags` say for each related test whether a work has such an outcome; `rows` asks of these facts only.
        """
        codes = (self._codes(axis, facts, roster, flags) for axis in self._axes)
        n = facts.n if rows is None else len(rows)
        shapes = shape([column if rows is None else column[rows] for column in codes], n)
        return self._answered(shapes.codes)[self._place], shapes

    def _answered(self, shapes: Integers) -> Flags:
        """A row per distinct predicate, a column per shape."""
        if len(shapes) > REMEMBERED:
            return self._matched(shapes)
        keys = [row.tobytes() for row in shapes]
        with self._lock:
            answers = {key: self._answers[key] for key in keys if key in self._answers}
        fresh = [at for at, key in enumerate(keys) if key not in answers]
        if fresh:
            held = self._matched(shapes[fresh])
            found = {keys[at]: held[:, place].copy() for place, at in enumerate(fresh)}
            answers |= found
            with self._lock:
                if len(self._answers) + len(found) > REMEMBERED:
                    self._answers.clear()
                self._answers |= found
        rows = [answers[key] for key in keys]
        return np.stack(rows, axis=1) if rows else np.zeros((len(self._distinct), 0), bool)

    def _matched(self, shapes: Integers) -> Flags:
        return match(self._distinct, self._axes, Shapes(np.arange(len(shapes)), shapes))

    def _axis(self, attribute: str, date: str | None) -> Axis:
        return Axis(attribute, (date or "") if attribute in self._dated else "")

    def _predicate(self, question: Question) -> Predicate:
        codes = Codes(lambda attribute: self._axis(attribute, question.date), self._labels, self._cuts)
        parts: list[Predicate] = []
        if question.take is not None:
            parts.append(In(Axis(TAKE_AXIS), (TAKE[question.take],)))
        if question.test is not None:
            parts.append(compile_test(question.test, codes))
        for test, code in ((question.having, 1), (question.without, 0)):
            if test is not None:
                parts.append(In(Axis(RELATED_AXIS, str(self._related.index(test))), (code,)))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _all_cuts(self, questions: Sequence[Question]) -> dict[Axis, tuple[int, ...]]:
        """The bounds that any question puts on a numeric axis, ascending."""
        found: dict[Axis, set[int]] = {}
        for question in questions:
            for test in tests_in(question.test) if question.test is not None else ():
                if isinstance(test, Range):
                    bounds = found.setdefault(self._axis(test.attribute, question.date), set())
                    bounds.update(bound for bound in (test.low, test.high) if bound is not None and bound > 0)
        return {axis: tuple(sorted(bounds)) for axis, bounds in found.items()}

    def _labels(self, attribute: str) -> tuple[str, ...] | None:
        """The labels that codes stand for, 1 for the first; None where the attribute is a number or a day.

        Of open labels only those that a question names are told apart: others are `OTHER`.
        """
        if attribute == KIND:
            return tuple(self._catalogue.kinds)
        known = None if attribute.startswith("@") else self._catalogue.attributes[attribute]
        if known is None or known.quantity or known.type == "date":
            return None
        if known.type == "yesno":
            return YES_NO
        return tuple(known.values) or (*sorted(self._named.get(attribute, ())), OTHER)

    def _codes(self, axis: Axis, facts: Facts, roster: Roster, flags: Sequence[Flags]) -> Integers:
        if axis.attribute == TAKE_AXIS:
            return facts.take.astype(np.uint8)
        if axis.attribute == RELATED_AXIS:
            return flags[int(axis.date)][facts.work].astype(np.uint8)
        column = column_by(axis.attribute, axis.date or None, facts, roster)
        if isinstance(column, Numeric):
            return segment_codes(column.values, self._cuts.get(axis, ()))
        return _recoded(column, self._labels(axis.attribute) or ())


def column_by(attribute: str, date: str | None, facts: Facts, roster: Roster) -> Column:
    """What an attribute is for every fact; that of a member, and the counted date, as of the date `date`."""
    if attribute == KIND:
        return facts.kind
    if attribute == DATE:
        return Numeric(facts.days(date))
    if attribute in roster.histories:
        return roster.histories[attribute].as_of(facts.member, facts.days(date))
    return facts.columns.get(attribute, Labelled(np.zeros(facts.n, np.uint8), ()))


def _recoded(column: Labelled, labels: tuple[str, ...]) -> Integers:
    """The codes of `labels`; another label is the last of them, `OTHER`."""
    if column.labels == labels or not column.labels:
        return column.codes
    codes = {label: code for code, label in enumerate(labels, 1)}
    other = codes.get(OTHER)
    table = [0, *(codes[label] if other is None else codes.get(label, other) for label in column.labels)]
    known: Integers = np.array(table, np.uint8 if len(labels) < 255 else np.int32)
    recoded: Integers = known[column.codes]
    return recoded


def _labels_named(questions: Sequence[Question]) -> dict[str, set[str]]:
    """The labels that any question names, by attribute."""
    found: dict[str, set[str]] = {}
    for question in questions:
        for test in tests_in(question.test) if question.test is not None else ():
            if isinstance(test, Labels):
                found.setdefault(test.attribute, set()).update(test.values)
    return found


def _axes(predicate: Predicate) -> set[Axis]:
    if isinstance(predicate, In):
        return {predicate.axis}
    return {axis for part in predicate.parts for axis in _axes(part)}
