"""A member's year as PDF: `GET /statements/{member}/{year}`, for staff who read results and the member.

The address names the member by id. It is a GET, so that telephones that save no other file save this one.
"""

import asyncio
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from callers import Callers
from documents.folder import Named, file_names
from documents.page import Page
from models.clock import CHINA
from models.store import Store
from pages import FILE_HEADERS, attached, told
from resolvers.argument import year as checked_year
from resolvers.global_id import missing, number
from services.accounts.exports import Export, mark, named, noted
from services.accounts.sessions import SessionRow
from services.refusal import Code, Refusal
from services.results.issuing import Issued, pages
from services.results.owner import seen
from services.rights.role import Right
from services.runs.board import Boards

if TYPE_CHECKING:
    from documents.pdf import Setter

PATH = "/statements/{member}/{year}"
WHAT = "履职情况说明"


class StatementPages:
    """The address, over a store."""

    def __init__(self, store: Store, boards: Boards, callers: Callers) -> None:
        self._store = store
        self._boards = boards
        self._callers = callers
        # The setter of documents does one at a time.
        self._turn = asyncio.Lock()

    @property
    def routes(self) -> list[Route]:
        """Where it is."""
        return [Route(PATH, told(self._read, FILE_HEADERS), methods=["GET"])]

    async def _read(self, request: Request) -> Response:
        caller = await self._callers.find(request, await self._store.version())
        session = caller.signed_in()
        caller.check_complete()
        member = number(str(request.path_params["member"]), "Member", "member")
        said = str(request.path_params["year"])
        year = checked_year(int(said) if said.isascii() and said.isdecimal() and len(said) == 4 else 0)
        own = not session.rights.has(Right.READ)
        at = datetime.now(UTC).astimezone(CHINA)
        who, page = await self._page(session, member, year, at, own=own)
        async with self._turn:
            file = await asyncio.to_thread(_made, who, page, at)
        export = Export(what=WHAT, form="pdf", year=year, rows=1, conditions={}, members=[member])
        await noted(self._store, session, Right.READ_OWN if own else Right.READ, export)
        return Response(file, 200, attached(file_names([who], year, "pdf")[0]), "application/pdf")

    async def _page(
        self, session: SessionRow, member: int, year: int, at: datetime, *, own: bool
    ) -> tuple[Named, Page]:
        """The words of a member's statement; raises `Refusal`. Whom one may not see is as if not there."""
        by = await named(self._store, session)
        issuer = f"{session.real_name}（本人下载）" if own else session.real_name
        issued = Issued(issuer, at.date(), mark(by, at), own)
        async with self._store.reading() as connection:
            if not await seen(connection, [member], "Member", session.rights):
                raise missing("Member", "member")
            board = await self._boards.live(connection, session.committee_id, year)
            entry = board.by_id.get(member)
            if entry is None:
                raise Refusal(Code.NOT_FOUND, f"{year} 年没有这名委员的记分", "year")
            ((who, page),) = (await pages(connection, board, [entry], issued)).items()
        return who, page


@cache
def _setter() -> "Setter":
    """What sets documents; its fonts are read once, when the first is asked for."""
    from documents.fonts import fonts
    from documents.pdf import Setter, template

    return Setter(template(), fonts())


def _made(who: Named, page: Page, at: datetime) -> bytes:
    from documents.issue import Unprintable, single

    try:
        return single(who, page, _setter(), at.date())
    except Unprintable as wrong:
        letters = "、".join(f"{letter}（U+{ord(letter):04X}）" for letter in wrong.missing[who.key])
        message = f"字体里没有 {letters}，印不出来：请管服务器的人用 luzhi statements --fonts 写"
        raise Refusal(Code.UNAVAILABLE, message) from None
