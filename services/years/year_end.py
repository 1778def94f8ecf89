"""Closing a year and opening it again (履13): one unit of work each, so a year is open or closed, whole."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import insert, select, update

from files.collector import collector_at_rest
from models.closing import Closing
from models.closing import Statement as StatementRow
from models.score import ScoreRun as RunRow
from models.store import Store
from rules.reach import reach
from rules.record import Record
from scoring.explain import TOGETHER, Explainer
from scoring.member_rows import scores
from scoring.run import ScoreRun
from scoring.statement import plain
from services.actor import Actor, known
from services.reason import checked_reason, optional_reason
from services.records.reading import Reader, Stored
from services.refusal import Code, Refusal
from services.runs import closings
from services.runs.board import Board, Boards
from services.runs.closings import ClosingRow, check_open, closings_of_runs, in_effect, member_data
from services.runs.group_scores import all_rows
from services.runs.live import Live, fix
from services.runs.scored import scored
from services.runs.term import of_term
from services.unit_of_work import Unit, unit_of_work

NAME = "年终结果 {year} ({number})"


@dataclass(frozen=True, slots=True)
class Reopened:
    """A year that was opened again: the frozen run, and the live one with everything that waited."""

    closing: ClosingRow
    before: Board
    after: Board


async def close_year(
    store: Store, live: Live, committee: str, year: int, actor: Actor | None, reason: str | None = None
) -> ClosingRow:
    """Closes a year: scores it whole, keeps the run, and writes a statement for every member.

    Raises `Refusal`: without an actor, where the year is closed already, or has no rules or no members.
    """
    why = optional_reason(reason)
    async with unit_of_work(store, committee, known(actor), why) as unit:
        await check_open(unit.connection, unit.committee_id, year)
        (step,) = await live.recompute(unit, year)
        board = step.after
        if not board.entries:
            raise Refusal(Code.BAD_USER_INPUT, f"{year} 年没有委员，没有可关账的结果", "year")
        kinds = await _write_statements(unit, board)
        closing = await _freeze(unit, live.boards, board, kinds)
        unit.result = closing.id
        await _next_year(unit, live, year)
    return closing


async def reopen_year(
    store: Store, live: Live, committee: str, year: int, actor: Actor | None, reason: str
) -> Reopened:
    """Opens a closed year again, for a reason: it is scored with everything that waited.

    The frozen run and its statements stay. Raises `Refusal` where the year is not closed.
    """
    why = checked_reason(reason)
    async with unit_of_work(store, committee, known(actor), why) as unit:
        closing = await in_effect(unit.connection, unit.committee_id, year)
        if closing is None:
            raise Refusal(Code.CONFLICT, f"{year} 年没有关账，不用打开", "year")
        before = await live.boards.run(unit.connection, closing.run_id)
        fields = {"reopened_at": unit.at, "reopened_by": unit.actor.name, "reason": why}
        await unit.connection.execute(update(Closing).where(Closing.id == closing.id).values(fields))
        unit.note("reopen", "year", closing.id, {"run": closing.run_id, "input": before.input})
        unit.result = closing.id
        (step,) = await live.recompute(unit, year)
        await _next_year(unit, live, year)
        closing = (await closings_of_runs(unit.connection, [closing.run_id]))[closing.run_id]
    return Reopened(closing, before, step.after)


async def reopened(store: Store, boards: Boards, closing_id: int) -> Reopened:
    """A year that was opened before: the frozen run of this closing beside that of the year as it is now."""
    async with store.reading() as connection:
        (closing,) = await closings.chosen(connection, closings.of_id(closing_id))
        before = await boards.run(connection, closing.run_id)
        try:
            after = await boards.live(connection, closing.committee_id, closing.year)
        except Refusal:  # its rules were withdrawn since
            after = before
    return Reopened(closing, before, after)


async def _next_year(unit: Unit, live: Live, year: int) -> None:
    """Scores the next year again, whose members' last year this is, if it has a live run."""
    lives = await live.boards.lives(unit.connection, unit.committee_id)
    if any(board.year == year + 1 for board in lives):
        await live.recompute(unit, year + 1)


