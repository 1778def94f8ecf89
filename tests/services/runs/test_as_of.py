"""A run as of a day in the database: what is kept of it, and what comes later."""

from __future__ import annotations

import asyncio
from datetime import date
from fractions import Fraction

import pytest

from models.change import Change
from models.store import Store
from scoring.digest import run_digest
from scoring.run import score
from services.refusal import Code, Refusal
from services.results.explanation import explained
from services.results.months import months
from services.runs import as_of as days
from services.runs.as_of import as_of
from services.runs.board import Board, Boards
from services.unit_of_work import unit_of_work
from tests.services.committee_of_ten import CODE, ME, RULE_SET, YEAR, desk, live, rows, settle
from tests.services.years.closed_year import close, proposal, survey

pytestmark = pytest.mark.anyio

MARCH, MAY, JULY = date(2022, 3, 1), date(2022, 5, 1), date(2022, 7, 1)
APRIL, JUNE, LAST = date(2022, 4, 30), date(2022, 6, 30), date(2022, 12, 31)


async def year_of(store: Store) -> list[int]:
    """A survey of everybody in March and one in May, a proposal of the first with the second in July."""
    members = await settle(store)
    at = desk(store)
    await survey(at, members[:6], "渔港调研", MARCH)
    await survey(at, members[:6], "海岛调研", MAY)
    await proposal(at, members[:2], "停车", JULY)
    return members


def totals(board: Board) -> list[Fraction]:
    """The totals of the first three members."""
    return [entry.score.total for entry in board.entries][:3]


async def kept(store: Store, name: str, day: date, boards: Boards | None = None) -> Board:
    boards = boards or Boards()
    done = await desk(store, boards).keep_run(CODE, YEAR, name, day)
    async with store.reading() as connection:
        return await boards.run(connection, done.id)


async def test_a_run_as_of_a_day_knows_nothing_of_later(store: Store) -> None:
    await year_of(store)
    boards = Boards()
    run = await live(store, boards)
    assert totals(run) == [9, 5, 4]
    assert totals(await as_of(store, boards, run.id, APRIL)) == [2, 2, 2]
    view = await as_of(store, boards, run.id, JUNE)
    assert totals(view) == [4, 4, 4]
    # The seventh takes office in October.
    assert (len(view.entries), len(run.entries)) == (9, 10)
    assert await as_of(store, boards, run.id, LAST) == run
    # Nothing of it is stored, and it is worked out once.
    assert await as_of(store, boards, run.id, JUNE) is view
    assert await live(store) == run


async def test_what_is_entered_late_counts_by_its_own_date(store: Store) -> None:
    members = await year_of(store)
    boards = Boards()
    run = await live(store, boards)
    assert totals(await as_of(store, boards, run.id, APRIL)) == [2, 2, 2]
    await survey(desk(store, boards), members[:1], "补录的", date(2022, 4, 2))
    assert totals(await as_of(store, boards, run.id, APRIL)) == [4, 2, 2]


async def test_a_kept_run_says_what_was_said_that_day(store: Store) -> None:
    members = await year_of(store)
    half = await kept(store, "上半年", JUNE)
    assert (half.as_of, half.name, half.live, half.members) == (JUNE, "上半年", False, 9)
    assert totals(half) == [4, 4, 4]
    inputs = {entry.score.key: entry.score.input for entry in half.entries}
    assert half.input == run_digest(RULE_SET.digest, inputs, JUNE)
    line = next(line for line in await rows(store, Change) if line.action == "keep")
    assert line.after == {"year": YEAR, "name": "上半年", "input": half.input, "as_of": "2022-06-30"}
    # What comes later changes neither the run nor what it is explained by; what is dated earlier does.
    boards = Boards()
    await survey(desk(store, boards), members, "八月调研", date(2022, 8, 1))
    told = await explained(store, boards, half.id, members[0])
    assert (told.statement.total, told.statement.input) == ("4.00", inputs["001"])
    await survey(desk(store, boards), members[:1], "补录的", APRIL)
    async with store.reading() as connection:
        assert totals(await Boards().run(connection, half.id)) == [4, 4, 4]
    with pytest.raises(Refusal, match="已有变动") as refusal:
        await explained(store, Boards(), half.id, members[0])
    assert refusal.value.code is Code.CONFLICT


