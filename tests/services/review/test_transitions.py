"""The table of steps: drawn as it is, and nothing that is not in it can be done (履7)."""

from __future__ import annotations

from typing import Any

import pytest

from models.correction import Correction
from models.store import Store
from services.refusal import Code, Refusal
from tests.services.committee_of_ten import check_live, everything, rows, settle
from tests.services.review.drawn import PAGE, page
from tests.services.review.steps import STEPS, WAYS, brought, state_of

# By hand, from 履7 and the decision of ADR 0046: what each step makes of a record in each state. All else is
# refused. A change leaves the state; of what is archived it makes a correction, and so does an end.
GOES = {
    ("draft", "change"): "draft",
    ("draft", "submit"): "submitted",
    ("draft", "withdraw"): "withdrawn",
    ("submitted", "change"): "submitted",
    ("submitted", "approve"): "approved",
    ("submitted", "return"): "returned",
    ("submitted", "withdraw"): "withdrawn",
    ("returned", "change"): "returned",
    ("returned", "submit"): "submitted",
    ("returned", "withdraw"): "withdrawn",
    ("approved", "change"): "approved",
    ("approved", "return"): "returned",
    ("approved", "archive"): "archived",
    ("approved", "withdraw"): "withdrawn",
    ("archived", "change"): "archived",
    ("archived", "end"): "archived",
    ("withdrawn", "reinstate"): "submitted",
}


def test_the_page_shows_the_table() -> None:
    wrong = "python -m tests.services.review.drawn draws it anew"
    assert PAGE.read_text(encoding="utf-8") == page(), wrong


@pytest.mark.anyio
async def test_every_step_that_the_table_has_goes_and_no_other(store: Store) -> None:
    members = (await settle(store))[:2]
    for state in WAYS:
        kept, version = await brought(store, members, state)
        for action, step in STEPS.items():
            to = GOES.get((state, action))
            if to is None:
                before = await whole(store)
                with pytest.raises(Refusal) as refused:
                    await step(store, kept, version)
                found = refused.value
                assert (state, action, found.code, found.field) == (state, action, Code.CONFLICT, "id")
                assert "能" in found.message
                assert await whole(store) == before
                continue
            record_id, now = await brought(store, members, state)
            await step(store, record_id, now)
            raised = 0 if state == "archived" else 1
            assert (state, action, await state_of(store, record_id)) == (state, action, (to, now + raised))
    await check_live(store)


async def whole(store: Store) -> list[list[Any]]:
    return [*await everything(store), await rows(store, Correction)]
