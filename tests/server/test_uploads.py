"""Files over HTTP: who may hand them in and read them, what is taken, and what is left when they are gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import select, update

from models.store import Store
from models.upload import Upload, UploadContent, UploadPiece
from resolvers.global_id import encode
from server import create_app
from services.accounts.account import close
from services.actor import Actor
from settings import Settings
from tests.documents.received import handed_in as given
from tests.running_server import serving
from tests.server.handing_in import bearer, code_of, fetch, files_in, hand_in, held
from tests.services.accounts.holder import CODE, ORIGIN, Holder, codes, lines, served
from tests.services.accounts.office import Office, account_of, office, offices

pytestmark = pytest.mark.anyio
Json = Any
UPLOADS = """{ me { uploads(first: 10) { totalCount nodes { id name mediaType bytes } } } }"""
DELETE = "mutation ($id: ID!) { deleteUpload(id: $id) { errors { code field } } }"
NOT_THERE = {
    "errors": [
        {"message": "没有这个文件，或者不是给您看的", "extensions": {"code": "NOT_FOUND", "field": "id"}}
    ]
}
PLACES = pytest.mark.parametrize("place", ["database", "folder"])


def kept_in(place: str, folder: Path) -> dict[str, str]:
    """The settings by which files are kept there."""
    return {"uploads": str(folder)} if place == "folder" else {}


@PLACES
async def test_a_file_comes_back_to_whoever_handed_it_in_and_to_nobody_else(
    store: Store, tmp_path: Path, place: str
) -> None:
    own, other = await offices(store)
    token = own.tokens["专门委员会"]
    async with served(store, **kept_in(place, tmp_path)) as http:
        taken = await hand_in(http, token, given.photo(), "停车场.jpg")
        assert set(taken) == {"id", "name", "mediaType", "bytes"}
        assert (taken["name"], taken["mediaType"]) == ("停车场.jpg", "image/jpeg")
        found = await fetch(http, token, taken["id"])
        assert found.status_code == 200
        assert found.content[:3] == b"\xff\xd8\xff"
        assert len(found.content) == taken["bytes"]
        assert given.WHO.encode() not in found.content
        assert {name: found.headers[name] for name in TOLD} == TOLD
        # Not others of the committee, whatever their role, not another committee; as if it were not there.
        strangers = [*(one for one in own.tokens.values() if one != token), *other.tokens.values()]
        for stranger in strangers:
            refused = await fetch(http, stranger, taken["id"])
            assert (refused.status_code, refused.json()) == (404, NOT_THERE)
        for unknown in (
            encode("Upload", 99),
            encode("Record", own.record),
            "x",
            "A" * 61,
        ):
            refused = await fetch(http, token, unknown)
            assert (unknown, refused.status_code, refused.json()) == (unknown, 404, NOT_THERE)
        assert code_of((await fetch(http, None, taken["id"])).json()) == ("SIGN_IN_REQUIRED", None)
        assert [one.kind for one in await seen(store)] == ["jpg"]
        assert bool(files_in(tmp_path)) == (place == "folder")
        mine = (await Holder(http, token=token, headers={}).ask(UPLOADS))["data"]["me"]["uploads"]
        assert mine == {"totalCount": 1, "nodes": [taken]}
        theirs = await Holder(http, token=own.tokens["办公室"], headers={}).ask(UPLOADS)
        assert theirs["data"]["me"]["uploads"] == {"totalCount": 0, "nodes": []}
    told = [(one["actor"], one["action"], one["after"]) for one in await lines(store, "upload", "read")]
    (number,) = {one["account"] for _, _, one in told}
    assert told == [
        ("专门委员会甲", "upload", {"account": number, "kind": "jpg", "bytes": taken["bytes"]}),
        ("专门委员会甲", "read", {"account": number}),
    ]


TOLD = {
    "content-type": "image/jpeg",
    "content-disposition": "attachment; filename*=UTF-8''%E5%81%9C%E8%BD%A6%E5%9C%BA.jpg",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


async def seen(store: Store) -> list[Any]:
    async with store.reading() as connection:
        return list((await connection.execute(select(UploadContent.kind))).all())


async def test_every_kind_is_taken_for_what_it_is(store: Store) -> None:
    own = await office(store)
    token = own.tokens["没有角色"]
    made = {
        "a.pdf": given.pdf(),
        "a.docx": given.word(),
        "a.xlsx": given.sheet(),
        "a.png": given.photo(kind="PNG"),
    }
    async with served(store) as http:
        for name, content in made.items():
            # Whatever its name says.
            taken = await hand_in(http, token, content, "a.exe")
            assert taken["name"] == f"a.exe{name[1:]}"
            found = await fetch(http, token, taken["id"])
            assert found.headers["content-type"] == taken["mediaType"]
            assert given.WHO.encode() not in found.content
        for wrong in (
            b"",
            b"MZ\x90\0",
            given.photo()[:300],
            given.with_password(),
            b"<html><script>1</script>",
        ):
            refused = await hand_in(http, token, wrong, "a.jpg", status=400)
            assert code_of(refused) == ("BAD_USER_INPUT", "file")
    assert (await held(store))[:2] == (4, 4)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("../../etc/照片.jpg", "照片.jpg"),
        (r"C:\Users\张三\照片.JPEG", "照片.JPEG"),
        ("照片", "照片.jpg"),
        ("照片.jpg\r\nX: 1", "照片.jpgX: 1.jpg"),
        ("gpj.\u202e照片", "gpj.照片.jpg"),
        (" .jpg", "jpg.jpg"),
        ("", None),
        ("照片/", None),
        ("片" * 201, None),
        (None, None),
    ],
)
async def test_a_name_is_no_path(sqlite_store: Store, said: str | None, name: str | None) -> None:
    token = (await office(sqlite_store)).tokens["办公室"]
    async with served(sqlite_store) as http:
        answer = await hand_in(http, token, given.photo(), said, status=400 if name is None else 201)
    assert answer.get("name") == name
    if name is None:
        assert code_of(answer)[0] == "BAD_USER_INPUT"


async def test_what_is_too_large_is_not_read_to_its_end(store: Store) -> None:
    token = (await office(store)).tokens["办公室"]
    most, read = 2_000, 0
    settings = Settings(port=0, upload_bytes=most)

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1_000
            yield b"\xff\xd8\xff" + bytes(997)

    async with served(store, upload_bytes=most) as http:
        for content in (bytes(most + 1), endless()):
            answer = await http.post("/uploads", content=content, headers=bearer(token))
            assert (answer.status_code, code_of(answer.json())) == (413, ("QUERY_TOO_LARGE", "file"))
        assert read <= 4_000
        assert len(given.photo()) <= most
        await hand_in(http, token, given.photo())
    opened = Store.open(store.url.render_as_string(False))
    async with serving(create_app(settings, opened), settings) as port:
        # Answered before a byte of the body has come.
        assert b" 413 " in await spoken(port, token, length=10**9, body=b"", hang_up=False)


async def spoken(port: int, token: str, length: int, body: bytes, *, hang_up: bool) -> bytes:
    """The first line of what a server says to a request whose body does not come to its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /uploads HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
    writer.write(f"{head}Luzhi-Filename: a.jpg\r\nContent-Length: {length}\r\n\r\n".encode() + body)
    await writer.drain()
    said = b"" if hang_up else await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    return said


