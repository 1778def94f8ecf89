"""Which rules looked at a fact and left it: what of their conditions it does not satisfy."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress, repeat

import numpy as np

from rules.document import Leaf, Node
from rules.when import KIND, All, AnyOf, Labels, Missing, Range, Test
from rules.wording import test_words, thousandths_words
from scoring.columns import column_by
from scoring.facts import TAKE, Column, Facts, Flags, Integers, Labelled, quantity
from scoring.method import FORMER
from scoring.roster import Roster
from scoring.run import ScoreRun
from scoring.statement import Considered


class Looked:
    """Which rules looked at facts of a run and left them, for some facts after others."""

    def __init__(self, run: ScoreRun) -> None:
        self.run = run
        # By test, the works that had such an outcome.
        self._related: dict[int, Flags] = {}

    def at(self, rows: Integers, taken: Mapping[str, Flags]) -> dict[int, list[Considered]]:
        """Per fact of `rows`, the rules for its kind that did not take it, in the order of the measure.

        `taken` says for each leaf which of `rows` it took.
        """
        facts = self.run.matched.facts.rows(rows)
        found: dict[int, list[Considered]] = {}
        for node in self.run.rule_set.root.leaves():
            assert node.leaf
            if node.leaf.number is not None:
                continue
            left = np.flatnonzero(_looked_at(node.leaf, facts) & ~taken[node.id])
            if not len(left):
                continue
            words, columns = [], []
            for text, missed in self._misses(node, facts.rows(left)):
                words.append(text)
                columns.append(missed.tolist())
            known: dict[tuple[bool, ...], Considered] = {}
            for row, which in zip(rows[left].tolist(), _rows(columns, len(left)), strict=True):
                one = known.get(which)
                if one is None:
                    # Nothing else is left: a table without a line for it, or an outcome that another author
                    # lacks.
                    misses = tuple(compress(words, which)) or ("没有适用的分值",)
                    one = known[which] = Considered(rule=node.id, misses=misses)
                found.setdefault(row, []).append(one)
        return found

    def _misses(self, node: Node, facts: Facts) -> Iterator[tuple[str, Flags]]:
        """Each condition of a leaf in words, with the facts that do not satisfy it."""
        run, leaf = self.run, node.leaf
        words = thousandths_words if run.method == FORMER else test_words
        assert leaf
        for part in _parts(leaf.test):
            if not (isinstance(part, Labels) and part.attribute == KIND):
                yield f"要求{words(part)}", ~satisfied(part, facts, run.roster, leaf.date)
        if leaf.date is not None and run.as_of is not None and run.as_of < run.rule_set.end:
            yield f"要求{leaf.date}不晚于 {run.as_of}", facts.days(leaf.date) > run.as_of.toordinal()
        for test, wanted in ((leaf.having, True), (leaf.without, False)):
            if test is not None:
                word = "要求作品有过" if wanted else "要求作品没有过"
                yield f"{word}（{words(test)}）", self._having(test)[facts.work] != wanted
        for name in (leaf.per, *(leaf.ratio or ())):
            if name is not None:
                yield f"没有填{name}", quantity(facts, name) < 0

    def _having(self, test: Test) -> Flags:
        """Which works had such an outcome by the end of the period."""
        # Tests are parts of the rule set, which stays.
        known = self._related.get(id(test))
        if known is None:
            run = self.run
            facts = run.matched.facts
            outcomes = facts.rows(np.flatnonzero(facts.take == TAKE["outcome"]))
            held = satisfied(test, outcomes, run.roster, None) & (
                outcomes.day <= run.rule_set.end.toordinal()
            )
            known = np.bincount(outcomes.work[held], minlength=len(facts.outsiders)) > 0
            self._related[id(test)] = known
        return known


def _rows(columns: Sequence[Sequence[bool]], n: int) -> Iterable[tuple[bool, ...]]:
    """Columns as rows; of no columns, `n` empty rows."""
    return zip(*columns, strict=True) if columns else repeat((), n)


def _looked_at(leaf: Leaf, facts: Facts) -> Flags:
    flags = facts.take == TAKE[leaf.take]
    for part in _parts(leaf.test):
        if isinstance(part, Labels) and part.attribute == KIND:
            flags = flags & _among(facts.kind, part)
    return np.asarray(flags, bool)


def satisfied(test: Test, facts: Facts, roster: Roster, date: str | None) -> Flags:
    """Which facts satisfy a test; attributes of members and the counted date are read by the date `date`."""
    match test:
        case All(parts=parts):
            flags = [satisfied(part, facts, roster, date) for part in parts]
            return np.logical_and.reduce(flags) if flags else np.ones(facts.n, bool)
        case AnyOf(parts=parts):
            flags = [satisfied(part, facts, roster, date) for part in parts]
            return np.logical_or.reduce(flags) if flags else np.zeros(facts.n, bool)
    column = column_by(test.attribute, date, facts, roster)
    match test:
        case Missing(missing=missing):
            present = column.codes > 0 if isinstance(column, Labelled) else column.values >= 0
            return np.asarray(present != missing)
        case Labels():
            return _among(column, test)
    return _within(column, test)


def _within(column: Column, test: Range) -> Flags:
    if isinstance(column, Labelled):
        return np.zeros(len(column.codes), bool)
    inside = column.values >= max(test.low or 0, 0)
    return np.asarray(inside if test.high is None else inside & (column.values < test.high))


def _among(column: Column, test: Labels) -> Flags:
    if not isinstance(column, Labelled):
        return np.zeros(len(column.values), bool)
    wanted = [code for code, label in enumerate(column.labels, 1) if (label in test.values) != test.negated]
    return np.isin(column.codes, wanted)


def _parts(test: Test) -> tuple[Test, ...]:
    return test.parts if isinstance(test, All) else (test,)
