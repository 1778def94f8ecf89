"""Five working days by China's calendar, over the official arrangements; counted by hand on a calendar."""

from __future__ import annotations

from datetime import date

import pytest

from services.review.due import due


@pytest.mark.parametrize(
    ("raised", "last"),
    [
        # A week without a day off: Monday to the next Monday.
        (date(2022, 3, 7), date(2022, 3, 14)),
        # National Day of 2022: off from 1 to 7 October, at work on Saturday 8 and Sunday 9.
        (date(2022, 9, 30), date(2022, 10, 12)),
        # Spring Festival of 2023: off from 21 to 27 January, at work on Saturday 28 and Sunday 29.
        (date(2023, 1, 20), date(2023, 2, 1)),
        # Raised on a Sunday.
        (date(2022, 3, 13), date(2022, 3, 18)),
        # A year of which the arrangement is not known.
        (date(2098, 12, 29), None),
    ],
)
def test_when_an_answer_is_due(raised: date, last: date | None) -> None:
    assert due(raised, 5) == last
