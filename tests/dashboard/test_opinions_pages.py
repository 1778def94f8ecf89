"""社情民意 in a real browser: written on a telephone, returned on the desk, improved, accepted (议4 to 9)."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Page, Route, expect

from models.opinion import Opinion, OpinionDraft, OpinionText
from models.store import Store
from models.upload import Upload
from tests.dashboard.test_entry import choose
from tests.dashboard.test_me import TOUCHED, picture
from tests.dashboard.window import DESK, PHONE, Window, site
from tests.schema.opining import of_role, submitted
from tests.services.accounts.holder import served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio


async def fair(window: Window) -> None:
    """Looks whether everybody can use what is shown now."""
    await window.quiet()
    assert await window.barriers() == []


async def write(window: Window) -> None:
    """Fills in a new item, and declares it before anything is handed in."""
    page = window.page
    await page.get_by_role("link", name="写一条信息").click()
    await page.get_by_label("题目").fill("码头早晨停车难")
    await page.get_by_label("关注重点").select_option("livelihood")
    await page.get_by_role("textbox", name="情况").fill("八月有 12 天停满。\n渔民等半个小时")
    await page.get_by_role("textbox", name="建议").fill("东侧空地改作临时停车场")
    await page.get_by_role("button", name="加一名合写的人").click()
    await page.get_by_label("第 1 人的姓名").fill("王渔民")
    # What may be classified does not leave the telephone.
    await expect(page.locator("input[type=file]")).to_be_disabled()
    await expect(page.get_by_text("先在最上面声明不涉密，再选")).to_be_visible()
    await page.get_by_role("button", name="存草稿").click()
    await expect(page.get_by_role("alert")).to_contain_text("先声明不涉密")
    await fair(window)
    await page.get_by_label("我声明").check()
    await page.locator("input[type=file]").set_input_files(picture())
    await expect(page.get_by_text("签到表.png（")).to_be_visible()


async def lose_answer(page: Page, operation: str) -> None:
    """Lets the next such request reach the server, and its answer nobody."""

    lost = False

    async def lose(route: Route) -> None:
        nonlocal lost
        if lost or f'"operationName":"{operation}"' not in (route.request.post_data or ""):
            await route.fallback()
        else:
            lost = True
            await route.fetch()
            await route.abort()

    await page.route("**/graphql", lose)


async def test_an_item_goes_from_a_telephone_to_the_office_and_back(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at:
        async with at.window(PHONE) as window:
            page = window.page
            await window.sign_in(found.phones["委员"])
            await page.get_by_role("link", name="我的", exact=True).click()
            await page.get_by_role("link", name="社情民意").click()
            await write(window)
            await page.get_by_role("radio", name="特急").check()
            await page.get_by_role("button", name="存草稿").click()
            await expect(page.get_by_text("✓ 草稿已存")).to_be_visible()
            await page.wait_for_url(f"{at.address}/me/opinions/1?saved=1")
            await expect(page.get_by_label("我声明")).to_be_checked()
            await expect(page.locator('nav [aria-current="page"]')).to_have_text("我的")
            await fair(window)
        # On another telephone it goes on.
        async with at.window(PHONE, "dark") as window:
            page = window.page
            await window.enter(found.phones["委员"])
            await window.open("/me/opinions")
            await page.get_by_role("link", name="接着写").click()
            await expect(page.get_by_label("题目")).to_have_value("码头早晨停车难")
            await expect(page.get_by_text("签到表.png（")).to_be_visible()
            await page.get_by_label("我声明").check()
            await page.get_by_role("button", name="提交").click()
            await expect(page.get_by_text("✓ 第 1 号信息已提交")).to_be_visible()
            await expect(page.get_by_text("已提交，等办公室初审", exact=True)).to_be_visible()
            await fair(window)
            assert await window.page.evaluate(TOUCHED, 44) == []
        async with at.window(DESK) as window:
            page = window.page
            await window.enter(found.phones["办公室"])
            await window.open("/desk/opinions")
            # What is to be reviewed today does not sink among what came later.
            await expect(page.get_by_role("alert")).to_contain_text("特急的 1 条待初审")
            await fair(window)
            await page.get_by_role("button", name="看这 1 条").click()
            await page.wait_for_url(f"{at.address}/desk/opinions?state=SUBMITTED&urgency=at_once")
            await page.get_by_role("link", name="1 号 码头早晨停车难").click()
            drawer = page.get_by_role("dialog").filter(has_text="第 1 号信息")
            await expect(drawer.get_by_text("王渔民（不是委员）")).to_be_visible()
            await expect(drawer.get_by_role("link", name="附件：签到表.png")).to_be_visible()
            await window.whole()
            await fair(window)
            await drawer.get_by_role("button", name="退回").click()
            asked = page.get_by_role("dialog", name="退回")
            await choose(window, "退回的理由", "情况不明、数据不准，请补充")
            await asked.get_by_label("对作者说的话").fill("写明是哪几天")
            await fair(window)
            await asked.get_by_role("button", name="确定").click()
            await expect(drawer.get_by_text("写明是哪几天")).to_be_visible()
            await expect(drawer.get_by_role("button", name="初审通过")).to_have_count(0)
        async with at.window(PHONE) as window:
            page = window.page
            await window.enter(found.phones["委员"])
            await window.open("/me/opinions")
            await expect(page.get_by_text("理由：情况不明、数据不准，请补充")).to_be_visible()
            await expect(page.get_by_text("写明是哪几天")).to_be_visible()
            await fair(window)
            await page.get_by_role("link", name="接着写").click()
            await page.get_by_role("textbox", name="情况").fill("八月 1 日到 12 日停满")
            await page.get_by_label("我声明").check()
            await page.get_by_role("button", name="提交").click()
            await expect(page.get_by_text("✓ 第 1 号信息已提交")).to_be_visible()
        async with at.window(DESK, "dark") as window:
            page = window.page
            await window.enter(found.phones["办公室"])
            await window.open("/desk/opinions?number=1")
            drawer = page.get_by_role("dialog").filter(has_text="第 1 号信息")
            await expect(drawer.get_by_text("八月 1 日到 12 日停满")).to_be_visible()
            await drawer.get_by_role("button", name="初审通过").click()
            await expect(drawer.get_by_role("button", name="初审通过")).to_have_count(0)
            await window.whole()
            await fair(window)
    (item,) = await rows(sqlite_store, Opinion)
    assert (item.state, item.version, await rows(sqlite_store, OpinionDraft)) == ("accepted", 6, [])


async def test_an_information_officer_lands_where_items_are_written(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        page = window.page
        await window.sign_in(found.phones["信息员"])
        await page.wait_for_url(f"{at.address}/me/opinions")
        await expect(page.get_by_role("navigation", name="页面").get_by_role("link")).to_have_count(2)
        await expect(page.locator('nav [aria-current="page"]')).to_have_text("社情民意")
        await fair(window)
        await write(window)
        await page.get_by_label("第 1 人的委员编号").fill("099")
        await page.get_by_role("button", name="提交").click()
        # It is kept, and what is wrong stands beside it.
        await expect(page.get_by_role("alert")).to_contain_text("没有这个编号、叫这个姓名的委员")
        await page.get_by_label("第 1 人的委员编号").fill("")
        await page.get_by_role("button", name="提交").click()
        await expect(page.get_by_text("✓ 第 1 号信息已提交")).to_be_visible()
        # A draft that was taken back is gone from the list, as from the server.
        await page.get_by_role("link", name="写一条信息").click()
        await page.get_by_label("我声明").check()
        await page.get_by_role("button", name="存草稿").click()
        await page.wait_for_url(f"{at.address}/me/opinions/2?saved=1")
        await window.open("/me/opinions")
        page.once("dialog", lambda asked: asyncio.ensure_future(asked.accept()))
        one = page.locator("li.card").filter(has_text="第 2 号")
        await one.get_by_role("button", name="删去草稿").click()
        await expect(one).to_have_count(0)
        await expect(page.get_by_role("heading", name="码头")).to_be_visible()


async def test_what_is_written_outlives_lost_answers_and_another_telephone(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window, at.window(PHONE) as other:
        page = window.page
        await window.enter(found.phones["信息员"])
        await window.open("/me/opinions")
        await write(window)
        save, title = page.get_by_role("button", name="存草稿"), page.get_by_label("题目")
        await lose_answer(page, "OwnOpinionSaved")
        await save.click()
        await expect(page.get_by_role("alert")).to_contain_text("连不上服务器")
        assert await window.take("failed", "console")
        await title.fill("码头停车难")
        # What is no number is refused in its place, and drops no link.
        await page.get_by_label("接着以前的哪一条").fill("第3号")
        await save.click()
        await expect(page.get_by_role("alert")).to_contain_text("只写编号的数字")
        await page.get_by_label("接着以前的哪一条").fill("")
        await save.click()
        await page.wait_for_url(f"{at.address}/me/opinions/1?saved=1")
        await other.enter(found.phones["信息员"])
        await other.open("/me/opinions/1")
        await expect(other.page.get_by_label("题目")).to_have_value("码头停车难")
        await other.page.get_by_label("我声明").check()
        await other.page.get_by_label("题目").fill("另一部手机上的")
        await other.page.get_by_role("button", name="存草稿").click()
        await expect(other.page.get_by_text("✓ 草稿已存")).to_be_visible()
        await title.fill("码头早晚停车难")
        await save.click()
        await expect(page.get_by_role("alert")).to_contain_text("您写的没有存上，也没有丢")
        await expect(page.get_by_role("button", name="看服务器上的（您写的会丢掉）")).to_be_visible()
        await expect(title).to_have_value("码头早晚停车难")
        await fair(window)
        await page.get_by_role("button", name="用我写的").click()
        await expect(page.get_by_text("✓ 草稿已存")).to_be_visible()
        await lose_answer(page, "OwnOpinionSubmitted")
        await page.get_by_role("button", name="提交").click()
        await expect(page.get_by_role("alert")).to_contain_text("连不上服务器")
        assert await window.take("failed", "console")
        await page.get_by_role("button", name="提交").click()
        await expect(page.get_by_text("✓ 第 1 号信息已提交")).to_be_visible()
        await expect(page.get_by_role("heading", name="码头早晚停车难")).to_be_visible()
        assert (
            await page.evaluate("Object.keys(sessionStorage).filter((one) => one.includes('opinion'))") == []
        )
        # What the other telephone still shows, it may read anew.
        await other.page.get_by_label("题目").fill("又改了")
        await other.page.get_by_role("button", name="存草稿").click()
        await expect(other.page.get_by_role("alert")).to_contain_text("不能再改")
        await other.page.get_by_role("button", name="看服务器上的").click()
        await expect(other.page.get_by_role("heading", name="码头早晚停车难")).to_be_visible()
    (item,) = await rows(sqlite_store, Opinion)
    assert (item.state, len(await rows(sqlite_store, Upload))) == ("submitted", 1)


async def test_items_are_found_by_their_words_and_alike_ones_are_shown(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with served(sqlite_store) as http:
        author, officer = of_role(http, found, "委员"), of_role(http, found, "信息员")
        parts = {"situation": "码头每天早晨停不下车", "advice": "东侧空地改作临时停车场"}
        await submitted(author, title="海岛停车难", **parts)
        await submitted(author, title="海岛养老缺人", situation="敬老院只有三名护理员", advice="统一招聘")
        await submitted(officer, title="码头车位少", **parts)
    async with site(browser, sqlite_store) as at:
        async with at.window(DESK) as window:
            page = window.page
            await window.enter(found.phones["办公室"])
            await window.open("/desk/opinions")
            await page.get_by_role("searchbox", name="里面的字词").fill("码头 停车")
            await page.keyboard.press("Enter")
            await page.wait_for_url("**/desk/opinions?search=*")
            await expect(page.get_by_role("link", name="1 号 海岛停车难")).to_be_visible()
            await expect(page.get_by_role("link", name="3 号 码头车位少")).to_be_visible()
            await expect(page.get_by_role("link", name="2 号")).to_have_count(0)
            await fair(window)
            # The words stand in the address: whoever opens it again sees the same.
            await page.reload()
            await page.get_by_role("link", name="1 号 海岛停车难").click()
            drawer = page.get_by_role("dialog").filter(has_text="第 1 号信息")
            await expect(drawer.get_by_text("相近的信息")).to_be_visible()
            both = "都写到：东侧空地改作临时停车场、码头每天早晨停不下车"
            await expect(drawer.get_by_text(both)).to_be_visible()
            await window.whole()
            await fair(window)
            await drawer.get_by_role("link", name="3 号 码头车位少").click()
            other = page.get_by_role("dialog").filter(has_text="第 3 号信息")
            await expect(other.get_by_role("link", name="1 号 海岛停车难")).to_be_visible()
            await window.open("/desk/opinions?search=养老 停车")
            await expect(page.get_by_text("没有写着这些字词的信息")).to_be_visible()
        async with at.window(PHONE) as window:
            page = window.page
            await window.enter(found.phones["委员"])
            await window.open("/me/opinions")
            await page.get_by_label("找自己写过的").fill("养老")
            await page.get_by_role("button", name="找", exact=True).click()
            await expect(page.get_by_role("heading", name="海岛养老缺人")).to_be_visible()
            await expect(page.get_by_role("heading", name="海岛停车难")).to_have_count(0)
            await fair(window)
            assert await page.evaluate(TOUCHED, 44) == []
            await page.get_by_role("button", name="看全部").click()
            await expect(page.get_by_role("heading", name="海岛停车难")).to_be_visible()
            # What one wrote before is told before one submits the same again; what others wrote is not.
            await page.get_by_role("link", name="写一条信息").click()
            await page.get_by_label("题目").fill("码头车位")
            await page.get_by_role("textbox", name="情况").fill("码头每天早晨停不下车")
            await page.get_by_label("我声明").check()
            await page.get_by_role("button", name="存草稿").click()
            await expect(page.get_by_role("heading", name="您以前写过相近的")).to_be_visible()
            await expect(page.get_by_role("link", name="第 1 号 海岛停车难")).to_be_visible()
            await expect(page.get_by_role("link", name="第 3 号")).to_have_count(0)
            await fair(window)


async def test_what_is_classified_is_purged_on_the_desk(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with served(sqlite_store) as http:
        await submitted(of_role(http, found, "委员"), title="海岛停车难")
    async with site(browser, sqlite_store) as at:
        async with at.window(DESK) as window:
            page = window.page
            await window.enter(found.phones["办公室"])
            await window.open("/desk/opinions?state=ALL&number=1")
            drawer = page.get_by_role("dialog").filter(has_text="第 1 号信息").first
            await drawer.get_by_role("button", name="发现涉密，清除").click()
            asked = page.get_by_role("dialog", name="清除第 1 号信息")
            await choose(window, "为什么清除", "涉及国家秘密")
            await asked.get_by_label("再写一遍编号").fill("2")
            await asked.get_by_role("button", name="清除", exact=True).click()
            # Nothing brings it back: so the number has to be the one.
            await expect(asked.get_by_text("写 1", exact=True)).to_be_visible()
            await fair(window)
            await asked.get_by_label("再写一遍编号").fill("1")
            await asked.get_by_role("button", name="清除", exact=True).click()
            await expect(drawer.get_by_role("heading", name="已清除，内容、附件都没有了")).to_be_visible()
            await expect(drawer.get_by_text("办公室清除：涉及国家秘密")).to_be_visible()
            await expect(drawer.get_by_role("button", name="发现涉密，清除")).to_have_count(0)
            await expect(page.get_by_role("link", name="1 号 （已清除）")).to_be_visible()
            await fair(window)
        async with at.window(PHONE) as window:
            page = window.page
            await window.enter(found.phones["委员"])
            await window.open("/me/opinions")
            await expect(page.get_by_text("因为涉密被清除，内容、附件都没有了")).to_be_visible()
            await expect(page.get_by_text("海岛停车难")).to_have_count(0)
            await fair(window)
    assert await rows(sqlite_store, OpinionText) == []
