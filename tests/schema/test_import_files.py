"""Files that are handed in for an import: whose they are, how many, how large, and when they go."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from models.clock import now
from models.store import Store
from models.upload import Upload
from services.notices.channel import Channels
from services.uploads import passing
from services.uploads.keeping import Keeping
from services.uploads.passing import KEPT
from tests.documents.received import handed_in as given
from tests.schema.importer import MWC, PREVIEW, PROPOSALS, Importer, asked, codes, table
from tests.server.handing_in import code_of, fetch, files_in, hand_in, held
from tests.services.accounts.holder import lines, served
from tests.services.accounts.office import Office, office
from workers import worker_of

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("place", ["database", "folder"])
async def test_what_nobody_imports_is_erased_after_a_day(store: Store, tmp_path: Path, place: str) -> None:
    found = await office(store)
    folder = tmp_path if place == "folder" else None
    async with served(store, uploads="" if folder is None else str(folder)) as http:
        staff = Importer(http, found.tokens[MWC])
        await staff.handed(table())
        worker = worker_of(store, Channels({}), Keeping(folder=folder))
        await worker.once()
        assert (await held(store))[:2] == (1, 1)
        async with store.writing() as connection:
            old = await now(connection) - KEPT - timedelta(seconds=1)
            await connection.execute(update(Upload).values(uploaded_at=old))
        fresh = await staff.handed(table(PROPOSALS[:1]))
        await worker.once()
        assert (await held(store))[:2] == (1, 1)
        assert len(files_in(tmp_path)) == (place == "folder")
        assert worker.ended["imports.forget", "done"] == 1
        assert [one["actor"] for one in await lines(store, "erase")] == ["过期清理"]
        assert (await staff.enter(fresh))["batch"]["entered"] == 1


async def test_an_import_stands_though_its_files_cannot_be_erased(sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    async with served(sqlite_store) as http:
        staff = Importer(http, found.tokens[MWC])
        file = await staff.handed(table(PROPOSALS[:1]))
        async with sqlite_store.writing() as connection:
            broken = "create trigger broken before update on uploads begin select raise(abort, 'x'); end"
            await connection.execute(text(broken))
        payload = await staff.enter(file)
        assert (payload["batch"]["entered"], payload["errors"]) == (1, [])
        assert (await held(sqlite_store))[0] == 1
        assert [one["title"] for one in await staff.records(batch=payload["batch"]["number"])] == ["停车"]


async def test_files_too_large_together_are_refused(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await office(sqlite_store)
    one, other = table(PROPOSALS[:1]), table(PROPOSALS[1:])
    monkeypatch.setattr(passing, "MOST_BYTES", len(one) + len(other) - 1)
    async with served(sqlite_store) as http:
        staff = Importer(http, found.tokens[MWC])
        files = [await staff.handed(one, "提案一.csv"), await staff.handed(other, "提案二.csv")]
        assert codes(await staff.enter(*files)) == [("BAD_USER_INPUT", "files")]
        assert (await staff.enter(files[0]))["batch"]["entered"] == 1


async def test_imports_do_not_use_up_the_files_of_a_day(sqlite_store: Store) -> None:
    token = (await office(sqlite_store)).tokens[MWC]
    async with served(sqlite_store, uploads_a_day=1) as http:
        staff = Importer(http, token)
        for at in range(3):
            await staff.handed(table(), f"提案{at}.csv")
        await hand_in(http, token, given.photo())
        assert code_of(await hand_in(http, token, given.photo(), status=429)) == ("TOO_MANY_ATTEMPTS", None)
        await staff.handed(table(), "提案.csv")


async def test_a_content_that_was_imported_first_is_listed_by_its_kind(store: Store) -> None:
    token = (await office(store)).tokens[MWC]
    async with served(store) as http:
        staff = Importer(http, token)
        first = await hand_in(http, token, given.photo())
        content = (await fetch(http, token, first["id"])).content
        await staff.ask("mutation ($id: ID!) { deleteUpload(id: $id) { errors { code } } }", id=first["id"])
        await staff.handed(content, "提案.jpg")
        await hand_in(http, token, given.photo())
        # The same content, once.
        assert (await held(store))[:2] == (2, 1)
        listed = await staff.ask("{ me { uploads(first: 10) { nodes { name mediaType } } } }")
        assert listed["data"]["me"]["uploads"]["nodes"] == [{"name": "照片.jpg", "mediaType": "image/jpeg"}]


async def test_a_file_is_for_whoever_handed_it_in_and_who_may_import(sqlite_store: Store) -> None:
    found: Office = await office(sqlite_store)
    async with served(sqlite_store) as http:
        staff = Importer(http, found.tokens[MWC])
        file = await staff.handed(table())
        before = await held(sqlite_store)
        for role, token in found.tokens.items():
            other = Importer(http, token)
            if role != MWC:
                assert (role, (await other.hand_in(table())).status_code) == (role, 403)
                (error,) = (await other.ask(PREVIEW, input=asked(file)))["errors"]
                assert error["extensions"]["code"] == "FORBIDDEN"
            headers = {"Authorization": f"Bearer {token}"}
            assert (await http.get(f"/uploads/{file}", headers=headers)).status_code == 404
        assert await held(sqlite_store) == before
        (unknown,) = (await staff.ask(PREVIEW, input=asked("x")))["errors"]
        assert (unknown["extensions"]["code"], unknown["extensions"]["field"]) == ("NOT_FOUND", "files")
        (elsewhere,) = (await staff.ask(PREVIEW, input={**asked(file), "committee": "dinghai"}))["errors"]
        assert elsewhere["extensions"]["field"] == "committee"
        async with sqlite_store.writing() as connection:
            old = await now(connection) - 2 * KEPT
            await connection.execute(update(Upload).values(uploaded_at=old))
        # Nobody reads what is too old, even before it is erased.
        assert (await held(sqlite_store))[0] == 1
        assert codes(await staff.enter(file)) == [("NOT_FOUND", "files")]
    refused = [one["actor"] for one in await lines(sqlite_store, "refuse")]
    assert len(refused) == len(found.tokens) - 1
