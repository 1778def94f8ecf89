"""The table of steps of a record, as the page shows it; `tests/schema/test_state_changes` takes each."""

from __future__ import annotations

from tests.services.review.drawn import PAGE, page


def test_the_page_shows_the_table() -> None:
    wrong = "python -m tests.services.review.drawn draws it anew"
    assert PAGE.read_text(encoding="utf-8") == page(), wrong
