"""Groups of members ranked: by sum, mean or rate of their members, or by a measure of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from rules.document import GroupRanking, Rounding, RuleSet
from rules.number import decimal
from scoring import condition
from scoring.counted import check_rates
from scoring.facts import Flags, Labelled
from scoring.fold import Fold
from scoring.matched import match_measure
from scoring.merit import RANKED, merits
from scoring.points import rounded, shown
from scoring.regrouped import measure_of, regrouped
from scoring.run import ScoreRun
from scoring.standing import ranks_within


@dataclass(frozen=True, slots=True)
class Part:
    """A member who counts in a group: the points, or 1 and 0 where it is asked how many satisfy something."""

    key: str
    group: str
    amount: Fraction


@dataclass(frozen=True, slots=True)
class GroupScore:
    """A group in a ranking: `value` is the exact amount, rounded at the place that the ranking states.

    `amount` is what `value` came from: the sum of the members, how many of them satisfy the condition, or the
    points of the group's own measure. `members` is their number at the end of the period, by which a mean
    divides. `value` None: there was nobody to divide by. `rank` None: not ranked, for the reason `unranked`.
    """

    label: str
    amount: Fraction
    members: int
    value: Fraction | None
    rank: int | None
    unranked: str | None


def group_scores(ranking: GroupRanking, rule_set: RuleSet, parts: Iterable[Part]) -> list[GroupScore]:
    """The groups of a ranking by sum, mean or rate, from everybody who counts; by label."""
    sums: dict[str, list[Fraction]] = {}
    for part in parts:
        if part.group:
            sums.setdefault(part.group, []).append(part.amount)
    found = [(label, sum(sums[label], Fraction(0)), len(sums[label])) for label in sorted(sums)]
    return ranked(ranking, rule_set, found)


def ranked(
    ranking: GroupRanking, rule_set: RuleSet, found: Sequence[tuple[str, Fraction, int]]
) -> list[GroupScore]:
    """Groups with their values and ranks; `found` has label, exact amount and number of members of each."""
    divides = ranking.per_head or ranking.way in ("mean", "rate")
    rounding = rounding_of(ranking, rule_set)
    values = [
        None if divides and not members else rounded(amount / members if divides else amount, rounding)
        for _, amount, members in found
    ]
    reasons = [_unranked(ranking, members) for _, _, members in found]
    free = np.array([reason is None for reason in reasons], bool)
    exact = sorted({value for value in values if value is not None})
    places = np.array([-1 if value is None else exact.index(value) for value in values], np.int64)
    ranks = ranks_within(places, free, np.ones(len(found), np.int64), ranking.ties)
    return [
        GroupScore(label, amount, members, value, int(rank) or None, reason)
        for (label, amount, members), value, rank, reason in zip(
            found, values, ranks.tolist(), reasons, strict=True
        )
    ]


def rounding_of(ranking: GroupRanking, rule_set: RuleSet) -> Rounding:
    """How the values of a ranking are rounded and shown."""
    own = ranking.root.rounding if ranking.root is not None and not ranking.per_head else ranking.rounding
    return own or rule_set.rounding


def _unranked(ranking: GroupRanking, members: int) -> str | None:
    if not members:
        return "统计期末没有委员"
    return f"不足 {ranking.least} 人" if members < ranking.least else None


def parts(run: ScoreRun, ranking: GroupRanking) -> list[Part]:
    """Everybody who counts in a ranking by sum, mean or rate, with what they bring; by key."""
    labels = _labels(run, ranking.of)
    counted = counting(run, ranking)
    if ranking.condition is not None:
        held = condition.holds(ranking.condition, run.fold)
        amounts = [Fraction(int(one)) for one in held.tolist()]
    else:
        value = run.fold.totals(ranking.node or "").value
        amounts = [run.fold.scale.points(units) for units in value]
    return [
        Part(key, label, amount)
        for key, label, amount, counts in zip(run.roster.keys, labels, amounts, counted.tolist(), strict=True)
        if counts
    ]


def counting(run: ScoreRun, ranking: GroupRanking) -> Flags:
    """The members who count in a ranking."""
    everybody: Flags = np.ones(run.roster.n, bool)
    return np.asarray(run.merits.unranked == RANKED) if ranking.ranked_only else everybody


def _labels(run: ScoreRun, attribute: str) -> list[str]:
    column = run.roster.at_end(attribute)
    assert isinstance(column, Labelled)
    labels = ("", *column.labels)
    return [labels[code] for code in column.codes.tolist()]


def group_run(run: ScoreRun, ranking: GroupRanking) -> ScoreRun:
    """The groups of a ranking, scored by its own measure in the place of members: a run of theirs.

    Raises `Unscorable` where a rate exceeds 1.
    """
    measure = measure_of(run.rule_set, ranking)
    matched = match_measure(measure, run.matched.facts, run.roster)
    own, groups = regrouped(measure, matched, run.roster, ranking.of, counting(run, ranking))
    fold = Fold(measure, own, groups, method=run.fold.method)
    check_rates(measure, own, fold.counts, groups)
    return ScoreRun(measure, groups, own, fold, merits(fold), records=run.records)


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A ranking of groups with its groups by label; `run` is theirs where the measure is their own, and
    `parts` are the members where it is not.
    """

    ranking: GroupRanking
    rounding: Rounding
    groups: tuple[GroupScore, ...]
    parts: tuple[Part, ...] = ()
    run: ScoreRun | None = None

    def shown(self, value: Fraction | None) -> str:
        """A value as people read it; of a rate, as a percentage. Empty where there is none."""
        if value is None:
            return ""
        if self.ranking.way == "rate":
            return f"{shown(value * 100, replace(self.rounding, to=self.rounding.to * 100))}%"
        return shown(value, self.rounding)

    def reason(self, group: GroupScore) -> str:
        """How the value of a group came about, in words."""
        return reason(self, group)


