"""编发稿 in a real browser: who signs is noted, items become one, it is edited beside the original, signed by
the holders of two posts, on a telephone too; its author reads what was made of it (议9).
"""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from models.opinion import Opinion
from models.opinion_paper import Paper
from models.store import Store
from tests.dashboard.test_entry import choose
from tests.dashboard.test_opinions_pages import fair
from tests.dashboard.window import DESK, PHONE, Window, site
from tests.schema.opining import of_role
from tests.schema.papering import APPOINT, accepted, joined
from tests.services.accounts.holder import served
from tests.services.accounts.office import Office, account_of, office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
SECOND = "13800058002"


async def settled(store: Store) -> Office:
    """An office with two accepted items of a member, and somebody who is head of the office."""
    of = await office(store)
    async with served(store) as http:
        member, editor = of_role(http, of, "委员"), of_role(http, of, "办公室")
        for title in ("东港停车难", "西港停车难"):
            await accepted(member, editor, title=title)
        await joined(store, http, "主任甲", 2)
        head = {"post": "office_head", "account": await account_of(store, "主任甲")}
        await of_role(http, of, "安全管理员").change(APPOINT, input=head)
    return of


async def appointed(window: Window) -> None:
    """Notes on the page who is the leader in charge."""
    page = window.page
    await window.open("/desk/posts")
    await expect(page.get_by_text("今天没有人担任：办公室分管领导、秘书长、主席")).to_be_visible()
    await page.get_by_role("button", name="登记", exact=True).click()
    await choose(window, "职务", "办公室分管领导")
    await choose(window, "谁", "签批领导甲")
    await fair(window)
    await page.get_by_role("dialog").get_by_role("button", name="登记", exact=True).click()
    await expect(page.get_by_role("row").filter(has_text="签批领导甲")).to_contain_text("由他签")
    await window.whole()
    await fair(window)


async def edited(window: Window) -> None:
    """Makes one of both items, and hands it up."""
    page = window.page
    await window.open("/desk/opinions?state=ACCEPTED")
    for number in (1, 2):
        await page.get_by_role("checkbox", name=f"选 {number} 号").check()
    await expect(page.get_by_text("2 条，综合成一份")).to_be_visible()
    await fair(window)
    await page.get_by_role("button", name="编成一份").click()
    await expect(page.get_by_role("heading", name="原文", exact=True)).to_be_visible()
    await window.whole()
    await page.get_by_label("题目").fill("两港停车难")
    await choose(window, "送到", "部门、单位")
    await choose(window, "载体", "转送")
    await choose(window, "承办单位", "市交通运输局")
    # What may be classified is neither kept nor handed up.
    await page.get_by_role("button", name="送签").click()
    await expect(page.get_by_text("先声明不涉密，再存、再送签")).to_be_visible()
    await page.get_by_label("我声明").check()
    await fair(window)
    await page.get_by_role("button", name="送签").click()
    await expect(page.get_by_role("button", name="收回来改")).to_be_visible()
    await expect(page.get_by_role("region", name="原文").get_by_text("东港停车难")).to_be_visible()
    await expect(page.get_by_role("region", name="编的").get_by_text("两港停车难")).to_be_visible()
    await window.whole()
    await fair(window)


async def signed(window: Window, *, back: str | None = None) -> None:
    """Signs what waits, or gives it back."""
    page = window.page
    await window.open("/desk/papers")
    await page.get_by_role("link", name="1 号 两港停车难").click()
    await expect(page.get_by_text("等签")).to_be_visible()
    await window.whole()
    await fair(window)
    if back is None:
        await page.get_by_role("button", name="签", exact=True).click()
        await fair(window)
        await page.get_by_role("dialog").get_by_role("button", name="签", exact=True).click()
    else:
        await page.get_by_role("button", name="退回编辑").click()
        asked = page.get_by_role("dialog", name="退回编辑")
        await asked.get_by_label("为什么退回").fill(back)
        await asked.get_by_role("button", name="退回", exact=True).click()
        await expect(page.get_by_text(back)).to_be_visible()
    await expect(page.get_by_role("button", name="退回编辑")).to_have_count(0)


async def test_a_paper_goes_from_two_items_to_two_signatures_and_its_author(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await settled(sqlite_store)
    async with site(browser, sqlite_store) as at:
        async with at.window(DESK) as window:
            await window.enter(found.phones["安全管理员"])
            await appointed(window)
        async with at.window(DESK, "dark") as window:
            await window.enter(found.phones["办公室"])
            await edited(window)
        async with at.window(PHONE) as window:
            await window.enter(found.phones["签批领导"])
            await signed(window)
        async with at.window(PHONE, "dark") as window:
            await window.enter(SECOND)
            await signed(window, back="写明哪几天")
        async with at.window(DESK) as window:
            page = window.page
            await window.enter(found.phones["办公室"])
            await window.open("/desk/paper/1")
            await page.get_by_label("情况").fill("八月 1 日到 12 日停满")
            await page.get_by_label("我声明").check()
            await page.get_by_role("button", name="存", exact=True).click()
            await expect(page.get_by_text("✓ 存好了")).to_be_visible()
            await page.get_by_role("button", name="送签").click()
            await expect(page.get_by_role("button", name="收回来改")).to_be_visible()
        for phone in (found.phones["签批领导"], SECOND):
            async with at.window(DESK) as window:
                await window.enter(phone)
                await signed(window)
        async with at.window(PHONE) as window:
            await window.enter(found.phones["委员"])
            await window.open("/me/opinions/2")
            issued = window.page.get_by_role("region", name="签发的")
            await expect(issued).to_contain_text("两港停车难")
            await expect(issued).to_contain_text("八月 1 日到 12 日停满")
            await expect(issued).to_contain_text("与别的信息综合成一份")
            await expect(window.page.get_by_role("heading", name="西港停车难")).to_be_visible()
            await fair(window)
    (paper,) = await rows(sqlite_store, Paper)
    assert (paper.state, paper.issue_number, paper.unit) == ("signed", 1, "市交通运输局")
    assert [item.state for item in await rows(sqlite_store, Opinion)] == ["signed", "signed"]
