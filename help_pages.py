"""The help: a page for each role, as text in `dashboard/help`, shown to whoever comes.

Nothing in them is of anybody. They are made when the server starts, and hold no script.
"""

from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from pages import refusal

WRITTEN = Path(__file__).parent / "dashboard/help"
FIRST = "index"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
}
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title} · 履职帮助</title>
<link rel="stylesheet" href="/help.css"></head><body>
<nav aria-label="帮助"><a href="/help">帮助</a><a href="/">回到履职</a></nav>
<main>{body}</main></body></html>"""
MISSING = '<h1>没有这一页</h1><p>地址可能写错了。<a href="/help">从这里找</a>。</p>'
STYLE = """:root{color-scheme:light dark}
body{font:1.125rem/1.8 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:0 1rem 3rem;color:#1f1f1f;
background:#fff;overflow-wrap:anywhere}
nav{display:flex;justify-content:space-between;border-bottom:1px solid #d9d9d9}
nav a{display:inline-block;padding:.6rem .3rem;min-width:44px}
a{color:#0958d9}h1{font-size:1.6rem;line-height:1.4}h2{font-size:1.25rem;margin-top:2rem}
li{margin:.3rem 0}code{background:#f0f0f0;padding:.1rem .3rem;border-radius:4px}
img{max-width:100%;height:auto;border:1px solid #d9d9d9;border-radius:8px}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #d9d9d9;padding:.4rem .6rem;text-align:left;
vertical-align:top}th{background:#fafafa}
@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#141414}a{color:#69b1ff}code{background:#2a2a2a}
nav,th,td,img{border-color:#424242}th{background:#1f1f1f}}
@media print{nav{display:none}}"""


class HelpPages:
    """The addresses; `written` is the folder of the texts."""

    def __init__(self, written: Path = WRITTEN) -> None:
        self._pages = {path.stem: _made(path.read_text("utf-8")) for path in sorted(written.glob("*.md"))}
        self._pictures = {path.name: path.read_bytes() for path in sorted(written.glob("pictures/*.png"))}

    @property
    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/help", self._page, methods=["GET"]),
            Route("/help.css", _style, methods=["GET"]),
            Route("/help/pictures/{name}", self._picture, methods=["GET"]),
            Route("/help/{page}", self._page, methods=["GET"]),
        ]

    async def _page(self, request: Request) -> Response:
        found = self._pages.get(request.path_params.get("page", FIRST))
        if found is None:
            return HTMLResponse(PAGE.format(title="没有这一页", body=MISSING), 404, HEADERS)
        return HTMLResponse(found, 200, HEADERS)

    async def _picture(self, request: Request) -> Response:
        found = self._pictures.get(request.path_params["name"])
        return refusal(404) if found is None else Response(found, 200, HEADERS, "image/png")


async def _style(_: Request) -> Response:
    return Response(STYLE, media_type="text/css")


# A process puts an application together once; tests do a thousand times, from the same few texts.
@cache
def _made(text: str) -> str:
    """The page of a text whose first line is its title; its links are those between the files."""
    # What looks like HTML in a text is shown as it stands there.
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    for token in (inner for outer in tokens for inner in (outer.children or [])):
        _lead(token)
    title = text.partition("\n")[0].removeprefix("# ")
    body = reader.renderer.render(tokens, reader.options, {})
    return PAGE.format(title=escape(title), body=body)


def _lead(token: Token) -> None:
    """Where a link or a picture of the files leads here."""
    attributes: Mapping[str, object] = token.attrs
    for name in attributes.keys() & {"href", "src"}:
        said = str(attributes[name])
        if name == "src":
            token.attrs[name] = f"/help/{said}"
        elif said.endswith(".md"):
            page = said.removesuffix(".md")
            token.attrs[name] = "/help" if page == FIRST else f"/help/{page}"
