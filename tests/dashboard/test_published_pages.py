"""公开的信息 in a real browser: an author finds what was adopted and takes their agreement back, the Office
withholds it and puts it back (议14).
"""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from models.store import Store
from tests.dashboard.test_entry import choose
from tests.dashboard.test_opinions_pages import fair
from tests.dashboard.window import DESK, PHONE, Window, site
from tests.schema.opining import of_role
from tests.schema.test_opinion_outcomes import ADOPTED, NOTE, signed
from tests.schema.test_publishing import done
from tests.services.accounts.holder import served
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio


async def reads(window: Window) -> None:
    """Finds what is published, takes the agreement back and gives it again."""
    page = window.page
    page.on("dialog", lambda asked: asked.accept())
    await window.open("/me/opinions")
    await page.get_by_role("link", name="看公开的信息").click()
    await page.get_by_label("找公开的").fill("停满 车位")
    await page.get_by_role("button", name="找", exact=True).click()
    await expect(page.get_by_text("被市政协采用")).to_be_visible()
    await fair(window)
    await page.get_by_role("link", name="看内容").click()
    await expect(page.get_by_role("article")).to_contain_text("赵一")
    await fair(window)
    await window.open("/me/opinions/1")
    told = page.get_by_role("region", name="公开")
    await expect(told.get_by_role("link", name="已在系统内公开")).to_be_visible()
    await told.get_by_role("button", name="不同意公开").click()
    await expect(told.get_by_text("您不同意公开")).to_be_visible()
    await fair(window)
    await told.get_by_role("button", name="同意公开", exact=True).click()
    await expect(told.get_by_role("link", name="已在系统内公开")).to_be_visible()


async def test_an_author_finds_what_was_adopted_and_the_office_withholds_it(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with served(sqlite_store) as http:
        number = await signed(sqlite_store, http, found)
        await done(of_role(http, found, "办公室"), NOTE, number, outcome=ADOPTED)
    async with site(browser, sqlite_store) as at:
        async with at.window(PHONE) as window:
            await window.enter(found.phones["委员"])
            await reads(window)
        async with at.window(DESK, "dark") as window:
            page = window.page
            await window.enter(found.phones["办公室"])
            await window.open("/desk/opinions?state=SIGNED&number=1")
            told = page.get_by_role("region", name="公开")
            await told.get_by_role("button", name="不公开").click()
            await choose(window, "为什么不公开", "写到个人信息")
            await fair(window)
            await (
                page.get_by_role("dialog", name="不公开第 1 号信息")
                .get_by_role("button", name="不公开")
                .click()
            )
            await expect(told.get_by_text("定了不公开")).to_be_visible()
            await told.get_by_role("button", name="恢复公开").click()
            await told.get_by_role("link", name="已在系统内公开").click()
            drawer = page.get_by_role("dialog", name="公开的信息")
            await expect(drawer.get_by_text("八月有 12 天停满")).to_be_visible()
            await window.whole()
            await fair(window)
