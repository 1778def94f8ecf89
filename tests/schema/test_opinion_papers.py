"""Papers made of opinion items over HTTP (议9): edited beside the original, signed, told to the authors;
what the table does not know is refused, and changes nothing.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.clock import day_of, now
from models.key import KeyFile
from models.opinion import Opinion
from models.opinion_paper import Paper, PaperItem, PaperStep, PaperText
from models.personal import Vault
from models.store import Store
from services.actor import Actor
from services.keys.replacing import lost, replaced
from services.opinions.transitions import PAPERS
from tests.schema.opining import KEEP, RETURN, errors, of_role, seen
from tests.schema.papering import (
    BEGIN,
    CALL_BACK,
    DROP,
    HAND_UP,
    ONE,
    SAVE,
    SEND_BACK,
    SIGN,
    TEXT,
    TO_PROVINCE,
    TO_UNIT,
    accepted,
    begun,
    listed,
    one,
    saved,
    signers,
    taken,
)
from tests.services.accounts.holder import Holder, codes, lines, served
from tests.services.accounts.office import MEMBER, office, offices
from tests.services.committee_of_ten import rows
from tests.services.members.test_phones import files_of, spelled

pytestmark = pytest.mark.anyio
ADMIN = Actor("系统管理员甲", "command")
OF_PAPERS = (Opinion, Paper, PaperText, PaperItem, PaperStep)
OFFICE = "办公室甲"
ISSUED = """query ($number: Int!) { opinion(number: $number) { state steps { action by } issued {
  title situation causes advice merged destination { name } vehicle { name } year issue } } }"""


async def test_a_paper_is_edited_beside_the_original_signed_and_told_to_its_author(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, editor = of_role(http, of, "委员"), of_role(http, of, "办公室")
        by = await signers(store, http, of)
        number = await accepted(author, editor)
        assert (await seen(editor, number))["availableActions"] == [
            *("KEEP_ON_FILE", "RETURN", "TAKE_UP", "PURGE")
        ]
        paper = await begun(editor, number)
        # The first text is the original, and stays.
        assert (paper["state"], paper["merged"], paper["text"]["title"]) == ("EDITING", False, "海岛停车难")
        assert (await seen(author, number))["state"] == "EDITED"
        paper = await saved(editor, paper)
        assert (paper["text"]["number"], paper["text"]["title"]) == (2, "码头停车难")
        assert (paper["items"][0]["title"], paper["items"][0]["writer"]) == ("海岛停车难", MEMBER)
        assert [each["code"] for each in paper["route"]] == ["leader_in_charge", "office_head"]
        paper = await taken(editor, HAND_UP, paper)
        assert (paper["state"], paper["awaits"]) == ("SIGNING", {"code": "leader_in_charge"})
        # Whose turn it is not knows nothing of it.
        assert await one(by["office_head"], 1) is None
        assert await listed(by["leader_in_charge"], mine=True) == [1]
        assert (await one(by["leader_in_charge"], 1))["availableActions"] == ["SIGN", "SEND_BACK"]
        paper = await taken(by["leader_in_charge"], SIGN, paper, words="同意")
        assert (paper["state"], paper["mine"], paper["awaits"]) == ("SIGNING", False, {"code": "office_head"})
        assert await listed(by["leader_in_charge"], mine=True) == []
        assert await listed(by["leader_in_charge"]) == [1]
        # The author does not yet see what was made of it.
        before = (await author.ask(ISSUED, number=number))["data"]["opinion"]
        assert (before["state"], before["issued"]) == ("EDITED", None)
        paper = await taken(by["office_head"], SIGN, paper)
        year = (await today(store)).year
        assert (paper["state"], paper["year"], paper["issue"]) == ("SIGNED", year, 1)
        assert [
            (each["action"], each["by"], each["text"], (each["post"] or {}).get("code"), each["words"])
            for each in (await one(editor, 1))["steps"]
        ] == [
            ("BEGIN", OFFICE, 1, None, None),
            ("HAND_UP", OFFICE, 2, None, None),
            ("SIGN", "分管领导甲", 2, "leader_in_charge", "同意"),
            ("ISSUE", "主任甲", 2, "office_head", None),
        ]
        told = (await author.ask(ISSUED, number=number))["data"]["opinion"]
        assert told["issued"] == {
            **TEXT,
            "merged": False,
            "destination": {"name": "部门、单位"},
            "vehicle": {"name": "转送"},
            "year": year,
            "issue": 1,
        }
        assert [(each["action"], each["by"]) for each in told["steps"]] == [
            *(("SUBMIT", "作者"), ("ACCEPT", "办公室")),
            *(("TAKE_UP", "办公室"), ("ISSUE", "办公室")),
        ]
        # What was written is theirs no less.
        assert (await seen(author, number))["title"] == "海岛停车难"
    assert [(line["entity"], line["after"]["state"]) for line in await lines(store, "issue")] == [
        ("opinion paper", "signed"),
        ("opinion", "signed"),
    ]


async def test_several_items_become_one_and_each_author_is_credited(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        member, officer = of_role(http, of, "委员"), of_role(http, of, "信息员")
        editor = of_role(http, of, "办公室")
        by = await signers(store, http, of)
        first = await accepted(member, editor, title="东港停车难", situation="甲", causes="", advice="乙")
        second = await accepted(
            officer, editor, title="西港停车难", situation="丙", advice="丁", coAuthors=[{"name": "王渔民"}]
        )
        third = await accepted(officer, editor, title="南港停车难", situation="戊", advice="己")
        paper = await begun(editor, first, second)
        assert paper["merged"]
        assert paper["text"] == {
            "number": 1,
            "title": "东港停车难",
            "situation": "甲\n丙",
            "causes": "车位只有 40 个",
            "advice": "乙\n丁",
        }
        # One more comes, another goes back and waits.
        paper = await saved(
            editor, {**paper, "items": [{"number": third}, {"number": first}]}, **TO_PROVINCE, unit=None
        )
        assert [each["number"] for each in paper["items"]] == [third, first]
        assert (await seen(officer, second))["state"] == "ACCEPTED"
        taken_twice = await editor.change(BEGIN, items=[first])
        assert errors(taken_twice) == [("CONFLICT", "number")]
        paper = await saved(
            editor, {**paper, "items": [{"number": first}, {"number": second}]}, **TO_PROVINCE, unit=None
        )
        paper = await taken(editor, HAND_UP, paper)
        for post in ("leader_in_charge", "chair"):
            paper = await taken(by[post], SIGN, paper)
        assert [(each["writer"], each["coAuthors"]) for each in paper["items"]] == [
            (MEMBER, []),
            ("信息员甲", [{"name": "王渔民", "number": None}]),
        ]
        for author, number in ((member, first), (officer, second)):
            told = (await author.ask(ISSUED, number=number))["data"]["opinion"]
            assert (told["state"], told["issued"]["merged"], told["issued"]["title"]) == (
                *("SIGNED", True),
                "码头停车难",
            )
        assert (await seen(officer, third))["state"] == "ACCEPTED"


async def today(store: Store) -> date:
    async with store.reading() as connection:
        return day_of(await now(connection))


async def test_every_step_in_every_state_and_what_is_refused_changes_nothing(store: Store) -> None:
    of = await office(store)
    after = {(source, step.action): step.to or source for step in PAPERS.steps for source in step.sources}
    async with served(store) as http:
        editor = of_role(http, of, "办公室")
        by = await signers(store, http, of)
        last, first = by["office_head"], by["leader_in_charge"]
        holders = (of_role(http, of, "委员"), editor)
        takes = {
            "save": (editor, SAVE),
            "drop": (editor, DROP),
            "hand up": (editor, HAND_UP),
            "call back": (editor, CALL_BACK),
            "sign": (first, SIGN),
            "issue": (last, SIGN),
            "send back": (first, SEND_BACK),
        }
        for state in ("editing", "signing", "signed", "dropped"):
            for action, (holder, query) in takes.items():
                awaits = "office_head" if action == "issue" else "leader_in_charge"
                number = await paper_in(store, holders, state, awaits)
                more = {}
                if action == "save":
                    items = [each["number"] for each in (await one(editor, number))["items"]]
                    more = {"input": {"items": items, **TEXT, **TO_UNIT, "title": f"{state} {action}"}}
                before = [await rows(store, table) for table in OF_PAPERS]
                done = codes(await holder.change(query, number=number, version=9, **more))
                signer = holder is not editor
                expected = [] if (state, action) in after else ["NOT_FOUND" if signer else "CONFLICT"]
                assert (state, action, done) == (state, action, expected)
                if expected:
                    assert [await rows(store, table) for table in OF_PAPERS] == before
                assert await state_of(store, number) == after.get((state, action), state)


async def paper_in(store: Store, holders: tuple[Holder, Holder], state: str, awaits: str) -> int:
    """The number of a paper in a state, in its ninth version, with an item of its own."""
    author, editor = holders
    item = await accepted(author, editor, title=f"{state} {len(await rows(store, Opinion))}")
    paper = await saved(editor, await begun(editor, item))
    number = int(paper["number"])
    values = {"state": state, "version": 9, "awaits": awaits if state == "signing" else None}
    if state == "signed":
        values |= {"issue_year": 2021, "issue_number": number}
    posts = ["leader_in_charge", "office_head"]
    async with store.writing() as connection:
        changed = update(Paper).where(Paper.id == number)
        await connection.execute(changed.values(**values, posts=[] if state == "editing" else posts))
    return number


async def state_of(store: Store, number: int) -> str:
    async with store.reading() as connection:
        return str(await connection.scalar(select(Paper.state).where(Paper.id == number)))


async def test_an_item_is_taken_up_only_after_its_first_review_and_let_go_with_its_paper(
    store: Store,
) -> None:
    of = await office(store)
    async with served(store) as http:
        author, editor = of_role(http, of, "委员"), of_role(http, of, "办公室")
        number = await accepted(author, editor)
        for state in ("submitted", "returned", "kept", "edited", "signed"):
            async with store.writing() as connection:
                await connection.execute(update(Opinion).where(Opinion.id == number).values(state=state))
            before = [await rows(store, table) for table in OF_PAPERS]
            assert (state, errors(await editor.change(BEGIN, items=[number]))) == (
                state,
                [("CONFLICT", "number")],
            )
            assert [await rows(store, table) for table in OF_PAPERS] == before
        async with store.writing() as connection:
            await connection.execute(update(Opinion).where(Opinion.id == number).values(state="withdrawn"))
        for items in ([number], [99]):
            assert errors(await editor.change(BEGIN, items=items)) == [("NOT_FOUND", "items")]
        for items in ([], [number, number], list(range(1, 22))):
            assert errors(await editor.change(BEGIN, items=items)) == [("BAD_USER_INPUT", "items")]
        async with store.writing() as connection:
            await connection.execute(update(Opinion).where(Opinion.id == number).values(state="accepted"))
        paper = await begun(editor, number)
        # In a paper it is neither kept on file nor given back by itself.
        version = (await seen(editor, number))["version"]
        for query in (KEEP, RETURN):
            assert errors(await editor.change(query, number=number, version=version)) == [
                ("CONFLICT", "number")
            ]
        assert (await taken(editor, DROP, paper))["state"] == "DROPPED"
        item = await seen(editor, number)
        assert item["state"] == "ACCEPTED"
        back = await editor.change(RETURN, number=number, version=item["version"])
        assert (errors(back), back["opinion"]["state"]) == ([], "RETURNED")


async def test_what_is_missing_or_marked_is_told_and_what_is_the_same_is_saved_once(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, editor = of_role(http, of, "委员"), of_role(http, of, "办公室")
        number = await accepted(author, editor)
        at = {"number": 1, "version": 1}
        paper = await begun(editor, number)
        missing = await editor.change(HAND_UP, **at)
        assert errors(missing) == [("BAD_USER_INPUT", "destination")]
        for given, expected in (
            ({"destination": "别处"}, ("BAD_USER_INPUT", "destination")),
            ({"vehicle": "别的"}, ("BAD_USER_INPUT", "vehicle")),
            ({"unit": " "}, ("BAD_USER_INPUT", "unit")),
            ({"coUnits": ["市交通运输局"]}, ("BAD_USER_INPUT", "coUnits")),
            ({"coUnits": ["秘 密★"]}, ("BAD_USER_INPUT", "coUnits")),
            ({"issue": 0}, ("BAD_USER_INPUT", "issueNumber")),
            ({"title": "机密★"}, ("BAD_USER_INPUT", "title")),
            ({"situation": "岛" * 10_001}, ("BAD_USER_INPUT", "situation")),
            ({"items": []}, ("BAD_USER_INPUT", "items")),
        ):
            said = {"items": [number], **TEXT, **TO_UNIT, **given}
            assert (given, errors(await editor.change(SAVE, **at, input=said))) == (given, [expected])
        whole = {"items": [number], **TEXT, **TO_UNIT}
        undeclared = await editor.change(SAVE, **at, input=whole, declared=False)
        assert errors(undeclared) == [("BAD_USER_INPUT", "notClassified")]
        # A special report goes to leaders, who name no unit.
        paper = await saved(editor, paper, destination="city_leaders")
        assert errors(await editor.change(HAND_UP, number=1, version=2)) == [("BAD_USER_INPUT", "vehicle")]
        paper = await saved(editor, paper, destination="city_leaders", vehicle="report")
        assert errors(await editor.change(HAND_UP, number=1, version=3)) == [("BAD_USER_INPUT", "unit")]
        paper = await saved(editor, paper, unit=None)
        assert errors(await editor.change(HAND_UP, number=1, version=4)) == [("BAD_USER_INPUT", "unit")]
        paper = await saved(editor, paper)
        assert (paper["version"], paper["text"]["number"]) == (5, 2)
        # Saved once more it is the same, by whichever version.
        assert (await saved(editor, {**paper, "version": 1}))["version"] == 5
        late = await editor.change(SAVE, number=1, version=4, input={**whole, "title": "别的"})
        assert errors(late) == [("CONFLICT", "version")]
        assert [text.number for text in await rows(store, PaperText)] == [1, 2]


async def test_papers_are_sealed_and_go_on_under_another_key(store: Store, tmp_path: Path) -> None:
    of = await office(store)
    async with served(store) as http:
        author, editor = of_role(http, of, "委员"), of_role(http, of, "办公室")
        await saved(editor, await begun(editor, await accepted(author, editor)))
    former = store.keys
    store.keys = KeyFile(tmp_path / "another.key")
    store.vault = Vault(store.keys)
    assert await replaced(store, Vault(former), ADMIN, None) == ["舟山市政协"]
    async with served(store) as http:
        assert (await one(of_role(http, of, "办公室"), 1))["text"]["title"] == "码头停车难"
    store.keys = KeyFile(tmp_path / "third.key")
    store.vault = Vault(store.keys)
    assert await lost(store, ADMIN, None) == ["舟山市政协"]
    async with store.reading() as connection:
        assert (await connection.execute(select(Paper.key).where(Paper.key.is_not(None)))).all() == []


async def test_nothing_that_was_edited_stands_readable_in_the_file(sqlite_store: Store) -> None:
    of = await office(sqlite_store)
    async with served(sqlite_store) as http:
        author, editor = of_role(http, of, "委员"), of_role(http, of, "办公室")
        by = await signers(sqlite_store, http, of)
        paper = await saved(editor, await begun(editor, await accepted(author, editor)))
        paper = await taken(editor, HAND_UP, paper)
        await taken(by["leader_in_charge"], SEND_BACK, paper, words="建议写具体")
    found = files_of(sqlite_store.url.render_as_string(hide_password=False))
    assert [each for each in spelled("信息员甲") if each in found] != []
    for words in ("码头停车难", "建议写具体"):
        assert [each for each in spelled(words) if each in found] == []


async def test_a_paper_is_read_by_no_other_role_and_in_no_other_committee(store: Store) -> None:
    of, other = await offices(store)
    async with served(store) as http:
        author, editor = of_role(http, of, "委员"), of_role(http, of, "办公室")
        await begun(editor, await accepted(author, editor))
        for role in of.tokens:
            someone = of_role(http, of, role)
            answer = await someone.ask(ONE, number=1)
            assert (role, answer["data"]["opinionPaper"] is not None) == (role, role == "办公室")
            assert (role, await listed(someone)) == (role, [1] if role == "办公室" else [])
        for role in other.tokens:
            someone = of_role(http, other, role)
            answer = await someone.ask(ONE, number=1)
            assert (role, answer["data"]["opinionPaper"]) == (role, None)
            assert (role, await listed(someone)) == (role, [])
        anybody = await Holder(http, headers={}).ask(ONE, number=1)
        assert anybody["errors"][0]["extensions"]["code"] == "SIGN_IN_REQUIRED"
