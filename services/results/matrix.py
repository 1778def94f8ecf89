"""The table every office exports: a row a member, a column a kind or a node, counts or points."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from kept import Kept
from models.record import Record
from models.store import Store
from rules.reach import reach
from scoring.facts import Integers
from scoring.result_tables import AWAY
from scoring.statement import NO_RECORD, read
from services.records.reading import Reader
from services.refusal import Code, Refusal
from services.results.explanation import Traced, traced
from services.results.ranking import NOTHING
from services.results.statement import frozen
from services.runs.board import Board, Boards, Entry
from services.runs.closings import closings_of_runs
from services.runs.memo import memo
from services.runs.neighbours import Neighbours, neighbours

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


async def by_kind(
    store: Store, boards: Boards, run_id: int, members: Sequence[int], *, points: bool
) -> KindNumbers:
    """How often members took part in records of each kind, or the points kept for them.

    Leave and absence are records, too, but no attendance. Points add up to the total. Raises `Refusal` where
    a member is no longer in the run, or where it is a kept one and its records have changed since.
    """
    async with store.reading() as connection:
        board = await boards.run(connection, run_id)
        if not board.by_id.keys() >= {*members}:
            raise Refusal(Code.CONFLICT, "名册刚刚有变动，请重新查询")
        used = await _kinds_in_use(connection, board)
        if board.frozen:
            stated = await frozen(connection, board.id, members)
            return KindNumbers(
                board, used, {one: read(stated[one]).by_kind(points=points) for one in members}
            )
        kept: Kept[int, Mapping[str, Fraction]] = memo(board, ("by kind", points), lambda: Kept(KEPT))
        numbers = {one: own for one in members if (own := kept.get(one)) is not None}
        missing = [one for one in members if one not in numbers]
        needed = await neighbours(connection, board, missing) if missing else None
    if needed is not None:
        made = await asyncio.to_thread(_numbers, board, needed, missing, points)
        numbers.update(made)
        for membership_id, own in made.items():
            kept.put(membership_id, own)
    return KindNumbers(board, used, numbers)


def _numbers(
    board: Board, needed: Neighbours, members: Sequence[int], points: bool
) -> Mapping[int, dict[str, Fraction]]:
    found = traced(board, needed, members)
    return _points(found) if points else _counts(found)


async def _kinds_in_use(connection: AsyncConnection, board: Board) -> list[str]:
    """The kinds that have records in reach of the board's measure, as the catalogue lists them."""
    if board.frozen:
        return list((await closings_of_runs(connection, [board.id]))[board.id].kinds)
    reader = Reader(connection, board.committee_id, board.rule_set.catalogue, board.keys)
    found = set(
        await connection.scalars(select(Record.kind).distinct().where(reader.scored(reach(board.rule_set))))
    )
    return [kind for kind in board.rule_set.catalogue.kinds if kind in found]


def _counts(found: Traced) -> Mapping[int, dict[str, Fraction]]:
    facts = found.run.matched.facts
    came = ~facts.labelled("状态", AWAY)
    columns = [facts.member, facts.work, facts.kind.codes.astype(np.int64)]
    pairs = np.unique(np.stack(columns)[:, came], axis=1)
    counts = _folded(found, pairs[0], pairs[2], np.ones(pairs.shape[1], np.int64))
    return {
        membership_id: {kind: Fraction(int(number)) for kind, number in own.items()}
        for membership_id, own in counts.items()
    }


def _points(found: Traced) -> Mapping[int, dict[str, Fraction]]:
    fold = found.fold
    ledger = fold.ledger
    assert ledger
    kind = np.zeros(len(ledger.member), np.int64)
    if fold.facts.n:
        kind = np.where(ledger.fact < 0, 0, fold.facts.kind.codes[ledger.fact]).astype(np.int64)
    kept = _folded(found, ledger.member, kind, ledger.kept)
    return {
        membership_id: {name: fold.scale.points(units) for name, units in own.items()}
        for membership_id, own in kept.items()
    }


def _folded(found: Traced, member: Integers, kind: Integers, value: Integers) -> Mapping[int, dict[str, int]]:
    """Sums by member and kind; kind 0 is none."""
    names = (NO_RECORD, *found.run.matched.facts.kind.labels)
    sums = np.zeros((found.run.roster.n, len(names)), value.dtype)
    np.add.at(sums, (member, kind), value)
    return {
        membership_id: {names[at]: sums[index, at] for at in np.flatnonzero(sums[index] != 0).tolist()}
        for membership_id, index in found.at.items()
    }
