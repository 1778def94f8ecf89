"""换届 on the desk: who goes on is pasted or ticked, looked at, and then done."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.async_api import Browser, expect

from models.member import Membership
from models.store import Store
from tests.dashboard.window import Look, paired, site
from tests.schema.test_people import days_of_term
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
TERMS = (("本届", date(2017, 1, 1), date(2026, 12, 31)), ("下届", date(2027, 1, 1), None))


@paired
async def test_a_secretary_takes_members_on_into_the_next_term(
    browser: Browser, store: Store, look: Look
) -> None:
    found = await office(store)
    for term in TERMS:
        await days_of_term(store, *term)
    async with site(browser, store) as at, at.window(*look) as window:
        page = window.page
        await window.enter(found.phones["委员工作委员会"])
        await window.open("/desk/people")
        await window.whole()
        await page.get_by_role("link", name="换届").click()
        for label, name in (("原来的一届", "本届"), ("新的一届", "下届")):
            await page.get_by_label(label).click()
            await page.get_by_title(f"{name}（").locator("visible=true").click()
        await expect(page.get_by_text("共 10 名，选了 0 名连任")).to_be_visible()

        # A number of a sheet that dropped its zeros, a name in two parts with the next number, nobody.
        await page.get_by_label("粘贴连任的名单").fill("1\n钱 二，001\n无此人\n003,003A,003B")
        await page.get_by_role("button", name="加入连任").click()
        await expect(page.get_by_text("第 3 行 无此人：名册里没有这个编号、姓名")).to_be_visible()
        await expect(page.get_by_text("第 4 行 003，003A，003B：一行写一名")).to_be_visible()
        await expect(page.get_by_text("共 10 名，选了 2 名连任")).to_be_visible()
        await page.get_by_role("checkbox", name="孙三（003）连任").check()
        await window.fair()

        # Both would be number 1 of the next term.
        await page.get_by_role("button", name="看会怎样").click()
        await expect(page.get_by_text("钱二（002）：下届已有编号 001：另写一个编号")).to_be_visible()
        await expect(page.get_by_role("button", name="办理换届")).to_be_disabled()
        await page.get_by_label("钱二的新编号").fill("011")
        await page.get_by_role("button", name="看会怎样").click()
        await expect(page.get_by_text("连任 3 名", exact=True)).to_be_visible()
        await expect(page.get_by_text("届满离任 7 名")).to_be_visible()
        await expect(page.get_by_role("cell", name="002 → 011")).to_be_visible()
        await window.fair()
        assert len(await rows(store, Membership)) == 10

        await page.get_by_role("button", name="办理换届").click()
        await page.get_by_label("依据或事由，可以不写").fill("政协全体会议公布的名单")
        await page.get_by_role("button", name="确定").click()
        await expect(page.get_by_text("已办理：3 名委员连任下届")).to_be_visible()
        await page.get_by_role("link", name="下届的名册").click()
        await expect(page.get_by_role("cell", name="011")).to_be_visible()
    kept = await rows(store, Membership)
    assert sorted(one.number for one in kept if one.first_day == date(2027, 1, 1)) == ["001", "003", "011"]
    assert [one.last_day for one in kept if one.first_day != date(2027, 1, 1)] == [date(2026, 12, 31)] * 10
