"""The page for the screen in the hall: the code that people scan, and who has just come (履6).

It has no script: it is loaded again every few seconds, with the code of that moment in it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from models.store import Store
from resolvers.global_id import number
from services.check_in.code import Codes, Shown
from services.check_in.hall import Hall, hall
from services.check_in.occasion import OPEN, CheckInRow, clock
from services.refusal import Code, Refusal
from services.runs.board import Boards
from sign_in_pages import HEADERS, LINK_HOME, SignInPages

TITLE = "会场签到码"
SECONDS, MOST_NAMES = 5, 12
STYLE = """body{font:1.5rem/1.5 sans-serif;text-align:center;margin:0 auto;padding:.5rem;max-width:70vh}
h1{font-size:2rem;margin:.3rem}svg{width:100%;height:auto}p{margin:.3rem}.large{font-size:2rem}"""
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="refresh" content="{seconds}"><title>{title}</title>
<link rel="stylesheet" href="/hall.css"></head><body><h1>{title}</h1>{code}
<p class="large">已签到 {present} 人，应到 {expected} 人</p><p>{names}</p>
<p>用手机扫码，看到“已签到”才算签上。没有网络的，请到签到台登记。</p></body></html>"""

Shows = Callable[[Hall], Response]


class HallPages:
    """The page and its pictures, over a store, for whoever organises the occasion and is signed in."""

    def __init__(
        self, store: Store, boards: Boards, codes: Codes, pages: SignInPages, seconds: float
    ) -> None:
        self._store = store
        self._boards = boards
        self._codes = codes
        self._pages = pages
        self._seconds = seconds

    @property
    def routes(self) -> list[Route]:
        """Where they are; `record` is the id of the occasion."""
        return [
            Route("/hall.css", _style),
            Route("/hall/{record}", self._for(_page), methods=["GET"]),
            Route("/hall/{record}/code.svg", self._for(_svg), methods=["GET"]),
            Route("/hall/{record}/code.png", self._for(_png), methods=["GET"]),
        ]

    def _for(self, shows: Shows) -> Callable[[Request], Awaitable[Response]]:
        async def answered(request: Request) -> Response:
            caller = await self._pages.caller(request)
            caller.check_complete()
            record_id = number(str(request.path_params["record"]), "Record", "record")
            async with asyncio.timeout(self._seconds):
                found = await hall(self._store, self._boards, self._codes, caller.actor, record_id)
            if found is None:
                raise Refusal(Code.NOT_FOUND, "这次会议活动没有开过签到", "record")
            return shows(found)

        return self._pages.guarded(answered, TITLE, LINK_HOME)


async def _style(request: Request) -> Response:
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def _page(found: Hall) -> Response:
    shown, of, listed = found.shown, found.check_in, found.roll
    latest = list(reversed(listed.present))[:MOST_NAMES]
    told = PAGE.format(
        seconds=SECONDS,
        title=escape(of.occasion.title),
        code=shown.svg if shown else f'<p class="large">{_shut(of)}</p>',
        present=len(listed.present),
        expected=listed.expected,
        names=escape("　".join(one.name for one in latest)),
    )
    return HTMLResponse(told, headers=HEADERS)


def _shut(of: CheckInRow) -> str:
    return f"签到已经结束（{clock(of.closes_at)}）" if of.state == OPEN else "签到已经关闭"


def _svg(found: Hall) -> Response:
    return Response(_open(found.shown).svg, media_type="image/svg+xml")


def _png(found: Hall) -> Response:
    return Response(_open(found.shown).png, media_type="image/png")


def _open(shown: Shown | None) -> Shown:
    if shown is None:
        raise Refusal(Code.CHECK_IN_CLOSED, "签到没有开着，没有码")
    return shown
