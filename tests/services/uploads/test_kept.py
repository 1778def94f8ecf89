"""How contents are kept: what a copy tells, another master key, killed writers, files that nobody has."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from models.key import KeyFile
from models.personal import Vault
from models.store import Store
from models.upload import Upload, UploadContent, UploadPiece
from services.accounts.account import close
from services.actor import Actor
from services.keys.replacing import lost, replaced
from services.refusal import Refusal
from services.slice import Slice
from services.uploads.content import sweep
from services.uploads.folder import ABANDONED_SECONDS, put
from services.uploads.keeping import Keeping
from services.uploads.upload import read, take, uploads_of
from tests.documents.received.handed_in import photo, word
from tests.process import Process
from tests.services.accounts.holder import CODE, OFFICE, opened, settle
from tests.services.members.test_phones import files_of, spelled

pytestmark = pytest.mark.anyio
KILLS = 3
PLACES = pytest.mark.parametrize("place", ["database", "folder"])


def keeping(place: str, folder: Path) -> Keeping:
    return Keeping(folder=folder / "uploads" if place == "folder" else None)


async def somebody(store: Store) -> Actor:
    """Someone with an account."""
    await settle(store)
    return Actor("张三", "web", account=await opened(store))


async def content(store: Store, kept: Keeping, actor: Actor, upload_id: int) -> bytes:
    """A file in full."""
    found = await read(store, kept, CODE, actor, upload_id)
    return b"".join([piece async for piece in found.pieces])


async def wrapped(store: Store) -> list[bytes]:
    """Every key that stands in the tables of files."""
    async with store.reading() as connection:
        found = [
            one for table in (Upload, UploadContent) for one in await connection.scalars(select(table.key))
        ]
    return [one.data for one in found if one is not None]


@PLACES
async def test_a_copy_tells_neither_content_nor_name_and_after_erasure_not_even_with_the_key(
    sqlite_store: Store, tmp_path: Path, place: str
) -> None:
    store, kept = sqlite_store, keeping(place, tmp_path)
    actor = await somebody(store)
    plain = word()
    row = await take(store, kept, CODE, actor, "停车难的建议.docx", plain)
    cleaned = await content(store, kept, actor, row.id)

    def copied() -> bytes:
        files = [one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()]
        return files_of(str(store.url).replace("+aiosqlite", "")) + b"".join(files)

    secrets = {way for text in ("停车难的建议", "document.xml") for way in spelled(text)}
    secrets |= {cleaned[at : at + 40] for at in range(0, len(cleaned) - 40, 997)}
    found = copied()
    assert [one for one in secrets if one in found] == []
    assert all(one in cleaned + row.name.encode() for one in ("停车难的建议".encode(), b"document.xml"))
    keys = await wrapped(store)
    assert len(keys) == 2
    assert all(key in found for key in keys)
    assert actor.account is not None
    await close(store, CODE, OFFICE, actor.account)
    assert await wrapped(store) == []
    with pytest.raises(Refusal, match="没有登录"):
        await read(store, kept, CODE, actor, row.id)
    # A copy that is made now has a row that says that there was something, and no key, name or content.
    async with store.reading() as connection:
        (left,) = (await connection.execute(select(Upload.content_id, Upload.key, Upload.name))).all()
        assert tuple(left) == (None, None, None)
        for table in (UploadContent, UploadPiece):
            assert (await connection.execute(select(table.id))).all() == []


async def test_files_go_on_under_another_key_and_stay_as_they_are(store: Store, tmp_path: Path) -> None:
    kept = keeping("folder", tmp_path)
    actor = await somebody(store)
    row = await take(store, kept, CODE, actor, "a.jpg", photo())
    before, former, lain = await content(store, kept, actor, row.id), store.keys, files(tmp_path)
    stood = await wrapped(store)
    (tmp_path / "another.key").write_text(f"sm {'ab' * 32}\n")
    store.keys = KeyFile(tmp_path / "another.key")
    store.vault = Vault(store.keys)
    assert await replaced(store, Vault(former), OFFICE, None) == ["舟山市政协"]
    assert await content(store, kept, actor, row.id) == before
    assert [key[:1] for key in await wrapped(store)] == [b"\2", b"\2"]
    assert not {*stood} & {*await wrapped(store)}
    assert files(tmp_path) == lain
    # The same is still found to be the same; what is new is sealed in the new suite.
    await take(store, kept, CODE, actor, "b.jpg", photo())
    assert files(tmp_path) == lain
    again = await take(store, kept, CODE, actor, "c.jpg", photo(16, 16))
    assert [one[:1] for one in set(files(tmp_path).values()) - set(lain.values())] == [b"\2"]
    assert (await content(store, kept, actor, again.id))[:3] == b"\xff\xd8\xff"


def files(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in (folder / "uploads").rglob("*") if one.is_file()}


async def test_where_the_key_is_lost_files_are_lost_and_new_ones_are_taken(
    store: Store, tmp_path: Path
) -> None:
    kept, actor = Keeping(), await somebody(store)
    row = await take(store, kept, CODE, actor, "a.jpg", photo())
    store.keys = KeyFile(tmp_path / "another.key")
    store.vault = Vault(store.keys)
    await lost(store, OFFICE, None)
    with pytest.raises(Refusal, match="没有这个文件"):
        await read(store, kept, CODE, actor, row.id)
    again = await take(store, kept, CODE, actor, "a.jpg", photo())
    assert (await content(store, kept, actor, again.id))[:3] == b"\xff\xd8\xff"


async def test_what_nobody_has_is_swept_and_what_is_being_written_is_not(
    store: Store, tmp_path: Path
) -> None:
    kept, actor = keeping("folder", tmp_path), await somebody(store)
    assert kept.folder
    await take(store, kept, CODE, actor, "a.jpg", photo())
    (wanted,) = files(tmp_path)
    for name in ("ab" * 32, "cd" * 32):
        put(kept.folder, name, [b"x"])
    draft = kept.folder / "ab" / ".draft-0"
    draft.write_bytes(b"x")
    assert await sweep(store, kept.folder) == 0
    past = time.time() - ABANDONED_SECONDS - 1
    for file in (kept.folder / wanted[:2] / wanted, kept.folder / "ab" / ("ab" * 32), draft):
        os.utime(file, (past, past))
    assert await sweep(store, kept.folder) == 2
    assert {*files(tmp_path)} == {wanted, "cd" * 32}


async def test_kill_9_loses_no_file_that_was_taken_and_leaves_none_that_nobody_has(
    store: Store, tmp_path: Path, spawn: Callable[..., Process]
) -> None:
    # In the database a file and its row are one transaction; in a folder they are two things.
    kept, actor = keeping("folder", tmp_path), await somebody(store)
    assert actor.account is not None
    assert kept.folder
    moments = random.Random(2022)
    address = store.url.render_as_string(False)
    handing = spawn(
        "-m", "tests.services.uploads.uploading_process", address, str(kept.folder), str(actor.account)
    )
    handing.wait_for("ready")
    for number in range(KILLS):
        handing.tell(str(number))
        goal = len(taken(handing)) + 1
        handing.wait_until(lambda goal=goal: len(taken(handing)) >= goal, f"{goal} files")  # type: ignore[misc]
        time.sleep(moments.uniform(0, 0.8))
        handing.tell("kill")
        handing.wait_for(f"^{number} ended -9$")
    async with store.reading() as connection:
        rows = await uploads_of(connection, store.vault, actor.account, Slice(1_000))
        contents = (await connection.scalars(select(UploadContent.name))).all()
    assert {one.id for one in rows} >= {*taken(handing)}
    for one in rows:
        assert (await content(store, kept, actor, one.id))[:3] == b"\xff\xd8\xff"
    assert len(contents) == len(rows)
    assert {*files(tmp_path)} >= {*contents}
    past = time.time() - ABANDONED_SECONDS - 1
    for file in kept.folder.rglob("*"):
        os.utime(file, (past, past))
    await sweep(store, kept.folder)
    assert {*files(tmp_path)} == {*contents}


def taken(handing: Process) -> list[int]:
    return [int(one) for one in re.findall(r"^taken (\d+)$", handing.said, re.MULTILINE)]
