"""The types of columns: what goes in comes out the same on both databases."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import StatementError

from models.change import Change
from models.committee import Committee, Term
from models.member import ALWAYS
from models.store import Store
from tests.models.writing_process import COMMITTEE, found

pytestmark = pytest.mark.anyio

BEIJING = timezone(timedelta(hours=8))
NEW_YORK = timezone(timedelta(hours=-5))
MOMENTS = [
    (datetime(2022, 3, 1, 8, 30, tzinfo=BEIJING), datetime(2022, 3, 1, 0, 30, tzinfo=UTC)),
    (datetime(2022, 3, 1, 7, 59, 59, 999999, BEIJING), datetime(2022, 2, 28, 23, 59, 59, 999999, UTC)),
    (datetime(2021, 12, 31, 20, tzinfo=NEW_YORK), datetime(2022, 1, 1, 1, tzinfo=UTC)),
    (datetime(2022, 3, 1, tzinfo=UTC), datetime(2022, 3, 1, tzinfo=UTC)),
]
# A value, and the text that stands in the database.
VALUES: list[tuple[Any, str]] = [
    ({"位次": "首", "立案": True, "b": None, "a": 1}, '{"a":1,"b":null,"位次":"首","立案":true}'),
    ({"b": {"d": 1, "c": 2}, "a": []}, '{"a":[],"b":{"c":2,"d":1}}'),
    (["提案", "社情民意", {}], '["提案","社情民意",{}]'),
    ('𠮷林 "引号" \\ \n 🀄', '"𠮷林 \\"引号\\" \\\\ \\n 🀄"'),
    ("a\0b", '"a\\u0000b"'),
    (0, "0"),
    (-(2**63), "-9223372036854775808"),
    (2**64 - 1, "18446744073709551615"),
    ("", '""'),
    (False, "false"),
]


async def write(store: Store, number: int, at: datetime, after: Any = None) -> None:
    line = {
        "committee_id": COMMITTEE,
        "revision": 1,
        "actor": "t",
        "channel": "t",
        "action": "t",
        "entity": "t",
    }
    async with store.writing() as connection:
        await connection.execute(insert(Change).values(entity_id=number, at=at, after=after, **line))


async def test_a_moment_comes_back_in_utc(store: Store) -> None:
    await found(store)
    for number, (at, _) in enumerate(MOMENTS):
        await write(store, number, at)
    async with store.reading() as connection:
        back = list(await connection.scalars(select(Change.at).order_by(Change.entity_id)))
        # Compared inside the database, too, and whatever the zone of the question.
        early = await connection.scalars(
            select(Change.entity_id).where(Change.at < MOMENTS[0][0]).order_by(Change.at)
        )
        assert list(early) == [2, 1, 3]
    assert back == [utc for _, utc in MOMENTS]
    assert [moment.tzinfo for moment in back] == [UTC] * len(MOMENTS)


async def test_moments_of_postgresql_do_not_follow_the_zone_of_the_session(store: Store) -> None:
    await found(store)
    await write(store, 1, MOMENTS[0][0])
    async with store.reading() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SET LOCAL TIME ZONE 'Asia/Shanghai'"))
        assert (await connection.scalars(select(Change.at))).one().isoformat() == "2022-03-01T00:30:00+00:00"


async def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    await found(store)
    with pytest.raises(StatementError, match="time zone"):
        await write(store, 1, datetime(2022, 3, 1))
    async with store.reading() as connection:
        assert list(await connection.scalars(select(Change.id))) == []


async def test_a_value_comes_back_and_stands_as_sorted_readable_text(store: Store) -> None:
    await found(store)
    for number, (value, _) in enumerate(VALUES):
        await write(store, number, MOMENTS[0][0], value)
    async with store.reading() as connection:
        back = list(await connection.scalars(select(Change.after).order_by(Change.entity_id)))
        stands = list(await connection.scalars(text("SELECT after FROM changes ORDER BY entity_id")))
    assert back == [value for value, _ in VALUES]
    assert [type(value) for value in back] == [type(value) for value, _ in VALUES]
    assert stands == [words for _, words in VALUES]


async def test_equal_values_are_found_by_their_text(store: Store) -> None:
    await found(store)
    await write(store, 1, MOMENTS[0][0], {"b": 1, "a": "首"})
    async with store.reading() as connection:
        equal = await connection.scalars(select(Change.entity_id).where(Change.after == {"a": "首", "b": 1}))
        assert list(equal) == [1]


async def test_no_value_is_null_not_the_text_null(store: Store) -> None:
    await found(store)
    await write(store, 1, MOMENTS[0][0], None)
    async with store.reading() as connection:
        assert list(await connection.scalars(select(Change.entity_id).where(Change.after.is_(None)))) == [1]
        assert (await connection.scalars(select(Change.after))).one() is None


@pytest.mark.parametrize("value", [{"a": object()}, {1: "a"}, 2**64, "\ud800"])
async def test_what_is_no_json_is_refused(store: Store, value: object) -> None:
    await found(store)
    with pytest.raises((StatementError, TypeError)):
        await write(store, 1, MOMENTS[0][0], value)
    async with store.reading() as connection:
        assert list(await connection.scalars(select(Change.id))) == []


async def test_days_reach_from_the_first_to_the_last(store: Store) -> None:
    await found(store)
    async with store.writing() as connection:
        await connection.execute(
            insert(Term).values(committee_id=COMMITTEE, name="1", first_day=ALWAYS, last_day=date.max)
        )
    async with store.reading() as connection:
        term = (await connection.execute(select(Term.first_day, Term.last_day).where(Term.name == "1"))).one()
    assert tuple(term) == (date(1, 1, 1), date(9999, 12, 31))


async def test_numbers_of_rows_may_outgrow_32_bits(store: Store) -> None:
    await found(store)
    async with store.writing() as connection:
        await connection.execute(insert(Committee).values(id=2**40, code="d", name="d", revision=2**62))
    async with store.reading() as connection:
        rows = await connection.execute(select(Committee.id, Committee.revision).order_by(Committee.id))
        assert [tuple(row) for row in rows] == [(COMMITTEE, 0), (2**40, 2**62)]


async def test_names_sort_by_code_point_on_both(store: Store) -> None:
    names = ["a", "Z", "张", "𠮷", "王", "Ａ", "_", "é"]
    async with store.writing() as connection:
        await connection.execute(insert(Committee), [{"code": name, "name": name} for name in names])
    async with store.reading() as connection:
        found_order = list(await connection.scalars(select(Committee.code).order_by(Committee.code)))
    assert found_order == ["Z", "_", "a", "é", "张", "王", "Ａ", "𠮷"]
