"""A record brought to a state, and every step that may be tried with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

from sqlalchemy import select

from models.record import Record
from models.store import Store
from services.actor import Actor
from services.entry.desk import Desk
from services.entry.form import OccasionForm, Present
from services.review.decision import Asked, Decided, Reviewing
from services.runs.board import Boards
from services.runs.live import Live
from tests.services.committee_of_ten import CODE, ME, YEAR, desk
from tests.services.entry.forms import CAME, survey

# How a record comes to each state, by the steps of docs/review.md.
WAYS = {
    "draft": ("draft",),
    "submitted": ("submitted",),
    "returned": ("submitted", "return"),
    "approved": ("submitted", "approve"),
    "archived": ("submitted", "approve", "archive"),
    "withdrawn": ("submitted", "withdraw"),
}
_TITLES = count(1)


async def brought(store: Store, members: list[int], state: str) -> tuple[int, int]:
    """A survey in a state, with its version."""
    begun, *moves = WAYS[state]
    form = survey(Present(members, CAME), title=f"海岛调研{next(_TITLES)}")
    record_id = (await desk(store).enter(CODE, YEAR, "调研", form, begun)).id
    for version, action in enumerate(moves, 1):
        await moved(store, action, record_id, version)
    return record_id, len(moves) + 1


def reviewing(store: Store, actor: Actor = ME) -> Reviewing:
    return Reviewing(store, Live(Boards()), actor)


async def moved(store: Store, action: str, record_id: int, version: int) -> Decided:
    """A step with one record; raises why it cannot be taken."""
    decided = await reviewing(store).move(CODE, action, [Asked(record_id, version)], "另有原因")
    (verdict,) = decided.verdicts
    if verdict.refusal is not None:
        raise verdict.refusal
    return decided


def _moving(action: str) -> Callable[[Store, int, int], Awaitable[Any]]:
    return lambda store, record_id, version: moved(store, action, record_id, version)


async def changed(store: Store, record_id: int, version: int) -> Any:
    return await desk(store).correct(record_id, version, OccasionForm(title="改过"), "题目登错")


async def reinstated(store: Store, record_id: int, version: int) -> Any:
    return await reviewing_desk(store).reinstate(record_id, version, "不是重复")


async def ended(store: Store, record_id: int, version: int) -> Any:
    return await desk(store).end(record_id, version, "重复登记")


def reviewing_desk(store: Store) -> Desk:
    """A desk at which what is reinstated waits, as it does for everybody."""
    return Desk(store, Live(Boards()), ME)


STEPS: dict[str, Callable[[Store, int, int], Awaitable[Any]]] = {
    **{name: _moving(name) for name in ("submit", "approve", "return", "archive", "withdraw")},
    "change": changed,
    "reinstate": reinstated,
    "end": ended,
}


async def state_of(store: Store, record_id: int) -> tuple[str, int]:
    """The state and version of a record."""
    async with store.reading() as connection:
        columns = select(Record.state, Record.version).where(Record.id == record_id)
        row = (await connection.execute(columns)).one()
        return row.state, row.version
