"""Scoring what a committee has stored: where that cannot be, the user is told why."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import numpy as np

from rules.document import RuleSet
from rules.record import Member, Record
from scoring.as_of import outside
from scoring.counted import Unscorable
from scoring.member_rows import scores
from scoring.member_score import MemberScore
from scoring.method import PRESENT
from scoring.run import ScoreRun, score
from services.refusal import Code, Refusal


@dataclass(frozen=True, slots=True)
class Scored:
    """What scoring says of one member, before members are compared."""

    score: MemberScore
    questions: int


def scored(
    rule_set: RuleSet,
    members: Sequence[Member],
    records: Sequence[Record],
    earlier: Sequence[Record],
    method: int = PRESENT,
    as_of: date | None = None,
) -> ScoreRun:
    """The run of these members and records; raises `Refusal` where a rule comes to what it cannot mean.

    `earlier` are the records that rules of the term can count.
    """
    with scorable():
        return score(rule_set, members, records, method, earlier, as_of)


@contextmanager
def scorable() -> Iterator[None]:
    """Raises `Refusal` where a rule comes to what no rule can mean."""
    try:
        yield
    except Unscorable as wrong:
        raise Refusal(Code.CONFLICT, str(wrong), "ruleSet") from None


def results(run: ScoreRun, chosen: Collection[str] | None = None) -> dict[str, Scored]:
    """What a run says of all its members, or of those whose keys are chosen, by key."""
    asked = np.bincount(run.matched.facts.member[run.questions()], minlength=run.roster.n).tolist()
    questions = dict(zip(run.roster.keys, asked, strict=True))
    return {one.key: Scored(one, questions[one.key]) for one in scores(run, chosen)}


def check_day(rule_set: RuleSet, day: date, field: str) -> None:
    """Raises `Refusal` about `field` for a day as of which nothing can stand."""
    if wrong := outside(rule_set, day):
        raise Refusal(Code.BAD_USER_INPUT, wrong, field)
