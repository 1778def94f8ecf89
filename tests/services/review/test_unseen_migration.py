"""Records of the former program say nothing of what a member's own word changed after their review."""

from __future__ import annotations

import asyncio

import pytest
from alembic import command

from models.migration import configuration, upgrade
from models.record import Record
from models.store import Store, database_url
from services.runs.board import Boards
from tests.services.committee_of_ten import check_live, live, rows, settle
from tests.services.review.steps import brought
from tests.services.years.closed_year import close, frozen, verified

pytestmark = pytest.mark.anyio
BEFORE = "0029"


async def test_reviewed_records_stay_as_they_are(store: Store, address: str) -> None:
    members = await settle(store)
    for state in ("submitted", "approved", "archived"):
        await brought(store, members[:2], state)
    closing = await close(store)
    before, run = await frozen(store, closing.run_id), await live(store, Boards())

    async def told() -> list[tuple[object, ...]]:
        found = await rows(store, Record)
        return [(one.state, one.reviewed_by, one.self_reviewed, one.changed_since_review) for one in found]

    known = await told()
    assert [(state, changed) for state, _, _, changed in known] == [
        ("submitted", False),
        ("approved", False),
        ("archived", False),
    ]
    await asyncio.to_thread(command.downgrade, configuration(database_url(address)), BEFORE)
    await asyncio.to_thread(upgrade, database_url(address))
    assert await told() == known
    assert (await live(store, Boards())).input == run.input
    assert await frozen(store, closing.run_id) == before
    assert (await verified(store)).differing == ()
    await check_live(store)
