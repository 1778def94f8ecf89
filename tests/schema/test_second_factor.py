"""The second factor over HTTP: set up before anything else, asked for at sign-in, each code good for once."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import update

from models.account import Account
from models.store import Store
from services.accounts.account import reset
from tests.schema.test_sign_in import MAPPING, PUT
from tests.services.accounts.holder import (
    CODE,
    OFFICE,
    OTHER_PASSWORD,
    PASSWORD,
    PHONE,
    Holder,
    code_of,
    codes,
    hashing,
    lines,
    opened,
    row_of,
    served,
    sessions,
    settle,
)
from tests.signed_in import grant_to

pytestmark = pytest.mark.anyio
SET_UP = "mutation { setUpSecondFactor { key address errors { code } } }"
CONFIRM = """
mutation ($code: String!) { confirmSecondFactor(code: $code) { token errors { code field } } }
"""


async def bound(store: Store, holder: Holder) -> str:
    """The key of someone who has signed in with a password and bound a device."""
    await holder.sign_in(client="BEARER")
    key: str = (await holder.change(SET_UP))["key"]
    done = await holder.change(CONFIRM, code=await code_of(store, key))
    assert codes(done) == []
    # As if the device had been bound a minute ago: its code of now has not been used.
    async with store.writing() as connection:
        await connection.execute(update(Account).values(totp_step=Account.totp_step - 2))
    holder.token = done["token"]
    return key


async def test_where_it_is_required_nothing_else_works_before_it_is_bound(store: Store) -> None:
    await settle(store, "required")
    await grant_to(store, await opened(store))
    async with served(store) as http:
        holder = Holder(http)
        payload = await holder.sign_in(client="BEARER")
        assert payload["secondFactorToSetUp"] is True
        assert (await holder.me())["secondFactorToSetUp"] is True
        refused = await holder.change(PUT, text=MAPPING, version=0)
        assert codes(refused) == ["SECOND_FACTOR_REQUIRED"]
        setup = await holder.change(SET_UP)
        address = urlsplit(setup["address"])
        assert (address.scheme, address.netloc) == ("otpauth", "totp")
        assert parse_qs(address.query)["secret"] == [setup["key"]]
        assert PHONE not in setup["address"]
        wrong = await holder.change(CONFIRM, code=await code_of(store, setup["key"], 20))
        assert wrong["errors"] == [{"code": "BAD_USER_INPUT", "field": "code"}]
        before = holder.token
        done = await holder.change(CONFIRM, code=await code_of(store, setup["key"]))
        assert codes(done) == []
        assert done["token"] not in (None, before)
        assert "errors" in await holder.ask("{ me { realName } }")
        holder.token = done["token"]
        me = await holder.me()
        assert (me["secondFactor"], me["secondFactorToSetUp"], len(me["sessions"])) == (True, False, 1)
        assert codes(await holder.change(PUT, text=MAPPING, version=0)) == []


async def test_a_code_works_once(store: Store) -> None:
    await settle(store, "offered")
    account_id = await opened(store)
    async with served(store) as http:
        holder = Holder(http)
        key = await bound(store, holder)
        assert codes(await holder.sign_in(client="BEARER")) == ["SECOND_FACTOR_REQUIRED"]
        code = await code_of(store, key)
        assert codes(await holder.sign_in(code=code, client="BEARER")) == []
        assert codes(await holder.sign_in(code=code, client="BEARER")) == ["SIGN_IN_FAILED"]
        # Nor does one of before the last that was used.
        assert codes(await holder.sign_in(code=await code_of(store, key, -1))) == ["SIGN_IN_FAILED"]
        assert codes(await holder.sign_in(code=await code_of(store, key, 1))) == []
    failed = await lines(store, "fail to sign in")
    assert [(line["entity_id"], line["after"]["why"]) for line in failed] == [(account_id, "code")] * 2


async def test_guessing_a_code_has_to_wait_as_guessing_a_password_has(store: Store) -> None:
    await settle(store, "offered")
    await opened(store)
    async with served(store) as http:
        holder = Holder(http)
        key = await bound(store, holder)
        # Codes of other times: none of them is right.
        wrong = [await code_of(store, key, 100 + at) for at in range(5)]
        told = [codes(await holder.sign_in(code=code))[0] for code in wrong]
        assert told == ["SIGN_IN_FAILED"] * 5
        assert codes(await holder.sign_in(code=await code_of(store, key))) == ["TOO_MANY_ATTEMPTS"]


async def test_without_the_code_no_password_is_changed(store: Store) -> None:
    await settle(store, "offered")
    await opened(store)
    async with served(store) as http:
        holder = Holder(http)
        key = await bound(store, holder)
        assert await holder.set_password(PASSWORD, OTHER_PASSWORD) == ["SECOND_FACTOR_REQUIRED"]
        wrong = await code_of(store, key, 100)
        assert await holder.set_password(PASSWORD, OTHER_PASSWORD, wrong) == ["SIGN_IN_FAILED"]
        code = await code_of(store, key)
        # A password that is refused does not use the code up.
        assert await holder.set_password(PASSWORD, "short", code) == ["BAD_USER_INPUT"]
        assert await holder.set_password(PASSWORD, OTHER_PASSWORD, code) == []


async def test_a_bound_device_is_replaced_by_the_office_alone(store: Store) -> None:
    await settle(store, "offered")
    account_id = await opened(store)
    async with served(store) as http:
        holder = Holder(http)
        await bound(store, holder)
        assert codes(await holder.change(SET_UP)) == ["CONFLICT"]
        kept = await reset(store, hashing(), CODE, OFFICE, account_id)
        holder.token = None
        assert await holder.set_password(kept.secret, PASSWORD) == ["SECOND_FACTOR_REQUIRED"]
    assert (await row_of(store, account_id))["totp"] is not None
    issued = await reset(store, hashing(), CODE, OFFICE, account_id, second_factor=True)
    row = await row_of(store, account_id)
    assert (row["totp"], row["totp_at"], row["totp_step"]) == (None, None, None)
    async with served(store) as http:
        holder = Holder(http)
        assert await holder.set_password(issued.secret, PASSWORD) == []
        assert codes(await holder.sign_in()) == []


async def test_where_it_is_off_there_is_none_to_set_up(store: Store) -> None:
    await settle(store, "off")
    await opened(store)
    async with served(store) as http:
        holder = Holder(http)
        assert codes(await holder.change(SET_UP)) == ["SIGN_IN_REQUIRED"]
        await holder.sign_in()
        assert codes(await holder.change(SET_UP)) == ["CONFLICT"]
        assert codes(await holder.change(CONFIRM, code="123456")) == ["CONFLICT"]
    assert len(await sessions(store)) == 1
