"""Closed years: nothing changes them, what comes later waits, and opening one counts it."""

from __future__ import annotations

import asyncio
from datetime import date
from fractions import Fraction

import orjson
import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from models.change import Change
from models.closing import Closing, Statement
from models.member import ALWAYS, MemberAttribute, Membership, Person
from models.record import Record
from models.rule_set import RuleSetVersion
from models.score import MemberScore, ScoreRun
from models.store import SQLiteStore, Store
from scoring.packed import packed, unpacked
from services.drafting.workflow import Versions
from services.entry.form import OccasionForm, Present
from services.refusal import Code, Refusal
from services.results.explanation import explained
from services.runs.board import Board, Boards
from services.runs.live import Live
from services.sandbox.sandbox import Sandbox
from services.unit_of_work import unit_of_work
from tests.services.committee_of_ten import CODE, ME, RULE_SET, YEAR, check_live, desk, live, rows, settle
from tests.services.years.closed_year import (
    announced,
    close,
    closing_rows,
    frozen,
    proposal,
    reopen,
    survey,
    verified,
    waiting,
)

pytestmark = pytest.mark.anyio

MARCH, MAY = date(2022, 3, 1), date(2022, 5, 1)


async def year_of(store: Store) -> list[int]:
    """Two surveys of everybody and a proposal of the first with the second."""
    members = await settle(store)
    at = desk(store)
    await survey(at, members, "渔港调研", MARCH)
    await survey(at, members, "海岛调研", MAY)
    await proposal(at, members[:2], "停车", MARCH)
    return members


def totals(board: Board) -> dict[str, int | Fraction]:
    return {entry.score.key: entry.score.total for entry in board.entries}


async def test_closing_freezes_the_live_run(store: Store) -> None:
    await year_of(store)
    boards = Boards()
    before = await live(store, boards)
    closing = await close(store, boards)
    board = await live(store, boards)
    assert (board.id, board.name, board.frozen) == (before.id, "年终结果 2022 (1)", True)
    assert (board.entries, board.input, board.rule_set) == (before.entries, before.input, before.rule_set)
    # 2 + 2 for the surveys, 5 and 1 for the proposal.
    assert list(totals(board).values())[:3] == [9, 5, 4]
    # Another process reads the same.
    assert await live(store) == board
    assert (closing.run_id, closing.closed_by, closing.in_effect) == (board.id, "王秘书", True)
    assert closing.kinds == ["调研", "提案"]
    line = next(line for line in await rows(store, Change) if line.entity == "year")
    assert (line.action, line.actor, line.after["input"]) == ("close", "王秘书", board.input)


async def test_a_statement_says_what_was_said_before_closing(store: Store) -> None:
    members = await year_of(store)
    boards = Boards()
    run = (await live(store, boards)).id
    before = [await explained(store, boards, run, one) for one in members]
    await close(store)
    after = [await explained(store, Boards(), run, one) for one in members]
    assert [one.statement for one in after] == [one.statement for one in before]
    assert [orjson.dumps(one.data, option=orjson.OPT_SORT_KEYS) for one in after] == [
        orjson.dumps(one.data, option=orjson.OPT_SORT_KEYS) for one in before
    ]
    first = after[0].statement
    # N2 only counts proposals, for a gate.
    lines = [f"{line.rule} {line.kept}" for line in first.lines]
    assert lines == ["A1 2", "A1 2", "P1a 5", "N2 0"]
    assert sum(Fraction(line.kept) for line in first.lines) == 9
    assert first.version.digest == RULE_SET.digest
    # Names are of the roster, and stay there: erasing a person leaves closed years whole.
    told = [text.decode() for _, _, text in await announced(store)]
    assert len(told) == 10
    assert all("赵一" not in text for text in told)
    assert all("赵一" not in str(row.member) for row in await rows(store, Statement))


