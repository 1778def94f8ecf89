"""OpenID Connect, against the npm package oidc-provider: linked, signed in, and nothing taken on trust."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from models.store import Store
from tests.services.accounts.holder import CODE, PASSWORD, PHONE, lines, opened, served, settle
from tests.services.accounts.outside.browser import FORM, OWN, leads_to, said
from tests.services.accounts.outside.issuer_process import AT, REDIRECT, issuing, settings, signed_in_at

pytestmark = pytest.mark.anyio


async def begin(http: httpx.AsyncClient, do: str = "begin") -> str:
    """Where the browser is led that begins."""
    response = await http.post(f"{AT}/{do}", content=f"committee={CODE}", headers=OWN | FORM)
    return leads_to(response)


async def back(http: httpx.AsyncClient, address: httpx.URL, **instead: str) -> httpx.Response:
    """What comes of what the issuer sent the browser to, or of something else `instead`."""
    given = {**dict(address.params), **instead}
    kept = http.cookies.get("luzhi-outside", "")
    named = {name: value for name, value in given.items() if value}
    return await http.get(f"{AT}/complete", params=named, headers={"Cookie": f"luzhi-outside={kept}"})


async def linked(http: httpx.AsyncClient, person: str) -> None:
    """Signs in with the password, links, and signs out."""
    fields = {"committee": CODE, "userName": PHONE, "password": PASSWORD}
    assert (await http.post("/sign-in", data=fields, headers=OWN)).status_code == 303
    address = await signed_in_at(await begin(http, "link"), person)
    assert leads_to(await back(http, address)) == "/sign-in"
    await http.post("/sign-out", content="", headers=OWN | FORM)


async def test_a_person_links_and_comes_in(store: Store) -> None:
    await settle(store)
    account_id = await opened(store)
    async with issuing() as issuer, served(store, **settings(issuer)) as http:
        assert "<button>用单位门户登录</button>" in (await http.get("/sign-in")).text
        # The issuer tells the phone number of our user: nobody is found by it.
        stranger = await back(http, await signed_in_at(await begin(http), "u-1"))
        assert said(stranger).startswith("没有登录成：这个单位门户账号还没有绑定")
        await linked(http, "u-1")
        assert (await back(http, await signed_in_at(await begin(http), "u-2"))).status_code == 401
        done = await back(http, await signed_in_at(await begin(http), "u-1"))
        assert leads_to(done) == "/"
        assert "张三，已登录" in (await http.get("/sign-in")).text
    told = [line["after"] for line in await lines(store, "link outside identity", "sign in")]
    assert told == [
        {"address": "127.0.0.1"},
        {"address": "127.0.0.1", "provider": "openid"},
        {"address": "127.0.0.1", "provider": "openid"},
    ]
    # 王主任, who registers the others, was the first.
    assert account_id == 2


async def test_what_is_asked_for_is_a_code_by_pkce_with_state_and_nonce(store: Store) -> None:
    await settle(store)
    async with issuing() as issuer, served(store, **settings(issuer)) as http:
        first, second = [parse_qs(urlsplit(await begin(http)).query) for _ in range(2)]
        fixed = ("response_type", "client_id", "redirect_uri", "scope", "code_challenge_method")
        assert [first[name] for name in fixed] == [["code"], ["luzhi"], [REDIRECT], ["openid"], ["S256"]]
        assert {*first} == {*fixed, "state", "nonce", "code_challenge"}
        for name in ("state", "nonce", "code_challenge"):
            assert (len(first[name][0]), first[name] != second[name]) == (43, True)


async def test_issuer_state_and_code_are_those_of_this_sign_in(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with issuing() as issuer, served(store, **settings(issuer)) as http:
        await linked(http, "u-1")
        for instead in ("https://evil.example", ""):
            address = await signed_in_at(await begin(http), "u-1")
            assert (await back(http, address, iss=instead)).status_code == 401
        # A code that somebody else got, brought with the state of this browser: it lacks the verifier.
        stolen = await signed_in_at(await begin(http), "u-1")
        own = await signed_in_at(await begin(http), "u-2")
        assert (await back(http, own, code=stolen.params["code"])).status_code == 401
        address = await signed_in_at(await begin(http), "u-1")
        assert leads_to(await back(http, address)) == "/"
        again = await signed_in_at(await begin(http), "u-1")
        assert (await back(http, again, code=address.params["code"])).status_code == 401
        assert (await back(http, again)).status_code == 401
    told = [line["after"]["why"] for line in await lines(store, "refuse sign-in")]
    assert told == ["another issuer", "no issuer", "provider refused", "code used", "state used"]


async def test_whoever_does_not_agree_comes_back_without_a_code(store: Store) -> None:
    await settle(store)
    async with issuing() as issuer, served(store, **settings(issuer)) as http:
        state = parse_qs(urlsplit(await begin(http)).query)["state"][0]
        address = httpx.URL(REDIRECT, params={"error": "access_denied", "state": state, "iss": issuer})
        assert (await back(http, address)).status_code == 401
    assert [line["after"]["why"] for line in await lines(store, "refuse sign-in")] == ["no code"]


async def test_an_issuer_that_is_away_is_told(store: Store) -> None:
    await settle(store)
    async with issuing() as issuer:
        pass
    async with served(store, **settings(issuer)) as http:
        response = await http.post(f"{AT}/begin", content=f"committee={CODE}", headers=OWN | FORM)
        assert (response.status_code, said(response)) == (
            503,
            "现在连不上单位门户，请过一会儿再试，或者用密码登录",
        )
