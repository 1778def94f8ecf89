"""Which runs stay in memory: as many as fit, the most used, and no committee at the cost of all others."""

from __future__ import annotations

from datetime import UTC, datetime

from services.runs.run import RunRow
from services.runs.shelf import MEASURE, Shelf

# Ten runs of twenty members fit.
SMALL = 20
ROOM = 10 * (SMALL + MEASURE)


def run(id: int, committee_id: int, members: int = SMALL, revision: int = 1) -> RunRow:
    return RunRow(
        id=id,
        committee_id=committee_id,
        year=2022,
        name=None,
        rule_set_id=1,
        input="",
        revision=revision,
        roster_revision=1,
        made_at=datetime(2022, 12, 31, tzinfo=UTC),
        members=members,
        method=1,
        as_of=None,
    )


def kept(shelf: Shelf[RunRow], *ids: int) -> list[int]:
    """Which of these are kept; looking is using them, in this order."""
    return [id for id in ids if shelf.get(id) is not None]


def test_what_was_used_least_recently_goes() -> None:
    shelf: Shelf[RunRow] = Shelf(ROOM)
    for id in range(1, 11):
        shelf.put(run(id, committee_id=id))
    assert kept(shelf, *range(1, 11)) == [*range(1, 11)]
    assert kept(shelf, 1) == [1]
    shelf.put(run(11, committee_id=11))
    assert kept(shelf, *range(1, 12)) == [1, *range(3, 12)]
    assert len(shelf) == 10


def test_a_newer_state_takes_the_place_of_the_one_before() -> None:
    shelf: Shelf[RunRow] = Shelf(ROOM)
    for revision in range(1, 50):
        shelf.put(run(1, committee_id=1, revision=revision))
        shelf.put(run(2, committee_id=2))
    found = shelf.get(1)
    assert found is not None
    assert (found.revision, len(shelf)) == (49, 2)


def test_a_run_too_large_for_all_the_room_is_kept_while_it_is_the_newest() -> None:
    shelf: Shelf[RunRow] = Shelf(ROOM)
    shelf.put(run(1, committee_id=1))
    shelf.put(run(2, committee_id=2, members=100 * ROOM))
    assert kept(shelf, 1, 2) == [2]
    shelf.put(run(3, committee_id=3))
    assert kept(shelf, 2, 3) == [3]


def test_many_runs_of_one_committee_do_not_drive_out_those_of_others() -> None:
    shelf: Shelf[RunRow] = Shelf(ROOM)
    for id in range(1, 6):
        shelf.put(run(id, committee_id=id))
    for id in range(100, 200):
        shelf.put(run(id, committee_id=9))
    assert kept(shelf, 1, 2, 3, 4, 5) == [1, 2, 3, 4, 5]
    assert kept(shelf, *range(100, 200)) == [195, 196, 197, 198, 199]


def test_a_committee_alone_may_take_all_the_room() -> None:
    shelf: Shelf[RunRow] = Shelf(ROOM)
    for id in range(1, 20):
        shelf.put(run(id, committee_id=1))
    assert kept(shelf, *range(1, 20)) == [*range(10, 20)]