async def test_who_hangs_up_in_the_middle_leaves_nothing(store: Store, tmp_path: Path) -> None:
    token = (await office(store)).tokens["办公室"]
    settings = Settings(port=0, uploads=str(tmp_path))
    opened = Store.open(store.url.render_as_string(False))
    content = given.photo()
    async with serving(create_app(settings, opened), settings) as port:
        await spoken(port, token, len(content), content[:-1], hang_up=True)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
            # Until the server has heard of it, the same person is still handing something in.
            async with asyncio.timeout(10):
                while (
                    answer := await http.post("/uploads", content=b"", headers=bearer(token))
                ).status_code == 503:
                    await asyncio.sleep(0.02)
            assert answer.status_code == 400
            assert await held(store) == (0, 0, 0)
            assert files_in(tmp_path) == []
            await hand_in(http, token, content)
    assert (await held(store))[:2] == (1, 1)


@PLACES
async def test_the_same_content_is_kept_once_until_the_last_who_has_it_erases_it(
    store: Store, tmp_path: Path, place: str
) -> None:
    own, other = await offices(store)
    first, second = own.tokens["办公室"], own.tokens["专门委员会"]
    async with served(store, **kept_in(place, tmp_path)) as http:
        taken = await asyncio.gather(*(hand_in(http, one, given.pdf(), "甲.pdf") for one in (first, second)))
        # Neither is told that somebody else has it.
        assert taken[0] | {"id": ""} == taken[1] | {"id": ""}
        assert (await held(store))[:2] == (2, 1)
        assert len(files_in(tmp_path)) == (place == "folder")
        await hand_in(http, other.tokens["办公室"], given.pdf(), "甲.pdf")
        assert (await held(store))[:2] == (3, 2)
        one, two = (Holder(http, token=each, headers={}) for each in (first, second))
        for wrong in (taken[1]["id"], encode("Upload", 99), encode("Record", 1), "x"):
            refused = await one.change(DELETE, id=wrong)
            assert refused["errors"] == [{"code": "NOT_FOUND", "field": "id"}]
        assert codes(await one.change(DELETE, id=taken[0]["id"])) == []
        assert codes(await one.change(DELETE, id=taken[0]["id"])) == ["NOT_FOUND"]
        assert (await fetch(http, first, taken[0]["id"])).json() == NOT_THERE
        assert (await fetch(http, second, taken[1]["id"])).status_code == 200
        assert codes(await two.change(DELETE, id=taken[1]["id"])) == []
        assert (await held(store))[:2] == (1, 1)
        assert len(files_in(tmp_path)) == (place == "folder")
    assert len(await lines(store, "erase")) == 2


