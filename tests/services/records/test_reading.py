"""Records are read as they were written, whichever way: one by one, or to be scored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from models.record import Outcome as OutcomeRow
from models.record import Part as PartRow
from models.record import Record as Row
from models.rows import by_first
from models.store import Store
from rules.record import Attendance, Outcome, Part, Record
from services.committee.committees import committee
from services.records.reading import Reader
from tests.services.committee_of_ten import CODE, RULE_SET, settle

pytestmark = pytest.mark.anyio

DAY = date(2022, 3, 1)
# What a cell may say, and what stands between the lines and the columns of a text of parts.
SAID = "一,二\n三\\n\"四'\t五"


async def add(
    connection: AsyncConnection,
    committee_id: int,
    kind: str,
    parts: Sequence[tuple[int, int, dict[str, Any]]],
    outcomes: Sequence[tuple[str, dict[str, Any]]] = (),
    **more: Any,
) -> int:
    """A record with its parts (membership, place, attributes) and the keys of outcomes in their order."""
    form = "work" if kind == "提案" else "occasion"
    row = {"committee_id": committee_id, "year": 2022, "form": form, "kind": kind, "key": kind, "day": DAY}
    row |= {"first_day": DAY, "last_day": DAY, "source": "entry", "attributes": {}, **more}
    record_id: int = (await connection.execute(insert(Row).values(row).returning(Row.id))).scalar_one()
    own = {"committee_id": committee_id, "record_id": record_id}
    for membership_id, place, attributes in parts:
        part = {**own, "membership_id": membership_id, "place": place, "attributes": attributes}
        await connection.execute(insert(PartRow).values(part))
    for place, (key, attributes) in enumerate(outcomes):
        outcome = {**own, "place": place, "day": DAY, "key": key, "attributes": attributes}
        await connection.execute(insert(OutcomeRow).values(outcome))
    return record_id


async def read(store: Store, keys: dict[int, str], of: Any) -> tuple[list[Record], list[Record]]:
    """The records of a condition one by one, as those of their ids are read too, and for scoring."""
    async with store.reading() as connection:
        reader = Reader(connection, (await committee(connection, CODE)).id, RULE_SET.catalogue, keys)
        one_by_one = await reader.read(of)
        assert await reader.of_ids([one.id for one in reversed(one_by_one)]) == one_by_one
        return [one.record for one in one_by_one], await reader.records(of)


async def test_an_occasion_is_read_by_what_its_parts_say(store: Store) -> None:
    """The last member is not asked for: of an occasion, that member's part is nobody's."""
    members = await settle(store)
    keys = {one: f"{at:03}" for at, one in enumerate(members[:9], 1)}
    stated = [{"状态": "出席"}, {"状态": "请假"}, {"状态": "出席", "理由": SAID}]
    async with store.writing() as connection:
        committee_id = (await committee(connection, CODE)).id
        said = [(one, at, stated[at % 3]) for at, one in enumerate(members)]
        await add(connection, committee_id, "调研", said)
        await add(connection, committee_id, "视察", said[9:])
        await add(connection, committee_id, "全会", [])
    one_by_one, to_score = await read(store, keys, Row.committee_id == committee_id)
    expected = [Part(f"{at:03}", stated[(at - 1) % 3]) for at in range(1, 10)]
    assert [one.kind for one in one_by_one] == [one.kind for one in to_score] == ["调研", "视察", "全会"]
    assert [list(one.parts) for one in one_by_one] == [expected, [], []]
    assert isinstance(to_score[0].parts, Attendance)
    assert [sorted(one.parts, key=str) for one in to_score] == [sorted(expected, key=str), [], []]


async def test_authors_are_read_in_their_order_and_outcomes_in_theirs(store: Store) -> None:
    """The tenth author comes behind the ninth, and who is not asked for keeps the place."""
    members = await settle(store)
    authors = [members[at] for at in (4, 9, 0, 7, 1, 8, 2, 6, 3, 5)]
    keys = {one: f"{at:03}" for at, one in enumerate(members[:9], 1)}
    outcomes = [("乙", {"结果": "采用"}), ("甲", {"结果": "重点"}), ("", {})]
    async with store.writing() as connection:
        committee_id = (await committee(connection, CODE)).id
        said = [(one, place, {"确认": place % 2 == 0}) for place, one in enumerate(authors)]
        await add(connection, committee_id, "提案", said, outcomes, title="渔港", matter="停车", outsiders=2)
        alone = [(members[0], 0, {"理由": SAID})]
        await add(connection, committee_id, "提案", alone, key="2", attributes={"立案": True})
        await add(connection, committee_id, "提案", [(members[9], 0, {})], key="3")
    one_by_one, to_score = await read(store, keys, Row.committee_id == committee_id)
    order = ["005", None, "001", "008", "002", "009", "003", "007", "004", "006"]
    parts = [
        Part(key, {"序号": at, "确认": at % 2 == 1}) for at, key in enumerate(order, 1) if key is not None
    ]
    for found in (one_by_one, to_score):
        assert [list(one.parts) for one in found] == [parts, [Part("001", {"理由": SAID})], []]
        assert [one.outsiders for one in found] == [3, 0, 1]
        assert [(one.key, one.day, one.title, one.matter) for one in found] == [
            ("提案", DAY, "渔港", "停车"),
            ("2", DAY, "", None),
            ("3", DAY, "", None),
        ]
        assert [one.attributes for one in found] == [{}, {"立案": True}, {}]
        assert list(found[0].outcomes) == [
            Outcome(DAY, {"结果": "采用"}, "乙"),
            Outcome(DAY, {"结果": "重点"}, "甲"),
            Outcome(DAY, {}),
        ]
        assert [len(one.outcomes) for one in found] == [3, 0, 0]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
async def test_rows_stand_together_over_the_ends_of_chunks(size: int) -> None:
    rows = [(1, "a"), (1, "b"), (2, "c"), (4, "d"), (4, "e"), (4, "f"), (5, "g")]

    async def chunks() -> Any:
        for at in range(0, len(rows), size):
            yield rows[at : at + size]

    assert [(first, [letter for _, letter in some]) async for first, some in by_first(chunks())] == [
        (1, ["a", "b"]),
        (2, ["c"]),
        (4, ["d", "e", "f"]),
        (5, ["g"]),
    ]
