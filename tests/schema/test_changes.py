"""What readers see while others write: pages that lose nobody, and what changed since a kept run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from endpoint.engine import Answer
from models.store import Store
from resolvers import global_id
from resolvers.context import Context
from services.entry.desk import Desk
from services.entry.form import OccasionForm, Present
from tests.schema.schema_client import Client, statements
from tests.services.committee_of_ten import CODE, YEAR, desk, settle
from tests.signed_in import reader

pytestmark = pytest.mark.anyio

PAGE = """
query ($after: String) { committee(code: "zhoushan") { run(year: 2022) { ranking(first: 3, after: $after) {
  pageInfo { hasNextPage endCursor } nodes { rank total member { number } }
} } } }
"""


async def survey(entering: Desk, members: Sequence[int], day: int = 1) -> None:
    """Two points for each of these members."""
    form = OccasionForm(
        title=f"调研{day}",
        day=date(2022, 3, day),
        participants=[Present(members, [("状态", "出席")])],
    )
    await entering.enter(CODE, YEAR, "调研", form)


async def of_committee(client: Client, selection: str, code: str = CODE) -> Any:
    return (await client.data(f'{{ committee(code: "{code}") {{ {selection} }} }}'))["committee"]


async def numbers_after(client: Client, after: str | None) -> tuple[list[str], str | None]:
    found = (await client.data(PAGE, after=after))["committee"]["run"]["ranking"]
    more = found["pageInfo"]["endCursor"] if found["pageInfo"]["hasNextPage"] else None
    return [row["member"]["number"] for row in found["nodes"]], more


async def test_pages_go_on_where_they_were_while_ranks_change(store: Store, client: Client) -> None:
    members = await settle(store)
    entering = desk(store, client.boards)
    # Totals: 001 8, 002 6, 003 4, 004 2, the rest nothing.
    for day, some in enumerate((members[:1], members[:2], members[:3], members[:4]), 1):
        await survey(entering, some, day)
    first, after = await numbers_after(client, None)
    assert first == ["001", "002", "003"]
    # 009 overtakes all who have been shown, and 002 falls behind nobody new.
    for day in range(5, 11):
        await survey(entering, members[8:9], day)
    rest: list[str] = []
    while after:
        page, after = await numbers_after(client, after)
        rest += page
    # Nobody twice, and of those who stayed where they were nobody is lost: only 009 went past the cursor.
    assert rest == ["004", "005", "006", "008", "007", "010"]
    top, _ = await numbers_after(client, None)
    assert top == ["009", "001", "002"]


async def test_change_against_a_kept_run(store: Store, client: Client) -> None:
    members = await settle(store)
    entering = desk(store, client.boards)
    await survey(entering, members[:3], 1)
    await survey(entering, members[:2], 2)
    await survey(entering, members[:1], 3)
    await entering.keep_run(CODE, YEAR, "三月")
    await survey(entering, members[2:3], 4)
    await survey(entering, members[2:3], 5)
    await survey(entering, members[2:3], 6)
    runs = await client.data(
        '{ committee(code: "zhoushan") { runs(first: 5) { nodes { id name live memberCount } } } }'
    )
    kept, live = runs["committee"]["runs"]["nodes"]
    assert (kept["name"], kept["live"], live["name"], live["live"]) == ("三月", False, None, True)
    change = "change { rank value total grade rankDifference difference }"
    compared = f'ranking(first: 4, against: "{kept["id"]}")'
    found = await client.run(f"{compared} {{ nodes {{ rank total {change} member {{ number }} }} }}")
    rows = {row["member"]["number"]: row for row in found["ranking"]["nodes"]}
    # 003 had 2 points and rank 3; now 8 and rank 1.
    assert (rows["003"]["rank"], rows["003"]["total"]) == (1, "8.00")
    assert rows["003"]["change"] == {
        "rank": 3,
        "value": "2.00",
        "total": "2.00",
        "grade": "不称职",
        "rankDifference": 2,
        "difference": "6.00",
    }
    assert (rows["001"]["rank"], rows["001"]["change"]["rankDifference"]) == (2, -1)
    assert rows["001"]["change"]["difference"] == "0.00"
    best = "ranking(first: 1) { nodes { total member { number } } }"
    named = await of_committee(client, f'run(year: 2022, name: "三月") {{ {best} }}')
    assert named["run"]["ranking"]["nodes"] == [{"total": "6.00", "member": {"number": "001"}}]
    # By the number of a node, against the same.
    found = await client.run(
        f'ranking(first: 1, by: WORKS, node: "A1", against: "{kept["id"]}") {{ nodes {{ value {change} }} }}'
    )
    (row,) = found["ranking"]["nodes"]
    assert (row["value"], row["change"]["value"], row["change"]["difference"]) == ("4", "1", "3")


async def test_lines_of_a_kept_run_are_those_of_then_or_refused(store: Store, client: Client) -> None:
    members = await settle(store)
    entering = desk(store, client.boards)
    await survey(entering, members[:2], 1)
    await entering.keep_run(CODE, YEAR, "三月")
    await survey(entering, members[1:2], 2)

    def standing(at: int) -> str:
        lines = "total awards(first: 9) { nodes { kept record { title } } }"
        member = global_id.encode("Member", members[at])
        return (
            '{ committee(code: "zhoushan") { run(year: 2022, name: "三月") '
            f'{{ standing(member: "{member}") {{ {lines} }} }} }} }}'
        )

    same = (await client.data(standing(0)))["committee"]["run"]["standing"]
    assert same == {"total": "2.00", "awards": {"nodes": [{"kept": "2", "record": {"title": "调研1"}}]}}
    assert await client.error(standing(1)) == ("CONFLICT", "member")
    # What the run itself says is told all the same.
    bare = standing(1).replace("awards(first: 9) { nodes { kept record { title } } }", "")
    assert (await client.data(bare))["committee"]["run"]["standing"] == {"total": "2.00"}


WHY = ["...Why", "... on MemberStanding { ...Why }", "... { records(first: 9) { totalCount } }"]


@pytest.mark.parametrize("asked", WHY)
async def test_total_and_lines_are_of_one_moment(
    store: Store, client: Client, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = await settle(store)
    entering = desk(store, client.boards)
    await survey(entering, members[:1], 1)
    read = client.boards.live

    async def overtaken(*arguments: Any) -> Any:
        """The board of the request, and a change that comes right behind it."""
        board = await read(*arguments)
        monkeypatch.undo()
        await survey(entering, members[:1], 2)
        return board

    monkeypatch.setattr(client.boards, "live", overtaken)
    member = global_id.encode("Member", members[0])
    fragment = "fragment Why on MemberStanding { awards(first: 9) { totalCount } }" if "Why" in asked else ""
    found = await client.data(
        f'{{ committee(code: "zhoushan") {{ run(year: 2022) {{ standing(member: "{member}") '
        f"{{ total {asked} }} }} }} }} {fragment}"
    )
    told = found["committee"]["run"]["standing"]
    assert told["total"] == "4.00"
    assert (told.get("awards") or told["records"])["totalCount"] == 2


async def test_an_unchanged_version_is_not_read_again(store: Store, client: Client) -> None:
    members = await settle(store)
    entering = desk(store, client.boards)

    async def ask() -> tuple[Any, int]:
        ready = client.engine.prepare(client.engine.read({"query": PAGE}))
        context = Context(
            store=store,
            boards=client.boards,
            watch=client.watch,
            version=await store.version(),
            caller=reader(),
        )
        with statements() as seen:
            answer: Answer = await client.engine.answer(ready, context)
        return answer, len([one for one in seen if one.startswith("SELECT") and "revision" in one])

    before, _ = await ask()
    assert await ask() == (before, 0)
    await survey(entering, members[4:5])
    after, _ = await ask()
    assert after != before
    assert await ask() == (after, 0)


async def test_two_committees_do_not_see_one_another(store: Store, client: Client) -> None:
    here = await settle(store)
    there = await settle(store, "putuo")
    await survey(desk(store, client.boards), here[:1])
    theirs = global_id.encode("Member", there[0])
    neighbour = Client(store, committee_id=2)
    other = await of_committee(neighbour, "run(year: 2022) { id } records(first: 1) { totalCount }", "putuo")
    run, records = other["run"]["id"], other["records"]["totalCount"]
    assert records == 0
    for selection, code, field in (
        (f'run(year: 2022) {{ standing(member: "{theirs}") {{ total }} }}', "NOT_FOUND", "member"),
        (
            f'run(year: 2022) {{ cell(member: "{theirs}", column: "调研") {{ value }} }}',
            "NOT_FOUND",
            "member",
        ),
        (
            f'run(year: 2022) {{ ranking(first: 1, against: "{run}") {{ totalCount }} }}',
            "NOT_FOUND",
            "against",
        ),
    ):
        query = f'{{ committee(code: "zhoushan") {{ {selection} }} }}'
        assert await client.error(query) == (code, field), selection
    found = await of_committee(client, f'records(first: 1, where: {{member: "{theirs}"}}) {{ totalCount }}')
    assert found["records"]["totalCount"] == 0
    # A cursor of one committee is none of the other's.
    after = (await client.data(PAGE))["committee"]["run"]["ranking"]["pageInfo"]["endCursor"]
    assert await neighbour.error(PAGE.replace("zhoushan", "putuo"), after=after) == (
        "BAD_USER_INPUT",
        "after",
    )


async def test_spread_and_bins_by_hand(store: Store, client: Client) -> None:
    members = await settle(store)
    entering = desk(store, client.boards)
    for day, some in enumerate((members[:1], members[:2], members[:3], members[:4]), 1):
        await survey(entering, some, day)
    # Ranked: 001 8, 002 6, 003 4, 004 2 and four with nothing; 007 is too new, 010 is not ranked.
    spread = "group members mean least lowerQuartile median upperQuartile most"
    found = await client.run(
        f'distribution(width: "2.5") {{ members width bins {{ low high members }} groups {{ {spread} }} }}'
    )
    assert found["distribution"] == {
        "members": 8,
        "width": "2.5",
        "bins": [
            {"low": "0", "high": "2.5", "members": 5},
            {"low": "2.5", "high": "5", "members": 1},
            {"low": "5", "high": "7.5", "members": 1},
            {"low": "7.5", "high": "10", "members": 1},
        ],
        "groups": [
            {
                "group": "全体",
                "members": 8,
                "mean": "2.50",
                "least": "0.00",
                # 0 0 0 0 2 4 6 8: a quarter of the way is between the second and third, and so on.
                "lowerQuartile": "0.00",
                "median": "1.00",
                "upperQuartile": "4.50",
                "most": "8.00",
            }
        ],
    }
    found = await client.run(
        'distribution(scope: "界别") { width bins { members } groups { group members mean } }'
    )
    # 经济 has the even numbers: 002 6, 004 2, 006 0, 008 0. 科技 001 8, 003 4, 005 0, 009 0.
    assert found["distribution"]["groups"] == [
        {"group": "科技", "members": 4, "mean": "3.00"},
        {"group": "经济", "members": 4, "mean": "2.00"},
    ]
    assert [one["members"] for one in found["distribution"]["bins"]] == [4, 0, 1, 0, 1, 0, 1, 0, 1]
    assert found["distribution"]["width"] == "1"
