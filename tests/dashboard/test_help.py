"""The help: a page for each role; every link leads somewhere, and everybody can read it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.async_api import Browser, expect

from models.store import Store
from server import create_app
from services.rights.role import roles
from settings import Settings
from tests.dashboard.window import DESK, PHONE, site
from tests.http_client import client
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parents[2]
NAMES = {path.stem for path in (ROOT / "dashboard/help").glob("*.md")}
ADDRESSES = ["/help", *(f"/help/{name}" for name in sorted(NAMES - {"index"}))]
LEADS = re.compile(r'(?:href|src)="([^"]+)"')
# Which page of the help is whose.
PAGE_OF = {
    **dict.fromkeys(("专门委员会", "大会发言组"), "部门的一天：录入、审核、答复"),
    "办公室": "办公室：录入、账号、请假",
    "委员工作委员会": "委员工作委员会：名册、抽查、办法、关账",
    "结果查阅": "看结果",
    **dict.fromkeys(("系统管理员", "安全管理员", "审计管理员"), "三员：账号、角色、操作记录"),
    **dict.fromkeys(("签批领导", "运维", "承办单位"), "请假、审签、意见箱、写信息、办理"),
}


async def test_every_link_of_every_page_leads_somewhere(sqlite_store: Store) -> None:
    assert len(ADDRESSES) == 8
    async with client(create_app(Settings(), sqlite_store)) as http:
        reached, waiting = set(), [ADDRESSES[0]]
        while waiting:
            address = waiting.pop()
            answer = await http.get(address, headers={"Accept": "text/html"})
            assert (address, answer.status_code) == (address, 303 if address == "/" else 200)
            reached.add(address)
            if address in ADDRESSES:
                found = {urljoin(address, to) for to in LEADS.findall(answer.text)}
                waiting += found - reached - {*waiting}
        assert {*ADDRESSES} <= reached


async def test_a_page_that_is_not_there_says_where_to_look(sqlite_store: Store) -> None:
    async with client(create_app(Settings(), sqlite_store)) as http:
        answer = await http.get("/help/nowhere")
        assert answer.status_code == 404
        assert "没有这一页" in answer.text
        assert 'href="/help"' in answer.text
        assert (await http.get("/help/pictures/..%2findex.md")).status_code == 404


async def test_every_page_can_be_read_by_everybody(browser: Browser, sqlite_store: Store) -> None:
    await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        for address in ADDRESSES:
            assert (await window.open(address)).status == 200
            assert (address, await window.barriers_everywhere()) == (address, [])
        async for look in window.looks():
            assert (look, await window.page.evaluate("getComputedStyle(document.body).fontSize")) == (
                look,
                "18px",
            )


@pytest.mark.parametrize("role", sorted({*roles()} - {"委员", "信息员"}))
async def test_each_role_is_led_from_the_desk_to_its_own_page(
    browser: Browser, sqlite_store: Store, role: str
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.sign_in(found.phones[role])
        await window.page.get_by_role("banner").get_by_role("link", name="帮助").click()
        await window.page.wait_for_url("**/help/*")
        await expect(window.page.get_by_role("heading", level=1)).to_have_text(PAGE_OF[role])


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("role", ["运维", "没有角色"])
async def test_who_has_no_page_reads_what_can_be_done(
    browser: Browser, sqlite_store: Store, role: str, width: int
) -> None:
    found = await office(sqlite_store)
    said = {
        "运维": "luzhi feedback answer",
        "没有角色": "请与安全管理员联系",
    }
    async with site(browser, sqlite_store) as at, at.window(width) as window:
        await window.sign_in(found.phones[role])
        await expect(window.page.get_by_text(said[role])).to_be_visible()
        assert await window.barriers_everywhere(width) == []
        await window.page.wait_for_load_state("networkidle")
        await window.page.get_by_role("main").get_by_role("link", name="帮助").click()
        await window.page.wait_for_url("**/help**")
        if width == DESK:
            await window.page.get_by_role("link", name="回到履职").click()
            await expect(window.page.get_by_text(said[role])).to_be_visible()
            await window.page.wait_for_load_state("networkidle")
