"""What was answered in the former tables (0039) is rated, and contacts are noted."""

from __future__ import annotations

import asyncio

import pytest
from alembic import command

from models.handling import HandlingStep
from models.migration import configuration, upgrade
from models.store import Store, database_url
from tests.schema.handing import hands
from tests.schema.rating import CONTACT, answered, contacted, rated
from tests.schema.test_opinion_papers import today
from tests.services.accounts.holder import served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
BEFORE = "0039"


async def test_what_was_answered_before_is_rated(store: Store, address: str) -> None:
    of = await office(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        await answered(by)
    before = [(one.id, one.action, one.at, one.words) for one in await rows(store, HandlingStep)]
    await store.close()
    await asyncio.to_thread(command.downgrade, configuration(database_url(address)), BEFORE)
    await asyncio.to_thread(upgrade, database_url(address))
    again = Store.open(address)
    assert [(one.id, one.action, one.at, one.words) for one in await rows(again, HandlingStep)] == before
    async with served(again) as http:
        for holder in (by.author, by.lead):
            holder.http = http
        await contacted(by.lead, CONTACT, 1, await today(again))
        seen = await rated(by.author, 1, rating="SATISFIED")
        assert (seen["rating"]["state"], seen["rating"]["counted"]) == ("GIVEN", "SATISFIED")
    await again.close()
