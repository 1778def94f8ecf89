"""A decision whose server is killed: it is made whole, or not at all; asked again it is made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from models.store import Store
from tests.process import Process
from tests.schema.noun import OFFICE, Noun, Scene
from tests.schema.nouns_of_people import Objections
from tests.schema.nouns_of_records import Corrections
from tests.schema.objecting import ANSWER, CLAUSE, NO, a_rule
from tests.schema.test_corrections_together import APPROVE, RETURN
from tests.schema.test_request_keys import KEY
from tests.services.accounts.holder import served
from tests.services.accounts.office import office
from tests.services.audit.test_verification import looked
from tests.services.committee_of_ten import check_live

pytestmark = pytest.mark.anyio
Json = Any


def of_correction(seen: tuple[str, int]) -> Json:
    """What decides one correction."""
    return {"numbers": [seen[1]], "reason": "没有登重", "key": KEY}


def of_objection(seen: int) -> Json:
    """What answers an objection."""
    return {"number": seen, "version": 1, "input": {**NO, **CLAUSE, "rule": a_rule()}, "key": KEY}


TAKEN = (Corrections, APPROVE, of_correction, "submitted", "approved")
GIVEN_BACK = (Corrections, RETURN, of_correction, "submitted", "returned")
ANSWERED = (Objections, ANSWER, of_objection, "accepted", "answered")
# Whose server is killed, and behind which statement; None: all is committed, and nobody is answered.
KILLED = [
    (*TAKEN, "UPDATE corrections"),
    (*TAKEN, None),
    (*GIVEN_BACK, "INSERT INTO changes"),
    (*ANSWERED, "UPDATE objections"),
    (*ANSWERED, None),
]


@pytest.mark.parametrize(("noun", "query", "given", "before", "after", "last"), KILLED)
async def test_a_decision_is_whole_or_was_never_made(
    store: Store,
    address: str,
    spawn: Callable[..., Process],
    noun: type[Noun],
    query: str,
    given: Callable[[Any], Json],
    before: str,
    after: str,
    last: str | None,
) -> None:
    of, one = await office(store), noun()
    async with served(store) as http:
        here = Scene(of, store, http, dict(of.tokens))
        seen = await one.brought(here, before)
    dying = spawn("-m", "tests.schema.dying_server", address, *([last] if last else []))
    port = dying.wait_for(r"^port (\d+)$")[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        with pytest.raises(httpx.TransportError):
            await Scene(of, store, http, dict(of.tokens)).asked(OFFICE, query, **given(seen))
    assert dying.wait() == -9
    assert await one.state(here, seen) == (before if last else after)
    await check_live(store)
    assert (await looked(store)).whole
    async with served(store) as http:
        here = Scene(of, store, http, dict(of.tokens))
        again = await here.asked(OFFICE, query, **given(seen))
        once_more = await here.asked(OFFICE, query, **given(seen))
    assert again["repeated"] == (last is None)
    assert once_more == again | {"repeated": True}
    assert await one.state(here, seen) == after
    await check_live(store)
    assert (await looked(store)).whole
