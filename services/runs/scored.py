"""Scoring what a committee has stored: where that cannot be, the user is told why."""

from collections.abc import Sequence

from rules.document import RuleSet
from rules.record import Member, Record
from scoring.counted import Unscorable
from scoring.method import PRESENT
from scoring.run import ScoreRun, score
from services.refusal import Code, Refusal


def scored(
    rule_set: RuleSet,
    members: Sequence[Member],
    records: Sequence[Record],
    earlier: Sequence[Record],
    method: int = PRESENT,
) -> ScoreRun:
    """The run of these members and records; raises `Refusal` where a rule comes to what it cannot mean.

    `earlier` are the records that rules of the term can count.
    """
    try:
        return score(rule_set, members, records, method, earlier)
    except Unscorable as wrong:
        raise Refusal(Code.CONFLICT, str(wrong), "ruleSet") from None
