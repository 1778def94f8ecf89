"""Groups scored by a measure of their own, in the place of members; their rows, as members have them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rules.document import GroupRanking, RuleSet
from scoring.as_of import cut_after
from scoring.facts import Flags
from scoring.matched import Matched, match_measure
from scoring.member_rows import scores
from scoring.member_score import MemberScore
from scoring.merit import RANKED
from scoring.regrouped import measure_of, regrouped
from scoring.run import ScoreRun, folded


@dataclass(frozen=True, slots=True)
class GroupRow:
    """What the facts of a group came to by the own measure of a `ranking`; the key of `score` is its label.

    `members` is how many of those who count it has at the end of the period. `score` has no input: that is
    the run's.
    """

    ranking: str
    members: int
    score: MemberScore

    def to_json(self) -> dict[str, Any]:
        """The row as plain data, without the id of its ranking."""
        return {"members": self.members, "score": self.score.to_json()}

    @staticmethod
    def from_json(ranking: str, data: Mapping[str, Any]) -> "GroupRow":
        """The row that `to_json` wrote."""
        return GroupRow(ranking, data["members"], MemberScore.from_json(data["score"]))


def group_run(run: ScoreRun, ranking: GroupRanking, labels: Collection[str] | None = None) -> ScoreRun:
    """The groups of a ranking, scored by its own measure in the place of members: a run of theirs.

    Of a run of some members, the `labels` are those of the groups that it has with all their facts.
    Raises `Unscorable` where a rate exceeds 1.
    """
    measure = measure_of(run.rule_set, ranking)
    matched = _matched(measure, run)
    until = None if run.as_of is None else cut_after(run.rule_set, run.as_of)
    if until is not None:
        matched = matched.counted_by(until.toordinal(), measure)
    own, groups = regrouped(measure, matched, run.roster, ranking, _counting(run, ranking), labels)
    return replace(folded(measure, groups, own, run.fold.method), records=run.records, as_of=run.as_of)


def _matched(measure: RuleSet, run: ScoreRun) -> Matched:
    """What a measure takes of the members of a run; what is asked of a work may be of others' outcomes."""
    whole = run.everybody
    if whole is None:
        return match_measure(measure, run.matched.facts, run.roster)
    return match_measure(measure, whole.facts, whole.roster).among(whole.present)


def group_runs(run: ScoreRun) -> dict[str, ScoreRun]:
    """The runs of all groups that have a measure of their own, by the ids of the rankings."""
    return {one.id: group_run(run, one) for one in run.rule_set.groups if one.root is not None}


def rows_of(ranking: str, own: ScoreRun) -> list[GroupRow]:
    """The rows of a run of groups by label."""
    heads = own.roster.heads
    assert heads is not None
    members = dict(zip(own.roster.keys, heads.tolist(), strict=True))
    # Without its records, which name members and no groups, a row has no input.
    return [GroupRow(ranking, members[one.key], one) for one in scores(replace(own, records=()))]


def _counting(run: ScoreRun, ranking: GroupRanking) -> Flags:
    """The members who count in a ranking."""
    everybody: Flags = np.ones(run.roster.n, bool)
    return np.asarray(run.merits.unranked == RANKED) if ranking.ranked_only else everybody
