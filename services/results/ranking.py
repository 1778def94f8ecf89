"""Rankings of a run: by total, or by the points or counts of a node, among all or within groups."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import takewhile
from typing import Any, overload

import numpy as np

from rules.loader import EVERYONE
from scoring.arithmetic import order_ranks
from scoring.facts import Integers
from scoring.member_score import MemberScore, NodeScore
from scoring.merit import on_one_scale
from scoring.standing import Standings, merit_of, ranks_within
from services.refusal import Code, Refusal
from services.results.groups import group_order, grouping, groups
from services.runs.board import Board
from services.runs.entry import Entry
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

    def of(self, score: MemberScore) -> Fraction:
        """The number of one member."""
        if self.by is By.TOTAL:
            return score.total
        node = score.nodes.get(self.node or "", NOTHING)
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
    """A member in a ranking: rank within the `group` (None: not ranked), how many share it, the `value`."""

    entry: Entry
    group: str
    rank: int | None
    tied: int
    value: Fraction

    @property
    def unranked(self) -> bool:
        """Whether the member is shown without a rank, behind those who are ranked."""
        return self.entry.score.unranked is not None


class Rows(Sequence[Row]):
    """Rows of an order, each put together when it is read: a page of them out of ten thousand."""

    def __init__(self, order: "Order", places: Integers) -> None:
        self._order = order
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> "Rows": ...
    def __getitem__(self, at: int | slice) -> "Row | Rows":
        if isinstance(at, slice):
            return Rows(self._order, self._places[at])
        return self._order.row(int(self._places[at]))

    def __iter__(self) -> Iterator[Row]:
        return iter(self._order.those(self._places))


@dataclass(frozen=True)
class Order:
    """The members who are shown, group after group, in the order of the ranking; the unranked come last."""

    board: Board
    scope: str
    measured: Measured

    @property
    def rows(self) -> Rows:
        """Everybody who is shown, in order."""
        return Rows(self, self._shown)

    @cached_property
    def _shown(self) -> Integers:
        """The places of everybody who is shown among the member keys, in order."""
        unranked = ~self._standings.ranked
        # The last is compared first; who is equal in all of it stays in the order of the member keys.
        keys = [*(np.where(unranked, 0, one) for one in reversed(self._preferred)), -self._values]
        order = np.lexsort((*keys, self._group_places, unranked))
        shown: Integers = order[self._standings.shown[order]]
        return shown

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """How many are ranked in each group."""
        ranked = (self._ranks > 0) & self._standings.shown
        counts = np.bincount(self._group_places[ranked], minlength=len(self._groups)).tolist()
        return {group: number for group, number in zip(self._groups, counts, strict=True) if number}

    def row_of(self, membership_id: int) -> Row | None:
        """The row of a membership; None where it is not shown."""
        at = self.board.tally.roll.places.get(membership_id)
        return None if at is None or not self._standings.shown[at] else self.row(at)

    def row(self, at: int) -> Row:
        """The row of the member at this place among the member keys."""
        return self._read.get(at) or self.those(np.array([at]))[0]

    def those(self, places: Integers) -> list[Row]:
        """The rows of the members at these places; what they have in common is read once."""
        at = places.tolist()
        if fresh := [one for one in at if one not in self._read]:
            self._read.update(zip(fresh, self._made(np.array(fresh)), strict=True))
        return [self._read[one] for one in at]

    def _made(self, at: Integers) -> Iterator[Row]:
        ranks, groups = self._ranks[at], self._group_places[at]
        columns = (ranks.tolist(), groups.tolist(), (self._sharing[groups, ranks] - 1).tolist())
        for entry, rank, group, tied in zip(self.board.entries.those(at), *columns, strict=True):
            yield Row(
                entry=entry,
                group=self._groups[group],
                rank=rank or None,
                tied=tied if rank else 0,
                value=self.measured.of(entry.score),
            )

    def spot(self, row: Row) -> Spot:
        """Where a row stands."""
        numbers = (-row.value, *(() if row.unranked else self._preferences(row.entry)))
        return Spot(row.unranked, row.group, numbers, row.entry.score.key)

    def sort(self, spot: Spot) -> tuple[Any, ...]:
        """What spots are compared by: rows ascend by it."""
        place = self._places.get(spot.group, len(self._places))
        return (spot.unranked, place, spot.group, spot.numbers, spot.key)

    @cached_property
    def _read(self) -> dict[int, Row]:
        """The rows that were read: the first pages are read again and again."""
        return {}

    @property
    def _standings(self) -> Standings:
        return self.board.standings

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return group_order(self.board, self.scope)

    @cached_property
    def _groups(self) -> Sequence[str]:
        return list(self._places)

    @cached_property
    def _group_places(self) -> Integers:
        """The place of the group of every member."""
        roll = self.board.tally.roll
        if self.scope == EVERYONE:
            return np.zeros(len(roll.enrolled), np.int64)
        group_of = groups(self.board, self.scope)
        return np.array([self._places[group_of[one.id]] for one in roll.enrolled], np.int64)

    @cached_property
    def _values(self) -> Integers:
        """What members are ranked by, in whole numbers of one size; larger is more."""
        merits, scored = self.board.tally.merits, self.board.tally.scored
        if self.measured.by is By.TOTAL:
            return merits.total if merits.total.dtype != object else order_ranks(merits.total)
        _, (values,) = on_one_scale([[self.measured.of(own.score) for own in scored]])
        return order_ranks(values)

    @property
    def _preferred(self) -> list[Integers]:
        """The numbers of the order of selection up to the member number; smaller is better."""
        if self.measured.by is not By.TOTAL:
            return []
        selection, merits = self.board.rule_set.ranking.selection, self.board.tally.merits
        pairs = zip(selection, map(order_ranks, merits.preferences), strict=True)
        named = takewhile(lambda pair: pair[0].what != "member", pairs)
        return [values if preference.fewer else -values for preference, values in named]

    def _preferences(self, entry: Entry) -> tuple[Fraction, ...]:
        """The same of one member, exact."""
        if self.measured.by is not By.TOTAL:
            return ()
        pairs = zip(self.board.rule_set.ranking.selection, entry.score.preferences, strict=True)
        named = takewhile(lambda pair: pair[0].what != "member", pairs)
        return tuple(value if preference.fewer else -value for preference, value in named)

    @cached_property
    def _ranks(self) -> Integers:
        """The rank of every member within the group, 0 for none."""
        ranking, standings = self.board.rule_set.ranking, self._standings
        if self.measured.by is By.TOTAL and self.scope in ranking.scopes:
            return standings.ranks[self.scope]
        # Equal by what is compared: the value, or where the measure resolves ties all that it asks.
        resolved = self.measured.by is By.TOTAL and ranking.ties == "selection"
        compared = merit_of(self.board.rule_set, self.board.tally.merits) if resolved else self._values
        # Group 0 is none: who is in no group has no rank in it.
        of_nobody = self._places.get("", -1)
        codes = np.where(self._group_places == of_nobody, 0, self._group_places + 1)
        return ranks_within(compared, standings.ranked & standings.shown, codes, ranking.ties)

    @cached_property
    def _sharing(self) -> Integers:
        """How many share a rank: a row a group, a column a rank."""
        groups, most = len(self._groups), int(self._ranks.max(initial=0)) + 1
        ranked = (self._ranks > 0) & self._standings.shown
        pairs = self._group_places[ranked] * most + self._ranks[ranked]
        return np.bincount(pairs, minlength=groups * most).reshape(groups, most)


def order(board: Board, scope: str = EVERYONE, measured: Measured | None = None) -> Order:
    """The ranking of a board, worked out once. Raises `Refusal` for a scope or a node that it has not."""
    measured = measured or Measured()
    check_measured(board, measured)
    if scope != EVERYONE:
        grouping(board, scope, "scope")
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
