"""Groups of members ranked: by sum, mean or rate of their members, or by a measure of their own.

Everything follows from rows: those of the members, and those of groups with a measure of their own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from rules.document import GroupRanking, Node, Rounding, RuleSet
from rules.number import decimal
from scoring.group_rows import GroupRow
from scoring.member_score import MemberScore, NodeScore
from scoring.method import PRESENT
from scoring.points import rounded, shown
from scoring.rounding import settling
from scoring.standing import ranks_within

NOTHING = NodeScore(Fraction(0), 0, 0)


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


@dataclass(frozen=True)
class GroupResult:
    """A ranking of groups, by label. `parts` are the members who count, by key; `rows` are those of groups
    with a measure of their own, by label. `header` is the rounding of the measure.
    """

    ranking: GroupRanking
    header: Rounding
    groups: tuple[GroupScore, ...]
    parts: tuple[Part, ...] = ()
    rows: Mapping[str, MemberScore] = field(default_factory=dict)

    @property
    def rounding(self) -> Rounding:
        """How values are rounded and shown."""
        return _rounding(self.ranking, self.header)

    def shown(self, value: Fraction | None) -> str:
        """A value as people read it; of a rate, as a percentage. Empty where there is none."""
        if value is None:
            return ""
        if self.ranking.way == "rate":
            return f"{shown(value * 100, replace(self.rounding, to=self.rounding.to * 100))}%"
        return shown(value, self.rounding)

    def points(self, node: Node, label: str) -> str:
        """What a group with a measure of its own has at a node of it."""
        return shown(self.rows[label].nodes.get(node.id, NOTHING).points, self.header)

    def reason(self, group: GroupScore) -> str:
        """`合计 256.50 ÷ 3 人 = 85.50`, or the points of the main parts of a group's own measure."""
        ranking, value = self.ranking, self.shown(group.value)
        if ranking.way == "sum":
            return f"{group.members} 人合计 {value}"
        if ranking.root is None:
            what = "合计 " if ranking.way == "mean" else ""
            return f"{what}{decimal(group.amount)} ÷ {group.members} 人 = {value}"
        parts = "，".join(f"{node.title} {self.points(node, group.label)}" for node in ranking.root.children)
        divided = ranking.per_head and group.value is not None
        return f"{parts}；{decimal(group.amount)} ÷ {group.members} 人 = {value}" if divided else parts


def results(
    rule_set: RuleSet, members: Sequence[MemberScore], rows: Iterable[GroupRow] = ()
) -> list[GroupResult]:
    """All rankings of groups, in the order of the measure, from the rows of all members and groups."""
    of_groups: dict[str, list[GroupRow]] = {}
    for row in rows:
        of_groups.setdefault(row.ranking, []).append(row)
    return [_result(one, rule_set.rounding, members, of_groups.get(one.id, [])) for one in rule_set.groups]


def in_order(groups: Iterable[GroupScore]) -> list[GroupScore]:
    """Groups as they are listed: by rank, then those without one by value; of equals by label."""

    def place(group: GroupScore) -> tuple[bool, int, Fraction, str]:
        return (group.rank is None, group.rank or 0, -(group.value or Fraction(0)), group.label)

    return sorted(groups, key=place)


def _result(
    ranking: GroupRanking, header: Rounding, members: Sequence[MemberScore], rows: Sequence[GroupRow]
) -> GroupResult:
    if ranking.root is not None:
        found = [(row.score.key, row.score.total, row.members) for row in rows]
        own = {row.score.key: row.score for row in rows}
        return GroupResult(ranking, header, tuple(_ranked(ranking, header, sorted(found))), rows=own)
    parts = _parts(ranking, members)
    sums: dict[str, list[Fraction]] = {}
    for part in parts:
        sums.setdefault(part.group, []).append(part.amount)
    found = [(label, sum(sums[label], Fraction(0)), len(sums[label])) for label in sorted(sums)]
    return GroupResult(ranking, header, tuple(_ranked(ranking, header, found)), parts)


def _parts(ranking: GroupRanking, members: Sequence[MemberScore]) -> tuple[Part, ...]:
    """Everybody who counts in a ranking by sum, mean or rate, and is in a group; by key."""
    return tuple(
        Part(row.key, label, _brought(ranking, row))
        for row in members
        if (label := row.groups[ranking.of]) and not (ranking.ranked_only and row.unranked)
    )


def _brought(ranking: GroupRanking, row: MemberScore) -> Fraction:
    if ranking.condition is not None:
        return Fraction(ranking.id in row.follows)
    return row.nodes.get(ranking.node or "", NOTHING).points


def _ranked(
    ranking: GroupRanking, header: Rounding, found: Sequence[tuple[str, Fraction, int]]
) -> list[GroupScore]:
    """Groups with their values and ranks; `found` has label, exact amount and number of members of each."""
    divides = ranking.per_head or ranking.way in ("mean", "rate")
    rounding = _rounding(ranking, header)
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
        GroupScore(label, amount, members, value, rank or None, reason)
        for (label, amount, members), value, rank, reason in zip(
            found, values, ranks.tolist(), reasons, strict=True
        )
    ]


def _rounding(ranking: GroupRanking, header: Rounding) -> Rounding:
    # The total of a measure of its own is rounded as its root is, unless it is divided first.
    if ranking.root is not None and not ranking.per_head:
        return settling(ranking.root, header, PRESENT)[ranking.root.id]
    return ranking.rounding or header


def _unranked(ranking: GroupRanking, members: int) -> str | None:
    if not members:
        return "统计期末没有委员"
    return f"不足 {ranking.least} 人" if members < ranking.least else None
