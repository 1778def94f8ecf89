"""Two sessions that move one record at once, every step beside every other: one wins, the other is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from models.store import Store
from services.refusal import Code, Refusal
from services.review.edits import Stale
from tests.services.committee_of_ten import check_live, settle
from tests.services.review.steps import STEPS, brought, state_of
from tests.services.review.test_transitions import GOES

pytestmark = pytest.mark.anyio


def crossings() -> Iterator[tuple[str, str, str]]:
    """Every two steps that lead on from one state."""
    for state, one in GOES:
        yield from ((state, one, other) for of, other in GOES if of == state)


async def test_of_two_steps_from_one_version_one_is_taken(store: Store) -> None:
    members = (await settle(store))[:2]
    another = Store.open(store.url.render_as_string(False))
    try:
        for state, one, other in crossings():
            record_id, version = await brought(store, members, state)
            found = await asyncio.gather(
                STEPS[one](store, record_id, version),
                STEPS[other](another, record_id, version),
                return_exceptions=True,
            )
            lost = [each for each in found if isinstance(each, BaseException)]
            assert (state, one, other, len(lost)) == (state, one, other, 1), found
            (refusal,) = lost
            assert isinstance(refusal, Refusal), refusal
            taken = other if found[0] is refusal else one
            assert refusal.code is Code.CONFLICT
            if state == "archived":
                # A correction waits beside the record, which stays as it is: there is no second one.
                assert (refusal.field, await state_of(store, record_id)) == ("id", ("archived", version))
                continue
            assert isinstance(refusal, Stale)
            assert (refusal.field, [each.action for each in refusal.edits]) == ("version", [taken])
            assert await state_of(store, record_id) == (GOES[state, taken], version + 1)
        await check_live(store)
    finally:
        await another.close()
