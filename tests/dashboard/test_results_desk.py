"""结果与通报 on the desk: what a year was, what people say of it, the bulletin signed and sent (履12, 13)."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect
from pypdf import PdfReader

from models.store import Store
from services.runs.board import Boards
from services.runs.live import Live
from services.years.year_end import close_year
from tests.dashboard.test_charts import table
from tests.dashboard.window import PHONE, Look, paired, site
from tests.server.test_bulletin_pages import MWC, closed
from tests.services.accounts.holder import CODE
from tests.services.accounts.office import office
from tests.services.committee_of_ten import YEAR

pytestmark = pytest.mark.anyio
PAGE = f"/desk/results?year={YEAR}"


@paired
async def test_a_year_from_its_words_to_its_recipient(browser: Browser, store: Store, look: Look) -> None:
    found = await office(store)
    async with site(browser, store) as at:
        async with at.window(*look) as window:
            page = window.page
            await window.enter(found.phones["专门委员会"])
            await window.open(f"{PAGE}&view=ANALYSES")
            await page.get_by_role("button", name="写提案委员会").click()
            await page.get_by_label("提案委员会", exact=True).fill("提案质量提高。\n建议多做调研。")
            await page.get_by_role("button", name="存为一版").click()
            await expect(page.get_by_text("第 1 版，专门委员会甲")).to_be_visible()
            # Of the whole a department says nothing.
            await expect(page.get_by_role("button", name="写全体")).to_have_count(0)
        async with at.window(*look) as window:
            page = window.page
            await window.enter(found.phones["委员工作委员会"])
            await window.open(f"{PAGE}&view=ANALYSES")
            await page.get_by_role("button", name="写全体").click()
            await page.get_by_label("全体：综合分析和建议", exact=True).fill("全年履职平稳。")
            await page.get_by_role("button", name="存为一版").click()
            await expect(page.get_by_text("第 1 版，委员工作委员会甲")).to_be_visible()
            await window.open(f"{PAGE}&view=BULLETIN")
            await expect(page.get_by_text(f"{YEAR} 年还没有关账")).to_be_visible()
            await close_year(store, Live(Boards()), CODE, YEAR, MWC)
            await page.reload()
            # A draft is shown before anybody signs it.
            await expect(page.get_by_alt_text("通报第 1 页")).to_be_visible()
            await page.get_by_label("发文字号").fill("舟政协〔2023〕5号")
            await page.get_by_label("简报第几期").fill("5")
            await page.get_by_role("button", name="核对并签发").click()
            await expect(page.get_by_text("已签发：委员工作委员会甲")).to_be_visible()
            # The picture is that of what was signed, not of the draft that was looked at before.
            shown = page.get_by_alt_text("通报第 1 页")
            await expect(shown).to_have_attribute("src", re.compile("signed=1$"))

            await page.get_by_role("button", name="记一次寄送").click()
            asked = page.get_by_role("dialog", name="记一次寄送")
            await asked.get_by_label("寄给谁").fill("中共舟山市委组织部")
            await asked.get_by_label("哪一天寄的").click()
            await page.get_by_text("今天", exact=True).click()
            await asked.get_by_role("button", name="记下").click()
            async with page.expect_download() as fetched:
                await page.get_by_role("link", name="取寄给中共舟山市委组织部的公文 PDF").click()
            content = Path(await (await fetched.value).path()).read_bytes()
            text = "".join(one.extract_text() for one in PdfReader(BytesIO(content)).pages)
            assert "提案质量提高。" in text
            assert "委员工作委员会甲" not in text


async def test_what_is_being_written_is_kept_and_saved_upon_what_another_wrote(
    browser: Browser, sqlite_store: Store
) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window, at.window() as other:
        for one, text in ((window, "提案质量提高。"), (other, "建议多做调研。")):
            await one.enter(found.phones["专门委员会"])
            await one.open(f"{PAGE}&view=ANALYSES")
            await one.page.get_by_role("button", name="写提案委员会").click()
            await one.page.get_by_label("提案委员会", exact=True).fill(text)
        page, words = window.page, window.page.get_by_label("提案委员会", exact=True)
        await page.get_by_text("数字", exact=True).click()
        await expect(words).to_have_count(0)
        await page.get_by_text("分析", exact=True).click()
        await expect(words).to_have_value("提案质量提高。")
        await other.page.get_by_role("button", name="存为一版").click()
        await expect(other.page.get_by_text("第 1 版，专门委员会甲")).to_be_visible()
        await page.reload()
        await expect(words).to_have_value("提案质量提高。")
        await expect(page.get_by_text("别人在这期间写过新的一版")).to_be_visible()
        await expect(page.get_by_text("建议多做调研。")).to_be_visible()
        await expect(page.get_by_role("button", name="存为一版")).to_be_disabled()
        assert await window.axe() == []
        await page.get_by_role("button", name="看过了，在它上面存我写的").click()
        await page.get_by_role("button", name="存为一版").click()
        await expect(page.get_by_text("第 2 版，专门委员会甲")).to_be_visible()
        await page.reload()
        await expect(page.get_by_text("第 2 版，专门委员会甲")).to_be_visible()
        await expect(words).to_have_count(0)


async def test_results_can_be_read_by_everybody(browser: Browser, sqlite_store: Store) -> None:
    found = await closed(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        page = window.page
        await window.enter(found.phones["委员工作委员会"])
        for view, shown in (("FIGURES", "平均总分"), ("ANALYSES", "还没有写"), ("BULLETIN", "核对并签发")):
            await window.open(f"{PAGE}&view={view}")
            await expect(page.get_by_text(shown).first).to_be_visible()
            await window.whole()
            if view == "FIGURES":
                await expect(page.locator(".chart canvas")).to_have_count(2)
                # The survey of the office is all that anybody entered.
                heads, *entered = await table(page, "各部门录入的记录")
                assert (heads, entered) == (["部门", "录入的记录（条）"], [["办公室", "1"]])
            assert await window.barriers_everywhere() == []
        await expect(page.get_by_alt_text("通报第 1 页")).to_be_visible()
        await page.get_by_role("button", name="下一页").click()
        await page.wait_for_url("**sheet=2**")
        await expect(page.get_by_text("第 2 页，共")).to_be_visible()
        await page.go_back()
        await expect(page.get_by_text("第 1 页，共")).to_be_visible()
