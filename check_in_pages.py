"""The two pages of a telephone that has scanned: sign in, and confirm that one is here (履6).

Plain forms without scripts, in large letters. A camera leads to an address of ours with the code in it; from
there the browser goes on by a page of ours, so that it brings the cookie of its session. Nobody is sent
anywhere else, and nothing of a place is asked for.
"""

import asyncio
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.store import Store
from resolvers.caller import Caller
from services.check_in.code import Codes
from services.check_in.occasion import check_in
from services.check_in.presence import Answer, Challenge, Confirmation, Presence, challenge, confirm, scan
from services.refusal import Code, Refusal
from sign_in_pages import CHECK_IN, SignInPages, Told, answer

TITLE = "签到"
AT_THE_DOOR = """<p><a class="large" href="/check-in">再试一次</a></p>
<p class="large">签不上的、手机没有网络的，请到签到台，由工作人员登记。</p>"""
GO = '<meta http-equiv="refresh" content="0;url=/check-in">'
GOING = '<p><a class="large" href="/check-in">继续签到</a></p>'
FIRST = "<p>先登录，再签到。登录以后自动回到这里。</p>"
CONFIRM = """<p class="large">{title}</p><p class="large">{name}</p>
<form method="post" action="/check-in"><input type="hidden" name="challenge" value="{secret}">{number}
<button class="large">我到了</button></form>
<p>按下以后要看到“已签到”才算签上。</p>
<form method="post" action="/sign-out"><button>不是本人，换人登录</button></form>"""
NUMBER = """<label>会场里念的两位数字<input class="large" name="number" inputmode="numeric" maxlength="2"
 autocomplete="off" required></label>"""
DONE = """<p class="large">{title}</p><p class="large" role="status">{message}</p>
<p>可以把手机收起来了。</p>"""


class CheckInPages:
    """The pages, over a store, beside those on which people sign in."""

    def __init__(self, store: Store, codes: Codes, pages: SignInPages, seconds: float) -> None:
        self._store = store
        self._codes = codes
        self._pages = pages
        self._seconds = seconds

    @property
    def routes(self) -> list[Route]:
        """Where they are."""
        shown = self._pages.page(self._show, TITLE, AT_THE_DOOR)
        sent = self._pages.form(self._confirm, self._show, TITLE, AT_THE_DOOR)
        scanned = self._pages.guarded(self._scan, TITLE, AT_THE_DOOR)
        return [
            Route(CHECK_IN, shown, methods=["GET"]),
            Route(CHECK_IN, sent, methods=["POST"]),
            Route(f"{CHECK_IN}/{{token}}", scanned, methods=["GET"]),
        ]

    async def _scan(self, request: Request) -> Response:
        """What a camera leads to: the browser keeps what it has scanned."""
        # Who it is, is asked when the browser brings all its cookies.
        caller = self._pages.visitor(request)
        caller.visit("cookie")
        device = caller.known_device()
        async with asyncio.timeout(self._seconds):
            kept = await scan(self._store, self._codes, str(request.path_params["token"]), device)
        caller.keep_scan(kept)
        response = answer(GOING, head=GO, title=TITLE)
        response.raw_headers.extend(caller.headers)
        return response

    async def _show(self, caller: Caller, told: Told) -> str:
        if caller.hall is None:
            message = "先扫会场屏幕上的二维码；扫过 10 分钟以上的，请重新扫"
            raise Refusal(Code.CODE_EXPIRED, message)
        if caller.session is None:
            return FIRST + await self._pages.show_sign_in(caller, await self._here(caller.hall) | told)
        if not caller.session.complete:
            return await self._pages.show_sign_in(caller, told)
        found = await challenge(self._store, caller.session, caller.scan, caller.device)
        return _done(found) if isinstance(found, Presence) else _asked(found, caller.session.real_name)

    async def _here(self, check_in_id: int) -> Told:
        """The committee of the occasion, which is chosen for whoever signs in."""
        async with self._store.reading() as connection:
            of = await check_in(connection, check_in_id)
        return {"committee": of.occasion.committee} if of else {}

    async def _confirm(self, caller: Caller, told: Told) -> Response:
        session = caller.signed_in()
        caller.check_complete()
        given = Confirmation(secret=told.get("challenge", ""), number=told.get("number") or None)
        done = await confirm(self._store, session, caller.device, given)
        caller.keep_scan(None)
        return answer(_done(done), title=TITLE)


def _asked(found: Challenge, name: str) -> str:
    # Whose telephone it is: it may be lent.
    told = {"title": escape(found.title), "name": escape(name), "secret": escape(found.secret)}
    return CONFIRM.format(**told, number=NUMBER if found.number else "")


def _done(found: Presence) -> str:
    mark = "✓ " if found.answer is not Answer.GUEST else ""
    return DONE.format(title=escape(found.title), message=mark + escape(found.message))
