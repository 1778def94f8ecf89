"""民情分析 over HTTP (议8): figures worked out by hand, each of which opens its items."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select

from models.opinion import Opinion, OpinionRating
from models.store import Store
from tests.schema.items_of_year import moment, written_down
from tests.schema.opining import BOX, of_role
from tests.schema.test_rights import error_codes
from tests.services.accounts.holder import Holder, served
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio
Json = Any
ASK = """query ($first: Date!, $last: Date!, $by: OpinionGrouping!) {
  opinionAnalysis(firstDay: $first, lastDay: $last, by: $by) { quarter total { ...told } rows { ...told }
    words { word } groups { count items { number title } shared } } }
fragment told on OpinionFigures { key name received accepted issued adopted adoptedAt { level count }
  instructed instructedAt { level count } due inTime rated ratedAt { level count }
  steps { step { code } count median longest } }"""
YEAR = {"first": "2022-01-01", "last": "2022-12-31"}
SPRING = {"first": "2022-01-01", "last": "2022-03-31"}


def numbers(one: Json) -> tuple[int, ...]:
    """Received, accepted, issued, adopted, instructed, due and answered in time."""
    names = ("received", "accepted", "issued", "adopted", "instructed", "due", "inTime")
    return tuple(one[name] for name in names)


def days(one: Json) -> Json:
    return {each["step"]["code"]: (each["count"], each["median"], each["longest"]) for each in one["steps"]}


async def rated(store: Store, item: int, rating: str, day: str) -> None:
    """The author says so of the first answer."""
    async with store.writing() as connection:
        of = await connection.scalar(select(Opinion.committee_id).where(Opinion.id == item))
        row: dict[str, Any] = {
            "committee_id": of,
            "opinion_id": item,
            "place": 1,
            "answer_number": 1,
            "rating": rating,
        }
        row |= {"given_at": moment(day), "given_by": "赵一"}
        await connection.execute(insert(OpinionRating).values(**row))


async def told(holder: Holder, by: str, **period: str) -> Json:
    return (await holder.ask(ASK, by=by, **period))["data"]["opinionAnalysis"]


async def test_a_year_is_counted_as_by_hand(store: Store) -> None:
    of = await office(store)
    await written_down(store, of)
    await rated(store, 1, "satisfied", "04-12")
    async with served(store) as http:
        staff = of_role(http, of, "办公室")
        spring = await told(staff, "AREA", **SPRING)
        assert numbers(spring["total"]) == (3, 3, 2, 0, 0, 0, 0)
        assert days(spring["total"]) == {"review": (4, 1.5, 5), "edit": (2, 3, 3), "sign": (2, 2, 2)}
        assert [(one["key"], *numbers(one)[:3]) for one in spring["rows"]] == [
            ("livelihood", 2, 2, 2),
            ("policy", 1, 1, 0),
        ]
        assert spring["rows"][1]["name"].startswith("中央和省")
        year = await told(staff, "UNIT", **YEAR)
        assert numbers(year["total"]) == (6, 5, 4, 2, 1, 4, 1)
        assert year["total"]["adoptedAt"] == [{"level": "市政协", "count": 2}]
        assert year["total"]["instructedAt"] == [{"level": "市领导", "count": 1}]
        # The answer to both was passed on the 11th of April; the tenth working day after it is the 24th, a
        # Sunday that was worked.
        assert year["total"]["rated"] == 2
        assert year["total"]["ratedAt"] == [{"level": "满意", "count": 1}, {"level": "未评价", "count": 1}]
        # Reviews took 2, 1, 1, 5, 1, 1 and 1; the unit needed 16 for both of one paper, and 18.
        assert days(year["total"]) == {
            "review": (7, 1, 5),
            "edit": (4, 2, 3),
            "sign": (4, 1.5, 2),
            "handle": (3, 16, 18),
            "check": (2, 1, 1),
        }
        assert [(one["key"], *numbers(one)) for one in year["rows"]] == [
            ("市交通运输局", 3, 3, 3, 2, 1, 3, 1),
            ("市公安局", 1, 1, 1, 0, 0, 1, 0),
            ("", 2, 1, 0, 0, 0, 0, 0),
        ]
        sectors = await told(staff, "SECTOR", **YEAR)
        assert [(one["key"], one["received"]) for one in sectors["rows"]] == [
            ("科技", 4),
            ("经济", 1),
            ("", 1),
        ]
        months = await told(staff, "MONTH", **YEAR)
        assert [(one["key"], one["received"], one["adopted"], one["due"]) for one in months["rows"]] == [
            ("2022-03", 3, 0, 0),
            ("2022-04", 1, 1, 2),
            ("2022-05", 0, 1, 0),
            ("2022-06", 2, 0, 1),
            ("2022-07", 0, 0, 1),
        ]
        assert [one["rated"] for one in months["rows"]] == [0, 2, 0, 0, 0]
        before = await told(staff, "AREA", first="2022-04-01", last="2022-04-24")
        assert before["total"]["rated"] == 0
        # Half a year after the year had ended.
        later = await told(staff, "DEPARTMENT", first="2023-01-01", last="2023-12-31")
        assert numbers(later["total"]) == (0, 0, 0, 1, 0, 0, 0)
        assert later["total"]["adoptedAt"] == [{"level": "省政协", "count": 1}]
        (group,) = year["groups"]
        assert [one["number"] for one in group["items"]] == [1, 2]
        assert "海岛停车" in group["shared"][0]


async def test_every_number_opens_its_items(sqlite_store: Store) -> None:
    of = await office(sqlite_store)
    await written_down(sqlite_store, of)
    async with served(sqlite_store) as http:
        staff = of_role(http, of, "办公室")

        async def opened(**more: Json) -> list[int]:
            where = {"counted": {"firstDay": "2022-01-01", "lastDay": "2022-12-31", **more}}
            nodes = (await staff.ask(BOX, where=where))["data"]["committee"]["opinionInbox"]["nodes"]
            return [one["number"] for one in nodes]

        assert await opened(figure="RECEIVED") == [8, 7, 4, 3, 2, 1]
        assert await opened(figure="DUE", by="UNIT", key="市交通运输局") == [8, 2, 1]
        assert await opened(figure="IN_TIME", by="UNIT", key="市交通运输局") == [8]
        assert await opened(figure="RECEIVED", by="SECTOR", key="") == [3]
        assert await opened(figure="ADOPTED", level="市政协", by="MONTH", key="2022-05") == [2]
        assert await opened(figure="ADOPTED", level="省政协") == []
        assert await opened(figure="RATED", level="未评价", by="MONTH", key="2022-04") == [2, 1]
        backwards = {"firstDay": "2022-12-31", "lastDay": "2022-01-01", "figure": "DUE"}
        found = await staff.ask(BOX, where={"counted": backwards})
        assert error_codes(found) == ["BAD_USER_INPUT"]


async def test_readers_of_results_see_counts_and_units_nothing(sqlite_store: Store) -> None:
    of = await office(sqlite_store)
    await written_down(sqlite_store, of)
    async with served(sqlite_store) as http:
        answer = await of_role(http, of, "结果查阅").ask(ASK, by="AREA", **YEAR)
        seen = answer["data"]["opinionAnalysis"]
        assert (numbers(seen["total"])[0], seen["words"], seen["groups"]) == (6, None, None)
        assert error_codes(answer) == ["FORBIDDEN", "FORBIDDEN"]
        for role in ("承办单位", "信息员", "委员", "签批领导"):
            found = await of_role(http, of, role).ask(ASK, by="AREA", **YEAR)
            assert error_codes(found) == ["FORBIDDEN"]
        found = await of_role(http, of, "办公室").ask(ASK, by="AREA", first="2022-01-01", last="2025-01-01")
        assert error_codes(found) == ["BAD_USER_INPUT"]
