"""Which rules looked at a fact and left it: what of their conditions it does not satisfy."""

from collections.abc import Iterator, Sequence

import numpy as np

from rules.document import Leaf, Node
from rules.when import KIND, All, AnyOf, Labels, Missing, Range, Test
from rules.wording import test_words, thousandths_words
from scoring.columns import column_by
from scoring.facts import TAKE, Column, Facts, Flags, Labelled, quantity
from scoring.method import FORMER
from scoring.roster import Roster
from scoring.run import ScoreRun
from scoring.statement import Considered


def considered(run: ScoreRun, rows: Sequence[int]) -> dict[int, list[Considered]]:
    """Per fact of `rows`, the rules for its kind that did not take it, in the order of the measure."""
    chosen = np.array(rows, np.int64)
    facts = run.matched.facts.rows(chosen)
    found: dict[int, list[Considered]] = {}
    for node in run.rule_set.root.leaves():
        assert node.leaf
        if node.leaf.number is not None:
            continue
        taken = np.isin(chosen, run.matched.taken[node.id].facts)
        left = np.flatnonzero(_looked_at(node.leaf, facts) & ~taken)
        if not len(left):
            continue
        misses = list(_misses(node, facts.rows(left), run))
        for place, row in enumerate(chosen[left].tolist()):
            words = tuple(text for text, missed in misses if missed[place])
            # Nothing else is left: a table without a line for it, or an outcome that another author lacks.
            found.setdefault(row, []).append(Considered(rule=node.id, misses=words or ("没有适用的分值",)))
    return found


def _looked_at(leaf: Leaf, facts: Facts) -> Flags:
    flags = facts.take == TAKE[leaf.take]
    for part in _parts(leaf.test):
        if isinstance(part, Labels) and part.attribute == KIND:
            flags = flags & _among(facts.kind, part)
    return np.asarray(flags, bool)


def _misses(node: Node, facts: Facts, run: ScoreRun) -> Iterator[tuple[str, Flags]]:
    """Each condition of a leaf in words, with the facts that do not satisfy it."""
    leaf, words = node.leaf, thousandths_words if run.method == FORMER else test_words
    assert leaf
    for part in _parts(leaf.test):
        if not (isinstance(part, Labels) and part.attribute == KIND):
            yield f"要求{words(part)}", ~satisfied(part, facts, run.roster, leaf.date)
    if leaf.date is not None and run.as_of is not None and run.as_of < run.rule_set.end:
        yield f"要求{leaf.date}不晚于 {run.as_of}", facts.days(leaf.date) > run.as_of.toordinal()
    for test, wanted in ((leaf.having, True), (leaf.without, False)):
        if test is not None:
            word = "要求作品有过" if wanted else "要求作品没有过"
            yield f"{word}（{words(test)}）", _related(test, facts, run) != wanted
    for name in (leaf.per, *(leaf.ratio or ())):
        if name is not None:
            yield f"没有填{name}", quantity(facts, name) < 0


def _related(test: Test, facts: Facts, run: ScoreRun) -> Flags:
    """Whether the work of each fact had such an outcome by the end of the period."""
    everything = run.matched.facts
    rows = np.flatnonzero(np.isin(everything.work, facts.work) & (everything.take == TAKE["outcome"]))
    outcomes = everything.rows(rows)
    held = satisfied(test, outcomes, run.roster, None) & (outcomes.day <= run.rule_set.end.toordinal())
    return np.isin(facts.work, outcomes.work[held])


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
