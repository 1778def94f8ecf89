"""A year is made ready before its lock is taken: what changes meanwhile is seen, or changes nothing."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import date
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from models.closing import Statement
from models.score import MemberScore, ScoreRun
from models.store import Store
from rules.loader import loads
from services.committee.committees import committee
from services.committee.terms import set_term
from services.entry.form import OccasionForm, Rejected
from services.refusal import Code, Refusal
from services.results.explanation import explained
from services.runs.board import Boards
from services.unit_of_work import unit_of_work
from services.years.apart import prepared_apart
from services.years.prepared import Prepared, prepared, stands
from tests.services.committee_of_ten import CODE, ME, YEAR, desk, in_force, live, rows, settle
from tests.services.random_history import EDITS, History
from tests.services.years.closed_year import (
    TWO_YEARS,
    announced,
    close,
    closing_rows,
    proposal,
    survey,
    verified,
    waiting,
)

pytestmark = pytest.mark.anyio

MARCH, MAY = date(2022, 3, 1), date(2022, 5, 1)
numbers = count()
edits = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 2**32)), min_size=1, max_size=3)


async def made(store: Store, code: str = CODE) -> Prepared | None:
    async with store.reading() as connection:
        row = await committee(connection, code)
        return await prepared(connection, row.id, row.revision, YEAR)


async def of_now(store: Store, before: Prepared, code: str = CODE) -> Prepared | None:
    """What was prepared, if a unit of work finds that it stands; else what is prepared in it."""
    async with unit_of_work(store, code, ME) as unit:
        if await stands(unit, YEAR, before):
            return before
        return await prepared(unit.connection, unit.committee_id, unit.revision, YEAR)


async def year_of(store: Store) -> list[int]:
    """A survey of everybody and a proposal of the first with the second."""
    members = await settle(store)
    at = desk(store)
    await survey(at, members, "渔港调研", MARCH)
    await proposal(at, members[:2], "停车", MARCH)
    return members


async def is_as_prepared(store: Store, before: Prepared) -> bool:
    async with unit_of_work(store, CODE, ME) as unit:
        return await stands(unit, YEAR, before)


async def test_what_nobody_changed_stands(store: Store) -> None:
    await year_of(store)
    before = await made(store)
    assert before is not None
    assert len(before.statements) == 10
    assert await is_as_prepared(store, before)
    # A unit of work that came to nothing has changed nothing.
    with pytest.raises(Rejected):
        await desk(store).enter(CODE, YEAR, "调研", OccasionForm(title="没有日期"))
    assert await is_as_prepared(store, before)
    await settle(store, "dinghai")
    assert await is_as_prepared(store, before)


async def test_a_record_that_concerns_no_run_leaves_what_was_prepared(store: Store) -> None:
    await year_of(store)
    before = await made(store)
    assert before is not None
    at = desk(store)
    # Nobody of the committee took part.
    await at.enter(CODE, YEAR, "调研", OccasionForm(title="外地来访", day=MAY, participants=[]))
    assert await is_as_prepared(store, before)
    # But the first of its kind is told at the closing.
    await at.enter(CODE, YEAR, "视察", OccasionForm(title="外地视察", day=MAY, participants=[]))
    assert not await is_as_prepared(store, before)
    closing = await close(store)
    assert closing.kinds == ["调研", "视察", "提案"]
    assert (await verified(store)).same


async def test_a_changed_word_is_seen_though_no_point_changes(store: Store) -> None:
    members = await year_of(store)
    at = desk(store)
    before = await made(store)
    assert before is not None
    await at.correct(1, 1, OccasionForm(title="渔港专题调研"), "改题目")
    assert not await is_as_prepared(store, before)
    closing = await close(store)
    told = await explained(store, Boards(), closing.run_id, members[0])
    assert {one.title for one in told.statement.records} == {"停车", "渔港专题调研"}


async def test_whatever_else_changes_is_seen(store: Store) -> None:
    await year_of(store)
    before = await made(store)
    assert before is not None
    async with unit_of_work(store, CODE, ME) as unit:
        await set_term(unit, "本届", date(2017, 1, 1), None)
    assert not await is_as_prepared(store, before)
    again = await made(store)
    assert again is not None
    await in_force(store, loads(TWO_YEARS.format(year=YEAR + 1)))
    assert not await is_as_prepared(store, again)


@given(edits, edits)
@settings(
    max_examples=12,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_what_stands_is_what_would_be_prepared_now(
    store: Store, first: list[tuple[str, int]], then: list[tuple[str, int]]
) -> None:
    code = f"p{next(numbers)}"
    history = History(desk(store), code, await settle(store, code))
    for some in (first, then):
        before = await made(store, code)
        assert before is not None
        for what, seed in some:
            with suppress(Rejected, Refusal):
                await history.edit(what, Random(seed))
        now, stood = await made(store, code), await of_now(store, before, code)
        assert now is not None
        assert stood is not None
        assert (stood.input, stood.statements) == (now.input, now.statements)


async def test_a_year_is_closed_while_records_go_on_being_entered(store: Store) -> None:
    members = await year_of(store)
    boards = Boards()
    at, entered, closed = desk(store, boards), list[str](), asyncio.Event()

    async def enter() -> None:
        while not closed.is_set():
            title = f"途中{len(entered)}"
            await survey(at, members[:1], title, MAY)
            entered.append(title)

    entering = asyncio.create_task(enter())
    while not entered:
        await asyncio.sleep(0)
    closing = await close(store, boards)
    closed.set()
    await entering
    assert (await verified(store)).same
    told = await explained(store, Boards(), closing.run_id, members[0])
    counted = [one.title for one in told.statement.records if one.title.startswith("途中")]
    late = [one.title for one in await waiting(store)]
    # Every one is in the year or waits, and none is in both.
    assert sorted([*counted, *late]) == sorted(entered)


async def test_a_live_run_that_was_left_behind_is_scored_anew(store: Store) -> None:
    members = await year_of(store)
    async with store.writing() as connection:
        first = MemberScore.membership_id == members[0]
        await connection.execute(update(MemberScore).where(first).values(questions=7))
    assert await made(store) is None
    closing = await close(store)
    (row,) = [row for row in await rows(store, MemberScore) if row.membership_id == members[0]]
    assert (row.run_id, row.questions) == (closing.run_id, 0)
    assert (await verified(store)).same


async def test_a_live_run_by_a_former_method_is_scored_anew(store: Store) -> None:
    await year_of(store)
    async with store.writing() as connection:
        await connection.execute(update(ScoreRun).values(method=1))
    assert await made(store) is None
    await close(store)
    assert (await live(store)).method == 2
    assert (await verified(store)).same


async def test_a_process_of_its_own_prepares_the_same(store: Store) -> None:
    await year_of(store)
    here = await made(store)
    assert here is not None
    there = await prepared_apart(store, CODE, YEAR)
    assert there == here
    async with store.writing() as connection:
        await connection.execute(update(ScoreRun).values(method=1))
    assert await prepared_apart(store, CODE, YEAR) is None


async def test_what_a_process_of_its_own_refuses_is_refused(store: Store) -> None:
    await year_of(store)
    for code, year, expected in (
        ("nowhere", YEAR, (Code.NOT_FOUND, "没有这个政协", "committee")),
        (CODE, 2031, (Code.NOT_FOUND, "2031 年没有生效的办法，也没有记分：先加入或发布这一年的办法", "year")),
    ):
        with pytest.raises(Refusal) as refused:
            await prepared_apart(store, code, year)
        assert (refused.value.code, refused.value.message, refused.value.field) == expected
    await close(store)
    with pytest.raises(Refusal) as refused:
        await prepared_apart(store, CODE, YEAR)
    assert (refused.value.code, refused.value.field) == (Code.YEAR_CLOSED, "year")


async def test_a_process_that_dies_is_told(sqlite_store: Store) -> None:
    await year_of(sqlite_store)
    elsewhere = Store.open("sqlite:////nowhere/at/all.db")
    with pytest.raises(Refusal, match="进程中断了，没有改动") as refused:
        await prepared_apart(elsewhere, CODE, YEAR)
    assert refused.value.code is Code.UNAVAILABLE
    assert await closing_rows(sqlite_store) == []


async def test_statements_are_kept_small_and_each_can_be_read_alone(store: Store) -> None:
    members = await year_of(store)
    at = desk(store)
    for number in range(40):
        await survey(at, members, f"第{number}次调研", MAY)
    closing = await close(store)
    packed = [row.packed for row in await rows(store, Statement)]
    texts = [text for _, _, text in await announced(store)]
    assert 8 * sum(map(len, packed)) < sum(map(len, texts))
    told = await explained(store, Boards(), closing.run_id, members[4])
    assert len(told.statement.records) == 41
