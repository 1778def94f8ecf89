"""What stands of a mail address: sealed, under another key as well, and gone where the key is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.key import KeyFile
from models.personal import Vault
from models.store import Store
from services.keys.replacing import lost, replaced
from services.notices.choice import Choice, choice
from tests.services.accounts.holder import OFFICE, opened, settle
from tests.services.members.test_phones import files_of, spelled
from tests.services.notices.noticing import chooses

pytestmark = pytest.mark.anyio
MAIL = "wang@zx.example"


async def chosen(store: Store, account_id: int) -> Choice:
    async with store.reading() as connection:
        return await choice(connection, store.vault, account_id)


async def choosing(store: Store) -> int:
    """An account that has chosen mail."""
    await settle(store)
    account_id = await opened(store)
    await chooses(store, account_id, "mail", MAIL)
    return account_id


async def test_a_copied_file_tells_no_address(sqlite_store: Store) -> None:
    await choosing(sqlite_store)
    found = files_of(sqlite_store.url.render_as_string(hide_password=False))
    assert [one for one in spelled("mail") if one in found] != []
    assert [one for one in spelled(MAIL) if one in found] == []


async def test_an_address_goes_on_under_another_key(store: Store, tmp_path: Path) -> None:
    account_id, former = await choosing(store), store.keys
    store.keys = KeyFile(tmp_path / "another.key")
    store.vault = Vault(store.keys)
    await replaced(store, Vault(former), OFFICE, None)
    assert await chosen(store, account_id) == Choice("mail", MAIL)


async def test_where_the_key_is_lost_the_choice_is_gone(store: Store, tmp_path: Path) -> None:
    account_id = await choosing(store)
    store.keys = KeyFile(tmp_path / "another.key")
    store.vault = Vault(store.keys)
    await lost(store, OFFICE, None)
    assert await chosen(store, account_id) == Choice("inbox")
