"""Signing in below HTTP: how much work it is, and what happens when several things happen at once."""

from __future__ import annotations

import asyncio
import threading
from base64 import b32encode
from datetime import timedelta

import pytest
from argon2.low_level import ARGON2_VERSION
from sqlalchemy import update

from models.account import Account, Attempts
from models.clock import Now
from models.store import Store
from services.accounts.account import close, lock, reset
from services.accounts.attempts import place
from services.accounts.hashing import Hashing
from services.accounts.sealing import SECOND_FACTOR
from services.accounts.sessions import Visit
from services.accounts.sign_in import Credentials, set_password, sign_in
from services.refusal import Code, Refusal, TooManyRequests
from tests.services.accounts.holder import (
    CODE,
    HERE,
    OFFICE,
    OTHER_PASSWORD,
    PASSWORD,
    PHONE,
    QUICK,
    SECOND_PHONE,
    age,
    code_of,
    hashing,
    lines,
    opened,
    registered,
    row_of,
    sessions,
    settle,
)

pytestmark = pytest.mark.anyio
UNKNOWN = "13999999999"


async def refused(store: Store, given: Credentials, by: Hashing, visit: Visit = HERE) -> Refusal:
    with pytest.raises(Refusal) as found:
        await sign_in(store, by, CODE, given, visit)
    return found.value


async def test_whoever_knocks_in_vain_costs_one_hash_and_hears_the_same(store: Store) -> None:
    await settle(store)
    await opened(store)
    waiting, _ = await registered(store, "李四", SECOND_PHONE)
    locked = await opened(store, "王五", "13905800003")
    await lock(store, CODE, OFFICE, locked)
    closed = await opened(store, "赵六", "13905800004")
    await close(store, CODE, OFFICE, closed)
    by, heard = hashing(), set()
    knocks = [(PHONE, "wrong"), (UNKNOWN, "wrong"), (SECOND_PHONE, "wrong")]
    knocks += [("13905800003", PASSWORD), ("13905800004", PASSWORD)]
    for count, (phone, secret) in enumerate(knocks, 1):
        refusal = await refused(store, Credentials(phone, secret), by)
        heard.add((refusal.code, refusal.message, refusal.field))
        assert by.done == count
    assert {code for code, *_ in heard} == {Code.SIGN_IN_FAILED}
    assert len(heard) == 1
    with pytest.raises(Refusal) as known:
        await set_password(store, by, CODE, Credentials(PHONE, "wrong"), OTHER_PASSWORD, HERE)
    with pytest.raises(Refusal) as unknown:
        await set_password(store, by, CODE, Credentials(UNKNOWN, "wrong"), OTHER_PASSWORD, HERE)
    assert by.done == len(knocks) + 2
    assert str(known.value) == str(unknown.value)
    assert (await row_of(store, waiting))["password"] is None


async def test_many_guesses_at_once_are_no_more_than_few_one_after_another(store: Store) -> None:
    await settle(store)
    await opened(store)
    by = hashing()
    guesses = [refused(store, Credentials(PHONE, f"guess {at}"), by) for at in range(20)]
    told = [refusal.code for refusal in await asyncio.gather(*guesses)]
    assert by.done == 5
    assert sorted(told) == [Code.SIGN_IN_FAILED] * 5 + [Code.TOO_MANY_ATTEMPTS] * 15
    assert len(await lines(store, "fail to sign in")) == 5
    assert len(await lines(store, "refuse sign-in")) == 15
    # And even the right one has to wait, here; not at another address.
    assert (await refused(store, Credentials(PHONE, PASSWORD), by)).code == Code.TOO_MANY_ATTEMPTS
    await sign_in(store, by, CODE, Credentials(PHONE, PASSWORD), Visit("10.0.0.2", "test", "bearer"))
    assert by.done == 6