async def test_what_comes_later_leaves_a_closed_year_as_it_is(store: Store) -> None:
    members = await year_of(store)
    boards = Boards()
    closing = await close(store, boards)
    before, board = await frozen(store, closing.run_id), await live(store)
    at = desk(store, boards)
    late = await survey(at, members, "补录调研", MARCH)
    await at.withdraw(1, 1, "记错了")
    changed = OccasionForm(title="海岛专题调研", participants=[Present(members[:3])])
    await at.correct(2, 1, changed, "改正")
    async with unit_of_work(store, CODE, ME) as unit:
        connection = unit.connection
        await connection.execute(update(MemberAttribute).values(value="委员"))
        await connection.execute(update(Membership).values(number=Membership.number + "x"))
        await connection.execute(update(Person).where(Person.id == 1).values(name="赵一一"))
        unit.note("change", "membership", members[0])
        await Live(boards).recompute(unit)
    assert await frozen(store, closing.run_id) == before
    for reader in (boards, Boards()):
        again = await live(store, reader)
        assert (again.input, again.revision, again.frozen) == (board.input, board.revision, True)
        assert [entry.score for entry in again.entries] == [entry.score for entry in board.entries]
        assert [entry.place for entry in again.entries] == [entry.place for entry in board.entries]
        attributes = [entry.enrolled.member.attributes for entry in again.entries]
        assert attributes == [entry.enrolled.member.attributes for entry in board.entries]
    # A name is no part of the result: who reads it sees today's.
    assert (await live(store)).entries[0].enrolled.member.name == "赵一一"
    assert (await verified(store)).same
    assert {(one.record_id, one.what) for one in await waiting(store)} == {
        (1, "withdrawn"),
        (2, "changed"),
        (late, "added"),
    }


async def test_late_records_say_who_and_when_and_what_became_of_them(store: Store) -> None:
    members = await year_of(store)
    at = desk(store)
    await at.withdraw(1, 1, "暂缓")
    await close(store)
    await survey(at, members, "又一次", MAY)
    await at.reinstate(1, 2, "查实")
    added = await survey(at, members, "录错的", MAY)
    await at.withdraw(added, 1, "录错了")
    version = 1
    for title in ("海岛调研一", "海岛调研二"):
        await at.correct(2, version, OccasionForm(title=title), f"改为{title}")
        version += 1
    found = await waiting(store)
    assert [(one.record_id, one.what, one.reason, one.times) for one in found] == [
        (2, "changed", "改为海岛调研二", 2),
        (1, "reinstated", None, 2),
        (4, "added", None, 1),
    ]
    assert {(one.actor, one.department) for one in found} == {("王秘书", "办公室")}
    assert (await verified(store)).same


async def test_opening_again_counts_what_waited_and_says_what_that_changed(store: Store) -> None:
    members = await year_of(store)
    first = await close(store)
    kept = await frozen(store, first.run_id)
    at = desk(store)
    await proposal(at, [members[2]], "养老", MAY)
    boards = Boards()
    done = await reopen(store, "三月的提案漏报", boards)
    assert (done.closing.reopened_by, done.closing.reason) == ("李主任", "三月的提案漏报")
    before, after = totals(done.before), totals(done.after)
    assert {key: (before[key], after[key]) for key in after if before[key] != after[key]} == {"003": (4, 9)}
    board = await check_live(store, [boards])
    assert (board.name, board.frozen) == (None, False)
    assert board.id != first.run_id
    # The first result stays as it was, and can be read and computed again.
    assert await frozen(store, first.run_id) == kept
    assert (await verified(store, "年终结果 2022 (1)")).same
    second = await close(store, boards)
    assert (await live(store)).name == "年终结果 2022 (2)"
    assert await frozen(store, first.run_id) == kept
    assert (await verified(store)).same
    assert (await verified(store, "年终结果 2022 (1)")).same
    assert [row.run_id for row in await closing_rows(store)] == [first.run_id, second.run_id]
    assert await waiting(store) == []


@pytest.mark.parametrize("reason", ["", "  ", "电话13905801234", "字" * 501])
async def test_opening_needs_a_reason(store: Store, reason: str) -> None:
    await year_of(store)
    await close(store)
    before = await closing_rows(store)
    with pytest.raises(Refusal) as refused:
        await reopen(store, reason)
    assert (refused.value.code, refused.value.field) == (Code.BAD_USER_INPUT, "reason")
    assert await closing_rows(store) == before


