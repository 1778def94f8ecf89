"""What went on month by month, and how a group's points are spread: by hand, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from models.store import Store
from server import create_app
from settings import Settings
from tests.http_client import client
from tests.schema.test_mutation import ENTER_OCCASION, ENTER_WORK, Secretary
from tests.services.committee_of_ten import settle

pytestmark = pytest.mark.anyio
ACTIVITY = '{ committee(code: "zhoushan") { activity(year: %s) { month department occasions works } } }'
SPREAD = """
query ($scope: String!, $group: String!) {
  committee(code: "zhoushan") { run(year: 2022) { measure(codes: ["activity"]) {
    spread(scope: $scope, group: $group) { group members mean least lowerQuartile median upperQuartile most }
  } } }
}
"""


@pytest.fixture
async def secretary(store: Store) -> AsyncIterator[Secretary]:
    """Someone who enters what a committee of ten did."""
    members = await settle(store)
    async with client(create_app(Settings(), store)) as http:
        yield Secretary(http, store, members)


async def entered(secretary: Secretary, change: str, given: Any) -> None:
    payload = await secretary.change(change, input={**given, "lateReason": "迟交"})
    assert payload["errors"] == []


async def test_each_month_counts_what_counts_of_each_department(secretary: Secretary) -> None:
    one, two, *_ = secretary.members
    both = {"members": [one, two]}
    for title, day, stage in (
        ("海岛", "2022-03-01", "APPROVED"),
        ("山区", "2022-03-31", "APPROVED"),
        ("渔港", "2022-04-01", "APPROVED"),
        # What waits for its review, or is not submitted, counts nowhere yet.
        ("盐田", "2022-04-02", "SUBMITTED"),
        ("码头", "2022-05-02", "DRAFT"),
    ):
        await entered(secretary, ENTER_OCCASION, secretary.survey(both, title=title, day=day, upTo=stage))
    await entered(secretary, ENTER_WORK, secretary.opinion(one, two))
    told = await secretary.ask(ACTIVITY % 2022)
    assert told["data"]["committee"]["activity"] == [
        {"month": "2022-03-01", "department": "办公室", "occasions": 2, "works": 1},
        {"month": "2022-04-01", "department": "办公室", "occasions": 1, "works": 0},
    ]
    told = await secretary.ask(ACTIVITY % 2021)
    assert told["data"]["committee"]["activity"] == []


async def spread(secretary: Secretary, scope: str, group: str) -> Any:
    told = await secretary.ask(SPREAD, scope=scope, group=group)
    (node,) = told["data"]["committee"]["run"]["measure"]
    return node["spread"]


async def test_a_group_has_the_quartiles_of_its_ranked_members(secretary: Secretary) -> None:
    first, _, third, _, fifth, *_ = secretary.members
    # A1: two points each time. Of 科技 the seventh came in October and is not ranked: 0, 2, 2, 4 are left.
    for title, members in (("海岛", [first, third, fifth]), ("山区", [first])):
        await entered(secretary, ENTER_OCCASION, secretary.survey({"members": members}, title=title))
    assert await spread(secretary, "界别", "科技") == {
        "group": "科技",
        "members": 4,
        "mean": "2.00",
        "least": "0.00",
        "lowerQuartile": "1.50",
        "median": "2.00",
        "upperQuartile": "2.50",
        "most": "4.00",
    }
    # With the four of 经济, who have nothing; the tenth is not ranked.
    whole = await spread(secretary, "全体", "全体")
    assert (whole["members"], whole["mean"], whole["median"]) == (8, "1.00", "0.00")
    assert await spread(secretary, "界别", "没有") is None
    told = await secretary.ask(SPREAD, scope="籍贯", group="舟山")
    assert told["errors"][0]["extensions"]["field"] == "scope"
