"""规则管理 in a real browser: a change of the rules from a form to force, by two persons; a year closed."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.async_api import Browser, Page, expect

from models.store import Store
from services.accounts.account import Registration, register
from services.accounts.grants import Giving, grant
from services.accounts.sign_in import Credentials, set_password
from services.actor import Actor
from services.entry.form import OccasionForm, Present
from tests.dashboard.window import PHONE, Look, Window, paired, site
from tests.services.accounts.holder import CODE, HERE, PASSWORD, hashing
from tests.services.accounts.office import FIRST, office
from tests.services.committee_of_ten import YEAR, desk

pytestmark = pytest.mark.anyio
ROLE = "委员工作委员会"
SECOND = "13905800999"
BY = Actor("系统管理员甲", "command")


async def second_person(store: Store) -> None:
    """Another person of the committee's own department, who may publish."""
    form = Registration(real_name="委员工作委员会乙", phone=SECOND, department=ROLE)
    issued = await register(store, hashing(), CODE, BY, form)
    giving = Giving(role=ROLE, department=None)
    await grant(store, CODE, FIRST, issued.account.id, giving, "办法由另一人发布")
    await set_password(store, hashing(), CODE, Credentials(SECOND, issued.secret), PASSWORD, HERE)


async def open_version(window: Window) -> Page:
    """The version in force, opened from the list."""
    page = window.page
    await window.open("/desk/rules")
    await page.get_by_role("link", name=re.compile("2022年示例")).click()
    await expect(page.get_by_text("正在生效，文本不再改")).to_be_visible()
    return page


async def save_three_points(page: Page) -> None:
    """A visit gives 3 points instead of 2: written in the form, kept as a draft."""
    await page.get_by_role("link", name="调研、视察、民主监督", exact=True).click()
    await page.get_by_label("分值").fill("两分")
    await page.get_by_role("button", name="另存为新的草稿").click()
    await expect(page.get_by_text("写成 5、2.5、1/2 或 20%")).to_be_visible()
    await page.get_by_label("分值").fill("3")
    await page.get_by_role("button", name="另存为新的草稿").click()
    await expect(page.get_by_text("草稿，不影响记分")).to_be_visible()


async def try_it(page: Page) -> None:
    """A simulation on the data of the year."""
    await page.get_by_role("tab", name="试算").click()
    await page.get_by_role("button", name="试算", exact=True).click()
    await expect(page.get_by_text("总分或名次有变的委员 2")).to_be_visible()


async def step(page: Page, name: str, words: str = "") -> None:
    """A step of a version, with what is asked for it."""
    await page.get_by_role("button", name=name, exact=True).click()
    dialog = page.get_by_role("dialog")
    if words:
        await dialog.get_by_role("textbox").fill(words)
    await dialog.get_by_role("button", name="确定").click()


@paired
async def test_a_rule_is_changed_by_form_tried_and_published_by_another_person(
    browser: Browser, store: Store, look: Look
) -> None:
    found = await office(store)
    await second_person(store)
    async with site(browser, store) as at:
        async with at.window(*look) as window:
            await window.enter(found.phones[ROLE])
            await window.open("/desk/rules")
            await window.fair()
            page = await open_version(window)
            await window.fair()
            await save_three_points(page)
            await window.fair()
            await page.get_by_role("tab", name="有何不同").click()
            await expect(
                page.get_by_role("cell", name=re.compile("A1 调研、视察、民主监督.*2.*3"))
            ).to_be_visible()
            await window.fair()
            await try_it(page)
            await window.fair()
            # A visit gave 2 points and gives 3 to the two who were there.
            row = page.get_by_role("row", name=re.compile("赵一"))
            await expect(row).to_contain_text("+1")

            await step(page, "送审")
            await expect(page.get_by_text("等另一人发布：")).to_be_visible()
            await window.fair()
            await step(page, "发布", "舟协〔2022〕1号")
            await expect(page.get_by_text("要由另一人来做")).to_be_visible()
            address = page.url.removeprefix(at.address)
        async with at.window(*look) as window:
            await window.enter(SECOND)
            await window.open(address)
            await step(window.page, "发布", "舟协〔2022〕1号")
            await expect(window.page.get_by_text("正在生效，文本不再改")).to_be_visible()
            await expect(
                window.page.get_by_text("总分或名次因此变动的委员（最多列 100 名）：2")
            ).to_be_visible()
            await expect(window.page.get_by_text("舟协〔2022〕1号")).to_be_visible()
            await window.fair()