async def test_what_is_open_is_not_opened_and_nobody_closes_namelessly(store: Store) -> None:
    await year_of(store)
    with pytest.raises(Refusal) as refused:
        await reopen(store)
    assert refused.value.code is Code.CONFLICT
    with pytest.raises(Refusal) as refused:
        await waiting(store)
    assert refused.value.code is Code.CONFLICT
    with pytest.raises(Refusal) as refused:
        await close(store, actor=None)
    assert refused.value.code is Code.SIGN_IN_REQUIRED
    with pytest.raises(Refusal) as refused:
        await close(store, year=2031)
    assert (refused.value.code, refused.value.field) == (Code.NOT_FOUND, "year")
    assert await rows(store, Closing) == []


async def test_of_two_who_close_at_once_one_does(store: Store) -> None:
    await year_of(store)
    both = await asyncio.gather(close(store), close(store), return_exceptions=True)
    (refused,) = [one for one in both if isinstance(one, Refusal)]
    assert (refused.code, refused.field) == (Code.YEAR_CLOSED, "year")
    assert len(await closing_rows(store)) == 1
    assert len(await rows(store, Statement)) == 10
    assert (await verified(store)).same


async def test_who_would_change_a_closed_year_is_refused_and_changes_nothing(store: Store) -> None:
    await year_of(store)
    await close(store)
    tables = (RuleSetVersion, ScoreRun, MemberScore, Statement, Closing, Change)
    before = [await rows(store, table) for table in tables]
    at = desk(store)
    (version,) = await rows(store, RuleSetVersion)
    for attempt in (
        Versions(store, Live(Boards()), Sandbox(), ME).withdraw(version.id, "年份写错"),
        at.recompute(CODE, YEAR),
        at.keep_run(CODE, YEAR, "留一份"),
        close(store),
    ):
        with pytest.raises(Refusal) as refused:
            await attempt
        assert (refused.value.code, refused.value.field) == (Code.YEAR_CLOSED, "year")
    assert [await rows(store, table) for table in tables] == before


async def test_other_committees_are_not_affected(store: Store) -> None:
    await year_of(store)
    others = await settle(store, "dinghai")
    await close(store)
    at = desk(store)
    await survey(at, others, "定海调研", MAY, "dinghai")
    board = await check_live(store, code="dinghai")
    assert list(totals(board).values()) == [2] * 10
    await close(store, code="dinghai")
    assert [row.year for row in await closing_rows(store)] == [YEAR, YEAR]
    with pytest.raises(Refusal):
        await waiting(store, code="putuo")


FORBIDDEN = [
    update(MemberScore).values(questions=9),
    update(MemberScore).values(run_id=2),
    delete(MemberScore),
    delete(MemberScore).where(MemberScore.membership_id == 1),
    update(Statement).values(packed=b""),
    delete(Statement),
    update(ScoreRun).where(ScoreRun.id == 1).values(input="0"),
    update(ScoreRun).where(ScoreRun.id == 1).values(name=None),
    delete(ScoreRun).where(ScoreRun.id == 1),
    update(Closing).values(year=2000),
    update(Closing).values(run_id=2),
    update(Closing).values(dictionary=b""),
    update(Closing).values(reopened_at=None),
    update(Closing).values(reopened_by="谁", reason="没有时间"),
    delete(Closing),
]


async def test_the_database_itself_refuses(store: Store) -> None:
    await year_of(store)
    await close(store)
    # A live run beside it, to see that only the frozen one is guarded.
    await settle(store, "dinghai")
    tables = (ScoreRun, MemberScore, Statement, Closing)
    before = [await rows(store, table) for table in tables]
    score = {**before[1][0]._mapping, "membership_id": 11}
    statement = {**before[2][0]._mapping, "membership_id": 11, "id": 99}
    for forbidden in (*FORBIDDEN, insert(MemberScore).values(score), insert(Statement).values(statement)):
        with pytest.raises(DBAPIError, match="a closed year does not change"):
            async with store.writing() as connection:
                await connection.execute(forbidden)
    assert [await rows(store, table) for table in tables] == before
    async with store.writing() as connection:
        await connection.execute(update(MemberScore).where(MemberScore.run_id == 2).values(questions=9))
        await connection.execute(delete(MemberScore).where(MemberScore.run_id == 2))


