"""How units handle what was signed to be sent to them, over HTTP (议10): receipt, answer, return, extension,
pause; what the table does not know is refused, and changes nothing; nobody sees what is not theirs.
"""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from models.handling import Handling, HandlingAnswer, HandlingStep, HandlingUnit
from models.opinion import Opinion, OpinionStep
from models.store import Store
from services.opinions.transitions import HANDLINGS
from tests.documents.received.handed_in import photo
from tests.schema.handing import (
    ACCEPT,
    ANSWER,
    ASK,
    CHECK,
    DECIDE,
    FORM,
    HELPING,
    LEAD,
    PAUSE,
    REASSIGN,
    RECEIVE,
    RESUME,
    RETURN,
    SEEN,
    THIRD,
    UPHOLD,
    begun_on,
    done,
    handed,
    hands,
    in_state,
    listed,
    one,
    refused,
)
from tests.schema.opining import PURGE, errors
from tests.schema.rating import CONTACT, REPORT
from tests.schema.test_opinion_papers import today
from tests.schema.test_signing_papers import written_by
from tests.services.accounts.holder import Holder, codes, lines, served
from tests.services.accounts.office import office, offices
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
TABLES = (Handling, HandlingUnit, HandlingAnswer, HandlingStep, Opinion, OpinionStep)
SAID = {"text": "东侧空地九月底改成 60 个车位。"}


