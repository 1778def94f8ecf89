"""The year's appraisal of items, and the tallies of those who worked on them, over HTTP (议13): by hand, from
the shipped criteria.
"""

from __future__ import annotations

from typing import Any

import pytest

from models.store import Store
from tests.schema.items_of_year import written_down
from tests.schema.opining import PURGE, errors, of_role
from tests.schema.test_rights import error_codes
from tests.services.accounts.holder import Holder, served
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio
Json = Any
ASK = """query ($year: Int!, $of: OpinionAppraisalSubject!, $key: String) {
  opinionAppraisal(year: $year, of: $of, key: $key) { title count rules { id title } subjects {
    key name rank total counts { rule count points } lines { rule day points cuts items } } } }"""


async def told(holder: Holder, of: str, year: int = 2022, key: str | None = None) -> Json:
    return (await holder.ask(ASK, of=of, year=year, key=key))["data"]["opinionAppraisal"]


def standing(found: Json) -> list[tuple[Json, ...]]:
    """Name, rank, total, and how often each rule counted."""
    return [
        *(
            (one["name"], one["rank"], one["total"], {each["rule"]: each["count"] for each in one["counts"]})
            for one in found["subjects"]
        )
    ]


async def test_a_year_is_appraised_as_by_hand(sqlite_store: Store) -> None:
    of = await office(sqlite_store)
    await written_down(sqlite_store, of)
    async with served(sqlite_store) as http:
        staff = of_role(http, of, "办公室")
        items = await told(staff, "ITEMS")
        # 1 for having been issued, 5 for 市政协, 10 for 市领导, 10 for what was commissioned and adopted.
        assert standing(items) == [
            ("海岛停车场不够", 1, "16", {"I1": 1, "I2": 1, "I9": 1}),
            ("班车误点", 2, "11", {"I1": 1, "I7": 1}),
            ("海岛停车难", 3, "6", {"I1": 1, "I2": 1}),
            ("红绿灯太短", 4, "1", {"I1": 1}),
        ]
        assert items["title"] == "社情民意信息评选条件（2022年）"
        assert items["subjects"][2]["lines"] == [
            {"rule": "I1", "day": "2022-03-16", "points": "1", "cuts": [], "items": [1]},
            {"rule": "I2", "day": "2022-04-20", "points": "5", "cuts": [], "items": [1]},
        ]
        # It was adopted by the province in January, and counts for that year, of its own.
        assert standing(await told(staff, "ITEMS", 2023)) == [("海岛停车难", 1, "10", {"I4": 1})]
        # Returned once, which is no second item.
        officers = await told(staff, "OFFICERS")
        assert standing(officers) == [("信息员甲", 1, "1", {"O1": 1, "O2": 1})]
        # One answered in time and one too late; one that was never answered.
        units = await told(staff, "UNITS")
        assert standing(units) == [
            ("市交通运输局", 1, "1", {"U1": 2, "U2": 1, "U3": 1}),
            ("市公安局", 2, "-1", {"U1": 1, "U4": 1}),
        ]
        assert [(one["rule"], one["items"]) for one in units["subjects"][0]["lines"]] == [
            *(("U1", [1, 2]), ("U1", [8]), ("U2", [8]), ("U3", [1, 2]))
        ]
        # Three papers edited, in one of which two items were adopted by 市政协: that counts once.
        people = await told(staff, "STAFF")
        assert standing(people) == [
            ("办公室甲", 1, "4", {"S1": 3, "S3": 1}),
            ("签批领导甲", 2, "0", {"S2": 3}),
        ]
        only = await told(staff, "UNITS", key="市公安局")
        assert (only["count"], [one["rank"] for one in only["subjects"]]) == (2, [2])
        # What is purged has left all of it.
        assert errors(await staff.change(PURGE, number=2)) == []
        assert [one["name"] for one in (await told(staff, "ITEMS"))["subjects"]] == [
            *("班车误点", "海岛停车难", "红绿灯太短")
        ]


async def test_only_the_office_is_told(sqlite_store: Store) -> None:
    of = await office(sqlite_store)
    async with served(sqlite_store) as http:
        for role in ("承办单位", "信息员", "委员", "签批领导", "结果查阅", "委员工作委员会"):
            found = await of_role(http, of, role).ask(ASK, of="STAFF", year=2022)
            assert error_codes(found) == ["FORBIDDEN"]
        office_holder = of_role(http, of, "办公室")
        assert (await told(office_holder, "STAFF"))["subjects"] == []
        for wrong in (1999, 2101):
            assert error_codes(await office_holder.ask(ASK, of="STAFF", year=wrong)) == ["BAD_USER_INPUT"]
