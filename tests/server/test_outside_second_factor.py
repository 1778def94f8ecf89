"""The second factor stands beside a sign-in from elsewhere as it does beside a password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from models.account import Account
from models.clock import Now
from models.outside import OutsideSignIn
from models.store import Store
from services.accounts.account import lock, reset
from services.accounts.chosen import choose
from services.accounts.sealing import SECOND_FACTOR
from tests.services.accounts.holder import CODE, OFFICE, age, code_of, hashing, lines, opened, row_of, settle
from tests.services.accounts.outside.browser import Browser, browsing, leads_to, said

pytestmark = pytest.mark.anyio
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TYPE = "/sign-in/outside/code"
STRAY = "这次登录不是从这个浏览器开始的，或者已经用过、过期了：请重新登录"
WRONG = "动态口令不对，或已经用过；等下一个六位数字出来再试"


async def bound(store: Store, browser: Browser) -> int:
    """An account with an outside identity, and then a device."""
    await settle(store, "offered")
    account_id = await opened(store)
    await browser.linked()
    totp = store.vault.key((await row_of(store, account_id))["key"]).seal(SECOND_FACTOR, KEY)
    async with store.writing() as connection:
        await connection.execute(update(Account).values(totp=totp, totp_at=Now()))
    return account_id


async def test_whoever_has_bound_a_device_types_its_code(store: Store) -> None:
    async with browsing(store) as browser:
        account_id = await bound(store, browser)
        done = await browser.come_in()
        assert (done.status_code, leads_to(done), "luzhi" in browser.http.cookies) == (200, TYPE, False)
        assert "动态口令" in (await browser.http.get(TYPE)).text
        assert "已登录" not in (await browser.http.get("/sign-in")).text
        wrong = await browser.post(TYPE, code=await code_of(store, KEY, 100))
        assert (wrong.status_code, said(wrong), '<input name="code"' in wrong.text) == (401, WRONG, True)
        code, kept = await code_of(store, KEY), browser.http.cookies["luzhi-outside"]
        right = await browser.post(TYPE, code=code)
        assert (right.status_code, right.headers["location"]) == (303, "/")
        assert "luzhi-outside" not in browser.http.cookies
        assert (await browser.me())["sessions"] == [{"current": True, "provider": "zhezhengding"}]
        browser.http.cookies.set("luzhi-outside", kept)
        assert said(await browser.post(TYPE, code=await code_of(store, KEY, 1))) == STRAY
        browser.http.cookies.delete("luzhi-outside")
        await browser.post("/sign-out")
        # A code that was used is used.
        await browser.come_in()
        assert said(await browser.post(TYPE, code=code)) == WRONG
    told = [(line["action"], line["entity_id"], line["after"]["why"]) for line in await lines(store, *WHY)]
    assert told == [
        ("refuse sign-in", account_id, "no code"),
        ("fail to sign in", account_id, "code"),
        ("refuse sign-in", account_id, "no code"),
        ("fail to sign in", account_id, "code"),
    ]


WHY = ("refuse sign-in", "fail to sign in")


async def test_the_code_is_typed_in_time_in_the_browser_that_came_back(store: Store) -> None:
    async with browsing(store) as browser:
        await bound(store, browser)
        await browser.come_in()
        kept = browser.http.cookies["luzhi-outside"]
        browser.http.cookies.clear()
        code = await code_of(store, KEY)
        assert said(await browser.post(TYPE, code=code)) == STRAY
        browser.http.cookies.set("luzhi-outside", kept)
        await age(store, timedelta(minutes=6), OutsideSignIn.ends_at)
        assert said(await browser.post(TYPE, code=code)) == STRAY
        # One that has only begun is no one who came back.
        await browser.begin()
        assert said(await browser.post(TYPE, code=code)) == STRAY


async def test_guessing_the_code_has_to_wait(store: Store) -> None:
    async with browsing(store) as browser:
        await bound(store, browser)
        await browser.come_in()
        wrong = [await code_of(store, KEY, 100 + at) for at in range(5)]
        assert [said(await browser.post(TYPE, code=one)) for one in wrong] == [WRONG] * 5
        waits = await browser.post(TYPE, code=await code_of(store, KEY))
        assert (waits.status_code, said(waits)) == (429, "连错太多次，请等 15 分钟再试")
        # To begin anew does not help.
        await browser.come_in()
        assert (await browser.post(TYPE, code=await code_of(store, KEY))).status_code == 429


async def test_a_lock_goes_before_a_code_that_is_awaited(store: Store) -> None:
    async with browsing(store) as browser:
        account_id = await bound(store, browser)
        await browser.come_in()
        await lock(store, CODE, OFFICE, account_id)
        assert (await browser.post(TYPE, code=await code_of(store, KEY))).status_code == 401
        assert "luzhi" not in browser.http.cookies


async def test_where_it_is_required_it_is_bound_before_anything_else(store: Store) -> None:
    async with browsing(store) as browser:
        await settle(store, "off")
        await opened(store)
        await browser.linked()
        await choose(store, CODE, OFFICE, None, "required")
        await browser.come_in()
        assert "取得密钥" in (await browser.http.get("/sign-in")).text
        refused = await browser.post("/sign-in/outside/zhezhengding/unlink")
        assert refused.status_code == 401


@pytest.mark.parametrize("lost", ["device", "password"])
async def test_what_is_lost_opens_nothing_from_elsewhere(store: Store, lost: str) -> None:
    async with browsing(store) as browser:
        account_id = await bound(store, browser)
        if lost == "device":
            await reset(store, hashing(), CODE, OFFICE, account_id, second_factor=True)
        else:
            await lock(store, CODE, OFFICE, account_id, loss=True)
        assert said(await browser.come_in()).startswith("没有登录成：这个浙政钉账号还没有绑定")
    (line,) = await lines(store, "reset password", "report loss")
    assert line["after"]["unlinked"] == 1
