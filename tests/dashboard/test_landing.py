"""Where one lands: each demo account on its page, and everybody where no pages were built."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from models.store import Store
from server import create_app
from services.demo_accounts import PASSWORD, open_accounts, user_name_of
from services.demo_database import fill
from settings import Settings
from tests.dashboard.window import Site, site
from tests.running_server import serving
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio
# By the roles table of the brief; whose pages are to come reads what they can do now.
LANDINGS = {
    "系统管理员": ("/desk/accounts", "权限与账号"),
    "安全管理员": ("/desk/accounts", "权限与账号"),
    "审计管理员": ("/desk/trail", "操作记录"),
    "委员工作委员会": ("/desk/today", "工作台"),
    "办公室": ("/desk/today", "工作台"),
    "专门委员会": ("/desk/today", "工作台"),
    "大会发言组": ("/desk/today", "工作台"),
    "结果查阅": ("/desk/overview", "概览"),
    "签批领导": ("/desk/papers", "编发审签"),
    "运维": ("/desk", "履职管理"),
    "承办单位": ("/desk/handling", "转办办理"),
    "信息员": ("/me/opinions", "社情民意"),
    "委员": ("/me", "我的履职"),
}


async def test_each_demo_account_lands_on_its_page(browser: Browser, sqlite_store: Store) -> None:
    """No request leaves the host: a window notes any that would."""
    await fill(sqlite_store, members=12)
    assert {*await open_accounts(sqlite_store)} == {*LANDINGS}
    async with site(browser, sqlite_store) as at, at.window() as window:
        page = window.page
        for role, (path, title) in LANDINGS.items():
            await page.context.clear_cookies()
            await window.sign_in(user_name_of(role), PASSWORD)
            await page.wait_for_url(at.address + path)
            await expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
            if path == "/desk":
                await expect(page.get_by_text(f"{role}现在能做什么")).to_be_visible()
            await window.quiet()


async def test_where_no_pages_were_built_one_reads_what_to_do(
    browser: Browser, sqlite_store: Store, tmp_path: Path
) -> None:
    found = await office(sqlite_store)
    given = Settings(port=0)
    app = create_app(given, Store.open(sqlite_store.url.render_as_string(False)), built=tmp_path)
    async with serving(app, given) as port, Site(browser, f"http://127.0.0.1:{port}").window() as window:
        for role, path in (("委员工作委员会", "/desk"), ("委员", "/me")):
            await window.page.context.clear_cookies()
            await window.sign_in(found.phones[role])
            response = await window.open(path)
            assert response.status == 503
            await expect(window.page.get_by_role("heading", name="网页还没有生成")).to_be_visible()
            await expect(window.page.get_by_text("python -m dashboard")).to_be_visible()
        assert await window.barriers_everywhere() == []
        # All else works: what is asked is answered, and no address of a page hides it.
        await window.page.get_by_role("link", name="查询和修改").click()
        await window.page.get_by_label("查询").fill("{ me { realName } }")
        await window.page.keyboard.press("Control+Enter")
        await expect(window.page.get_by_text('"realName": "赵一"')).to_be_visible()
        told = await window.take("console")
        assert told
        assert all("503" in said for said in told)
