"""抽查 on the desk: from the frame over the digits of those present to the result (履7)."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from models.store import Store
from tests.dashboard.window import Look, paired, site
from tests.server.test_sample_pages import filled

pytestmark = pytest.mark.anyio
SAID = {"主持人": "1234567", "监督员甲": "8901234", "监督员乙": "567890"}


@paired
async def test_a_sample_from_the_frame_to_the_result(browser: Browser, store: Store, look: Look) -> None:
    found = await filled(store)
    async with site(browser, store) as at, at.window(*look) as window:
        page = window.page
        await window.enter(found.phones["委员工作委员会"])
        await window.open("/desk/samples?year=2022")
        # Of twelve one may be faulty: only who sees all finds it with certainty of 95 %.
        await expect(page.get_by_text("现在共 12 条，建议抽 12 条")).to_be_visible()
        await window.fair()
        await page.get_by_role("button", name="冻结名单").click()
        await page.get_by_role("tooltip").get_by_role("button", name="冻结").click()
        await page.wait_for_url("**sample=1**")
        await expect(page.get_by_text("已冻结，等报数字")).to_be_visible()

        await page.get_by_role("button", name="加一席").click()
        await page.get_by_role("button", name="去掉第 4 席").click()
        draw = page.get_by_role("button", name="抽取")
        for place, (seat, digits) in enumerate(SAID.items(), 1):
            assert await page.get_by_label(f"第 {place} 席", exact=True).input_value() == seat
            await page.get_by_label(f"第 {place} 席报的数字").fill(digits[:-1])
        await expect(page.get_by_text("已报 17 位，还差 3 位")).to_be_visible()
        await expect(draw).to_be_disabled()
        await window.fair()
        for place, digits in enumerate(SAID.values(), 1):
            await page.get_by_label(f"第 {place} 席报的数字").fill(digits)
        await page.get_by_label("抽几条").fill("2")
        await draw.click()
        digest = await page.locator("code").first.inner_text()
        await expect(page.get_by_text(f"12345678901234567890{digest}")).to_be_visible()
        await expect(page.get_by_text("还有 2 条没有检查，不给区间")).to_be_visible()

        await page.get_by_role("button", name="写结果").first.click()
        asked = page.get_by_role("dialog", name="检查结果")
        await asked.get_by_label("没有问题").check()
        await asked.get_by_role("button", name="写下").click()
        await expect(page.get_by_role("button", name="写结果")).to_have_count(1)
        await page.get_by_role("button", name="写结果").click()
        await asked.get_by_label("有问题", exact=True).check()
        await asked.get_by_label("什么问题").fill("少一名作者")
        await asked.get_by_label("退回改正").check()
        await window.fair()
        await asked.get_by_role("button", name="写下").click()
        # Clopper-Pearson for one of two at 95 %: 1 - sqrt(0.975) = 0.01257…, and its mirror.
        await expect(page.get_by_text("全部里面有问题的占 1.2 % 到 98.8 %（95 % 区间）")).to_be_visible()
        await expect(page.get_by_text("少一名作者")).to_be_visible()
        await window.fair()

        await page.get_by_role("button", name="加抽").click()
        more = page.get_by_role("dialog", name="加抽")
        await more.get_by_label("一共抽几条").fill("4")
        await more.get_by_role("button", name="加抽").click()
        await expect(page.get_by_text("抽了 n = 4 条，检查了 2 条，有问题的 1 条")).to_be_visible()
        async with page.expect_popup() as opened:
            await page.get_by_role("link", name="公布的页面").click()
        published = await opened.value
        await expect(published.get_by_text(digest).first).to_be_visible()
