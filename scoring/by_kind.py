"""What members did and got by kind of record: the matrix that offices export."""

import numpy as np

from scoring.facts import Integers
from scoring.fold import Fold
from scoring.run import ScoreRun
from scoring.statement import NO_RECORD

AWAY = ("请假", "缺席")


def kinds_of(run: ScoreRun) -> tuple[str, ...]:
    """What the columns of the arrays are, by place; a base, a rate or a guarantee belongs to no kind."""
    return (NO_RECORD, *run.matched.facts.kind.labels)


def counts(run: ScoreRun) -> Integers:
    """Per member and kind, in how many records the member took part.

    Occasions count where the member came: leave and absence are records, too, but no attendance.
    """
    facts = run.matched.facts
    came = ~facts.labelled("状态", AWAY)
    triples = np.stack([facts.member, facts.work, facts.kind.codes.astype(np.int64)])[:, came]
    member, _, kind = np.unique(triples, axis=1)
    return _sums(run, member, kind, np.ones(len(member), np.int64))


def points(run: ScoreRun, traced: Fold) -> Integers:
    """Per member and kind, the points kept, in units of the traced fold; they add up to the total."""
    ledger = traced.ledger
    assert ledger
    kind = np.zeros(len(ledger.member), np.int64)
    if traced.facts.n:
        kind = np.where(ledger.fact < 0, 0, traced.facts.kind.codes[ledger.fact]).astype(np.int64)
    return _sums(run, ledger.member, kind, ledger.kept)


def _sums(run: ScoreRun, member: Integers, kind: Integers, value: Integers) -> Integers:
    sums = np.zeros((run.roster.n, len(kinds_of(run))), value.dtype)
    np.add.at(sums, (member, kind), value)
    return sums
