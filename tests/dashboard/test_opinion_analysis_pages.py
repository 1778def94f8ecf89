"""民情分析 in a real browser (议8): figures, by groups, each of which opens its items."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from models.store import Store
from tests.dashboard.window import DESK, PHONE, site
from tests.schema.items_of_year import written_down
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio


async def test_figures_are_read_and_opened(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    await written_down(sqlite_store, found)
    async with site(browser, sqlite_store) as at:
        async with at.window(DESK, scheme="dark") as window:
            page = window.page
            await window.enter(found.phones["办公室"])
            await window.open("/desk/opinion-analysis?from=2022-01-01&to=2022-12-31")
            await expect(page.get_by_role("row", name="合计").first).to_contain_text("市政协 2")
            await expect(page.get_by_text("2 条，都写到“海岛停车”")).to_be_visible()
            await page.get_by_role("button", name="定研判会").click()
            await page.get_by_role("dialog", name="定一次研判会").get_by_role("button", name="定").click()
            await page.get_by_role("button", name="的结论").click()
            told = page.get_by_role("dialog", name="的研判会：结论")
            await told.get_by_label("结论", exact=True).fill("停车的几条合起来办")
            await told.get_by_role("checkbox", name="本人声明不涉密").check()
            await told.get_by_role("button", name="保存").click()
            await expect(page.get_by_text("停车的几条合起来办")).to_be_visible()
            await page.get_by_role("button", name="签发通报").click()
            told = page.get_by_role("dialog", name="签发信息通报")
            await told.get_by_label("哪一年").fill("2022")
            await told.get_by_label("发文字号").fill("议发3号")
            await told.get_by_label("简报的期数").fill("3")
            await told.get_by_role("button", name="签发").click()
            await expect(page.get_by_role("row", name="议发3号").first).to_contain_text("6、4、2")
            await page.get_by_text("主办单位", exact=True).first.click()
            row = page.get_by_role("row", name="市交通运输局").first
            # 3 due, 1 of them in time.
            await expect(row).to_contain_text("33%")
            assert await window.barriers_everywhere() == []
            await row.get_by_role("link", name="1", exact=True).last.click()
            await expect(page.get_by_text("按时答复，主办单位：市交通运输局")).to_be_visible()
            await expect(page.get_by_role("link", name="8 号 班车误点")).to_be_visible()
            await expect(page.get_by_text("共 1 条")).to_be_visible()
            await page.get_by_role("button", name="不只看这个数").click()
            await expect(page.get_by_text("共 7 条")).to_be_visible()
            await window.open("/desk/opinion-appraisal?year=2022")
            row = page.get_by_role("row").filter(has_text="海岛停车场不够")
            await expect(row).to_contain_text("1（10 分）")
            await row.get_by_role("button", name="2 号 海岛停车场不够 总分 16").click()
            told = page.get_by_role("dialog", name="2 号 海岛停车场不够：16 分")
            await expect(told.get_by_text("约稿被采用")).to_be_visible()
            assert await window.barriers_everywhere() == []
        async with at.window(PHONE) as window:
            page = window.page
            await window.enter(found.phones["结果查阅"])
            await window.open("/desk/opinion-analysis?from=2022-01-01&to=2022-12-31&by=MONTH")
            await expect(page.get_by_role("row", name="2022年3月").first).to_be_visible()
            # Counts alone, and nothing of what the items say; five files of what was signed.
            await expect(page.locator(".page").get_by_role("link")).to_have_count(5)
            await expect(page.get_by_text("相近的信息")).to_have_count(0)
            assert await window.barriers() == []
