"""What stands of an outside identity in the database: nothing that a copy tells, whatever key comes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.key import KeyFile
from models.outside import OutsideCode, OutsideIdentity, OutsideSignIn
from models.personal import Vault
from models.store import Store
from services.keys.replacing import lost, replaced
from tests.services.accounts.holder import OFFICE, age, opened, settle
from tests.services.accounts.outside.browser import Browser, browsing, leads_to
from tests.services.accounts.outside.zhezhengding_stub import PERSON, SECRET
from tests.services.members.test_phones import files_of, spelled

pytestmark = pytest.mark.anyio
STRANGE = PERSON | {"accountId": "GE_8a41f0c7"}


async def linked(store: Store, browser: Browser) -> None:
    await settle(store)
    await opened(store)
    await browser.sign_in()
    assert leads_to(await browser.link(STRANGE)) == "/sign-in"
    await browser.post("/sign-out")


async def test_a_copied_file_tells_no_identity_no_state_and_no_code(sqlite_store: Store) -> None:
    async with browsing(sqlite_store) as browser:
        await linked(sqlite_store, browser)
        state, code = await browser.begin(), browser.code(STRANGE)
        kept = browser.http.cookies["luzhi-outside"]
        await browser.back(state, code)
    found = files_of(sqlite_store.url.render_as_string(hide_password=False))
    assert [one for one in spelled("zhezhengding") if one in found] != []
    for secret in ("GE_8a41f0c7", state, code, kept, SECRET, "token-0"):
        assert [one for one in spelled(secret) if one in found] == [], secret


async def test_identities_go_on_under_another_key(store: Store, tmp_path: Path) -> None:
    async with browsing(store) as browser:
        await linked(store, browser)
        (before,), former = await identities(store), store.keys
        store.keys = KeyFile(tmp_path / "another.key")
        store.vault = Vault(store.keys)
        assert await replaced(store, Vault(former), OFFICE, None) == ["舟山市政协"]
        (after,) = await identities(store)
        changed = {name for name in after if after[name] != before[name]}
        assert changed == {"subject", "subject_index"}
        assert leads_to(await browser.come_in(STRANGE)) == "/"


async def test_where_the_key_is_lost_identities_are_linked_anew(store: Store, tmp_path: Path) -> None:
    async with browsing(store) as browser:
        await linked(store, browser)
        store.keys = KeyFile(tmp_path / "another.key")
        store.vault = Vault(store.keys)
        await lost(store, OFFICE, None)
        assert await identities(store) == []
        assert (await browser.come_in(STRANGE)).status_code == 401


async def test_what_is_past_is_forgotten(store: Store) -> None:
    async with browsing(store) as browser:
        await linked(store, browser)
        await browser.come_in(STRANGE)
        await age(store, timedelta(minutes=21), OutsideSignIn.ends_at)
        await age(store, timedelta(hours=25), OutsideCode.spent_at)
        await browser.begin()
    async with store.reading() as connection:
        assert len((await connection.execute(select(OutsideSignIn.id))).all()) == 1
        assert (await connection.execute(select(OutsideCode.id))).all() == []


async def identities(store: Store) -> list[dict[str, object]]:
    async with store.reading() as connection:
        return [dict(row._mapping) for row in await connection.execute(select(OutsideIdentity))]
