"""浙政钉: signed calls, one token for all sign-ins, both flags checked, nothing of it in an error."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from providers import outside_of
from services.accounts.outside.provider import Answer, Began, Identity, NotVouched, Provider
from services.accounts.outside.signature import KeyPair, signature, signed_headers
from settings import Settings
from tests.services.accounts.outside.zhezhengding_stub import (
    APP_SECRET,
    KEY,
    PERSON,
    SECRET,
    Stub,
    running,
    told,
)

pytestmark = pytest.mark.anyio
TOKEN = "/gettoken.json"
BY_CODE, BY_AUTH_CODE = "/rpc/oauth2/getuserinfo_bycode.json", "/rpc/oauth2/dingtalk_app_user.json"
BEGAN = Began("STATE", "BROWSER", "http://127.0.0.1:8000/sign-in/outside/zhezhengding/complete")


def provider(stub: Stub, **more: Any) -> Provider:
    return outside_of(Settings(**stub.settings(**more))).provider("zhezhengding")


async def why(asked: Provider, code: str = "C") -> tuple[str, bool]:
    with pytest.raises(NotVouched) as failed:
        await asked.complete(Answer(code), BEGAN)
    assert SECRET not in repr(failed.value)
    assert failed.value.__suppress_context__ or failed.value.__context__ is None
    return failed.value.why, failed.value.unreachable


def test_a_call_is_signed_as_published() -> None:
    given = {"auth_code": "CODE", "access_token": "TOKEN"}
    found = signature(
        *("secret", "POST", "2026-11-28T09:00:00.000+08:00", "17643276000001234"),
        *("/rpc/oauth2/dingtalk_app_user.json", given),
    )
    assert found == "pziuP7vunQkWfviacbeqq5DKnYz/KEsaBP51l2IAKJw="


def test_the_moment_is_told_in_china_time() -> None:
    moment = datetime(2026, 11, 28, 23, 30, 5, tzinfo=UTC)
    headers = signed_headers(KeyPair("k", "s"), "POST", "/x.json", {}, moment)
    assert headers["X-Hmac-Auth-Timestamp"] == "2026-11-29T07:30:05.000+08:00"
    assert (headers["X-Hmac-Auth-Nonce"][:13], len(headers["X-Hmac-Auth-Nonce"])) == ("1795908605000", 17)


def test_what_holds_a_key_does_not_show_it() -> None:
    pair, settings = KeyPair("k", SECRET), Settings(**Stub(url="https://x.example").settings())
    assert SECRET not in repr(pair)
    assert (SECRET in repr(settings), APP_SECRET in repr(settings)) == (False, False)


async def test_the_browser_is_sent_to_the_code_to_scan() -> None:
    async with running() as stub:
        asked = provider(stub)
        address = urlsplit(await asked.begin(BEGAN))
        assert (address.scheme, address.netloc, address.path) == (
            "https",
            "login.example",
            "/oauth2/auth.htm",
        )
        assert parse_qs(address.query) == {
            "response_type": ["code"],
            "client_id": ["luzhi_client"],
            "redirect_uri": ["http://127.0.0.1:8000/sign-in/outside/zhezhengding/complete"],
            "scope": ["get_user_info"],
            "authType": ["QRCODE"],
            "state": ["STATE"],
        }
        assert stub.asked == []
        await asked.close()


async def test_who_it_is_are_realm_and_account_and_nothing_else() -> None:
    async with running(people={"C": PERSON, "A": PERSON}) as stub:
        asked = provider(stub)
        assert await asked.complete(Answer("C"), BEGAN) == Identity("196729", "1034873")
        assert await asked.complete(Answer("A", inside=True), BEGAN) == Identity("196729", "1034873")
        assert stub.asked == [TOKEN, BY_CODE, TOKEN, BY_AUTH_CODE]
        assert stub.refused == []
        await asked.close()


async def test_one_token_serves_all_sign_ins() -> None:
    codes = [f"C{at}" for at in range(10)]
    async with running(people=dict.fromkeys(codes, PERSON)) as stub:
        asked = provider(stub)
        await asyncio.gather(*(asked.complete(Answer(code), BEGAN) for code in codes))
        assert (stub.asked.count(TOKEN), stub.asked.count(BY_CODE), stub.refused) == (1, 10, [])
        # Who brings codes that are none makes us ask for no further token.
        assert await why(asked, "X") == ("provider refused", False)
        assert await why(asked, "Y") == ("provider refused", False)
        assert stub.asked.count(TOKEN) == 1
        await asked.close()


@pytest.mark.parametrize("expires", [300, 0, None, "7200"])
async def test_a_token_that_soon_ends_is_not_kept(expires: Any) -> None:
    async with running(people={"C": PERSON, "D": PERSON}, expires=expires) as stub:
        asked = provider(stub)
        await asked.complete(Answer("C"), BEGAN)
        await asked.complete(Answer("D"), BEGAN)
        assert stub.asked == [TOKEN, BY_CODE, TOKEN, BY_CODE]
        await asked.close()


OUTER = told(PERSON) | {"success": False}
INNER = {"success": True, "content": {"success": False, "data": PERSON}}
SAID = {"success": "true", "content": {"success": "true", "data": PERSON}}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (JSONResponse(OUTER), ("provider refused", False)),
        (JSONResponse(INNER), ("provider refused", False)),
        (JSONResponse(SAID), ("provider refused", False)),
        (JSONResponse({"success": True}), ("provider refused", False)),
        (JSONResponse([]), ("provider refused", False)),
        (JSONResponse(told(None)), ("answer malformed", False)),
        (JSONResponse(told(PERSON | {"accountId": None})), ("answer malformed", False)),
        (JSONResponse(told(PERSON | {"accountId": True})), ("answer malformed", False)),
        (JSONResponse(told(PERSON | {"accountId": 1.5})), ("answer malformed", False)),
        (JSONResponse(told(PERSON | {"realmId": ""})), ("answer malformed", False)),
        (JSONResponse(told(PERSON | {"accountId": "1\n2"})), ("answer malformed", False)),
        (JSONResponse(told(PERSON | {"accountId": "1" * 201})), ("answer malformed", False)),
        (PlainTextResponse("<html>"), ("answer malformed", False)),
        (PlainTextResponse("x" * 70_000), ("answer too long", False)),
        (PlainTextResponse("down", 502), ("provider unreachable", True)),
    ],
)
async def test_an_answer_that_does_not_say_who_it_is_counts_for_nothing(
    answer: Response, expected: tuple[str, bool]
) -> None:
    async with running(people={"C": PERSON}, answers={BY_CODE: answer}) as stub:
        asked = provider(stub)
        assert await why(asked) == expected
        await asked.close()


async def test_a_key_that_is_wrong_and_a_server_that_is_away_are_told_apart() -> None:
    async with running(people={"C": PERSON}) as stub:
        asked = provider(stub, zhezhengding_secret="another")
        assert await why(asked) == ("provider refused", False)
        assert stub.refused == ["signature"]
        await asked.close()
    gone = provider(stub)
    assert await why(gone) == ("provider unreachable", True)
    await gone.close()


async def test_the_stub_takes_no_call_that_is_old_or_was_made_before() -> None:
    async with running(people={"C": PERSON}) as stub, httpx.AsyncClient(base_url=stub.url) as http:
        sent = {"appkey": KEY, "appsecret": SECRET}
        fresh = signed_headers(KeyPair(KEY, SECRET), "POST", TOKEN, sent, datetime.now(UTC))
        first, again = [(await http.post(TOKEN, data=sent, headers=fresh)).json() for _ in range(2)]
        assert (first["content"]["success"], again["content"]["responseMessage"]) == (True, "replay")
        old = signed_headers(KeyPair(KEY, SECRET), "POST", TOKEN, sent, datetime(2026, 1, 1, tzinfo=UTC))
        assert (await http.post(TOKEN, data=sent, headers=old)).json()["content"]["responseMessage"] == "age"
        other = await http.post(TOKEN, data=sent | {"appkey": "x"}, headers=fresh)
        assert other.json()["content"]["responseMessage"] == "signature"
