"""转办办理 in a real browser: a unit signs for what is its own and answers on a telephone, the Office sees
all and passes the answer, the author follows it (议10).
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from models.handling import Handling
from models.store import Store
from tests.dashboard.test_entry import choose
from tests.dashboard.test_me import picture
from tests.dashboard.test_opinions_pages import fair
from tests.dashboard.window import DESK, PHONE, Window, site
from tests.schema.handing import HELPING, THIRD, begun_on, handed, hands
from tests.schema.test_opinion_papers import today
from tests.services.accounts.holder import served
from tests.services.accounts.office import Office, office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
TITLE = "码头停车难"


async def settled(store: Store) -> Office:
    """An office with two papers in the hands of units, the first of them late."""
    of = await office(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        for title in ("东港停车难", "西港停车难"):
            await handed(by, title=title)
    await begun_on(store, 1, await today(store) - timedelta(days=60))
    return of


async def taken_on(window: Window) -> None:
    """Signs for the second one, takes it on, and asks for more time."""
    page = window.page
    await window.open("/desk")
    await expect(page.get_by_role("heading", name="转办办理")).to_be_visible()
    await expect(page.get_by_text("还剩 15 个工作日")).to_be_visible()
    await window.whole()
    await fair(window)
    card = page.get_by_role("listitem").filter(has_text="2 号")
    await card.get_by_role("button", name="签收").click()
    await card.get_by_role("button", name="承办").click()
    asked = page.get_by_role("dialog")
    await asked.get_by_label("打算怎样办").fill("九月上旬现场勘察")
    await fair(window)
    await asked.get_by_role("button", name="承办").click()
    await expect(card.get_by_text("办理中")).to_be_visible()
    await card.get_by_role("button", name="申请延期").click()
    asked = page.get_by_role("dialog")
    await asked.get_by_role("button", name="申请延期").click()
    await expect(asked.get_by_text("写明理由")).to_be_visible()
    await asked.get_by_label("延期几个工作日").fill("3")
    await asked.get_by_label("为什么延期").fill("要先勘察")
    await asked.get_by_role("button", name="申请延期").click()
    await expect(card.get_by_text("申请延期", exact=True)).to_be_visible()


async def answered(window: Window) -> None:
    """Answers it, with a file."""
    page = window.page
    await window.open("/desk/handling/2")
    await expect(page.get_by_text("还剩 18 个工作日")).to_be_visible()
    await page.get_by_role("button", name="答复").click()
    asked = page.get_by_role("dialog")
    await asked.get_by_label("答复", exact=True).fill("东侧空地改成 60 个车位。")
    # What may be classified does not leave the office.
    await expect(asked.locator("input[type=file]")).to_be_disabled()
    await asked.get_by_label("我声明").check()
    await asked.locator("input[type=file]").set_input_files(picture())
    await expect(asked.get_by_text("签到表.png（")).to_be_visible()
    await fair(window)
    await asked.get_by_role("button", name="答复", exact=True).click()
    await expect(page.get_by_text("已答复，等审核")).to_be_visible()
    await window.whole()
    await fair(window)


async def test_a_unit_answers_the_office_passes_it_and_the_author_reads_it(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await settled(sqlite_store)
    async with site(browser, sqlite_store) as at:
        async with at.window(PHONE) as window:
            await window.enter(found.phones["承办单位"])
            await taken_on(window)
        async with at.window(DESK, "dark") as window:
            page = window.page
            await window.enter(found.phones["办公室"])
            await window.open("/desk/handling")
            await expect(page.get_by_role("row").filter(has_text="2 号")).to_contain_text("申请延期")
            await page.get_by_role("button", name="只看过期的").click()
            await expect(page.get_by_role("row").filter(has_text="1 号")).to_contain_text("过期")
            await expect(page.get_by_role("row").filter(has_text="2 号")).to_have_count(0)
            await window.whole()
            await fair(window)
            # What nobody has signed for goes to another unit.
            await page.get_by_role("link", name=f"1 号 {TITLE}").click()
            await page.get_by_role("button", name="改派").click()
            await choose(window, "改由哪个单位主办", THIRD)
            await fair(window)
            await page.get_by_role("dialog").get_by_role("button", name="改派").click()
            await expect(page.get_by_text(f"主办：{THIRD}，没有签收")).to_be_visible()
            await window.open("/desk/handling/2")
            await page.get_by_role("button", name="同意延期", exact=False).first.click()
            await page.get_by_role("dialog").get_by_role("button", name="同意延期").click()
            await expect(page.get_by_text("延期了 3 个工作日")).to_be_visible()
        async with at.window(PHONE, "dark") as window:
            await window.enter(found.phones["承办单位"])
            await answered(window)
        async with at.window(DESK) as window:
            page = window.page
            await window.enter(found.phones["办公室"])
            await window.open("/desk/handling/2")
            await page.get_by_role("button", name="审核通过").click()
            await page.get_by_role("dialog").get_by_role("button", name="审核通过").click()
            await expect(page.get_by_role("main").get_by_text("已办结").first).to_be_visible()
        async with at.window(PHONE) as window:
            page = window.page
            await window.enter(found.phones["委员"])
            await window.open("/me/opinions/2")
            handled = page.get_by_role("region", name="办理")
            await expect(handled).to_contain_text("市交通运输局主办")
            await expect(handled).to_contain_text(HELPING)
            await expect(handled).to_contain_text("九月上旬现场勘察")
            await expect(handled).to_contain_text("东侧空地改成 60 个车位。")
            await fair(window)
            await window.open("/me/opinions")
            await expect(page.get_by_text(f"{THIRD}：已转出，等单位签收")).to_be_visible()
    assert [one.state for one in await rows(sqlite_store, Handling)] == ["sent", "closed"]
