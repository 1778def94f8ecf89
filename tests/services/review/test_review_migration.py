"""Records of the former program: what counted is archived, and counts as it did; a closed year stays true."""

from __future__ import annotations

import asyncio

import pytest
from alembic import command

from models.migration import configuration, upgrade
from models.record import Record
from models.store import Store, database_url
from services.entry.form import Present
from services.runs.board import Boards
from tests.services.committee_of_ten import CODE, YEAR, check_live, desk, live, rows, settle
from tests.services.entry.forms import CAME, survey
from tests.services.review.steps import moved
from tests.services.years.closed_year import close, frozen, verified, waiting

pytestmark = pytest.mark.anyio
BEFORE = "0026"


async def test_what_stood_approved_is_archived_without_a_reviewer(store: Store, address: str) -> None:
    one, two, *_ = await settle(store)
    at = desk(store)
    await at.enter(CODE, YEAR, "调研", survey(Present([one], CAME)))
    gone = await at.enter(CODE, YEAR, "调研", survey(Present([two], CAME), title="山区"))
    await at.withdraw(gone.id, 1, "重复")
    run = await live(store, Boards())
    await asyncio.to_thread(command.downgrade, configuration(database_url(address)), BEFORE)
    await asyncio.to_thread(upgrade, database_url(address))
    found = [
        (row.state, row.reviewed_by, row.self_reviewed, row.version) for row in await rows(store, Record)
    ]
    assert found == [("archived", None, False, 1), ("withdrawn", None, False, 2)]
    assert (await live(store, Boards())).input == run.input
    await check_live(store)


async def test_a_closed_year_verifies_unchanged(store: Store, address: str) -> None:
    one, *_ = await settle(store)
    await desk(store).enter(CODE, YEAR, "调研", survey(Present([one], CAME)))
    closing = await close(store)
    before = await frozen(store, closing.run_id)
    await asyncio.to_thread(command.downgrade, configuration(database_url(address)), BEFORE)
    await asyncio.to_thread(upgrade, database_url(address))
    assert await frozen(store, closing.run_id) == before
    assert (await verified(store)).differing == ()
    assert await waiting(store) == []


async def test_what_is_reviewed_after_the_closing_waits_for_it(store: Store) -> None:
    one, two, *_ = await settle(store)
    at = desk(store)
    ids = []
    for title in ("海岛", "山区", "渔港"):
        form = survey(Present([one, two], CAME), title=title)
        ids.append((await at.enter(CODE, YEAR, "调研", form, "submitted")).id)
    counted = (await at.enter(CODE, YEAR, "调研", survey(Present([one], CAME), title="湿地"))).id
    await close(store)
    await moved(store, "archive", counted, 1)
    # To be archived is no news for a closed year; nor is what neither counted then nor does now.
    await moved(store, "return", ids[0], 1)
    assert [one.record_id for one in await waiting(store)] == []
    await moved(store, "approve", ids[1], 1)
    assert [(one.record_id, one.what) for one in await waiting(store)] == [(ids[1], "added")]
    assert (await verified(store)).differing == ()
    await moved(store, "return", ids[1], 2)
    assert await waiting(store) == []
