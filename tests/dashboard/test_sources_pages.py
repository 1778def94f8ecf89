"""约稿、联系点、线索 in a real browser: the Office notes a point and calls, a member answers on a telephone,
the Office reads what came of it; a lead is entered, taken up and written of (议7).
"""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from models.opinion import Opinion
from models.opinion_call import OpinionCall
from models.opinion_lead import OpinionLead
from models.store import Store
from tests.dashboard.test_entry import choose
from tests.dashboard.test_opinions_pages import fair
from tests.dashboard.window import DESK, PHONE, Window, site
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
TITLE = "海岛养老服务"


async def noted(window: Window) -> None:
    """A contact point in the charge of the member."""
    page = window.page
    await window.open("/desk/contact-points")
    await page.get_by_role("button", name="登记", exact=True).click()
    asked = page.get_by_role("dialog")
    await asked.get_by_label("名称").fill("东港社区")
    await asked.get_by_label("地点").fill("东港街道 3 号")
    await choose(window, "由谁负责", "赵一")
    await fair(window)
    await asked.get_by_role("button", name="保存").click()
    await expect(page.get_by_role("row").filter(has_text="东港社区")).to_contain_text("赵一")
    await window.whole()
    await fair(window)


async def called(window: Window) -> None:
    """A call that invites whoever is in charge of the point, and is opened."""
    page = window.page
    await window.open("/desk/calls")
    await page.get_by_role("button", name="写一次约稿").click()
    asked = page.get_by_role("dialog", name="写一次约稿")
    await asked.get_by_role("button", name="存草稿").click()
    await expect(asked.get_by_text("写上题目")).to_be_visible()
    await asked.get_by_label("题目").fill(TITLE)
    await asked.get_by_label("要求").fill("护理员缺多少？")
    await asked.get_by_label("截止的日子").fill("2099-01-01")
    await page.keyboard.press("Enter")
    await choose(window, "请哪些联系点", "东港社区")
    await page.keyboard.press("Escape")
    await fair(window)
    await asked.get_by_role("button", name="存草稿").click()
    drawer = page.get_by_role("dialog", name="第 1 号约稿")
    await drawer.get_by_role("button", name="发出").click()
    await expect(drawer.get_by_text("征集中")).to_be_visible()
    await fair(window)


async def answered(window: Window) -> None:
    """Comes to the call by the notice of it, and writes what is asked for."""
    page = window.page
    await window.open("/me/calls")
    await expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    await window.whole()
    await fair(window)
    await page.get_by_role("link", name="照约稿写").click()
    await expect(page.get_by_label("哪次约稿")).to_have_value("1")
    await page.get_by_label("题目").fill("护理员缺 30 人")
    await page.get_by_label("关注重点").select_option("livelihood")
    await page.get_by_role("textbox", name="情况").fill("两家养老院缺 30 名护理员")
    await page.get_by_role("textbox", name="建议").fill("办一个护理班")
    await page.get_by_label("我声明").check()
    await fair(window)
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_text("第 1 号信息已提交")).to_be_visible()


async def planned(window: Window) -> None:
    """The year's plan, in which the item is counted already."""
    page = window.page
    await window.open("/desk/opinion-plan")
    await page.get_by_role("button", name="定计划").click()
    asked = page.get_by_role("dialog")
    await asked.get_by_role("button", name="定下").click()
    await expect(asked.get_by_text("选一个部门")).to_be_visible()
    await choose(window, "第 1 个部门", "办公室")
    await asked.get_by_label("第 1 个部门第一季度").fill("5")
    await fair(window)
    await asked.get_by_role("button", name="定下").click()
    await expect(page.get_by_role("row").filter(has_text="办公室")).to_contain_text("5")
    await expect(page.get_by_role("link", name="1 号")).to_be_visible()
    await window.whole()
    await fair(window)


async def test_a_call_goes_out_is_answered_on_a_telephone_and_what_came_of_it_is_read(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at:
        async with at.window(DESK, "dark") as window:
            await window.enter(found.phones["办公室"])
            await noted(window)
            await called(window)
        async with at.window(PHONE) as window:
            await window.enter(found.phones["委员"])
            await answered(window)
        async with at.window(PHONE) as window:
            page = window.page
            await window.enter(found.phones["办公室"])
            await window.open("/desk/calls?call=1")
            drawer = page.get_by_role("dialog", name="第 1 号约稿")
            await expect(drawer.get_by_text("提交 1 条，其中迟交 0 条")).to_be_visible()
            await fair(window)
            await drawer.get_by_role("link", name="1 号 护理员缺 30 人").click()
            await expect(page.get_by_text(f"约稿：{TITLE}")).to_be_visible()
            await planned(window)
    assert [one.state for one in await rows(sqlite_store, OpinionCall)] == ["open"]
    assert [(one.call_id, one.source) for one in await rows(sqlite_store, Opinion)] == [(1, "commissioned")]


async def test_a_lead_is_entered_taken_up_on_a_telephone_and_written_of(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at:
        async with at.window(DESK) as window:
            page = window.page
            await window.enter(found.phones["办公室"])
            await window.open("/desk/leads")
            await page.get_by_role("button", name="登记", exact=True).click()
            asked = page.get_by_role("dialog")
            await asked.get_by_role("button", name="登记", exact=True).click()
            await expect(asked.get_by_text("先声明不涉密")).to_be_visible()
            await asked.get_by_label("我声明").check()
            await choose(window, "怎样来的", "来电")
            await asked.get_by_label("哪一天收到的").fill("2022-03-01")
            await page.keyboard.press("Enter")
            await asked.get_by_label("反映了什么").fill("东港二路的灯不亮")
            await asked.get_by_label("反映的人的姓名").fill("孙七娘")
            await choose(window, "交给谁", "赵一")
            await fair(window)
            await asked.get_by_role("button", name="登记", exact=True).click()
            await page.get_by_role("link", name="1 号").click()
            drawer = page.get_by_role("dialog", name="第 1 号线索")
            await expect(drawer.get_by_text("孙七娘")).to_be_visible()
            await fair(window)
        async with at.window(PHONE, "dark") as window:
            page = window.page
            await window.enter(found.phones["委员"])
            await window.open("/me/leads")
            await page.get_by_role("button", name="接办").click()
            await expect(page.get_by_text("已接办", exact=True)).to_be_visible()
            await page.get_by_role("button", name="转交").click()
            await expect(page.get_by_label("转交给谁")).to_be_visible()
            await fair(window)
            await page.get_by_role("button", name="不办了").click()
            await page.get_by_role("link", name="写成信息").click()
            await expect(page.get_by_text("写的是第 1 号线索")).to_be_visible()
            await fair(window)
            await window.open("/me/leads/new")
            await page.get_by_label("怎样来的").select_option("visit")
            await fair(window)
    assert [one.state for one in await rows(sqlite_store, OpinionLead)] == ["taken"]
