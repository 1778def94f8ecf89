"""The members' pages in a real browser, on a phone: who is seventy can use them, and who does not see."""

from __future__ import annotations

import re
from io import BytesIO
from unicodedata import normalize

import pytest
from PIL import Image
from playwright.async_api import Browser, FilePayload, expect
from pypdf import PdfReader

from models.store import Store
from resolvers.global_id import encode
from tests.dashboard.window import PHONE, Window, site
from tests.schema.objecting import staff
from tests.schema.test_co_signing import ENTER, adopted
from tests.services.accounts.holder import served
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio
PAGES = {
    "/me": "2022 年总分",
    "/me/entries": "对此有异议",
    "/me/check-in": "到会场怎样签到",
    "/me/leave": "还没有请过假",
    "/me/co-signatures": "没有联名的作品",
    "/me/objections": "没有提过异议",
    "/me/objections/new": "错在哪里，依据什么",
    "/me/opinions": "还没有写过信息",
    "/me/opinions/new": "三段共 0 字",
    "/me/mine": "字的大小",
    "/me/data": "委员名册里的",
    "/me/notices": "没有提醒",
    "/me/feedback": "还没有写过",
}
# What is touched; a link in a sentence is as high as its line, which WCAG 2.2 allows.
TOUCHED = """(least) => [...document.querySelectorAll(
  "button, select, textarea, .button, .way, .back, a.entry, .legend a, .choice, .field > input")]
  .map((one) => [one.textContent || one.name, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < least || box.width < 44).map(([name, box]) => `${name} ${box.height}`)"""
SMALL = """(least) => [...document.querySelectorAll("body *")]
  .filter((one) => !one.closest("svg") && one.tagName !== "OPTION"
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((one) => [getComputedStyle(one), one.textContent])
  .filter(([style]) => parseFloat(style.fontSize) < least
    || parseFloat(style.lineHeight) < 1.3 * parseFloat(style.fontSize) - 0.01)
  .map(([style, text]) => `${style.fontSize}/${style.lineHeight} ${text.slice(0, 20)}`)"""
MARKED = """[...[...document.querySelectorAll(".mark text")].map((one) => one.textContent),
  getComputedStyle(document.querySelector(".mark use")).fill]"""


def picture() -> FilePayload:
    """A photograph of a list of arrivals."""
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "PNG")
    return {"name": "签到表.png", "mimeType": "image/png", "buffer": drawn.getvalue()}


async def shown(window: Window, path: str) -> None:
    """Opens a page, and waits for what is told on it."""
    await window.open(path)
    await window.page.get_by_text(PAGES[path]).first.wait_for()
    await expect(window.page.get_by_text("正在打开")).to_have_count(0)