async def test_there_are_so_many_a_day_and_so_much_in_all(store: Store) -> None:
    own, other = await offices(store)
    token = own.tokens["办公室"]
    async with served(store, uploads_a_day=2) as http:
        first = await hand_in(http, token, given.photo())
        # What was erased counts: else nobody would be bound.
        await Holder(http, token=token, headers={}).change(DELETE, id=first["id"])
        await hand_in(http, token, given.photo())
        assert code_of(await hand_in(http, token, given.photo(), status=429)) == ("TOO_MANY_ATTEMPTS", None)
        await hand_in(http, own.tokens["专门委员会"], given.photo())
    size = first["bytes"]
    async with served(store, upload_total_bytes=max(1_024, 3 * size - 1)) as http:
        assert code_of(await hand_in(http, token, given.photo(), status=409)) == ("CONFLICT", None)
        await hand_in(http, other.tokens["办公室"], given.photo())
    async with served(store, upload_total_bytes=3 * size + len(given.photo())) as http:
        await hand_in(http, token, given.photo())


async def test_a_page_of_another_site_hands_nothing_in(store: Store) -> None:
    await office(store, second_factor="off")
    async with served(store) as http:
        sent = {"Luzhi-Filename": "a.jpg"}
        signed = Holder(http, phone=PHONE_OF_OFFICE)
        assert codes(await signed.sign_in()) == []
        for headers, status in (
            (sent, 403),
            (sent | {"Origin": "https://evil.example"}, 403),
            (sent | {"Sec-Fetch-Site": "cross-site"}, 403),
            ({"Origin": ORIGIN}, 400),
            (sent | {"Origin": ORIGIN}, 201),
            (sent | {"Sec-Fetch-Site": "same-origin"}, 201),
        ):
            answer = await http.post("/uploads", content=given.photo(), headers=headers)
            assert (headers, answer.status_code) == (headers, status)
    assert (await held(store))[:2] == (2, 1)


