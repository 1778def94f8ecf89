"""The tables of steps, as the pages of the documents show them."""

from __future__ import annotations

import pytest

from services.refusal import Refusal
from services.transitions import transitions
from tests.services.drawn import BEGIN, END, PAGES, page


@pytest.mark.parametrize("package", PAGES)
def test_the_page_shows_the_table(package: str) -> None:
    said = PAGES[package].read_text(encoding="utf-8")
    assert (said.count(BEGIN), said.count(END)) == (1, 1)
    assert said == page(package), "python -m tests.services.drawn draws it anew"


@pytest.mark.parametrize(
    ("state", "action", "said"),
    [
        ("open", "confirm", "签到开着，不能确认名单；能确认名单的：到时间了、已经关闭。先关闭"),
        (
            "confirmed",
            "put right",
            "签到名单已经确认，不能改名单；能改名单的：开着、到时间了、已经关闭。要改的，改正这条记录",
        ),
        ("closed", "close", "签到已经关闭，不能关闭；能关闭的：开着、到时间了"),
    ],
)
def test_who_is_refused_a_step_is_told_what_to_do_instead(state: str, action: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        transitions("services.check_in").after(state, action)
    assert refused.value.message == said
