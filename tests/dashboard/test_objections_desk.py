"""异议 on the desk: taken up, handed over and answered, by one department and the next (履11)."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, expect

from models.objection import Objection
from models.store import Store
from tests.dashboard.test_entry import choose
from tests.dashboard.test_me import picture
from tests.dashboard.window import DESK, PHONE, Look, Window, site, walked
from tests.schema.objecting import RAISE, about_record, errors, member, rule_of, staff
from tests.services.accounts.holder import served
from tests.services.accounts.office import Office, account_of, office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
HAND_OVER = """mutation ($from: Int!, $to: Int!) {
  handOverRights(committee: "zhoushan", from: $from, to: $to, reason: "轮岗") { errors { code field } } }"""


async def raised(store: Store, found: Office, times: int = 1) -> None:
    """The member objects to the only award, with so many objections of other words."""
    async with served(store) as http:
        rule = await rule_of(http, found)
        for at in range(times):
            given = about_record(found, about="AWARD", rule=rule, words=f"我签到了 {at}")
            assert errors(await member(found, http).change(RAISE, input=given)) == []


async def from_today(window: Window, phone: str) -> Locator:
    """Signs in and opens the objection that waits; its drawer."""
    await window.sign_in(phone)
    await window.page.get_by_role("link", name="办理").click()
    drawer = window.page.get_by_role("dialog").filter(has_text="第 1 号异议")
    await expect(drawer.get_by_text("我签到了 0")).to_be_visible()
    return drawer


async def raise_it(window: Window) -> None:
    """Objects to the record of the survey, with a picture; sent once the lost connection is there again."""
    page = window.page
    await page.get_by_role("link", name="明细").click()
    await page.get_by_role("link", name="看记录：海岛").click()
    await page.get_by_role("link", name="对此有异议").click()
    await page.get_by_text("就“海岛”").wait_for()
    words = page.get_by_label("错在哪里，依据什么")
    await words.fill("我签到了 0")
    await page.get_by_label("佐证").set_input_files(picture())
    await page.get_by_text("签到表.png").wait_for()
    await page.context.set_offline(True)
    await page.get_by_text("没有网络").wait_for()
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_role("alert")).to_contain_text("现在连不上服务器")
    assert await window.take("failed", "console")
    await page.context.set_offline(False)
    # What was written is there still, also when the page is opened anew.
    await page.reload()
    await expect(words).to_have_value("我签到了 0")
    await page.get_by_text("签到表.png").wait_for()
    await window.fair()
    await page.get_by_role("button", name="提交").click()
    await page.get_by_text("✓ 已提交第 1 号异议").wait_for()


async def answer_it(window: Window, phone: str) -> None:
    """The department takes it up and answers that nothing was wrong; a lost connection keeps its words."""
    page = window.page
    drawer = await from_today(window, phone)
    await expect(drawer.get_by_role("link", name="佐证 1")).to_be_visible()
    await window.fair()
    await drawer.get_by_role("button", name="受理").click()
    await choose(window, "结论", "不成立")
    words = drawer.get_by_label("答复", exact=True)
    await words.fill("已核实，没有错")
    await drawer.get_by_label("依据哪条规则").fill("A1")
    await drawer.get_by_label("算到哪一步").fill("记 2 分")
    await window.fair()
    await page.context.set_offline(True)
    await drawer.get_by_role("button", name="答复").click()
    await expect(page.get_by_text("现在连不上服务器").first).to_be_visible()
    assert await window.take("failed", "console")
    await page.context.set_offline(False)
    await expect(words).to_have_value("已核实，没有错")
    await drawer.get_by_role("button", name="答复").click()
    await expect(drawer.get_by_role("alert").filter(has_text="不成立")).to_be_visible()
    await window.fair()


@walked
async def test_a_members_objection_is_answered_by_the_department_and_closed(
    browser: Browser, sqlite_store: Store, look: Look
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(*look) as own:
        await own.sign_in(found.phones["委员"])
        await raise_it(own)
        one = own.page.locator("li.card")
        await expect(one).to_contain_text("已提交，等受理")
        await expect(one).to_contain_text("佐证：签到表.png")
        async with at.window(*look) as window:
            # The Office organised the survey.
            await answer_it(window, found.phones["办公室"])
        await own.page.reload()
        await expect(one).to_contain_text("结论：不成立")
        await expect(one.get_by_role("listitem")).to_contain_text(["提出", "受理", "答复"])
        await own.fair()
        await own.page.get_by_role("button", name="看过了，办结").click()
        await expect(one).to_contain_text("已办结")
    (done,) = await rows(sqlite_store, Objection)
    assert (done.state, done.desk, done.verdict) == ("closed", "办公室", "refused")


async def test_an_objection_is_handed_over(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    await raised(sqlite_store, found)
    async with site(browser, sqlite_store) as at:
        async with at.window(PHONE) as window:
            drawer = await from_today(window, found.phones["办公室"])
            await drawer.get_by_role("button", name="受理").click()
            await expect(drawer.get_by_label("结论")).to_be_visible()
            await drawer.get_by_role("button", name="转委员工作委员会").click()
            asked = window.page.get_by_role("dialog", name="转办")
            await asked.get_by_label("为什么转").fill("不是本部门登记的")
            await window.fair()
            await asked.get_by_role("button", name="确定").click()
            # It is at another's desk now: to be read, and no more.
            await expect(drawer.get_by_text("不是本部门登记的")).to_be_visible()
            await expect(drawer.get_by_role("button", name="受理")).to_have_count(0)
            await expect(drawer.get_by_label("结论")).to_have_count(0)
        async with at.window(PHONE) as window:
            drawer = await from_today(window, found.phones["委员工作委员会"])
            await drawer.get_by_role("button", name="受理").click()
            await choose(window, "结论", "不成立")
            await drawer.get_by_label("答复", exact=True).fill("已核实，没有错")
            await drawer.get_by_role("button", name="答复").click()
            await expect(drawer.get_by_role("alert").filter(has_text="不成立")).to_contain_text("计 2 分")
    (done,) = await rows(sqlite_store, Objection)
    assert (done.state, done.desk, done.verdict, done.step) == (
        *("answered", "委员工作委员会", "refused"),
        "记 2 分；计 2 分",
    )


async def test_who_takes_a_department_over_answers_what_was_raised_before_with_the_record_put_right(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    await raised(sqlite_store, found)
    async with served(sqlite_store) as http:
        to = await account_of(sqlite_store, "没有角色甲")
        handed = await staff(found, http, "安全管理员").change(
            HAND_OVER, **{"from": await account_of(sqlite_store, "办公室甲"), "to": to}
        )
        assert errors(handed) == []
    async with site(browser, sqlite_store) as at:
        async with at.window(DESK) as former:
            await former.sign_in(found.phones["办公室"])
            await expect(former.page.get_by_text("还没有角色")).to_be_visible()
        async with at.window(DESK) as window:
            page = window.page
            drawer = await from_today(window, found.phones["没有角色"])
            await drawer.get_by_role("button", name="受理").click()
            await choose(window, "结论", "成立，记录已改")
            await drawer.get_by_label("答复", exact=True).fill("确实重复，已撤回")
            await drawer.get_by_role("button", name="看记录").last.click()
            card = page.get_by_role("dialog").filter(has_text="调研 · 海岛")
            await card.get_by_role("button", name="撤回").click()
            asked = page.get_by_role("dialog", name="撤回：海岛")
            await asked.get_by_label("为什么").fill("重复")
            await asked.get_by_role("button", name="确定").click()
            await expect(card.get_by_text("已撤回", exact=True).first).to_be_visible()
            await card.get_by_role("button", name="关闭").click()
            # What was written is there still, and the answer names the version that is there now.
            await drawer.get_by_role("button", name="答复").click()
            await expect(drawer.get_by_text("总分 2 → 0")).to_be_visible()
    (done,) = await rows(sqlite_store, Objection)
    assert (done.verdict, done.correction_id, done.correction_version) == ("upheld", found.record, 2)


async def test_a_link_opens_an_objection_that_stands_on_no_shown_page(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    await raised(sqlite_store, found, times=2)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(found.phones["委员工作委员会"])
        # The list shows what is answered, and neither is.
        await window.open("/desk/objections?state=ANSWERED&number=1")
        await expect(window.page.get_by_role("dialog").get_by_text("我签到了 0")).to_be_visible()
        await expect(window.page.get_by_text("没有异议：")).to_be_visible()
        await window.open("/desk/objections?number=3")
        await expect(window.page.get_by_text("没有这个编号的异议，或者不是由您办的")).to_be_visible()