PHONE_OF_OFFICE = "13905800104"


async def test_before_the_second_factor_nothing_is_handed_in(store: Store) -> None:
    token = (await office(store, second_factor="required")).tokens["办公室"]
    async with served(store) as http:
        assert code_of(await hand_in(http, token, given.photo(), status=401)) == (
            "SECOND_FACTOR_REQUIRED",
            None,
        )
        assert code_of((await fetch(http, token, encode("Upload", 1))).json()) == (
            "SECOND_FACTOR_REQUIRED",
            None,
        )
        refused = await Holder(http, token=token, headers={}).change(DELETE, id=encode("Upload", 1))
        assert codes(refused) == ["SECOND_FACTOR_REQUIRED"]
    assert await held(store) == (0, 0, 0)


@PLACES
async def test_what_was_changed_in_the_store_is_not_answered(
    store: Store, tmp_path: Path, place: str
) -> None:
    token = (await office(store)).tokens["办公室"]
    async with served(store, **kept_in(place, tmp_path)) as http:
        taken = await hand_in(http, token, given.photo())
        if place == "folder":
            (file,) = files_in(tmp_path)
            lain = file.read_bytes()
            file.write_bytes(lain[:-1] + bytes([lain[-1] ^ 1]))
        else:
            async with store.writing() as connection:
                other = select(Upload.key).scalar_subquery()
                await connection.execute(update(UploadPiece).values(data=other))
        assert code_of((await fetch(http, token, taken["id"])).json()) == ("KEY_MISSING", None)
        if place == "folder":
            file.unlink()
            assert code_of((await fetch(http, token, taken["id"])).json()) == ("UNAVAILABLE", None)


@PLACES
async def test_a_large_file_comes_back_whole_and_piece_by_piece(
    store: Store, tmp_path: Path, place: str
) -> None:
    token = (await office(store)).tokens["办公室"]
    drawing = noise(700)
    async with served(store, **kept_in(place, tmp_path)) as http:
        taken = await hand_in(http, token, drawing, "图.png")
        assert taken["bytes"] > 3 * (256 << 10)
        found = await fetch(http, token, taken["id"])
        assert shown(found.content) == shown(drawing)


def noise(size: int) -> bytes:
    """A drawing that cannot be packed."""
    written = BytesIO()
    Image.effect_noise((size, size), 90).convert("RGB").save(written, "PNG")
    return written.getvalue()


def shown(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as picture:
        return picture.tobytes()


async def test_whoever_leaves_while_a_file_is_on_its_way_leaves_none(store: Store) -> None:
    token = (await office(store)).tokens["办公室"]
    content = given.photo()

    async def slowly() -> AsyncIterator[bytes]:
        yield content[:100]
        number = await account_of(store, "办公室甲")
        await close(store, CODE, Actor("系统管理员甲", "command"), number)
        yield content[100:]

    async with served(store) as http:
        answer = await http.post("/uploads", content=slowly(), headers=bearer(token))
        assert (answer.status_code, code_of(answer.json())) == (401, ("SIGN_IN_REQUIRED", None))
    assert await held(store) == (0, 0, 0)


async def test_a_leavers_files_go_with_the_account(store: Store) -> None:
    own: Office = await office(store)
    token = own.tokens["办公室"]
    async with served(store) as http:
        await hand_in(http, token, given.photo())
        await hand_in(http, own.tokens["专门委员会"], given.pdf(), "a.pdf")
        await close(store, CODE, Actor("系统管理员甲", "command"), await account_of(store, "办公室甲"))
    assert (await held(store))[:2] == (1, 1)
    (line,) = await lines(store, "close")
    assert line["after"]["uploads erased"] == 1
