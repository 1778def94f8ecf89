"""Who has written a record: by each step of it, the same for its review and for objections to it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from models.change import Change
from models.record import Record
from models.store import Store
from services.actor import Actor
from services.entry.form import OccasionForm
from services.review.decision import Asked
from services.review.writers import writers_of, written_by
from tests.services.committee_of_ten import CODE, desk, rows, settle
from tests.services.review.steps import STEPS, brought, moved, reviewing, state_of

pytestmark = pytest.mark.anyio
OTHER = Actor("李处长", "system", "办公室")
ME = "王秘书"


async def writers(store: Store, record_id: int, until: int | None = None) -> set[str]:
    """Who has written a record; both questions have the same answer."""
    async with store.reading() as connection:
        last = await connection.scalar(select(func.max(Change.revision))) or 0
        found = await writers_of(connection, 1, [record_id], last if until is None else until)
        for name in (ME, OTHER.name):
            theirs = await written_by(connection, 1, name, [record_id])
            assert until is not None or (record_id in theirs) == (name in found)
        return set(found)


async def by_other(store: Store, action: str, record_id: int, version: int) -> None:
    at = desk(store, actor=OTHER)
    if action == "change":
        await at.correct(record_id, version, OccasionForm(title="改过"), "题目登错")
    elif action == "reinstate":
        await at.reinstate(record_id, version, "不是重复")
    else:
        decided = await reviewing(store, OTHER).move(CODE, action, [Asked(record_id, version)], "另有原因")
        assert decided.verdicts[0].refusal is None


# The step, from which state, and whether whoever takes it has written the record then.
WRITE = [
    ("change", "submitted", True),
    ("change", "approved", True),
    ("submit", "draft", True),
    ("submit", "returned", True),
    ("withdraw", "submitted", True),
    ("reinstate", "withdrawn", True),
    ("approve", "submitted", False),
    ("return", "submitted", False),
    ("archive", "approved", False),
]


def test_every_step_with_a_record_is_asked_about() -> None:
    # That a record is to end is a correction: asked about below.
    assert {action for action, _, _ in WRITE} == {*STEPS} - {"end"}


@pytest.mark.parametrize(("action", "state", "written"), WRITE)
async def test_whoever_takes_a_step_has_written_it_or_reviewed_it(
    store: Store, action: str, state: str, written: bool
) -> None:
    members = (await settle(store))[:1]
    record_id, version = await brought(store, members, state)
    assert await writers(store, record_id) == {ME}
    async with store.reading() as connection:
        before = await connection.scalar(select(func.max(Change.revision)))
    await by_other(store, action, record_id, version)
    assert await writers(store, record_id) == ({ME, OTHER.name} if written else {ME})
    assert await writers(store, record_id, before) == {ME}


@pytest.mark.parametrize("ends", [False, True])
async def test_a_correction_is_written_by_who_made_it_once_it_is_in_effect(store: Store, ends: bool) -> None:
    members = (await settle(store))[:1]
    record_id, version = await brought(store, members, "archived")
    at = desk(store, actor=OTHER)
    for number, approve in ((1, False), (2, True)):
        if ends:
            done = await at.end(record_id, version, "重复登记")
        else:
            done = await at.correct(record_id, version, OccasionForm(title="改过"), "题目登错")
        assert done.correction == number
        assert await writers(store, record_id) == {ME}
        await reviewing(store).decide(CODE, record_id, number, approve, None if approve else "没有依据")
    assert await writers(store, record_id) == {ME, OTHER.name}


async def test_whoever_only_approved_a_correction_has_not_written_the_record(store: Store) -> None:
    members = (await settle(store))[:1]
    record_id, version = await brought(store, members, "archived")
    done = await desk(store).correct(record_id, version, OccasionForm(title="改过"), "题目登错")
    await reviewing(store, OTHER).decide(CODE, record_id, done.correction or 0, True)
    assert await state_of(store, record_id) == ("archived", version + 1)
    assert await writers(store, record_id) == {ME}


async def test_who_submits_what_another_drafted_and_approves_it_is_marked(store: Store) -> None:
    members = (await settle(store))[:1]
    drafted, version = await brought(store, members, "draft")
    await by_other(store, "submit", drafted, version)
    await by_other(store, "approve", drafted, version + 1)
    plain, version = await brought(store, members, "draft")
    await moved(store, "submit", plain, version)
    await by_other(store, "approve", plain, version + 1)
    marked = {row.id: (row.reviewed_by, row.self_reviewed) for row in await rows(store, Record)}
    assert marked == {drafted: (OTHER.name, True), plain: (OTHER.name, False)}