async def test_a_unit_signs_for_it_answers_and_the_author_follows(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        form = (await by.office.ask(FORM))["data"]["handlingForm"]
        assert form["units"] == [LEAD, THIRD, HELPING]
        assert [form[name] for name in ("days", "returnDays", "extensionDays", "redoDays")] == [15, 7, 15, 5]
        handling = await handed(by)
        assert (handling["state"], handling["title"], handling["daysLeft"]) == ("SENT", "码头停车难", 15)
        assert [(each["name"], each["lead"]) for each in handling["units"]] == [
            (LEAD, True),
            (HELPING, False),
        ]
        # Whoever is not among its units knows nothing of it.
        assert await one(by.third, 1) is None
        assert (await listed(by.third), await listed(by.lead), await listed(by.helping)) == ([], [1], [1])
        assert codes(await by.third.change(RECEIVE, number=1, version=1)) == ["NOT_FOUND"]
        # Each signs for itself; who helps does nothing else.
        handling = await done(by.helping, RECEIVE, handling)
        assert (handling["state"], handling["availableActions"]) == ("SENT", [])
        assert await refused(by.helping, RECEIVE, handling) == [("CONFLICT", "number")]
        handling = await done(by.lead, RECEIVE, handling, key="k")
        again = await by.lead.change(RECEIVE, number=1, version=2, key="k")
        assert (again["repeated"], again["handling"]["state"]) == (True, "RECEIVED")
        assert handling["availableActions"] == ["ACCEPT", "RETURN"]
        assert await refused(by.helping, ACCEPT, handling) == [("FORBIDDEN", "actor")]
        handling = await done(by.lead, ACCEPT, handling, words="九月上旬现场勘察")
        seen = (await by.author.ask(SEEN, number=1))["data"]["opinion"]["handling"]
        assert (seen["state"], seen["due"], seen["answer"]) == ("ACCEPTED", handling["due"], None)
        assert [(each["action"], each["by"], each["words"]) for each in seen["steps"]] == [
            ("SEND", "办公室", None),
            ("CO_RECEIVE", HELPING, None),
            ("RECEIVE", LEAD, None),
            ("ACCEPT", LEAD, "九月上旬现场勘察"),
        ]
        # An answer has files of its own; the author sees it once the Office has passed it.
        headers = {"Authorization": f"Bearer {by.lead.token}", "Luzhi-Filename": quote("图.jpg")}
        file = (await http.post("/uploads", content=photo(), headers=headers)).json()["id"]
        handling = await done(by.lead, ANSWER, handling, input=SAID | {"files": [file]})
        assert (handling["state"], handling["answers"][0]["files"]) == (
            "ANSWERED",
            [{"id": file, "name": "图.jpg"}],
        )
        assert await read(http, by.author.token, file) == 404
        handling = await done(by.office, CHECK, handling, passed=False, words="写明数量")
        assert (handling["state"], handling["steps"][-1]["words"]) == ("ACCEPTED", "写明数量")
        handling = await done(by.lead, ANSWER, handling, input={"text": "改成 60 个车位，九月底完工。"})
        handling = await done(by.office, CHECK, handling)
        assert (handling["state"], handling["overdue"], handling["availableActions"]) == (
            *("CLOSED", False),
            ["REPORT_CONTACT"],
        )
        seen = (await by.author.ask(SEEN, number=1))["data"]["opinion"]
        assert seen["handling"]["answer"] == {
            "number": 2,
            "text": "改成 60 个车位，九月底完工。",
            "files": [],
        }
        assert seen["steps"][-1] == {"action": "HEAR", "by": "办公室"}
        # Of the answers the author has the last one alone; who handled it, all.
        statuses = [await read(http, each.token, file) for each in (by.author, by.helping, by.third)]
        assert statuses == [404, 200, 404]
    for action in ("send", "co-receive", "receive", "redo", "pass"):
        assert [line["entity"] for line in await lines(store, action)] == ["handling"]


async def read(http: object, token: str | None, file: str) -> int:
    answer = await http.get(f"/uploads/{file}", headers={"Authorization": f"Bearer {token}"})  # type: ignore[attr-defined]
    return int(answer.status_code)


async def test_what_is_not_theirs_is_returned_within_the_window_and_the_office_decides(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        handling = await done(by.lead, RECEIVE, await handed(by))
        assert await refused(by.lead, RETURN, handling, unit="没有登记的局") == [("BAD_USER_INPUT", "unit")]
        assert await refused(by.lead, RETURN, handling, unit=LEAD) == [("BAD_USER_INPUT", "unit")]
        assert await refused(by.lead, RETURN, handling, words=" ") == [("BAD_USER_INPUT", "words")]
        # The window is seven working days, which no 40 days are without.
        day = await today(store)
        await begun_on(store, 1, day - timedelta(days=40))
        late = await one(by.lead, 1)
        assert date.fromisoformat(late["returnBy"]) < day
        assert await refused(by.lead, RETURN, handling) == [("CONFLICT", "number")]
        await begun_on(store, 1, day)
        returned = await done(by.lead, RETURN, handling, unit=THIRD)
        assert (returned["state"], returned["steps"][-1]["other"]) == ("RETURNED", THIRD)
        assert await refused(by.office, UPHOLD, returned, words="") == [("BAD_USER_INPUT", "words")]
        upheld = await done(by.office, UPHOLD, returned)
        # It is theirs now: there is no second return.
        assert (upheld["state"], await refused(by.lead, RETURN, upheld)) == (
            "ACCEPTED",
            [("CONFLICT", "number")],
        )
        # Another one goes to the unit that was named; who had it sees it no more.
        other = await done(by.lead, RECEIVE, await handed(by, title="又一条"))
        other = await done(by.lead, RETURN, other, unit=THIRD, words="路面归住建")
        await begun_on(store, other["number"], day - timedelta(days=3))
        for given, expected in (
            ({"unit": LEAD}, ("BAD_USER_INPUT", "unit")),
            ({"unit": "没有的"}, ("BAD_USER_INPUT", "unit")),
            ({"unit": THIRD, "coUnits": [THIRD]}, ("BAD_USER_INPUT", "coUnits")),
        ):
            assert await refused(by.office, REASSIGN, other, **given) == [expected]
        other = await done(by.office, REASSIGN, other, unit=THIRD, coUnits=[HELPING], words="路面归住建管")
        assert (other["state"], other["daysLeft"]) == ("SENT", 15)
        assert (await one(by.lead, other["number"]), await listed(by.lead)) == (None, [1])
        theirs = await one(by.third, other["number"])
        # What was said before it was theirs is not for them.
        assert [(each["action"], each["words"]) for each in theirs["steps"]] == [("REASSIGN", "路面归住建管")]
        assert theirs["availableActions"] == ["RECEIVE"]


async def test_more_time_is_asked_for_before_the_last_day_once_and_a_pause_stops_the_clock(
    store: Store,
) -> None:
    of = await office(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        handling = await done(by.lead, ACCEPT, await done(by.lead, RECEIVE, await handed(by)))
        first = handling["due"]
        for days in (0, 16):
            assert await refused(by.lead, ASK, handling, days=days) == [("BAD_USER_INPUT", "days")]
        asked = await done(by.lead, ASK, handling, days=3)
        assert (asked["state"], asked["askedDays"], asked["due"]) == ("EXTENDING", 3, first)
        wordless = await refused(by.office, DECIDE, asked, granted=False)
        assert wordless == [("BAD_USER_INPUT", "words")]
        kept = await done(by.office, DECIDE, asked, granted=False, words="勘察用不了几天")
        assert (kept["state"], kept["due"], kept["askedDays"]) == ("ACCEPTED", first, None)
        granted = await done(by.office, DECIDE, await done(by.lead, ASK, kept, days=3))
        assert (granted["extendedDays"], granted["daysLeft"]) == (3, 18)
        assert await refused(by.lead, ASK, granted) == [("CONFLICT", "number")]
        paused = await done(by.office, PAUSE, granted)
        assert (paused["state"], paused["due"], paused["daysLeft"], paused["overdue"]) == (
            *("PAUSED", None),
            *(None, False),
        )
        assert await refused(by.lead, ANSWER, paused, input=SAID) == [("CONFLICT", "number")]
        resumed = await done(by.office, RESUME, paused)
        assert (resumed["due"], resumed["daysLeft"]) == (granted["due"], 18)
        # After the last day nothing is asked for any more: it is answered.
        other = await handed(by, title="又一条")
        number = other["number"]
        other = await done(by.lead, ACCEPT, await done(by.lead, RECEIVE, other))
        await begun_on(store, number, (await today(store)) - timedelta(days=60))
        assert (await one(by.lead, number))["overdue"]
        assert await refused(by.lead, ASK, other) == [("CONFLICT", "number")]
        assert (await listed(by.office, overdue=True), await listed(by.office, overdue=False)) == (
            [number],
            [1],
        )
        answered = await done(by.lead, ANSWER, other, input=SAID)
        assert (answered["overdue"], await listed(by.office, overdue=True)) == (False, [])
        assert await listed(by.office, open=True, unit=LEAD) == [number, 1]
        assert await listed(by.office, state="ANSWERED", unit=HELPING) == [number]


async def test_every_step_in_every_state_and_what_is_refused_changes_nothing(sqlite_store: Store) -> None:
    store = sqlite_store
    of = await office(store)
    after = {(source, step.action): step.to or source for step in HANDLINGS.steps for source in step.sources}
    async with served(store) as http:
        by = await hands(store, http, of)
        spoken = {"day": (await today(store)).isoformat()}
        takes: dict[str, tuple[Holder, str, dict[str, Any]]] = {
            "receive": (by.lead, RECEIVE, {}),
            "co-receive": (by.helping, RECEIVE, {}),
            "accept": (by.lead, ACCEPT, {}),
            "return": (by.lead, RETURN, {"unit": THIRD}),
            "uphold": (by.office, UPHOLD, {}),
            "reassign": (by.office, REASSIGN, {"unit": THIRD}),
            "ask extension": (by.lead, ASK, {}),
            "grant extension": (by.office, DECIDE, {}),
            "refuse extension": (by.office, DECIDE, {"granted": False, "words": "不必"}),
            "pause": (by.office, PAUSE, {}),
            "resume": (by.office, RESUME, {}),
            "answer": (by.lead, ANSWER, {"input": SAID}),
            "pass": (by.office, CHECK, {}),
            "redo": (by.office, CHECK, {"passed": False, "words": "写明数量"}),
            "contact": (by.lead, CONTACT, spoken),
            "report contact": (by.office, REPORT, spoken),
        }
        assert takes.keys() == {one.action for one in HANDLINGS.steps if not one.paper}
        for state in (one for one in HANDLINGS.states):
            number = (await handed(by, title=state))["number"]
            for action, (holder, query, more) in takes.items():
                if (state, action) in after:
                    continue
                await in_state(store, number, state)
                before = [await rows(store, table) for table in TABLES]
                told = codes(await holder.change(query, number=number, version=9, **more))
                assert (state, action, told) == (state, action, ["CONFLICT"])
                assert [await rows(store, table) for table in TABLES] == before
        going = [(state, action) for state, action in after if action in takes]
        for state, action in going:
            holder, query, more = takes[action]
            number = (await handed(by, title=f"{state} {action}"))["number"]
            await in_state(store, number, state)
            assert (state, action, codes(await holder.change(query, number=number, version=9, **more))) == (
                *(state, action),
                [],
            )
            told = await one(by.office, number)
            assert (state, action, told["state"].lower()) == (state, action, after[state, action])
            # Who saw it before that is too late.
            late = errors(await holder.change(query, number=number, version=9, **more))
            assert (state, action, late) == (state, action, [("CONFLICT", "version")])


async def test_what_is_marked_is_refused_and_who_wrote_it_decides_nothing(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        handling = await done(by.lead, ACCEPT, await done(by.lead, RECEIVE, await handed(by)))
        for given, expected in (
            ({"input": {"text": " "}}, ("BAD_USER_INPUT", "text")),
            ({"input": {"text": "岛" * 5_001}}, ("BAD_USER_INPUT", "text")),
            ({"input": {"text": "机密★"}}, ("BAD_USER_INPUT", "text")),
            ({"input": SAID | {"files": ["bm8"]}}, ("NOT_FOUND", "files")),
            ({"input": SAID, "declared": False}, ("BAD_USER_INPUT", "notClassified")),
        ):
            assert (given, await refused(by.lead, ANSWER, handling, **given)) == (given, [expected])
        assert await refused(by.lead, ASK, handling, words="秘 密★") == [("BAD_USER_INPUT", "words")]
        await written_by(store, 1, "办公室甲")
        assert await refused(by.office, PAUSE, handling) == [("SECOND_PERSON_REQUIRED", "actor")]
        assert (await one(by.office, 1))["availableActions"] == []


async def test_what_is_purged_is_handled_no_more_and_its_answer_is_gone(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        handling = await done(by.lead, ACCEPT, await done(by.lead, RECEIVE, await handed(by)), words="勘察")
        headers = {"Authorization": f"Bearer {by.lead.token}", "Luzhi-Filename": quote("图.jpg")}
        file = (await http.post("/uploads", content=photo(), headers=headers)).json()["id"]
        await done(by.lead, ANSWER, handling, input=SAID | {"files": [file]}, key="answer")
        assert errors(await by.office.change(PURGE, number=1)) == []
        left = await one(by.lead, 1)
        assert (left["state"], left["title"], left["answers"]) == (
            *("DROPPED", None),
            [{"number": 1, "text": None, "files": []}],
        )
        assert {each["words"] for each in left["steps"]} == {None}
        assert await read(http, by.lead.token, file) == 404
        assert (await by.author.ask(SEEN, number=1))["data"]["opinion"]["handling"] is None


async def test_of_two_who_decide_at_once_one_is_told_and_another_committee_sees_nothing(store: Store) -> None:
    of, other = await offices(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        handling = await done(by.lead, ACCEPT, await done(by.lead, RECEIVE, await handed(by)))
        handling = await done(by.lead, ANSWER, handling, input=SAID)
        both = await asyncio.gather(
            refused(by.office, CHECK, handling),
            refused(by.office, CHECK, handling, passed=False, words="写明数量"),
        )
        assert sorted(both) == [[], [("CONFLICT", "version")]]
        assert len(await lines(store, "pass", "redo")) == 1
        # A unit of the same name elsewhere is another one.
        theirs = Holder(http, token=other.tokens["承办单位"], headers={})
        office_there = Holder(http, token=other.tokens["办公室"], headers={})
        assert (await one(theirs, 1), await listed(theirs)) == (None, [])
        assert (await one(office_there, 1), await listed(office_there)) == (None, [])
        assert codes(await theirs.change(RECEIVE, number=1, version=5)) == ["FORBIDDEN"]
