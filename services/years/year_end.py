"""Closing a year and opening it again (履13): one unit of work each, so a year is open or closed, whole."""

from dataclasses import dataclass, replace

from sqlalchemy import insert, select, update

from models.closing import Closing
from models.closing import Statement as StatementRow
from models.rows import add_rows, set_rows
from models.score import MemberScore
from models.score import ScoreRun as RunRow
from models.store import Store
from services.actor import Actor, known
from services.committee.committees import committee
from services.reason import checked_reason, optional_reason
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.runs import closings
from services.runs.board import Board, Boards
from services.runs.closings import ClosingRow, check_open, closings_of_runs, in_effect
from services.runs.live import Live
from services.unit_of_work import Unit, check_right, unit_of_work
from services.years.apart import prepared_apart
from services.years.prepared import Prepared, live_run, prepared, stands

NAME = "年终结果 {year} ({number})"
# How often a year that changes meanwhile is prepared again, before everybody waits for it.
TRIES = 2
# Up to so many members are told here: a process of its own takes longer to start.
HERE = 1_000
# Members who are written at once: between them others get their turn.
ROWS = 200

_TOLD = ("committee_id", "run_id", "membership_id", "member", "packed")
_PLACED, _OF_MEMBER = ("rank", "grade", "standing"), ("run_id", "membership_id")


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
    why, who = optional_reason(reason), known(actor)
    await check_right(store, committee, who, Right.CLOSE)
    for _ in range(TRIES):
        made = await _made_ready(store, committee, year)
        if made is None:
            break
        closing = await _closed(store, live, committee, year, (who, why), made)
        if closing is not None:
            return closing
    closing = await _closed(store, live, committee, year, (who, why), None)
    assert closing is not None
    return closing


async def _made_ready(store: Store, code: str, year: int) -> Prepared | None:
    async with store.reading() as connection:
        row = await committee(connection, code)
        run = await live_run(connection, row.id, year)
        if run is None or run.members <= HERE:
            return await prepared(connection, row.id, row.revision, year)
    return await prepared_apart(store, code, year)


async def _closed(
    store: Store, live: Live, code: str, year: int, by: tuple[Actor, str | None], made: Prepared | None
) -> ClosingRow | None:
    """Closes a year with what was prepared, None where that has changed since; else all wait while it is."""
    async with unit_of_work(store, code, *by, right=Right.CLOSE) as unit:
        await check_open(unit.connection, unit.committee_id, year)
        if made is None:
            await live.recompute(unit, year)
            made = await prepared(unit.connection, unit.committee_id, unit.revision, year)
            if made is None:
                raise ArithmeticError("a live run is not what scoring everybody gives")
        elif not await stands(unit, year, made):
            return None
        await _write_statements(unit, made)
        closing = await _freeze(unit, live.boards, year, made)
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
    async with unit_of_work(store, committee, known(actor), why, right=Right.CLOSE) as unit:
        closing = await in_effect(unit.connection, unit.committee_id, year)
        if closing is None:
            raise Refusal(Code.CONFLICT, f"{year} 年没有关账，不用打开", "year")
        before = await live.boards.run(unit.connection, closing.run_id)
        fields = {"reopened_at": unit.at, "reopened_by": unit.actor.signature, "reason": why}
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


async def _freeze(unit: Unit, boards: Boards, year: int, made: Prepared) -> ClosingRow:
    """Makes the live run the frozen one; from here on the database refuses any change of it."""
    name = await _free_name(unit, year)
    frozen = {"name": name, "revision": unit.revision, "roster_revision": unit.revision, "made_at": unit.at}
    await unit.connection.execute(update(RunRow).where(RunRow.id == made.run_id).values(frozen))
    added = insert(Closing).values(
        committee_id=unit.committee_id,
        year=year,
        run_id=made.run_id,
        revision=unit.revision,
        closed_at=unit.at,
        closed_by=unit.actor.signature,
        kinds=made.kinds,
        dictionary=made.dictionary,
    )
    closing_id = (await unit.connection.execute(added.returning(Closing.id))).scalar_one()
    after = {"year": year, "run": made.run_id, "name": name, "input": made.input, "rule_set": made.rule_set}
    unit.note("close", "year", closing_id, after=after)

    def keep() -> None:
        # Behind the board of the live run, which scoring may have kept.
        board = boards.kept(made.run_id, made.run_revision)
        if board is not None:
            at = replace(board, revision=unit.revision, roster_revision=unit.revision, made_at=unit.at)
            boards.keep(replace(at, name=name, frozen=True))
        boards.news.set()

    unit.afterwards.append(keep)
    return (await closings_of_runs(unit.connection, [made.run_id]))[made.run_id]


async def _free_name(unit: Unit, year: int) -> str:
    of_year = RunRow.committee_id == unit.committee_id, RunRow.year == year, RunRow.name.is_not(None)
    known = set(await unit.connection.scalars(select(RunRow.name).where(*of_year)))
    numbers = range(1, len(known) + 2)
    return next(name for number in numbers if (name := NAME.format(year=year, number=number)) not in known)


async def _write_statements(unit: Unit, made: Prepared) -> None:
    """A statement for every member of the run, and in its row where the member stands."""
    committee_id, run_id = unit.committee_id, made.run_id
    for start in range(0, len(made.statements), ROWS):
        some = made.statements[start : start + ROWS]
        told = [(committee_id, run_id, one.membership_id, one.member, one.packed) for one in some]
        placed = [(one.rank, one.grade, one.standing, run_id, one.membership_id) for one in some]
        # What is JSON text already is written as text.
        await add_rows(unit.connection, StatementRow, _TOLD, told)
        await set_rows(unit.connection, MemberScore, _PLACED, _OF_MEMBER, placed)
