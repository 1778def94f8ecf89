"""However records are entered, reviewed and corrected, live scores are those from scratch."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from models.change import Change
from models.correction import Correction
from models.record import SCORED, Record
from models.store import Store
from services.entry.form import Author, OccasionForm, Present, Rejected, WorkForm
from services.refusal import Refusal
from tests.services.committee_of_ten import CODE, YEAR, check_live, desk, recomputed, rows, settle
from tests.services.entry.forms import CAME, MARCH, survey
from tests.services.review.steps import STEPS, reviewing, state_of

pytestmark = pytest.mark.anyio
STEPS_A_HISTORY = 60


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_scores_follow_every_step(store: Store, seed: int) -> None:
    members = await settle(store)
    draw = Random(seed)
    history = _History(store, members, draw)
    for _ in range(STEPS_A_HISTORY):
        with suppress(Refusal, Rejected):
            await history.step()
    board = await check_live(store)
    assert (await recomputed(store)).input == board.input
    found = {row.id: (row.state, row.version) for row in await rows(store, Record)}
    lines = [line for line in await rows(store, Change) if line.entity == "record"]
    for record_id, (state, version) in found.items():
        own = [line for line in lines if line.entity_id == record_id]
        # Each line of the trail raised the version by one, and the last state that is told is the one it has.
        assert len(own) == version
        told = [line.after["state"] for line in own if "state" in (line.after or {})]
        assert told[-1] == state
        if state in SCORED:
            assert next(row.reviewed_by for row in await rows(store, Record) if row.id == record_id)


class _History:
    """A committee whose records are entered and moved at random."""

    def __init__(self, store: Store, members: list[int], draw: Random) -> None:
        self.store, self.members, self.draw = store, members, draw
        self.records: list[int] = []

    async def step(self) -> None:
        """One thing that somebody does; it may be refused."""
        draw = self.draw
        if len(self.records) < 4 or draw.random() < 0.2:
            self.records.append(await self._entered(draw.choice(("draft", "submitted", "approved"))))
            return
        record_id = draw.choice(self.records)
        open_ones = [row for row in await rows(self.store, Correction) if row.state == "submitted"]
        if open_ones and draw.random() < 0.3:
            one = draw.choice(open_ones)
            await reviewing(self.store).decide(CODE, one.record_id, one.id, draw.random() < 0.7, "没有依据")
            return
        _, version = await state_of(self.store, record_id)
        if draw.random() < 0.3:
            await self._corrected(record_id, version)
        else:
            await STEPS[draw.choice(sorted(STEPS))](self.store, record_id, version)

    async def _entered(self, up_to: str) -> int:
        some = self.draw.sample(self.members, self.draw.randint(1, 4))
        title, at = f"第{len(self.records)}条", desk(self.store)
        if self.draw.random() < 0.5:
            return (await at.enter(CODE, YEAR, "调研", survey(Present(some, CAME), title=title), up_to)).id
        work = WorkForm(title=title, day=MARCH, authors=[Author(one) for one in some])
        return (await at.enter(CODE, YEAR, "社情民意", work, up_to)).id

    async def _corrected(self, record_id: int, version: int) -> None:
        some = self.draw.sample(self.members, self.draw.randint(1, 4))
        at = desk(self.store)
        try:
            await at.correct(record_id, version, OccasionForm(participants=[Present(some, CAME)]), "登错人")
        except Refusal:
            other = self.draw.choice([None, *self.records])
            form = WorkForm(authors=[Author(one) for one in some], linked_to=other)
            await at.correct(record_id, version, form, "登错人")
