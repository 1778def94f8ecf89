"""Signing in from elsewhere in a browser: who comes in, who does not, and where the browser is led."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from models.account import Session
from models.outside import OutsideSignIn
from models.store import Store
from services.accounts.account import close, lock, reset, unlock
from tests.services.accounts.holder import (
    CODE,
    OFFICE,
    ORIGIN,
    age,
    hashing,
    lines,
    opened,
    served,
    settle,
)
from tests.services.accounts.outside.browser import AT, OWN, Browser, browsing, leads_to, said, state_of
from tests.services.accounts.outside.zhezhengding_stub import PERSON, PUBLIC, SECRET

pytestmark = pytest.mark.anyio
STRAY = "这次登录不是从这个浏览器开始的，或者已经用过、过期了：请重新登录"
FAILED = "没有登录成：这个浙政钉账号还没有绑定，或者账号不能用。用密码登录以后可以绑定；仍不行，请联系办公室"
ANOTHER = PERSON | {"accountId": 77}
HERE = {"provider": "zhezhengding", "address": "127.0.0.1"}


async def test_a_provider_is_offered_where_the_settings_name_it(store: Store) -> None:
    await settle(store)
    async with served(store) as http:
        assert "浙政钉" not in (await http.get("/sign-in")).text
        for path in ("begin", "complete", "link"):
            assert (await http.post(f"{AT}/{path}", headers=OWN)).status_code == 404
    async with browsing(store) as browser:
        page = await browser.http.get("/sign-in")
        assert "<button>用浙政钉登录</button>" in page.text
        assert "<script" not in page.text
        other = await browser.post("/sign-in/outside/weixin/begin", committee=CODE)
        assert (other.status_code, said(other)) == (404, "没有这种登录方式")
        nowhere = await browser.post(f"{AT}/begin", committee="ningbo")
        assert (nowhere.status_code, said(nowhere)) == (404, "没有这个政协")


async def test_who_has_linked_an_identity_comes_in_with_it(store: Store) -> None:
    await settle(store)
    account_id = await opened(store)
    async with browsing(store) as browser:
        await browser.sign_in()
        assert "<button>绑定浙政钉</button>" in (await browser.http.get("/sign-in")).text
        assert leads_to(await browser.link()) == "/sign-in"
        assert "<button>解除绑定的浙政钉</button>" in (await browser.http.get("/sign-in")).text
        await browser.post("/sign-out")
        done = await browser.come_in()
        assert (done.status_code, leads_to(done)) == (200, "/")
        assert "张三，已登录" in (await browser.http.get("/sign-in")).text
        assert await browser.me() == {
            "realName": "张三",
            "sessions": [{"current": True, "provider": "zhezhengding"}],
        }
        assert browser.stub.refused == []
    told = await lines(store, "link outside identity", "sign in", "unlink outside identity")
    assert [(line["action"], line["actor"], line["entity_id"], line["after"]) for line in told] == [
        ("sign in", "张三", account_id, {"address": "127.0.0.1"}),
        ("link outside identity", "张三", account_id, HERE),
        ("sign in", "张三", account_id, HERE),
    ]


async def test_cookies_are_what_a_browser_keeps_and_sends_back(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with browsing(store) as browser:
        begun = await browser.post(f"{AT}/begin", committee=CODE)
        (kept,) = begun.headers.get_list("set-cookie")
        name, *rest = kept.split("; ")
        assert (name[:14], len(name)) == ("luzhi-outside=", 57)
        assert rest == ["Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=900"]
        assert (begun.headers["cache-control"], begun.headers["referrer-policy"]) == (
            "no-store",
            "same-origin",
        )
        assert name[14:] not in begun.text
    async with browsing(store, proxy="127.0.0.1") as browser:
        over = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.2.3"}
        over["Origin"] = ORIGIN.replace("http:", "https:")
        begun = await browser.http.post(f"{AT}/begin", data={"committee": CODE}, headers=over)
        (kept,) = begun.headers.get_list("set-cookie")
        assert kept.startswith("__Host-luzhi-outside=")
        assert kept.endswith("; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=900")


async def test_an_identity_is_never_found_by_phone_or_name(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with browsing(store) as browser:
        # The provider tells our user's own phone number and name.
        assert (PERSON["account"], PERSON["lastName"]) == ("13905800001", "张三")
        done = await browser.come_in()
        assert (done.status_code, said(done)) == (401, FAILED)
        await browser.linked()
        for person in (ANOTHER, PERSON | {"realmId": 1}):
            assert said(await browser.come_in(person)) == FAILED
        assert "luzhi" not in browser.http.cookies
    told = [line["after"] for line in await lines(store, "fail to sign in")]
    assert told == [{"why": "not linked", **HERE}] * 3


async def test_a_state_counts_once_in_time_and_for_the_browser_that_began(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with browsing(store) as browser:
        await browser.linked()
        asked = len(browser.stub.asked)
        state = await browser.begin()
        for kept in ("", "another"):
            assert said(await browser.back(state, browser.code(), kept)) == STRAY
        assert said(await browser.back("unknown", browser.code())) == STRAY
        await age(store, timedelta(minutes=11), OutsideSignIn.ends_at)
        assert said(await browser.back(state, browser.code())) == STRAY
        assert said(await browser.back(await browser.begin(), "")) == STRAY
        # Nothing of it was asked of the provider.
        assert len(browser.stub.asked) == asked
        state, kept = await browser.begin(), browser.http.cookies["luzhi-outside"]
        assert leads_to(await browser.back(state, browser.code())) == "/"
        assert said(await browser.back(state, browser.code(), kept)) == STRAY
    told = [line["after"]["why"] for line in await lines(store, "refuse sign-in")]
    assert told == ["another browser", "another browser", "too late", "no code", "state used"]


async def test_a_code_is_spent_once_whoever_brings_it(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with browsing(store) as browser:
        await browser.linked()
        code = browser.code()
        assert leads_to(await browser.back(await browser.begin(), code)) == "/"
        # Even one that the provider would take once more.
        browser.stub.people[code] = PERSON
        assert said(await browser.back(await browser.begin(), code)) == STRAY
        assert code in browser.stub.people
    assert [line["after"]["why"] for line in await lines(store, "refuse sign-in")] == ["code used"]


async def test_of_two_that_come_back_at_once_one_comes_in(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with browsing(store) as browser:
        await browser.linked()
        state, kept = await browser.begin(), browser.http.cookies["luzhi-outside"]
        codes = [browser.code() for _ in range(4)]
        done = await asyncio.gather(*(browser.back(state, code, kept) for code in codes))
        assert sorted(response.status_code for response in done) == [200, 401, 401, 401]
    assert [line["after"]["why"] for line in await lines(store, "refuse sign-in")] == ["state used"] * 3


async def test_who_is_refused_with_a_password_is_refused_here(store: Store) -> None:
    await settle(store)
    account_id = await opened(store)
    async with browsing(store) as browser:
        await browser.linked()
        await lock(store, CODE, OFFICE, account_id)
        assert said(await browser.come_in()) == FAILED
        await unlock(store, CODE, OFFICE, account_id)
        assert leads_to(await browser.come_in()) == "/"
        await reset(store, hashing(), CODE, OFFICE, account_id)
        waits = await browser.come_in()
        assert (waits.status_code, said(waits)) == (403, "先设置自己的密码（凭首次口令），再用浙政钉登录")
        await close(store, CODE, OFFICE, account_id)
        assert said(await browser.come_in()) == FAILED
    told = [line["after"]["why"] for line in await lines(store, "fail to sign in", "refuse sign-in")]
    assert told == ["account", "password to be set", "not linked"]


async def test_only_a_fresh_sign_in_with_a_password_links(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with browsing(store) as browser:
        stale = "绑定前要刚用密码登录过：请退出，用密码登录，10 分钟以内再绑定"
        assert (await browser.post(f"{AT}/link")).status_code == 401
        await browser.sign_in()
        await age(store, timedelta(minutes=11), Session.begun_at)
        # The server keeps what it read of a session until something is written.
        await browser.post("/sign-in", committee=CODE, userName="13999999999", password="wrong")
        old = await browser.post(f"{AT}/link")
        assert (old.status_code, said(old)) == (403, stale)
        await browser.linked()
        await browser.come_in()
        assert said(await browser.post(f"{AT}/link")) == stale


async def test_what_links_is_the_session_that_began_it(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with browsing(store) as browser:
        await browser.sign_in()
        state = state_of(leads_to(await browser.post(f"{AT}/link")))
        await browser.post("/sign-out")
        # Another session of the same person does not stand in for it.
        await browser.sign_in()
        ended = await browser.back(state, browser.code())
        assert (ended.status_code, said(ended)[:16]) == (401, "开始绑定的那次登录已经退出或失效")
        assert said(await browser.come_in()) == FAILED
    assert [line["after"]["why"] for line in await lines(store, "refuse to link")] == ["session ended"]


async def test_an_identity_is_linked_to_one_account_and_an_account_to_one(store: Store) -> None:
    await settle(store)
    await opened(store)
    await opened(store, "李四", "13905800002")
    async with browsing(store) as browser:
        await browser.linked()
        await browser.sign_in()
        assert said(await browser.link(ANOTHER)) == "已经绑定了一个浙政钉账号：先解除，再绑定另一个"
        await browser.post("/sign-out")
        browser.phone = "13905800002"
        await browser.sign_in()
        taken = await browser.link()
        assert (taken.status_code, said(taken)) == (409, "这个浙政钉账号已经绑定过，一个只能绑定一次")
        assert leads_to(await browser.link(ANOTHER)) == "/sign-in"
        await browser.post("/sign-out")
        await browser.come_in()
        assert (await browser.me())["realName"] == "张三"
        gone = await browser.post(f"{AT}/unlink")
        assert (gone.status_code, gone.headers["location"]) == (303, "/sign-in")
        assert (await browser.post(f"{AT}/unlink")).status_code == 404
        await browser.post("/sign-out")
        assert said(await browser.come_in()) == FAILED
        await browser.come_in(ANOTHER)
        assert (await browser.me())["realName"] == "李四"
    assert len(await lines(store, "refuse to link")) == 2
    (line,) = await lines(store, "unlink outside identity")
    assert (line["actor"], line["before"]) == ("张三", {"provider": "zhezhengding"})


async def test_nobody_is_led_anywhere_but_to_the_provider_and_home(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with browsing(store) as browser:
        await browser.linked()
        for target in ("https://evil.example", "//evil.example", "/graphql"):
            more = {"next": target, "redirect": target, "redirect_uri": target}
            begun = await browser.post(f"{AT}/begin?next={target}", committee=CODE, **more)
            address = leads_to(begun)
            assert address.startswith("https://login.example/oauth2/auth.htm?response_type=code&")
            assert "evil" not in begun.text
            assert parse_qs(urlsplit(address).query)["redirect_uri"] == [f"{PUBLIC}{AT}/complete"]
            done = await browser.back(state_of(address), browser.code(), **more)
            assert leads_to(done) == "/"
            assert "evil" not in done.text


async def test_another_site_begins_nothing_and_nobody_without_tls(store: Store) -> None:
    await settle(store)
    async with browsing(store) as browser:
        for path in ("begin", "link", "unlink", "complete"):
            for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
                done = await browser.http.post(f"{AT}/{path}", data={"committee": CODE}, headers=headers)
                assert (done.status_code, "set-cookie" in done.headers) == (403, False)
        assert (await browser.http.get(f"{AT}/begin")).status_code == 405
        long = await browser.back("x" * 2_001, "c")
        assert (long.status_code, said(long)) == (400, "登录的参数太长")
        both = await browser.back("s", "c", auth_code="a")
        assert (both.status_code, said(both)) == (400, "code 和 auth_code 只能有一个")
    async with browsing(store, "10.0.0.7") as browser:
        done = await browser.post(f"{AT}/begin", committee=CODE)
        assert (done.status_code, said(done)[:14]) == (403, "这里的连接没有加密（TLS）")


async def test_inside_the_app_a_script_asks_for_the_state_and_brings_its_code(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with browsing(store) as browser:
        await browser.linked()
        told = (await browser.post(f"{AT}/begin", **{"committee": CODE, "in": "app"})).json()
        assert told["tenant"] == "196729"
        done = await browser.post(f"{AT}/complete", state=told["state"], auth_code=browser.code())
        assert leads_to(done) == "/"
        assert (await browser.me())["realName"] == "张三"
        assert browser.stub.asked[-2:] == ["/gettoken.json", "/rpc/oauth2/dingtalk_app_user.json"]
        assert browser.stub.refused == []


async def test_a_provider_that_does_not_answer_or_refuses_is_told_apart(store: Store) -> None:
    await settle(store)
    async with browsing(store) as browser:
        refused = await browser.back(await browser.begin(), "never given")
        said_so = "浙政钉没有确认是谁，没有登录成，请再试一次"
        assert (refused.status_code, said(refused)) == (401, said_so)
    async with served(store, **browser.stub.settings()) as http:
        away = Browser(http, browser.stub)
        gone = await away.come_in()
        said_so = "现在连不上浙政钉，请过一会儿再试，或者用密码登录"
        assert (gone.status_code, said(gone)) == (503, said_so)
    told = [line["after"]["why"] for line in await lines(store, "refuse sign-in")]
    assert told == ["provider refused", "provider unreachable"]


async def test_nothing_of_it_stands_in_a_log(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    await settle(store)
    await opened(store)
    caplog.set_level(logging.INFO)
    async with browsing(store) as browser:
        await browser.linked()
        state, code = await browser.begin(), browser.code()
        kept = browser.http.cookies["luzhi-outside"]
        await browser.back(state, code)
        await browser.back(state, code)
        told = [str({**vars(record), "message": record.getMessage()}) for record in caplog.records]
        # What the test's own client says of its requests is not the server's.
        ours = "\n".join(line for line in told if "'name': 'httpx'" not in line)
        assert f"{AT}/complete" in ours
        for secret in (state, code, kept, SECRET, "token-0", "1034873", "13905800001"):
            assert secret not in ours, secret