async def test_an_address_that_fails_too_often_costs_neither_a_hash_nor_a_line(store: Store) -> None:
    await settle(store)
    await opened(store)
    _, first_secret = await registered(store, "李四", SECOND_PHONE)
    by = Hashing(**QUICK, failures=3)
    # Whoever comes in is not counted, and whoever knew the secret has not guessed.
    for _ in range(4):
        await sign_in(store, by, CODE, Credentials(PHONE, PASSWORD), HERE)
    for _ in range(4):
        to_set = await refused(store, Credentials(SECOND_PHONE, first_secret), by)
        assert to_set.code == Code.PASSWORD_TO_SET
    guesses = [refused(store, Credentials(f"1390580{at:04}", "guess"), by) for at in range(9)]
    told = [refusal.code for refusal in await asyncio.gather(*guesses)]
    assert sorted(told) == [Code.SIGN_IN_FAILED] * 3 + [Code.TOO_MANY_REQUESTS] * 6
    refusal = await refused(store, Credentials(PHONE, PASSWORD), by)
    assert isinstance(refusal, TooManyRequests)
    assert 1_100 < refusal.seconds <= 1_200
    with pytest.raises(TooManyRequests):
        await set_password(store, by, CODE, Credentials(PHONE, PASSWORD), OTHER_PASSWORD, HERE)
    assert by.done == 4 + 4 + 3
    assert len(await lines(store, "fail to sign in")) == 3
    assert len(await lines(store, "refuse sign-in")) == 4
    # Elsewhere the holder comes in.
    await sign_in(store, by, CODE, Credentials(PHONE, PASSWORD), Visit("10.0.0.2", "test", "bearer"))


async def test_who_has_waited_may_try_again_and_a_sign_in_forgives(store: Store) -> None:
    await settle(store)
    await opened(store)
    by = hashing()
    for at in range(5):
        await refused(store, Credentials(PHONE, f"guess {at}"), by)
    waits = await refused(store, Credentials(PHONE, PASSWORD), by)
    assert (waits.code, waits.field) == (Code.TOO_MANY_ATTEMPTS, "userName")
    assert "15 分钟" in waits.message
    await age(store, timedelta(minutes=15), Attempts.until, Attempts.last_at)
    for at in range(4):
        await refused(store, Credentials(PHONE, f"guess {at}"), by)
    await sign_in(store, by, CODE, Credentials(PHONE, PASSWORD), HERE)
    for at in range(4):
        assert (await refused(store, Credentials(PHONE, f"guess {at}"), by)).code == Code.SIGN_IN_FAILED
    await sign_in(store, by, CODE, Credentials(PHONE, PASSWORD), HERE)


async def test_what_was_right_as_far_as_it_went_is_not_counted(store: Store) -> None:
    await settle(store)
    _, secret = await registered(store)
    by = hashing()
    for _ in range(6):
        with pytest.raises(Refusal) as weak:
            await set_password(store, by, CODE, Credentials(PHONE, secret), "short", HERE)
        assert (weak.value.code, weak.value.field) == (Code.BAD_USER_INPUT, "password")
        assert (await refused(store, Credentials(PHONE, secret), by)).code == Code.PASSWORD_TO_SET
    await set_password(store, by, CODE, Credentials(PHONE, secret), PASSWORD, HERE)


async def test_an_unknown_user_has_to_wait_alike(store: Store) -> None:
    await settle(store)
    by = hashing()
    told = [(await refused(store, Credentials(UNKNOWN, "x"), by)).code for _ in range(6)]
    assert told == [Code.SIGN_IN_FAILED] * 5 + [Code.TOO_MANY_ATTEMPTS]
    assert by.done == 5
    (line, *_) = await lines(store, "fail to sign in")
    assert (line["entity"], line["after"]) == ("attempts", {"why": "unknown", "address": "10.0.0.1"})


async def test_two_sign_ins_at_once_are_two_sessions(store: Store) -> None:
    await settle(store)
    account_id = await opened(store)
    by = hashing()
    one, two = await asyncio.gather(
        *(sign_in(store, by, CODE, Credentials(PHONE, PASSWORD), HERE) for _ in range(2))
    )
    assert one.token != two.token
    rows = await sessions(store)
    assert [(row["account_id"], row["revoked_at"]) for row in rows] == [(account_id, None)] * 2
    assert not {one.token, two.token} & {str(value) for row in rows for value in row.values()}


async def test_of_two_resets_at_once_one_secret_is_good(store: Store) -> None:
    await settle(store)
    account_id = await opened(store)
    by = hashing()
    issued = await asyncio.gather(*(reset(store, by, CODE, OFFICE, account_id) for _ in range(2)))
    told: list[str] = []
    for one in issued:
        try:
            given = Credentials(PHONE, one.secret)
            await set_password(store, by, CODE, given, f"{OTHER_PASSWORD}{len(told)}", HERE)
            told.append("set")
        except Refusal as refusal:
            told.append(refusal.code.value)
    assert sorted(told) == ["SIGN_IN_FAILED", "set"]
    assert [line["after"]["sessions ended"] for line in await lines(store, "reset password")] == [0, 0]


