"""What a closed year says of the next one (F24): two years running, worked out by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import insert

from models.member import ALWAYS, MemberAttribute, Membership, Person
from models.store import Store
from rules.loader import loads
from rules.record import Change
from scoring.member_score import number_text
from services.committee.committees import committee, term_of
from services.committee.terms import set_term
from services.runs.board import Board, Boards
from services.runs.live import Live
from services.unit_of_work import Unit, unit_of_work
from services.workbooks.exporting import export_members
from services.workbooks.import_members import import_members
from services.workbooks.importing import Request
from tests.services.committee_of_ten import CODE, ME, desk, in_force, rows
from tests.services.years.closed_year import TWO_YEARS, close, frozen, reopen, survey, verified, waiting

pytestmark = pytest.mark.anyio


async def add(unit: Unit, term: int, number: str, person: int | None = None) -> tuple[int, int]:
    """A member of a term, perhaps of a person who is known; the membership and the person."""
    if person is None:
        new = insert(Person).values(committee_id=unit.committee_id, name=f"委员{number}", sort_key=number)
        person = (await unit.connection.execute(new.returning(Person.id))).scalar_one()
    row = insert(Membership).values(
        committee_id=unit.committee_id, person_id=person, term_id=term, number=number
    )
    membership = (await unit.connection.execute(row.returning(Membership.id))).scalar_one()
    held = insert(MemberAttribute).values(
        committee_id=unit.committee_id, membership_id=membership, attribute="身份", since=ALWAYS, value="委员"
    )
    await unit.connection.execute(held)
    return membership, person


async def two_years(store: Store, roster: dict[str, object] | None = None) -> tuple[list[int], list[int]]:
    """Two terms, one a year; of 2022's three members two stay, and one is new. Memberships by year.

    `roster` is what that of 2023 says itself of its first member.
    """
    for year in (2022, 2023):
        await in_force(store, loads(TWO_YEARS.format(year=year)))
    async with unit_of_work(store, CODE, ME) as unit:
        await set_term(unit, "第七届", None, date(2022, 12, 31))
        await set_term(unit, "第八届", date(2023, 1, 1), None)
        old, new = await term_of(unit, "第七届", date.min), await term_of(unit, "第八届", date.min)
        people = [await add(unit, old, number) for number in ("001", "002", "003")]
        # The numbers of the new term are others: persons are known, not numbers.
        stayed = [await add(unit, new, f"10{at}", person) for at, (_, person) in enumerate(people[:2])]
        stayed.append(await add(unit, new, "001"))
        for name, value in (roster or {}).items():
            said = insert(MemberAttribute).values(
                committee_id=unit.committee_id,
                membership_id=stayed[0][0],
                attribute=name,
                since=ALWAYS,
                value=value,
            )
            await unit.connection.execute(said)
        await Live(Boards()).recompute(unit)
    return [one for one, _ in people], [one for one, _ in stayed]


async def board_of(store: Store, year: int) -> Board:
    async with store.reading() as connection:
        row = await committee(connection, CODE)
        return await Boards().live(connection, row.id, year)


def grades(board: Board) -> dict[str, tuple[str, str | None]]:
    return {entry.score.key: (number_text(entry.score.total), entry.place.grade) for entry in board.entries}


async def test_two_years_running_below_sixty(store: Store) -> None:
    old, new = await two_years(store)
    at = desk(store)
    await survey(at, old, "去年一", date(2022, 3, 1))
    await survey(at, old[1:2], "去年二", date(2022, 4, 1))
    await survey(at, new, "今年一", date(2023, 3, 1))
    # While 2022 is open, 2023 knows nothing of it.
    assert set(grades(await board_of(store, 2023)).values()) == {("30", "不称职")}
    await close(store, year=2022)
    assert grades(await board_of(store, 2022)) == {
        "001": ("30", "不称职"),
        "002": ("60", "称职"),
        "003": ("30", "不称职"),
    }
    # Of 30 + 30 two years running; 60 is not below 60; 001 is another person than 2022's 001.
    board = await board_of(store, 2023)
    assert grades(board) == {"100": ("30", "连续不称职"), "101": ("30", "不称职"), "001": ("30", "不称职")}
    first = board.by_id[new[0]].enrolled.member
    assert first.changes == [
        Change(date(2023, 1, 1), "上年总分", Fraction(30)),
        Change(date(2023, 1, 1), "上年等次", "不称职"),
    ]
    assert board.by_id[new[2]].enrolled.member.changes == []
    # It is part of what was scored: the digests say so.
    await reopen(store, year=2022)
    without = await board_of(store, 2023)
    assert set(grades(without).values()) == {("30", "不称职")}
    changed = {key for key in board.keys if board.by_id[key].score.input != without.by_id[key].score.input}
    assert changed == set(new[:2])


async def test_a_late_record_reaches_the_next_year_when_its_own_is_closed_again(store: Store) -> None:
    old, new = await two_years(store)
    at = desk(store)
    await survey(at, old, "去年一", date(2022, 3, 1))
    await survey(at, new, "今年一", date(2023, 3, 1))
    await close(store, year=2022)
    assert grades(await board_of(store, 2023))["100"] == ("30", "连续不称职")
    late = await survey(at, old, "去年补录", date(2022, 5, 1))
    await survey(at, new[2:], "今年二", date(2023, 5, 1))
    assert grades(await board_of(store, 2023))["100"] == ("30", "连续不称职")
    # The record of 2023 is not one that 2022 waits for.
    assert [one.record_id for one in await waiting(store, 2022)] == [late]
    await reopen(store, year=2022)
    await close(store, year=2022)
    assert grades(await board_of(store, 2023))["100"] == ("30", "不称职")
    # A closed 2023 keeps what it was told, whatever becomes of 2022.
    closing = await close(store, year=2023)
    before = await frozen(store, closing.run_id)
    await reopen(store, year=2022)
    assert await frozen(store, closing.run_id) == before
    assert grades(await board_of(store, 2023))["001"] == ("60", "称职")
    done = await verified(store, year=2023)
    assert done.same


async def test_the_roster_goes_before_what_was_closed(store: Store) -> None:
    old, new = await two_years(store, {"上年总分": "75"})
    at = desk(store)
    await survey(at, old, "去年一", date(2022, 3, 1))
    await survey(at, new, "今年一", date(2023, 3, 1))
    await close(store, year=2022)
    board = await board_of(store, 2023)
    assert grades(board)["100"] == ("30", "不称职")
    member = board.by_id[new[0]].enrolled.member
    assert member.attributes["上年总分"] == 75
    assert member.changes == [Change(date(2023, 1, 1), "上年等次", "不称职")]


async def test_an_exported_roster_says_it(store: Store, tmp_path: Path) -> None:
    from files.reading.members import read_members

    old, _ = await two_years(store)
    await survey(desk(store), old, "去年一", date(2022, 3, 1))
    await close(store, year=2022)
    await export_members(store, CODE, 2023, tmp_path / "名册.xlsx")
    rule_set = loads(TWO_YEARS.format(year=2023))
    found = read_members(tmp_path / "名册.xlsx", rule_set.catalogue, 2023)
    assert found.problems == []
    board = await board_of(store, 2023)
    assert {one.key: one.changes for one in found.members} == {
        entry.score.key: entry.enrolled.member.changes for entry in board.entries
    }
    # Coming back, it does not become what the roster says itself: that would stay when 2022 changes.
    request = Request(CODE, 2023, ME)
    done = await import_members(store, Live(Boards()), request, tmp_path / "名册.xlsx", "第八届")
    assert done.revision is not None
    said = {row.attribute for row in await rows(store, MemberAttribute)}
    assert not said & {"上年总分", "上年等次"}
    assert "处分" in said
    again = await import_members(store, Live(Boards()), request, tmp_path / "名册.xlsx", "第八届")
    assert (again.unchanged, again.revision) == (3, None)
