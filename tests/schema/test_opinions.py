"""Opinion items over HTTP (议2 to 9, 14): who writes, who reviews, what each sees, what is never held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.key import KeyFile
from models.opinion import STATES, Opinion, OpinionDraft, OpinionStep, OpinionText
from models.personal import Vault
from models.request_key import RequestKey
from models.store import Store
from resolvers.global_id import encode
from services.accounts.account import close as close_account
from services.actor import Actor
from services.keys.replacing import lost, replaced
from services.opinions.transitions import ITEMS
from tests.schema.opining import (
    ACCEPT,
    KEEP,
    OWN,
    PURGE,
    RETURN,
    SAVE,
    SUBMIT,
    TAKE_BACK,
    WRITTEN,
    boxed,
    errors,
    found,
    of_role,
    saved,
    seen,
    submitted,
)
from tests.services.accounts.holder import Holder, codes, lines, served
from tests.services.accounts.office import MEMBER, account_of, office
from tests.services.committee_of_ten import rows
from tests.services.members.test_phones import files_of, spelled

pytestmark = pytest.mark.anyio
ADMIN = Actor("系统管理员甲", "command")
OF_ITEMS = (Opinion, OpinionDraft, OpinionText, OpinionStep)
BY = {
    "submit": ("委员", SUBMIT),
    "withdraw": ("委员", TAKE_BACK),
    "accept": ("办公室", ACCEPT),
    "keep on file": ("办公室", KEEP),
    "return": ("办公室", RETURN),
    "purge": ("办公室", PURGE),
}


async def test_an_item_is_written_on_two_devices_returned_improved_and_accepted(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, reviewer = of_role(http, of, "委员"), of_role(http, of, "办公室")
        draft = await saved(author)
        assert (draft["state"], draft["version"], draft["draft"], draft["writer"]) == (
            *("DRAFT", 1, True),
            MEMBER,
        )
        assert draft["availableActions"] == ["SAVE", "SUBMIT", "WITHDRAW"]
        # The three parts, without blanks: 18, 7 and 12.
        assert (draft["characters"], draft["warnings"], draft["due"]) == (37, [], None)
        # Pressed twice, it is the same draft.
        assert (await saved(author))["number"] == draft["number"] == 1
        # Another device goes on with the first version, too late.
        first = await saved(author, number=1, version=1, title="码头停车难")
        assert first["version"] == 2
        late = await author.change(SAVE, input={**WRITTEN, "number": 1, "version": 1, "title": "别的"})
        assert errors(late) == [("CONFLICT", "version")]
        # What is there word for word is no conflict: the answer to the first was lost.
        assert (await saved(author, number=1, version=1, title="码头停车难"))["version"] == 2
        # Nobody else knows of it.
        assert await boxed(reviewer) == []
        assert await seen(reviewer, 1) is None
        done = await author.change(SUBMIT, number=1, version=2, key="k")
        assert errors(done) == []
        again = await author.change(SUBMIT, number=1, version=2, key="k")
        assert (again["repeated"], again["opinion"]) == (True, done["opinion"])
        item = await seen(reviewer, 1)
        assert (item["title"], item["situation"]) == ("码头停车难", WRITTEN["situation"])
        assert (item["area"]["code"], item["urgency"], item["source"]["code"]) == (
            *("livelihood", {"code": "ordinary", "days": 5}),
            "own",
        )
        assert item["availableActions"] == ["ACCEPT", "KEEP_ON_FILE", "RETURN", "PURGE"]
        back = await reviewer.change(RETURN, number=1, version=3, words="写明是哪几天", key="r")
        assert (errors(back), back["opinion"]["state"]) == ([], "RETURNED")
        own = await seen(author, 1)
        assert [(one["action"], one["by"], one["reason"], one["words"]) for one in own["steps"]] == [
            ("SUBMIT", "作者", None, None),
            ("RETURN", "办公室", {"code": "incomplete"}, "写明是哪几天"),
        ]
        # As it was it is not submitted again.
        assert errors(await author.change(SUBMIT, number=1, version=4)) == [("CONFLICT", "number")]
        await saved(author, number=1, version=4, title="码头停车难")
        assert errors(await author.change(SUBMIT, number=1, version=5)) == [("CONFLICT", "number")]
        better = await saved(author, number=1, version=5, situation="八月 1 日到 12 日停不下车")
        assert (better["state"], better["draft"], better["version"]) == ("RETURNED", True, 6)
        # The Office still sees what it gave back.
        assert (await seen(reviewer, 1))["situation"] == WRITTEN["situation"]
        assert errors(await author.change(SUBMIT, number=1, version=6)) == []
        assert (await seen(reviewer, 1))["situation"] == "八月 1 日到 12 日停不下车"
        assert errors(await reviewer.change(ACCEPT, number=1, version=7)) == []
        last = await seen(author, 1)
        assert (last["state"], last["availableActions"], len(last["steps"])) == ("ACCEPTED", [], 4)
        assert await boxed(reviewer, state="ACCEPTED", area="livelihood") == [(1, "海岛停车难")]
        assert await boxed(reviewer, state="SUBMITTED") == []
    assert [text.number for text in await rows(store, OpinionText)] == [1, 2]
    assert await rows(store, OpinionDraft) == []
    (line,) = await lines(store, "return")
    assert (line["entity"], line["after"]) == (
        *("opinion",),
        {"state": "returned", "version": 4, "why": "incomplete"},
    )


async def test_every_step_in_every_state_and_what_is_refused_changes_nothing(store: Store) -> None:
    of = await office(store)
    after = {(source, one.action): one.to for one in ITEMS.steps for source in one.sources if one.to}
    async with served(store) as http:
        holders = {role: of_role(http, of, role) for role in ("委员", "办公室")}
        for state in STATES:
            for action, (role, query) in BY.items():
                number = await begun(store, holders["委员"], state)
                before = [await rows(store, table) for table in OF_ITEMS]
                done = codes(await holders[role].change(query, number=number, version=1))
                hidden = role == "办公室" and state in ("draft", "withdrawn")
                expected = [] if (state, action) in after else ["NOT_FOUND" if hidden else "CONFLICT"]
                assert (state, action, done) == (state, action, expected)
                if expected:
                    assert [await rows(store, table) for table in OF_ITEMS] == before
                assert await state_of(store, number) == after.get((state, action), state)


async def begun(store: Store, author: Holder, state: str) -> int:
    """The number of an item in a state, in its first version; of one that may be submitted there is a text
    to submit.
    """
    number = int((await saved(author, title=f"{state} {await newest(store)}"))["number"])
    async with store.writing() as connection:
        of_number = update(Opinion).where(Opinion.id == number)
        when = None if state == "draft" else Opinion.begun_at
        key = None if state == "draft" else store.vault.new().wrapped
        told = {"submitted_at": when, "key": key, "area": "policy", "text_number": int(state != "draft")}
        await connection.execute(of_number.values(state=state, **told))
    return number


async def newest(store: Store) -> int:
    return len(await rows(store, Opinion))


async def state_of(store: Store, number: int) -> str:
    async with store.reading() as connection:
        return str(await connection.scalar(select(Opinion.state).where(Opinion.id == number)))


async def test_what_is_classified_is_refused_and_nothing_of_it_is_kept(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author = of_role(http, of, "委员")
        before = [await rows(store, table) for table in (*OF_ITEMS, RequestKey)]
        undeclared = await author.change(SAVE, input={**WRITTEN, "notClassified": False})
        assert errors(undeclared) == [("BAD_USER_INPUT", "notClassified")]
        for given, field in (
            ({"causes": "见文件（机 密 ★ 三年）"}, "causes"),
            # What nobody sees in between: taken away when it is kept, or kept.
            ({"causes": "机\u200b密★"}, "causes"),
            ({"title": "机密\ufe0f★"}, "title"),
            ({"coAuthors": [{"name": "秘密★"}]}, "coAuthors"),
            ({"coAuthors": [{"name": "王渔民", "number": "秘\u200b密★"}]}, "coAuthors"),
        ):
            marked = await author.change(SAVE, input={**WRITTEN, **given})
            assert errors(marked) == [("BAD_USER_INPUT", field)]
        assert [await rows(store, table) for table in (*OF_ITEMS, RequestKey)] == before
        await saved(author)
        late = await author.change(SUBMIT, number=1, version=1, declared=False)
        assert errors(late) == [("BAD_USER_INPUT", "notClassified")]


async def test_what_is_missing_is_told_at_once_and_what_is_long_is_warned_of_or_refused(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author = of_role(http, of, "委员")
        await saved(author, title="", situation="", advice="", area=None)
        missing = await author.change(SUBMIT, number=1, version=1)
        assert [field for _, field in errors(missing)] == ["title", "area", "situation", "advice"]
        # 1,500 are counted without blanks; causes have 7, advice 12.
        assert (await saved(author, situation="岛 " * 1481))["warnings"] == []
        told = await saved(author, situation="岛" * 1482)
        assert told["warnings"] == ["一般不超过 1,500 字，现在 1,501 字：请看能不能再精炼"]
        assert (await saved(author, situation="岛" * 9981))["characters"] == 10_000
        for given, field in (
            ({"situation": "岛" * 9982}, "situation"),
            ({"title": "岛" * 61}, "title"),
            ({"area": "别的"}, "area"),
            ({"urgency": "别的"}, "urgency"),
            ({"coAuthors": [{"name": " "}]}, "coAuthors"),
            ({"coAuthors": [{"name": "王渔民"}] * 2}, "coAuthors"),
            ({"coAuthors": [{"name": "王渔民"}, {"name": "王 渔民"}]}, "coAuthors"),
            (
                {"coAuthors": [{"name": "赵一", "number": "001"}, {"name": "赵一", "number": "1"}]},
                "coAuthors",
            ),
        ):
            refused = await author.change(SAVE, input={**WRITTEN, **given})
            assert errors(refused) == [("BAD_USER_INPUT", field)]
        unknown = await author.change(SAVE, input={**WRITTEN, "files": [encode("Upload", 9)]})
        assert errors(unknown) == [("NOT_FOUND", "files")]
        other = await saved(author, follows=1)
        follows = await author.change(SUBMIT, number=other["number"], version=1)
        assert errors(follows) == [("NOT_FOUND", "follows")]
        reviewer = of_role(http, of, "办公室")
        number = await submitted(author, title="接着")
        unlisted = await reviewer.change(RETURN, number=number, version=2, reason="别的")
        assert errors(unlisted) == [("BAD_USER_INPUT", "reason")]


async def test_co_authors_read_what_was_submitted_and_whoever_wrote_it_does_not_review(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        officer, member = of_role(http, of, "信息员"), of_role(http, of, "委员")
        wrong = await saved(officer, title="错的", coAuthors=[{"name": "赵一", "number": "002"}])
        refused = await officer.change(SUBMIT, number=wrong["number"], version=1)
        assert errors(refused) == [("BAD_USER_INPUT", "coAuthors")]
        # Numbers are compared as in every file: 1 is 001.
        draft = await saved(officer, coAuthors=[{"name": "赵 一", "number": "1"}, {"name": "王渔民"}])
        number = draft["number"]
        assert await found(member, OWN, "me", "opinions") == []
        assert await seen(member, number) is None
        assert errors(await officer.change(SUBMIT, number=number, version=1)) == []
        item = await seen(member, number)
        assert (item["own"], item["writer"], item["availableActions"]) == (False, "信息员甲", [])
        assert item["coAuthors"] == [{"name": "赵一", "number": "001"}, {"name": "王渔民", "number": None}]
        assert await found(member, OWN, "me", "opinions") == [(number, "海岛停车难")]
        taken = await member.change(TAKE_BACK, number=number, version=2)
        assert errors(taken) == [("FORBIDDEN", "number")]
        # Whoever neither wrote it nor reviews knows nothing of it.
        other = of_role(http, of, "委员工作委员会")
        assert await seen(other, number) is None
        async with store.writing() as connection:
            theirs = update(Opinion).where(Opinion.id == number)
            await connection.execute(theirs.values(account_id=await account_of(store, "办公室甲")))
        own = await of_role(http, of, "办公室").change(ACCEPT, number=number, version=2)
        assert errors(own) == [("SECOND_PERSON_REQUIRED", "actor")]


async def test_what_was_taken_back_is_no_more_the_offices_and_a_draft_leaves_nothing(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, reviewer = of_role(http, of, "委员"), of_role(http, of, "办公室")
        number = await submitted(author)
        assert await boxed(reviewer) == [(number, "海岛停车难")]
        assert errors(await author.change(TAKE_BACK, number=number, version=2)) == []
        assert await boxed(reviewer) == []
        assert await seen(reviewer, number) is None
        assert (await seen(author, number))["title"] == "海岛停车难"
        other = (await saved(author, title="没有提交的"))["number"]
        taken = await author.change(TAKE_BACK, number=other, version=1)
        assert (errors(taken), taken["opinion"]["title"]) == ([], None)
        # What was never submitted is in no list.
        assert await found(author, OWN, "me", "opinions") == [(number, "海岛停车难")]
    assert await rows(store, OpinionDraft) == []


async def test_what_is_sealed_goes_on_under_another_key_and_a_draft_goes_with_its_author(
    store: Store, tmp_path: Path
) -> None:
    of = await office(store)
    async with served(store) as http:
        number = await submitted(of_role(http, of, "委员"), coAuthors=[{"name": "王渔民"}])
        await saved(of_role(http, of, "委员"), title="没有提交的")
    former = store.keys
    store.keys = KeyFile(tmp_path / "another.key")
    store.vault = Vault(store.keys)
    assert await replaced(store, Vault(former), ADMIN, None) == ["舟山市政协"]
    async with served(store) as http:
        author, reviewer = of_role(http, of, "委员"), of_role(http, of, "办公室")
        assert [title for _, title in await found(author, OWN, "me", "opinions")] == [
            "没有提交的",
            "海岛停车难",
        ]
        await close_account(store, of.code, ADMIN, await account_of(store, MEMBER))
        # What was submitted outlasts its author's account.
        item = await seen(reviewer, number)
        assert (item["title"], item["writer"]) == ("海岛停车难", "（已注销）")
        assert item["coAuthors"] == [{"name": "王渔民", "number": None}]
    store.keys = KeyFile(tmp_path / "third.key")
    store.vault = Vault(store.keys)
    assert await lost(store, ADMIN, None) == ["舟山市政协"]
    async with store.reading() as connection:
        columns = select(Opinion.key).where(Opinion.key.is_not(None))
        assert (await connection.execute(columns)).all() == []


async def test_nothing_that_was_written_stands_readable_in_the_file(sqlite_store: Store) -> None:
    of = await office(sqlite_store)
    async with served(sqlite_store) as http:
        author = of_role(http, of, "委员")
        await submitted(author, coAuthors=[{"name": "王渔民"}])
        await saved(author, title="没有提交的")
    found = files_of(sqlite_store.url.render_as_string(hide_password=False))
    # The name of the account is there, so that it was looked for in the right files.
    assert [one for one in spelled("信息员甲") if one in found] != []
    for words in ("海岛停车难", "王渔民", "没有提交的"):
        assert [one for one in spelled(words) if one in found] == []


async def test_what_is_overdue_is_found(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, reviewer = of_role(http, of, "委员"), of_role(http, of, "办公室")
        await submitted(author)
        await submitted(author, title="别的", urgency="urgent")
        async with store.writing() as connection:
            # No five working days are more than twenty days.
            late = update(Opinion).where(Opinion.id == 1)
            await connection.execute(late.values(submitted_at=datetime.now(UTC) - timedelta(20)))
        assert (await seen(reviewer, 1))["overdue"] is True
        assert await boxed(reviewer, overdue=True) == [(1, "海岛停车难")]
        assert await boxed(reviewer, overdue=False) == [(2, "别的")]
        assert await boxed(reviewer, urgency="urgent") == [(2, "别的")]
