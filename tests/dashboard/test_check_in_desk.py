"""签到 on the desk: members sign in by telephone, the organiser sees them and confirms."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from models.record import Part
from models.store import Store
from resolvers.global_id import encode
from tests.dashboard.test_desk import whole
from tests.dashboard.window import PHONE, Look, Window, paired, site
from tests.services.accounts.office import Office, office
from tests.services.check_in.people import BASE, secret_of, session_of
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
ASK = """query ($id: ID!) { checkIn(record: $id) { code { address } } }"""


async def opened(window: Window, found: Office, record: int) -> None:
    """Signs in, and opens the check-in of a record from now on for two hours."""
    await window.enter(found.phones["委员工作委员会"])
    await window.open(f"/desk/check-in/{quote(encode('Record', record))}?year=2022")
    await whole(window)
    await expect(window.page.get_by_text("名单里应到 2 名")).to_be_visible()
    await window.page.get_by_role("button", name="开签到").click()
    await expect(window.page.get_by_role("img", name="签到码，用手机扫")).to_be_visible()


async def scan(window: Window, found: Office, store: Store, record: int, member: int) -> None:
    """A member scans the code that is shown now, and presses the button of the page."""
    token = found.tokens["委员工作委员会"]
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=window.address) as http:
        asked = {"query": ASK, "variables": {"id": encode("Record", record)}}
        answer = (await http.post("/graphql", json=asked, headers=headers)).json()
        path = answer["data"]["checkIn"]["code"]["address"].removeprefix(BASE)
    cookies = {"luzhi": await session_of(store, member)}
    async with httpx.AsyncClient(base_url=window.address, cookies=cookies, follow_redirects=True) as phone:
        page = await phone.get(path)
        if "0;url=/check-in" in page.text:
            page = await phone.get("/check-in")
        sent = {"challenge": secret_of(page)}
        done = await phone.post("/check-in", data=sent, headers={"Origin": window.address})
        assert re.search("已签到|已登记", done.text)


async def count(page: Page, arrived: str) -> None:
    await expect(page.get_by_role("status", name="到了几人")).to_contain_text(arrived)


@paired
async def test_two_arrive_and_the_organiser_sees_them_and_confirms(
    browser: Browser, store: Store, look: Look
) -> None:
    found = await office(store)
    record = found.record
    async with site(browser, store, public_url=BASE) as at, at.window(*look) as window:
        page = window.page
        sockets: list[str] = []
        page.on("websocket", lambda one: sockets.append(one.url))
        await opened(window, found, record)
        shown = unquote(await page.get_by_role("img", name="签到码，用手机扫").get_attribute("src") or "")
        assert re.match(r"data:image/svg\+xml,<svg[^>]* xmlns=", shown)
        drawn = "img => img.complete && img.naturalWidth > 0"
        assert await page.get_by_role("img", name="签到码，用手机扫").evaluate(drawn)
        await count(page, "到了0/ 应到 2")
        for place, name in ((0, "赵一"), (4, "周五")):
            await scan(window, found, store, record, found.members[place])
            if place:
                await page.get_by_role("button", name="不在名单里 1").click()
            await expect(page.get_by_role("listitem").filter(has_text=name)).to_be_visible()
        assert sockets == [f"{at.address.replace('http', 'ws')}/graphql"]

        await page.get_by_role("button", name="加入名单").click()
        asked = page.get_by_role("dialog", name="加入名单：周五")
        await asked.get_by_label("事由").fill("临时请来的")
        await asked.get_by_role("button", name="确定").click()
        await count(page, "到了2/ 应到 2")
        await page.get_by_role("button", name="没有到 1").click()
        row = page.get_by_role("listitem").filter(has_text="钱二")
        await page.get_by_label("加入的记为迟到").check()
        await row.get_by_role("button", name="登记到了").click()
        asked = page.get_by_role("dialog", name="登记到了：钱二")
        await asked.get_by_label("事由").fill("手机没有电")
        await asked.get_by_role("button", name="确定").click()
        await count(page, "到了3/ 应到 2")
        # Taken off by mistake, they come back as late as they came.
        await page.get_by_label("加入的记为迟到").uncheck()
        await page.get_by_role("button", name="到了 3").click()
        await row.get_by_role("button", name="去掉").click()
        asked = page.get_by_role("dialog", name="去掉：钱二")
        await asked.get_by_label("事由").fill("点错了")
        await asked.get_by_role("button", name="确定").click()
        await count(page, "到了2/ 应到 2")
        offered = page.get_by_role("alert").filter(has_text="已去掉：钱二")
        await offered.get_by_role("button", name="撤销").click()
        await count(page, "到了3/ 应到 2")

        await page.get_by_role("button", name="关闭签到").click()
        await page.get_by_role("tooltip").get_by_role("button", name="关闭").click()
        await page.get_by_role("button", name="确认名单").click()
        await page.get_by_role("tooltip").get_by_role("button", name="确认").click()
        await expect(page.get_by_text("名单已确认", exact=True)).to_be_visible()
    parts = {
        part.membership_id: part.attributes for part in await rows(store, Part) if part.record_id == record
    }
    assert [str(parts[found.members[place]]["状态"]) for place in (0, 1, 4)] == ["出席", "出席", "出席"]
    assert [parts[found.members[place]].get("迟到") for place in (0, 1, 4)] == [None, True, None]


async def test_a_check_in_can_be_read_by_everybody(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    record = found.record
    async with site(browser, sqlite_store, public_url=BASE) as at, at.window(PHONE) as window:
        await opened(window, found, record)
        await scan(window, found, sqlite_store, record, found.members[0])
        await expect(window.page.get_by_role("listitem").filter(has_text="赵一")).to_be_visible()
        assert await window.barriers_everywhere() == []
        await window.page.get_by_role("button", name="没有到 1").click()
        await window.page.get_by_role("button", name="改时间").click()
        await expect(window.page.get_by_role("button", name="不改")).to_be_visible()
        assert await window.barriers_everywhere() == []
