"""The live run after any history of edits is what scoring everything at once gives, whoever reads it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import count
from random import Random
from threading import get_ident
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.score import MemberScore as ScoreRow
from models.store import Store
from rules.loader import load
from rules.shipped import locate
from scoring.member_score import MemberScore
from services.entry.desk import Desk
from services.entry.form import STAYS, Author, Event, OccasionForm, Present, Rejected, WorkForm
from services.members import roster
from services.records.neighbourhood import Memory
from services.records.touched import Touched
from services.refusal import Refusal
from services.rule_sets import versions
from services.runs import live as live_runs
from services.runs.board import Board, Boards
from services.runs.live import Live, Step
from services.unit_of_work import Unit, unit_of_work
from tests.services.committee_of_ten import (
    CODE,
    ME,
    YEAR,
    check_live,
    desk,
    in_force,
    live,
    recomputed,
    settle,
)
from tests.services.random_history import EDITS, HALF_DAYS, OUTCOMES, History

pytestmark = pytest.mark.anyio

numbers = count()


@given(st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 2**32)), min_size=6, max_size=14))
@settings(
    max_examples=15,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_a_live_run_is_what_scoring_everything_gives(
    store: Store, edits: list[tuple[str, int]]
) -> None:
    code = f"c{next(numbers)}"
    members = await settle(store, code)
    own, elsewhere = Boards(), Boards()
    history = History(desk(store, own), code, members)
    for number, (what, seed) in enumerate(edits):
        with suppress(Rejected, Refusal):
            await history.edit(what, Random(seed))
        if number % 4 == 3:
            await live(store, elsewhere, code)
    board = await check_live(store, [own, elsewhere], code)
    again = await recomputed(store, code)
    assert (again.entries, again.input) == (board.entries, board.input)
    await check_live(store, [own, elsewhere], code)


class Breaking(Live):
    """Fails when everything has been written, and nothing committed."""

    async def follow(self, unit: Unit, touched: Touched, lives: Sequence[Board] | None = None) -> list[Step]:
        await super().follow(unit, touched, lives)
        raise OSError("the disk is full")


async def test_what_was_rolled_back_is_remembered_nowhere(store: Store) -> None:
    one, two, three, *_ = await settle(store)
    boards = Boards()
    at, breaking = desk(store, boards), Desk(store, Breaking(boards), ME)
    adopted = Event(date(2022, 5, 1), OUTCOMES["社情民意"][1])
    work = WorkForm(title="停车", day=date(2022, 3, 1), authors=[Author(one)], outcomes=[adopted])
    done = await at.enter(CODE, YEAR, "社情民意", work)
    other = WorkForm(authors=[Author(one), Author(two), Author(three)])
    with pytest.raises(OSError, match="full"):
        await breaking.correct(done.id, 1, other, "改作者")
    await check_live(store, [boards])
    # The same version again, with other authors.
    await at.correct(done.id, 1, WorkForm(authors=[Author(one), Author(two)]), "改作者")
    await at.enter(
        CODE, YEAR, "调研", OccasionForm(title="海岛", day=date(2022, 3, 1), participants=[Present([one])])
    )
    board = await check_live(store, [boards])
    assert [board.by_id[each].score.total for each in (one, two, three)] == [5, 3, 0]


async def test_a_run_that_took_the_number_of_another_is_not_taken_for_it(store: Store) -> None:
    """SQLite gives the number of a run that is gone to the next one."""
    await settle(store, "one")
    await settle(store, "two", members=4)
    boards = Boards()
    gone, fresh = await live(store, Boards(), "one"), await live(store, Boards(), "two")
    boards.keep(replace(gone, id=fresh.id, revision=fresh.revision, roster_revision=fresh.roster_revision))
    found = await live(store, boards, "two")
    assert (found.committee_id, len(found.entries)) == (fresh.committee_id, 4)


async def test_so_many_at_once_that_all_are_scored(store: Store) -> None:
    members = await settle(store, members=60)
    boards = Boards()
    at = desk(store, boards)
    everybody = OccasionForm(
        title="全会", day=date(2022, 3, 1), participants=[Present(members, HALF_DAYS[0])]
    )
    done = await at.enter(CODE, YEAR, "全会", everybody)
    board = await check_live(store, [boards])
    assert {entry.score.total for entry in board.entries} == {Fraction(11, 2)}
    few = [Present(members[:51], HALF_DAYS[0]), Present(members[51:], HALF_DAYS[1])]
    await at.correct(done.id, 1, OccasionForm(participants=few), "有人没来")
    await check_live(store, [boards])


async def test_a_matter_reaches_through_the_works_of_others(store: Store) -> None:
    one, two, *_ = await settle(store)
    boards = Boards()
    at = desk(store, boards)

    async def speech(author: int, key: str, title: str, linked_to: int | None, form: str) -> int:
        work = WorkForm(
            title=title,
            key=key,
            day=date(2022, 3, 1),
            attributes=(("场合", "全会"), ("形式", form)),
            authors=[Author(author)],
            linked_to=STAYS if linked_to is None else linked_to,
        )
        return (await at.enter(CODE, YEAR, "发言", work)).id

    spoken = await speech(one, "1", "甲", None, "口头")
    await speech(two, "2", "乙", spoken, "书面")
    # Of one matter with the second by its title and author, and so with the first.
    third = await speech(two, "3", "乙", None, "书面")
    await speech(one, "4", "丙", third, "书面")
    board = await check_live(store, [boards])
    assert board.by_id[one].score.total == 6
    survey = OccasionForm(title="海岛", day=date(2022, 3, 1), participants=[Present([one])])
    await at.enter(CODE, YEAR, "调研", survey)
    board = await check_live(store, [boards])
    assert board.by_id[one].score.total == 8


async def test_a_change_is_scored_in_the_years_that_can_count_it(store: Store) -> None:
    one, two, *_ = await settle(store)
    boards = Boards()
    async with unit_of_work(store, CODE, ME) as unit:
        await versions.add(unit, load(locate("zhoushan/2023")))
        await Live(boards).recompute(unit, 2023)
    at = desk(store, boards)

    async def scored(form: WorkForm, version: int | None = None) -> list[int]:
        done = await (
            at.enter(CODE, YEAR, "社情民意", form)
            if version is None
            else at.correct(record_id, version, form, "更正", late_reason="后来才知道")
        )
        return [step.after.year for step in done.steps]

    work = WorkForm(title="停车", day=date(2022, 3, 1), authors=[Author(one)])
    record_id = (await at.enter(CODE, YEAR, "社情民意", work)).id
    (reported,) = OUTCOMES["社情民意"][1:2]
    # Adopted in March of 2023: that year can count it, too, from now on.
    assert await scored(WorkForm(outcomes=[Event(date(2023, 3, 1), reported)]), 1) == [2022, 2023]
    # What it says no more was counted in 2023.
    assert await scored(WorkForm(outcomes=[]), 2) == [2022, 2023]
    assert await scored(WorkForm(authors=[Author(one), Author(two)]), 3) == [2022]
    assert await scored(WorkForm(title="住宿", day=date(2022, 4, 1), authors=[Author(two)])) == [2022]
    for year in (2022, 2023):
        async with store.reading() as connection:
            board = await boards.live(connection, 1, year)
        async with unit_of_work(store, CODE, ME) as unit:
            (step,) = await Live(Boards()).recompute(unit, year)
        assert (step.after.entries, step.after.input) == (board.entries, board.input)


async def test_who_is_scored_again_is_not_read_in_years_that_do_not_count(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, *_ = await settle(store)
    await in_force(store, load(locate("zhoushan/2023")))
    for year in (2022, 2023):
        form = OccasionForm(title=str(year), day=date(year, 3, 1), participants=[Present([one])])
        await desk(store).enter(CODE, year, "调研", form)
    read: set[str] = set()
    monkeypatch.setattr(Memory, "add", lambda _, known: read.update(of.header.title for of in known.values()))
    work = WorkForm(title="停车", day=date(2023, 4, 1), authors=[Author(one)])
    await desk(store).enter(CODE, 2023, "社情民意", work)
    assert read == {"2023", "停车"}


async def test_others_are_served_while_everybody_is_read_and_compared(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes seconds of a large committee is not done where requests are answered."""
    await settle(store)
    done: dict[str, set[int]] = {}

    def watched(of: object, name: str) -> None:
        own = getattr(of, name)

        def noted(*words: Any) -> Any:
            done.setdefault(name, set()).add(get_ident())
            return own(*words)

        monkeypatch.setattr(of, name, noted)

    watched(MemberScore, "from_json")
    watched(roster, "_enrolled")
    watched(live_runs, "_settled")
    watched(live_runs, "digest_of")
    await recomputed(store)
    assert done.keys() == {"from_json", "_enrolled", "_settled", "digest_of"}
    assert get_ident() not in set().union(*done.values())


async def test_places_are_written_where_a_run_is_kept(store: Store) -> None:
    one, two, *_ = await settle(store)
    at = desk(store, Boards())
    survey = OccasionForm(title="海岛", day=date(2022, 3, 1), participants=[Present([one])])
    await at.enter(CODE, YEAR, "调研", survey)
    kept = await at.keep_run(CODE, YEAR, "三月")
    run = await live(store, Boards())
    columns = select(ScoreRow.run_id, ScoreRow.rank, ScoreRow.standing).where(ScoreRow.membership_id == two)
    async with store.reading() as connection:
        rows = {row.run_id: (row.rank, row.standing) for row in await connection.execute(columns)}
        board = await Boards().run(connection, kept.id)
    # One is first with the only survey, two shares the second place.
    assert rows[run.id] == (None, {})
    assert rows[kept.id][0] == 2
    assert rows[kept.id][1]["ranks"]["全体"] == 2
    assert [entry.place for entry in board.entries] == [entry.place for entry in run.entries]
    assert board.standings.ranks["全体"].tolist() == run.standings.ranks["全体"].tolist()
