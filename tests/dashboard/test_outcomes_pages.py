"""采用、批示 in a real browser: the Office notes them and counts the item, its author reads of it (议11)."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from models.record import Record
from models.store import Store
from tests.dashboard.test_entry import choose
from tests.dashboard.window import PHONE, site
from tests.schema.test_opinion_outcomes import signed
from tests.services.accounts.holder import served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio


async def test_what_became_of_an_item_is_noted_counted_and_read(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with served(sqlite_store) as http:
        number = await signed(sqlite_store, http, found)
    async with site(browser, sqlite_store) as at:
        async with at.window(PHONE) as window:
            page = window.page
            await window.enter(found.phones["办公室"])
            await window.open(f"/desk/opinions?state=SIGNED&number={number}")
            told = page.get_by_role("region", name="采用、批示")
            await told.get_by_role("button", name="记采用、批示").click()
            asked = page.get_by_role("dialog", name=f"第 {number} 号：采用、批示")
            await asked.get_by_role("button", name="保存").click()
            await expect(asked.get_by_text("选一级")).to_be_visible()
            await choose(window, "采用层级", "省政协")
            await asked.get_by_label("哪一天采用的").fill("2022-05-01")
            await page.keyboard.press("Enter")
            assert await window.barriers_everywhere() == []
            await asked.get_by_role("button", name="保存").click()
            await expect(told.get_by_text("2022年5月1日　采用：省政协")).to_be_visible()
            await told.get_by_role("button", name="计入履职").click()
            asked = page.get_by_role("dialog", name=f"把第 {number} 号计入作者的履职")
            await asked.get_by_role("button", name="确定").click()
            await expect(told.get_by_role("link", name="已计入履职：看那条记录")).to_be_visible()
            await told.get_by_role("button", name="收回：2022年5月1日采用").click()
            asked = page.get_by_role("dialog", name="收回记错的")
            await asked.get_by_label("为什么收回").fill("看错了文件")
            await asked.get_by_role("button", name="确定").click()
            await expect(told.get_by_text("记错，已收回")).to_be_visible()
            await told.get_by_role("button", name="记采用、批示").click()
            asked = page.get_by_role("dialog", name=f"第 {number} 号：采用、批示")
            await asked.get_by_text("批示", exact=True).click()
            await choose(window, "领导级别", "市主要领导")
            await asked.get_by_label("哪一天批示的").fill("2022-06-01")
            await page.keyboard.press("Enter")
            await asked.get_by_label("批示的话").fill("请交通局研究。")
            await asked.get_by_role("button", name="保存").click()
            await expect(told.get_by_text("请交通局研究。")).to_be_visible()
            assert await window.barriers_everywhere() == []
        async with at.window(PHONE) as window:
            await window.enter(found.phones["委员"])
            await window.open(f"/me/opinions/{number}")
            told = window.page.get_by_role("region", name="采用、批示")
            await expect(told.get_by_text("市主要领导批示")).to_be_visible()
            # What was noted by mistake is none of theirs.
            await expect(told.get_by_text("省政协")).to_have_count(0)
            assert await window.barriers_everywhere() == []
    (record,) = [one for one in await rows(sqlite_store, Record) if one.kind == "社情民意"]
    assert record.title == f"社情民意信息 {number} 号"
