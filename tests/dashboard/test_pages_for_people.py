"""The pages that are there beside the dashboard, in a real browser: how one signs in, and the query page."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from models.store import Store
from tests.dashboard.window import PHONE, Look, site, walked
from tests.services.accounts.holder import PASSWORD
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio
FOCUSED = "document.activeElement.name || document.activeElement.textContent"


async def test_pages_for_whoever_comes_can_be_read_by_everybody(
    browser: Browser, sqlite_store: Store
) -> None:
    await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        for path in ("/sign-in", "/password", "/graphql"):
            assert (await window.open(path)).status == 200
            assert await window.barriers_everywhere() == [], path


@walked
async def test_one_signs_in_and_out_with_the_keyboard_only(
    browser: Browser, sqlite_store: Store, look: Look
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(*look) as window:
        await window.open("/sign-in")
        keyboard = window.page.keyboard
        walked = []
        for typed in ("", found.phones["专门委员会"], PASSWORD, ""):
            await keyboard.press("Tab")
            walked.append(await window.page.evaluate(FOCUSED))
            await keyboard.type(typed)
        assert walked == ["committee", "userName", "password", "code"]
        await keyboard.press("Enter")
        await window.page.wait_for_url("**/desk")
        await window.open("/sign-in")
        await window.page.get_by_text("专门委员会甲，已登录").wait_for()
        assert await window.barriers_everywhere(look[0]) == []
        await keyboard.press("Tab")
        assert await window.page.evaluate(FOCUSED) == "退出"
        await keyboard.press("Enter")
        await window.page.get_by_role("button", name="登录").wait_for()


async def test_who_is_refused_reads_why(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.open("/sign-in")
        await window.page.get_by_label("用户名").fill(found.phones["委员"])
        await window.page.get_by_label("密码", exact=True).fill("wrong")
        await window.page.keyboard.press("Enter")
        await window.page.get_by_role("alert").wait_for()
        assert await window.barriers_everywhere() == []
        (said,) = await window.take("console")
        assert "401" in said


async def test_the_query_page_answers_whoever_has_signed_in(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(found.phones["委员工作委员会"])
        await window.open("/graphql")
        await window.page.get_by_label("查询").fill("{ me { realName } }")
        await window.page.keyboard.press("Control+Enter")
        await window.page.get_by_text('"realName": "委员工作委员会甲"').wait_for()
        await window.page.get_by_text("可以查询和修改什么").click()
        await window.page.get_by_text("修改 signOut").wait_for()
        assert await window.axe() == []
