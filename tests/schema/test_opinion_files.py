"""What hangs on an opinion item: files, and whoever wrote it too: kept of each submission (议5, 14)."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from models.opinion import OpinionAuthor, OpinionText
from models.store import Store
from models.upload import Upload
from tests.documents.received.handed_in import photo
from tests.schema.opining import RETURN, SAVE, SUBMIT, TAKE_BACK, WRITTEN, errors, of_role, saved, seen
from tests.schema.papering import HAND_UP, SIGN, accepted, begun, signers, taken
from tests.schema.papering import saved as edited
from tests.services.accounts.holder import Holder, served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio


async def test_attachments_go_with_the_item_and_are_read_by_those_who_read_it(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, reviewer = of_role(http, of, "委员"), of_role(http, of, "办公室")

        async def handed_in(name: str, at: int) -> str:
            headers = {"Authorization": f"Bearer {author.token}", "Luzhi-Filename": quote(name)}
            body = photo() + b"\0" * at
            return str((await http.post("/uploads", content=body, headers=headers)).json()["id"])

        async def read(holder: Holder, file: str) -> int:
            headers = {"Authorization": f"Bearer {holder.token}"}
            return (await http.get(f"/uploads/{file}", headers=headers)).status_code

        first, second = await handed_in("a.jpg", 0), await handed_in("b.jpg", 1)
        draft = await saved(author, files=[first], coAuthors=[{"name": "王渔民"}])
        assert [one["name"] for one in draft["files"]] == ["a.jpg"]
        assert (await read(author, first), await read(reviewer, first)) == (200, 404)
        assert errors(await author.change(SUBMIT, number=1, version=1)) == []
        assert [one["name"] for one in (await seen(reviewer, 1))["files"]] == ["a.jpg"]
        assert await read(reviewer, first) == 200
        assert await read(of_role(http, of, "委员工作委员会"), first) == 404
        assert errors(await reviewer.change(RETURN, number=1, version=2)) == []
        await saved(author, number=1, version=3, files=[second])
        assert errors(await author.change(SUBMIT, number=1, version=4)) == []
        assert [one["name"] for one in (await seen(reviewer, 1))["files"]] == ["b.jpg"]
        # What was submitted first is kept, and read by those who were given it.
        assert (await read(author, first), await read(reviewer, second)) == (200, 200)
        assert [text.files for text in await rows(store, OpinionText)] == [[1], [2]]
        assert [one.text_number for one in await rows(store, OpinionAuthor)] == [1]
        assert (await seen(reviewer, 1))["coAuthors"] == []
        marked = await handed_in("秘密★.jpg", 2)
        refused = await author.change(SAVE, input={**WRITTEN, "title": "别的", "files": [marked]})
        assert errors(refused) == [("BAD_USER_INPUT", "files")]
        # With a draft that was never submitted go its files, but for those that another draft names.
        alone, shared = await handed_in("d.jpg", 3), await handed_in("e.jpg", 4)
        gone = (await saved(author, title="不要了", files=[alone, shared]))["number"]
        await saved(author, title="还要", files=[shared])
        assert errors(await author.change(TAKE_BACK, number=gone, version=1)) == []
        assert (await read(author, alone), await read(author, shared)) == (404, 200)
    assert [one.owner for one in await rows(store, Upload)][:2] == ["opinion", "opinion"]
    assert [one.erased_at is None for one in await rows(store, Upload)] == [True, True, True, False, True]


async def test_who_signs_reads_the_attachments_of_what_waits_for_them(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, editor = of_role(http, of, "委员"), of_role(http, of, "办公室")
        by = await signers(store, http, of)
        headers = {"Authorization": f"Bearer {author.token}", "Luzhi-Filename": "a.jpg"}
        file = (await http.post("/uploads", content=photo(), headers=headers)).json()["id"]
        paper = await edited(editor, await begun(editor, await accepted(author, editor, files=[file])))

        async def read() -> list[int]:
            """What each who signs is answered, in the order of the route, and who signs nothing of it."""
            told = []
            for post in ("leader_in_charge", "office_head", "chair"):
                asked = {"Authorization": f"Bearer {by[post].token}"}
                told.append((await http.get(f"/uploads/{file}", headers=asked)).status_code)
            return told

        assert await read() == [404, 404, 404]
        paper = await taken(editor, HAND_UP, paper)
        assert await read() == [200, 404, 404]
        await taken(by["leader_in_charge"], SIGN, paper)
        assert await read() == [200, 200, 404]