def results(run: ScoreRun) -> list[GroupResult]:
    """All rankings of groups of a run, in the order of the measure."""
    return [_result(run, ranking) for ranking in run.rule_set.groups]


def _result(run: ScoreRun, ranking: GroupRanking) -> GroupResult:
    rounding = rounding_of(ranking, run.rule_set)
    if ranking.way == "own":
        own = group_run(run, ranking)
        heads = own.roster.heads
        assert heads is not None
        found = [(label, own.total(at), int(heads[at])) for at, label in enumerate(own.roster.keys)]
        return GroupResult(ranking, rounding, tuple(ranked(ranking, run.rule_set, found)), run=own)
    who = parts(run, ranking)
    return GroupResult(ranking, rounding, tuple(group_scores(ranking, run.rule_set, who)), tuple(who))


def in_order(groups: Sequence[GroupScore]) -> list[GroupScore]:
    """Groups as they are listed: by rank, then those without one by value; of equals by label."""

    def place(group: GroupScore) -> tuple[bool, int, Fraction, str]:
        return (group.rank is None, group.rank or 0, -(group.value or Fraction(0)), group.label)

    return sorted(groups, key=place)


def reason(result: GroupResult, group: GroupScore) -> str:
    """`合计 256.50 ÷ 3 人 = 85.50`, or the points of the main parts of a group's own measure."""
    ranking = result.ranking
    value = result.shown(group.value)
    if ranking.way == "rate":
        return f"{decimal(group.amount)} ÷ {group.members} 人 = {value}"
    if ranking.way == "sum":
        return f"{group.members} 人合计 {value}"
    if ranking.way == "mean":
        return f"合计 {decimal(group.amount)} ÷ {group.members} 人 = {value}"
    assert result.run is not None
    at = result.run.roster.keys.index(group.label)
    words = [
        f"{node.title} {result.run.shown(result.run.points(node.id, at))}"
        for node in result.run.rule_set.root.children
    ]
    divided = (
        f"；{decimal(group.amount)} ÷ {group.members} 人 = {value}" if ranking.per_head and value else ""
    )
    return f"{'，'.join(words)}{divided}"
