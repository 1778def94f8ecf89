"""The browser that `make test` brings, with the fonts that the project has, and none of the machine's."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright
from pylopdf_fonts_zh_cn import sans_path, serif_path

INSTALLED = Path(__file__).parents[2] / "build/browser"
CURE = "the browser of the tests is not there; cure: make build/browser/installed.stamp"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    # No other host is found. To refuse requests one by one would turn the browser's cache off.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
# There is no font of one width: Latin letters in code are set in the one that has Chinese.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>{serif}</dir><dir>{sans}</dir><cachedir>{folder}</cachedir>
<alias><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
<alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
<alias><family>system-ui</family><prefer><family>Noto Sans SC</family></prefer></alias>
<alias><family>monospace</family><prefer><family>Noto Sans SC</family></prefer></alias>
</fontconfig>"""


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Browser]:
    """The browser, closed in the end; what it needs to know of fonts it finds in the folder."""
    program = INSTALLED / "chromium"
    assert program.is_file(), CURE
    fonts = folder / "fonts.conf"
    serif, sans = Path(serif_path()).parent, Path(sans_path()).parent
    fonts.write_text(FONTS.format(serif=serif, sans=sans, folder=folder), encoding="utf-8")
    own = {"FONTCONFIG_FILE": str(fonts), "LD_LIBRARY_PATH": str(INSTALLED / "al2023/lib")}
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=program, args=ARGUMENTS, env={**os.environ, **own}
        )
        try:
            yield browser
        finally:
            await browser.close()
