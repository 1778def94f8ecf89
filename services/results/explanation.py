"""Why members stand where they stand: their own part of a run, scored again with every award line."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from kept import Kept
from models.store import Store
from rules.record import Record
from scoring.as_of import cut_after, records_by
from scoring.explain import Explainer
from scoring.fold import Fold
from scoring.run import ScoreRun
from scoring.statement import Statement, plain, read
from services.records.reading import Stored
from services.refusal import Code, Refusal
from services.results.statement import frozen
from services.runs.as_of import as_of
from services.runs.board import Board, Boards
from services.runs.companions import Companions, companions
from services.runs.entry import Entry
from services.runs.memo import memo
from services.runs.scored import scored

KEPT = 32


@dataclass(frozen=True)
class Traced:
    """Some members of a board, scored again on what their scores depend on, with ranks as on the board.

    `at` is the index of each of them in `run`, `rows` the row of each record by its `id()`; `fold` holds
    their award lines.
    """

    board: Board
    run: ScoreRun
    at: Mapping[int, int]
    rows: Mapping[int, int]

    def row(self, record: Record) -> int:
        """The row of a record of the run."""
        return self.rows[id(record)]

    @cached_property
    def fold(self) -> Fold:
        """The fold with the award lines of these members."""
        return self.run.traced(np.isin(np.arange(self.run.roster.n), list(self.at.values())))


@dataclass(frozen=True)
class Explained:
    """One member of a board with the statement: worked out now, or as it was frozen."""

    board: Board
    entry: Entry
    statement: Statement

    @property
    def data(self) -> dict[str, Any]:
        """The statement as plain data."""
        return plain(self.statement)


async def explained(
    store: Store, boards: Boards, run_id: int, membership_id: int, day: date | None = None
) -> Explained:
    """The explanation of a member of a run, kept as long as the run stays as it is; of the run as of `day`.

    That of a closed year is read. Raises `Refusal` where the run has no such member, or where its lines are
    not to be had any more: a kept run has no lines of its own, so they are made again, and stand only as long
    as the input is the same.
    """
    view = None if day is None else await as_of(store, boards, run_id, day)
    async with store.reading() as connection:
        whole = await boards.run(connection, run_id)
        board = view or whole
        entry = board.by_id.get(membership_id)
        if entry is None:
            raise Refusal(Code.NOT_FOUND, "这次记分里没有这名委员", "member")
        kept: Kept[int, Explained] = memo(board, "explained", lambda: Kept(KEPT))
        known = kept.get(membership_id)
        if known is not None:
            return known
        if board.frozen:
            texts = await frozen(connection, board.id, [membership_id])
            made = Explained(board, entry, read(texts.text(membership_id)))
        else:
            needed = await companions(connection, whole, [membership_id])
    if not board.frozen:
        # Without the connection: there are few, and this takes longer than reading.
        made = await asyncio.to_thread(_explained, board, needed, entry)
    kept.put(membership_id, made)
    return made


def traced(board: Board, needed: Companions, chosen: Sequence[int], field: str | None = None) -> Traced:
    """These memberships of a board, scored on what they need; raises `Refusal` as `explained` does."""
    until = None if board.as_of is None else cut_after(board.rule_set, board.as_of)
    stored, earlier = (_by(some, until) for some in (needed.stored, needed.earlier))
    of_year, of_term = ([record for _, record in some] for some in (stored, earlier))
    run = scored(board.rule_set, needed.members, of_year, of_term, board.method, board.as_of)
    roll = board.tally.roll
    among = np.array([roll.places[roll.ids[key]] for key in run.roster.keys], np.int64)
    run = replace(run, known=board.standings.of(among))
    at = {key: index for index, key in enumerate(run.roster.keys)}
    own = {one: at[board.keys[one]] for one in chosen}
    if any(_other(run, own[one], board.by_id[one]) for one in chosen):
        message = "这次记分之后，委员的记录或名册已有变动，当时的明细没有保存；请看随记录更新的那一次"
        raise Refusal(Code.CONFLICT, message, field)
    return Traced(board, run, own, {id(record): row for row, record in (*stored, *earlier)})


def _by(stored: Sequence[Stored], until: date | None) -> list[tuple[int, Record]]:
    """Records with their rows; up to a day, as far as they had come about."""
    rows = ((one.id, [one.record] if until is None else records_by([one.record], until)) for one in stored)
    return [(row, record) for row, records in rows for record in records]


def _other(run: ScoreRun, at: int, entry: Entry) -> bool:
    """Whether a member was scored on something else; where that was not kept, whether to another total."""
    if entry.score.input:
        return run.inputs[entry.score.key] != entry.score.input
    return run.total(at) != entry.score.total


def _explained(board: Board, needed: Companions, entry: Entry) -> Explained:
    found = traced(board, needed, [entry.id], "member")
    at = found.at[entry.id]
    statement = Explainer(found.run, [at], found.row).statement(at)
    return Explained(board, entry, statement)
