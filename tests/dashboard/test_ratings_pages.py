"""评价 in a real browser: an author rates with one press on a telephone, is dissatisfied, the unit answers
anew, the Office sees what was changed after the unit spoke to the author (议12).
"""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from models.opinion import OpinionRating
from models.store import Store
from tests.dashboard.test_entry import choose
from tests.dashboard.test_opinions_pages import fair
from tests.dashboard.window import DESK, PHONE, Window, site
from tests.schema.handing import hands
from tests.schema.rating import answered
from tests.schema.test_opinion_papers import today
from tests.services.accounts.holder import served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio


async def rates(window: Window) -> None:
    """Rates it, changes that, and is dissatisfied."""
    page = window.page
    await window.open("/me/opinions")
    await expect(page.get_by_text("请评价答复")).to_be_visible()
    await window.open("/me/opinions/1")
    told = page.get_by_role("region", name="评价")
    await told.get_by_role("button", name="满意", exact=True).click()
    await expect(told.get_by_role("heading", name="评价：已评价")).to_be_visible()
    await told.get_by_role("button", name="不满意", exact=True).click()
    again = told.get_by_role("button", name="不满意，请再办一次")
    await expect(again).to_be_disabled()
    await told.get_by_label("只办了一部分").check()
    await told.get_by_label("要补办什么").fill("西侧没有办")
    await fair(window)
    await again.click()
    await expect(told.get_by_role("heading", name="评价：不满意，再办中")).to_be_visible()
    await expect(told.get_by_text("原来是满意")).to_be_visible()
    await expect(told.get_by_role("button")).to_have_count(0)
    # What was answered first is still there.
    await expect(page.get_by_role("region", name="办理")).to_contain_text("加 60 个车位")
    await fair(window)


async def answers_anew(window: Window, day: str) -> None:
    """Answers anew, and notes that the author was spoken to."""
    page = window.page
    await window.open("/desk/handling/1")
    await expect(page.get_by_text("只办了一部分：西侧没有办")).to_be_visible()
    await expect(page.get_by_text("还剩 10 个工作日")).to_be_visible()
    await page.get_by_role("button", name="记与作者的联系").click()
    asked = page.get_by_role("dialog")
    await asked.get_by_label("哪一天联系的").fill(day)
    await page.keyboard.press("Enter")
    await choose(window, "怎样联系的", "上门")
    await fair(window)
    await asked.get_by_role("button", name="记与作者的联系").click()
    await expect(page.get_by_text("：与作者联系")).to_be_visible()
    await page.get_by_role("button", name="答复").click()
    asked = page.get_by_role("dialog")
    await asked.get_by_label("答复", exact=True).fill("西侧也加 20 个车位。")
    await asked.get_by_label("我声明").check()
    await asked.get_by_role("button", name="答复", exact=True).click()
    await expect(page.get_by_text("已答复，等审核")).to_be_visible()
    await expect(page.get_by_text("作者评价：")).to_have_count(0)


async def test_an_author_rates_a_unit_answers_anew_and_the_office_sees_what_was_changed(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with served(sqlite_store) as http:
        await answered(await hands(sqlite_store, http, found))
    day = (await today(sqlite_store)).isoformat()
    async with site(browser, sqlite_store) as at:
        async with at.window(PHONE) as window:
            await window.enter(found.phones["委员"])
            await rates(window)
        async with at.window(PHONE, "dark") as window:
            await window.enter(found.phones["承办单位"])
            await answers_anew(window, day)
        async with at.window(DESK, "dark") as window:
            page = window.page
            await window.enter(found.phones["办公室"])
            await window.open("/desk/handling/1")
            await page.get_by_role("button", name="审核通过").click()
            await page.get_by_role("dialog").get_by_role("button", name="审核通过").click()
            await expect(page.get_by_role("main").get_by_text("已办结").first).to_be_visible()
        async with at.window(PHONE) as window:
            page = window.page
            await window.enter(found.phones["委员"])
            await window.open("/me/opinions/1")
            told = page.get_by_role("region", name="评价")
            await told.get_by_role("button", name="基本满意").click()
            await expect(told.get_by_text("原来是不满意，单位联系以后改的")).to_be_visible()
            await fair(window)
        async with at.window(DESK) as window:
            page = window.page
            await window.enter(found.phones["办公室"])
            await window.open("/desk/ratings")
            await page.get_by_role("button", name="只看单位联系以后改的").click()
            row = page.get_by_role("row").filter(has_text="1 号")
            await expect(row).to_contain_text("基本满意")
            await window.whole()
            await fair(window)
            await row.get_by_role("link").click()
            told = page.get_by_role("region", name="评价")
            await expect(told.get_by_text("原来是不满意")).to_be_visible()
            await fair(window)
    given = [one.rating for one in await rows(sqlite_store, OpinionRating)]
    assert given == ["satisfied", "dissatisfied", "fairly satisfied"]
