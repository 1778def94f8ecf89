"""How authors rate what units answered, over HTTP (议12): by the submitter alone, within ten working days,
kept each time; 不满意 has it handled once more; the unit is told nothing before it is final.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.handling import Handling, HandlingStep
from models.opinion import Opinion, OpinionRating, OpinionStep
from models.store import Store
from services.opinions.transitions import RATINGS
from tests.schema.crossing import HELD, Asked, crossed
from tests.schema.handing import ACCEPT, LEAD, RECEIVE, done, handed, hands, listed, one
from tests.schema.handing import refused as refused_of_unit
from tests.schema.opining import PURGE, errors
from tests.schema.papering import HAND_UP, SIGN, accepted, begun, saved, taken
from tests.schema.rating import (
    CONTACT,
    LISTED,
    RATE,
    REPORT,
    UNSATISFIED,
    answered,
    answered_on,
    contacted,
    final_of,
    item,
    passed_on,
    rated,
    refused,
)
from tests.schema.test_notices_of_acts import a_day_begins, told
from tests.schema.test_notices_of_handling import begun as first_day
from tests.schema.test_notices_of_handling import every_weekday_is_worked
from tests.schema.test_opinion_papers import today
from tests.schema.test_signing_papers import written_by
from tests.services.accounts.holder import Holder, codes, served
from tests.services.accounts.office import office, offices
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
Json = Any
TABLES = (Handling, HandlingStep, Opinion, OpinionRating, OpinionStep)
OFFICE, UNIT, MEMBER = "办公室", "承办单位", "委员"


async def test_a_rating_is_the_submitters_changes_within_the_term_and_every_one_is_kept(
    sqlite_store: Store,
) -> None:
    store = sqlite_store
    of = await office(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        found = await answered(by)
        seen = await item(by.author, 1)
        assert seen["rating"] == {
            "state": "AWAITED",
            "daysLeft": 10,
            "counted": None,
            "reopened": False,
            "afterContact": False,
            "mayRate": True,
            "given": [],
            "due": seen["rating"]["due"],
        }
        # The Office reads it and rates nothing; a unit does not know the item.
        assert (await item(by.office, 1))["rating"]["mayRate"] is False
        assert codes(await by.office.change(RATE, number=1, version=9, rating="SATISFIED")) == ["FORBIDDEN"]
        for given, expected in (
            ({"rating": "UNRATED"}, ("BAD_USER_INPUT", "rating")),
            ({"rating": "SATISFIED", "reason": "partly"}, ("BAD_USER_INPUT", "reason")),
            ({"rating": "DISSATISFIED"}, ("BAD_USER_INPUT", "reason")),
            ({"rating": "DISSATISFIED", "reason": "没有的"}, ("BAD_USER_INPUT", "reason")),
            (UNSATISFIED | {"words": "机密★"}, ("BAD_USER_INPUT", "words")),
        ):
            assert (given, await refused(by.author, 1, **given)) == (given, [expected])
        first = await rated(by.author, 1, rating="SATISFIED", key="first")
        assert (first["rating"]["state"], first["rating"]["counted"]) == ("GIVEN", "SATISFIED")
        assert await refused(by.author, 1, rating="SATISFIED") == [("CONFLICT", "rating")]
        stale = await by.author.change(RATE, number=1, version=first["version"] - 1, rating="SATISFIED")
        assert errors(stale) == [("CONFLICT", "version")]
        # The unit spoke to the author in between: the change is shown with what was said before.
        day = await today(store)
        handling = await contacted(by.lead, CONTACT, found.handling, day)
        assert handling["steps"][-1] | {"words": None} == {
            "action": "CONTACT",
            "by": LEAD,
            "other": None,
            "days": None,
            "answer": 1,
            "words": None,
        }
        second = await rated(by.author, 1, rating="FAIRLY_SATISFIED")
        assert [
            (each["rating"], each["before"], each["afterContact"]) for each in second["rating"]["given"]
        ] == [("SATISFIED", None, False), ("FAIRLY_SATISFIED", "SATISFIED", True)]
        assert second["handling"]["steps"][-1] == {
            "action": "CONTACT",
            "by": LEAD,
            "day": day.isoformat(),
            "how": {"name": "电话"},
        }
        # Before it is final the unit is told nothing.
        assert (await final_of(by.lead, 1), await final_of(by.office, 1)) == ([], [])
        await passed_on(store, day - timedelta(days=60))
        assert await refused(by.author, 1, rating="SATISFIED") == [("CONFLICT", "number")]
        final = (await item(by.author, 1))["rating"]
        assert (final["state"], final["counted"], final["mayRate"]) == ("FINAL", "FAIRLY_SATISFIED", False)
        assert await final_of(by.lead, 1) == ["FAIRLY_SATISFIED"]
        assert await final_of(by.helping, 1) == ["FAIRLY_SATISFIED"]


async def test_who_is_dissatisfied_has_it_handled_once_more_and_a_second_time_it_stands(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        found = await answered(by)
        seen = await rated(by.author, 1, **UNSATISFIED)
        assert (seen["rating"]["state"], seen["rating"]["due"]) == ("REOPENED", None)
        # The author goes on seeing what was answered, and cannot rate it meanwhile.
        assert (seen["handling"]["state"], seen["handling"]["answer"]["text"]) == (
            *("ACCEPTED", "加 60 个车位"),
        )
        assert await refused(by.author, 1, rating="SATISFIED") == [("CONFLICT", "number")]
        handling = await one(by.lead, found.handling)
        assert (handling["state"], handling["daysLeft"], await listed(by.lead, open=True)) == (
            *("ACCEPTED", 10),
            [1],
        )
        # The unit learns why, and not from whom.
        assert handling["steps"][-1] == {
            "action": "REOPEN",
            "by": "作者",
            "other": None,
            "days": None,
            "answer": 1,
            "words": "只办了一部分：西侧没有办",
        }
        await answered_on(by, handling, "西侧也加 20 个")
        again = await item(by.author, 1)
        assert (again["rating"]["state"], again["rating"]["daysLeft"]) == ("AWAITED", 10)
        assert again["handling"]["answer"] == {"number": 2, "text": "西侧也加 20 个"}
        second = await rated(by.author, 1, rating="DISSATISFIED", reason="untrue")
        assert (second["rating"]["state"], second["rating"]["reopened"]) == ("GIVEN", True)
        assert second["handling"]["state"] == "CLOSED"
        assert [each["reason"]["name"] for each in second["rating"]["given"]] == [
            *("只办了一部分", "与事实不符")
        ]
        assert [(each["answer"], each["words"]) for each in second["rating"]["given"]] == [
            *((1, "西侧没有办"), (2, None))
        ]
        # What the database keeps of it never changes.
        with pytest.raises(Exception, match="stays as it is"):
            async with store.writing() as connection:
                await connection.execute(update(OpinionRating).values(rating="satisfied", reason=None))
        # An item that is purged takes its ratings and their words with it.
        assert errors(await by.office.change(PURGE, number=1)) == []
        assert (await rows(store, OpinionRating), (await one(by.lead, 1))["steps"][-1]["words"]) == ([], None)
        assert (await item(by.author, 1))["rating"] is None


async def test_the_office_lists_and_counts_by_unit_with_what_was_changed_after_contact(
    sqlite_store: Store,
) -> None:
    store = sqlite_store
    of, other = await offices(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        for title in ("一", "二", "三"):
            await answered(by, title=title)
        await rated(by.author, 1, rating="SATISFIED")
        await rated(by.author, 2, rating="FAIRLY_SATISFIED")
        day = await today(store)
        # Noted by the Office, and noted after the change it is of: the day counts.
        await rated(by.author, 2, rating="SATISFIED")
        for given, expected in (
            ({"day": (day + timedelta(days=1)).isoformat()}, ("BAD_USER_INPUT", "day")),
            ({"day": (day - timedelta(days=1)).isoformat()}, ("BAD_USER_INPUT", "day")),
            ({"day": day.isoformat(), "how": "托梦"}, ("BAD_USER_INPUT", "how")),
        ):
            of_second = await one(by.office, 2)
            assert (given, await refused_of_unit(by.office, REPORT, of_second, **given)) == (
                *(given, [expected]),
            )
            assert (given, await refused_of_unit(by.lead, CONTACT, of_second, **given)) == (
                *(given, [expected]),
            )
        await contacted(by.office, REPORT, 2, day, how="visit")
        assert await refused_of_unit(by.helping, CONTACT, await one(by.helping, 2), day=day.isoformat()) == [
            ("FORBIDDEN", "actor")
        ]
        found = (await by.office.ask(LISTED))["data"]["committee"]
        assert [each["number"] for each in found["opinionRatings"]["nodes"]] == [3, 2, 1]
        assert found["opinionRatingCounts"] == [
            {
                "unit": LEAD,
                "satisfied": 2,
                "fairlySatisfied": 0,
                "dissatisfied": 0,
                "unrated": 0,
                "awaited": 1,
                "reopened": 0,
                "afterContact": 1,
            }
        ]
        for where, numbers in (
            ({"afterContact": True}, [2]),
            ({"rating": "SATISFIED", "afterContact": False}, [1]),
            ({"state": "AWAITED", "unit": LEAD}, [3]),
            ({"unit": "没有的"}, []),
        ):
            nodes = (await by.office.ask(LISTED, where=where))["data"]["committee"]["opinionRatings"]["nodes"]
            assert (where, [each["number"] for each in nodes]) == (where, numbers)
        # Who reviews nothing sees neither.
        refusal = (await by.lead.ask(LISTED))["errors"][0]["extensions"]["code"]
        assert refusal == "FORBIDDEN"
        there = Holder(http, token=other.tokens[OFFICE], headers={})
        assert (await there.ask(LISTED))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        await passed_on(store, day - timedelta(days=60))
        found = (await by.office.ask(LISTED))["data"]["committee"]["opinionRatingCounts"][0]
        assert (found["satisfied"], found["unrated"], found["awaited"]) == (2, 1, 0)
        await written_by(store, 1, "办公室甲")
        authored = await refused_of_unit(by.office, REPORT, await one(by.office, 1), day=day.isoformat())
        assert authored == [("SECOND_PERSON_REQUIRED", "actor")]


async def test_every_step_of_a_rating_in_every_state_and_what_is_refused_changes_nothing(
    sqlite_store: Store,
) -> None:
    """The states are worked out: each is reached as it is in an office."""
    store = sqlite_store
    of = await office(store)
    steps = {(source, one.action): one.to or source for one in RATINGS.steps for source in one.sources}
    async with served(store) as http:
        by = await hands(store, http, of)
        numbers: dict[tuple[str, str], int] = {}
        for state in ("awaited", "given", "reopened"):
            for action in ("rate", "reopen"):
                # While it is answered anew nothing goes: one is enough.
                again = numbers.get((state, "rate")) if state == "reopened" else None
                title = f"{state} {action}"
                numbers[state, action] = again or (await answered(by, title=title)).number
        for (state, _), number in numbers.items():
            if state == "given":
                await rated(by.author, number, rating="SATISFIED")
        await rated(by.author, numbers["reopened", "rate"], **UNSATISFIED)
        for (state, action), number in numbers.items():
            given = UNSATISFIED if action == "reopen" else {"rating": "FAIRLY_SATISFIED"}
            if (state, action) in steps:
                told_of = (await rated(by.author, number, **given))["rating"]["state"]
                assert (state, action, told_of.lower()) == (state, action, steps[state, action])
                continue
            before = [await rows(store, table) for table in TABLES]
            assert (state, action, await refused(by.author, number, **given)) == (
                *(state, action),
                [("CONFLICT", "number")],
            )
            assert [await rows(store, table) for table in TABLES] == before
        # Nothing is rated before it was answered, and nothing final.
        unanswered = (await handed(by, title="没有答复"))["number"]
        assert await refused(by.author, unanswered, rating="SATISFIED") == [("CONFLICT", "number")]
        final = (await answered(by, title="定")).number
        await passed_on(store, await today(store) - timedelta(days=60))
        for given in (UNSATISFIED, {"rating": "SATISFIED"}):
            assert await refused(by.author, final, **given) == [("CONFLICT", "number")]
        assert (await item(by.author, final))["rating"]["counted"] == "UNRATED"


async def test_of_two_ratings_that_cross_the_first_holds_and_it_is_handled_once_more_once(
    store: Store, address: str
) -> None:
    of, other = await office(store), Store.open(address)
    async with served(store) as http, served(other) as there:
        by = await hands(store, http, of)
        await answered(by)
        second = Holder(there, token=by.author.token, headers={})
        version = (await item(by.author, 1))["version"]

        def asked(holder: Holder) -> Asked[list[tuple[str, str | None]]]:
            async def ask() -> list[tuple[str, str | None]]:
                return errors(await holder.change(RATE, number=1, version=version, **UNSATISFIED))

            return Asked(store if holder is by.author else other, ask)

        told_both = await crossed(asked(by.author), asked(second), HELD)
        assert told_both == ([], [("CONFLICT", "version")])
    await other.close()
    assert [one.action for one in await rows(store, HandlingStep)].count("reopen") == 1


async def test_of_items_that_were_answered_together_each_is_rated_and_handled_once_more_once(
    sqlite_store: Store,
) -> None:
    store = sqlite_store
    of = await office(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        officer = Holder(http, token=of.tokens["信息员"], headers={})
        items = [await accepted(by.author, by.office), await accepted(officer, by.office, title="又一条")]
        paper = await taken(by.office, HAND_UP, await saved(by.office, await begun(by.office, *items)))
        for post in ("leader_in_charge", "office_head"):
            paper = await taken(by.by[post], SIGN, paper)
        handling = await done(by.lead, ACCEPT, await done(by.lead, RECEIVE, await one(by.office, 1)))
        await answered_on(by, handling, "加 60 个车位")
        assert (await rated(by.author, 1, rating="SATISFIED"))["rating"]["state"] == "GIVEN"
        assert (await rated(officer, 2, **UNSATISFIED))["rating"]["state"] == "REOPENED"
        seen = (await item(by.author, 1))["rating"]
        assert (seen["state"], seen["counted"], seen["mayRate"]) == ("REOPENED", "SATISFIED", False)
        await answered_on(by, await one(by.lead, 1), "西侧也加")
        # It was handled once more for both of them.
        seen = (await rated(by.author, 1, **UNSATISFIED))["rating"]
        assert (seen["state"], [each["answer"] for each in seen["given"]]) == ("GIVEN", [1, 2])
        await passed_on(store, await today(store) - timedelta(days=60))
        # Who said nothing of the second answer stays with what they said of the first.
        assert (await item(officer, 2))["rating"]["counted"] == "DISSATISFIED"
        assert await final_of(by.lead, 1) == ["DISSATISFIED", "DISSATISFIED"]


async def test_who_is_told_of_ratings_and_when_each_once(sqlite_store: Store) -> None:
    store = sqlite_store
    of = await office(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        found = await answered(by)
        await told(store, http, of)
        day = await today(store)
        await every_weekday_is_worked(store, day)
        soon = ("DUE", "OPINION", "您的 1 条社情民意信息快到评价期限，请评价答复", 1)
        for left, expected in ((4, {}), (3, {MEMBER: [soon]})):
            # Fifteen working days of a unit, ten of an author.
            await passed_on(store, await first_day(store, day, left + 5))
            await a_day_begins(store)
            assert (left, await told(store, http, of)) == (left, expected)
            await a_day_begins(store)
            assert (left, await told(store, http, of)) == (left, {})
        await rated(by.author, 1, **UNSATISFIED)
        anew = ("REOPENED", "HANDLING", "有 1 件办结的转办，作者不满意，要再办一次", 1)
        assert await told(store, http, of) == {UNIT: [anew], OFFICE: [anew]}
        await answered_on(by, await one(by.lead, found.handling), "西侧也加")
        await told(store, http, of)
        await rated(by.author, 1, rating="SATISFIED")
        # What is good is told to nobody before it is final.
        assert await told(store, http, of) == {}
        await rated(by.author, 1, **UNSATISFIED)
        stands = ("DISSATISFIED", "OPINION", "有 1 条再办过的社情民意信息，作者评价不满意", 1)
        assert await told(store, http, of) == {OFFICE: [stands]}
        await passed_on(store, await first_day(store, day, 4))
        await a_day_begins(store)
        final = ("RATED", "HANDLING", "有 1 件转办的评价定下了，请看", 1)
        assert await told(store, http, of) == {UNIT: [final]}
        await a_day_begins(store)
        assert await told(store, http, of) == {}
