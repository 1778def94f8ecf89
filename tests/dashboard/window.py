"""A window of a real browser at our pages; at its end nothing may have gone wrong in it.

async def test_the_desk(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.enter(found.phones["专门委员会"])
        await window.open("/desk")
        await window.page.get_by_role("heading", name="工作台").wait_for()
        assert await window.barriers_everywhere() == []
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, Response, expect

from models.store import Store
from server import create_app
from settings import Settings
from tests.dashboard.chromium import INSTALLED
from tests.dashboard.faults import Faults, Kind
from tests.running_server import serving
from tests.services.accounts.holder import CODE, PASSWORD

Scheme: TypeAlias = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
PHONE, DESK = 390, 1440
HEIGHTS = {PHONE: 844, DESK: 900}
# A journey is walked twice, in a window of this `look`; with a `store`, on one database each: no page
# hangs on which there is. What it passes is looked at in the other colours, too (`fair`).
Look: TypeAlias = tuple[int, Scheme]
LOOKS: tuple[Look, Look] = ((PHONE, "light"), (DESK, "dark"))
NAMED = [f"{width} {scheme}" for width, scheme in LOOKS]
walked = pytest.mark.parametrize("look", LOOKS, ids=NAMED)
paired = pytest.mark.parametrize(
    ("databases", "look"), [("sqlite", LOOKS[0]), ("postgresql", LOOKS[1])], ids=NAMED, indirect=["databases"]
)
SECONDS = 120
MILLISECONDS = 20_000
expect.set_options(timeout=MILLISECONDS)
NO_VALUE = r"NaN|undefined|Invalid Date|\[object .*"
# WCAG 2.2, A and AA: axe marks a rule by the edition that brought it.
AXE = """async () => {
  const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const found = await axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
  const why = (node) => [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ");
  return [found.passes.length, found.violations.flatMap(
    (rule) => rule.nodes.map((node) => `${rule.id} ${node.target.join(" ")}: ${why(node)}`))];
}"""
SIDEWAYS = """(width) => {
  const whole = document.scrollingElement.scrollWidth;
  if (whole <= width) return [];
  const wide = [...document.querySelectorAll("body *")].filter(
    (one) => one.getBoundingClientRect().right > width);
  return [`${whole} px`, ...wide.map((one) => one.outerHTML.slice(0, 80))];
}"""

# The desk asks the system for its colours as it begins only; from then on there is a switch.
OTHERWISE = "(scheme) => ![undefined, scheme].includes(document.documentElement.dataset.look)"
SWITCH = """document.querySelector('[role="switch"][aria-label="深色"]').click()"""
# After a change of the window's size Chromium may not call at all where nothing moves any more.
IDLE = "new Promise((done) => requestIdleCallback(() => setTimeout(done), { timeout: 500 }))"
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
# What still turns from one colour into another has turned; what goes round for ever cannot end.
TURNED = """() => document.getAnimations().forEach((one) => {
  if (one.effect.getComputedTiming().endTime !== Infinity) one.finish();
})"""
WAITS_NO_MORE = "() => !document.querySelector('.ant-skeleton, .ant-spin-spinning')"
MODE = """() => {
  const { clientWidth, dataset, classList } = document.documentElement;
  const asked = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  return [clientWidth, dataset.look || ["light", "dark"].find((one) => classList.contains(one)) || asked];
}"""


@dataclass(frozen=True)
class Window:
    """A window of its own, with nobody's cookies."""

    page: Page
    address: str
    width: int
    scheme: Scheme
    faults: Faults

    async def open(self, path: str) -> Response:
        """What the site answered for this path, when its page is loaded."""
        response = await self.page.goto(self.address + path)
        assert response is not None
        return response

    async def sign_in(self, phone: str, password: str = PASSWORD) -> None:
        """Signs in with the form at /sign-in, and waits for the page on which one lands."""
        await self.open("/sign-in")
        await self.page.get_by_label("用户名").fill(phone)
        await self.page.get_by_label("密码", exact=True).fill(password)
        await self.page.get_by_role("button", name="登录").click()
        await self.page.wait_for_url(lambda url: urlsplit(url).path != "/sign-in")

    async def enter(self, phone: str) -> None:
        """Signs in by the form's request alone, for who opens a page next: none is shown before it."""
        form: dict[str, str | float | bool] = {"committee": CODE, "userName": phone, "password": PASSWORD}
        headers = {"Origin": self.address}
        request = self.page.request.post(
            f"{self.address}/sign-in", form=form, headers=headers, max_redirects=0
        )
        assert (await request).status == 303

    async def quiet(self) -> None:
        """Waits until the page has shown all that it asked for, and asks for nothing more."""
        while True:
            await self.page.evaluate(IDLE)
            if not self.faults.awaited:
                return
            self.faults.answered.clear()
            if self.faults.awaited:
                await self.faults.answered.wait()

    async def axe(self) -> list[str]:
        """What violates WCAG 2.2 A or AA in the page as it is now: the rule, where, and why."""
        # Evaluated, it is no script of the page, so the page's policy is not asked about it.
        if await self.page.evaluate("typeof axe") == "undefined":
            await self.page.evaluate((INSTALLED / "node_modules/axe-core/axe.min.js").read_text("utf-8"))
        passed, violated = await self.page.evaluate(AXE)
        assert passed, "axe has found nothing to look at"
        found: list[str] = violated
        return found

    async def sideways(self) -> list[str]:
        """How wide a page is that one has to scroll sideways, and the elements that reach so far."""
        size = self.page.viewport_size
        assert size is not None
        found: list[str] = await self.page.evaluate(SIDEWAYS, size["width"])
        return found

    async def barriers(self) -> list[str]:
        """What keeps somebody from using the page as it is now: of `axe` and of `sideways`."""
        return [*await self.axe(), *await self.sideways()]

    async def barriers_everywhere(self, *widths: int) -> list[str]:
        """The same in each of the `looks`, each told with the one that it is in."""
        return [
            f"{look}: {barrier}" async for look in self.looks(*widths) for barrier in await self.barriers()
        ]

    async def fair(self) -> None:
        """Looks whether everybody can use what is shown, once all is there, at this width in all colours; and
        that no value is shown which is none.
        """
        await self.whole()
        assert re.findall(NO_VALUE, await self.page.locator("body").inner_text()) == []
        assert await self.barriers_everywhere(self.width) == []

    async def whole(self) -> None:
        """Waits until a page has all that it asked for."""
        await self.quiet()
        # Looked at with each frame: an expectation looks less and less often.
        await self.page.wait_for_function(WAITS_NO_MORE)
        await self.quiet()

    async def looks(self, *widths: int) -> AsyncIterator[str]:
        """The page, loaded once, at these widths, or on a telephone and on a desk, in light and in dark
        colours: the name of each while it is so. It stands as before in the end.
        """
        for scheme in SCHEMES:
            for width in widths or (PHONE, DESK):
                await self._turn(width, scheme)
                yield f"{width} {scheme}"
        await self._turn(self.width, self.scheme)

    async def _turn(self, width: int, scheme: Scheme) -> None:
        """The page as it is at this width and in these colours, with all that it asks for then."""
        await self.page.emulate_media(color_scheme=scheme)
        if await self.page.evaluate(OTHERWISE, scheme):
            # On a telephone the switch lies behind the menu.
            await self._widen(DESK)
            await self.page.evaluate(SWITCH)
        await self._widen(width)
        await self.quiet()
        await self.page.evaluate(TURNED)
        assert await self.page.evaluate(MODE) == [width, scheme]

    async def _widen(self, width: int) -> None:
        await self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        await self.page.evaluate(FRAMES)

    async def take(self, *kinds: Kind) -> list[str]:
        """What has gone wrong so far, of these kinds or of all, which the test has expected."""
        await self.settle()
        return self.faults.take(*kinds)

    async def settle(self) -> None:
        """Waits until the pages have told what they did before: they do so before they answer."""
        for page in self.page.context.pages:
            await page.evaluate("new Promise((done) => setTimeout(done))")


@dataclass(frozen=True)
class Site:
    """A server of ours, and the browser in which it is looked at."""

    browser: Browser
    address: str

    @asynccontextmanager
    async def window(self, width: int = DESK, scheme: Scheme = "light") -> AsyncIterator[Window]:
        """A window so many pixels wide, that of a telephone or of a desk."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            is_mobile=width == PHONE,
            has_touch=width == PHONE,
            color_scheme=scheme,
            reduced_motion="reduce",
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(MILLISECONDS)
        faults = Faults(self.address)
        try:
            async with asyncio.timeout(SECONDS):
                await faults.watch(context)
                window = Window(await context.new_page(), self.address, width, scheme, faults)
                try:
                    yield window
                    await window.settle()
                    assert not faults.noted, faults.noted
                except Exception as error:
                    error.add_note(f"the window was at {window.page.url}; noted there: {faults.noted}")
                    raise
        finally:
            await context.close()


@asynccontextmanager
async def site(browser: Browser, store: Store, **settings: Any) -> AsyncIterator[Site]:
    """A server over the data of a store, which it opens for itself."""
    given = Settings(port=0, **settings)
    app = create_app(given, Store.open(store.url.render_as_string(False)))
    async with serving(app, given) as port:
        yield Site(browser, f"http://127.0.0.1:{port}")
