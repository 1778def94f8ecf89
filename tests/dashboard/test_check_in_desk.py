"""签到 on the desk: members sign in by telephone, the organiser sees them and confirms."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import httpx
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from models.check_in import CheckIn
from models.clock import CHINA
from models.record import Part
from models.store import Store
from resolvers.global_id import encode
from services.actor import Actor
from services.entry.form import OccasionForm, Present
from tests.dashboard.scanned import photographed
from tests.dashboard.window import PHONE, Look, Site, Window, paired, site
from tests.services.accounts.holder import PASSWORD
from tests.services.accounts.office import Office, office
from tests.services.check_in.people import BASE, OPEN, session_of
from tests.services.committee_of_ten import CODE, YEAR, desk, rows

pytestmark = pytest.mark.anyio
CODE_SHOWN = "签到码，用手机扫"


async def plenary(store: Store, found: Office) -> int:
    """A plenary of four half-days, at which the first two are expected; reviewed."""
    told = [("状态", "缺席"), ("应到半天", "4")]
    form = OccasionForm(
        title="九届一次会议", day=date(2022, 3, 20), participants=[Present(found.members[:2], told)]
    )
    by = Actor("委员工作委员会甲", "command", "委员工作委员会")
    return (await desk(store, actor=by).enter(CODE, YEAR, "全会", form)).id


async def opened(window: Window, found: Office, record: int) -> None:
    """Signs in, and opens the check-in of a record from now on for two hours."""
    await window.enter(found.phones["委员工作委员会"])
    await window.open(f"/desk/check-in/{quote(encode('Record', record))}?year=2022")
    await window.whole()
    await expect(window.page.get_by_text("名单里应到 2 名")).to_be_visible()
    await window.fair()
    await window.page.get_by_role("button", name="开签到").click()


async def scanned(phone: Window, code: Locator) -> None:
    """Photographs a code that is on another's screen, and opens what it says: the page of the door."""
    await code.wait_for()
    address = photographed(await code.screenshot())
    assert address.startswith(f"{BASE}/check-in/")
    await phone.open(address.removeprefix(BASE))
    await phone.page.wait_for_url("**/check-in")


async def signed_in(phone: Window) -> None:
    """Presses the only thing to do."""
    await phone.fair()
    await phone.page.get_by_role("button", name="我到了").click()
    await phone.page.get_by_role("status").wait_for()
    await phone.fair()


async def member_comes(at: Site, look: Look, found: Office, code: Locator) -> None:
    """A member who is not signed in yet on the telephone, and who is expected."""
    async with at.window(PHONE, look[1]) as phone:
        await scanned(phone, code)
        await phone.fair()
        await phone.page.get_by_label("用户名").fill(found.phones["委员"])
        await phone.page.get_by_label("密码", exact=True).fill(PASSWORD)
        await phone.page.get_by_role("button", name="登录").click()
        await expect(phone.page.get_by_text("九届一次会议")).to_be_visible()
        await signed_in(phone)
        await expect(phone.page.get_by_role("status")).to_contain_text("已签到")


async def guest_comes(at: Site, look: Look, store: Store, member: int, code: Locator) -> None:
    """A member who is signed in on the telephone, and on no list."""
    async with at.window(PHONE, look[1]) as phone:
        kept = await session_of(store, member)
        await phone.page.context.add_cookies([{"name": "luzhi", "value": kept, "url": at.address}])
        await scanned(phone, code)
        await signed_in(phone)
        await expect(phone.page.get_by_role("status")).to_contain_text("已登记")


async def count(page: Page, arrived: str) -> None:
    await expect(page.get_by_role("status", name="到了几人")).to_contain_text(arrived)


