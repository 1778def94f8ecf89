"""Papers of the former tables name units in words (0036): they stay as they were, and go on by known ones."""

from __future__ import annotations

import asyncio

import pytest
from alembic import command
from sqlalchemy import text

from models.handling import Handling
from models.migration import configuration, upgrade
from models.opinion_paper import Paper
from models.store import Store, database_url
from tests.schema.handing import LEAD, REASSIGN, done, hands, listed
from tests.schema.handing import one as handled
from tests.schema.opining import errors
from tests.schema.papering import HAND_UP, SIGN, accepted, begun, one, saved, taken
from tests.services.accounts.holder import served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
BEFORE, WRITTEN = "0036", "交通局（原）"


async def test_what_was_written_of_units_stays_and_the_office_hands_it_on(store: Store, address: str) -> None:
    of = await office(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        papers = []
        for title in ("签发了的", "审签中的", "编辑中的"):
            item = await accepted(by.author, by.office, title=title)
            papers.append(await saved(by.office, await begun(by.office, item)))
        papers[:2] = [await taken(by.office, HAND_UP, paper) for paper in papers[:2]]
    async with store.writing() as connection:
        await connection.execute(text("update opinion_papers set unit = :unit"), {"unit": WRITTEN})
        signed = "update opinion_papers set state = 'signed', awaits = null, issue_year = 2022,"
        await connection.execute(text(f"{signed} issue_number = 1 where id = 1"))
        await connection.execute(text("update opinions set state = 'signed' where id = 1"))
    before = [(paper.id, paper.state, paper.unit) for paper in await rows(store, Paper)]
    await store.close()
    await asyncio.to_thread(command.downgrade, configuration(database_url(address)), BEFORE)
    await asyncio.to_thread(upgrade, database_url(address))
    again = Store.open(address)
    assert [(paper.id, paper.state, paper.unit) for paper in await rows(again, Paper)] == before
    assert await rows(again, Handling) == []
    async with served(again) as http:
        for holder in (by.office, by.author, *by.by.values()):
            holder.http = http
        # What is edited is handed up once a unit is chosen that there is.
        edited = papers[2]
        refused = await by.office.change(HAND_UP, number=3, version=edited["version"])
        assert errors(refused) == [("BAD_USER_INPUT", "unit")]
        assert (await saved(by.office, edited))["unit"] == LEAD
        # What is being signed is issued as it was, and handed on by the Office.
        paper = await one(by.office, 2)
        for post in ("leader_in_charge", "office_head"):
            paper = await taken(by.by[post], SIGN, paper)
        assert (paper["state"], await listed(by.office, unit=WRITTEN)) == ("SIGNED", [1])
        given = await done(by.office, REASSIGN, await handled(by.office, 1), unit=LEAD)
        assert [each["name"] for each in given["units"]] == [LEAD]
        # Of what was signed before nobody noted who has it.
        seen = await by.author.ask("{ opinion(number: 1) { state handling { state } } }")
        assert seen["data"]["opinion"] == {"state": "SIGNED", "handling": None}
    await again.close()
