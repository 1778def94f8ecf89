"""What held from which day on: a change holds until the next that is known, and touches no other day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.members.history import ALWAYS, History, changed_from, value_at

START = date(2022, 1, 1)
DAYS = st.integers(0, 30).map(lambda days: START + timedelta(days=days))
VALUES = st.sampled_from(["经济", "科技", "特邀"])


@st.composite
def histories(draw: st.DrawFn) -> History:
    """By day, no value twice in a row: as histories are stored."""
    days = sorted(draw(st.sets(DAYS | st.just(ALWAYS), max_size=5)))
    found: History = []
    for day in days:
        value = draw(VALUES)
        if not found or found[-1][1] != value:
            found.append((day, value))
    return found


@given(histories(), DAYS | st.just(ALWAYS), VALUES)
def test_a_change_holds_until_the_next_that_is_known_and_nowhere_else(
    stored: History, since: date, value: str
) -> None:
    changed = changed_from(stored, since, value)
    following = min((day for day, _ in stored if day > since), default=START + timedelta(days=99))
    for at in range(-3, 40):
        day = START + timedelta(days=at)
        expected = value if since <= day < following else value_at(stored, day)
        assert value_at(changed, day) == expected
    assert [day for day, _ in changed] == sorted({day for day, _ in changed})
    # The same again changes nothing.
    assert changed_from(changed, since, value) == changed


def test_what_is_told_late_comes_before_what_was_told_earlier() -> None:
    stored: History = [(ALWAYS, "科技"), (date(2022, 9, 1), "经济")]
    assert changed_from(stored, date(2022, 5, 1), "特邀") == [
        (ALWAYS, "科技"),
        (date(2022, 5, 1), "特邀"),
        (date(2022, 9, 1), "经济"),
    ]
    # A change to what held anyway takes the later one back.
    assert changed_from(stored, date(2022, 9, 1), "科技") == [(ALWAYS, "科技")]