async def test_no_row_of_a_closed_year_is_replaced(sqlite_store: Store) -> None:
    await year_of(sqlite_store)
    await close(sqlite_store)
    for table in ("score_runs", "member_scores", "statements", "closings"):
        with pytest.raises(DBAPIError, match="a closed year does not change"):
            async with sqlite_store.writing() as connection:
                await connection.execute(text(f"insert or replace into {table} select * from {table}"))


async def test_a_closing_is_opened_once(store: Store) -> None:
    await year_of(store)
    await close(store)
    await reopen(store)
    again = {"reopened_at": select(Closing.closed_at).scalar_subquery(), "reason": "改写事由"}
    with pytest.raises(DBAPIError):
        async with store.writing() as connection:
            await connection.execute(update(Closing).values(again))


async def test_verifying_finds_what_was_tampered_with(store: Store) -> None:
    await year_of(store)
    closing = await close(store)
    assert await verified(store) == (await verified(store))
    async with store.writing() as connection:
        # Whoever owns the database can take the guard away; the computation still tells.
        of_table = "" if isinstance(store, SQLiteStore) else " on statements"
        await connection.execute(text(f"drop trigger statement_changed{of_table}"))
        (dictionary,) = await connection.scalars(select(Closing.dictionary))
        for row in (await connection.execute(select(Statement))).all():
            forged = unpacked(row.packed, dictionary).replace("停车".encode(), "停车场".encode())
            of_row = update(Statement).where(Statement.id == row.id)
            await connection.execute(of_row.values(packed=packed(forged, dictionary)))
    done = await verified(store)
    assert (done.same, done.same_input, done.differing) == (False, True, ("001", "002"))
    async with store.writing() as connection:
        # Half of it, and what was never packed.
        await connection.execute(update(Statement).where(Statement.id == 4).values(packed=b"\x78\x9c"))
        await connection.execute(update(Statement).where(Statement.id == 5).values(packed="停车".encode()))
    assert (await verified(store)).differing == ("001", "002", "004", "005")
    async with store.writing() as connection:
        await connection.execute(update(Record).where(Record.id == 1).values(title="渔港"))
    # The record changed without a trail: what it was cannot be had.
    done = await verified(store)
    assert (done.same, done.same_input) == (False, False)
    assert done.closing == closing


async def test_a_closed_year_is_listed_with_the_open_ones(store: Store) -> None:
    from services.runs.listing import years

    await year_of(store)
    await close(store)
    async with store.reading() as connection:
        assert await years(connection, [1]) == {1: [YEAR]}


async def test_a_member_who_joins_after_closing_is_no_part_of_it(store: Store) -> None:
    members = await year_of(store)
    await close(store)
    async with unit_of_work(store, CODE, ME) as unit:
        person = insert(Person).values(committee_id=1, name="卫十一", sort_key="11")
        person_id = (await unit.connection.execute(person.returning(Person.id))).scalar_one()
        added = insert(Membership).values(committee_id=1, person_id=person_id, term_id=1, number="011")
        new = (await unit.connection.execute(added.returning(Membership.id))).scalar_one()
        held = insert(MemberAttribute).values(
            committee_id=1, membership_id=new, attribute="身份", since=ALWAYS, value="委员"
        )
        await unit.connection.execute(held)
        unit.note("add", "membership", new)
        await Live(Boards()).recompute(unit)
    await survey(desk(store), [*members, new], "一起去", MAY)
    assert len((await live(store)).entries) == 10
    assert (await verified(store)).same
    done = await reopen(store)
    assert totals(done.after)["011"] == 2
    assert len(done.before.entries) == 10
