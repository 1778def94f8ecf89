"""Many corrections decided in one call: a verdict for each, all or none where that is asked, scores once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from models.correction import Correction
from models.store import Store
from resolvers.global_id import encode
from services.actor import Actor
from services.review.decision import Asked, Reviewing
from services.runs.board import Boards
from services.runs.live import Live
from tests.schema.test_notices_of_acts import COMMITTEE, MWC, OFFICE, of_role, told
from tests.schema.test_review import WRITER, entered
from tests.services.accounts.holder import CODE, Holder, codes, lines, served
from tests.services.accounts.office import Office, office
from tests.services.committee_of_ten import check_live, live, rows

pytestmark = pytest.mark.anyio
Json = Any
DECIDE = """
mutation ($numbers: [Int!]!, $reason: String, $all: Boolean = false, $key: String) {{
  {name}Corrections(
    input: {{committee: "zhoushan", corrections: $numbers, reason: $reason, allOrNothing: $all}}
    requestKey: $key
  ) {{
    doneCount repeated touched {{ member {{ number }} totalBefore totalAfter }}
    results {{ number done correction {{ state answer decidedBy }} errors {{ code field message }} }}
    errors {{ code field message }} }} }}
"""
APPROVE, RETURN = (DECIDE.format(name=name) for name in ("approve", "return"))
END = """
mutation ($id: ID!) { endRecord(input: {id: $id, version: 2, reason: "登重了"}) {
  correction { number } errors { code message } } }
