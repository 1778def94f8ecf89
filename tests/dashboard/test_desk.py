"""The desk as each role finds it: where they land, what its menu leads to, and how that looks."""

from __future__ import annotations

from io import BytesIO
from unicodedata import normalize

import pytest
from playwright.async_api import Browser, expect
from pypdf import PdfReader

from models.store import Store
from tests.dashboard.window import PHONE, Window, site
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio
# Those with charts, which weigh the most.
DRAWN = ("overview", "screen", "statistics?view=MONTHS", "member/001")


async def through_the_menu(window: Window, title: str) -> None:
    """To a page of the menu, which a telephone hides behind a button."""
    page = window.page
    if window.width < 768:
        await page.get_by_role("button", name="菜单", exact=True).click()
    await page.get_by_role("navigation", name="页面").get_by_text(title, exact=True).click()
    await expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    await window.whole()


async def test_every_page_is_for_everybody(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.enter(found.phones["委员工作委员会"])
        for path in (
            *("today", "ranking", "ranking?node=proposal", "occasions", "works", "review", "objections"),
            *("notices", "enter/occasion", "enter/work", "member/001", "member/none", "nowhere"),
        ):
            await window.open(f"/desk/{path}")
            await window.whole()
            assert (path, await window.barriers_everywhere()) == (path, [])
        # What libraries write as style elements would be refused, and the page would stand there bare.
        assert await window.page.locator("style").count() == 0
        button = window.page.get_by_role("button").first
        assert await button.evaluate("one => getComputedStyle(one).borderRadius") != "0px"


async def test_who_holds_none_of_a_pages_rights_reads_what_to_do(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    refused = [
        *(("today", "工作台"), ("ranking", "履职排名"), ("statistics", "统计"), ("overview", "概览")),
        *(("results", "结果与通报"), ("screen", "大屏"), ("member/001", "委员详情")),
    ]
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.enter(found.phones["系统管理员"])
        for path, title in refused:
            await window.open(f"/desk/{path}")
            await expect(window.page.get_by_text(f"这一页不归您看：{title}")).to_be_visible()
        assert await window.barriers_everywhere() == []
        await window.page.get_by_role("link", name="回到首页").click()
        await expect(window.page.get_by_role("heading", name="权限与账号")).to_be_visible()


async def test_a_member_lands_on_the_own_page(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.sign_in(found.phones["委员"])
        assert window.page.url == f"{at.address}/me"


async def test_a_first_visit_weighs_no_more_than_promised(browser: Browser, sqlite_store: Store) -> None:
    """At most 550 kB a page (issue of the dashboard); over HTTP without TLS a browser takes gzip at best."""
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at:
        for page in (
            *("today", "ranking", "review", "rules", "people", "statistics"),
            *("enter/occasion", "import", *DRAWN),
        ):
            async with at.window() as window:
                # The first page of all: nothing is kept of any other.
                await window.enter(found.phones["委员工作委员会"])
                await window.open(f"/desk/{page}")
                await window.whole()
                if page in (*DRAWN, "ranking"):
                    await expect(window.page.locator(".chart canvas").first).to_be_visible()
                weights = await window.page.evaluate(
                    "performance.getEntries().map((one) => [one.name, one.encodedBodySize || 0])"
                )
                assert {name for name, weight in weights if weight and name.endswith(".js")}
                assert (page, sum(weight for _, weight in weights) // 1_000) <= (page, 550)


async def test_each_sheet_of_a_print_names_who_printed_it(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        phone = found.phones["委员工作委员会"]
        await window.enter(phone)
        await window.open("/desk/ranking")
        await window.whole()
        sheets = PdfReader(BytesIO(await window.page.pdf(width="600px", height="500px"))).pages
        assert len(sheets) > 1
        for sheet in sheets:
            # Chinese signs are found under their radicals' numbers, too; where a font changes, a line begins.
            said = " ".join(normalize("NFKC", sheet.extract_text()).split())
            # A last sheet may be empty.
            assert not said or said.count(f"委员工作委员会甲 {phone[-4:]}") == 21
