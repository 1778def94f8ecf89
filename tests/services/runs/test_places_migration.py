"""Live runs of the former program, which kept with every member where he or she stood."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from alembic import command
from sqlalchemy import select, update

from models.migration import configuration, upgrade
from models.score import MemberScore
from models.store import Store, database_url
from services.entry.form import OccasionForm, Present
from services.runs.board import Boards
from tests.services.committee_of_ten import CODE, YEAR, desk, live, settle

pytestmark = pytest.mark.anyio
BEFORE = "0010"


async def test_places_of_live_runs_are_forgotten_and_those_of_kept_ones_stay(
    store: Store, address: str
) -> None:
    one, *_ = await settle(store)
    at = desk(store, Boards())
    survey = OccasionForm(title="海岛", day=date(2022, 3, 1), participants=[Present([one])])
    await at.enter(CODE, YEAR, "调研", survey)
    kept = (await at.keep_run(CODE, YEAR, "三月")).id
    run = await live(store, Boards())
    places = {entry.id: entry.place for entry in run.entries}
    configured = configuration(database_url(address))
    await asyncio.to_thread(command.downgrade, configured, BEFORE)
    # As the former program had it: the live rows are those of the kept run.
    async with store.writing() as connection:
        for entry in run.entries:
            of_member = (MemberScore.run_id == run.id) & (MemberScore.membership_id == entry.id)
            former = {"rank": entry.rank(), "grade": entry.place.grade, "standing": entry.place.to_json()}
            await connection.execute(update(MemberScore).where(of_member).values(former))
    await asyncio.to_thread(upgrade, database_url(address))
    columns = select(MemberScore.rank, MemberScore.grade, MemberScore.standing)
    async with store.reading() as connection:
        rows = (await connection.execute(columns.where(MemberScore.run_id == run.id))).all()
        board = await Boards().run(connection, kept)
    assert {tuple(map(str, row)) for row in rows} == {("None", "None", "{}")}
    assert {entry.id: entry.place for entry in board.entries} == places
    assert await live(store, Boards()) == run


async def test_the_former_program_finds_nobody_in_a_place(store: Store, address: str) -> None:
    await settle(store)
    configured = configuration(database_url(address))
    await asyncio.to_thread(command.downgrade, configured, BEFORE)
    async with store.reading() as connection:
        rows = (await connection.execute(select(MemberScore.rank, MemberScore.standing))).all()
    nowhere: dict[str, object] = {"ranks": {}, "selection": None, "grade": None, "gates": [], "shown": True}
    assert [tuple(row) for row in rows] == [(None, nowhere)] * 10
