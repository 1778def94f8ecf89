"""Groups in the place of members: the facts of all members of a group become the group's own.

A fact counts for the group in which the member was on the day of the fact; how many members a group has is
asked at the end of the period. So the fold that scores members scores groups.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import numpy as np

from rules.document import GroupRanking, Ranking, RuleSet
from rules.loader import EVERYONE
from scoring.facts import Facts, Flags, Integers, Labelled
from scoring.matched import Matched
from scoring.roster import Roster


def measure_of(rule_set: RuleSet, ranking: GroupRanking) -> RuleSet:
    """The measure by which groups are scored that have one of their own, as if they were members.

    What the rule set excludes has left the members' facts before.
    """
    assert ranking.root is not None
    return replace(
        rule_set,
        digest=f"{rule_set.digest}/groups/{ranking.id}",
        exclusions=(),
        root=ranking.root,
        unranked=(),
        gates=(),
        grades=(),
        consequences=(),
        ranking=Ranking((EVERYONE,), ranking.ties, ()),
        groups=(),
        term=None,
        term_counts=(),
    )


def regrouped(
    measure: RuleSet,
    matched: Matched,
    roster: Roster,
    ranking: GroupRanking,
    counted: Flags,
    labels: Collection[str] | None = None,
) -> tuple[Matched, Roster]:
    """What `measure` matched of the `counted` members as that of their groups, and the groups, by label.

    A group is there that has a member at the end of the period, or a fact that a rule took; of some `labels`,
    those groups only.
    """
    history = roster.histories[ranking.of]
    known = history.labels
    assert known is not None
    at_end = history.as_of(np.arange(roster.n), roster.last_day)
    assert isinstance(at_end, Labelled)
    heads = np.bincount(np.where(counted, at_end.codes, 0), minlength=len(known) + 1)
    column = history.as_of(matched.facts.member, matched.facts.day)
    assert isinstance(column, Labelled)
    codes = np.where(counted[matched.facts.member], column.codes, 0)
    present = heads > 0
    for some in matched.taken.values():
        present[codes[some.facts]] = True
    present[0] = False
    if labels is not None:
        present[1:] &= np.fromiter((label in labels for label in known), bool, len(known))
    found = sorted(np.flatnonzero(present).tolist(), key=lambda code: known[code - 1])
    place = np.full(len(present), -1, np.int64)
    place[found] = np.arange(len(found))
    names = tuple(known[code - 1] for code in found)
    groups = Roster(
        keys=names,
        names=names,
        histories={},
        terms=((date.min, date.max),) * len(names),
        month_days=roster.month_days,
        last_day=np.full(len(names), int(roster.last_day.max(initial=0)), np.int64),
        heads=heads[found],
    )
    moved = _moved(matched, place[codes])
    taken = dict(moved.taken)
    for node in measure.root.leaves():
        if node.leaf and node.leaf.of_group:
            taken[node.id] = taken[node.id].where(_naming(node.leaf.of_group, moved.facts, names))
    return replace(moved, taken=taken), groups


def _naming(attribute: str, facts: Facts, names: tuple[str, ...]) -> Flags:
    """The facts whose record names the group for which they count."""
    column = facts.columns.get(attribute)
    if not isinstance(column, Labelled):
        return np.zeros(facts.n, bool)
    places = {name: at for at, name in enumerate(names)}
    group = np.array([-1, *(places.get(label, -1) for label in column.labels)])
    return np.asarray(group[column.codes] == facts.member)


def _moved(matched: Matched, group: Integers) -> Matched:
    """What was matched, with the `group` of each fact in the place of the member; -1 is left out."""
    facts, order = _of_groups(matched.facts, group)
    place = np.full(matched.facts.n, -1, np.int64)
    place[order] = np.arange(len(order))

    def moved(rows: Integers | None) -> Integers | None:
        return None if rows is None else place[rows]

    taken = {}
    for node, some in matched.taken.items():
        kept = some.where(place >= 0)
        own = place[kept.facts]
        taken[node] = replace(
            kept, facts=own, member=facts.member[own], of=moved(kept.of), among=moved(kept.among)
        )
    return Matched(facts, taken, {}, matched.excluded, matched.excluded_by)


def _of_groups(facts: Facts, group: Integers) -> tuple[Facts, Integers]:
    """The facts that count for a group, in canonical order, and the rows in which they stood."""
    # Of one work and one day a group has several: the members' own order keeps them apart.
    order = np.lexsort((facts.member, facts.rank, facts.day, group))
    order = order[group[order] >= 0]
    own = facts.rows(order)
    distinct = np.empty(len(order), np.int64)
    distinct[np.lexsort((facts.member[order], own.rank))] = np.arange(len(order))
    return replace(own, member=group[order].astype(np.int32), rank=distinct), order
