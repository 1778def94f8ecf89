"""Every change of every thing in every state, alone and beside every other that goes, on both databases.

What is right stands in `state_table`, by hand from the documents. Each is asked over HTTP; of two, each of a
server of its own, in both forced orders (`crossing`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from models.account import Session
from models.base import Base
from models.store import Store
from services.accounts import sessions
from tests.schema.crossing import HELD, OVERTAKEN, Asked, crossed
from tests.schema.noun import Noun, Scene
from tests.schema.nouns_of_people import CheckIns, Leaves, Members, Objections, Years
from tests.schema.nouns_of_records import Corrections, CoSignatures, Records, Samples
from tests.schema.state_table import CONFLICT, DONE, TABLES
from tests.services.accounts.holder import served
from tests.services.accounts.office import office
from tests.services.audit.test_verification import looked
from tests.services.check_in.people import BASE
from tests.services.committee_of_ten import check_live

pytestmark = pytest.mark.anyio
NOUNS: dict[str, type[Noun]] = {
    one.name: one
    for one in (*(Records, Corrections, Leaves, Samples, Members, Objections, CoSignatures, CheckIns, Years),)
}


def test_the_table_has_all_of_them() -> None:
    assert NOUNS.keys() == TABLES.keys()
    for name, noun in NOUNS.items():
        going = {change for changes in TABLES[name].goes.values() for change in changes}
        assert (name, going) == (name, {*noun.changes})


@pytest.fixture(autouse=True)
def used_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a session was used is written beside all changes, once a minute: it would come to a gate first."""
    monkeypatch.setattr(sessions, "SEEN_EVERY", timedelta.max)


@asynccontextmanager
async def scenes(store: Store, other: Store) -> AsyncIterator[tuple[Scene, Scene]]:
    """Two servers over one database, and who asks them."""
    of = await office(store)
    tokens = dict(of.tokens)
    # A first connection of SQLite waits for whoever writes before anything is asked of it.
    async with other.writing():
        pass
    async with served(store, public_url=BASE) as here, served(other, public_url=BASE) as there:
        yield Scene(of, store, here, tokens), Scene(of, other, there, tokens)


@pytest.mark.parametrize("name", TABLES)
async def test_what_the_table_has_goes_and_all_else_is_refused_and_changes_nothing(
    store: Store, address: str, name: str
) -> None:
    noun, table = NOUNS[name](), TABLES[name]
    async with scenes(store, store) as (scene, _):
        await noun.settle(scene)
        for state, goes in table.goes.items():
            seen = await noun.brought(scene, state)
            assert (name, await noun.state(scene, seen)) == (name, state)
            before = await all_rows(store)
            for change in (one for one in noun.changes if one not in goes):
                told = table.refused.get((state, change), CONFLICT)
                assert (state, change, await noun.change(scene, change, seen)) == (state, change, [told])
            assert (state, await all_rows(store) == before) == (state, True)
            for change, to in goes.items():
                seen = await noun.brought(scene, state)
                revision = await scene.revision()
                assert (state, change, await noun.change(scene, change, seen)) == (state, change, [])
                assert (state, change, await noun.state(scene, seen)) == (state, change, to)
                assert (state, change, await scene.revision()) == (state, change, revision + 1)
    if name != "year":
        await check_live(store)


@pytest.mark.parametrize("name", TABLES)
async def test_of_two_who_cross_one_wins_and_the_other_is_told(store: Store, address: str, name: str) -> None:
    noun, table = NOUNS[name](), TABLES[name]
    other = Store.open(address)
    async with scenes(store, other) as (here, there):
        await noun.settle(here)
        crossings = [
            (state, one, two, order)
            for state, goes in table.goes.items()
            for one in goes
            for two in goes
            for order in (HELD, OVERTAKEN)
        ]
        for state, one, two, order in crossings:
            at = (state, one, two, order)
            seen = await noun.brought(here, state)
            revision = await here.revision()
            first = Asked(store, lambda: noun.change(here, one, seen), noun.units.get(one, 1))  # noqa: B023
            second = Asked(other, lambda: noun.change(there, two, seen), noun.units.get(two, 1))  # noqa: B023
            told = table.then.get((state, one, two), CONFLICT)
            expected: tuple[list[str], list[str]] = ([], [] if told == DONE else [told])
            assert (at, await crossed(first, second, order)) == (at, expected)
            after = table.goes[state][one]
            if told == DONE:
                after = table.ends.get((state, one, two), table.goes[after].get(two, after))
            assert (at, await noun.state(there, seen)) == (at, after)
            # Nobody comes twice who came once.
            done = 1 + (told == DONE and not one == two == "arrive")
            assert (at, await here.revision()) == (at, revision + done)
    await other.close()
    assert (await looked(store)).whole
    if name != "year":
        await check_live(store)


async def all_rows(store: Store) -> list[list[Any]]:
    """All rows of all tables but that of sessions, which says when each was last used."""
    async with store.reading() as connection:
        return [
            [*map(tuple, await connection.execute(table.select().order_by(*table.primary_key)))]
            for table in Base.metadata.sorted_tables
            if table is not Session.__table__
        ]
