"""A key file that is lost is missed wherever something was sealed with it, and never replaced unseen."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic import command

from models.key import KeyFile
from models.migration import configuration, upgrade
from models.personal import Vault
from models.readiness import Readiness
from models.sickness import Sick, Sickness
from models.store import Store, database_url
from services.accounts.sign_in import Credentials, sign_in
from services.committee.committees import establish
from services.keys.replacing import lost, replaced
from services.members.phones import forget
from services.unit_of_work import unit_of_work
from tests.services.accounts.holder import HERE, PHONE, hashing
from tests.services.committee_of_ten import CODE, ME, settle
from tests.services.members.test_phones import phones

pytestmark = pytest.mark.anyio


def with_key(store: Store, file: Path) -> None:
    """Lets a store look for its key there, as a server does that was started elsewhere."""
    store.keys = KeyFile(file)
    store.vault = Vault(store.keys)


async def refused(store: Store, code: str) -> None:
    """Everything that would need a key, or make one."""
    with pytest.raises(Sick, match="KEY_MISSING"):
        async with unit_of_work(store, code, ME, right=None) as unit:
            await forget(unit, 1)
    with pytest.raises(Sick, match="KEY_MISSING"):
        await sign_in(store, hashing(), code, Credentials(PHONE, "x"), HERE)
    assert await Readiness(store).met() == (Sickness.KEYLESS,)


async def test_what_a_migration_sealed_misses_its_key_before_any_change(
    store: Store, address: str, tmp_path: Path
) -> None:
    await settle(store)
    own, elsewhere = store.keys.path, tmp_path / "elsewhere.key"
    await asyncio.to_thread(command.downgrade, configuration(database_url(address)), "0011")
    await asyncio.to_thread(upgrade, database_url(address))
    with_key(store, elsewhere)
    await refused(store, CODE)
    assert not elsewhere.exists()
    elsewhere.write_text(f"{'ab' * 32}\n")
    with_key(store, elsewhere)
    await refused(store, CODE)
    with_key(store, own)
    assert None not in await phones(store)
    async with unit_of_work(store, CODE, ME, right=None) as unit:
        await forget(unit, 1)
    assert (await phones(store)).count(None) == 1


async def test_no_other_committee_begins_with_another_key(store: Store, tmp_path: Path) -> None:
    await settle(store)
    own, elsewhere = store.keys, tmp_path / "luzhi.key"
    with_key(store, elsewhere)
    await establish(store, "dinghai", "定海区政协")
    await refused(store, "dinghai")
    assert not elsewhere.exists()
    # Where the key was replaced or given up on purpose, they all go on with the one that is there.
    elsewhere.write_text(f"{'ab' * 32}\n")
    with_key(store, elsewhere)
    assert await replaced(store, Vault(own), ME, None) == ["定海区政协", "舟山市政协"]
    assert None not in await phones(store)
    with_key(store, tmp_path / "third.key")
    assert await lost(store, ME, "丢了") == ["定海区政协", "舟山市政协"]


async def test_the_first_change_of_a_new_database_makes_its_key(store: Store, tmp_path: Path) -> None:
    with_key(store, tmp_path / "new.key")
    await settle(store)
    assert (tmp_path / "new.key").stat().st_mode & 0o777 == 0o600


async def test_a_migration_seals_nothing_with_another_key_than_that_of_the_trail(
    store: Store, address: str, tmp_path: Path
) -> None:
    await settle(store)
    await asyncio.to_thread(command.downgrade, configuration(database_url(address)), "0012")
    with pytest.raises(Sick, match="KEY_MISSING"):
        await asyncio.to_thread(upgrade, database_url(address), tmp_path / "none.key")
    assert not (tmp_path / "none.key").exists()
    await asyncio.to_thread(upgrade, database_url(address))
    assert None not in await phones(store)
