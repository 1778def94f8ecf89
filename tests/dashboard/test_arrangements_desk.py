"""本会设置 on the desk: days of terms, days off of a year, what members see, rules of passwords."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from models.store import Store
from models.workdays import Workdays
from tests.dashboard.window import PHONE, Look, paired, site
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
# As a notice has them, of a year of which the program knows nothing yet; made up.
OFF = ("1月1日至3日", "2031-01-22 至 2031-01-29", "4月5日", "5月1日至5月5日", "6月24日、10月1日至7日")


@paired
async def test_a_secretary_arranges_terms_and_the_days_off_of_a_year(
    browser: Browser, store: Store, look: Look
) -> None:
    found = await office(store)
    async with site(browser, store) as at, at.window(*look) as window:
        page = window.page
        await window.enter(found.phones["委员工作委员会"])
        await window.open("/desk/arrangements")
        await window.whole()
        assert await window.barriers_everywhere() == []

        await page.get_by_role("button", name="改日期：本届").click()
        asked = page.get_by_role("dialog", name="改日期：本届")
        await asked.get_by_label("最后一天").fill("2026-12-31")
        await page.keyboard.press("Enter")
        await asked.get_by_role("button", name="保存").click()
        await expect(page.get_by_role("cell", name="2026年12月31日")).to_be_visible()

        await page.get_by_role("button", name="写入一年").click()
        asked = page.get_by_role("dialog", name="写入一年的放假、调休")
        await asked.get_by_label("年份").fill("2031")
        await asked.get_by_label("全部放假的日子").fill("2月30日")
        await expect(asked.get_by_text("“2月30日”里没有这一天")).to_be_visible()
        await asked.get_by_label("全部放假的日子").fill("\n".join(OFF))
        await asked.get_by_label("调休上班的星期六、星期日").fill("1月19日（周日）")
        await asked.get_by_label("依据的文件").fill("国办发明电〔2030〕9号")
        assert await window.barriers_everywhere() == []
        await asked.get_by_role("button", name="保存").click()
        await expect(page.get_by_text("2031-01-22 至 2031-01-29")).to_be_visible()
    (kept,) = await rows(store, Workdays)
    # 3 + 8 + 1 + 5 + 1 + 7 days off.
    assert (kept.year, len(kept.days_off), kept.workdays) == (2031, 25, ["2031-01-19"])
    assert (kept.days_off[0], kept.days_off[3], kept.days_off[-1]) == (
        "2031-01-01",
        "2031-01-22",
        "2031-10-07",
    )


async def test_each_sees_what_is_theirs_to_arrange(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at:
        async with at.window(PHONE) as window:
            page = window.page
            await window.enter(found.phones["系统管理员"])
            await window.open("/desk/arrangements")
            await window.whole()
            await expect(page.get_by_text("届次")).to_have_count(0)
            await page.get_by_role("button", name="改规定").click()
            asked = page.get_by_role("dialog", name="密码和登录的规定")
            await asked.get_by_text("ASVS：要长").click()
            assert await window.barriers_everywhere() == []
            await asked.get_by_role("button", name="保存").click()
            await expect(page.get_by_text("至少 15 个字符（有动态口令的 8 个），1 类字符")).to_be_visible()
        async with at.window() as window:
            page = window.page
            await window.enter(found.phones["委员工作委员会"])
            await window.open("/desk/arrangements")
            await window.whole()
            await page.get_by_text("看到全体的姓名、名次、总分").click()
            await page.get_by_role("button", name="确定").click()
            await expect(
                page.get_by_role("radio", name="看到全体的姓名、名次、总分，看不到来由")
            ).to_be_checked()
            # The rules of passwords are for those who keep accounts.
            await expect(page.get_by_text("密码和登录")).to_have_count(0)