async def test_a_number_is_registered_once_by_two_at_once(store: Store) -> None:
    await settle(store)
    done = await asyncio.gather(*(registered(store) for _ in range(2)), return_exceptions=True)
    refused = [one for one in done if isinstance(one, Refusal)]
    assert [(one.code, one.field) for one in refused] == [(Code.CONFLICT, "phone")]
    assert PHONE not in refused[0].message
    assert len(await lines(store, "register")) == 1


async def test_a_code_is_good_for_one_of_two_sign_ins_at_once(store: Store) -> None:
    await settle(store, "offered")
    account_id = await opened(store)
    key = b32encode(b"\x01" * 20).decode()
    totp = store.vault.key((await row_of(store, account_id))["key"]).seal(SECOND_FACTOR, key)
    async with store.writing() as connection:
        of_id = update(Account).where(Account.id == account_id)
        await connection.execute(of_id.values(totp=totp, totp_at=Now()))
    given = Credentials(PHONE, PASSWORD, await code_of(store, key))
    by = hashing()
    done = await asyncio.gather(
        *(sign_in(store, by, CODE, given, HERE) for _ in range(3)), return_exceptions=True
    )
    refused = [one.code for one in done if isinstance(one, Refusal)]
    assert refused == [Code.SIGN_IN_FAILED] * 2
    assert len(await sessions(store)) == 1


class Paused(Hashing):
    """Stops after the secret was compared, until it may go on."""

    def __init__(self) -> None:
        super().__init__(kibibytes=64, at_once=2)
        self.compared, self.may_go_on = asyncio.Event(), asyncio.Event()

    async def fits(self, secret: str, known: str | None) -> bool:
        found = await super().fits(secret, known)
        self.compared.set()
        await self.may_go_on.wait()
        return found


@pytest.mark.parametrize("what", ["reset", "lock", "close", "password"])
async def test_what_happens_during_a_sign_in_goes_before_it(store: Store, what: str) -> None:
    await settle(store)
    account_id = await opened(store)
    paused, by = Paused(), hashing()
    entering = asyncio.create_task(sign_in(store, paused, CODE, Credentials(PHONE, PASSWORD), HERE))
    await paused.compared.wait()
    if what == "reset":
        await reset(store, by, CODE, OFFICE, account_id)
    elif what == "lock":
        await lock(store, CODE, OFFICE, account_id)
    elif what == "close":
        await close(store, CODE, OFFICE, account_id)
    else:
        await set_password(store, by, CODE, Credentials(PHONE, PASSWORD), OTHER_PASSWORD, HERE)
    paused.may_go_on.set()
    with pytest.raises(Refusal) as found:
        await entering
    assert found.value.code == Code.SIGN_IN_FAILED
    assert await sessions(store) == []


async def test_a_hash_of_former_parameters_is_made_anew_at_sign_in(store: Store) -> None:
    await settle(store)
    account_id = await opened(store)
    before = (await row_of(store, account_id))["password"]
    assert before.startswith(f"$argon2id$v={ARGON2_VERSION}$m=64,t=1,p=1$")
    await sign_in(store, hashing(), CODE, Credentials(PHONE, PASSWORD), HERE)
    assert (await row_of(store, account_id))["password"] == before
    await sign_in(store, Hashing(kibibytes=128), CODE, Credentials(PHONE, PASSWORD), HERE)
    after = (await row_of(store, account_id))["password"]
    assert after.startswith(f"$argon2id$v={ARGON2_VERSION}$m=128,t=1,p=1$")
    await sign_in(store, Hashing(kibibytes=128), CODE, Credentials(PHONE, PASSWORD), HERE)


async def test_no_more_are_hashed_at_once_than_there_is_memory_for() -> None:
    by = Hashing(at_once=2, kibibytes=1_024)
    before = threading.active_count()
    hashes = await asyncio.gather(*(by.hashed("x") for _ in range(40)))
    assert len({*hashes}) == 40
    assert threading.active_count() - before <= 2
    await by.close()


async def test_passwords_are_hashed_with_46_mib_by_default() -> None:
    hashed = await Hashing().hashed("x")
    assert hashed.startswith(f"$argon2id$v={ARGON2_VERSION}$m=47104,t=1,p=1$")
    assert await Hashing().fits("x", hashed)
    assert not await Hashing().fits("y", hashed)
    assert not await Hashing().fits("x", None)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_what_counts_as_one_address(address: str, counted: str) -> None:
    assert place(address) == counted
