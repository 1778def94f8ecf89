"""The one way in for files, and the way out: `POST /uploads` and `GET /uploads/{id}`; for tables that are
to be imported, `POST /imports`, and a blank one at `GET /imports/template`.

A file is the body of the request, whatever it says it is; its name stands in a header that no page of another
site can send, percent-encoded UTF-8. Errors are those of GraphQL.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from callers import Callers
from documents.received.file import Kind
from models.store import Store
from pages import FILE_HEADERS, attached, told
from resolvers import argument
from resolvers.caller import Caller
from resolvers.global_id import encode, own_number
from services.accounts.sessions import SessionRow
from services.refusal import Code, Refusal
from services.uploads import passing
from services.uploads.keeping import Keeping
from services.uploads.upload import missing, read, take
from services.workbooks.blank import blank_form
from services.workbooks.comparison import What

PATH, TYPE, NAME = "/uploads", "Upload", "Luzhi-Filename"
IMPORTS, TEMPLATE = "/imports", "/imports/template"
ENCODED = re.compile(r"(?:[A-Za-z0-9 !#$&'()*+,./:;=?@_~-]|%[0-9A-Fa-f]{2}){1,2000}")
CALLED: dict[What, str] = {"members": "委员名册", "records": "履职记录"}
YEAR = re.compile(r"\d{4}", re.ASCII)
# Bodies stand in memory: so many at once, one of an account, each for so many seconds.
AT_ONCE, RECEIVING_SECONDS = 4, 120.0
# Each that is read has a process of its own, with memory of its own.
READ_AT_ONCE = 2


class Uploads:
    """The addresses, over a store."""

    def __init__(self, store: Store, callers: Callers, keeping: Keeping) -> None:
        self._store = store
        self._callers = callers
        self._keeping = keeping
        self._receiving: set[int] = set()
        self._turn = asyncio.Semaphore(READ_AT_ONCE)

    @property
    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route(PATH, told(self._take, FILE_HEADERS), methods=["POST"]),
            Route(PATH + "/{id}", told(self._read, FILE_HEADERS), methods=["GET"]),
            Route(IMPORTS, told(self._pass, FILE_HEADERS), methods=["POST"]),
            Route(TEMPLATE, told(self._template, FILE_HEADERS), methods=["GET"]),
        ]

    async def _take(self, request: Request) -> Response:
        session = await self._session(request)
        said = _name(request)
        given = await self._body(request, session.account_id)
        try:
            async with self._turn:
                who = session.actor
                taken = await take(self._store, self._keeping, session.committee, who, said, given)
        finally:
            self._receiving.discard(session.account_id)
        taken_in = {
            "id": encode(TYPE, taken.id),
            "name": taken.name,
            "mediaType": taken.kind.media_type,
            "bytes": taken.size,
        }
        return JSONResponse(taken_in, 201, FILE_HEADERS)

    async def _pass(self, request: Request) -> Response:
        """Takes a table that is to be imported from whoever may: unlike what is kept, as it is."""
        session = await self._session(request)
        await passing.check_importer(self._store, session.committee, session.actor)
        said = _name(request)
        given = await self._body(request, session.account_id)
        try:
            words = (session.committee, session.actor, said, given)
            taken = await passing.hand_in(self._store, self._keeping, *words)
        finally:
            self._receiving.discard(session.account_id)
        handed = {"id": encode(TYPE, taken.id), "name": taken.name, "bytes": taken.size}
        return JSONResponse(handed, 201, FILE_HEADERS)

    async def _template(self, request: Request) -> Response:
        """The blank form of a year (`year=`): of its records, or of the roster of its members (`of=`)."""
        session = await self._session(request)
        await passing.check_importer(self._store, session.committee, session.actor)
        said = request.query_params.get("year", "")
        year = argument.year(int(said) if YEAR.fullmatch(said) else 0)
        what = next((one for one in CALLED if one == request.query_params.get("of", "records")), None)
        if what is None:
            raise Refusal(Code.BAD_USER_INPUT, "of 写 records（履职记录）或 members（委员名册）", "of")
        form = await blank_form(self._store, session.committee_id, year, what)
        return Response(form, 200, attached(f"{year}年{CALLED[what]}.xlsx"), Kind.XLSX.media_type)

    async def _read(self, request: Request) -> Response:
        session = await self._session(request)
        number = own_number(str(request.path_params["id"]), TYPE)
        if number is None:
            raise missing()
        found = await read(self._store, self._keeping, session.committee, session.actor, number)
        headers = {**attached(found.upload.name), "Content-Length": str(found.upload.size)}
        # What cannot be opened is found out before anything is sent.
        begun = await anext(found.pieces)
        return StreamingResponse(
            _on(begun, found.pieces), 200, headers, media_type=found.upload.kind.media_type
        )

    async def _session(self, request: Request) -> SessionRow:
        caller: Caller = await self._callers.find(request, await self._store.version())
        session = caller.signed_in()
        caller.check_complete()
        return session

    async def _body(self, request: Request, account_id: int) -> bytes:
        """The body, and the account counted among those who hand in; raises `Refusal`, and then it is not."""
        most = self._keeping.most_bytes
        length = request.headers.get("content-length", "0")
        if length.isdecimal() and int(length) > most:
            raise self._too_large()
        if account_id in self._receiving or len(self._receiving) >= AT_ONCE:
            raise Refusal(Code.UNAVAILABLE, "正在收别的文件，请稍后再传；一个人一次传一个")
        self._receiving.add(account_id)
        body = bytearray()
        try:
            async with asyncio.timeout(RECEIVING_SECONDS):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > most:
                        raise self._too_large()
        except TimeoutError:
            self._receiving.discard(account_id)
            raise Refusal(Code.TIMEOUT, "文件传得太慢，没有收下，请再传一次", "file") from None
        except BaseException:
            self._receiving.discard(account_id)
            raise
        return bytes(body)

    def _too_large(self) -> Refusal:
        message = f"文件太大：不超过 {self._keeping.most_bytes:,} 字节"
        return Refusal(Code.QUERY_TOO_LARGE, message, "file")


async def _on(begun: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield begun
    async for piece in rest:
        yield piece


def _name(request: Request) -> str:
    """The name of the file as the request says it; raises `Refusal`."""
    given = request.headers.getlist(NAME)
    if len(given) == 1 and ENCODED.fullmatch(given[0]):
        with suppress(UnicodeDecodeError):
            return unquote_to_bytes(given[0]).decode("utf-8")
    message = f"文件名写在请求头 {NAME}，百分号编码的 UTF-8，只写一次"
    raise Refusal(Code.BAD_USER_INPUT, message, NAME)
