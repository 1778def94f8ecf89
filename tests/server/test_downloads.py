"""Every file that can be had, for every role, in the own and another committee: the file, or its code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from models.account import Session
from models.change import Change
from models.committee import Committee
from models.store import Store
from models.tables import TABLES
from resolvers.global_id import encode
from tests.schema.worked import Worked, worked
from tests.server.test_exports import RANKING
from tests.server.test_rights_of_routes import app_over
from tests.services.accounts.holder import served
from tests.services.check_in.people import BASE
from tests.services.committee_of_ten import YEAR, rows

pytestmark = pytest.mark.anyio
MWC, OFFICE, MEMBER = "委员工作委员会", "办公室", "委员"
READING = {MWC, OFFICE, "专门委员会", "大会发言组", "结果查阅"}
PDF, SHEET = "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# By the route: where, what comes, who gets it, what the others of the committee are answered, and those of
# another, whatever they may there.
FILES: dict[str, tuple[str, str, set[str], int, int]] = {
    "/uploads/{id}": ("/uploads/<upload>", "image/jpeg", {MEMBER}, 404, 404),
    "/imports/template": (f"/imports/template?year={YEAR}", SHEET, {MWC}, 403, 200),
    "/samples/{id}": ("/samples/1", "text/html", READING, 403, 404),
    "/samples/{id}/files": ("/samples/1/files", "application/zip", READING, 403, 404),
    "/bulletins/{year}/{file}": (f"/bulletins/{YEAR}/brief.pdf", PDF, READING, 403, 409),
    "/opinion-bulletins/{number}/{file}": ("/opinion-bulletins/1/brief.docx", WORD, READING, 403, 404),
    "/bulletin-sendings/{number}": ("/bulletin-sendings/1", PDF, {MWC}, 403, 404),
    "/statements/{member}/{year}": (f"/statements/<member>/{YEAR}", PDF, READING | {MEMBER}, 404, 404),
    # Of the sign-in that the Office organises.
    "/hall/{record}": ("/hall/<hall>", "text/html", {MWC, OFFICE}, 403, 403),
    "/hall/{record}/code.svg": ("/hall/<hall>/code.svg", "image/svg+xml", {MWC, OFFICE}, 403, 403),
    "/hall/{record}/code.png": ("/hall/<hall>/code.png", "image/png", {MWC, OFFICE}, 403, 403),
    "/exports": ("/exports", "text/csv", READING, 403, 403),
}
# What is no file, or has nothing of a committee in it (tests/server/test_rights_of_routes.py).
NO_FILES = {
    *("/", "/desk", "/desk/{rest}", "/me", "/me/{rest}", "/icon.svg", "/help", "/help.css", "/help/{page}"),
    *("/help/pictures/{name}", "/assets/{path}", "/healthz", "/readyz", "/metrics", "/check-in"),
    *(
        "/sign-in",
        "/sign-in.css",
        "/hall.css",
        "/password",
        "/password.js",
        "/second-factor",
        "/check-in/{token}",
    ),
    *("/sign-in/inside", "/sign-in/inside.js", "/sign-in/inside/jsapi.js", "/sign-in/outside/code"),
    "/sign-in/outside/{provider}/complete",
}


async def test_no_download_is_left_out(sqlite_store: Store) -> None:
    routes: list[Any] = list(app_over(sqlite_store).routes)
    assert {*FILES} <= {one.path_format for one in routes}
    read = {one.path_format for one in routes if "GET" in one.methods}
    assert read == ({*FILES} - {"/exports"}) | NO_FILES


async def test_every_file_for_every_role_in_both_committees(sqlite_store: Store) -> None:
    work = await worked(sqlite_store)
    async with served(sqlite_store, public_url=BASE) as http:
        before = await kept(sqlite_store)
        for route, (where, form, may, refused, elsewhere) in FILES.items():
            path = filled(where, work)
            assert (await had(http, path, None)).status_code == 401, route
            for role, token in work.of.tokens.items():
                answer = await had(http, path, token)
                expected = 200 if role in may else refused
                # Their session was ended there.
                expected = 401 if role == "没有角色" else expected
                assert (route, role, answer.status_code) == (route, role, expected)
                if role in may:
                    assert answer.headers["content-type"].startswith(form), route
                    assert len(answer.content) > 100, route
            for role, token in work.other.tokens.items():
                told = elsewhere if role in may else refused
                assert (route, role, (await had(http, path, token)).status_code) == (route, role, told)
        assert await kept(sqlite_store) == before


async def had(http: httpx.AsyncClient, path: str, token: str | None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if path != "/exports":
        return await http.get(path, headers=headers)
    asked = {"operationName": "Ranking", "variables": RANKING, "format": "csv"}
    return await http.post(path, json=asked, headers=headers)


def filled(where: str, work: Worked) -> str:
    """An address with what stands in it."""
    told: Mapping[str, str] = {**work.ids, "member": encode("Member", work.of.members[0])}
    for name, id_ in told.items():
        where = where.replace(f"<{name}>", id_)
    return where


async def kept(store: Store) -> list[Any]:
    """All that there is but the trail, what it raises, and when sessions were seen last."""
    return [await rows(store, table) for table in TABLES if table not in (Change, Committee, Session)]
