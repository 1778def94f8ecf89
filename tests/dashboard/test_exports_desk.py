"""What a list of the desk shows and what its file holds are the same rows, in a real browser."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from playwright.async_api import Browser, expect
from pypdf import PdfReader

from models.committee import Term
from models.store import Store
from tests.dashboard.window import PHONE, Window, site
from tests.server.test_exports import MWC, filled
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio


async def taken(window: Window, form: str, folder: Path) -> Path:
    """The file that the page's button for this form gives."""
    async with window.page.expect_download() as waiting:
        await window.page.get_by_role("button", name=f"导出 {form}", exact=True).click()
    file = await waiting.value
    path = folder / file.suggested_filename
    await file.save_as(path)
    return path


async def on_screen(window: Window) -> list[list[str]]:
    """What stands in the rows of the page's table."""
    found: list[list[str]] = await window.page.locator("tbody tr.ant-table-row").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))"
    )
    return found


async def test_a_filtered_ranking_is_in_the_file_as_on_the_screen(
    browser: Browser, sqlite_store: Store, tmp_path: Path
) -> None:
    of = await filled(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(of.phones[MWC])
        await window.open("/desk/ranking?year=2022")
        await window.page.get_by_label("身份").click()
        await window.page.get_by_title("常委", exact=True).click()
        await window.page.wait_for_url("**%E8%BA%AB%E4%BB%BD**")
        await expect(window.page.locator("tbody tr.ant-table-row")).to_have_count(4)
        path = await taken(window, "XLSX", tmp_path)
        assert path.name.startswith("2022 年度履职排名 ")
        head, *lines = load_workbook(path)["履职排名"].iter_rows(values_only=True)
        shown = await on_screen(window)
        found = [dict(zip(head, row, strict=True)) for row in lines]
        # Every third is of the standing committee.
        assert [row["编号"] for row in found] == ["001", "004", "007", "010"]
        assert [[str(row["委员"]), str(row["编号"])] for row in found] == [row[1:3] for row in shown]
        assert [float(row["总分"]) for row in found] == [float(row[-2]) for row in shown]
        assert [f"{row['名次']}{' 并列' if row['并列'] else ''}" for row in found] == [
            row[0] for row in shown
        ]


async def test_each_list_has_its_file(browser: Browser, sqlite_store: Store, tmp_path: Path) -> None:
    of = await filled(sqlite_store)
    (term,) = await rows(sqlite_store, Term)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(of.phones[MWC])
        for page, head, first in (
            ("works?search=%E6%B8%94", "题目", "渔港"),
            ("people?search=%E9%92%B1", "姓名", "钱二"),
            (f"people?search=%E9%92%B1&term={quote(term.name)}", "姓名", "钱二"),
            ("statistics?search=%E9%92%B1", "委员", "钱二"),
            ("review", "题目", ""),
            ("objections", "编号", ""),
            ("samples", "编号", ""),
            ("leaves", "编号", ""),
            ("statistics?view=TIMELINESS", "部门", "办公室 提案委员会"),
        ):
            await window.open(f"/desk/{page}")
            await window.whole()
            path = await taken(window, "CSV", tmp_path)
            table: list[Any] = list(csv.DictReader(StringIO(path.read_text("utf-8-sig"))))
            count = len(await on_screen(window))
            names = [row[head] for row in table[:count]]
            assert (page, names) == (page, first.split())
            # Below the rows the file says what it is (议18).
            assert next(iter(table[count].values())).startswith(
                "名称："
                if page in ("objections", "samples", "leaves") or "term" in page
                else "名称：2022 年度"
            )


async def test_who_is_refused_reads_why(browser: Browser, sqlite_store: Store) -> None:
    of = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window() as window:
        await window.enter(of.phones[MWC])
        await window.open("/desk/ranking")
        await window.whole()
        await window.page.context.set_offline(True)
        await window.page.get_by_role("button", name="导出 CSV", exact=True).click()
        await expect(window.page.get_by_text("现在连不上服务器")).to_be_visible()
        await window.page.context.set_offline(False)
        await window.take()


async def test_the_buttons_are_for_everybody(browser: Browser, sqlite_store: Store, tmp_path: Path) -> None:
    of = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.enter(of.phones[MWC])
        worked_on = ("objections", "samples", "leaves", "statistics?view=TIMELINESS")
        for page in ("ranking", "works", "people", "statistics", "review", *worked_on):
            await window.open(f"/desk/{page}")
            await window.whole()
            assert (page, await window.barriers_everywhere()) == (page, [])
        await window.open("/desk/ranking")
        await window.whole()
        button = window.page.get_by_role("button", name="导出 CSV", exact=True)
        await button.focus()
        async with window.page.expect_download() as waiting:
            await window.page.keyboard.press("Enter")
        await (await waiting.value).save_as(tmp_path / "a.csv")
        assert "赵一" in (tmp_path / "a.csv").read_text("utf-8-sig")


async def test_a_members_year_is_printed_from_the_desk_and_from_the_telephone(
    browser: Browser, sqlite_store: Store, tmp_path: Path
) -> None:
    of = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        for role, page, button in (
            (MWC, "/desk/member/001", window.page.get_by_role("button", name="导出 PDF")),
            ("委员", "/me", window.page.get_by_role("link", name="下载 2022 年履职情况说明（PDF）")),
        ):
            await window.enter(of.phones[role])
            await window.open(page)
            async with window.page.expect_download() as waiting:
                await button.click()
            file = await waiting.value
            assert file.suggested_filename == "001 赵一 2022年履职情况说明.pdf"
            await file.save_as(tmp_path / "a.pdf")
            assert "姓名：赵一" in "".join(PdfReader(tmp_path / "a.pdf").pages[0].extract_text().split())
            assert await window.barriers() == []
            await window.page.context.clear_cookies()
            # Who is not signed in any more reads why there is no file.
            if role == "委员":
                await button.click()
                await expect(window.page.get_by_role("heading", name="没有打开")).to_be_visible()
                assert await window.barriers() == []
                await window.page.get_by_role("link", name="登录").click()
                await window.page.wait_for_url("**/sign-in")
                await window.take()
