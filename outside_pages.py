"""The addresses of a sign-in from elsewhere: where it begins, and where a provider sends the browser back to.

No address to go to is taken from a request. From here to a provider, and from where it sends back to our own
page, the browser goes by a page and not by a redirect: what a form leads to is bounded by our policy of
content, and a session's cookie is sent only to where a page of ours leads.
"""

import asyncio
from collections.abc import Awaitable, Callable
from html import escape

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from callers import browser_of
from models.store import Store
from resolvers.caller import Caller
from services.accounts.outside.identities import identities_of, unlink
from services.accounts.outside.provider import BEGIN, COMPLETE, Answer, Outside
from services.accounts.outside.sign_in import begin_outside, complete_outside, enter_code
from services.accounts.sign_in import SignedIn
from services.refusal import Code, Refusal
from sign_in_pages import HEADERS, SignInPages, Told, answer, home

CODE = "/sign-in/outside/code"
# Codes and states are short; what is longer is none.
LONGEST = 2_000
GO = '<meta http-equiv="refresh" content="0;url={address}">'
GOING = '<p><a href="{address}" rel="noreferrer">{said}</a></p>'
TYPE = """<form method="post" action="/sign-in/outside/code">
<label>动态口令<input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="10" required>
</label><button>登录</button></form><p><a href="/sign-in">重新登录</a></p>"""


class OutsidePages:
    """The addresses, over a store, beside the pages on which people sign in."""

    def __init__(self, store: Store, outside: Outside, pages: SignInPages, seconds: float) -> None:
        self._store = store
        self._outside = outside
        self._pages = pages
        self._seconds = seconds

    @property
    def routes(self) -> list[Route]:
        """Where they are; without a provider there is none."""
        if not self._outside.providers:
            return []
        return [
            Route(CODE, self._pages.page(_show_code), methods=["GET"]),
            Route(CODE, self._form(self._code, shows=_show_code), methods=["POST"]),
            Route(BEGIN, self._form(self._begin), methods=["POST"]),
            Route(BEGIN.replace("/begin", "/link"), self._form(self._link), methods=["POST"]),
            Route(BEGIN.replace("/begin", "/unlink"), self._form(self._unlink), methods=["POST"]),
            Route(COMPLETE, self._pages.guarded(self._came_back), methods=["GET"]),
            Route(COMPLETE, self._form(self._complete), methods=["POST"]),
        ]

    def _form(
        self,
        does: Callable[[Request, Caller, Told], Awaitable[Response]],
        shows: Callable[[Caller, Told], Awaitable[str]] | None = None,
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answered(request: Request) -> Response:
            async def done(caller: Caller, told: Told) -> Response:
                return await does(request, caller, told)

            return await self._pages.form(done, shows or self._pages.show_sign_in)(request)

        return answered

    async def _begin(self, request: Request, caller: Caller, told: Told) -> Response:
        caller.visit("cookie")
        name = _provider(request)
        begun = await begin_outside(self._store, self._outside, name, told.get("committee", ""))
        caller.keep_outside(begun.browser)
        provider = self._outside.provider(name)
        if told.get("in") == "app":
            # For a script of ours inside the provider's app, which asks the app for a code.
            return JSONResponse({"state": begun.state, "tenant": provider.tenant})
        return _go(begun.address, f"去{provider.title}")

    async def _link(self, request: Request, caller: Caller, told: Told) -> Response:
        session, name = caller.signed_in(), _provider(request)
        begun = await begin_outside(self._store, self._outside, name, session.committee, session)
        caller.keep_outside(begun.browser)
        return _go(begun.address, f"去{self._outside.provider(name).title}")

    async def _unlink(self, request: Request, caller: Caller, told: Told) -> Response:
        session = caller.signed_in()
        caller.check_complete()
        async with self._store.reading() as connection:
            own = await identities_of(connection, session.account_id)
        found = next((one.id for one in own if one.provider == _provider(request)), 0)
        await unlink(self._store, session, found)
        return RedirectResponse("/sign-in", 303)

    async def _came_back(self, request: Request) -> Response:
        """What a provider sends a browser to: a GET, of which the state and the browser's cookie answer for
        that it was begun here.
        """
        caller = await self._pages.caller(request)
        async with asyncio.timeout(self._seconds):
            response = await self._complete(request, caller, dict(request.query_params))
        response.headers.update(HEADERS)
        response.raw_headers.extend(caller.headers)
        return response

    async def _complete(self, request: Request, caller: Caller, told: Told) -> Response:
        visit = caller.visit("cookie")
        brought, name = _answer_of(told), _provider(request)
        state, browser = told.get("state", ""), browser_of(request)
        done = await complete_outside(self._store, self._outside, name, brought, state, browser, visit)
        if done == "code":
            return _go(CODE, "填动态口令")
        caller.keep_outside(None)
        if isinstance(done, SignedIn):
            caller.keep(done.token)
            return _go(home(caller), "已登录，继续")
        return _go("/sign-in", f"已绑定{self._outside.provider(name).title}，继续")

    async def _code(self, request: Request, caller: Caller, told: Told) -> Response:
        visit, browser = caller.visit("cookie"), browser_of(request)
        done = await enter_code(self._store, self._outside, browser, told.get("code", ""), visit)
        caller.keep_outside(None)
        caller.keep(done.token)
        return RedirectResponse(home(caller), 303)


async def _show_code(caller: Caller, told: Told) -> str:
    return TYPE


def _go(address: str, said: str) -> Response:
    to = escape(address)
    return answer(GOING.format(address=to, said=escape(said)), head=GO.format(address=to))


def _provider(request: Request) -> str:
    return str(request.path_params["provider"])


def _answer_of(told: Told) -> Answer:
    """The code that is brought: one, of a computer or of the app."""
    if any(len(value) > LONGEST for value in told.values()):
        raise Refusal(Code.BAD_USER_INPUT, "登录的参数太长")
    inside = "auth_code" in told
    if inside and "code" in told:
        raise Refusal(Code.BAD_USER_INPUT, "code 和 auth_code 只能有一个")
    more = {name: value for name, value in told.items() if name not in ("code", "auth_code", "state")}
    return Answer(told.get("auth_code" if inside else "code", ""), inside, more)