@paired
async def test_at_a_plenary_two_scan_the_code_and_the_organiser_sees_them_and_confirms(
    browser: Browser, store: Store, look: Look
) -> None:
    found = await office(store)
    record = await plenary(store, found)
    async with site(browser, store, public_url=BASE) as at, at.window(*look) as window:
        page = window.page
        sockets: list[str] = []
        page.on("websocket", lambda one: sockets.append(one.url))
        await opened(window, found, record)
        code = page.get_by_role("img", name=CODE_SHOWN)
        await code.wait_for()
        await count(page, "到了0/ 应到 2")
        async with page.expect_popup() as thrown:
            await page.get_by_role("link", name="只有码的大屏页面").click()
        hall = await thrown.value
        await member_comes(at, look, found, hall.locator("svg"))
        await expect(hall.get_by_text("已签到 1 人，应到 2 人")).to_be_visible()
        await hall.close()
        await expect(page.get_by_role("listitem").filter(has_text="赵一")).to_be_visible()
        await guest_comes(at, look, store, found.members[4], code)
        await page.get_by_role("button", name="不在名单里 1").click()
        await expect(page.get_by_role("listitem").filter(has_text="周五")).to_be_visible()
        assert sockets == [f"{at.address.replace('http', 'ws')}/graphql"]
        await window.fair()
        await put_right(window)

        await page.get_by_role("button", name="关闭签到").click()
        await page.get_by_role("tooltip").get_by_role("button", name="关闭").click()
        await page.get_by_role("button", name="确认名单").click()
        asked = page.get_by_role("tooltip").filter(has_text="到了 3 名，没有到 0 名")
        await asked.get_by_label("算到了几个半天").fill("4")
        await asked.get_by_role("button", name="确认").click()
        await expect(page.get_by_text("名单已确认", exact=True)).to_be_visible()
        await window.fair()
        # The survey gives 2; who was there for all of a plenary has the 10 of M1a.
        await window.open("/desk/member/001?year=2022")
        await expect(page.get_by_text("出席全会").first).to_be_visible()
        await expect(page.locator(".ant-statistic").filter(has_text="总分")).to_contain_text("12.00分")
    parts = {
        part.membership_id: part.attributes for part in await rows(store, Part) if part.record_id == record
    }
    came = [parts[found.members[place]] for place in (0, 1, 4)]
    assert [str(one["状态"]) for one in came] == ["出席", "出席", "出席"]
    assert [str(one["出席半天"]) for one in came] == ["4", "4", "4"]
    assert [one.get("迟到") for one in came] == [None, True, None]


async def put_right(window: Window) -> None:
    """The guest is put on the list; who has no telephone is noted by hand, late, taken off, and put back."""
    page = window.page
    await page.get_by_role("button", name="加入名单").click()
    await because(page, "加入名单：周五", "临时请来的")
    await count(page, "到了2/ 应到 2")
    await page.get_by_role("button", name="没有到 1").click()
    # Which list it is stands in the address: loaded anew it is the same, and back leads to the one before.
    await page.wait_for_url("**list=missing**")
    await page.reload()
    row = page.get_by_role("listitem").filter(has_text="钱二")
    await expect(row).to_be_visible()
    await page.go_back()
    await page.wait_for_url("**list=guests**")
    await page.go_forward()
    await page.get_by_label("加入的记为迟到").check()
    await row.get_by_role("button", name="登记到了").click()
    await because(page, "登记到了：钱二", "手机没有电")
    await count(page, "到了3/ 应到 2")
    # Taken off by mistake, they come back as late as they came.
    await page.get_by_label("加入的记为迟到").uncheck()
    await page.get_by_role("button", name="到了 3").click()
    await row.get_by_role("button", name="去掉").click()
    await because(page, "去掉：钱二", "点错了")
    await count(page, "到了2/ 应到 2")
    offered = page.get_by_role("alert").filter(has_text="已去掉：钱二")
    await offered.get_by_role("button", name="撤销").click()
    await count(page, "到了3/ 应到 2")


async def because(page: Page, title: str, words: str) -> None:
    """Says why, in the dialog that asks."""
    asked = page.get_by_role("dialog", name=title)
    await asked.get_by_label("事由").fill(words)
    await asked.get_by_role("button", name="确定").click()


async def test_the_time_of_a_check_in_can_be_changed_by_everybody(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store, public_url=BASE) as at, at.window(PHONE) as window:
        await opened(window, found, found.record)
        await window.page.get_by_role("button", name="改时间").click()
        await expect(window.page.get_by_role("button", name="不改")).to_be_visible()
        assert await window.barriers_everywhere() == []
        # Somebody else sets other times meanwhile: whoever saves is told which.
        day = datetime.now(UTC) + timedelta(hours=5)
        times = {"from": datetime.now(UTC).isoformat(), "until": day.isoformat(), "timesVersion": 1}
        headers = {"Authorization": f"Bearer {found.tokens['办公室']}"}
        async with httpx.AsyncClient(base_url=window.address, headers=headers) as http:
            given = {"input": {"record": encode("Record", found.record), **times}}
            answer = (await http.post("/graphql", json={"query": OPEN, "variables": given})).json()
        assert answer["data"]["openCheckIn"]["errors"] == []
        await window.page.get_by_role("button", name="保存").click()
        told = window.page.get_by_role("alert").filter(has_text="现在是")
        await expect(told).to_contain_text(f"到 {day.astimezone(CHINA):%Y/%m/%d %H:%M}")
        assert [one.closes_at for one in await rows(sqlite_store, CheckIn)] == [day]
        assert await window.barriers_everywhere() == []
