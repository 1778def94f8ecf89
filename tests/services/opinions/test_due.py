"""By when an opinion item has its first review: our own numbers (`form.yaml`), by China's working days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.deadlines import Arrangement, Calendar
from services.opinions.due import due_of, is_before, review_due


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [
        # The holiday of October 2022 is the first to the seventh; the eighth and ninth are worked for it.
        (date(2022, 9, 30), 5, date(2022, 10, 12)),
        (date(2022, 9, 30), 1, date(2022, 10, 8)),
        (date(2022, 9, 30), 0, date(2022, 9, 30)),
        (date(2022, 10, 1), 0, date(2022, 10, 8)),
    ],
)
def test_the_first_review_is_due_by_working_days(day: date, days: int, due: date) -> None:
    assert review_due(Calendar(), day, days) == due


def test_a_day_that_was_not_known_is_known_once_the_year_is_arranged() -> None:
    # The second of March 2099 is a Monday; five working days later it is Monday again.
    submitted = datetime(2099, 3, 2, 1, tzinfo=UTC)
    assert due_of(Calendar(), submitted, "ordinary") is None
    assert not is_before(None, date(2099, 4, 1))
    arranged = Calendar([Arrangement(2099, frozenset(), frozenset())])
    assert due_of(arranged, submitted, "ordinary") == date(2099, 3, 9)
    assert due_of(arranged, submitted, "urgent") == date(2099, 3, 3)
    assert due_of(arranged, None, "urgent") is None
