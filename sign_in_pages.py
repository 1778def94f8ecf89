"""The pages on which people sign in: plain forms that work without scripts, on an old telephone too.

What a form does is what the mutations of GraphQL do, by the same services. Their style is a file, and so is
the only script: it fills in a first secret that was scanned. They send nobody anywhere but to one another.
"""

import asyncio
from collections.abc import Awaitable, Callable
from html import escape
from typing import TypeAlias
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from callers import Callers, check_own_page
from documents.qr_code import svg
from endpoint.errors import STATUS
from models.store import Store
from resolvers.caller import Caller
from services.accounts import second_factor
from services.accounts.hashing import Hashing
from services.accounts.outside.identities import identities_of
from services.accounts.outside.provider import Outside
from services.accounts.sessions import revoke, sessions_of
from services.accounts.sign_in import Credentials, set_password, sign_in
from services.committee.committees import CommitteeRow, committees
from services.outage import outage
from services.refusal import Code, Refusal, TooManyRequests

Told: TypeAlias = dict[str, str]
Does: TypeAlias = Callable[[Caller, Told], Awaitable[Response]]
Shows: TypeAlias = Callable[[Caller, Told], Awaitable[str]]
FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 16_384
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    # Under no-referrer a browser says of its own form that it comes from nowhere.
    "Referrer-Policy": "same-origin",
}
STYLE = """body{font:1.25rem/1.6 sans-serif;max-width:24rem;margin:1rem auto;padding:0 1rem}
input,select,button{font:inherit;width:100%;box-sizing:border-box;min-height:3rem;margin:.2rem 0 1rem}
.said{border:2px solid #a00;padding:.5rem}.key{word-break:break-all;font-family:monospace}
.large{font-size:1.6rem}button.large{min-height:5rem;font-weight:bold}"""
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">{head}<title>{title}</title>
<link rel="stylesheet" href="/sign-in.css"></head><body><h1>{title}</h1>{body}</body></html>"""
WHO = """<label>政协<select name="committee">{committees}</select></label>
<label>用户名（手机号）<input name="userName" value="{userName}" inputmode="numeric" autocomplete="username"
 required maxlength="40"></label>"""
CODE = """<label>动态口令（绑定过的才填）<input name="code" inputmode="numeric" autocomplete="one-time-code"
 maxlength="10"></label>"""
SIGN_IN = """<form method="post" action="/sign-in">{who}
<label>密码<input name="password" type="password" autocomplete="current-password" required></label>{code}
<button>登录</button></form><p><a href="/password">第一次用、密码到期、改密码</a></p>"""
# What it reads stands behind # in the address, which a browser sends to nobody (ADR 0058).
SCRIPT = "/password.js"
SCRIPTED = f'<script src="{SCRIPT}"></script>'
PASSWORD = (
    """<p>第一次用，或办公室重置过：填发给您的首次口令。改密码：填现在的密码。</p>
<p>首次口令只能用一次。没有用过就说不对的，可能有人先用了：马上告诉办公室报失。</p>
<p id="scanned" role="status" hidden>首次口令已经从二维码读出来了：填您的手机号，设置自己的密码。</p>
<form method="post" action="/password">{who}
<label>首次口令，或现在的密码<input name="current" type="password" autocomplete="current-password"
 required></label>
<label>新密码<input name="password" type="password" autocomplete="new-password" required></label>
<label>新密码再写一遍<input name="again" type="password" autocomplete="new-password" required></label>{code}
<button>设置密码</button></form><p><a href="/sign-in">登录</a></p>"""
    + SCRIPTED
)
# A form that is refused comes back with what was scanned. Old telephones read it, too.
CODE_OF_PASSWORD = """(function () {
  var said = location.hash, told = said.slice(1).split("/");
  if (!said) { return; }
  history.replaceState(null, "", location.pathname);
  var form = document.querySelector('form[action="/password"]');
  if (!form || told.length !== 2) { return; }
  form.committee.value = decodeURIComponent(told[0]);
  form.current.value = told[1];
  form.current.parentNode.hidden = true;
  form.action = "/password" + said;
  document.getElementById("scanned").hidden = false;
  form.userName.focus();
})();
"""
LINK_HOME = '<p><a href="/sign-in">登录</a></p>'
TITLE = "履职 登录"
# Where one goes on who has scanned the code of an occasion, and had to sign in first.
CHECK_IN = "/check-in"
GO_ON = '<p><a class="large" href="/check-in">继续签到</a></p>'
SIGNED_IN = """<p>{name}，已登录。</p><p>现在有 {count} 处登录。</p>
<form method="post" action="/sign-out"><button>退出</button></form>
<p><a class="large" href="/">打开履职</a></p><p><a href="/graphql">查询和修改</a></p>
<p><a href="/password">改密码</a></p><p><a href="/second-factor">动态口令</a></p>"""
OUTSIDE = """<form method="post" action="/sign-in/outside/{provider}/begin">
<label>政协<select name="committee">{committees}</select></label><button>用{title}登录</button></form>"""
LINK = """<form method="post" action="/sign-in/outside/{provider}/link"><button>绑定{title}</button></form>"""
UNLINK = """<form method="post" action="/sign-in/outside/{provider}/unlink">
<button>解除绑定的{title}</button></form>"""
SET_UP = """<p>用手机上的验证器程序扫一扫，或者把密钥填进去，再把它显示的六位数字填在下面。只显示这一次。</p>
<form method="post" action="/second-factor"><button name="do" value="set-up">取得密钥</button></form>
<form method="post" action="/second-factor">
<label>六位数字<input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="10"
 required></label>
