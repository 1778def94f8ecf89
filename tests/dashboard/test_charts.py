"""Charts and the tables beside them, and the wall at which nobody sits."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack
from datetime import date
from itertools import product

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect
from sqlalchemy import delete
from starlette.applications import Starlette

from models.account import Session
from models.store import Store
from server import create_app
from services.actor import Actor
from services.entry.form import OccasionForm, Present
from settings import Settings
from tests.dashboard.window import DESK, PHONE, SCHEMES, Site, Window, site
from tests.running_server import serving
from tests.services.accounts.office import Office, account_of, office
from tests.services.committee_of_ten import NAMES, YEAR, desk

pytestmark = pytest.mark.anyio
WALL = ViewportSize(width=1920, height=1080)
# The office has a survey of 1 March with 赵一 and 钱二: two points each by A1.


async def drawn(window: Window, path: str) -> None:
    await window.open(f"/desk/{path}")
    await expect(window.page.locator(".chart canvas").first).to_be_visible()
    await window.page.wait_for_load_state("networkidle")


async def table(page: Page, title: str) -> list[list[str]]:
    """The rows of the table beside a chart, which is opened for it."""
    await page.get_by_text(f"{title}，以表格看").click()
    rows = page.get_by_role("region", name=title).get_by_role("row")
    return [(await row.inner_text()).split("\t") for row in await rows.all()]


async def test_pages_with_charts_are_for_everybody(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.enter(found.phones["结果查阅"])
        for path in ("overview", "ranking", "statistics?view=MONTHS", "member/001"):
            await drawn(window, path)
            for summary in await window.page.locator("summary").all():
                await summary.click()
            assert (path, await window.barriers_everywhere()) == (path, [])


async def test_the_wall_is_for_everybody(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at:
        # It has no switch of its own.
        for width, scheme in product((PHONE, DESK), SCHEMES):
            async with at.window(width, scheme) as window:
                await window.enter(found.phones["结果查阅"])
                await drawn(window, "screen")
                for summary in await window.page.locator("summary").all():
                    await summary.click()
                assert (width, scheme, await window.barriers()) == (width, scheme, [])


async def test_who_reads_results_lands_on_the_overview(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.sign_in(found.phones["结果查阅"])
        await window.page.wait_for_url("**/desk/overview")
        menu = window.page.get_by_role("navigation", name="页面").get_by_role("menuitem")
        await expect(menu.first).to_have_text("概览")
        # Of five of 科技 one came in October, of five of 经济 one is of the chair: neither is ranked.
        assert await table(window.page, "各界别人均得分") == [
            ["界别", "人均（分）"],
            ["科技（4 名）", "0.50"],
            ["经济（4 名）", "0.50"],
        ]
        assert await table(window.page, "逐月的会议活动和作品") == [
            ["月份", "会议活动（条）", "作品（条）"],
            ["3月", "1", "0"],
        ]
        await window.page.get_by_role("link", name="打开大屏").click()
        await window.page.wait_for_url("**/desk/screen?year=2022")


async def test_the_spread_is_that_of_those_who_are_shown(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(found.phones["结果查阅"])
        await drawn(window, "ranking?year=2022")
        await expect(window.page.get_by_text("平均 0.50 分，中位数 0.00 分")).to_be_visible()
        assert await table(window.page, "得分分布") == [
            ["得分", "人数（名）"],
            *(["0～1", "6"], ["1～2", "0"], ["2～3", "2"]),
        ]
        await drawn(window, "ranking?year=2022&in.身份=常委")
        # 赵一 with two points, 李四 with none; the seventh and the tenth are not ranked.
        await expect(window.page.get_by_text("参加排名的 2 名")).to_be_visible()


async def test_a_member_stands_beside_the_median_of_the_sector(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(found.phones["结果查阅"])
        await drawn(window, "member/001")
        rows = await table(window.page, "各类得分与科技的中位数")
        assert rows[0] == ["类", "赵一（分）", "科技中位数（分）"]
        # Of the four of 科技 who are ranked, the others have nothing.
        assert ["活动", "2.00", "0.00"] in rows


async def occasion(store: Store, found: Office) -> None:
    """A further survey, with all ten, that counts at once."""
    form = OccasionForm(title="褚十家访", day=date(2022, 4, 6), participants=[Present(found.members)])
    name = "委员工作委员会甲"
    actor = Actor(name, "web", account=await account_of(store, name))
    await desk(store, actor=actor).enter(found.code, YEAR, "视察", form)


async def test_the_wall_follows_by_itself_and_names_nobody(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(found.phones["结果查阅"])
        page = window.page
        await page.set_viewport_size(WALL)
        await drawn(window, "screen?year=2022")
        occasions = page.locator(".tells > div", has_text="会议活动").locator("dd")
        await expect(occasions).to_have_text("1次")
        await occasion(sqlite_store, found)
        await expect(occasions).to_have_text("2次")
        await expect(page.get_by_role("listitem").first).to_contain_text("2022年4月6日")
        # A group of four is left out, whose mean would tell of its members; so are titles and whoever looks.
        await expect(page.get_by_text("不到 5 名的 2 个界别不列")).to_be_visible()
        content = await page.content()
        for name in (*NAMES, "结果查阅甲", found.phones["结果查阅"][-4:], "海岛"):
            assert name not in content
        assert await page.evaluate("document.documentElement.scrollHeight") == WALL["height"]


def again(store: Store, port: int) -> tuple[Starlette, Settings]:
    """A server over a store, at this port or at any free one."""
    given = Settings(port=port)
    return create_app(given, Store.open(store.url.render_as_string(False))), given


async def test_the_wall_says_since_when_its_figures_stand(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with AsyncExitStack() as first:
        port = await first.enter_async_context(serving(*again(sqlite_store, 0)))
        async with Site(browser, f"http://127.0.0.1:{port}").window() as window:
            await window.enter(found.phones["结果查阅"])
            await drawn(window, "screen?year=2022")
            state, occasions = window.page.get_by_role("status"), window.page.locator(".tells dd").nth(2)
            await expect(state).to_have_text(re.compile(r"^数字是 \d{4}/\d\d/\d\d \d\d:\d\d 的$"))
            await first.aclose()
            await expect(state).to_have_text(re.compile(r"连不上服务器，正在重试。数字是 .* 的$"))
            await expect(occasions).to_have_text("1次")
            async with serving(*again(sqlite_store, port)):
                await expect(state).to_have_text(re.compile(r"^数字是 .* 的$"))
                await occasion(sqlite_store, found)
                await expect(occasions).to_have_text("2次")
                async with sqlite_store.writing() as connection:
                    await connection.execute(delete(Session))
                await expect(state).to_have_text(re.compile(r"登录到期了。数字是 .* 的$"))
                await expect(occasions).to_have_text("2次")
                await window.page.get_by_role("button", name="重新登录").click()
                await window.page.wait_for_url("**/sign-in")
                assert all("WebSocket" in text for text in await window.take("console"))
