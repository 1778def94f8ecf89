"""权限与账号 and 操作记录 on the desk, as each of the three administrators uses them."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from models.account import Account
from models.store import Store
from tests.dashboard.scanned import scanned
from tests.dashboard.window import PHONE, Look, paired, site, walked
from tests.schema.test_accounts import NUMBERS
from tests.services.accounts.holder import lines
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
FRESH = "13805800004"
SECRET = re.compile(r"[2-9a-z]{4}(-[2-9a-z]{4}){3}")


async def chosen(page: Page, field: Locator, value: str) -> None:
    """Chooses by keyboard what is called so."""
    await field.press("ArrowDown")
    await field.fill(value)
    await page.locator(".ant-select-item-option-active").filter(has_text=value).wait_for()
    await field.press("Enter")


@pytest.mark.parametrize(
    ("role", "title"),
    [("系统管理员", "权限与账号"), ("安全管理员", "权限与账号"), ("审计管理员", "操作记录")],
)
async def test_each_administrator_lands_on_a_page_of_theirs(
    browser: Browser, sqlite_store: Store, role: str, title: str
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.sign_in(found.phones[role])
        await expect(window.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        menu = window.page.get_by_role("navigation", name="页面")
        await expect(menu.get_by_text("权限与账号")).to_have_count(1)
        await expect(menu.get_by_text("操作记录")).to_have_count(1 if role == "审计管理员" else 0)


async def test_the_pages_can_be_read_by_everybody(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.enter(found.phones["审计管理员"])
        for path in (
            *("accounts", f"accounts?account={NUMBERS['专门委员会']}", "accounts?search=nobody"),
            *("trail", "trail?action=grant&about=9", "trail?member=none"),
        ):
            await window.open(f"/desk/{path}")
            await window.whole()
            assert (path, await window.barriers_everywhere()) == (path, [])


async def registering(page: Page) -> Locator:
    """The dialog that has the first secret of 周干事, who is registered here."""
    await page.get_by_role("button", name="登记账号").click()
    form = page.get_by_role("dialog", name="登记账号")
    await form.get_by_label("真实姓名").fill("周干事")
    await form.get_by_label("手机号").fill("1380580")
    await page.keyboard.press("Enter")
    await expect(form.get_by_role("alert").filter(has_text="手机号写 11 位数字")).to_be_visible()
    await form.get_by_label("手机号").fill(FRESH)
    await page.keyboard.press("Enter")
    return page.get_by_role("dialog", name="周干事的首次口令")


@paired
async def test_an_account_is_registered_and_its_secret_stands_in_a_letter_alone(
    browser: Browser, store: Store, look: Look
) -> None:
    found = await office(store)
    async with site(browser, store) as at, at.window(*look) as window, at.window(*look) as new:
        page = window.page
        await window.enter(found.phones["系统管理员"])
        await window.open("/desk/accounts")
        await window.whole()
        letter = await registering(page)
        await expect(letter.get_by_role("button", name="打印密码信")).to_be_visible()
        secret = (await letter.locator(".secret").text_content() or "").strip()
        assert SECRET.fullmatch(secret)
        # Whoever hands it on does not read it.
        assert secret not in await page.locator("body").inner_text()
        assert await window.barriers() == []
        await page.emulate_media(media="print")
        await expect(letter.get_by_text(secret)).to_be_visible()
        await expect(letter.get_by_label("密码信的二维码")).to_be_visible()
        await expect(letter.get_by_text("您不要代扫")).to_be_hidden()
        await expect(page.get_by_role("heading", name="权限与账号")).to_be_hidden()
        await page.emulate_media(media="screen")
        await letter.get_by_role("button", name="已经交给本人").click()
        await expect(letter).to_have_count(0)
        await expect(page.get_by_role("link", name="周干事")).to_be_visible()
        kept = await page.evaluate("JSON.stringify([location.href, {...localStorage}, {...sessionStorage}])")
        assert secret not in kept
        assert "1380580" not in kept
        assert secret not in await page.content()
        await new.open("/password")
        await new.page.get_by_label("用户名").fill(FRESH)
        await new.page.get_by_label("首次口令，或现在的密码").fill(secret)
        for field in await new.page.get_by_label("新密码").all():
            await field.fill("潮汐Moon+1987")
        await new.page.keyboard.press("Enter")
        await expect(new.page.get_by_role("status").filter(has_text="密码已设置")).to_be_visible()


@paired
async def test_the_holder_scans_a_code_and_sets_the_password_on_their_own_telephone(
    browser: Browser, store: Store, look: Look
) -> None:
    found = await office(store)
    async with site(browser, store) as at, at.window(*look) as window, at.window(PHONE) as own:
        page, asked = window.page, list[str]()
        own.page.on("request", lambda request: asked.append(f"{request.url} {request.headers}"))
        await window.enter(found.phones["系统管理员"])
        await window.open("/desk/accounts")
        await window.whole()
        handing = await registering(page)
        await expect(handing.get_by_label("首次口令的二维码")).to_have_count(0)
        await handing.get_by_role("button", name="显示二维码").click()
        code = handing.get_by_label("首次口令的二维码")
        await expect(code).to_be_visible()
        assert await window.barriers() == []
        secret = (await handing.locator(".secret").text_content() or "").strip()
        address = scanned(await code.locator("path").nth(1).get_attribute("d") or "")
        assert address == f"{at.address}/password#zhoushan/{secret}"

        phone = own.page
        await phone.goto(address)
        await expect(phone.get_by_text("首次口令已经从二维码读出来了")).to_be_visible()
        await expect(phone.get_by_label("首次口令，或现在的密码")).to_be_hidden()
        assert phone.url == f"{at.address}/password"
        assert await own.barriers() == []
        # What is refused does not ask to be scanned anew.
        for password in ("short", "潮汐Moon+1987"):
            await phone.get_by_label("用户名").fill(FRESH)
            for field in await phone.get_by_label("新密码").all():
                await field.fill(password)
            await phone.keyboard.press("Enter")
            said = "至少 10 个字符" if password == "short" else "密码已设置"
            await expect(phone.get_by_text(said)).to_be_visible()
            assert phone.url == f"{at.address}/password"
        await expect(handing.get_by_text("本人已经设置密码")).to_be_visible()
        await expect(code).to_have_count(0)
        assert secret not in await page.content()
        await handing.get_by_role("button", name="关闭").click()
        assert [one for one in asked if secret in one] == []
        # Whoever comes second with it finds that out.
        await phone.goto("about:blank")
        await phone.goto(address)
        await phone.get_by_label("用户名").fill(FRESH)
        for field in await phone.get_by_label("新密码").all():
            await field.fill("潮汐Moon+1988")
        await phone.keyboard.press("Enter")
        await expect(phone.get_by_role("alert")).to_contain_text("用户名、密码或动态口令不对")
        await expect(phone.get_by_text("没有用过就说不对的，可能有人先用了")).to_be_visible()
        refused = await own.take("console")
        assert ["400" in refused[0], "401" in refused[1], len(refused)] == [True, True, 2]
    (line,) = [one for one in await lines(store, "set password") if one["after"]["first secret"]][-1:]
    assert line["after"]["address"] == "127.0.0.1"


async def test_a_code_that_nobody_scans_goes_off_the_screen(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        page = window.page
        await page.clock.install()
        await window.enter(found.phones["系统管理员"])
        await window.open("/desk/accounts")
        await window.whole()
        handing = await registering(page)
        await handing.get_by_role("button", name="显示二维码").click()
        await expect(handing.get_by_label("首次口令的二维码")).to_be_visible()
        await page.clock.run_for("02:01")
        await expect(handing.get_by_label("首次口令的二维码")).to_have_count(0)
        await handing.get_by_role("button", name="显示二维码").click()
        await expect(handing.get_by_label("首次口令的二维码")).to_be_visible()


async def test_an_account_is_reset_locked_and_closed(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    number = NUMBERS["结果查阅"]
    async with site(browser, sqlite_store) as at, at.window() as window:
        page = window.page
        await window.enter(found.phones["办公室"])
        await window.open(f"/desk/accounts?account={number}")
        drawer = page.get_by_role("dialog", name="结果查阅甲（账号 8）")
        await drawer.get_by_role("button", name="报失").click()
        asked = page.get_by_role("dialog", name="本人报失")
        await expect(asked.get_by_role("button", name="确定")).to_be_disabled()
        await asked.get_by_label("事由").fill("手机丢了")
        await asked.get_by_role("button", name="确定").click()
        await expect(drawer.get_by_role("cell", name="锁定")).to_be_visible()
        await drawer.get_by_role("button", name="重置密码").click()
        reset = page.get_by_role("dialog", name="重置：结果查阅甲")
        await reset.get_by_label("动态口令、绑定的外面的账号也解除").check()
        await reset.get_by_role("button", name="重置，发首次口令").click()
        letter = page.get_by_role("dialog", name="结果查阅甲的首次口令")
        await expect(letter.locator(".secret")).to_have_text(SECRET)
        await letter.get_by_role("button", name="已经交给本人").click()
        await expect(drawer.get_by_text("等本人设置")).to_be_visible()
        # The Office keeps accounts, and gives no roles.
        await expect(page.get_by_role("button", name="授予角色")).to_have_count(0)
        await drawer.get_by_role("button", name="注销").click()
        asked = page.get_by_role("dialog", name="注销：")
        await asked.get_by_label("事由").fill("调离")
        await asked.get_by_role("button", name="确定").click()
        await expect(page.get_by_role("dialog").get_by_text("已经删除")).to_be_visible()
        await expect(page.get_by_role("button", name="注销")).to_have_count(0)
    (stored,) = [one for one in await rows(sqlite_store, Account) if one.id == number]
    assert stored.state == "closed"


@walked
async def test_roles_are_given_taken_back_and_handed_over(
    browser: Browser, sqlite_store: Store, look: Look
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(*look) as window:
        page = window.page
        await window.enter(found.phones["安全管理员"])
        await window.open("/desk/accounts?account=1")
        await expect(page.get_by_text("自己的角色自己不能改")).to_be_visible()
        await window.open("/desk/accounts?account=14")
        drawer = page.get_by_role("dialog", name="没有角色甲（账号 14）")
        await drawer.get_by_role("button", name="授予角色").click()
        form = page.get_by_role("dialog", name="授予角色：没有角色甲")
        await chosen(page, form.get_by_label("角色", exact=True), "结果查阅")
        await expect(form.get_by_text("履10、13：查阅结果、记录、办法")).to_be_visible()
        assert await window.axe() == []
        await form.get_by_role("button", name="授予", exact=True).click()
        await expect(drawer.get_by_text("结果查阅，")).to_be_visible()
        await drawer.get_by_role("button", name="收回").click()
        await page.get_by_role("dialog", name="收回：结果查阅").get_by_role("button", name="确定").click()
        await expect(drawer.get_by_text("已到期或收回")).to_be_visible()
        # Who only gives roles resets no password.
        await expect(drawer.get_by_role("button", name="重置密码")).to_have_count(0)

        await window.open("/desk/accounts")
        await window.whole()
        await page.get_by_role("button", name="移交", exact=True).click()
        over = page.get_by_role("dialog", name="移交部门的角色")
        for label, name in (("原来的", "专门委员会甲"), ("接手的", "没有角色甲")):
            await chosen(page, over.get_by_label(label), name)
        await over.get_by_label("事由").fill("轮岗")
        await page.keyboard.press("Enter")
        await expect(over).to_have_count(0)
        await expect(page.get_by_role("row", name="没有角色甲").get_by_text("提案委员会")).to_be_visible()
    told = [(one["action"], one["reason"]) for one in await lines(sqlite_store, "grant", "revoke")]
    assert told[-4:] == [("grant", None), ("revoke", None), ("revoke", "轮岗"), ("grant", "轮岗")]


async def test_a_number_of_a_phone_is_not_put_into_the_address(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        page = window.page
        await window.enter(found.phones["安全管理员"])
        await window.open("/desk/accounts")
        await window.whole()
        search = page.get_by_label("姓名或账号编号")
        await search.fill(found.phones["运维"])
        await search.press("Enter")
        await expect(page.get_by_text("不按手机号找")).to_be_visible()
        assert found.phones["运维"] not in page.url
        await search.fill("运维")
        await search.press("Enter")
        await expect(page.get_by_text("共 1 个")).to_be_visible()
        await page.get_by_role("link", name="运维甲").click()
        await expect(page.get_by_role("dialog", name="运维甲（账号 9）")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("dialog", name="运维甲（账号 9）")).to_be_visible()
        await page.go_back()
        await expect(page.get_by_role("dialog")).to_have_count(0)


@walked
async def test_the_auditor_finds_a_line_and_looks_whether_all_is_whole(
    browser: Browser, sqlite_store: Store, look: Look
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(*look) as window:
        page = window.page
        await window.enter(found.phones["审计管理员"])
        await window.open("/desk/accounts?account=9")
        await expect(page.get_by_role("link", name="看有关的操作记录")).to_be_visible()
        await expect(page.get_by_role("button", name="重置密码")).to_have_count(0)
        await page.get_by_role("link", name="看有关的操作记录").click()
        await page.wait_for_url("**/desk/trail?about=9")
        await window.whole()
        await expect(page.get_by_text("共 5 条")).to_be_visible()
        # What is not looked for says why, and does not go into the address.
        await page.get_by_label("关于谁，委员编号").fill("139 0580 0999")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("不按手机号找：按编号")).to_be_visible()
        await page.get_by_label("关于谁，委员编号").fill("")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("不按手机号找")).to_have_count(0)
        assert "0580" not in page.url
        await chosen(page, page.get_by_label("做了什么"), "授予")
        await expect(page.get_by_text("共 1 条")).to_be_visible()
        await page.get_by_role("button", name="展开行").press("Enter")
        await expect(page.get_by_role("cell", name="没有 → 运维", exact=True)).to_be_visible()
        assert await window.axe() == []
        await page.get_by_role("button", name="现在核对").press("Enter")
        await expect(page.get_by_text("完整：核对了")).to_be_visible()
        assert await window.barriers() == []
