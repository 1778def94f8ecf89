"""The table every office exports: a row a member, a column a kind or a node, counts or points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.record import Record
from rules.reach import reach
from scoring.facts import Integers
from scoring.tables import AWAY
from services.board import Board, Entry
from services.explanation import Traced, traced
from services.ranking import NOTHING
from services.records import Reader

# Points of no single record: a base, a rate, a guarantee.
NO_RECORD = "-"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A member's numbers, one for each column asked for, and what they add up to over all columns."""

    entry: Entry
    values: tuple[Fraction, ...]
    total: Fraction


async def kinds_in_use(connection: AsyncConnection, board: Board) -> list[str]:
    """The kinds that have records in reach of the board's measure, as the catalogue lists them."""
    reader = Reader(connection, board.committee_id, board.rule_set.catalogue, board.keys)
    found = set(
        await connection.scalars(select(Record.kind).distinct().where(reader.scored(reach(board.rule_set))))
    )
    return [kind for kind in board.rule_set.catalogue.kinds if kind in found]


def by_node(entries: Sequence[Entry], nodes: Sequence[str], *, points: bool) -> list[MatrixRow]:
    """The points of nodes, or how many records they took; the total is the member's, or that of the root."""
    rows = []
    for entry in entries:
        own = [entry.score.nodes.get(node, NOTHING) for node in nodes]
        values = tuple(one.points if points else Fraction(one.records) for one in own)
        rows.append(MatrixRow(entry, values, entry.score.total if points else sum(values, Fraction(0))))
    return rows


async def by_kind(
    connection: AsyncConnection, board: Board, entries: Sequence[Entry], kinds: Sequence[str], *, points: bool
) -> list[MatrixRow]:
    """How often members took part in records of each kind, or the points kept for them.

    Leave and absence are records, too, but no attendance. Points add up to the total.
    """
    if not entries:
        return []
    found = await traced(connection, board, [entry.id for entry in entries])
    numbers = _points(found) if points else _counts(found)
    rows = []
    for entry in entries:
        own = numbers[entry.id]
        values = tuple(own.get(kind, Fraction(0)) for kind in kinds)
        rows.append(MatrixRow(entry, values, sum(own.values(), Fraction(0))))
    return rows


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
