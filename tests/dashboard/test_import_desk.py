"""导入 in a real browser: files with mistakes are cured at a press and imported; records are taken back."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from models.member import Membership
from models.record import Record
from models.store import Store
from tests.dashboard.window import Look, Window, paired, site, walked
from tests.schema.importer import roster, table
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
ROLE = "委员工作委员会"
CURE = "2 处都当作 钱二"
ENTER = "导入 3 条"


def file(content: bytes, name: str = "提案.csv") -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": content}


async def choose(window: Window, content: bytes, name: str = "提案.csv") -> Page:
    """The page with a file chosen."""
    page = window.page
    await window.open("/desk/import?year=2022")
    await page.get_by_label("选文件，或把文件拖到这里").set_input_files(file(content, name))
    return page


async def works(store: Store) -> list[tuple[str, str]]:
    return [(one.title, one.state) for one in await rows(store, Record) if one.form == "work"]


@paired
async def test_mistakes_are_cured_at_a_press_and_the_batch_is_taken_back(
    browser: Browser, store: Store, look: Look
) -> None:
    found = await office(store)
    async with site(browser, store) as at, at.window(*look) as window:
        await window.enter(found.phones[ROLE])
        await window.open("/desk/import?year=2022")
        await window.fair()
        page = await choose(window, table())
        # Two rows have the mistake; each shows it in its cell.
        await expect(page.locator(".fault")).to_have_count(2)
        await expect(page.locator(".fault").first).to_contain_text("钱贰错：花名册里没有“钱贰”")
        await expect(page.get_by_role("button", name="导入", exact=False).last).to_be_disabled()
        await window.fair()
        await page.get_by_role("button", name=CURE).press("Enter")
        await expect(page.get_by_text("钱贰 → 钱二")).to_be_visible()
        await expect(page.get_by_text("新的 3 条，要改的 0 条，没变的 0 条")).to_be_visible()
        await window.fair()
        await page.get_by_role("button", name=ENTER).press("Enter")
        await expect(page.get_by_text("新录入的现在有 3 条")).to_be_visible()
        await window.fair()
        assert await works(store) == [
            ("停车", "submitted"),
            ("绿化", "submitted"),
            ("供水", "submitted"),
        ]
        await page.reload()
        await page.get_by_role("link", name="看这一批的记录").click()
        await expect(page.get_by_role("row").filter(has_text="绿化")).to_be_visible()
        await expect(page.get_by_text("共 3 条")).to_be_visible()
        await page.go_back()
        await page.get_by_role("button", name="撤销这次导入").click()
        await page.get_by_label("为什么撤销").fill("导错了年份")
        await page.get_by_role("button", name="确定").click()
        await expect(page.get_by_text("或者都撤回了")).to_be_visible()
        assert {state for _, state in await works(store)} == {"withdrawn"}


@walked
async def test_a_roster_is_cured_looked_at_and_imported(
    browser: Browser, sqlite_store: Store, look: Look
) -> None:
    found = await office(sqlite_store)
    written = {"002": {"界别": "科技"}, "004": {"身份": "常務"}, "007": {"身份": "常務"}}
    async with site(browser, sqlite_store) as at, at.window(*look) as window:
        await window.sign_in(found.phones[ROLE])
        page = window.page
        await window.open("/desk/import?year=2022")
        await page.get_by_text("委员名册", exact=True).click()
        link = page.get_by_role("link", name="空白的委员名册（2022 年）")
        assert await link.get_attribute("href") == "/imports/template?year=2022&of=members"
        chosen = file(roster(written, without=("010",)), "名册.csv")
        await page.get_by_label("选文件，或把文件拖到这里").set_input_files(chosen)
        await expect(page.locator(".fault")).to_have_count(2)
        await expect(page.locator(".fault").first).to_contain_text("常務错：“身份”里没有“常務”这一项")
        await page.get_by_role("button", name="2 处都当作 常委").press("Enter")
        await expect(page.get_by_text("在任而名册里没有的 1 名。")).to_be_visible()
        await page.get_by_text("要改的 9", exact=True).click()
        await expect(page).to_have_url(re.compile("[?&]sort=changed"))
        await expect(page.get_by_role("row").filter(has_text="钱二")).to_contain_text("界别：经济 → 科技")
        day = page.get_by_label("在任的最后一天")
        await day.fill("2022-06-30")
        await day.press("Tab")
        await window.fair()
        await page.get_by_role("button", name="导入 10 名").press("Enter")
        await expect(page.get_by_text("名册已导入")).to_be_visible()
        await page.get_by_role("link", name="看委员信息").click()
        await page.get_by_label("姓名、拼音首字母或编号").fill("韩梅")
        await page.get_by_label("姓名、拼音首字母或编号").press("Enter")
        await expect(page.get_by_role("link", name="韩梅")).to_be_visible()
    left = {one.number for one in await rows(sqlite_store, Membership) if one.last_day is not None}
    assert left == {"010"}


async def test_a_file_that_is_refused_says_why(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(found.phones[ROLE])
        page = await choose(window, table([("1", "停车")], ("甲", "乙")))
        await expect(page.get_by_text("文件用不上，没有导入。")).to_be_visible()
        await expect(page.get_by_text("找不到表头")).to_be_visible()
        await page.get_by_role("button", name="去掉 提案.csv").click()
        await page.get_by_label("选文件，或把文件拖到这里").set_input_files(file(b"", "空.csv"))
        await expect(page.get_by_text("“空.csv”是空的")).to_be_visible()
        assert await window.take("console") != []


async def test_what_was_said_of_a_file_does_not_hold_for_the_next(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(found.phones[ROLE])
        page = await choose(window, table())
        await page.get_by_role("button", name=CURE).click()
        await expect(page.get_by_text("钱贰 → 钱二")).to_be_visible()
        await page.get_by_label("事由（更正已归档的要写）").fill("上一份的")
        await page.get_by_role("button", name="去掉 提案.csv").click()
        await page.get_by_label("选文件，或把文件拖到这里").set_input_files(file(table()))
        await expect(page.locator(".fault")).to_have_count(2)
        await expect(page.get_by_text("钱贰 → 钱二")).to_have_count(0)
        await expect(page.get_by_label("事由（更正已归档的要写）")).to_have_value("")


async def test_what_could_not_be_taken_back_is_told(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(found.phones[ROLE])
        page = await choose(window, table())
        await page.get_by_role("button", name=CURE).click()
        await page.get_by_role("button", name=ENTER).click()
        await page.get_by_role("button", name="撤销这次导入").click()
        words = page.get_by_label("为什么撤销")
        await words.fill("导错了年份")
        await page.context.set_offline(True)
        await page.get_by_role("button", name="确定").click()
        await expect(page.get_by_text("已撤回 0 条，其余的没有撤回")).to_be_visible()
        await expect(page.get_by_text("现在连不上服务器").first).to_be_visible()
        await page.context.set_offline(False)
        await window.take()
        await expect(words).to_have_value("导错了年份")
        await page.get_by_role("button", name="确定").click()
        await expect(page.get_by_text("或者都撤回了、归档了")).to_be_visible()
        await expect(page.get_by_text("没有撤回")).to_have_count(0)
        assert {state for _, state in await works(sqlite_store)} == {"withdrawn"}


async def test_what_could_not_be_looked_at_is_not_imported(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(found.phones[ROLE])
        page = await choose(window, table())
        await page.get_by_role("button", name=CURE).click()
        await expect(page.get_by_role("button", name=ENTER)).to_be_enabled()
        await page.context.set_offline(True)
        await page.get_by_label("导入就通过").check()
        await expect(page.get_by_text("现在连不上服务器").first).to_be_visible()
        await expect(page.get_by_role("button", name=ENTER)).to_be_disabled()
        await page.context.set_offline(False)
        await window.take()
        await page.get_by_role("button", name="再试一次").click()
        await expect(page.get_by_role("button", name=ENTER)).to_be_enabled()


async def test_a_lost_connection_keeps_what_was_chosen_and_told(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(found.phones[ROLE])
        page = await choose(window, table())
        await page.get_by_role("button", name=CURE).click()
        await expect(page.get_by_text("新的 3 条")).to_be_visible()
        await page.context.set_offline(True)
        await page.get_by_role("button", name=ENTER).click()
        await expect(page.get_by_text("现在连不上服务器").first).to_be_visible()
        await page.context.set_offline(False)
        await window.take()
        await page.get_by_role("button", name=ENTER).click()
        await expect(page.get_by_text("新录入的现在有 3 条")).to_be_visible()
        assert len(await works(sqlite_store)) == 3
