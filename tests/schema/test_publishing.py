"""What is published inside a committee, over HTTP (议14): by the rule, at the moment it holds; withheld,
withdrawn by its author or purged, it is gone at once; read by whoever reads results or items, found by words.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from models.opinion import Opinion
from models.store import Store
from tests.schema.opining import PURGE, errors, of_role, step
from tests.schema.papering import HAND_UP, SIGN, accepted, begun, saved, signers, taken
from tests.schema.test_notices_of_acts import told
from tests.schema.test_opinion_outcomes import ADOPTED, INSTRUCTED, NOTE, TAKE_BACK, signed
from tests.schema.test_rights import error_codes
from tests.services.accounts.holder import Holder, served
from tests.services.accounts.office import office, offices

pytestmark = pytest.mark.anyio
Json = Any
WITHHOLD = step("withholdOpinion", ', $reason: String! = "personal"', ", reason: $reason")
PUT_BACK = step("putBackOpinion", "")
AGREE = step("agreeToPublish", ", $agrees: Boolean!", ", agrees: $agrees")
LIST = """query ($search: String) { publishedPapers(first: 20, search: $search) { totalCount nodes {
  number title situation merged vehicle { code } year issue authors outcomes { outcome level day } } } }"""
ONE = "query ($number: Int!) { publishedPaper(number: $number) { number title } }"
ITEM = "query ($number: Int!) { opinion(number: $number) { version published open withheldAt } }"
# By their role (services/rights/published.py): units and those who only run the system read none.
READERS = {
    *("委员工作委员会", "办公室", "专门委员会", "大会发言组", "结果查阅", "签批领导", "信息员", "委员"),
}


async def item(holder: Holder, number: int) -> Json:
    return (await holder.ask(ITEM, number=number))["data"]["opinion"]


async def done(holder: Holder, query: str, number: int, **more: Json) -> Json:
    version = (await item(holder, number))["version"]
    payload = await holder.change(query, number=number, version=version, **more)
    assert errors(payload) == []
    return payload["opinion"]


async def refused(holder: Holder, query: str, number: int, **more: Json) -> list[tuple[str, str | None]]:
    version = (await item(holder, number))["version"]
    return errors(await holder.change(query, number=number, version=version, **more))


async def listed(holder: Holder, search: str | None = None) -> list[int]:
    found = (await holder.ask(LIST, search=search))["data"]["publishedPapers"]
    assert found["totalCount"] == len(found["nodes"])
    return [one["number"] for one in found["nodes"]]


async def test_what_is_adopted_and_agreed_to_is_published_until_it_is_not(store: Store) -> None:
    own, other = await offices(store)
    async with served(store) as http:
        author, staff = of_role(http, own, "委员"), of_role(http, own, "办公室")
        authors = [{"name": "钱二", "number": "002"}, {"name": "王渔民"}]
        number = await signed(store, http, own, coAuthors=authors)
        assert (await listed(author), (await item(author, number))["published"]) == ([], None)
        # An instruction is no adoption.
        await done(staff, NOTE, number, outcome=INSTRUCTED)
        assert await listed(author) == []
        await done(staff, NOTE, number, outcome=ADOPTED)
        (found,) = (await author.ask(LIST))["data"]["publishedPapers"]["nodes"]
        # Who is no member is not named, and no instruction told in its words.
        assert found == {
            "number": 1,
            "title": "码头停车难",
            "situation": "八月有 12 天停满",
            "merged": False,
            "vehicle": {"code": "forward"},
            "issue": 1,
            "year": found["year"],
            "authors": ["赵一", "钱二"],
            "outcomes": [
                {"outcome": "ADOPTION", "level": "市政协", "day": "2022-05-01"},
                {"outcome": "INSTRUCTION", "level": "市领导", "day": "2022-06-01"},
            ],
        }
        assert (await item(author, number))["published"] == 1
        for words, numbers in (
            ("停车", [1]),
            ("停车 12天", [1]),
            ("难", [1]),
            ("停车 高铁", []),
            ("王渔民", []),
        ):
            assert (words, await listed(author, words)) == (words, numbers)
        # Every role that reads results or items, of this committee; nobody else.
        for role, token in [*own.tokens.items(), ("没有登录", None)]:
            someone = Holder(http, token=token, headers={})
            codes = error_codes(await someone.ask(ONE, number=1))
            expected = [] if role in READERS else ["FORBIDDEN"] if token else ["SIGN_IN_REQUIRED"]
            assert (role, codes, error_codes(await someone.ask(LIST))) == (role, expected, expected)
        there = Holder(http, token=other.tokens["委员"], headers={})
        assert (await listed(there), error_codes(await there.ask(ONE, number=1))) == ([], ["NOT_FOUND"])
        # Withheld by the Office, for a reason of the list; put back.
        assert await refused(staff, WITHHOLD, number, reason="没有的") == [("BAD_USER_INPUT", "reason")]
        assert await refused(staff, PUT_BACK, number) == [("CONFLICT", "number")]
        await told(store, http, own)
        withheld = await done(staff, WITHHOLD, number)
        assert withheld["steps"][-1] == {
            "action": "WITHHOLD",
            "by": "办公室",
            "words": None,
            "reason": {"code": "personal"},
        }
        assert "WITHHOLD" not in withheld["availableActions"]
        assert (await listed(author), await listed(author, "停车")) == ([], [])
        assert error_codes(await author.ask(ONE, number=1)) == ["NOT_FOUND"]
        assert await told(store, http, own) == {
            "委员": [("WITHHELD", "OPINION", "您的 1 条社情民意信息，办公室定了不公开，请看理由", number)]
        }
        assert await refused(staff, WITHHOLD, number) == [("CONFLICT", "number")]
        await done(staff, PUT_BACK, number)
        assert await listed(author) == [1]
        # Its author withdraws the agreement, and gives it again; nobody else does.
        assert errors(await staff.change(AGREE, number=number, version=99, agrees=False)) == [
            ("FORBIDDEN", "actor")
        ]
        assert await refused(author, AGREE, number, agrees=True) == [("CONFLICT", "agrees")]
        disagreed = await done(author, AGREE, number, agrees=False)
        assert (disagreed["open"], disagreed["steps"][-1]["by"], await listed(staff)) == (False, "作者", [])
        await done(author, AGREE, number, agrees=True)
        assert await listed(staff) == [1]
        # An adoption that was noted by mistake is none.
        await done(staff, TAKE_BACK, number, place=2)
        assert await listed(author) == []
        await done(staff, NOTE, number, outcome=ADOPTED)
        assert await listed(author) == [1]
        # What is purged leaves nothing.
        assert errors(await staff.change(PURGE, number=number)) == []
        assert (await listed(author), await listed(author, "停车")) == ([], [])
        assert error_codes(await author.ask(ONE, number=1)) == ["NOT_FOUND"]


async def test_of_several_items_in_one_paper_all_have_to_be_agreed_to(sqlite_store: Store) -> None:
    store = sqlite_store
    of = await office(store)
    async with served(store) as http:
        author, officer, staff = (of_role(http, of, role) for role in ("委员", "信息员", "办公室"))
        by = await signers(store, http, of)
        items = [await accepted(author, staff), await accepted(officer, staff, title="又一条", open=False)]
        paper = await taken(staff, HAND_UP, await saved(staff, await begun(staff, *items)))
        for post in ("leader_in_charge", "office_head"):
            paper = await taken(by[post], SIGN, paper)
        async with store.writing() as connection:
            day = datetime(2022, 3, 5, 4, tzinfo=UTC)
            await connection.execute(update(Opinion).values(submitted_at=day))
        await done(staff, NOTE, items[0], outcome=ADOPTED)
        assert await listed(author) == []
        await done(officer, AGREE, items[1], agrees=True)
        (found,) = (await author.ask(LIST))["data"]["publishedPapers"]["nodes"]
        assert (found["merged"], found["authors"]) == (True, ["赵一", "信息员甲"])
        assert [(await item(staff, number))["published"] for number in items] == [1, 1]
        await done(staff, WITHHOLD, items[1])
        assert [(await item(staff, number))["published"] for number in items] == [None, None]
