"""The tables of steps of an opinion item, of a paper and of what is handled (议9, 10): read, drawn in the
pages, of states that the tables know; and the routes by which papers are signed.
"""

from typing import Any

import pytest

from models.handling import STATES as OF_HANDLINGS
from models.opinion import STATES
from models.opinion_call import STATES as OF_CALLS
from models.opinion_lead import STATES as OF_LEADS
from models.opinion_paper import STATES as OF_PAPERS
from services.opinions import rating
from services.opinions.routes import routes
from services.opinions.transitions import CALLS, HANDLINGS, ITEMS, LEADS, PAPERS, RATINGS
from services.transitions import Transitions
from tests.services.opinions.drawn import DOCS, TABLES, page


@pytest.mark.parametrize("name", TABLES)
def test_the_pages_draw_the_tables(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == page(name)


@pytest.mark.parametrize(
    ("table", "states"),
    [
        *((ITEMS, STATES), (PAPERS, OF_PAPERS), (HANDLINGS, OF_HANDLINGS)),
        (RATINGS, (rating.AWAITED, rating.GIVEN, rating.REOPENED, rating.FINAL)),
        *((CALLS, OF_CALLS), (LEADS, OF_LEADS)),
    ],
)
def test_every_state_is_reached_and_has_a_name(table: Transitions[Any], states: tuple[str, ...]) -> None:
    assert {step.to for step in table.steps if step.to} == {*states}
    assert all(table.states[state] for state in states)
    assert all(table.actions[step.action] for step in table.steps)


def test_who_signs_for_which_destination_is_what_the_measure_says() -> None:
    assert {code: one.posts for code, one in routes().destinations.items()} == {
        "department": ("leader_in_charge", "office_head"),
        "city_leaders": ("leader_in_charge", "secretary_general"),
        "principal_leaders": ("leader_in_charge", "chair"),
        "provincial": ("leader_in_charge", "chair"),
    }
    for one in routes().destinations.values():
        assert {*one.posts} <= routes().posts.keys()
        assert {*one.vehicles} <= routes().vehicles.keys()
