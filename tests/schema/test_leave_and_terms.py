"""Leave behind the end of a term, and under another master key."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from models.committee import Term
from models.key import KeyFile
from models.leave import Leave
from models.personal import Vault
from models.store import Store
from resolvers.global_id import encode
from services.keys.replacing import replaced
from tests.schema.test_leave import ASK, ENTER, OWN, asking, holders, request
from tests.services.accounts.holder import CODE, served
from tests.services.committee_of_ten import ME, rows

pytestmark = pytest.mark.anyio


async def test_reasons_are_read_under_another_master_key(store: Store, tmp_path: Path) -> None:
    of, day = await asking(store)
    async with served(store) as http:
        (member,) = holders(of, http, "委员")
        assert (await member.change(ASK, input=request(day)))["errors"] == []
        before = (await member.ask(OWN))["data"]["me"]["leaves"]["nodes"]
    former, store.keys = store.keys, KeyFile(tmp_path / "another.key")
    store.vault = Vault(store.keys)
    await replaced(store, Vault(former), ME, None)
    async with served(store) as http:
        (member,) = holders(of, http, "委员")
        assert (await member.ask(OWN))["data"]["me"]["leaves"]["nodes"] == before


async def test_after_the_term_one_is_a_member_only_where_a_list_says_so(store: Store) -> None:
    of, day = await asking(store)
    people = [encode("Member", one) for one in of.members]
    async with served(store) as http:
        member, organiser = holders(of, http, "委员", "专门委员会")
        occasion = {"committee": CODE, "year": day.year, "kind": "调研", "title": "港口", "day": str(day)}
        form = {**occasion, "participants": [{"members": people[:2]}], "upTo": "APPROVED"}
        record = (await organiser.change(ENTER, input=form))["record"]["id"]
        async with store.writing() as connection:
            await connection.execute(update(Term).values(last_day=day - timedelta(days=1)))
        over = await member.change(ASK, input=request(day))
        assert [(one["code"], one["field"]) for one in over["errors"]] == [("FORBIDDEN", "day")]
        named = request(day, record=record, kind=None, title=None)
        assert (await member.change(ASK, input=named))["errors"] == []
    (row,) = await rows(store, Leave)
    assert row.membership_id == of.members[0]