async def test_a_member_is_explained_as_of_a_day(store: Store) -> None:
    members = await year_of(store)
    boards = Boards()
    run = await live(store, boards)
    told = await explained(store, boards, run.id, members[0], JUNE)
    assert (told.statement.total, told.board.as_of) == ("4.00", JUNE)
    assert [one.title for one in told.statement.records] == ["海岛调研", "渔港调研"]
    with pytest.raises(Refusal, match="没有这名委员"):
        await explained(store, boards, run.id, members[6], JUNE)


async def test_a_day_that_nothing_can_stand_as_of_is_refused(store: Store) -> None:
    await year_of(store)
    boards = Boards()
    run = await live(store, boards)
    with pytest.raises(Refusal, match="统计期 2022-01-01 至 2022-12-31 以内") as refusal:
        await as_of(store, boards, run.id, date(2023, 1, 1))
    assert (refusal.value.code, refusal.value.field) == (Code.BAD_USER_INPUT, "day")
    with pytest.raises(Refusal, match="统计期") as refusal:
        await kept(store, "错的", date(2021, 12, 31))
    assert refusal.value.field == "asOf"
    half = await kept(store, "上半年", JUNE, boards)
    with pytest.raises(Refusal, match="截至 2022-06-30 留下的"):
        await as_of(store, boards, half.id, APRIL)


async def test_a_closed_year_is_told_as_of_a_day_until_its_records_change(store: Store) -> None:
    members = await year_of(store)
    await close(store, Boards())
    boards = Boards()
    run = await live(store, boards)
    assert run.frozen
    assert totals(await as_of(store, boards, run.id, JUNE)) == [4, 4, 4]
    # Its record waits for the year to be opened: of the frozen result it is no part.
    await survey(desk(store, boards), members, "迟到的", APRIL)
    with pytest.raises(Refusal, match="已有变动") as refusal:
        await as_of(store, Boards(), run.id, JUNE)
    assert refusal.value.code is Code.CONFLICT


async def test_the_months_go_to_the_last_in_which_anything_happened(store: Store) -> None:
    await year_of(store)
    boards = Boards()
    run = await live(store, boards)
    found = await months(store, boards, run)
    assert [day.month for day, _ in found] == [1, 2, 3, 4, 5, 6, 7]
    first = [own["001"] for _, own in found]
    assert [one.total for one in first] == [0, 0, 2, 2, 4, 4, 9]
    assert [one.gained for one in first] == [0, 0, 2, 0, 2, 0, 5]
    view = await as_of(store, boards, run.id, APRIL)
    assert [day for day, _ in await months(store, boards, view)][-1] == APRIL


async def test_many_who_ask_at_once_are_answered_from_one_ground(store: Store) -> None:
    await year_of(store)
    boards = Boards()
    run = await live(store, boards)
    asked = [APRIL, JUNE, APRIL, MAY, JUNE]
    views = await asyncio.gather(*(as_of(store, boards, run.id, day) for day in asked))
    assert views[0] is views[2]
    assert views[1] is views[4]
    assert (len(boards.days.grounds), len(boards.days.views)) == (1, 3)


async def test_of_a_large_committee_a_day_is_kept_first(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await year_of(store)
    monkeypatch.setattr(days, "MOST_MEMBERS", 9)
    boards = Boards()
    run = await live(store, boards)
    with pytest.raises(Refusal, match="luzhi runs keep") as refusal:
        await as_of(store, boards, run.id, JUNE)
    assert refusal.value.code is Code.QUERY_TOO_LARGE
    half = await kept(store, "上半年", JUNE, boards)
    assert totals(half) == [4, 4, 4]


async def test_a_view_says_what_scoring_the_same_records_says(store: Store) -> None:
    await year_of(store)
    async with unit_of_work(store, CODE, ME) as unit:
        board = await Boards().live(unit.connection, unit.committee_id, YEAR)
        data = await days.data_of(unit.connection, board)
    boards = Boards()
    view = await as_of(store, boards, board.id, MAY)
    run = score(RULE_SET, data.members, data.records, as_of=MAY)
    assert [entry.score.key for entry in view.entries] == list(run.roster.keys)
    assert [entry.score.total for entry in view.entries] == [run.total(at) for at in range(run.roster.n)]
    assert [entry.place.grade for entry in view.entries] == [run.grade(at) for at in range(run.roster.n)]
    assert [entry.questions for entry in view.entries] == [0] * run.roster.n
