"""The table of steps of an opinion item (议9): read, drawn in the page, of states that the tables know."""

from models.opinion import STATES
from services.opinions.transitions import state_name, steps
from tests.services.opinions.drawn import PAGE, page


def test_the_page_draws_the_table() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_every_state_is_reached_and_has_a_name() -> None:
    assert {step.to for step in steps() if step.to} == {*STATES}
    assert all(state_name(state) for state in STATES)
