"""统计: the matrix of members and kinds, in counts and in points, and what each number opens to."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from models.store import Store
from tests.dashboard.window import site
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio


async def test_each_number_of_the_matrix_opens_to_its_records(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        page = window.page
        await window.enter(found.phones["结果查阅"])
        await window.open("/desk/statistics?year=2022")
        await window.whole()
        # Two were at the survey of the first of March; it gives each 2 points (A1).
        cells = page.get_by_role("main").get_by_role("button").filter(has_text="1")
        assert [await cell.get_attribute("aria-label") for cell in await cells.all()] == [
            *("赵一 调研 1", "钱二 调研 1"),
        ]
        await page.get_by_role("button", name="赵一 调研 1").click()
        opened = page.get_by_role("dialog").filter(has_text="调研：1")
        line = opened.get_by_role("listitem")
        await expect(line).to_have_count(1)
        assert (await line.inner_text()).split() == ["调研", "海岛", "2", "分"]
        assert await window.barriers_everywhere() == []
        await opened.get_by_role("link", name="海岛").click()
        card = page.get_by_role("dialog").filter(has_text="调研 · 海岛")
        await expect(card.get_by_text("2022年3月1日").first).to_be_visible()
        await page.go_back()
        await expect(card).to_have_count(0)
        await page.reload()
        await expect(opened.get_by_role("link", name="海岛")).to_be_visible()
        await opened.get_by_role("button", name="关闭").click()

        await page.get_by_text("分数", exact=True).click()
        await expect(page.get_by_role("button", name="赵一 调研 2")).to_be_visible()
        await page.get_by_text("委员和办法各项", exact=True).click()
        await page.get_by_role("button", name="钱二 活动 2").click()
        await expect(page.get_by_role("dialog").get_by_role("link", name="海岛")).to_be_visible()
