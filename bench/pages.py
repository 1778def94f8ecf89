"""The pages in a real browser: what they weigh, how soon a row stands there, how soon a key or a press shows.

The browser is that of the tests, slowed down as a cheap telephone is: a fourth of the processor, 10 Mbit/s.
Beside the ranking stands the same table as plain HTML of a server. Server and browser share the machine.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page
from starlette.applications import Starlette

from bench import committee
from bench.check_in import sessions_of
from bench.figures import say
from bench.plain_ranking import plain
from bench.signed_in import let_in
from rules.loader import load
from rules.shipped import locate
from server import create_app
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work
from settings import Settings
from tests.dashboard.chromium import running
from tests.running_server import serving

YEAR, SIZES, SLOWER, MEGABITS, LATENCY = 2022, (300, 3_000), 4, 10, 40
COOKIE = "luzhi"
ROW = "tbody tr:not([aria-hidden]) td:nth-child(3), main li, .chart canvas"
DESK = (
    *("overview", "screen", "today", "ranking", "member/000001", "occasions", "works", "enter/occasion"),
    *("review", "objections", "leaves", "rules", "statistics", "statistics?view=MONTHS", "people", "samples"),
    "notices",
)
# In each page from its beginning: when its first row stood there, and how long each interaction took to show.
WATCH = """(row) => {
  window.firstRow = 0; window.shown = {};
  const stands = () => { window.firstRow ||= performance.now() };
  const looks = () => { if (!window.firstRow && document.querySelector(row)) requestAnimationFrame(stands) };
  new MutationObserver(looks).observe(document, { childList: true, subtree: true });
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries())
      if (interactionId) window.shown[interactionId] = Math.max(window.shown[interactionId] || 0, duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
}"""
# All that a page asked for is there: nothing is to come, and for two seconds nothing came.
SETTLED = """() => document.querySelector("main, #content, table")?.innerText.trim()
  && !document.querySelector(".waiting, .ant-skeleton, .ant-spin-spinning, .wall:not(:has(.tells))")
  && [...document.querySelectorAll(".charted")].every((one) => one.querySelector("canvas"))"""
QUIET = """() => new Promise((done) => {
  let known = -1;
  const look = () => {
    const now = performance.getEntries().length;
    if (now === known) done(); else { known = now; setTimeout(look, 2000) }
  };
  look();
})"""
WEIGHT = "performance.getEntries().reduce((sum, one) => sum + (one.encodedBodySize || 0), 0)"
TYPED = "委员12345"


def pages(sizes: Sequence[int] = SIZES) -> None:
    """Weights of all pages with the smaller committee; the ranking with each, and as plain HTML."""
    print(
        f"— pages in a browser: processor {SLOWER} × slower, {MEGABITS} Mbit/s, {LATENCY} ms to the server —"
    )
    asyncio.run(_measured(sizes))
    print(
        "  limited by: reading and running the scripts of the desk; a page kept by the browser weighs nothing"
    )


async def _measured(sizes: Sequence[int]) -> None:
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        async with running(Path(folder)) as browser:
            for members in sizes:
                await _of_size(
                    browser, f"sqlite:///{Path(folder) / f'{members}.db'}", members, members == sizes[0]
                )


async def _of_size(browser: Browser, address: str, members: int, whole: bool) -> None:
    rule_set, boards = load(locate(f"zhoushan/{YEAR}")), Boards()
    async with committee.made(address) as store:
        await committee.fill(store, rule_set, members)
        async with unit_of_work(store, committee.CODE, committee.ACTOR) as unit:
            await Live(boards).recompute(unit, YEAR)
            unit.note("recompute", "score run", 1)
            committee_id = unit.committee_id
        async with store.reading() as reading:
            board = await boards.live(reading, committee_id, YEAR)
        staff = (await let_in(address, client="cookie"))[committee.CODE]
        member = next(iter((await sessions_of(store, 1)).values()))
    given = Settings(database=address, port=0, account_requests=0)
    async with AsyncExitStack() as open_:
        ours = await _served(open_, create_app(given), given)
        theirs = await _served(open_, plain(board), given)
        if whole:
            await _weights(browser, ours, member, staff)
        await _ranking(browser, f"ranking of {members:,}", f"{ours}/desk/ranking?year={YEAR}", staff)
        await _ranking(browser, f"the same as plain HTML, of {members:,}", theirs, staff)


async def _served(open_: AsyncExitStack, app: Starlette, given: Settings) -> str:
    return f"http://127.0.0.1:{await open_.enter_async_context(serving(app, given))}"


async def _weights(browser: Browser, site: str, member: str, staff: str) -> None:
    """What a first visit to each page weighs as it is packed, and when its first row stands there."""
    for path, token in [("/me", member), *((f"/desk/{one}", staff) for one in DESK)]:
        async with await _visitor(browser, token) as context:
            page = await _opened(context, site + path)
            weight, row = await page.evaluate(WEIGHT), await page.evaluate("window.firstRow")
            aim = "aim ≤ 300 kB, ≤ 1,500 ms" if path == "/me" else "aim ≤ 550 kB"
            say(f"first visit to {path}", f"{weight / 1000:.0f} kB, row {_time(row)}", aim)


async def _ranking(browser: Browser, name: str, address: str, token: str) -> None:
    """First row, and from each key and press to the next paint, three quarters of them at most so long."""
    async with await _visitor(browser, token) as context:
        page = await _opened(context, address)
        row = await page.evaluate("window.firstRow")
        for letter in TYPED:
            await page.get_by_label("查委员").press_sequentially(letter)
            await page.keyboard.press("Backspace")
        for _ in range(4):
            await page.get_by_label("查委员").click()
            await page.locator("tbody tr:visible").nth(2).click(position={"x": 2, "y": 2})
        await page.evaluate(QUIET)
        took = sorted((await page.evaluate("window.shown")).values())
        p75 = took[len(took) * 3 // 4] if took else 16.0
        say(name, f"row {_time(row)}, p75 {_time(p75)}", f"aim p75 ≤ 200 ms; {len(took)} of 16 ms or more")


async def _visitor(browser: Browser, token: str) -> BrowserContext:
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    await context.add_cookies([{"name": COOKIE, "value": token, "domain": "127.0.0.1", "path": "/"}])
    await context.add_init_script(f"({WATCH})({ROW!r})")
    return context


async def _opened(context: BrowserContext, address: str) -> Page:
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    speed = MEGABITS * 1_000_000 / 8
    await session.send("Network.enable")
    conditions: dict[str, Any] = {"offline": False, "latency": LATENCY}
    conditions |= {"downloadThroughput": speed, "uploadThroughput": speed}
    await session.send("Network.emulateNetworkConditions", conditions)
    await page.goto(address)
    await page.wait_for_function(SETTLED)
    await page.evaluate(QUIET)
    return page


def _time(milliseconds: float) -> str:
    return f"{milliseconds:,.0f} ms" if milliseconds else "—"


if __name__ == "__main__":
    pages([int(one) for one in sys.argv[1:]] or SIZES)
