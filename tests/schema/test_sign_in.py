"""Signing in over HTTP: with a cookie or a token, what it opens, and when it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.account import Account
from models.change import Change
from models.store import Store
from tests.services.accounts.holder import (
    CODE,
    ME,
    OTHER_PASSWORD,
    PASSWORD,
    PHONE,
    SECOND_PHONE,
    SIGN_IN,
    Holder,
    age,
    codes,
    lines,
    opened,
    registered,
    served,
    sessions,
    settle,
)
from tests.signed_in import grant_to

pytestmark = pytest.mark.anyio
SIGN_OUT = "mutation { signOut { errors { code } } }"
REPORT = "mutation { reportLoss { errors { code } } }"
PUT = """
mutation ($text: String!, $version: Int!) {
  putMapping(committee: "zhoushan", text: $text, version: $version) { errors { code } }
}
"""
MAPPING = '记号:\n  "◎": 出席\n'


async def test_a_browser_signs_in_and_acts_under_its_real_name(store: Store) -> None:
    await settle(store)
    account_id = await opened(store)
    await grant_to(store, account_id)
    async with served(store) as http:
        holder = Holder(http)
        assert await holder.me() is None
        assert await holder.sign_in() == {"token": None, "secondFactorToSetUp": False, "errors": []}
        me = await holder.me()
        assert (me["realName"], me["userName"], me["secondFactor"]) == ("张三", "139****0001", False)
        assert [(one["current"], one["client"], one["address"]) for one in me["sessions"]] == [
            (True, "COOKIE", "127.0.0.1")
        ]
        assert await holder.change(PUT, text=MAPPING, version=0) == {"errors": []}
    (line,) = await lines(store, "add")
    assert (line["actor"], line["department"], line["channel"]) == ("张三", "提案委员会", "web")
    (line,) = await lines(store, "sign in")
    assert (line["actor"], line["entity"], line["entity_id"]) == ("张三", "account", account_id)
    assert line["after"] == {"address": "127.0.0.1"}


async def test_the_cookie_is_for_our_pages_and_no_script(store: Store) -> None:
    await settle(store)
    await opened(store)
    proxy = {"proxy": "127.0.0.1"}
    over_tls = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.9.9.9, 203.0.113.7"}
    async with served(store, **proxy) as http:
        given = {"committee": CODE, "user": PHONE, "password": PASSWORD, "client": "COOKIE"}
        sent = {"query": SIGN_IN, "variables": given}
        plain = (await http.post("/graphql", json=sent)).headers["set-cookie"]
        secure = (await http.post("/graphql", json=sent, headers=over_tls)).headers["set-cookie"]
        http.cookies.clear()
        refused = await http.post("/graphql", json=sent, headers={"X-Forwarded-For": "203.0.113.7"})
    name, token = plain.partition(";")[0].split("=")
    assert name == "luzhi"
    assert len(token) == 43
    assert plain == f"luzhi={token}; Path=/; HttpOnly; SameSite=Strict"
    name, token = secure.partition(";")[0].split("=")
    assert secure == f"__Host-luzhi={token}; Path=/; HttpOnly; SameSite=Strict; Secure"
    assert [row["address"] for row in await sessions(store)] == ["127.0.0.1", "203.0.113.7"]
    (error,) = refused.json()["data"]["signIn"]["errors"]
    assert error["code"] == "FORBIDDEN"
    assert "TLS" in error["message"]
    assert "set-cookie" not in refused.headers


async def test_a_program_signs_in_with_a_token_that_is_no_cookie(store: Store) -> None:
    await settle(store)
    await grant_to(store, await opened(store))
    async with served(store) as http:
        program = Holder(http)
        program.headers = {}
        token = (await program.sign_in(client="BEARER"))["token"]
        assert (await program.me())["sessions"][0]["client"] == "BEARER"
        assert await program.change(PUT, text=MAPPING, version=0) == {"errors": []}
        browser = Holder(http)
        http.cookies.set("luzhi", token)
        assert await browser.me() is None
        http.cookies.clear()
        await browser.sign_in()
        thief = Holder(http, token=http.cookies["luzhi"])
        http.cookies.clear()
        (error,) = (await thief.ask(ME))["errors"]
        assert error["extensions"] == {"code": "SIGN_IN_REQUIRED", "field": "Authorization"}


async def test_a_first_secret_opens_nothing_but_the_setting_of_a_password(store: Store) -> None:
    await settle(store)
    account_id, secret = await registered(store)
    async with served(store) as http:
        holder = Holder(http)
        for client in ("COOKIE", "BEARER"):
            payload = await holder.sign_in(secret, client=client)
            assert (codes(payload), payload["token"]) == (["PASSWORD_TO_SET"], None)
        assert await holder.me() is None
        assert codes(await holder.change(PUT, text=MAPPING, version=0)) == ["SIGN_IN_REQUIRED"]
        for change in (SIGN_OUT, REPORT):
            assert codes(await holder.change(change)) == ["SIGN_IN_REQUIRED"]
        thief = Holder(http, token=secret)
        (error,) = (await thief.ask(ME))["errors"]
        assert error["extensions"]["code"] == "SIGN_IN_REQUIRED"
        http.cookies.set("luzhi", secret)
        assert await holder.me() is None
        http.cookies.clear()
        assert await holder.set_password(secret, "短") == ["BAD_USER_INPUT"]
        # Typed off paper.
        assert await holder.set_password(secret.upper().replace("-", " "), PASSWORD) == []
        # It was good for one time.
        assert await holder.set_password(secret, OTHER_PASSWORD) == ["SIGN_IN_FAILED"]
        assert codes(await holder.sign_in(secret)) == ["SIGN_IN_FAILED"]
        assert codes(await holder.sign_in()) == []
    assert len(await sessions(store)) == 1
    (line,) = await lines(store, "set password")
    assert (line["actor"], line["entity_id"], line["after"]["policy"]) == ("张三", account_id, "dengbao/1")


async def test_a_first_secret_that_nobody_used_in_time_is_good_for_nothing(store: Store) -> None:
    await settle(store)
    _, secret = await registered(store)
    await age(store, timedelta(hours=72), Account.first_secret_until)
    async with served(store) as http:
        holder = Holder(http)
        assert codes(await holder.sign_in(secret)) == ["SIGN_IN_FAILED"]
        assert await holder.set_password(secret, PASSWORD) == ["SIGN_IN_FAILED"]


async def test_an_aged_password_opens_nothing_but_the_setting_of_another(store: Store) -> None:
    await settle(store)
    await opened(store)
    await age(store, timedelta(days=90), Account.password_set_at)
    async with served(store) as http:
        holder = Holder(http)
        assert codes(await holder.sign_in()) == ["PASSWORD_TO_SET"]
        assert await holder.me() is None
        assert await holder.set_password(PASSWORD, PASSWORD) == ["BAD_USER_INPUT"]
        assert await holder.set_password(PASSWORD, OTHER_PASSWORD) == []
        assert codes(await holder.sign_in(OTHER_PASSWORD)) == []


async def test_a_session_that_somebody_put_there_is_not_the_one_after_sign_in(store: Store) -> None:
    await settle(store)
    await opened(store)
    await opened(store, "李四", SECOND_PHONE)
    async with served(store) as http:
        attacker = Holder(http, SECOND_PHONE)
        await attacker.sign_in()
        planted = http.cookies["luzhi"]
        victim = Holder(http)
        await victim.sign_in()
        fresh = http.cookies["luzhi"]
        assert fresh != planted
        http.cookies.clear()
        http.cookies.set("luzhi", planted)
        assert await attacker.me() is None
    told = [(row["revoked_why"], row["revoked_at"] is None) for row in await sessions(store)]
    assert told == [("rotated", False), (None, True)]


async def test_a_stolen_token_is_good_for_nothing_after_sign_out(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with served(store) as http:
        holder = Holder(http)
        await holder.sign_in()
        stolen = http.cookies["luzhi"]
        assert codes(await holder.change(SIGN_OUT)) == []
        assert "luzhi" not in http.cookies
        http.cookies.set("luzhi", stolen)
        assert await holder.me() is None
        assert codes(await holder.change(PUT, text=MAPPING, version=0)) == ["SIGN_IN_REQUIRED"]
    assert [row["revoked_why"] for row in await sessions(store)] == ["signed out"]
    assert [line["actor"] for line in await lines(store, "sign out")] == ["张三"]


async def test_nobody_can_lock_a_holder_out_from_elsewhere(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with served(store, "127.0.0.66") as there, served(store) as here:
        attacker, holder = Holder(there), Holder(here)
        told = [codes(await attacker.sign_in(f"guess {at}"))[0] for at in range(8)]
        assert told == ["SIGN_IN_FAILED"] * 5 + ["TOO_MANY_ATTEMPTS"] * 3
        assert codes(await attacker.sign_in()) == ["TOO_MANY_ATTEMPTS"]
        # Setting a password is guessing as well.
        assert await attacker.set_password(PASSWORD, OTHER_PASSWORD) == ["TOO_MANY_ATTEMPTS"]
        assert codes(await holder.sign_in()) == []
    failed = await lines(store, "fail to sign in")
    assert [(line["actor"], line["after"]) for line in failed] == [
        ("（未登录）", {"why": "secret", "address": "127.0.0.66"})
    ] * 5
    assert len(await lines(store, "refuse sign-in")) == 5


async def test_a_foreign_page_cannot_use_the_cookie(store: Store) -> None:
    await settle(store)
    await grant_to(store, await opened(store))
    async with served(store) as http:
        holder = Holder(http)
        await holder.sign_in()
        sent = {"query": PUT, "variables": {"text": MAPPING, "version": 0}}
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
            response = await http.post("/graphql", json=sent, headers=headers)
            assert response.status_code == 403
            assert response.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        response = await http.post("/graphql", json=sent, headers={"Sec-Fetch-Site": "same-origin"})
        assert response.json() == {"data": {"putMapping": {"errors": []}}}


async def test_nobody_signs_in_from_elsewhere_without_tls(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with served(store, "192.168.1.5") as http:
        holder = Holder(http)
        for payload in (await holder.sign_in(), await holder.sign_in(client="BEARER")):
            assert codes(payload) == ["FORBIDDEN"]
            assert "TLS" in payload["errors"][0]["message"]
        assert await holder.set_password(PASSWORD, OTHER_PASSWORD) == ["FORBIDDEN"]
    async with served(store) as http:
        holder = Holder(http)
        token = (await holder.sign_in(client="BEARER"))["token"]
    async with served(store, "192.168.1.5") as http:
        (error,) = (await Holder(http, token=token).ask(ME))["errors"]
        assert error["extensions"]["code"] == "FORBIDDEN"


async def test_what_is_wrong_with_a_request_does_not_repeat_its_secrets(store: Store) -> None:
    await settle(store)
    async with served(store) as http:
        given = {"committee": CODE, "user": PHONE, "password": 86753091234, "client": "COOKIE"}
        response = await http.post("/graphql", json={"query": SIGN_IN, "variables": given})
        assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        inline = 'mutation { signIn(committee: "x", userName: "y", password: 86753091234) { token } }'
        literal = await http.post("/graphql", json={"query": inline})
        assert "errors" in literal.json()
        for told in (response.text, literal.text):
            assert "86753091234" not in told


async def test_what_is_told_of_an_account_is_kept_for_nobody_else(store: Store) -> None:
    await settle(store)
    await opened(store)
    await opened(store, "李四", SECOND_PHONE)
    async with served(store) as http:
        one, two = Holder(http), Holder(http, SECOND_PHONE)
        await one.sign_in(client="BEARER")
        await two.sign_in(client="BEARER")
        for _ in range(2):
            assert (await one.me())["userName"] == "139****0001"
            assert (await two.me())["userName"] == "139****0002"
        assert (await Holder(http).ask(ME))["data"] == {"me": None}


async def test_the_trail_tells_neither_number_nor_secret(store: Store) -> None:
    await settle(store)
    _, secret = await registered(store)
    async with served(store) as http:
        holder = Holder(http)
        await holder.sign_in(secret)
        await holder.set_password(secret, PASSWORD)
        await holder.sign_in("wrong guess")
        await holder.sign_in()
        token = http.cookies["luzhi"]
        await holder.change(SIGN_OUT)
    async with store.reading() as connection:
        told = str([tuple(row) for row in await connection.execute(select(Change))])
    assert "sign in" in told
    assert [one for one in (PHONE, secret, PASSWORD, "wrong guess", token) if one in told] == []


async def test_a_committee_that_is_not_there_is_said(store: Store) -> None:
    await settle(store)
    async with served(store) as http:
        assert codes(await Holder(http).sign_in(committee="nowhere")) == ["NOT_FOUND"]
        payload = await Holder(http).sign_in("x" * 1_001)
        assert payload["errors"][0]["code"] == "BAD_USER_INPUT"
