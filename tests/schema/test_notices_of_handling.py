"""Who is told of what units handle (议10): the unit that it waits for, the Office that decides, the authors;
and before, on and after the last day, each once.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from models.committee import Committee
from models.store import Store
from models.workdays import Workdays
from services.committee.workdays import calendar_of
from tests.schema.handing import (
    ACCEPT,
    ANSWER,
    ASK,
    CHECK,
    DECIDE,
    HELPING,
    PAUSE,
    RECEIVE,
    RETURN,
    UPHOLD,
    begun_on,
    done,
    handed,
    hands,
)
from tests.schema.test_notices_of_acts import a_day_begins, told
from tests.schema.test_opinion_papers import today
from tests.services.accounts.holder import CODE, served
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio
OFFICE, UNIT, MEMBER = "办公室", "承办单位", "委员"
TO_DECIDE = ("SUBMITTED", "HANDLING", "有 1 件转办等办公室定：退办、延期，或答复待审核", 1)
DECIDED = ("DECIDED", "HANDLING", "办公室对您办理的 1 件转办有了决定：退办、延期、暂停或恢复，请看", 1)
LATE = ("OVERDUE", "HANDLING", "有 1 件转办过了期限，还没有答复", 1)


async def test_each_hears_of_what_waits_for_them_and_of_what_was_decided(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        other = {HELPING: str(by.helping.token)}
        handling = await handed(by)
        waits = [("WAITING", "HANDLING", "有 1 件转给本单位的社情民意信息等签收", 1)]
        found = await told(store, http, of, **other)
        assert (found[UNIT], found[HELPING]) == (waits, waits)
        handling = await done(by.lead, RETURN, await done(by.lead, RECEIVE, handling))
        assert await told(store, http, of, **other) == {OFFICE: [TO_DECIDE]}
        handling = await done(by.office, UPHOLD, handling)
        assert await told(store, http, of, **other) == {UNIT: [DECIDED]}
        handling = await done(by.lead, ASK, handling)
        assert await told(store, http, of) == {OFFICE: [TO_DECIDE]}
        handling = await done(by.office, DECIDE, handling)
        assert await told(store, http, of) == {UNIT: [DECIDED]}
        handling = await done(by.lead, ANSWER, handling, input={"text": "好"})
        assert await told(store, http, of) == {OFFICE: [TO_DECIDE]}
        handling = await done(by.office, CHECK, handling, passed=False, words="写明数量")
        again = ("RETURNED", "HANDLING", "有 1 件转办的答复被退回，请照理由重办、再答复", 1)
        assert await told(store, http, of) == {UNIT: [again]}
        handling = await done(by.lead, ANSWER, handling, input={"text": "60 个车位"})
        await told(store, http, of)
        await done(by.office, CHECK, handling)
        heard = ("HANDLED", "OPINION", "您的 1 条社情民意信息有了承办单位的答复；您提交的，请评价", 1)
        assert await told(store, http, of, **other) == {MEMBER: [heard]}


async def test_a_unit_is_told_before_on_and_after_the_last_day_and_the_office_after_it(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        by = await hands(store, http, of)
        handling = await handed(by)
        await told(store, http, of)
        day = await today(store)
        await every_weekday_is_worked(store, day)
        soon = ("DUE", "HANDLING", "有 1 件转办快到期限，还没有答复", 1)
        due = ("DUE_TODAY", "HANDLING", "有 1 件转办今天到期，还没有答复", 1)
        for left, expected in (
            (4, {}),
            (3, {UNIT: [soon]}),
            (0, {UNIT: [due]}),
            (-1, {UNIT: [LATE], OFFICE: [LATE]}),
        ):
            await begun_on(store, 1, await begun(store, day, left))
            await a_day_begins(store)
            assert (left, await told(store, http, of)) == (left, expected)
            # However often it is looked for.
            await a_day_begins(store)
            assert (left, await told(store, http, of)) == (left, {})
        # While the clock stands still nothing is due.
        handling = await done(by.lead, ACCEPT, await done(by.lead, RECEIVE, handling))
        await done(by.office, PAUSE, handling)
        await told(store, http, of)
        await begun_on(store, 1, day - timedelta(days=90))
        await a_day_begins(store)
        assert await told(store, http, of) == {}


async def every_weekday_is_worked(store: Store, day: date) -> None:
    """A calendar in which this day is worked, and else all days but weekends."""
    async with store.writing() as connection:
        own = await connection.scalar(select(Committee.id).where(Committee.code == CODE))
        for year in (day.year - 1, day.year, day.year + 1):
            worked = [day.isoformat()] if year == day.year else []
            added = insert(Workdays).values(
                committee_id=own, year=year, days_off=[], workdays=worked, source="试"
            )
            await connection.execute(added)


async def begun(store: Store, day: date, left: int) -> date:
    """The day on which begins what has so many of its 15 working days left on a day."""
    async with store.reading() as connection:
        own = await connection.scalar(select(Committee.id).where(Committee.code == CODE))
        calendar = await calendar_of(connection, own or 0)
    found = day
    for _ in range(15 - left):
        found -= timedelta(days=1)
        while not calendar.is_workday(found):
            found -= timedelta(days=1)
    return found