async def _freeze(unit: Unit, boards: Boards, board: Board, kinds: Sequence[str]) -> ClosingRow:
    """Makes the live run the frozen one; from here on the database refuses any change of it."""
    await fix(unit, board)
    name = await _free_name(unit, board.year)
    named = update(RunRow).where(RunRow.id == board.id).values(name=name)
    await unit.connection.execute(named)
    added = insert(Closing).values(
        committee_id=unit.committee_id,
        year=board.year,
        run_id=board.id,
        revision=unit.revision,
        closed_at=unit.at,
        closed_by=unit.actor.name,
        kinds=list(kinds),
    )
    closing_id = (await unit.connection.execute(added.returning(Closing.id))).scalar_one()
    after = {
        "year": board.year,
        "run": board.id,
        "name": name,
        "input": board.input,
        "rule_set": board.rule_set.digest,
    }
    unit.note("close", "year", closing_id, after=after)
    # Behind the board of the live run, which scoring has kept.
    unit.afterwards.append(lambda: boards.keep(replace(board, name=name, frozen=True)))
    return (await closings_of_runs(unit.connection, [board.id]))[board.id]


async def _free_name(unit: Unit, year: int) -> str:
    of_year = RunRow.committee_id == unit.committee_id, RunRow.year == year, RunRow.name.is_not(None)
    known = set(await unit.connection.scalars(select(RunRow.name).where(*of_year)))
    numbers = range(1, len(known) + 2)
    return next(name for number in numbers if (name := NAME.format(year=year, number=number)) not in known)


async def _write_statements(unit: Unit, board: Board) -> list[str]:
    """A statement for every member of the board; returns the kinds that have records, by the catalogue."""
    reader = Reader(unit.connection, unit.committee_id, board.rule_set.catalogue, board.keys)
    with collector_at_rest():
        stored = await reader.read(reader.scored(reach(board.rule_set)))
        roster = board.tally.roll.enrolled
        earlier = await of_term(unit.connection, unit.committee_id, board.rule_set, roster)
        run = await asyncio.to_thread(scored_board, board, stored, earlier)
    catalogue, ids = board.rule_set.catalogue, board.tally.roll.ids
    made = explained(run, {id(one.record): one.id for one in (*stored, *earlier)})
    while some := await asyncio.to_thread(next, made, None):
        rows = [
            {
                "committee_id": unit.committee_id,
                "run_id": board.id,
                "membership_id": ids[key],
                "member": member_data(board.by_id[ids[key]].enrolled, catalogue),
                "explanation": data,
            }
            for key, data in some.items()
        ]
        await unit.connection.execute(insert(StatementRow), rows)
    used = {one.record.kind for one in stored}
    return [kind for kind in catalogue.kinds if kind in used]


def scored_board(board: Board, stored: Sequence[Stored], earlier: Sequence[Stored]) -> ScoreRun:
    """Everybody of a board scored again; raises `ArithmeticError` where that is not what the board says."""
    members = [one.member for one in board.tally.roll.enrolled]
    records, of_years = ([one.record for one in some] for some in (stored, earlier))
    run = scored(board.rule_set, members, records, of_years, board.method)
    same = scores(run) == [one.score for one in board.tally.scored] and all_rows(run) == board.groups
    if run.input != board.input or not same:
        raise ArithmeticError("a live run is not what scoring everybody gives")
    return run


def explained(run: ScoreRun, rows: Mapping[int, int]) -> Iterator[dict[str, dict[str, Any]]]:
    """The statements of a run by member key, some at a time; `rows`: the row of each record by its id()."""

    def row(record: Record) -> int:
        return rows[id(record)]

    for start in range(0, run.roster.n, TOGETHER):
        some = np.arange(start, min(start + TOGETHER, run.roster.n))
        explainer = Explainer(run, np.isin(np.arange(run.roster.n), some), row)
        yield {run.roster.keys[at]: plain(explainer.statement(at)) for at in some.tolist()}
