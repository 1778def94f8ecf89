"""Bulletins of opinion items as files (议11, 13), for readers of results.

`/opinion-bulletins/{number}/{file}`: `official.pdf`, `brief.docx`, `official.xlsx`. Copies name who had them
made (议18).
"""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from callers import Callers
from models.store import Store
from pages import FILE_HEADERS, attached, told
from services.bulletins.issue import MEDIA_TYPES
from services.opinion_bulletins.copies import CALLED, WHAT, copy
from services.refusal import Code, Refusal
from services.rights.role import Right

PATH = "/opinion-bulletins/{number}/{file}"
_FILE = re.compile(r"(?P<layout>official|brief)\.(?P<ending>pdf|docx|xlsx)")
_NUMBER = re.compile(r"[0-9]{1,9}")


class OpinionBulletinPages:
    """The addresses, over a store."""

    def __init__(self, store: Store, callers: Callers) -> None:
        self._store = store
        self._callers = callers

    @property
    def routes(self) -> list[Route]:
        """Where they are."""
        return [Route(PATH, told(self._copy, FILE_HEADERS), methods=["GET"])]

    async def _copy(self, request: Request) -> Response:
        caller = await self._callers.find(request, await self._store.version())
        session = caller.signed_in()
        caller.check_complete()
        if not session.rights.has(Right.READ):
            raise Refusal(Code.FORBIDDEN, f"没有权限：{Right.READ.called}")
        file = _FILE.fullmatch(str(request.path_params["file"]))
        if file is None:
            raise Refusal(Code.NOT_FOUND, "没有这个文件：如 official.pdf、brief.docx、brief.xlsx", "file")
        said = str(request.path_params["number"])
        number = int(said) if _NUMBER.fullmatch(said) else 0
        row, made = await copy(self._store, session, number, file["layout"], file["ending"])
        name = f"{WHAT}{row.first_day}到{row.last_day}（{CALLED[file['layout']]}）.{file['ending']}"
        return Response(made, 200, attached(name), MEDIA_TYPES[file["ending"]])
