"""Groups that a measure scores by rules of their own: in a live run, those that a change may touch."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert

from models.score import GroupScores
from rules.document import GroupRanking, RuleSet
from rules.record import Member, value_words
from scoring.group_rows import GroupRow, group_run, rows_of
from scoring.run import ScoreRun
from services.runs.board import Board
from services.runs.scored import scorable
from services.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class TouchedGroups:
    """Groups of one ranking whose members may have other facts now, and everybody who was ever in them."""

    ranking: GroupRanking
    labels: frozenset[str]
    memberships: frozenset[int]


def own_rankings(rule_set: RuleSet) -> list[GroupRanking]:
    """The rankings of groups that have a measure of their own."""
    return [one for one in rule_set.groups if one.root is not None]


def touched_groups(board: Board, touched: Collection[int]) -> list[TouchedGroups]:
    """The groups that the touched memberships are or were in, by each ranking with a measure of its own."""
    found = []
    for ranking in own_rankings(board.rule_set):
        of = {one.id: _labels(one.member, ranking.of, board.rule_set) for one in board.tally.roll.enrolled}
        labels = frozenset().union(*(of[one] for one in touched))
        members = frozenset(one for one, own in of.items() if own & labels)
        found.append(TouchedGroups(ranking, labels, members))
    return found


def _labels(member: Member, attribute: str, rule_set: RuleSet) -> frozenset[str]:
    """Every group that a member is in at any time."""
    first = member.attributes.get(attribute, rule_set.catalogue.attributes[attribute].default_value)
    values = [first, *(change.value for change in member.changes if change.attribute == attribute)]
    return frozenset(value_words(value) for value in values if value is not None)


def all_rows(run: ScoreRun) -> tuple[GroupRow, ...]:
    """The rows of all groups of a run of everybody, as a board has them; raises `Refusal`."""
    with scorable():
        rows = [
            row
            for ranking in own_rankings(run.rule_set)
            for row in rows_of(ranking.id, group_run(run, ranking))
        ]
    return tuple(sorted(rows, key=_place))


def some_rows(
    run: ScoreRun, touched: Iterable[TouchedGroups], known: Iterable[GroupRow]
) -> tuple[GroupRow, ...]:
    """The rows of all groups, those of the touched out of a run of all who were ever in them."""
    fresh: dict[tuple[str, str], GroupRow] = {(row.ranking, row.score.key): row for row in known}
    with scorable():
        for one in touched:
            for label in one.labels:
                fresh.pop((one.ranking.id, label), None)
            for row in rows_of(one.ranking.id, group_run(run, one.ranking, one.labels)):
                fresh[row.ranking, row.score.key] = row
    return tuple(sorted(fresh.values(), key=_place))


def _place(row: GroupRow) -> tuple[str, str]:
    return (row.ranking, row.score.key)


async def write_groups(unit: Unit, board: Board, groups: Iterable[GroupRow]) -> None:
    """Brings the rows of a run up to `groups`, where they are other than those of the board."""
    before, after = as_stored(board.groups), as_stored(groups)
    for ranking in before.keys() | after.keys():
        if before.get(ranking) == after.get(ranking):
            continue
        of_ranking = (GroupScores.run_id == board.id) & (GroupScores.ranking == ranking)
        await unit.connection.execute(delete(GroupScores).where(of_ranking))
        if ranking in after:
            row = {"run_id": board.id, "ranking": ranking, "committee_id": unit.committee_id}
            await unit.connection.execute(insert(GroupScores).values(**row, groups=after[ranking]))


def differing_groups(board: Board, groups: Iterable[GroupRow]) -> tuple[str, ...]:
    """The titles of the rankings whose rows are other than those of the board."""
    kept, again = as_stored(board.groups), as_stored(groups)
    titles = {one.id: one.title for one in board.rule_set.groups}
    names = sorted(kept.keys() | again.keys())
    return tuple(titles.get(name, name) for name in names if kept.get(name) != again.get(name))


def as_stored(groups: Iterable[GroupRow]) -> Mapping[str, list[dict[str, Any]]]:
    """The rows of groups by ranking, as they are kept."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in groups:
        found.setdefault(row.ranking, []).append(row.to_json())
    return found