"""


PORT, STREET = ("调研", "港口", OFFICE), ("调研", "老街", OFFICE)


async def proposed(store: Store, of: Office, http: Any, *records: tuple[str, str, str]) -> list[int]:
    """Archived records (kind, title, the role of who entered them) that the Members' Work Committee proposes
    to end; the numbers of their corrections.
    """
    mwc, numbers = of_role(http, of, MWC), []
    for kind, title, role in records:
        row = await entered(store, kind, title, of.members[2], "approved", Actor(f"{role}甲", "command"))
        decided = await Reviewing(store, Live(Boards()), WRITER).move(CODE, "archive", [Asked(row, 1)])
        assert decided.verdicts[0].refusal is None
        payload = await mwc.change(END, id=encode("Record", row))
        assert payload["errors"] == []
        numbers.append(payload["correction"]["number"])
    return numbers


async def states(store: Store) -> list[str]:
    return [one.state for one in await rows(store, Correction)]


async def total(store: Store, of: Office) -> str:
    """The total of the member whose records they are."""
    return str((await live(store)).by_id[of.members[2]].score.total)


async def test_each_has_its_verdict_and_scores_follow_once(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        own = [("调研", title, COMMITTEE) for title in ("港口", "老街")]
        others = [("社情民意", "停车", OFFICE), ("调研", "渔港", OFFICE)]
        numbers = await proposed(store, of, http, *own, *others)
        # Three surveys at 2 points, and an opinion item that was handed in at half a point (of 2022).
        assert await total(store, of) == "13/2"
        committee = of_role(http, of, COMMITTEE)
        one, two, opinion, survey = numbers
        done = await committee.change(APPROVE, numbers=[one, 99, opinion, two, survey])
        assert (done["doneCount"], done["errors"]) == (2, [])
        assert [(each["number"], each["done"]) for each in done["results"]] == [
            *((one, True), (99, False), (opinion, False), (two, True), (survey, False))
        ]
        found = [(error["code"], error["field"]) for each in done["results"] for error in each["errors"]]
        # 提案委员会 reviews no opinion items (履7), and of surveys those that it organised (履5).
        theirs = [("FORBIDDEN", f"corrections[{at}]") for at in (2, 4)]
        assert found == [("NOT_FOUND", "corrections[1]"), *theirs]
        decided = {"state": "APPROVED", "answer": None, "decidedBy": "专门委员会甲"}
        assert [each["correction"] for each in done["results"]] == [decided, None, None, decided, None]
        totals = {each["member"]["number"]: each for each in done["touched"]}
        assert (totals["003"]["totalBefore"], totals["003"]["totalAfter"]) == ("6.50", "2.50")
        # What is decided is not decided again; where none is done, the whole says why.
        again = await committee.change(APPROVE, numbers=[one])
        assert [(error["code"], error["field"]) for error in again["errors"]] == [
            ("CONFLICT", "corrections[0]")
        ]
    assert await states(store) == ["approved"] * 2 + ["submitted"] * 2
    await check_live(store)
    # What one asks for at once and may not is one line, however much it is.
    refused = await lines(store, "refuse")
    assert [line["entity"] for line in refused] == ["right"]


async def test_all_or_nothing_leaves_all_as_it_was(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        numbers = await proposed(store, of, http, PORT, STREET)
        office_ = of_role(http, of, OFFICE)
        done = await office_.change(APPROVE, numbers=[*numbers, 99], all=True)
        assert [(one["code"], one["field"]) for one in done["errors"]] == [
            *(("CONFLICT", "corrections[0]"), ("CONFLICT", "corrections[1]"), ("NOT_FOUND", "corrections[2]"))
        ]
        assert (done["doneCount"], done["touched"]) == (0, [])
        assert (await states(store), await total(store, of)) == (["submitted"] * 2, "4")
        assert await lines(store, "approve") == []
        assert (await office_.change(APPROVE, numbers=numbers, all=True))["doneCount"] == 2
    assert await total(store, of) == "0"
    await check_live(store)


async def test_they_are_returned_with_one_reason_and_who_made_them_is_told_once(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        numbers = await proposed(store, of, http, PORT, STREET)
        await told(store, http, of)
        office_ = of_role(http, of, OFFICE)
        lacking = await office_.change(RETURN, numbers=numbers)
        assert [(one["code"], one["field"]) for one in lacking["errors"]] == [("BAD_USER_INPUT", "reason")]
        done = await office_.change(RETURN, numbers=numbers, reason="没有登重", key="k")
        answered = {"state": "RETURNED", "answer": "没有登重", "decidedBy": "办公室甲"}
        assert [one["correction"] for one in done["results"]] == [answered] * 2
        assert (done["repeated"], done["touched"]) == (False, [])
        # Asked for again under its key it is answered alike, and made once.
        again = await office_.change(RETURN, numbers=numbers, reason="没有登重", key="k")
        assert again == done | {"repeated": True}
        ((kind, subject, text, _),) = (await told(store, http, of))[MWC]
        assert (kind, subject, text) == ("RETURNED", "CORRECTIONS", "一批 2 条更正被退回")
    assert (await states(store), await total(store, of)) == (["returned"] * 2, "4")
    assert len(await lines(store, "return")) == 2


@pytest.mark.parametrize("order", ["one, other", "other, one", "at once"])
async def test_of_two_who_decide_one_correction_one_is_told(store: Store, order: str) -> None:
    of = await office(store)
    async with served(store) as http:
        pairs = ((APPROVE, APPROVE), (APPROVE, RETURN), (RETURN, RETURN))
        numbers = await proposed(store, of, http, PORT, STREET, ("调研", "渔港", OFFICE))
        who = of_role(http, of, OFFICE)
        decided = []
        for number, pair in zip(numbers, pairs, strict=True):
            asked = [who.change(one, numbers=[number], reason="没有登重") for one in pair]
            if order == "at once":
                found = await asyncio.gather(*asked)
            else:
                first, then = asked if order == "one, other" else reversed(asked)
                found = [await first, await then]
            taken, refused = sorted(found, key=lambda one: -one["doneCount"])
            assert (taken["doneCount"], refused["doneCount"]) == (1, 0)
            assert codes(taken) == []
            assert [(one["code"], one["field"]) for one in refused["errors"]] == [
                ("CONFLICT", "corrections[0]")
            ]
            decided.append(taken["results"][0]["correction"]["state"].lower())
    assert await states(store) == decided
    assert (decided[0], decided[2]) == ("approved", "returned")
    assert len(await lines(store, "approve", "return")) == 3
    await check_live(store)


async def test_what_cannot_be_asked_is_told_with_its_field(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        office_ = of_role(http, of, OFFICE)
        for numbers in ([], [1, 1], [*range(1, 1_002)]):
            answer = await office_.ask(APPROVE, numbers=numbers)
            found = told_errors(answer)
            assert [code for code, _ in found] == ["BAD_USER_INPUT"], numbers
        unknown = await office_.change(APPROVE, numbers=[2**31 - 1, -1, 0])
        assert codes(unknown) == ["NOT_FOUND"] * 3
        nobody = Holder(http, headers={})
        assert codes(await nobody.change(APPROVE, numbers=[1])) == ["SIGN_IN_REQUIRED"]


def told_errors(answer: Json) -> list[tuple[str, str | None]]:
    """What was wrong, whether with the request or with its data."""
    if "errors" in answer:
        told_of = [one["extensions"] for one in answer["errors"]]
    else:
        told_of = answer["data"]["approveCorrections"]["errors"]
    return [(one["code"], one.get("field")) for one in told_of]
