"""Corrected days over HTTP (履6): what becomes late by one needs a reason, what becomes in time has none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from models.change import Change
from models.record import Record
from models.store import Store
from server import create_app
from settings import Settings
from tests.http_client import client
from tests.schema.test_mutation import ENTER_OCCASION, Secretary
from tests.services.committee_of_ten import rows, settle

pytestmark = pytest.mark.anyio
Json = Any
CORRECT = """
mutation ($input: CorrectOccasionInput!) {
  correctOccasion(input: $input) {
    record { version late lateReason due { day state } }
    correction { number changes }
    errors { code field message }
  }
}
"""
MOVE = """
mutation ($records: [RecordVersionInput!]!) {
  archiveRecords(input: {committee: "zhoushan", records: $records}) { errors { code } }
}
"""
APPROVE = """
mutation ($id: ID!, $number: Int!) {
  approveCorrection(input: {committee: "zhoushan", id: $id, number: $number}) {
    record { version day late lateReason } errors { code message }
  }
}
"""


@pytest.fixture
async def secretary(store: Store) -> AsyncIterator[Secretary]:
    """Somebody of a committee of ten."""
    members = await settle(store)
    async with client(create_app(Settings(), store)) as http:
        yield Secretary(http, store, members)


async def entered_in_time(secretary: Secretary) -> Json:
    """An occasion of Friday 30 September 2022, entered on Wednesday 12 October, the fifth working day."""
    told = secretary.survey({"members": secretary.members[:1]}, day="2022-09-30", lateReason="试")
    record = (await secretary.change(ENTER_OCCASION, input=told))["record"]
    at = datetime(2022, 10, 12, 9, tzinfo=UTC)
    async with secretary.staff.store.writing() as connection:
        await connection.execute(update(Record).values(submitted_at=at, late_reason=None))
    return record


async def correct(secretary: Secretary, record: Json, version: int, **more: Json) -> Json:
    told = {"id": record["id"], "version": version, "reason": "日期登错", **more}
    return await secretary.change(CORRECT, input=told)


async def kept(store: Store) -> list[tuple[object, ...]]:
    """Version, day and reason of the record."""
    return [(row.version, str(row.day), row.late_reason) for row in await rows(store, Record)]


async def test_a_correction_that_makes_a_record_late_needs_a_reason(secretary: Secretary) -> None:
    record, store = await entered_in_time(secretary), secretary.staff.store
    # 29 September: 30, then 8 (worked), 9 (worked), 10, 11 October.
    payload = await correct(secretary, record, 1, day="2022-09-29")
    (error,) = payload["errors"]
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", "lateReason")
    assert "最后一天是 2022-10-11" in error["message"]
    assert await kept(store) == [(1, "2022-09-30", None)]
    payload = await correct(secretary, record, 1, day="2022-09-29", lateReason=" ")
    assert [one["field"] for one in payload["errors"]] == ["lateReason"]
    payload = await correct(secretary, record, 1, day="2022-09-29", lateReason="名单迟交")
    assert payload["record"] == {
        "version": 2,
        "late": True,
        "lateReason": "名单迟交",
        "due": {"day": "2022-10-11", "state": "LATE"},
    }
    # What is late stays so, and its reason with it, until somebody gives another.
    assert (await correct(secretary, record, 2, title="山区"))["record"]["lateReason"] == "名单迟交"
    payload = await correct(secretary, record, 3, day="2022-09-28")
    assert (payload["errors"], payload["record"]["lateReason"]) == ([], "名单迟交")
    payload = await correct(secretary, record, 4, title="海岛", lateReason="名单、照片迟交")
    assert payload["record"]["lateReason"] == "名单、照片迟交"


async def test_a_correction_that_makes_a_record_timely_takes_the_reason_away(secretary: Secretary) -> None:
    record, store = await entered_in_time(secretary), secretary.staff.store
    late = await correct(secretary, record, 1, day="2022-09-29", lateReason="名单迟交")
    assert late["record"]["late"] is True
    payload = await correct(secretary, record, 2, day="2022-09-30")
    assert payload["record"] == {
        "version": 3,
        "late": False,
        "lateReason": None,
        "due": {"day": "2022-10-12", "state": "DONE"},
    }
    assert await kept(store) == [(3, "2022-09-30", None)]
    # The trail keeps it.
    *_, to_late, to_time = [row for row in await rows(store, Change) if row.entity == "record"]
    told = [(row.before.get("late_reason"), row.after.get("late_reason")) for row in (to_late, to_time)]
    assert told == [(None, "名单迟交"), ("名单迟交", None)]
    # It is in time now, so whoever makes it late again is asked again.
    payload = await correct(secretary, record, 3, day="2022-09-29")
    assert [one["field"] for one in payload["errors"]] == ["lateReason"]


async def test_what_was_never_submitted_is_not_asked(secretary: Secretary) -> None:
    told = secretary.survey({"members": secretary.members[:1]}, day="2022-09-30", upTo="DRAFT")
    record = (await secretary.change(ENTER_OCCASION, input=told))["record"]
    payload = await correct(secretary, record, 1, day="2022-09-29", lateReason="试")
    found = payload["record"]
    assert (payload["errors"], found["late"], found["lateReason"]) == ([], False, None)


async def test_a_counter_entry_brings_its_reason_with_it(secretary: Secretary) -> None:
    record, store = await entered_in_time(secretary), secretary.staff.store
    moved = await secretary.change(MOVE, records=[{"id": record["id"], "version": 1}])
    assert moved["errors"] == []
    payload = await correct(secretary, record, 2, day="2022-09-29")
    assert [one["field"] for one in payload["errors"]] == ["lateReason"]
    payload = await correct(secretary, record, 2, day="2022-09-29", lateReason="名单迟交")
    assert payload["correction"]["changes"] == [
        "日期：2022-09-30 → 2022-09-29",
        "补录的原因：（空） → 名单迟交",
    ]
    assert payload["record"]["late"] is False
    number = payload["correction"]["number"]
    done = await secretary.change(APPROVE, id=record["id"], number=number)
    assert done["record"] == {"version": 3, "day": "2022-09-29", "late": True, "lateReason": "名单迟交"}
    back = await correct(secretary, record, 3, day="2022-09-30")
    done = await secretary.change(APPROVE, id=record["id"], number=back["correction"]["number"])
    assert done["record"] == {"version": 4, "day": "2022-09-30", "late": False, "lateReason": None}
    assert await kept(store) == [(4, "2022-09-30", None)]
