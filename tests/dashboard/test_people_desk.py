"""人员管理 on the desk: a member is changed from a day on, and two editors do not undo each other."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.async_api import Browser, expect

from models.member import Membership
from models.store import Store
from resolvers.global_id import encode
from tests.dashboard.window import PHONE, Look, Window, paired, site
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio


async def changing(window: Window, member: int) -> None:
    """To the form in which a member is changed."""
    await window.open(f"/desk/people?person={quote(encode('Member', member))}")
    await window.whole()
    await window.page.get_by_role("button", name="更新", exact=True).click()
    await expect(window.page.get_by_role("dialog", name="更新：")).to_be_visible()


async def since(window: Window, day: str) -> None:
    await window.page.get_by_label("从哪天起").fill(day)
    await window.page.keyboard.press("Enter")
    # The day is taken; pressed once more, the form still waits for the rest.
    await window.page.keyboard.press("Enter")


async def test_people_can_be_read_by_everybody(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.enter(found.phones["委员工作委员会"])
        person = quote(encode("Member", found.members[0]))
        for path in (
            "people",
            "people?term=%E6%9C%AC%E5%B1%8A",
            "people?search=nobody",
            f"people?person={person}",
        ):
            await window.open(f"/desk/{path}")
            await window.whole()
            assert (path, await window.barriers_everywhere()) == (path, [])
        await window.page.get_by_role("button", name="更新", exact=True).click()
        await expect(window.page.get_by_role("dialog", name="更新：")).to_be_visible()
        assert await window.barriers_everywhere() == []


@paired
async def test_of_two_who_change_one_member_the_second_sees_what_the_first_did(
    browser: Browser, store: Store, look: Look
) -> None:
    found = await office(store)
    member = found.members[0]
    async with site(browser, store) as at, at.window(*look) as first, at.window(*look) as second:
        for window in (first, second):
            await window.enter(found.phones["委员工作委员会"])
            await changing(window, member)
            await since(window, "2022-06-01")
        await first.page.get_by_label("单位", exact=True).fill("市海洋局")
        await first.page.get_by_role("button", name="保存", exact=True).click()
        await expect(first.page.get_by_role("cell", name="市海洋局")).to_be_visible()

        await second.page.get_by_label("职务", exact=True).fill("局长")
        await second.page.get_by_role("button", name="保存", exact=True).click()
        told = second.page.get_by_role("alert").filter(has_text="别人在这期间改过这名委员")
        await expect(told).to_contain_text("市海洋局")
        await expect(second.page.get_by_label("职务", exact=True)).to_have_value("局长")
        assert await second.page.get_by_text("没有改动").count() == 0
        await second.page.get_by_role("button", name="在现在的上面保存我改的").click()
        await second.page.get_by_role("button", name="保存", exact=True).click()
        await expect(second.page.get_by_role("cell", name="局长")).to_be_visible()
        await expect(second.page.get_by_role("cell", name="市海洋局")).to_be_visible()
    (stored,) = [one for one in await rows(store, Membership) if one.id == member]
    assert stored.version == 3


async def test_a_special_committee_is_offered_what_it_keeps(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        page = window.page
        await window.enter(found.phones["专门委员会"])
        await changing(window, found.members[0])
        form = page.get_by_role("dialog", name="更新：")
        for kept in ("单位", "职务", "党派", "街道", "电话"):
            await expect(form.get_by_label(kept, exact=True)).to_be_visible()
        for others in ("姓名", "界别", "专委会", "身份"):
            await expect(form.get_by_label(others, exact=True)).to_have_count(0)
        await expect(page.get_by_role("button", name="离任", exact=True)).to_have_count(0)


async def test_a_member_is_entered_and_leaves_office(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        page = window.page
        await window.enter(found.phones["委员工作委员会"])
        await window.open("/desk/people?year=2022")
        await window.whole()
        await page.get_by_role("button", name="录入委员").click()
        form = page.get_by_role("dialog", name="录入委员")
        await form.get_by_label("编号", exact=True).fill("W0301")
        await form.get_by_label("姓名", exact=True).fill("郑十三")
        await form.get_by_role("button", name="保存", exact=True).click()
        drawer = page.get_by_role("dialog", name="郑十三（W0301）")
        await expect(drawer.get_by_text("录入", exact=False).first).to_be_visible()
        await drawer.get_by_role("button", name="离任", exact=True).click()
        asked = page.get_by_role("dialog", name="离任：郑十三")
        await asked.get_by_label("在任的最后一天").fill("2022-10-31")
        await page.keyboard.press("Enter")
        await asked.get_by_label("事由").fill("工作调动")
        await asked.get_by_role("button", name="办理").click()
        await expect(drawer.get_by_role("cell", name="2022年10月31日")).to_be_visible()
        await expect(drawer.get_by_text("办理离任：工作调动")).to_be_visible()
        await drawer.get_by_role("button", name="提出退出").click()
        exit_ = page.get_by_role("dialog", name="提出退出")
        await exit_.get_by_label("事由").fill("离任已满一年")
        await exit_.get_by_role("button", name="确定").click()
        await expect(drawer.get_by_text("提出了退出")).to_be_visible()
        await drawer.get_by_role("button", name="取消退出").click()
        cancelled = page.get_by_role("dialog", name="取消退出")
        await cancelled.get_by_label("事由").fill("弄错了")
        await cancelled.get_by_role("button", name="确定").click()
        await expect(drawer.get_by_role("button", name="提出退出")).to_be_visible()
