"""Hand-over, wholly in the browser: who keeps a department leaves, and another takes over (履15、16)."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from models.account import Account
from models.store import Store
from tests.dashboard.test_accounts_desk import SECRET, chosen
from tests.dashboard.window import Look, Site, Window, site, walked
from tests.schema.test_accounts import NUMBERS
from tests.services.accounts.holder import lines
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
FORMER, FRESH, PASSWORD = "专门委员会", "13805800004", "潮汐Moon+1987"
ROLE = "专门委员会 · 提案委员会"


async def registered(window: Window) -> str:
    """The first secret of 周干事, who is to take over, as it stands in the letter."""
    page = window.page
    await window.open("/desk/accounts")
    await page.get_by_role("button", name="登记账号").click()
    form = page.get_by_role("dialog", name="登记账号")
    for label, words in (("真实姓名", "周干事"), ("手机号", FRESH), ("部门", "提案委员会")):
        await form.get_by_label(label, exact=True).fill(words)
    await page.keyboard.press("Enter")
    letter = page.get_by_role("dialog", name="周干事的首次口令")
    secret = (await letter.locator(".secret").text_content() or "").strip()
    assert SECRET.fullmatch(secret)
    await letter.get_by_role("button", name="已经交给本人").click()
    return secret


async def handed_over(at: Site, look: Look, phone: str) -> None:
    """By who gives roles, from the account of the one who leaves."""
    async with at.window(*look) as window:
        page = window.page
        await window.sign_in(phone)
        await window.open(f"/desk/accounts?account={NUMBERS[FORMER]}")
        await page.get_by_role("button", name="移交部门的角色").click()
        over = page.get_by_role("dialog", name="移交部门的角色：专门委员会甲")
        await chosen(page, over.get_by_label("接手的"), "周干事")
        await over.get_by_label("事由").fill("调离，人事文件 5 号")
        await window.fair()
        await page.keyboard.press("Enter")
        await expect(over).to_have_count(0)
        await expect(page.get_by_text("已到期或收回")).to_be_visible()
        await expect(page.get_by_role("button", name="移交部门的角色")).to_have_count(0)


@walked
async def test_who_keeps_a_department_leaves_and_another_takes_over(
    browser: Browser, sqlite_store: Store, look: Look
) -> None:
    found = await office(sqlite_store)
    async with (
        site(browser, sqlite_store) as at,
        at.window(*look) as former,
        at.window(*look) as keeper,
        at.window(*look) as fresh,
    ):
        await former.sign_in(found.phones[FORMER])
        await expect(former.page.get_by_role("heading", name="工作台")).to_be_visible()
        await keeper.sign_in(found.phones["系统管理员"])
        secret = await registered(keeper)
        # Who closes the account too early is told what it still keeps.
        await keeper.open(f"/desk/accounts?account={NUMBERS[FORMER]}")
        await keeper.page.get_by_role("button", name="注销").click()
        early = keeper.page.get_by_role("dialog", name="注销：")
        await expect(early.get_by_role("alert")).to_contain_text(f"还管着{ROLE}，注销以后没有人管")
        await early.get_by_role("button", name="取消").click()
        await handed_over(at, look, found.phones["安全管理员"])

        # At once, and without signing in anew.
        await former.page.reload()
        await expect(former.page.get_by_text("这一页不归您看：工作台")).to_be_visible()
        await keeper.page.reload()
        await keeper.page.get_by_role("button", name="注销").click()
        asked = keeper.page.get_by_role("dialog", name="注销：")
        await expect(asked.get_by_role("alert")).to_have_count(0)
        await asked.get_by_label("事由").fill("调离")
        await asked.get_by_role("button", name="确定").click()
        await expect(keeper.page.get_by_role("dialog").get_by_text("已经删除")).to_be_visible()
        await former.open("/desk/works")
        await former.page.wait_for_url("**/sign-in")

        await fresh.open("/password")
        await fresh.page.get_by_label("用户名").fill(FRESH)
        await fresh.page.get_by_label("首次口令").fill(secret)
        for field in await fresh.page.get_by_label("新密码").all():
            await field.fill(PASSWORD)
        await fresh.page.keyboard.press("Enter")
        await fresh.page.get_by_role("status").filter(has_text="密码已设置").wait_for()
        await fresh.sign_in(FRESH, PASSWORD)
        await expect(fresh.page.get_by_role("heading", name="工作台")).to_be_visible()
        await fresh.fair()
    (closed,) = [one for one in await rows(sqlite_store, Account) if one.id == NUMBERS[FORMER]]
    assert closed.state == "closed"
    told = [(one["action"], one["reason"]) for one in await lines(sqlite_store, "grant", "revoke")]
    assert told[-2:] == [("revoke", "调离，人事文件 5 号"), ("grant", "调离，人事文件 5 号")]
