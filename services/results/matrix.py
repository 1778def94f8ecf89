"""The table every office exports: a row a member, a column a kind or a node, counts or points."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from kept import Kept
from models.record import Record
from models.store import Store
from rules.document import RuleSet
from rules.reach import reach
from scoring import brief, by_kind
from services.records.reading import Reader
from services.refusal import Code, Refusal
from services.results.explanation import traced
from services.results.ranking import NOTHING
from services.results.statement import frozen
from services.runs.as_of import as_of
from services.runs.board import Board, Boards
from services.runs.closings import closings_of_runs
from services.runs.companions import Companions, companions
from services.runs.entry import Entry
from services.runs.memo import memo

# Members of one board whose numbers by kind are kept.
KEPT = 5_000


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A member's numbers, one for each column asked for, and what they add up to over all columns."""

    entry: Entry
    values: tuple[Fraction, ...]
    total: Fraction


@dataclass(frozen=True, slots=True)
class KindNumbers:
    """Members of a board with their numbers by kind; `used` are the kinds that have records at all."""

    board: Board
    used: Sequence[str]
    numbers: Mapping[int, Mapping[str, Fraction]]

    def rows(self, members: Sequence[int], kinds: Sequence[str]) -> list[MatrixRow]:
        """A row a member, with a number a kind."""
        return [
            MatrixRow(
                self.board.by_id[one],
                tuple(self.numbers[one].get(kind, Fraction(0)) for kind in kinds),
                sum(self.numbers[one].values(), Fraction(0)),
            )
            for one in members
        ]


def by_node(entries: Sequence[Entry], nodes: Sequence[str], *, points: bool) -> list[MatrixRow]:
    """The points of nodes, or how many records they took; the total is the member's, or that of the root."""
    rows = []
    for entry in entries:
        own = [entry.score.nodes.get(node, NOTHING) for node in nodes]
        values = tuple(one.points if points else Fraction(one.records) for one in own)
        rows.append(MatrixRow(entry, values, entry.score.total if points else sum(values, Fraction(0))))
    return rows


async def numbers_by_kind(
    store: Store,
    boards: Boards,
    run_id: int,
    members: Sequence[int],
    day: date | None = None,
    *,
    points: bool,
) -> KindNumbers:
    """How often members took part in records of each kind, or the points kept for them; as of a `day`.

    Leave and absence are records, too, but no attendance. Points add up to the total. Raises `Refusal` where
    a member is no longer in the run, or where it is a kept one and its records have changed since.
    """
    view = None if day is None else await as_of(store, boards, run_id, day)
    async with store.reading() as connection:
        whole = await boards.run(connection, run_id)
        board = view or whole
        if not board.by_id.keys() >= {*members}:
            raise Refusal(Code.CONFLICT, "名册刚刚有变动，请重新查询")
        used = await _kinds_in_use(connection, board)
        kept: Kept[int, Mapping[str, Fraction]] = memo(board, ("by kind", points), lambda: Kept(KEPT))
        numbers = {one: own for one in members if (own := kept.get(one)) is not None}
        missing = [one for one in members if one not in numbers]
        work = await _work(connection, whole, board, missing, points) if missing else None
    if work is not None:
        made = await asyncio.to_thread(work)
        numbers.update(made)
        for membership_id, own in made.items():
            kept.put(membership_id, own)
    return KindNumbers(board, used, numbers)


async def _work(
    connection: AsyncConnection, whole: Board, board: Board, members: Sequence[int], points: bool
) -> Callable[[], Mapping[int, Mapping[str, Fraction]]]:
    """What gives the numbers of these members; what it needs of the database has been read.

    `board` is the `whole` run, or what it was as of a day.
    """
    if board.frozen:
        texts = await frozen(connection, board.id, members)
        return lambda: {one: brief.by_kind(texts.text(one), points=points) for one in members}
    needed = await companions(connection, whole, members)
    return lambda: _numbers(board, needed, members, points)


def _numbers(
    board: Board, needed: Companions, members: Sequence[int], points: bool
) -> Mapping[int, dict[str, Fraction]]:
    found = traced(board, needed, members)
    sums = by_kind.points(found.run, found.fold) if points else by_kind.counts(found.run)
    kinds = by_kind.kinds_of(found.run)

    def exact(number: int) -> Fraction:
        return found.fold.scale.points(number) if points else Fraction(int(number))

    return {
        membership_id: {kinds[at]: exact(sums[row, at]) for at in np.flatnonzero(sums[row] != 0).tolist()}
        for membership_id, row in found.at.items()
    }


async def _kinds_in_use(connection: AsyncConnection, board: Board) -> list[str]:
    """The kinds that have records in reach of the board's measure, as the catalogue lists them."""
    if board.frozen:
        return list((await closings_of_runs(connection, [board.id]))[board.id].kinds)
    return await kinds_in_reach(connection, board.committee_id, board.rule_set)


async def kinds_in_reach(connection: AsyncConnection, committee_id: int, rule_set: RuleSet) -> list[str]:
    """The kinds of which there are records that a measure can count."""
    reader = Reader(connection, committee_id, rule_set.catalogue, {})
    kinds = select(Record.kind).distinct().where(reader.scored(reach(rule_set)))
    found = set(await connection.scalars(kinds))
    return [kind for kind in rule_set.catalogue.kinds if kind in found]
