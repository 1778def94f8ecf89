"""The page that 浙政钉 opens inside its app (免登): whoever is signed in there signs in here without a form.

The app's own script (JSAPI, `gdt-jsapi`) is not ours to hand on: the Office puts its copy where the settings
say, and it comes from here like all else that the page loads. Our script begins a sign-in, asks the app for a
code, and sends both as a form of ours does.
"""

from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from resolvers.caller import Caller
from services.accounts.outside.provider import BEGIN, COMPLETE, ZHEZHENGDING, Outside
from sign_in_pages import HEADERS, SignInPages, Told

PAGE = "/sign-in/inside"
SCRIPT, JSAPI = f"{PAGE}.js", f"{PAGE}/jsapi.js"
# Scripts are files of this site, which may ask this site alone.
POLICY = HEADERS["Content-Security-Policy"] + "; script-src 'self'; connect-src 'self'"
BODY = """<p id="said" role="status">正在用{title}登录……</p>
<form id="begin"><label>政协<select name="committee">{committees}</select></label><button>登录</button></form>
<form id="complete" method="post" action="{complete}"><input type="hidden" name="state">
<input type="hidden" name="auth_code"></form>
<p><a href="/sign-in">用密码登录</a></p>
<script src="{jsapi}"></script><script src="{script}"></script>"""
# Old telephones read it, too: nothing newer than promises and `fetch`.
CODE = """(function () {
  var begin = document.getElementById("begin"), complete = document.getElementById("complete");
  var said = document.getElementById("said");
  function failed(message) { said.textContent = message + "。可以用密码登录"; }
  function entered(event) {
    if (event) { event.preventDefault(); }
    if (typeof dd === "undefined" || !dd.getAuthCode) { failed("请在浙政钉里打开"); return; }
    said.textContent = "正在登录……";
    fetch("BEGIN", {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: "in=app&committee=" + encodeURIComponent(begin.committee.value)
    }).then(function (answer) {
      if (!answer.ok) { throw new Error(); }
      return answer.json();
    }).then(function (begun) {
      return dd.getAuthCode({ corpId: begun.tenant }).then(function (told) {
        complete.state.value = begun.state;
        complete.auth_code.value = told.auth_code || told.code;
        complete.submit();
      });
    }).catch(function () { failed("没有登录成"); });
  }
  begin.addEventListener("submit", entered);
  if (begin.committee.length === 1) { entered(); }
})();
""".replace("BEGIN", BEGIN.replace("{provider}", ZHEZHENGDING))


class InsidePages:
    """The page and its scripts, where the settings name the app's own."""

    def __init__(self, outside: Outside, pages: SignInPages, jsapi: str) -> None:
        self._outside = outside
        self._pages = pages
        self._jsapi = Path(jsapi) if jsapi else None

    @property
    def routes(self) -> list[Route]:
        """Where they are; none without 浙政钉 and its script."""
        if self._jsapi is None or ZHEZHENGDING not in self._outside.providers:
            return []
        return [
            Route(PAGE, self._page, methods=["GET"]),
            Route(SCRIPT, _script, methods=["GET"]),
            Route(JSAPI, self._app_script, methods=["GET"]),
        ]

    async def _page(self, request: Request) -> Response:
        response = await self._pages.page(self._show)(request)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    async def _show(self, caller: Caller, told: Told) -> str:
        return BODY.format(
            title=escape(self._outside.provider(ZHEZHENGDING).title),
            committees=await self._pages.options(None),
            complete=COMPLETE.replace("{provider}", ZHEZHENGDING),
            jsapi=JSAPI,
            script=SCRIPT,
        )

    async def _app_script(self, request: Request) -> Response:
        assert self._jsapi is not None
        return _as_script(self._jsapi.read_text("utf-8"))


async def _script(request: Request) -> Response:
    return _as_script(CODE)


def _as_script(text: str) -> Response:
    return Response(text, media_type="text/javascript", headers={"Cache-Control": "max-age=3600"})