@paired
async def test_a_year_is_closed_verified_and_opened_again(browser: Browser, store: Store, look: Look) -> None:
    found = await office(store)
    async with site(browser, store) as at, at.window(*look) as window:
        await window.enter(found.phones[ROLE])
        await window.open("/desk/rules?part=closings")
        page = window.page
        await window.fair()
        await step(page, "关 2022 年的账", "舟协〔2023〕2号")
        await expect(page.get_by_text("已关账：委员工作委员会甲")).to_be_visible()
        await page.get_by_role("button", name="核对", exact=True).click()
        await expect(page.get_by_text("完全相同：核对了 10 名委员")).to_be_visible()
        forgotten = OccasionForm(
            title="渔港", day=date(2022, 5, 9), participants=[Present(found.members[:1])]
        )
        await desk(store, actor=Actor("委员工作委员会甲", "command")).enter(CODE, YEAR, "调研", forgotten)
        await page.reload()
        await expect(page.get_by_role("row", name=re.compile("补录的.*渔港"))).to_be_visible()
        await window.fair()
        await page.get_by_role("button", name="重新打开").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_role("button", name="确定")).to_be_disabled()
        await dialog.get_by_role("textbox").fill("漏记一次调研")
        await dialog.get_by_role("button", name="确定").click()
        await expect(page.get_by_text("没有关账：记录随到随计")).to_be_visible()
        # A second survey gives 2 points more to the first member alone.
        await expect(page.get_by_text("重新打开以后：总分变了 1 人")).to_be_visible()
        await expect(page.get_by_role("row", name=re.compile("赵一"))).to_contain_text("2.00 → 4.00")
        await expect(page.get_by_text("漏记一次调研")).to_be_visible()
        await window.fair()


