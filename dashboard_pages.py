"""The dashboard as it was built: two pages, one for staff and one for members, and the files that they name.

Only files that were there at the start are handed out, by their whole address; nothing is looked for by what
a browser says. Where nothing was built, a page of its own says what to do, and all else works.
"""

import mimetypes
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from callers import Callers
from dashboard.building import BUILT
from models.store import Store
from pages import refusal, told
from resolvers.caller import Caller
from services.rights.role import Right

DESK, ME, SIGN_IN = "/desk", "/me", "/sign-in"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}
# The name of a built file changes with what it holds.
FOREVER = "public, max-age=31536000, immutable"
# What is built beside each file, the smaller first: the suffix, and how it is called on the way.
PACKED = ((".br", "br"), (".gz", "gzip"))
# Who holds no other rights has nothing to do on the desk.
ON_THE_PHONE = {Right.READ_OWN, Right.OBJECT, Right.WRITE_OPINIONS, Right.TAKE_LEADS}
MISSING = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>履职</title>
<link rel="stylesheet" href="/sign-in.css"></head><body><h1>网页还没有生成</h1>
<p>服务在运行，只是网页没有生成。请管服务器的人在程序的文件夹里运行 <code>python -m dashboard</code>，
照它说的做，再重新启动服务。</p>
<p>在这以前可以<a href="/sign-in">登录</a>，用<a href="/graphql">查询和修改</a>。</p></body></html>"""


@dataclass(frozen=True, slots=True)
class File:
    """A built file: what it is, and its bytes by how they are packed (empty: as they are)."""

    media_type: str
    packed: dict[str, bytes]

    def answer(self, accepted: str, headers: dict[str, str]) -> Response:
        """The file as a browser takes it; `accepted` is what it says of that."""
        told = [word.partition(";") for word in accepted.split(",")]
        known = {name.strip() for name, _, quality in told if quality.strip() not in ("q=0", "q=0.0")}
        way = next((way for _, way in PACKED if way in known and way in self.packed), "")
        sent = {**headers, "Vary": "Accept-Encoding", **({"Content-Encoding": way} if way else {})}
        return Response(self.packed[way], media_type=self.media_type, headers=sent)


class DashboardPages:
    """The addresses, over a store; `folder` is what was built."""

    def __init__(self, store: Store, callers: Callers, folder: Path = BUILT) -> None:
        self._store = store
        self._callers = callers
        self._files = {
            f"/assets/{page}/{path}": file for page in ("desk", "me") for path, file in _built(folder / page)
        }

    @property
    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/", told(self._first, HEADERS), methods=["GET"]),
            Route("/assets/{path:path}", self._asset, methods=["GET"]),
            Route("/icon.svg", self._icon, methods=["GET"]),
            *(
                Route(address, self._page(page), methods=["GET"])
                for page in (DESK, ME)
                for address in (page, page + "/{rest:path}")
            ),
        ]

    async def _first(self, request: Request) -> Response:
        """Where whoever comes lands: members on their own page, staff on theirs, all others sign in."""
        caller = await self._callers.find(request, await self._store.version())
        return RedirectResponse(place_of(caller), 303)

    def _page(self, page: str) -> Callable[[Request], Awaitable[Response]]:
        name = f"/assets{page}{page}.html"

        async def shown(request: Request) -> Response:
            file = self._files.get(name)
            if file is None:
                return HTMLResponse(MISSING, 503, HEADERS)
            # Kept by nobody (the door says so): it names files that a later build may not have.
            return file.answer(request.headers.get("accept-encoding", ""), HEADERS)

        return shown

    async def _asset(self, request: Request) -> Response:
        name = request.url.path
        # The pages themselves have one address each.
        return refusal(404) if name.endswith(".html") else self._file(request, name, _kept(name))

    async def _icon(self, request: Request) -> Response:
        return self._file(request, "/assets/desk/icon.svg", _kept("icon.svg"))

    def _file(self, request: Request, name: str, kept: str) -> Response:
        file = self._files.get(name)
        if file is None:
            return refusal(404)
        return file.answer(request.headers.get("accept-encoding", ""), {"Cache-Control": kept})


def place_of(caller: Caller) -> str:
    """The page on which somebody begins: by their roles, never by what a browser asks."""
    session = caller.session
    if session is None or not session.complete:
        return SIGN_IN
    held = {right for right in Right if session.rights.has(right)}
    return ME if Right.WRITE_OPINIONS in held and held <= ON_THE_PHONE else DESK


def _kept(name: str) -> str:
    """How long a browser keeps a file: what has no hash in its name may be another tomorrow."""
    return "max-age=3600" if name.endswith("icon.svg") else FOREVER


def _built(folder: Path) -> list[tuple[str, File]]:
    files = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in (".br", ".gz"):
            packed = {"": path.read_bytes()}
            for suffix, way in PACKED:
                beside = path.with_name(path.name + suffix)
                if beside.is_file():
                    packed[way] = beside.read_bytes()
            media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            files.append((path.relative_to(folder).as_posix(), File(media_type, packed)))
    return files
