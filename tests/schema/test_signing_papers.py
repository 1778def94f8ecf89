"""Who signs papers over HTTP (议9): whoever holds the post on that day, and nobody for another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from models.opinion import Opinion
from models.post import Post
from models.store import Store
from services.accounts.account import close as close_account
from services.actor import Actor
from tests.schema.opining import errors, of_role
from tests.schema.papering import (
    APPOINT,
    BEGIN,
    CALL_BACK,
    END,
    HAND_UP,
    HOLDERS,
    POSTS,
    SEND_BACK,
    SIGN,
    accepted,
    begun,
    joined,
    listed,
    one,
    saved,
    signers,
    taken,
)
from tests.schema.test_opinion_papers import today
from tests.services.accounts.holder import codes, lines, served
from tests.services.accounts.office import account_of, office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
OFFICE, ADMIN = "办公室甲", Actor("系统管理员甲", "command")


async def test_nobody_signs_for_another_but_who_stands_in(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, editor = of_role(http, of, "委员"), of_role(http, of, "办公室")
        granting = of_role(http, of, "安全管理员")
        by = await signers(store, http, of)
        deputy = await joined(store, http, "副主任甲", 9)
        day = await today(store)
        paper = await saved(editor, await begun(editor, await accepted(author, editor)))
        paper = await taken(editor, HAND_UP, paper)
        at = {"number": 1, "version": paper["version"]}
        # Not the second before the first, nor one who edits, nor one without a post.
        for holder, code in ((by["office_head"], "NOT_FOUND"), (deputy, "NOT_FOUND"), (editor, "FORBIDDEN")):
            assert codes(await holder.change(SIGN, **at)) == [code]
        stands_in = {"post": "leader_in_charge", "account": await account_of(store, "副主任甲")}
        stands_in |= {"standsIn": True}
        endless = await granting.change(APPOINT, input=stands_in)
        assert errors(endless) == [("BAD_USER_INPUT", "lastDay")]
        stands_in |= {"lastDay": (day + timedelta(3)).isoformat()}
        noted = await granting.change(APPOINT, input=stands_in, key="k")
        assert noted["post"] == {"number": 5, "name": "副主任甲", "insteadOf": "分管领导甲", "current": True}
        assert (await granting.change(APPOINT, input=stands_in, key="k"))["repeated"]
        # As long as that lasts, one signs by the post: the holder does not.
        assert codes(await by["leader_in_charge"].change(SIGN, **at)) == ["NOT_FOUND"]
        paper = await taken(deputy, SIGN, paper, words="同意")
        (signature,) = [each for each in paper["steps"] if each["action"] == "SIGN"]
        assert (signature["by"], signature["insteadOf"], signature["post"]) == (
            *("副主任甲", "分管领导甲"),
            {"code": "leader_in_charge"},
        )
        # When it is over, it is the holder's again.
        assert (await granting.change(END, number=5))["post"] == {"current": False}
        assert errors(await granting.change(END, number=5)) == [("CONFLICT", "number")]
        paper = await taken(editor, CALL_BACK, paper)
        paper = await taken(editor, HAND_UP, paper)
        assert codes(await deputy.change(SIGN, number=1, version=paper["version"])) == ["FORBIDDEN"]
        assert (await taken(by["leader_in_charge"], SIGN, paper))["awaits"] == {"code": "office_head"}


async def test_posts_are_held_by_one_at_a_time_and_noted_for_oneself_by_nobody(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        granting = of_role(http, of, "安全管理员")
        await signers(store, http, of)
        await joined(store, http, "副主任甲", 9)
        other, own = await account_of(store, "副主任甲"), await account_of(store, "安全管理员甲")
        for given, expected in (
            ({"post": "chair", "account": other}, ("CONFLICT", "post")),
            ({"post": "别的", "account": other}, ("BAD_USER_INPUT", "post")),
            ({"post": "chair", "account": 99}, ("NOT_FOUND", "account")),
            ({"post": "chair", "account": own}, ("FORBIDDEN", "account")),
            # Who holds no role to sign by.
            ({"post": "chair", "account": await account_of(store, OFFICE)}, ("CONFLICT", "account")),
            (
                {"post": "chair", "account": other, "firstDay": "2021-02-02", "lastDay": "2021-02-01"},
                ("BAD_USER_INPUT", "lastDay"),
            ),
            # Nobody held it in 2021.
            (
                {"post": "chair", "account": other, "firstDay": "2021-02-02", "lastDay": "2021-02-03"}
                | {"standsIn": True},
                ("CONFLICT", "firstDay"),
            ),
            # The holder stands in for nobody but others.
            (
                {"post": "chair", "account": await account_of(store, "主席甲"), "lastDay": "2099-01-01"}
                | {"standsIn": True},
                ("BAD_USER_INPUT", "account"),
            ),
        ):
            assert (given, errors(await granting.change(APPOINT, input=given))) == (given, [expected])
        assert len(await rows(store, Post)) == 4
        # Before it was held by somebody, another had it.
        former = {"post": "chair", "account": other, "firstDay": "2017-01-01", "lastDay": "2021-12-31"}
        assert errors(await granting.change(APPOINT, input=former)) == []
        found = (await granting.ask(POSTS))["data"]["posts"]
        assert [(each["post"]["code"], each["name"], each["current"]) for each in found] == [
            *((post, name, True) for post, name in HOLDERS.items() if post != "chair"),
            ("chair", "副主任甲", False),
            ("chair", "主席甲", True),
        ]
        # What is ended today was held until yesterday.
        assert (await granting.change(END, number=2))["post"] == {"current": False}
        ended = [each for each in (await granting.ask(POSTS))["data"]["posts"] if each["number"] == 2]
        assert [(each["firstDay"], each["lastDay"]) for each in ended] == [
            ("2022-01-01", (await today(store) - timedelta(1)).isoformat())
        ]
        # An account that is closed signs nothing: the post is vacant until it is noted anew.
        await close_account(store, of.code, ADMIN, await account_of(store, "主席甲"))
        found = (await granting.ask(POSTS))["data"]["posts"]
        assert [each["current"] for each in found if each["post"]["code"] == "chair"] == [False, False]
        # Who edits sees them, who writes does not.
        assert len((await of_role(http, of, "办公室").ask(POSTS))["data"]["posts"]) == 5
        refused = await of_role(http, of, "委员").ask(POSTS)
        assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    (line, *_) = await lines(store, "appoint")
    assert (line["entity"], line["after"]["post"]) == ("post", "leader_in_charge")


async def test_a_paper_is_sent_back_at_any_step_and_signed_from_the_beginning(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, editor = of_role(http, of, "委员"), of_role(http, of, "办公室")
        by = await signers(store, http, of)
        first, second = by["leader_in_charge"], by["secretary_general"]
        to_leaders = {"destination": "city_leaders", "vehicle": "report", "unit": None}
        paper = await saved(editor, await begun(editor, await accepted(author, editor)), **to_leaders)
        paper = await taken(editor, HAND_UP, paper)
        wordless = await first.change(SEND_BACK, number=1, version=paper["version"], words=" ")
        assert errors(wordless) == [("BAD_USER_INPUT", "words")]
        paper = await taken(first, SIGN, paper)
        paper = await taken(second, SEND_BACK, paper, words="建议写具体")
        assert (paper["state"], paper["awaits"], paper["steps"][-1]["words"]) == (
            "EDITING",
            None,
            "建议写具体",
        )
        # Who sent it back, and who signed it, read what becomes of it.
        assert (await one(first, 1))["state"] == (await one(second, 1))["state"] == "EDITING"
        paper = await saved(editor, paper, **to_leaders, advice="东侧空地增 60 个车位")
        paper = await taken(editor, HAND_UP, paper)
        assert paper["awaits"] == {"code": "leader_in_charge"}
        for holder in (first, second):
            paper = await taken(holder, SIGN, paper)
        assert (paper["state"], paper["issue"], paper["text"]["number"]) == ("SIGNED", 1, 3)


async def test_issue_numbers_are_given_once_by_vehicle_and_year(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, editor = of_role(http, of, "委员"), of_role(http, of, "办公室")
        by = await signers(store, http, of)

        async def handed_up(at: int, **more: object) -> dict[str, object]:
            paper = await begun(editor, await accepted(author, editor, title=f"第 {at} 件"))
            return dict(await taken(editor, HAND_UP, await saved(editor, paper, **more)))

        async def issued(paper: dict[str, object]) -> object:
            for post in ("leader_in_charge", "office_head"):
                paper = await taken(by[post], SIGN, paper)
            return paper["issue"]

        first, asking = await handed_up(1), await handed_up(2, issue=2)
        third, other = await handed_up(3), await handed_up(4, vehicle="information")
        # The second number is asked for, and left free.
        assert [await issued(paper) for paper in (first, third, asking)] == [1, 3, 2]
        assert await issued(other) == 1
        paper = await saved(
            editor, await begun(editor, await accepted(author, editor, title="第 5 件")), issue=3
        )
        refused = await editor.change(HAND_UP, number=paper["number"], version=paper["version"])
        assert errors(refused) == [("CONFLICT", "issueNumber")]
        assert await listed(editor, state="SIGNED", vehicle="forward") == [3, 2, 1]


async def test_whoever_wrote_it_neither_edits_nor_signs_it(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, editor = of_role(http, of, "委员"), of_role(http, of, "办公室")
        by = await signers(store, http, of)
        number = await accepted(author, editor)
        paper = await saved(editor, await begun(editor, number))
        paper = await taken(editor, HAND_UP, paper)
        await written_by(store, number, "分管领导甲")
        item = {"number": 1, "version": paper["version"]}
        assert codes(await by["leader_in_charge"].change(SIGN, **item)) == ["SECOND_PERSON_REQUIRED"]
        assert (await one(by["leader_in_charge"], 1))["availableActions"] == []
        await written_by(store, number, OFFICE)
        assert codes(await editor.change(CALL_BACK, **item)) == ["SECOND_PERSON_REQUIRED"]
        other = await accepted(author, editor, title="又一条")
        await written_by(store, other, OFFICE)
        assert codes(await editor.change(BEGIN, items=[other])) == ["SECOND_PERSON_REQUIRED"]


async def written_by(store: Store, number: int, name: str) -> None:
    async with store.writing() as connection:
        theirs = update(Opinion).where(Opinion.id == number)
        await connection.execute(theirs.values(account_id=await account_of(store, name)))
