"""Working days by the State Council's arrangements, and the term for entering (履6, 履19)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.clock import day_of
from services.deadlines import (
    Arrangement,
    Calendar,
    UnknownYear,
    deadline,
    end_of,
    known_arrangement,
)

# The notices of the State Council's office: each holiday from and to, and the days worked instead.
NOTICES = {
    # 国办发明电〔2021〕11号
    2022: (
        ("01-01..01-03", "01-31..02-06", "04-03..04-05", "04-30..05-04", "06-03..06-05"),
        ("09-10..09-12", "10-01..10-07"),
        "01-29 01-30 04-02 04-24 05-07 10-08 10-09",
    ),
    # 国办发明电〔2022〕16号; New Year's Day is 2022-12-31 to 2023-01-02.
    2023: (
        ("01-01..01-02", "01-21..01-27", "04-05..04-05", "04-29..05-03", "06-22..06-24"),
        ("09-29..10-06",),
        "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    ),
    # 国办发明电〔2023〕7号
    2024: (
        ("01-01..01-01", "02-10..02-17", "04-04..04-06", "05-01..05-05", "06-10..06-10"),
        ("09-15..09-17", "10-01..10-07"),
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    # 国办发明电〔2024〕12号
    2025: (
        ("01-01..01-01", "01-28..02-04", "04-04..04-06", "05-01..05-05", "05-31..06-02"),
        ("10-01..10-08",),
        "01-26 02-08 04-27 09-28 10-11",
    ),
    # 国办发明电〔2025〕7号
    2026: (
        ("01-01..01-03", "02-15..02-23", "04-04..04-06", "05-01..05-05", "06-19..06-21"),
        ("09-25..09-27", "10-01..10-07"),
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}
# Five working days after a day, counted on the printed calendars.
FIVE = {
    # Spring Festival: 28 Fri, 29 Sat and 30 Sun worked, then 7 and 8 February.
    "2022-01-27": "2022-02-08",
    # National Day: 8 Sat and 9 Sun worked, then 10, 11, 12.
    "2022-09-30": "2022-10-12",
    # 20 Fri, 28 Sat and 29 Sun worked, 30, 31.
    "2023-01-19": "2023-01-31",
    # 28 Thu, then 7 Sat and 8 Sun worked, 9, 10.
    "2023-09-27": "2023-10-10",
    "2024-02-02": "2024-02-08",
    # 9 Fri (the eve is worked), 18 Sun worked, 19, 20, 21.
    "2024-02-08": "2024-02-21",
    # 29 Sun worked, 30 Mon, then 8, 9, 10.
    "2024-09-27": "2024-10-10",
    "2025-01-24": "2025-02-07",
    # 28 Sun worked, 29, 30, then 9 and 10.
    "2025-09-26": "2025-10-10",
    # The turn of the year: 31 Wed, 4 Sun worked, 5, 6, 7.
    "2025-12-30": "2026-01-07",
    "2026-02-10": "2026-02-24",
    # 8, 9, 10 Sat worked, 12, 13.
    "2026-09-30": "2026-10-13",
    # From a day off: 7 Sat and 8 Sun worked, 9, 10, 11.
    "2023-10-02": "2023-10-11",
    # An ordinary week.
    "2026-11-06": "2026-11-13",
}
FIFTEEN = {"2024-02-02": "2024-02-28", "2025-01-24": "2025-02-20", "2026-02-10": "2026-03-09"}


def days(year: int, spans: tuple[str, ...]) -> set[date]:
    found = set()
    for span in spans:
        first, last = (date.fromisoformat(f"{year}-{one}") for one in span.split(".."))
        found |= {first + timedelta(days=at) for at in range((last - first).days + 1)}
    return found


def notice(year: int) -> Arrangement:
    spring, autumn, worked = NOTICES[year]
    weekends = {date.fromisoformat(f"{year}-{one}") for one in worked.split()}
    return Arrangement(year, frozenset(days(year, spring + autumn)), frozenset(weekends))


@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_the_official_arrangements_is_as_the_notice_says(year: int) -> None:
    told, calendar, day = notice(year), Calendar(), date(year, 1, 1)
    assert all(one.weekday() >= 5 for one in told.workdays)
    while day.year == year:
        worked = day in told.workdays or (day.weekday() < 5 and day not in told.days_off)
        assert (day, calendar.is_workday(day)) == (day, worked)
        day += timedelta(days=1)


@pytest.mark.parametrize(("days", "due"), [(5, FIVE), (15, FIFTEEN)], ids=["five", "fifteen"])
def test_deadlines_across_spring_festival_and_national_day(days: int, due: dict[str, str]) -> None:
    announced = Calendar(notice(year) for year in NOTICES)
    for start, last in due.items():
        assert str(Calendar().due(date.fromisoformat(start), days)) == last
        # By what a committee would have entered from the same notices as well.
        assert str(announced.due(date.fromisoformat(start), days)) == last


def test_a_year_that_is_not_announced_is_not_guessed() -> None:
    calendar = Calendar()
    assert calendar.due(date(2026, 12, 24), 5) == date(2026, 12, 31)
    for start in (date(2026, 12, 25), date(2027, 3, 1), date.max):
        with pytest.raises(UnknownYear):
            calendar.due(start, 5)
    assert known_arrangement(2027) is None
    # Entered: New Year's Day off, and Saturday 9 worked instead of Monday 4.
    off = frozenset({date(2027, 1, 1), date(2027, 1, 4)})
    entered = Arrangement(2027, off, frozenset({date(2027, 1, 9)}))
    calendar = Calendar([entered])
    # 28, 29, 30, 31, then 5 January.
    assert calendar.due(date(2026, 12, 25), 5) == date(2027, 1, 5)
    assert calendar.due(date(2027, 1, 4), 5) == date(2027, 1, 9)


def test_what_the_next_years_notice_says_of_december_holds() -> None:
    # The notice of 2027 takes Thursday 31 December 2026 off, and has Sunday 27 worked.
    turn = Arrangement(2027, frozenset({date(2026, 12, 31)}), frozenset({date(2026, 12, 27)}))
    assert Calendar([turn]).due(date(2026, 12, 25), 4) == date(2026, 12, 30)


def test_the_term_for_entering_is_five_working_days_since_the_measures_are_in_force() -> None:
    said, calendar = deadline(), Calendar()
    assert (said.days, said.article, str(said.since), said.since_article) == (5, "履6", "2022-08-09", "履19")
    assert said.due(calendar, date(2022, 8, 8)) is None
    assert said.due(calendar, date(2022, 8, 9)) == date(2022, 8, 16)


def test_a_day_ends_at_midnight_in_china() -> None:
    assert end_of(date(2022, 8, 16)).isoformat() == "2022-08-17T00:00:00+08:00"
    assert day_of(end_of(date(2022, 8, 16))) == date(2022, 8, 17)


@given(
    st.dates(date(2004, 1, 1), date(2026, 6, 1)),
    st.integers(0, 40),
    st.sets(st.dates(date(2004, 1, 1), date(2026, 12, 31)), max_size=5),
)
def test_a_deadline_has_exactly_so_many_working_days_and_is_one(
    start: date, number: int, off: set[date]
) -> None:
    calendar = Calendar([Arrangement(2003, frozenset(off), frozenset())])
    due = calendar.due(start, number)
    between = [start + timedelta(days=at) for at in range(1, (due - start).days + 1)]
    assert sum(calendar.is_workday(day) for day in between) == number
    assert not between or calendar.is_workday(due)
