"""What is found to be classified is purged (议14): nothing of it is left, but that it was there."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from models.opinion import Opinion, OpinionAuthor, OpinionDraft, OpinionStep, OpinionText
from models.opinion_paper import Paper
from models.personal import Sealed, SealedText
from models.request_key import RequestKey
from models.store import SQLiteStore, Store
from models.tables import TABLES
from models.upload import Upload, UploadContent, UploadPiece
from services.opinions.purging import sealed_tables
from tests.documents.received.handed_in import photo
from tests.schema.opining import (
    PURGE,
    RETURN,
    SAVE,
    SUBMIT,
    TAKE_BACK,
    WRITTEN,
    boxed,
    errors,
    of_role,
    saved,
    seen,
    submitted,
)
from tests.schema.papering import HAND_UP, SIGN, accepted, begun, one, signers, taken
from tests.schema.papering import saved as edited
from tests.services.accounts.holder import Holder, lines, served
from tests.services.accounts.office import Office, office
from tests.services.committee_of_ten import rows
from tests.services.members.test_phones import files_of

pytestmark = pytest.mark.anyio
ISSUED = "query ($number: Int!) { opinion(number: $number) { state issued { title issue } } }"


async def handed_in(http: Any, holder: Holder, name: str, at: int) -> str:
    headers = {"Authorization": f"Bearer {holder.token}", "Luzhi-Filename": quote(name)}
    return str((await http.post("/uploads", content=photo() + b"\0" * at, headers=headers)).json()["id"])


async def read(http: Any, holder: Holder, file: str) -> int:
    answer = await http.get(f"/uploads/{file}", headers={"Authorization": f"Bearer {holder.token}"})
    return int(answer.status_code)


async def written_and_returned(http: Any, of: Office) -> list[str]:
    """Item 1 with a file and co-authors, returned with words and being written anew with another file; the
    same with item 2 of somebody else, and item 3. The files: both, and that of item 2.
    """
    author, officer, reviewer = (of_role(http, of, role) for role in ("委员", "信息员", "办公室"))
    first, second = await handed_in(http, author, "a.jpg", 0), await handed_in(http, author, "b.jpg", 1)
    same = await handed_in(http, officer, "c.jpg", 0)
    await submitted(author, files=[first], coAuthors=[{"name": "王渔民"}])
    done = await reviewer.change(RETURN, number=1, version=2, words="第三段不能写", key="return")
    assert errors(done) == []
    await saved(author, number=1, version=3, files=[first, second], title="海岛停车更难")
    await submitted(officer, title="别人的", files=[same])
    await submitted(author, title="另一条", situation="渔港里漂着泡沫箱")
    return [first, second, same]


async def sealed(store: Store) -> list[bytes]:
    """What is sealed of item 1 and of its files, with the keys, as it is stored."""
    found: list[Any] = []
    async with store.reading() as connection:
        for table in (OpinionText, OpinionDraft, OpinionAuthor, OpinionStep):
            columns = [one for one in table.__table__.columns if isinstance(one.type, SealedText)]
            found += (await connection.execute(select(*columns).where(table.opinion_id == 1))).all()
        found += (await connection.execute(select(Opinion.key).where(Opinion.id == 1))).all()
        found += (await connection.execute(select(Upload.key, Upload.name).where(Upload.id < 4))).all()
        found += (await connection.execute(select(UploadContent.key, UploadContent.digest))).all()
        found += (await connection.execute(select(UploadPiece.data))).all()
    return [one.data for row in found for one in row if isinstance(one, Sealed)]


async def held(store: Store) -> set[bytes]:
    """All that is sealed in any table."""
    found: set[bytes] = set()
    async with store.reading() as connection:
        for table in TABLES:
            for row in await connection.execute(select(*table.__table__.columns)):
                found |= {one.data for one in row if isinstance(one, Sealed)}
    return found


async def test_nothing_of_what_was_purged_is_left_and_everybody_sees_that_it_was(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, reviewer = of_role(http, of, "委员"), of_role(http, of, "办公室")
        files = await written_and_returned(http, of)
        assert [number for number, _ in await boxed(reviewer, search="停车")] == [3, 2, 1]
        before = await sealed(store)
        # Four parts, a draft, a name, words, a key; of three files key and name; of the photograph,
        # which all of them are once they are written anew, key, digest and piece.
        assert len(before) == 8 + 3 * 2 + 3
        assert set(before) <= await held(store)
        done = await reviewer.change(PURGE, number=1, key="purge")
        assert errors(done) == []
        stub = done["opinion"]
        assert (stub["number"], stub["state"], stub["title"], stub["situation"]) == (1, "PURGED", None, None)
        assert (stub["coAuthors"], stub["files"], stub["availableActions"]) == ([], [], [])
        assert [(one["action"], one["by"], one["reason"], one["words"]) for one in stub["steps"]] == [
            ("SUBMIT", "作者", None, None),
            ("RETURN", "办公室", {"code": "incomplete"}, None),
            ("PURGE", "办公室", {"code": "state_secret"}, None),
        ]
        assert set(before) & await held(store) == set()
        # Asked again it is the same answer, without a key there is nothing left to purge.
        assert (await reviewer.change(PURGE, number=1, key="purge"))["repeated"] is True
        assert errors(await reviewer.change(PURGE, number=1)) == [("CONFLICT", "number")]
        own = await seen(author, 1)
        assert (own["state"], own["draft"], own["title"], own["availableActions"]) == (
            *("PURGED", False),
            *(None, []),
        )
        # The same file of item 2 is gone, too; the item is not.
        assert [await read(http, author, one) for one in files[:2]] == [404, 404]
        other = await seen(reviewer, 2)
        assert (other["title"], other["files"]) == ("别人的", [])
        assert [number for number, _ in await boxed(reviewer, search="停车")] == [3, 2]
        assert await boxed(reviewer, state="PURGED") == [(1, None)]
        assert errors(await author.change(SAVE, input={**WRITTEN, "number": 1, "version": 5})) == [
            ("CONFLICT", "number")
        ]
    assert (await rows(store, OpinionDraft), await rows(store, UploadContent)) == ([], [])
    # Of the request that said something not even a digest is kept.
    assert [one.key for one in await rows(store, RequestKey)] == ["purge"]
    (line,) = await lines(store, "purge")
    assert (line["entity"], line["entity_id"], line["after"]) == (
        *("opinion", 1),
        {"state": "purged", "version": 5, "why": "state_secret"},
    )
    assert [one["entity_id"] for one in await lines(store, "erase")] == [1, 2, 3]


async def test_neither_free_pages_nor_the_log_of_the_file_have_it_any_more(sqlite_store: Store) -> None:
    of = await office(sqlite_store)
    assert isinstance(sqlite_store, SQLiteStore)
    async with served(sqlite_store) as http:
        await written_and_returned(http, of)
        before, address = await sealed(sqlite_store), f"sqlite:///{sqlite_store.path}"
        assert [one for one in before if one not in files_of(address)] == []
        assert errors(await of_role(http, of, "办公室").change(PURGE, number=1)) == []
        found = files_of(address)
        assert [one for one in before if one in found] == []
        # What the others wrote is where it was looked for.
        async with sqlite_store.reading() as connection:
            left = await connection.scalar(select(OpinionText.title).where(OpinionText.opinion_id == 2))
        assert left is not None
        assert left.data in files_of(address)


async def test_who_may_purge_what_and_for_which_reasons(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, reviewer = of_role(http, of, "委员"), of_role(http, of, "办公室")
        await submitted(author)
        await saved(author, title="没有提交的")
        for role in ("委员", "信息员", "委员工作委员会"):
            refused = await of_role(http, of, role).change(PURGE, number=1)
            assert [code for code, _ in errors(refused)] == ["FORBIDDEN"]
        assert errors(await reviewer.change(PURGE, number=1, reason="untrue")) == [
            ("BAD_USER_INPUT", "reason")
        ]
        # A draft is its author's, who takes it back; there is no third.
        for number in (2, 3):
            assert errors(await reviewer.change(PURGE, number=number)) == [("NOT_FOUND", "number")]
        # What was taken back is held as well, though the Office sees it no more.
        assert errors(await author.change(TAKE_BACK, number=1, version=2)) == []
        assert await seen(reviewer, 1) is None
        assert errors(await reviewer.change(PURGE, number=1, reason="work_secret")) == []
        assert errors(await author.change(SUBMIT, number=2, version=1)) == []
    assert [one.opinion_id for one in await rows(store, OpinionText)] == [2]


async def test_the_database_lets_only_what_was_purged_go(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        reviewer = of_role(http, of, "办公室")
        await written_and_returned(http, of)
        assert errors(await reviewer.change(RETURN, number=3, version=2, words="再写")) == []
        assert errors(await reviewer.change(PURGE, number=1)) == []
    for change in (
        delete(OpinionText).where(OpinionText.opinion_id == 3),
        update(OpinionStep).where(OpinionStep.opinion_id == 3).values(words=None),
        delete(OpinionStep).where(OpinionStep.opinion_id == 1),
        update(OpinionStep).where(OpinionStep.opinion_id == 1).values(reason="work_secret"),
    ):
        with pytest.raises(DBAPIError, match="stays as it is"):
            async with store.writing() as connection:
                await connection.execute(change)


def test_every_table_that_seals_something_of_an_item_is_known() -> None:
    assert {table.name for table in sealed_tables()} == {
        *("opinion_drafts", "opinion_texts", "opinion_authors", "opinion_outcomes"),
        "opinion_ratings",
    }


async def test_papers_that_say_what_was_purged_are_read_by_nobody(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, officer, editor = (of_role(http, of, role) for role in ("委员", "信息员", "办公室"))
        by = await signers(store, http, of)
        first = await accepted(author, editor, title="涉密的")
        second = await accepted(officer, editor, title="别人的")
        third = await accepted(officer, editor, title="再一条")
        # Item 1 was let go from paper 1, whose first text says what it says, and is in paper 2.
        paper = await begun(editor, first, second)
        paper = await edited(editor, paper, items=[second])
        with_third = await begun(editor, first, third)
        assert errors(await editor.change(PURGE, number=first)) == []
        for number, version in ((1, paper["version"] + 1), (2, with_third["version"] + 1)):
            left = await one(editor, number)
            assert (left["state"], left["version"], left["text"]["title"]) == ("DROPPED", version, None)
            assert left["steps"][-1]["action"] == "PURGE"
        states = [(await seen(editor, number))["state"] for number in (first, second, third)]
        assert states == ["PURGED", "ACCEPTED", "ACCEPTED"]
        # What was signed stays signed, and nobody reads it.
        fourth = await accepted(author, editor, title="也涉密")
        issued = await taken(editor, HAND_UP, await edited(editor, await begun(editor, fourth, second)))
        for post in ("leader_in_charge", "office_head"):
            issued = await taken(by[post], SIGN, issued)
        assert errors(await editor.change(PURGE, number=fourth)) == []
        left = await one(editor, 3)
        assert (left["state"], left["issue"], left["text"]["situation"]) == ("SIGNED", 1, None)
        other = await officer.ask(ISSUED, number=second)
        assert other["data"]["opinion"] == {"state": "SIGNED", "issued": {"title": None, "issue": 1}}
    assert [paper.key for paper in await rows(store, Paper)] == [None, None, None]
