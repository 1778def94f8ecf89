"""Bulletins as files (履13): the readers' copy of a closed year, its sheets to look at, and what was sent.

`/bulletins/{year}/{file}`: `official.pdf`, `brief.docx`, `official.xlsx`; `official-1.png` is a sheet.
Copies name who had them made (议18); what was sent to recipients outside does not.
"""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from callers import Callers
from models.clock import CHINA
from models.store import Store
from pages import FILE_HEADERS, attached, told
from services.accounts.sessions import SessionRow
from services.bulletins.issue import MEDIA_TYPES, file_of, shown
from services.bulletins.sending import CALLED, WHAT, Form, copy_of_year, note_export, sent
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.runs.board import Boards

PATH, SENT = "/bulletins/{year}/{file}", "/bulletin-sendings/{number}"
_FILE = re.compile(r"(?P<layout>official|brief)(?:-(?P<sheet>[1-9]\d{0,3})\.png|\.(?P<ending>pdf|docx|xlsx))")
_NUMBER = re.compile(r"[0-9]{1,9}")


class BulletinPages:
    """The addresses, over a store."""

    def __init__(self, store: Store, boards: Boards, callers: Callers) -> None:
        self._store = store
        self._boards = boards
        self._callers = callers

    @property
    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route(PATH, told(self._copy, FILE_HEADERS), methods=["GET"]),
            Route(SENT, told(self._sent, FILE_HEADERS), methods=["GET"]),
        ]

    async def _copy(self, request: Request) -> Response:
        session = await self._session(request, Right.READ)
        file = _FILE.fullmatch(str(request.path_params["file"]))
        year = _number(str(request.path_params["year"]))
        if file is None:
            raise Refusal(Code.NOT_FOUND, "没有这个文件：如 official.pdf、brief.docx、official-1.png", "file")
        layout, ending = file["layout"], file["ending"]
        copy = await copy_of_year(self._store, self._boards, session, year, layout, look=ending is None)
        if ending is None:
            sheets = await shown(copy.page)
            if int(file["sheet"]) > len(sheets):
                raise Refusal(Code.NOT_FOUND, f"只有 {len(sheets)} 页", "file")
            return Response(sheets[int(file["sheet"]) - 1], 200, FILE_HEADERS, "image/png")
        signed, closing = copy.content.signed, copy.content.closing
        at = signed.signed_at if signed else closing.closed_at
        made = await file_of(copy.page, ending, at.astimezone(CHINA).date())
        await note_export(self._store, session, copy, Form(layout, ending))
        name = f"{year}年{WHAT}（{CALLED[layout]}）.{ending}"
        return Response(made, 200, attached(name), MEDIA_TYPES[ending])

    async def _sent(self, request: Request) -> Response:
        session = await self._session(request, Right.CLOSE)
        number = _number(str(request.path_params["number"]))
        row, page = await sent(self._store, self._boards, session.committee, session.actor, number)
        made = await file_of(page, row.ending, row.day)
        name = f"{WHAT}（{CALLED[row.layout]}）{row.day}.{row.ending}"
        return Response(made, 200, attached(name), MEDIA_TYPES[row.ending])

    async def _session(self, request: Request, right: Right) -> SessionRow:
        """The session of whoever asks; raises `Refusal` where they do not hold the right."""
        caller = await self._callers.find(request, await self._store.version())
        session = caller.signed_in()
        caller.check_complete()
        if not session.rights.has(right):
            raise Refusal(Code.FORBIDDEN, f"没有权限：{right.called}")
        return session


def _number(said: str) -> int:
    return int(said) if _NUMBER.fullmatch(said) else 0
