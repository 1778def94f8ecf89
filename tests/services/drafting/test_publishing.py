"""What stands between a draft and its force: a simulation, a second person, the department, an open year."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, text

from models.closing import Closing
from models.score import ScoreRun
from models.store import Store
from rules.bundle import Text
from services.actor import Actor
from services.drafting.simulation import simulate
from services.refusal import Code
from services.sandbox.sandbox import Sandbox
from tests.services.committee_of_ten import rows
from tests.services.drafting.drafts import (
    PUBLISHER,
    SUPPLEMENT,
    WRITER,
    desk_of,
    hongkou,
    refused,
    reviewed,
    settle_hongkou,
    state,
    text_of,
)

pytestmark = pytest.mark.anyio


async def test_without_a_simulation_nothing_is_published(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    desk, publisher = desk_of(store, sandbox), desk_of(store, sandbox, PUBLISHER)
    made = await desk.draft("hongkou", hongkou(text_of(SUPPLEMENT)))
    await desk.submit(made.id)
    assert await refused(store, lambda: publisher.publish(made.id)) is Code.SIMULATION_REQUIRED


async def test_a_simulation_of_another_text_is_none(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    desk, publisher = desk_of(store, sandbox), desk_of(store, sandbox, PUBLISHER)
    first = hongkou(text_of(SUPPLEMENT))
    made = await desk.draft("hongkou", first)
    await simulate(store, sandbox, WRITER, made.id)
    other = Text(first.supplements[0].text + "# 改一个字\n", "2020.supplement-1.yaml")
    await desk.change(made.id, hongkou(other))
    await desk.submit(made.id)
    assert await refused(store, lambda: publisher.publish(made.id)) is Code.SIMULATION_REQUIRED
    # Back to the text that was simulated: what was seen before the last change does not count.
    await desk.give_back(made.id)
    await desk.change(made.id, first)
    await desk.submit(made.id)
    assert await refused(store, lambda: publisher.publish(made.id)) is Code.SIMULATION_REQUIRED
    await simulate(store, sandbox, WRITER, made.id)
    await publisher.publish(made.id)
    assert await state(store, made.id) == "published"


@pytest.mark.parametrize("name", ["甲", " 甲 ", "丁"])
async def test_who_wrote_on_a_text_does_not_publish_it(store: Store, sandbox: Sandbox, name: str) -> None:
    await settle_hongkou(store)
    made = await desk_of(store, sandbox).draft("hongkou", hongkou())
    other = Text(text_of(SUPPLEMENT).text + "# 丁改\n", "2020.supplement-1.yaml")
    await desk_of(store, sandbox, Actor("丁", "system")).change(made.id, hongkou(other))
    await simulate(store, sandbox, WRITER, made.id)
    await desk_of(store, sandbox).submit(made.id)
    same = desk_of(store, sandbox, Actor(name, "system", PUBLISHER.department))
    assert await refused(store, lambda: same.publish(made.id)) is Code.SECOND_PERSON_REQUIRED
    await desk_of(store, sandbox, PUBLISHER).publish(made.id)


@pytest.mark.parametrize("department", [None, "办公室"])
async def test_another_department_does_not_publish(
    store: Store, sandbox: Sandbox, department: str | None
) -> None:
    await settle_hongkou(store)
    made = await reviewed(store, sandbox, hongkou(text_of(SUPPLEMENT)))
    other = desk_of(store, sandbox, Actor("乙", "system", department))
    assert await refused(store, lambda: other.publish(made)) is Code.FORBIDDEN


async def test_the_committee_may_name_another_department(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    made = await reviewed(store, sandbox, hongkou(text_of(SUPPLEMENT)))
    async with store.writing() as connection:
        await connection.execute(text("update committees set publisher = '办公室'"))
    usual = desk_of(store, sandbox, PUBLISHER)
    assert await refused(store, lambda: usual.publish(made)) is Code.FORBIDDEN
    await desk_of(store, sandbox, Actor("乙", "system", "办公室")).publish(made)


async def test_nothing_is_published_into_a_closed_year(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    made = await reviewed(store, sandbox, hongkou(text_of(SUPPLEMENT)))
    (run,) = await rows(store, ScoreRun)
    async with store.writing() as connection:
        closed = {"closed_at": datetime.now(UTC), "closed_by": "甲", "run_id": run.id, "revision": 1}
        closing = insert(Closing).values(
            committee_id=run.committee_id, year=2020, kinds={}, dictionary=b"", **closed
        )
        await connection.execute(closing)
    publisher = desk_of(store, sandbox, PUBLISHER)
    assert await refused(store, lambda: publisher.publish(made)) is Code.YEAR_CLOSED


async def test_only_what_is_under_review_is_published(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    desk, publisher = desk_of(store, sandbox), desk_of(store, sandbox, PUBLISHER)
    made = await desk.draft("hongkou", hongkou(text_of(SUPPLEMENT)))
    await simulate(store, sandbox, WRITER, made.id)
    assert await refused(store, lambda: publisher.publish(made.id)) is Code.CONFLICT
    await desk.submit(made.id)
    await publisher.publish(made.id)
    for step in (desk.submit, desk.give_back, publisher.publish):
        assert await refused(store, lambda: step(made.id)) is Code.CONFLICT  # noqa: B023
    changed = hongkou(Text(text_of(SUPPLEMENT).text + "# 又改\n", "a.yaml"))
    assert await refused(store, lambda: desk.change(made.id, changed)) is Code.CONFLICT
    assert await refused(store, lambda: simulate(store, sandbox, WRITER, made.id)) is Code.CONFLICT
