"""By when a unit answers (议10: 15 working days), by hand by China's working days: over Spring Festival, with
pauses, extensions and answers that were given back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from services.deadlines import Calendar
from services.opinions.handling_terms import days_left, return_term, term_of
from services.opinions.rating_form import rating_term


@dataclass(frozen=True)
class Done:
    action: str
    at: datetime


def at(day: date, hour: int = 2) -> datetime:
    """A moment of a day in China: two in the morning by UTC is ten there."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begun", "due"),
    [
        # 2022: off from 31 January to 6 February; Saturday 29 and Sunday 30 January are worked for it.
        (date(2022, 1, 24), date(2022, 2, 17)),
        # 2023: off from 21 to 27 January; Saturday 28 and Sunday 29 January are worked.
        (date(2023, 1, 16), date(2023, 2, 9)),
        # 2024: off from 10 to 17 February; Sundays 4 and 18 February are worked.
        (date(2024, 2, 1), date(2024, 2, 27)),
        # 2025: off from 28 January to 4 February; Sunday 26 January and Saturday 8 February are worked.
        (date(2025, 1, 22), date(2025, 2, 18)),
        # 2026: off from 15 to 23 February; Saturdays 14 and 28 February are worked.
        (date(2026, 2, 11), date(2026, 3, 10)),
    ],
)
def test_fifteen_working_days_over_spring_festival(begun: date, due: date) -> None:
    assert term_of(Calendar(), at(begun), 0, [], paused=False) == due
    assert days_left(Calendar(), begun, due) == 15


def test_the_clock_stands_still_while_it_is_paused_and_while_an_answer_is_checked() -> None:
    # Handed over on Monday 4 July 2022; nothing is off until autumn: the last day is Monday 25 July.
    begun = at(date(2022, 7, 4))
    assert term_of(Calendar(), begun, 0, [], paused=False) == date(2022, 7, 25)
    # Paused on Wednesday 6 July, resumed on Tuesday 12: four working days (7, 8, 11, 12) are not counted.
    stopped = [Done("pause", at(date(2022, 7, 6))), Done("resume", at(date(2022, 7, 12)))]
    assert term_of(Calendar(), begun, 0, stopped, paused=False) == date(2022, 7, 29)
    assert term_of(Calendar(), begun, 0, stopped[:1], paused=True) is None
    # Paused and resumed on one day nothing stood still.
    same = [Done("pause", at(date(2022, 7, 6))), Done("resume", at(date(2022, 7, 6), 8))]
    assert term_of(Calendar(), begun, 0, same, paused=False) == date(2022, 7, 25)
    # Five days more.
    assert term_of(Calendar(), begun, 5, stopped, paused=False) == date(2022, 8, 5)
    # Answered on Friday 22 July and given back on Wednesday 27: three days are not counted, and one is left;
    # who answers anew has five: Wednesday 3 August.
    checked = [Done("answer", at(date(2022, 7, 22))), Done("redo", at(date(2022, 7, 27)))]
    assert term_of(Calendar(), begun, 0, checked, paused=False) == date(2022, 8, 3)
    # What was before it was handed to this unit is not theirs.
    before = [Done("pause", at(date(2022, 6, 6))), Done("resume", at(date(2022, 6, 20)))]
    assert term_of(Calendar(), begun, 0, before, paused=False) == date(2022, 7, 25)


def test_what_an_author_is_dissatisfied_with_has_ten_working_days_of_its_own() -> None:
    # Handed over on Monday 4 July 2022 and reopened on Monday 1 August: the last day is Monday 15 August;
    # what stood still before counts for nothing, and five more days are Monday 22.
    begun, stopped = at(date(2022, 7, 4)), [Done("pause", at(date(2022, 7, 6)))]
    taken = [*stopped, Done("resume", at(date(2022, 7, 12))), Done("reopen", at(date(2022, 8, 1)))]
    assert term_of(Calendar(), begun, 0, taken, paused=False) == date(2022, 8, 15)
    assert term_of(Calendar(), begun, 5, taken, paused=False) == date(2022, 8, 22)
    # Over Spring Festival 2023 (off from 21 to 27 January, Saturday 28 and Sunday 29 worked): from Monday 16.
    again = [Done("reopen", at(date(2023, 1, 16)))]
    assert term_of(Calendar(), at(date(2022, 12, 1)), 0, again, paused=False) == date(2023, 2, 2)


@pytest.mark.parametrize(
    ("heard", "last"),
    [
        # The days off and worked are those above; ten working days after the day of the answer.
        (date(2022, 1, 24), date(2022, 2, 10)),
        (date(2023, 1, 16), date(2023, 2, 2)),
        (date(2024, 2, 1), date(2024, 2, 20)),
        (date(2025, 1, 22), date(2025, 2, 11)),
        (date(2026, 2, 11), date(2026, 3, 3)),
    ],
)
def test_authors_have_ten_working_days_to_rate_over_spring_festival(heard: date, last: date) -> None:
    assert rating_term(Calendar(), heard) == last


def test_the_window_and_what_is_left_are_working_days_and_unknown_years_are_not_guessed() -> None:
    # Friday 30 September 2022: the first to the seventh of October are off, the eighth and ninth worked.
    assert return_term(Calendar(), at(date(2022, 9, 30))) == date(2022, 10, 14)
    assert days_left(Calendar(), date(2022, 10, 14), date(2022, 10, 14)) == 0
    assert days_left(Calendar(), date(2022, 10, 10), date(2022, 9, 30)) == -3
    assert days_left(Calendar(), date(2022, 10, 10), None) is None
    assert term_of(Calendar(), at(date(2098, 12, 30)), 0, [], paused=False) is None
    assert return_term(Calendar(), at(date(2098, 12, 30))) is None