<button name="do" value="confirm">确认</button></form>
<form method="post" action="/sign-out"><button>退出</button></form>"""


class SignInPages:
    """The pages, over a store. Whatever they do takes no longer than `seconds`."""

    def __init__(
        self, store: Store, hashing: Hashing, callers: Callers, outside: Outside, seconds: float
    ) -> None:
        self._store = store
        self._outside = outside
        self._hashing = hashing
        self._callers = callers
        self._seconds = seconds

    @property
    def routes(self) -> list[Route]:
        """Where each page is, and what its form does."""
        return [
            Route("/sign-in.css", _style),
            Route("/sign-in", self.page(self.show_sign_in), methods=["GET"]),
            Route("/sign-in", self.form(self._sign_in, self.show_sign_in), methods=["POST"]),
            Route("/sign-out", self.form(self._sign_out, self.show_sign_in), methods=["POST"]),
            Route(SCRIPT, _script, methods=["GET"]),
            Route("/password", self.page(self._show_password), methods=["GET"]),
            Route("/password", self.form(self._set_password, self._show_password), methods=["POST"]),
            Route("/second-factor", self.page(self._show_second_factor), methods=["GET"]),
            Route(
                "/second-factor", self.form(self._second_factor, self._show_second_factor), methods=["POST"]
            ),
        ]

    def page(
        self, shows: Shows, title: str = TITLE, otherwise: str = LINK_HOME
    ) -> Callable[[Request], Awaitable[Response]]:
        """What answers with a page."""

        async def answered(request: Request) -> Response:
            caller = await self.caller(request)
            async with asyncio.timeout(self._seconds):
                return answer(await shows(caller, {}), title=title)

        return self.guarded(answered, title, otherwise)

    def form(
        self, does: Does, shows: Shows, title: str = TITLE, otherwise: str = LINK_HOME
    ) -> Callable[[Request], Awaitable[Response]]:
        """What does as a form of ours says; where that is refused, the page is shown again."""

        async def answered(request: Request) -> Response:
            check_own_page(request)
            told = await _told(request)
            caller = await self.caller(request)
            try:
                async with asyncio.timeout(self._seconds):
                    response = await does(caller, told)
            except Refusal as refusal:
                again = self._show_password if refusal.code is Code.PASSWORD_TO_SET else shows
                try:
                    shown = await again(caller, told)
                except Refusal:
                    shown = otherwise
                return answer(shown, refusal, title=title)
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            response.raw_headers.extend(caller.headers)
            return response

        return self.guarded(answered, title, otherwise)

    def guarded(
        self,
        answered: Callable[[Request], Awaitable[Response]],
        title: str = TITLE,
        otherwise: str = LINK_HOME,
    ) -> Callable[[Request], Awaitable[Response]]:
        """The same, where what is refused or out of order is a page as well, on which `otherwise` stands."""

        def told(refusal: Refusal) -> Response:
            return answer(otherwise, refusal, title=title)

        async def guarded(request: Request) -> Response:
            try:
                return await answered(request)
            except Refusal as refusal:
                return told(refusal)
            except TimeoutError:
                return told(Refusal(Code.TIMEOUT, "等得太久，没有做完，请再试一次"))
            except Exception as error:
                met = outage(error)
                if met is None:
                    raise
                return told(met)

        return guarded

    def visitor(self, request: Request) -> Caller:
        """From where somebody asks, whoever they are."""
        return self._callers.visitor(request)

    async def caller(self, request: Request) -> Caller:
        """Who asks."""
        return await self._callers.find(request, await self._store.version())

    async def show_sign_in(self, caller: Caller, told: Told) -> str:
        """The page on which one signs in, or of whoever has."""
        session = caller.session
        if session is None:
            own = SIGN_IN.format(who=await self._who(told), code=CODE)
            return own + await self._elsewhere(told.get("committee"))
        if not session.complete:
            return SET_UP
        async with self._store.reading() as connection:
            count = len(await sessions_of(connection, session.account_id))
            linked = {one.provider for one in await identities_of(connection, session.account_id)}
        own = SIGNED_IN.format(name=escape(session.real_name), count=count)
        if caller.hall is not None:
            own = GO_ON + own
        return own + "".join(
            (UNLINK if name in linked else LINK).format(provider=name, title=provider.title)
            for name, provider in self._outside.providers.items()
        )

    async def _elsewhere(self, chosen: str | None) -> str:
        """A button for each provider that the settings name."""
        if not self._outside.providers:
            return ""
        committees = await self.options(chosen)
        return "".join(
            OUTSIDE.format(provider=name, title=provider.title, committees=committees)
            for name, provider in self._outside.providers.items()
        )

    async def _show_password(self, caller: Caller, told: Told) -> str:
        return PASSWORD.format(who=await self._who(told), code=CODE)

    async def _show_second_factor(self, caller: Caller, told: Told) -> str:
        return SET_UP if caller.session else await self.show_sign_in(caller, told)

    async def _who(self, told: Told) -> str:
        chosen = await self.options(told.get("committee"))
        return WHO.format(committees=chosen, userName=escape(told.get("userName", "")))

    async def options(self, chosen: str | None) -> str:
        """The committees to choose from."""
        async with self._store.reading() as connection:
            known = await committees(connection)
        return "".join(_option(one, chosen) for one in known)

    async def _sign_in(self, caller: Caller, told: Told) -> Response:
        given = _credentials(told, "password")
        visit = caller.visit("cookie")
        done = await sign_in(self._store, self._hashing, told.get("committee", ""), given, visit)
        caller.keep(done.token)
        return RedirectResponse(home(caller), 303)

    async def _sign_out(self, caller: Caller, told: Told) -> Response:
        session = caller.signed_in()
        caller.keep(None)
        await revoke(self._store, session, session.id)
        return RedirectResponse(home(caller), 303)

    async def _set_password(self, caller: Caller, told: Told) -> Response:
        visit = caller.visit("cookie")
        password = told.get("password", "")
        if password != told.get("again"):
            raise Refusal(Code.BAD_USER_INPUT, "新密码两遍写得不一样", "again")
        given = _credentials(told, "current")
        await set_password(self._store, self._hashing, told.get("committee", ""), given, password, visit)
        shown = await self.show_sign_in(caller, told)
        # The script takes what was scanned out of the address.
        return answer(f'<p role="status">密码已设置。</p>{shown}{SCRIPTED}')

    async def _second_factor(self, caller: Caller, told: Told) -> Response:
        session = caller.signed_in()
        if told.get("do") == "set-up":
            setup = await second_factor.set_up(self._store, session)
            letters = " ".join(setup.key[at : at + 4] for at in range(0, len(setup.key), 4))
            return answer(f'<p>{svg(setup.address)}</p><p class="key">{letters}</p>{SET_UP}')
        token = await second_factor.confirm(
            self._store, session, told.get("code", ""), caller.visit("cookie")
        )
        caller.keep(token)
        return RedirectResponse(home(caller), 303)


def home(caller: Caller) -> str:
    """Where whoever has signed in, or out, goes on: where they land, or to the code that their browser has
    scanned; never an address that somebody may have sent along.
    """
    return "/" if caller.hall is None else CHECK_IN


async def _style(request: Request) -> Response:
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


async def _script(request: Request) -> Response:
    return Response(CODE_OF_PASSWORD, media_type="text/javascript", headers={"Cache-Control": "max-age=3600"})


async def _told(request: Request) -> Told:
    """The fields of a form; raises `Refusal` where it is none, or too long."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Refusal(Code.BAD_USER_INPUT, "请用网页上的表单")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refusal(Code.QUERY_TOO_LARGE, "表单太长")
    try:
        text = body.decode("ascii")
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=20))
    except ValueError:
        raise Refusal(Code.BAD_USER_INPUT, "表单不是合法的 UTF-8，或项数太多") from None


def _credentials(told: Told, secret: str) -> Credentials:
    return Credentials(told.get("userName", ""), told.get(secret, ""), told.get("code") or None)


def _option(one: CommitteeRow, chosen: str | None) -> str:
    picked = " selected" if one.code == chosen else ""
    return f'<option value="{escape(one.code)}"{picked}>{escape(one.name)}</option>'


def answer(body: str, refusal: Refusal | None = None, head: str = "", title: str = TITLE) -> Response:
    """A page of ours, which says what was refused."""
    said = f'<p class="said" role="alert">{escape(refusal.message)}</p>' if refusal else ""
    told = PAGE.format(title=title, body=said + body, head=head)
    later = {"Retry-After": str(refusal.seconds)} if isinstance(refusal, TooManyRequests) else {}
    policy = HEADERS["Content-Security-Policy"] + ("; script-src 'self'" if SCRIPTED in body else "")
    headers = {**HEADERS, "Content-Security-Policy": policy, **later}
    return HTMLResponse(told, STATUS[refusal.code] if refusal else 200, headers)
