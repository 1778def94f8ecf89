"""A closed year computed again, by its own rule set from its own data: every byte is as it was frozen."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from files.collector import collector_at_rest
from models.score import MemberScore
from models.store import Store
from rules.reach import reach
from scoring.member_rows import scores
from scoring.packed import Damaged
from scoring.run import score
from services.records.past import records_at
from services.records.reading import Reader, Stored
from services.refusal import Code, Refusal
from services.results.statement import FrozenStatements, frozen
from services.runs.board import Board, Boards
from services.runs.closings import ClosingRow, closings_of_runs, in_effect
from services.runs.group_scores import all_rows, differing_groups
from services.runs.listing import kept_run
from services.runs.place import places
from services.runs.term import of_term
from services.years.prepared import of_run


@dataclass(frozen=True, slots=True)
class Verified:
    """What a frozen run came to when it was computed again; `differing` are the member keys that differ, and
    `differing_groups` the rankings of groups, of those with a measure of their own.

    `same_input`: rules, roster and records could be had as they were. Where they could not, what differs
    says nothing of the program.
    """

    closing: ClosingRow
    members: int
    same_input: bool
    differing: tuple[str, ...]
    differing_groups: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether everything is as it was frozen."""
        return self.same_input and not self.differing and not self.differing_groups


async def named(
    connection: AsyncConnection, committee_id: int, year: int, name: str | None = None
) -> ClosingRow:
    """The closing that is in effect in a year, or the one whose run has this name; raises `Refusal`."""
    if name is None:
        closing = await in_effect(connection, committee_id, year)
    else:
        run = await kept_run(connection, committee_id, year, name)
        frozen = await closings_of_runs(connection, [run.id] if run else [])
        closing = next(iter(frozen.values()), None)
    if closing is None:
        what = "没有关账" if name is None else "没有这个名称的年终结果"
        raise Refusal(Code.NOT_FOUND, f"{year} 年{what}", "year" if name is None else "name")
    return closing


async def verify(store: Store, closing: ClosingRow) -> Verified:
    """Computes a closed year again and compares scores, places and statements with the frozen ones."""
    async with store.reading() as connection:
        # Read afresh: what a process keeps would prove nothing.
        board = await Boards().run(connection, closing.run_id)
        with collector_at_rest():
            reader = Reader(connection, board.committee_id, board.rule_set.catalogue, board.keys)
            stored = await records_at(reader, closing.revision, reach(board.rule_set))
            roster = board.tally.roll.enrolled
            of_years = of_term(connection, board.committee_id, board.rule_set, roster, closing.revision)
            earlier = await of_years
        texts = await frozen(connection, closing.run_id, board.keys)
        rows = await _rows(connection, closing.run_id)
    return await asyncio.to_thread(_compared, closing, board, stored, earlier, texts, rows)


async def _rows(connection: AsyncConnection, run_id: int) -> Mapping[int, tuple[Any, Any]]:
    """The rows of scores of a run with their places, by membership."""
    kept = select(MemberScore.membership_id, MemberScore.score, MemberScore.standing)
    return {
        row.membership_id: (row.score, row.standing)
        for row in await connection.execute(kept.where(MemberScore.run_id == run_id))
    }


def _compared(
    closing: ClosingRow,
    board: Board,
    stored: Sequence[Stored],
    earlier: Sequence[Stored],
    texts: FrozenStatements,
    rows: Mapping[int, tuple[Any, Any]],
) -> Verified:
    members = [one.member for one in board.tally.roll.enrolled]
    records, of_years = ([one.record for one in some] for some in (stored, earlier))
    run = score(board.rule_set, members, records, board.method, of_years)
    found, ids = scores(run), board.tally.roll.ids
    told = {key for key, text in of_run(run, (*stored, *earlier)) if _says(texts, ids[key], text)}
    differing = [
        one.key
        for one, place in zip(found, places(board.rule_set, found), strict=True)
        if one.key not in told or (one.to_json(), place.to_json()) != rows.get(ids[one.key])
    ]
    groups = differing_groups(board, all_rows(run))
    return Verified(closing, len(rows), run.input == board.input, tuple(differing), groups)


def _says(texts: FrozenStatements, membership_id: int, text: bytes) -> bool:
    """Whether the statement of a membership is this, byte for byte."""
    try:
        return texts.text(membership_id) == text
    except (KeyError, Damaged):
        return False
