"""A department's day on the desk: what took place is entered with pasted names, and reviewed."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect
from sqlalchemy import update

from models.member import Person
from models.record import Part, Record
from models.store import Store
from tests.dashboard.keys import Keys
from tests.dashboard.window import PHONE, Look, Window, paired, site
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
REASON = "名单后来才齐"


async def choose(window: Window, label: str, value: str, typed: str | None = None) -> None:
    """By keyboard: a choice of a list is found by what one writes, itself or what stands for it."""
    page = window.page
    await page.get_by_label(label, exact=True).press_sequentially(typed or value)
    await page.locator(".ant-select-item-option-active").filter(has_text=value).wait_for()
    await page.keyboard.press("Enter")


async def fill_in(window: Window, title: str) -> None:
    page = window.page
    await window.open("/desk/enter/occasion?year=2022")
    await window.whole()
    await choose(window, "种类", "调研")
    await page.get_by_label("题目").fill(title)
    await page.get_by_role("textbox", name="* 日期").fill("2022-09-01")
    await page.keyboard.press("Enter")
    await page.get_by_label("粘贴姓名").fill("赵一、孙三（请假）\n钱二")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("钱二（002）")).to_be_visible()
    await page.get_by_label("补录的原因").fill(REASON)


async def by_menu(keys: Keys, window: Window, title: str) -> None:
    """To a page of the menu, which has the keyboard once as a whole: arrows go through it."""
    page = window.page
    if window.width == PHONE:
        await keys.to(page.get_by_role("button", name="菜单", exact=True), back=True)
        await keys.press("Enter")
        await expect(page.locator(".ant-drawer-content-wrapper")).to_be_visible()
        await keys.to(page.get_by_role("menu").first)
    else:
        await keys.to(page.get_by_role("menu").first, back=True)
    await keys.down_to(page.get_by_role("menuitem").filter(has_text=title))
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    await window.whole()


async def write_survey(keys: Keys, window: Window) -> None:
    """Fills in the form of an occasion, from its first field on, and looks what it will give."""
    page = window.page
    await expect(page.get_by_label("种类", exact=True)).to_be_focused()
    await keys.take("调研")
    await keys.write(page.get_by_label("题目"), "海岛民宿调研")
    await keys.write(page.get_by_role("textbox", name="* 日期"), "2022-09-01")
    await keys.press("Enter")
    await keys.write(page.get_by_label("粘贴姓名"), "赵一、孙三（请假）\n钱二")
    await keys.press("Control+Enter")
    await expect(page.get_by_text("钱二（002）")).to_be_visible()
    await keys.write(page.get_by_label("补录的原因"), REASON)
    # What it will give is shown before it is saved: a survey 2 (A1), leave nothing.
    await keys.to(page.get_by_role("button", name="看会得多少分"), back=True)
    await keys.press("Enter")
    points = page.get_by_role("row")
    await expect(points.filter(has_text="赵一（001）").last).to_contain_text("2 → 4")
    await expect(points.filter(has_text="孙三（003）").last).to_contain_text("0 → 0")


@paired
async def test_with_the_keyboard_alone_an_occasion_is_entered_returned_handed_in_again_and_approved(
    browser: Browser, store: Store, look: Look
) -> None:
    found = await office(store)
    async with site(browser, store) as at, at.window(*look) as window:
        page, keys = window.page, Keys(window.page)
        drawer = page.get_by_role("dialog").filter(has_text="海岛民宿调研")
        await window.enter(found.phones["专门委员会"])
        await window.open("/desk/today?year=2022")
        await window.fair()
        await keys.press("Tab", "Enter")
        await expect(page.get_by_role("main")).to_be_focused()
        await by_menu(keys, window, "会议活动")
        await keys.to(page.get_by_role("link", name="录入", exact=True))
        await keys.press("Enter")
        await write_survey(keys, window)
        await window.fair()
        await keys.to(page.get_by_role("button", name="提交审核"))
        await keys.press("Enter")
        await expect(drawer.get_by_text("待审核", exact=True)).to_be_visible()
        await window.fair()
        await keys.press("Escape")
        await expect(drawer).to_have_count(0)

        await by_menu(keys, window, "审核")
        row = page.get_by_role("row").filter(has_text="海岛民宿调研")
        await keys.to(row.get_by_role("button", name="退回"))
        await keys.press("Enter")
        why = page.get_by_role("dialog", name="退回 1 条")
        await expect(why.get_by_label("为什么退回")).to_be_focused()
        await page.keyboard.type("缺签到表")
        await window.fair()
        await keys.to(why.get_by_role("button", name="确定"))
        await keys.press("Enter")
        await expect(page.get_by_text("没有待审核的")).to_be_visible()
        await window.fair()

        await by_menu(keys, window, "会议活动")
        await keys.to(page.get_by_role("link", name="海岛民宿调研"))
        await keys.press("Enter")
        await expect(drawer.get_by_text("缺签到表")).to_be_visible()
        await keys.to(drawer.get_by_role("button", name="提交", exact=True))
        await keys.press("Enter")
        await expect(drawer.get_by_text("待审核", exact=True)).to_be_visible()
        await keys.press("Escape")
        await expect(drawer).to_have_count(0)
        await by_menu(keys, window, "审核")
        await expect(row).to_be_visible()
        await keys.press("a")
        await expect(page.get_by_text("没有待审核的")).to_be_visible()
    (entered,) = [one for one in await rows(store, Record) if one.title == "海岛民宿调研"]
    assert (entered.state, entered.department, entered.late_reason) == ("approved", "提案委员会", REASON)
    assert len([one for one in await rows(store, Part) if one.record_id == entered.id]) == 3


async def test_members_are_chosen_by_the_first_letters_of_their_names(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with sqlite_store.writing() as connection:
        for name, key in (("钱二", "qian2 er4|钱二"), ("孙三", "sun1 san1|孙三")):
            await connection.execute(update(Person).where(Person.name == name).values(sort_key=key))
    async with site(browser, sqlite_store) as at, at.window() as window:
        page = window.page
        await window.enter(found.phones["专门委员会"])
        await window.open("/desk/enter/occasion?year=2022")
        await window.whole()
        for typed, one in (("qe", "钱二（002）"), ("sunsan", "孙三（003）")):
            await choose(window, "加一名委员", one, typed)
            await expect(page.get_by_role("cell", name=one)).to_be_visible()
        await window.open("/desk/ranking?year=2022")
        await page.get_by_label("查委员").fill("qe")
        await expect(page.get_by_role("link", name="孙三")).to_have_count(0)
        await expect(page.get_by_role("link", name="钱二")).to_be_visible()
        await page.keyboard.press("Control+k")
        await choose(window, "页面或委员", "孙三（003）", "ss")
        await expect(page.get_by_text("孙三 · 2022 年度")).to_be_visible()


async def test_a_name_that_is_nobodys_is_asked_about_and_answered_by_keyboard(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        page = window.page
        await window.enter(found.phones["专门委员会"])
        await window.open("/desk/enter/occasion?year=2022")
        names = page.get_by_label("粘贴姓名")
        await names.fill("钱二、赵乙")
        await names.press("Control+Enter")
        asked = page.get_by_label("赵乙是哪一位")
        await expect(asked).to_be_focused()
        await page.keyboard.type("001")
        await page.locator(".ant-select-item-option-active").filter(has_text="赵一").wait_for()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("赵一（001）", exact=True)).to_be_visible()
        await expect(asked).to_have_count(0)
        await expect(names).to_be_focused()


async def test_what_is_withdrawn_comes_back_at_once_or_later(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        page, drawer = window.page, window.page.get_by_role("dialog").first
        await window.enter(found.phones["专门委员会"])
        await fill_in(window, "误撤的调研")
        await page.get_by_role("button", name="提交审核").click()

        async def withdraw() -> None:
            await drawer.get_by_role("button", name="撤回").click()
            asked = page.get_by_role("dialog", name="撤回：误撤的调研")
            await asked.get_by_label("为什么").fill("点错了")
            await asked.get_by_role("button", name="确定").click()

        await withdraw()
        offered = page.get_by_role("alert").filter(has_text="已撤回：误撤的调研")
        await expect(offered.get_by_role("button", name="撤销")).to_be_visible()
        assert await window.axe() == []
        await offered.get_by_role("button", name="撤销").click()
        await expect(drawer.get_by_text("待审核", exact=True)).to_be_visible()
        await withdraw()
        await expect(drawer.get_by_text("已撤回", exact=True).first).to_be_visible()
        await drawer.get_by_role("button", name="恢复").click()
        asked = page.get_by_role("dialog", name="恢复：误撤的调研")
        await asked.get_by_label("为什么").fill("还是要的")
        await asked.get_by_role("button", name="确定").click()
        await expect(drawer.get_by_text("待审核", exact=True)).to_be_visible()
    (record,) = [one for one in await rows(sqlite_store, Record) if one.title == "误撤的调研"]
    # Entered, withdrawn, back, withdrawn, back.
    assert (record.state, record.version) == ("submitted", 5)


async def test_a_lost_connection_keeps_the_form(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        page = window.page
        await window.enter(found.phones["专门委员会"])
        await fill_in(window, "断网的调研")
        await page.context.set_offline(True)
        await page.get_by_role("button", name="提交审核").click()
        await expect(page.get_by_text("现在连不上服务器").first).to_be_visible()
        assert await window.take("console", "failed")
        await page.context.set_offline(False)
        assert await page.get_by_label("题目").input_value() == "断网的调研"
        await expect(page.get_by_text("钱二（002）")).to_be_visible()
        await page.get_by_role("button", name="提交审核").click()
        await expect(page.get_by_role("dialog").get_by_text("待审核")).to_be_visible()
    assert len([one for one in await rows(sqlite_store, Record) if one.title == "断网的调研"]) == 1


async def test_what_was_written_as_a_reason_stays_where_it_was_refused(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        page = window.page
        await window.enter(found.phones["专门委员会"])
        await fill_in(window, "断网时退回的调研")
        await page.get_by_role("button", name="提交审核").click()
        await expect(page.get_by_role("dialog").get_by_text("待审核")).to_be_visible()
        await window.open("/desk/review?year=2022")
        row = page.get_by_role("row").filter(has_text="断网时退回的调研")
        await row.get_by_role("button", name="退回").click()
        asked = page.get_by_role("dialog", name="退回 1 条")
        words = asked.get_by_label("为什么退回")
        await words.fill("缺签到表")
        await page.context.set_offline(True)
        await asked.get_by_role("button", name="确定").click()
        await expect(page.get_by_text("现在连不上服务器").first).to_be_visible()
        await page.context.set_offline(False)
        assert await window.take("console", "failed")
        await expect(words).to_have_value("缺签到表")
        # What one thinks better of is not there the next time.
        await asked.get_by_role("button", name="取消").click()
        await expect(asked).to_have_count(0)
        await row.get_by_role("button", name="退回").click()
        await expect(words).to_have_value("")
        await words.fill("缺名单")
        await asked.get_by_role("button", name="确定").click()
        await expect(asked).to_have_count(0)
        await expect(page.get_by_text("没有待审核的")).to_be_visible()
    (record,) = [one for one in await rows(sqlite_store, Record) if one.title == "断网时退回的调研"]
    assert record.state == "returned"


async def test_of_two_who_decide_on_one_record_the_second_is_told_what_the_first_did(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as first, at.window() as second:
        await first.enter(found.phones["专门委员会"])
        await fill_in(first, "两人同审的调研")
        await first.page.get_by_role("button", name="提交审核").click()
        await expect(first.page.get_by_role("dialog").get_by_text("待审核")).to_be_visible()
        await second.enter(found.phones["委员工作委员会"])
        await second.open("/desk/review?year=2022")
        row = second.page.get_by_role("row").filter(has_text="两人同审的调研")
        await expect(row).to_be_visible()
        await first.page.get_by_role("dialog").get_by_role("button", name="通过").click()
        await expect(first.page.get_by_role("dialog").get_by_text("已通过", exact=True)).to_be_visible()
        await row.get_by_role("button", name="通过").click()
        await expect(second.page.get_by_text("别人")).to_be_visible()
        # So it is in the drawer, where one sees what the other did.
        drawer = first.page.get_by_role("dialog")
        await second.open(urlsplit(first.page.url)._replace(scheme="", netloc="").geturl())
        await expect(second.page.get_by_role("dialog").get_by_role("button", name="归档")).to_be_visible()
        await drawer.get_by_role("button", name="退回").click()
        await first.page.get_by_label("为什么").fill("缺签到表")
        await first.page.get_by_role("button", name="确定").click()
        await expect(drawer.get_by_text("已退回", exact=True).first).to_be_visible()
        await second.page.get_by_role("dialog").get_by_role("button", name="归档").click()
        await expect(second.page.get_by_text("状态：已通过 → 已退回")).to_be_visible()
    (record,) = [one for one in await rows(sqlite_store, Record) if one.title == "两人同审的调研"]
    assert record.state == "returned"


async def test_of_two_who_correct_one_record_the_second_puts_it_upon_what_the_first_did(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as first, at.window() as second:
        await first.enter(found.phones["专门委员会"])
        await fill_in(first, "海岛调研")
        await first.page.get_by_role("button", name="提交审核").click()
        await expect(first.page.get_by_role("dialog").get_by_text("待审核")).to_be_visible()
        await second.enter(found.phones["专门委员会"])
        await second.open(urlsplit(first.page.url)._replace(scheme="", netloc="").geturl())
        forms = []
        for window in (first, second):
            await window.page.get_by_role("dialog").get_by_role("button", name="改正").click()
            forms.append(window.page.get_by_role("dialog").filter(has_text="为什么改"))
            await expect(forms[-1].get_by_label("题目")).to_have_value("海岛调研")
        mine, theirs = forms
        await mine.get_by_label("题目").fill("海岛交通调研")
        await mine.get_by_label("为什么改").fill("补全题目")
        await mine.get_by_role("button", name="保存").click()
        await expect(mine).to_have_count(0)
        await theirs.get_by_label("编号").fill("HD-7")
        await theirs.get_by_label("为什么改").fill("编号写错")
        save = theirs.get_by_role("button", name="保存")
        await save.click()
        await expect(theirs.get_by_text("题目：海岛调研 → 海岛交通调研")).to_be_visible()
        await expect(save).to_be_disabled()
        assert await second.axe() == []
        await theirs.get_by_role("button", name="看过了，在它上面存我写的").click()
        # What was not touched is as the first left it; what was written stays.
        await expect(theirs.get_by_label("题目")).to_have_value("海岛交通调研")
        await expect(theirs.get_by_label("编号")).to_have_value("HD-7")
        await save.click()
        await expect(theirs).to_have_count(0)
    (record,) = [one for one in await rows(sqlite_store, Record) if one.key == "HD-7"]
    assert (record.title, record.version) == ("海岛交通调研", 3)


async def test_what_was_returned_is_put_right_and_handed_in_again(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        page, drawer = window.page, window.page.get_by_role("dialog").first
        await window.enter(found.phones["专门委员会"])
        await fill_in(window, "海岛交通调研")
        await page.get_by_role("button", name="提交审核").click()
        await drawer.get_by_role("button", name="退回").click()
        await page.get_by_label("为什么").fill("题目不全")
        await page.get_by_role("button", name="确定").click()
        await expect(drawer.get_by_text("已退回", exact=True).first).to_be_visible()
        await drawer.get_by_role("button", name="改正").click()
        form = page.get_by_role("dialog").filter(has_text="为什么改")
        await form.get_by_label("题目").fill("海岛交通专题调研")
        await form.get_by_label("结束日期").fill("2022-09-02")
        await page.keyboard.press("Enter")
        await form.get_by_label("粘贴姓名").fill("李四")
        await form.get_by_role("button", name="加入名单").click()
        await expect(form.get_by_text("李四（004）")).to_be_visible()
        await form.get_by_label("为什么改").fill("补全题目，漏了一人")
        await form.get_by_role("button", name="保存").click()
        await expect(form).to_have_count(0)
        await drawer.get_by_role("button", name="提交").click()
        await expect(drawer.get_by_text("待审核", exact=True)).to_be_visible()
    (record,) = [one for one in await rows(sqlite_store, Record) if one.title == "海岛交通专题调研"]
    assert (record.state, record.attributes["结束日期"]) == ("submitted", "2022-09-02")
    parts = [one.attributes for one in await rows(sqlite_store, Part) if one.record_id == record.id]
    assert sorted(one["状态"] for one in parts) == ["出席", "出席", "出席", "请假"]
