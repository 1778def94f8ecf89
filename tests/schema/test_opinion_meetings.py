"""民情分析研判会 over HTTP (议8): papers are frozen when it is called, and conclusions are sealed."""

from __future__ import annotations

from typing import Any

import pytest

from models.opinion_meeting import OpinionMeeting
from models.store import Store
from tests.schema.items_of_year import written_down
from tests.schema.opining import PURGE, errors, of_role
from tests.schema.test_opinion_outcomes import NOTE
from tests.schema.test_rights import error_codes
from tests.services.accounts.holder import served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows
from tests.services.members.test_phones import files_of, spelled

pytestmark = pytest.mark.anyio
Json = Any
TOLD = """fragment told on OpinionMeeting { number state version day firstDay lastDay availableActions
  total { received adopted due inTime } rows(by: UNIT) { key received }
  groups { count items { number title } } conclusions }"""
CALL = (
    """mutation ($first: Date!, $last: Date!) { callOpinionMeeting(committee: "zhoushan", day: "2023-01-10",
  firstDay: $first, lastDay: $last) { meeting { ...told } errors { code field message } } }"""
    + TOLD
)
CONCLUDE = (
    """mutation ($number: Int!, $version: Int!, $said: String!, $declared: Boolean! = true) {
  concludeOpinionMeeting(committee: "zhoushan", number: $number, version: $version, conclusions: $said,
  notClassified: $declared) { meeting { ...told } errors { code field message } } }"""
    + TOLD
)
CANCEL = (
    """mutation ($number: Int!, $version: Int!) { cancelOpinionMeeting(committee: "zhoushan", number: $number,
  version: $version) { meeting { ...told } errors { code field message } } }"""
    + TOLD
)
LIST = "{ opinionMeetings(first: 5) { totalCount nodes { ...told } } }" + TOLD
YEAR = {"first": "2022-01-01", "last": "2022-12-31"}
SAID = "停车的几条合起来办\n请交通局来讲一次"


async def test_a_meeting_keeps_the_papers_with_which_it_was_called(store: Store) -> None:
    of = await office(store)
    await written_down(store, of)
    async with served(store) as http:
        staff = of_role(http, of, "办公室")
        called = (await staff.change(CALL, **YEAR))["meeting"]
        assert called["total"] == {"received": 6, "adopted": 2, "due": 4, "inTime": 1}
        assert [(one["key"], one["received"]) for one in called["rows"]] == [
            *(("市交通运输局", 3), ("市公安局", 1), ("", 2))
        ]
        assert called["groups"] == [
            {
                "count": 2,
                "items": [{"number": 1, "title": "海岛停车难"}, {"number": 2, "title": "海岛停车场不够"}],
            }
        ]
        assert (called["state"], called["availableActions"]) == ("CALLED", ["CONCLUDE", "CANCEL"])
        # What is noted later, and what is purged, changes no paper; of what is purged no title is left.
        outcome = {"outcome": "ADOPTION", "level": "市政协", "day": "2022-08-01"}
        assert errors(await staff.change(NOTE, number=8, version=9, outcome=outcome)) == []
        assert errors(await staff.change(PURGE, number=2)) == []
        (kept,) = (await staff.ask(LIST))["data"]["opinionMeetings"]["nodes"]
        assert kept["total"] == called["total"]
        assert [one["title"] for one in kept["groups"][0]["items"]] == ["海岛停车难", None]
        again = (await staff.change(CALL, **YEAR))["meeting"]
        # The paper in which the first was with it has lost its handling, too.
        assert again["total"] == {"received": 5, "adopted": 2, "due": 2, "inTime": 1}


async def test_conclusions_are_sealed_and_noted_by_the_table_of_steps(sqlite_store: Store) -> None:
    store, of = sqlite_store, await office(sqlite_store)
    await written_down(store, of)
    async with served(store) as http:
        staff = of_role(http, of, "办公室")
        wrong = await staff.change(CALL, first="2022-12-31", last="2022-01-01")
        assert errors(wrong) == [("BAD_USER_INPUT", "lastDay")]
        for number in (1, 2):
            assert (await staff.change(CALL, **YEAR))["meeting"]["number"] == number
        for said, version, more, expected in (
            (SAID, 1, {"declared": False}, ("BAD_USER_INPUT", "notClassified")),
            ("机密★", 1, {}, ("BAD_USER_INPUT", "conclusions")),
            (" ", 1, {}, ("BAD_USER_INPUT", "conclusions")),
            (SAID, 2, {}, ("CONFLICT", "version")),
        ):
            refused = await staff.change(CONCLUDE, number=1, version=version, said=said, **more)
            assert errors(refused) == [expected]
        held = (await staff.change(CONCLUDE, number=1, version=1, said=SAID))["meeting"]
        assert (held["state"], held["version"], held["conclusions"]) == ("HELD", 2, SAID)
        kept = files_of(store.url.render_as_string(hide_password=False))
        assert not [one for one in spelled("停车的几条合起来办") if one in kept]
        mended = (await staff.change(CONCLUDE, number=1, version=2, said="改过的"))["meeting"]
        assert (mended["version"], mended["conclusions"]) == (3, "改过的")
        # What was held is not cancelled, and what was cancelled is not held.
        assert errors(await staff.change(CANCEL, number=1, version=3)) == [("CONFLICT", "number")]
        assert (await staff.change(CANCEL, number=2, version=1))["meeting"]["availableActions"] == []
        assert errors(await staff.change(CONCLUDE, number=2, version=2, said=SAID)) == [
            ("CONFLICT", "number")
        ]
        assert errors(await staff.change(CANCEL, number=3, version=1)) == [("NOT_FOUND", "number")]
        assert [(one.state, one.version) for one in await rows(store, OpinionMeeting)] == [
            *(("held", 3), ("cancelled", 2))
        ]
        for role in ("结果查阅", "承办单位", "签批领导"):
            assert error_codes(await of_role(http, of, role).ask(LIST)) == ["FORBIDDEN"]