async def test_a_version_in_force_is_withdrawn_by_two_after_the_one_before_was_tried(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    await second_person(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as first, at.window() as second:
        await first.enter(found.phones[ROLE])
        page = await open_version(first)
        await save_three_points(page)
        await try_it(page)
        await step(page, "送审")
        await expect(page.get_by_text("等另一人发布：")).to_be_visible()
        address = page.url.removeprefix(at.address)
        await second.enter(SECOND)
        await second.open(address)
        await step(second.page, "发布", "舟协〔2022〕1号")
        await expect(second.page.get_by_text("正在生效，文本不再改")).to_be_visible()

        await page.reload()
        await step(page, "要求撤回", "分值有误")
        await expect(page.get_by_role("main").get_by_text(re.compile("恢复生效：先试算它"))).to_be_visible()
        await page.get_by_role("dialog").get_by_role("button", name="取消").click()
        await page.get_by_role("link", name=re.compile("2022年示例")).click()
        await expect(page.get_by_text("已被后来的一版取代，不再改")).to_be_visible()
        await try_it(page)
        await first.open(address)
        await step(page, "要求撤回", "分值有误")
        await expect(page.get_by_text(re.compile("要求撤回这一版：分值有误"))).to_be_visible()
        await step(page, "确认撤回")
        await expect(page.get_by_text("要由另一人来做")).to_be_visible()
        await second.page.reload()
        await step(second.page, "确认撤回")
        await expect(second.page.get_by_text("已撤回，不再改；可以照着拟新稿")).to_be_visible()


async def test_a_version_is_copied_to_the_next_year_and_changed_as_a_draft(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(found.phones[ROLE])
        page = await open_version(window)
        await page.get_by_role("button", name="复制为 2023 年的草稿").click()
        await expect(page.get_by_text("草稿，不影响记分")).to_be_visible()
        await page.get_by_role("link", name="专委会会议", exact=True).click()
        await page.get_by_label("上限").fill("6")
        await page.get_by_role("button", name="存进草稿").click()
        await expect(page.get_by_text("专委会会议，状态：出席；2 分；上限 6")).to_be_visible()
        await page.get_by_role("tab", name="有何不同").click()
        await expect(page.get_by_text("上限 8 改为 6")).to_be_visible()
        await page.get_by_role("link", name="各版办法").click()
        await expect(page.get_by_role("row", name=re.compile("2023.*草稿"))).to_be_visible()


async def test_two_who_write_on_a_draft_do_not_write_over_each_other(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    await second_person(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as first, at.window() as second:
        await first.enter(found.phones[ROLE])
        await save_three_points(page := await open_version(first))
        await page.get_by_role("tab", name="文本").click()
        await page.get_by_role("button", name="改文本").click()
        area = page.get_by_label("办法的文本")
        mine = (await area.input_value()).replace("      cap: 8\n", "      cap: 9\n", 1)
        await area.fill(mine)
        await second.enter(SECOND)
        await second.open(page.url.removeprefix(at.address).partition("?")[0] + "?clause=M4")
        await second.page.get_by_label("上限").fill("6")
        await second.page.get_by_role("button", name="存进草稿").click()
        await expect(second.page.get_by_text("专委会会议，状态：出席；2 分；上限 6")).to_be_visible()

        await page.get_by_role("button", name="存进草稿").click()
        await expect(page.get_by_text("没有存，文本还在")).to_be_visible()
        told = page.get_by_role("main").get_by_text("这份草稿已被别人改过：重新打开再改")
        await expect(told).to_be_visible()
        await expect(page.get_by_text(re.compile("^这份草稿其间改过"))).to_be_visible()
        assert await area.input_value() == mine


async def test_a_text_that_is_refused_stays_and_leads_to_its_line(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(found.phones[ROLE])
        page = await open_version(window)
        await page.get_by_role("tab", name="文本").click()
        await page.get_by_role("button", name="照着拟新稿").click()
        area = page.get_by_label("办法的文本")
        text = await area.input_value()
        line = text.split("\n").index("      cap: 8") + 1
        await area.fill(text.replace("      cap: 8\n", "      cap: 八\n", 1))
        await page.get_by_role("button", name="另存为新的草稿").click()
        await expect(page.get_by_text("没有存，文本还在")).to_be_visible()
        await page.get_by_role("button", name=f"到第 {line} 行").click()
        chosen = await area.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")
        assert chosen == "      cap: 八"


async def test_an_interpretation_is_written_and_withdrawn(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(found.phones[ROLE])
        await window.open("/desk/rules?part=interpretations")
        page = window.page
        await page.get_by_label("怎么理解").fill("补录的从知道之日起算")
        await page.get_by_role("button", name="写上", exact=True).click()
        row = page.get_by_role("listitem").filter(has_text="补录的从知道之日起算")
        await expect(row).to_contain_text("录入的期限")
        await row.get_by_role("button", name="撤回", exact=True).click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("textbox").fill("另有规定")
        await dialog.get_by_role("button", name="确定").click()
        await expect(row.get_by_text(re.compile("撤回$"))).to_be_visible()


async def test_the_other_pages_of_the_rules_can_be_read_by_everybody(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.enter(found.phones[ROLE])
        page = await open_version(window)
        version = page.url.removeprefix(at.address).partition("?")[0]
        for path, shown in (
            ("/desk/rules?part=interpretations", "写一条解释"),
            (f"{version}?part=text&line=62", "take: participation"),
            (f"{version}?part=simulation", "还没有试算过"),
        ):
            await window.open(path)
            await expect(page.get_by_text(shown).first).to_be_visible()
            assert (path, await window.barriers_everywhere()) == (path, [])
