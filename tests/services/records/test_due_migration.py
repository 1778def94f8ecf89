"""A database of the former program learns until when its records were entered, and when they were."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text

from models.migration import configuration, upgrade
from models.record import Record
from models.store import Store, database_url
from services.entry.form import AnyForm, Author, Event, OccasionForm, Present, WorkForm
from services.records.arranging import set_all_due
from tests.services.committee_of_ten import CODE, YEAR, desk, rows, settle

pytestmark = pytest.mark.anyio
BEFORE = "0025"
ADOPTED = (("结果", "采用"), ("采用层级", "市政协"))


def survey(title: str, day: date, one: int) -> OccasionForm:
    return OccasionForm(title=title, day=day, participants=[Present([one])])


def work(title: str, day: date, one: int, **more: Any) -> WorkForm:
    return WorkForm(title=title, day=day, authors=[Author(one)], **more)


# Kind and form of each record, with the department, the day from which it runs, and the last day of it.
ENTERED: list[tuple[str, Callable[[int], AnyForm], str, str | None, str | None]] = [
    ("调研", lambda one: survey("海岛", date(2022, 3, 1), one), "办公室", "2022-03-01", None),
    ("调研", lambda one: survey("山区", date(2022, 9, 30), one), "办公室", "2022-09-30", "2022-10-12"),
    ("提案", lambda one: work("停车", date(2022, 9, 1), one), "提案委员会", None, None),
    (
        "提案",
        lambda one: work("绿化", date(2022, 9, 1), one, attributes=(("立案日期", "2022-11-01"),)),
        *("提案委员会", "2022-11-01", "2022-11-08"),
    ),
    (
        "社情民意",
        lambda one: work("公交", date(2022, 9, 1), one, outcomes=[Event(date(2022, 12, 1), ADOPTED)]),
        *("办公室", "2022-12-01", "2022-12-08"),
    ),
    (
        "发言",
        lambda one: work("养老", date(2022, 9, 1), one, attributes=(("场合", "全会"),)),
        *("市政协全会大会发言组", "2022-09-01", "2022-09-08"),
    ),
]


async def test_records_keep_when_they_were_entered_and_learn_their_deadline(
    store: Store, address: str
) -> None:
    one, *_ = await settle(store)
    for kind, form, *_ in ENTERED:
        await desk(store).enter(CODE, YEAR, kind, form(one))
    before = await rows(store, Record)
    configured = configuration(database_url(address))
    await asyncio.to_thread(command.downgrade, configured, BEFORE)
    await asyncio.to_thread(upgrade, database_url(address))
    after = await rows(store, Record)
    for row, (_, _, department, start, _) in zip(after, ENTERED, strict=True):
        assert (row.title, row.department, row.due_from and str(row.due_from)) == (
            *(row.title, department, start),
        )
        assert (row.due_by, row.late_reason) == (None, None)
    assert [row.submitted_at for row in after] == [row.submitted_at for row in before]
    # What `luzhi migrate` does next. By UTC the day of China ends on that same day.
    await set_all_due(store)
    last = [row.due_by and row.due_by.date().isoformat() for row in await rows(store, Record)]
    assert last == [due for *_, due in ENTERED]


async def test_a_record_without_its_line_in_the_trail_says_no_moment(store: Store, address: str) -> None:
    one, *_ = await settle(store)
    await desk(store).enter(CODE, YEAR, "调研", survey("海岛", date(2022, 3, 1), one))
    configured = configuration(database_url(address))
    await asyncio.to_thread(command.downgrade, configured, BEFORE)
    async with store.writing() as connection:
        await connection.execute(text("delete from parts"))
        await connection.execute(text("update records set id = id + 1000"))
    await asyncio.to_thread(upgrade, database_url(address))
    (row,) = await rows(store, Record)
    assert (row.submitted_at, row.department, str(row.due_from)) == (None, None, "2022-03-01")
