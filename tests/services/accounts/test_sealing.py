"""What stands of an account in the database: nothing that a copy tells, whatever key comes or goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.account import Account, Attempts
from models.clock import Now
from models.key import KeyFile
from models.personal import SealedText, Vault
from models.sickness import Sick, Sickness
from models.store import Store
from models.tables import metadata
from services.accounts.account import Registration, accounts, close, register
from services.accounts.sealing import SECOND_FACTOR
from services.accounts.sign_in import Credentials, sign_in
from services.keys.replacing import lost, replaced
from services.refusal import Code, Refusal
from tests.services.accounts.holder import (
    CODE,
    HERE,
    OFFICE,
    PASSWORD,
    PHONE,
    code_of,
    hashing,
    lines,
    opened,
    row_of,
    settle,
)
from tests.services.members.test_phones import files_of, spelled

pytestmark = pytest.mark.anyio
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def bound(store: Store) -> int:
    """An account with a second factor, at which somebody has failed to sign in."""
    await settle(store, "offered")
    account_id = await opened(store)
    totp = store.vault.key((await row_of(store, account_id))["key"]).seal(SECOND_FACTOR, KEY)
    async with store.writing() as connection:
        of_id = update(Account).where(Account.id == account_id)
        await connection.execute(of_id.values(totp=totp, totp_at=Now()))
    with pytest.raises(Refusal):
        await sign_in(store, hashing(), CODE, Credentials(PHONE, "wrong"), HERE)
    return account_id


async def enter(store: Store) -> None:
    given = Credentials(PHONE, PASSWORD, await code_of(store, KEY))
    await sign_in(store, hashing(), CODE, given, HERE)


async def test_a_copied_file_tells_neither_number_nor_secret(sqlite_store: Store) -> None:
    await bound(sqlite_store)
    await enter(sqlite_store)
    found = files_of(sqlite_store.url.render_as_string(hide_password=False))
    # The real name is there, so that it was looked for in the right files.
    assert [one for one in spelled("张三") if one in found] != []
    for secret in (PHONE, KEY, PASSWORD):
        assert [one for one in spelled(secret) if one in found] == []


async def test_accounts_go_on_under_another_key(store: Store, tmp_path: Path) -> None:
    account_id = await bound(store)
    before, former = await row_of(store, account_id), store.keys
    store.keys = KeyFile(tmp_path / "another.key")
    store.vault = Vault(store.keys)
    assert await replaced(store, Vault(former), OFFICE, None) == ["舟山市政协"]
    after = await row_of(store, account_id)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"key", "user_name", "user_name_index", "totp"}
    async with store.reading() as connection:
        _, own = await accounts(connection, store.vault, 1)
        assert own.user_name == PHONE
        assert (await connection.execute(select(Attempts.id))).all() == []
    await enter(store)
    (line,) = await lines(store, "renew key")
    assert line["after"] == {
        "sealed": 0,
        "sealed accounts": 1,
        "sealed uploads": 0,
        "sealed connectors": 0,
        "sealed opinions": 0,
    }


async def test_without_the_key_nobody_signs_in_and_no_other_key_is_made(store: Store, tmp_path: Path) -> None:
    await bound(store)
    store.keys = KeyFile(tmp_path / "another.key")
    store.vault = Vault(store.keys)
    with pytest.raises(Sick) as sick:
        await enter(store)
    assert sick.value.sickness is Sickness.KEYLESS
    assert not (tmp_path / "another.key").exists()


async def test_where_the_key_is_lost_the_accounts_are_made_anew(store: Store, tmp_path: Path) -> None:
    account_id = await bound(store)
    store.keys = KeyFile(tmp_path / "another.key")
    store.vault = Vault(store.keys)
    assert await lost(store, OFFICE, None) == ["舟山市政协"]
    row = await row_of(store, account_id)
    assert {row[name] for name in ("key", "user_name", "user_name_index", "totp", "totp_at")} == {None}
    with pytest.raises(Refusal) as refused:
        await enter(store)
    assert refused.value.code is Code.SIGN_IN_FAILED
    await close(store, CODE, OFFICE, account_id)
    form = Registration(real_name="张三", phone=PHONE)
    assert (await register(store, hashing(), CODE, OFFICE, form)).account.user_name == PHONE


def test_whatever_is_sealed_is_sealed_anew() -> None:
    # By the modules that do so when the master key is replaced: services/keys/replacing.py.
    of_accounts = {"accounts.key", "accounts.totp", "accounts.user_name", "outside_identities.subject"}
    of_accounts |= {f"feedback.{name}" for name in ("words", "addition", "answer")}
    of_accounts |= {"leaves.reason", "leaves.answer", "notice_choices.mail"}
    of_accounts |= {"objections.title", "objection_steps.words", "opinion_drafts.content"}
    of_persons = {"persons.key", "persons.phone"}
    of_connectors = {"connectors.key", "connectors.secret"}
    of_connectors |= {"connector_events.key", "connector_events.document"}
    of_uploads = {"upload_contents.key", "upload_contents.digest", "upload_pieces.data"}
    of_uploads |= {"uploads.key", "uploads.name"}
    of_opinions = {f"opinion_texts.{name}" for name in ("title", "situation", "causes", "advice")}
    of_opinions |= {"opinions.key", "opinion_authors.name", "opinion_steps.words", "opinion_outcomes.words"}
    of_opinions |= {f"opinion_paper_texts.{name}" for name in ("title", "situation", "causes", "advice")}
    of_opinions |= {"opinion_papers.key", "opinion_paper_steps.words"}
    of_opinions |= {
        "handling_answers.text",
        "handling_steps.words",
        "opinion_ratings.words",
        "opinion_lead_steps.words",
    }
    of_opinions |= {f"opinion_leads.{name}" for name in ("key", "text", "sender", "phone")}
    of_opinions |= {"opinion_meetings.key", "opinion_meetings.conclusions"}
    sealed = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, SealedText)
    }
    assert sealed == of_accounts | of_persons | of_connectors | of_uploads | of_opinions