async def test_every_page_can_be_read_by_everybody(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.enter(found.phones["委员"])
        for path in [*PAGES, f"/me/records/{encode('Record', found.record)}"]:
            if path in PAGES:
                await shown(window, path)
            else:
                await window.open(path)
                await window.page.get_by_text("计入总分").wait_for()
            async for look in window.looks():
                assert await window.barriers() == [], (path, look)
                assert await window.page.evaluate(TOUCHED, 44) == [], (path, look)
                name, opened, colour = await window.page.evaluate(MARKED)
                # Drawn over the page, it must not hide what is under it.
                assert re.fullmatch(r"rgba\(.*, 0\.0[56]\d*\)", colour)
                assert name == f"赵一 {found.phones['委员'][-4:]}"
                assert re.fullmatch(r"\d{4}/\d\d/\d\d \d\d:\d\d", opened)


async def test_the_elder_view_is_large_everywhere_and_stays(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.sign_in(found.phones["委员"])
        await window.page.get_by_role("button", name="长辈版").click()
        for path in PAGES:
            await shown(window, path)
            async for look in window.looks(PHONE):
                assert await window.page.evaluate(SMALL, 18) == [], (path, look)
                assert await window.page.evaluate(TOUCHED, 60) == [], (path, look)
        await shown(window, "/me/mine")
        await window.page.get_by_label("长辈版，最大字").check()
        for path in PAGES:
            await shown(window, path)
            assert await window.page.evaluate("getComputedStyle(document.body).fontSize") == "30px"
            assert await window.barriers_everywhere(PHONE) == [], path
        await shown(window, "/me")
        await window.page.get_by_role("button", name="回到标准版").click()
        assert await window.page.evaluate("getComputedStyle(document.body).fontSize") == "16px"


async def test_a_member_sees_points_rank_and_where_they_are_from(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.sign_in(found.phones["委员"])
        page = window.page
        assert page.url == at.address + "/me"
        # A1 gives 2 for a survey; of ten, eight are ranked.
        total = page.get_by_role("region").or_(page.locator(".total"))
        await expect(total).to_contain_text("2 分")
        await expect(total).to_contain_text("全体第 1 名，共 8 人")
        await page.get_by_role("link", name=re.compile("^活动")).click()
        await expect(page.get_by_role("button", name="活动 2")).to_have_attribute("aria-pressed", "true")
        assert page.url == at.address + "/me/entries?node=activity"
        entry = page.locator("li.card")
        await expect(entry).to_have_count(1)
        await expect(entry).to_contain_text("按规则得 2 分，没有扣减")
        await page.get_by_role("button", name="全部").click()
        await page.go_back()
        await expect(page.get_by_role("button", name="活动 2")).to_have_attribute("aria-pressed", "true")
        await page.go_back()
        await expect(page.get_by_role("heading", name="我的履职")).to_be_visible()


async def test_the_ranking_is_shown_once_the_committee_lets_members_see_it(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with served(sqlite_store) as http:
        told = await staff(found, http, "委员工作委员会").ask(
            'mutation { setRankVisibility(committee: "zhoushan", visibility: RANKING) { errors { code } } }'
        )
    assert told == {"data": {"setRankVisibility": {"errors": []}}}
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.sign_in(found.phones["委员"])
        page = window.page
        await page.get_by_role("link", name="看全体排名").click()
        rows = page.locator("main li")
        await expect(rows).to_have_count(8)
        await expect(page.locator("main li.own")).to_have_text("1赵一（您）2 分")
        assert await window.axe() == []


async def test_each_sheet_of_a_print_names_who_printed_it(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.sign_in(found.phones["委员"])
        await window.page.get_by_text("2022 年总分").wait_for()
        sheets = PdfReader(BytesIO(await window.page.pdf())).pages
        assert len(sheets) > 1
        for sheet in sheets:
            # Chinese signs are found under their radicals' numbers, too.
            said = normalize("NFKC", sheet.extract_text())
            assert said.count(f"赵一 {found.phones['委员'][-4:]}") == 21


async def test_what_is_missing_is_objected_to_and_taken_back_with_the_keyboard_only(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.enter(found.phones["委员"])
        await window.open("/me/objections/new?about=MISSING")
        page = window.page
        await page.get_by_role("option", name="全会").wait_for(state="attached")
        kind = page.get_by_label("哪一种")
        await kind.focus()
        await page.keyboard.press("ArrowDown")
        await expect(kind).to_have_value("全会")
        await page.get_by_label("哪一天").fill("2022-05-06")
        for label, text in (("题目", "九届一次会议"), ("错在哪里，依据什么", "到了，没有登记")):
            await page.get_by_label(label).focus()
            await page.keyboard.type(text)
        await page.get_by_role("button", name="提交").focus()
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="撤回第 1 号异议").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("li.card")).to_contain_text("已撤回")


async def test_leave_is_asked_and_a_mistake_keeps_the_form(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.enter(found.phones["委员"])
        await shown(window, "/me/leave")
        page = window.page
        await page.get_by_label("哪一种").select_option("专委会会议")
        await page.get_by_label("哪一天").fill("2999-01-08")
        await page.get_by_label("题目").fill("九届一次会议")
        await page.get_by_label("哪个部门组织的").fill("没有的部门")
        await page.get_by_label("事由").fill("住院")
        await page.get_by_role("button", name="提出请假").click()
        await page.get_by_role("alert").wait_for()
        await expect(page.get_by_label("事由")).to_have_value("住院")
        await page.get_by_label("哪个部门组织的").fill("")
        await page.get_by_role("button", name="提出请假").click()
        one = page.locator("li.card")
        await expect(one).to_contain_text("已提出，等批复")
        await page.get_by_role("button", name="撤回“九届一次会议”的请假").click()
        await expect(one).to_contain_text("已撤回")


async def test_what_was_not_signed_is_said_not_to_be_and_gives_nothing(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with served(sqlite_store) as http:
        # 3 points, half to the first author, half to the one who signed with them.
        clerk = staff(found, http, "办公室")
        assert (await clerk.change(ENTER, input=adopted(found, "停车", 1, 0)))["errors"] == []
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.sign_in(found.phones["委员"])
        page = window.page
        await expect(page.locator(".big")).to_have_text("3.5 分")
        await page.get_by_role("link", name="签到").click()
        await page.get_by_role("link", name="联名确认").click()
        one = page.locator("li.card")
        await expect(one).to_contain_text("等您确认；现在照录入的计")
        await page.get_by_role("button", name="不是我联名的：停车").click()
        await page.get_by_label("为什么不是").fill("没有参与")
        assert await window.axe() == []
        await page.get_by_role("button", name="提交").click()
        await expect(one).to_contain_text("不是自己联名的")
        await page.get_by_role("link", name="首页").click()
        await expect(page.locator(".big")).to_have_text("2 分")


async def test_a_correction_is_asked_from_ones_own_data(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.enter(found.phones["委员"])
        await shown(window, "/me/data")
        page = window.page
        await page.get_by_role("link", name="更正电话").first.click()
        await expect(page.get_by_label("哪一项")).to_have_value("电话")
        await page.get_by_label("应该是什么").fill("换了号码")
        await page.get_by_role("button", name="提交").click()
        one = page.locator("li.card")
        await expect(one).to_contain_text("个人信息更正，电话")
        await expect(one).to_contain_text("已收到，等答复")


async def test_who_is_no_member_is_told_so(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.enter(found.phones["结果查阅"])
        await window.open("/me")
        await window.page.get_by_text("您的账号没有对应名册里的委员").wait_for()
        assert await window.axe() == []
