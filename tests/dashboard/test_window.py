"""A window notes what goes wrong: each way once, at a page that was made for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from settings import Settings
from tests.dashboard.faults import Kind
from tests.dashboard.keys import Keys
from tests.dashboard.window import PHONE, Site, Window
from tests.running_server import serving

pytestmark = pytest.mark.anyio
PAGE = """<!doctype html><html lang="zh-CN"><head><title>坏</title>
<link rel="stylesheet" href="/wide.css"><meta name="viewport" content="width=device-width">{head}</head>
<body><main><h1>坏</h1>{body}</main></body></html>"""
POLICY = {"Content-Security-Policy": "default-src 'self'; img-src *"}
SHEET = """#unseen:focus{outline:0} #wide{width:900px}
@media(prefers-color-scheme:light){#pale{color:#bbb;background:#fff}}"""
ELSEWHERE = "http://elsewhere.example/a.png"


def app_of(head: str, body: str, script: str) -> Starlette:
    async def page(request: Request) -> Response:
        return HTMLResponse(PAGE.format(head=head, body=body), headers=POLICY)

    async def sheet(request: Request) -> Response:
        return Response(SHEET, media_type="text/css")

    async def code(request: Request) -> Response:
        return Response(script, media_type="text/javascript")

    return Starlette(routes=[Route("/", page), Route("/wide.css", sheet), Route("/code.js", code)])


@asynccontextmanager
async def at(browser: Browser, head: str = "", body: str = "", script: str = "") -> AsyncIterator[Window]:
    """A telephone's window at a page with this in it."""
    async with serving(app_of(head, body, script), Settings(port=0)) as port:
        address = f"http://127.0.0.1:{port}"
        async with Site(browser, address).window(PHONE) as window:
            await window.open("/")
            yield window


async def noted(window: Window) -> dict[Kind, list[str]]:
    """What is noted, by its kind; it is taken."""
    await window.settle()
    kinds = {fault.kind for fault in window.faults.noted}
    return {kind: window.faults.take(kind) for kind in kinds}


async def test_of_a_good_page_nothing_is_noted(browser: Browser) -> None:
    asks = "fetch('/code.js', {signal: AbortSignal.abort()}).catch(() => {}); console.log('x')"
    async with at(browser, '<script src="/code.js"></script>', "<p>好</p>", asks) as window:
        assert await noted(window) == {}
        assert await window.barriers() == []


async def test_what_the_policy_refuses_is_noted(browser: Browser) -> None:
    async with at(browser, "<style>p{color:red}</style>", '<p style="color:red">字</p>') as window:
        assert await window.take("policy") == ["style-src-elem inline", "style-src-attr inline"]
        assert len(await window.take("console")) == 2


async def test_what_goes_to_another_host_is_noted_and_gets_nowhere(browser: Browser) -> None:
    async with at(browser, body=f'<img alt="" src="{ELSEWHERE}">') as window:
        assert await noted(window) == {
            "away": [ELSEWHERE],
            "failed": [f"{ELSEWHERE} net::ERR_NAME_NOT_RESOLVED"],
            "console": ["Failed to load resource: net::ERR_NAME_NOT_RESOLVED"],
        }


async def test_what_breaks_in_a_script_is_noted(browser: Browser) -> None:
    script = "console.error('没有做完'); throw new Error('断了')"
    async with at(browser, '<script src="/code.js"></script>', "<p>字</p>", script) as window:
        assert await noted(window) == {"error": ["断了"], "console": ["没有做完"]}


async def test_what_is_not_there_is_noted(browser: Browser) -> None:
    async with at(browser, body='<img alt="" src="/missing.png">') as window:
        (text,) = await window.take("console")
        assert "404" in text


async def test_what_axe_finds_and_what_sticks_out_is_told(browser: Browser) -> None:
    async with at(browser, body='<input name="a"><div id="wide">宽</div>') as window:
        assert [line.partition(":")[0] for line in await window.axe()] == ["label input"]
        assert await window.sideways() == ["908 px", '<div id="wide">宽</div>']


async def test_what_is_wrong_in_one_look_alone_is_told_with_where(browser: Browser) -> None:
    async with at(browser, body='<p id="pale">太淡了</p><div id="wide">宽</div>') as window:
        # Gray upon white in light colours alone; the wide one fits on a desk.
        told = [line.partition(": ")[::2] for line in await window.barriers_everywhere()]
        assert [(mode, barrier.split(":")[0]) for mode, barrier in told] == [
            ("390 light", "color-contrast #pale"),
            *(("390 light", "908 px"), ("390 light", '<div id="wide">宽</div>')),
            ("1440 light", "color-contrast #pale"),
            *(("390 dark", "908 px"), ("390 dark", '<div id="wide">宽</div>')),
        ]
        assert await window.page.evaluate("document.documentElement.clientWidth") == PHONE


async def test_a_focus_that_nothing_shows_or_that_is_lost_fails(browser: Browser) -> None:
    body = '<a id="unseen" href="/">甲</a><button>乙</button><button disabled>丙</button>'
    async with at(browser, body=body) as window:
        keys, last = Keys(window.page), window.page.get_by_role("button", name="乙")
        with pytest.raises(AssertionError, match="nothing showed that the focus was at: a 甲"):
            await keys.to(last)
        await keys.press("Shift+Tab")
        await keys.to(last)
        with pytest.raises(AssertionError, match="the focus was lost before"):
            await keys.to(window.page.get_by_role("button", name="丙"))


async def test_chinese_is_written_with_its_characters(browser: Browser) -> None:
    async with at(browser, body="<p><b>履</b><b>职</b></p>") as window:
        # What no font has is an empty box, the same for each.
        first, second = [await one.screenshot() for one in await window.page.locator("b").all()]
        assert first != second


async def test_a_window_is_refused_at_its_end_for_what_was_not_taken(browser: Browser) -> None:
    with pytest.raises(AssertionError) as refused:
        async with at(browser, "<style></style>", "<p>字</p>") as window:
            pass
    (note,) = refused.value.__notes__
    assert note.startswith(f"the window was at {window.address}/; noted there: [")
    assert "Fault(kind='policy', text='style-src-elem inline')" in note
    assert len(browser.contexts) == 0
