"""Rankings of a run: by total, or by the points or counts of a node, among all or within groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any

import numpy as np

from rules.loader import EVERYONE
from scoring.member_score import NodeScore
from scoring.standing import ranks_within
from services.refusal import Code, Refusal
from services.results.groups import group_order, groups
from services.runs.board import Board, Entry
from services.runs.memo import memo

NOTHING = NodeScore(Fraction(0), 0, 0)


class By(StrEnum):
    """What members are ranked by."""

    TOTAL = "TOTAL"
    POINTS = "POINTS"
    RECORDS = "RECORDS"
    WORKS = "WORKS"


@dataclass(frozen=True, slots=True)
class Measured:
    """The number by which members are ranked: the total, or what a `node` gave or took."""

    by: By = By.TOTAL
    node: str | None = None

    def of(self, entry: Entry) -> Fraction:
        """The number of one member."""
        if self.by is By.TOTAL:
            return entry.score.total
        node = entry.score.nodes.get(self.node or "", NOTHING)
        if self.by is By.POINTS:
            return node.points
        return Fraction(node.records if self.by is By.RECORDS else node.works)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in an order that depends on the member alone, so that it stays where others move.

    `numbers` are compared first to last, smaller first; the member key settles the rest.
    """

    unranked: bool
    group: str
    numbers: tuple[Fraction, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Row:
    """A member in a ranking: rank within the `group` (None: not ranked), how many others share it, `value`.

    `sort` orders the rows, and equals `Order.sort(spot)`.
    """

    entry: Entry
    group: str
    rank: int | None
    tied: int
    value: Fraction
    spot: Spot
    sort: tuple[Any, ...]


@dataclass(frozen=True)
class Order:
    """The members who are shown, group after group, in the order of the ranking; the unranked come last."""

    board: Board
    scope: str
    measured: Measured

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Everybody who is shown, in order."""
        return tuple(sorted(self._rows(), key=lambda row: row.sort))

    @cached_property
    def by_id(self) -> Mapping[int, Row]:
        """The rows by membership."""
        return {row.entry.id: row for row in self.rows}

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """How many are ranked in each group."""
        found: dict[str, int] = {}
        for row in self.rows:
            if row.rank is not None:
                found[row.group] = found.get(row.group, 0) + 1
        return found

    def sort(self, spot: Spot) -> tuple[Any, ...]:
        """What spots are compared by."""
        place = self._places.get(spot.group, len(self._places))
        # Whole numbers compare ten times as fast; those of a cursor may be none.
        numbers = tuple([_times(number, self._one) for number in spot.numbers])
        return (spot.unranked, place, spot.group, numbers, spot.key)

    @cached_property
    def _spots(self) -> Mapping[int, Spot]:
        group_of = groups(self.board, self.scope)
        return {entry.id: self._spot(entry, group_of[entry.id]) for entry in self._shown}

    @cached_property
    def _sorts(self) -> Mapping[int, tuple[Any, ...]]:
        return {membership_id: self.sort(spot) for membership_id, spot in self._spots.items()}

    @cached_property
    def _shown(self) -> list[Entry]:
        return [entry for entry in self.board.entries if entry.place.shown]

    @cached_property
    def _one(self) -> int:
        """What makes every number of a spot whole."""
        return lcm(*{number.denominator for spot in self._spots.values() for number in spot.numbers})

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return group_order(self.board, self.scope)

    def _rows(self) -> list[Row]:
        group_of = groups(self.board, self.scope)
        spots = self._spots
        ranks = self._ranks(self._shown, group_of)
        sharing: dict[tuple[str, int], int] = {}
        for membership_id, rank in ranks.items():
            of = (group_of[membership_id], rank)
            sharing[of] = sharing.get(of, 0) + 1
        return [
            Row(
                entry=entry,
                group=group_of[entry.id],
                rank=ranks.get(entry.id),
                tied=sharing[group_of[entry.id], ranks[entry.id]] - 1 if entry.id in ranks else 0,
                value=self.measured.of(entry),
                spot=spots[entry.id],
                sort=self._sorts[entry.id],
            )
            for entry in self._shown
        ]

    def _spot(self, entry: Entry, group: str) -> Spot:
        unranked = entry.score.unranked is not None
        numbers: tuple[Fraction, ...] = (-self.measured.of(entry),)
        if self.measured.by is By.TOTAL and not unranked:
            numbers += self._preferences(entry)
        return Spot(unranked, group, numbers, entry.score.key)

    def _preferences(self, entry: Entry) -> tuple[Fraction, ...]:
        """The numbers of the order of selection, smaller first, up to the member number."""
        found = []
        for preference, value in zip(
            self.board.rule_set.ranking.selection, entry.score.preferences, strict=True
        ):
            if preference.what == "member":
                break
            found.append(value if preference.fewer else -value)
        return tuple(found)

    def _ranks(self, shown: Sequence[Entry], group_of: Mapping[int, str]) -> dict[int, int]:
        ranking = self.board.rule_set.ranking
        ranked = [entry for entry in shown if entry.score.unranked is None and group_of[entry.id]]
        if self.measured.by is By.TOTAL and self.scope in ranking.scopes:
            return {entry.id: rank for entry in ranked if (rank := entry.rank(self.scope)) is not None}
        # Equal by what is compared: the value, or where the measure resolves ties all that it asks.
        compared = [self._compared(entry) for entry in ranked]
        places = {each: -place for place, each in enumerate(sorted({*compared}))}
        codes = {group: code for code, group in enumerate({*group_of.values()}, 1)}
        ranks = ranks_within(
            np.array([places[each] for each in compared], np.int64),
            np.ones(len(ranked), bool),
            np.array([codes[group_of[entry.id]] for entry in ranked], np.int64),
            ranking.ties,
        )
        return {entry.id: rank for entry, rank in zip(ranked, ranks.tolist(), strict=True)}

    def _compared(self, entry: Entry) -> tuple[Any, ...]:
        """What makes two members equal; smaller is better."""
        *_, numbers, key = self._sorts[entry.id]
        ranking = self.board.rule_set.ranking
        if self.measured.by is not By.TOTAL or ranking.ties != "selection":
            return (numbers[0],)
        named = any(preference.what == "member" for preference in ranking.selection)
        return (numbers, key if named else "")


def order(board: Board, scope: str = EVERYONE, measured: Measured | None = None) -> Order:
    """The ranking of a board, worked out once. Raises `Refusal` for a scope or a node that it has not."""
    measured = measured or Measured()
    check_measured(board, measured)
    groups(board, scope)
    return memo(board, ("order", scope, measured), lambda: Order(board, scope, measured))


def check_measured(board: Board, measured: Measured) -> None:
    """Raises `Refusal` where the node is lacking, in vain, or not one of the measure."""
    if measured.by is By.TOTAL and measured.node is not None:
        raise Refusal(Code.BAD_USER_INPUT, "按总分排名时不写 node", "node")
    if measured.by is not By.TOTAL:
        if measured.node is None:
            raise Refusal(Code.BAD_USER_INPUT, "按得分或数量排名时要写 node，如 proposal", "node")
        check_node(board, measured.node)


def check_node(board: Board, node: str, field: str = "node") -> None:
    """Raises `Refusal` where the measure has no such node."""
    if node not in node_codes(board):
        raise Refusal(Code.NOT_FOUND, "办法里没有这个节点，代码见 measure 的 nodes", field)


def node_codes(board: Board) -> frozenset[str]:
    """The codes of all nodes of the measure."""
    return memo(board, "codes", lambda: frozenset(board.rule_set.nodes()))


def _times(number: Fraction, one: int) -> int | Fraction:
    more, rest = divmod(one, number.denominator)
    return number * one if rest else number.numerator * more
