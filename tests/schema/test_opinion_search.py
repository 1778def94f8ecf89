"""Opinion items found by their words, and those that are alike, over HTTP (议7, 8)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from models.store import Store
from tests.schema.opining import (
    RETURN,
    SUBMIT,
    TAKE_BACK,
    boxed,
    errors,
    found,
    of_role,
    saved,
    seen,
    submitted,
)
from tests.services.accounts.holder import Holder, served
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio
TABLE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "opinion_queries.yaml").read_text(encoding="utf-8")
)
SEARCHED = (
    "query ($search: String) { me { opinions(first: 20, search: $search) {"
    " totalCount nodes { number title } } } }"
)
COUNTED = (
    "query ($where: OpinionFilter, $after: String) {"
    ' committee(code: "zhoushan") { opinionInbox(first: 1, where: $where, after: $after) {'
    " totalCount pageInfo { endCursor } nodes { number } } } }"
)
ALIKE = (
    "query ($number: Int!) { opinion(number: $number) { similar { number title writer percent shared } } }"
)


async def numbers(holder: Holder, search: str, **where: Any) -> list[int]:
    return [number for number, _ in await boxed(holder, search=search, **where)]


async def own(holder: Holder, search: str) -> list[int]:
    told = await found(holder, SEARCHED, "me", "opinions", search=search)
    return [number for number, _ in told]


async def similar(holder: Holder, number: int) -> Any:
    opinion = (await holder.ask(ALIKE, number=number))["data"]["opinion"]
    return None if opinion is None else [(one["number"], one["shared"]) for one in opinion["similar"]]


async def test_each_query_of_the_table_finds_what_it_should(store: Store) -> None:
    assert len(TABLE["queries"]) == 50
    of = await office(store)
    async with served(store) as http:
        author, reviewer = of_role(http, of, "委员"), of_role(http, of, "办公室")
        for item in TABLE["items"]:
            await submitted(author, **item)
        asked = {query: await numbers(reviewer, query) for query, _ in TABLE["queries"]}
        assert asked == dict(TABLE["queries"])
        # Whoever wrote them finds the same.
        assert [await own(author, query) for query in ("船", "海岛 停车", "养老服务 高铁")] == [
            *([4, 3, 2], [1]),
            [],
        ]
        assert await numbers(reviewer, "码头", state="ACCEPTED") == []
        assert await numbers(reviewer, " \u3000 ", area="livelihood") == [8, 7, 6, 5, 4, 3, 2, 1]


async def test_pages_of_what_was_found_and_queries_that_are_refused(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, reviewer = of_role(http, of, "委员"), of_role(http, of, "办公室")
        for title in ("停车难", "停船难", "停车贵"):
            await submitted(author, title=title, situation=title, advice=title)

        async def page(search: str, after: str | None = None) -> Any:
            answer = await reviewer.ask(COUNTED, where={"search": search}, after=after)
            return answer["data"]["committee"]["opinionInbox"]

        first = await page("停车")
        assert (first["totalCount"], first["nodes"]) == (2, [{"number": 3}])
        then = await page("停车", first["pageInfo"]["endCursor"])
        assert (then["totalCount"], then["nodes"]) == (2, [{"number": 1}])
        # Of another query it is the place in another list.
        other = await reviewer.ask(COUNTED, where={"search": "难"}, after=first["pageInfo"]["endCursor"])
        assert [one["extensions"]["code"] for one in other["errors"]] == ["BAD_USER_INPUT"]
        for search in ("停" * 101, " ".join("停车难贵船一二三四五六")):
            refused = await reviewer.ask(COUNTED, where={"search": search})
            assert [one["extensions"]["code"] for one in refused["errors"]] == ["BAD_USER_INPUT"]


async def test_each_finds_only_what_they_may_read_and_as_it_stands_now(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, reviewer = of_role(http, of, "委员"), of_role(http, of, "办公室")
        officer, other = of_role(http, of, "信息员"), of_role(http, of, "委员工作委员会")
        assert await numbers(reviewer, "停车") == []
        await saved(author)
        # A draft is its author's.
        assert (await own(author, "停车"), await numbers(reviewer, "停车")) == ([1], [])
        assert errors(await author.change(SUBMIT, number=1, version=1)) == []
        assert (await own(author, "停车"), await numbers(reviewer, "停车")) == ([1], [1])
        # Nobody else's is in one's own list, and who does not review has no list.
        assert await own(officer, "停车") == []
        refused = await other.ask(COUNTED, where={"search": "停车"})
        assert [one["extensions"]["code"] for one in refused["errors"]] == ["FORBIDDEN"]
        assert errors(await reviewer.change(RETURN, number=1, version=2)) == []
        await saved(
            author, number=1, version=3, title="渔港垃圾", situation="泡沫箱", causes="", advice="回收"
        )
        # What is being written is the author's, what was given back still the Office's.
        assert (await own(author, "停车"), await own(author, "泡沫")) == ([], [1])
        assert (await numbers(reviewer, "停车"), await numbers(reviewer, "泡沫")) == ([1], [])
        assert errors(await author.change(SUBMIT, number=1, version=4)) == []
        assert (await numbers(reviewer, "停车"), await numbers(reviewer, "泡沫")) == ([], [1])
        assert errors(await author.change(TAKE_BACK, number=1, version=5)) == []
        assert (await numbers(reviewer, "泡沫"), await own(author, "泡沫")) == ([], [1])
        # With others it is in the list of each.
        await submitted(officer, coAuthors=[{"name": "赵一", "number": "001"}])
        assert (await own(author, "停车"), await own(officer, "停车")) == ([2], [2])


async def test_what_is_alike_is_told_with_what_both_say_to_whoever_may_read_both(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        author, reviewer = of_role(http, of, "委员"), of_role(http, of, "办公室")
        officer = of_role(http, of, "信息员")
        for item in TABLE["items"]:
            await submitted(author, **item)
        again = {"title": "码头早晨停不下车", "situation": "八月有十多天，东侧空地空着", "causes": ""}
        await saved(officer, **again, advice="东侧空地改作临时停车场，收一点钱")
        # What another member has sent is told to nobody who may not read it, not even that it is there.
        assert await similar(officer, 9) == []
        assert await similar(reviewer, 9) is None
        assert errors(await officer.change(SUBMIT, number=9, version=1)) == []
        assert await similar(officer, 9) == []
        expected = [(1, ["东侧空地改作临时停车场", "早晨停不下车", "八月有", "码头"])]
        assert await similar(reviewer, 9) == expected
        assert [number for number, _ in await similar(reviewer, 1)] == [9]
        assert await similar(author, 1) == []
        # One's own, and as it is being written.
        await saved(
            officer, title="停车场收费", situation="码头早晨停不下车", advice="东侧空地改作临时停车场"
        )
        assert [number for number, _ in await similar(officer, 10)] == [9]
        assert [number for number, _ in await similar(reviewer, 2)] == []
        # What was taken back is alike to nothing for the Office.
        assert errors(await officer.change(TAKE_BACK, number=9, version=2)) == []
        assert await similar(reviewer, 1) == []
        assert (await seen(officer, 9))["title"] == "码头早晨停不下车"
