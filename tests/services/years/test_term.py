"""Counting over the whole term in the database: former years, former memberships, closed years."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, select, update

from models.member import Membership
from models.store import Store
from rules.loader import loads
from services.committee.committees import committee, term_of
from services.entry.desk import Desk
from services.entry.form import OccasionForm, Present
from services.rule_sets import versions
from services.runs.board import Board, Boards
from services.runs.entry import Entry
from services.runs.live import Live
from services.unit_of_work import unit_of_work
from tests.schema.schema_client import Client
from tests.services.committee_of_ten import CODE, ME, desk, settle
from tests.services.years.closed_year import close, verified, waiting

pytestmark = pytest.mark.anyio

MEASURE = """
language: 1
title: 届内累计
committee: 某市
year: {year}
period: {{from: {year}-01-01, to: {year}-12-31}}
citation: 办法
term: {{from: 2021-04-10}}
term_counts:
- {{id: T1, title: 届内缺席常委会会议, take: participation, when: {{kind: 常委会会议, 状态: 缺席}}}}
root:
  id: total
  title: 总分
  rules:
  - {{id: A1, title: 调研, take: participation, when: {{kind: 调研, 状态: 出席}}, points: 30}}
consequences:
- {{id: C1, title: 劝辞, citation: 第二十条, if: {{count: T1, min: 3}}}}
"""


async def missed(at: Desk, member: int, day: date) -> int:
    """A standing meeting that a member missed."""
    form = OccasionForm(title=f"会议{day}", day=day, participants=[Present([member], [("状态", "缺席")])])
    return (await at.enter(CODE, day.year, "常委会会议", form, "迟交")).id


async def board_of(store: Store, year: int = 2023, boards: Boards | None = None) -> Board:
    async with store.reading() as connection:
        row = await committee(connection, CODE)
        return await (boards or Boards()).live(connection, row.id, year)


async def entry(store: Store, membership: int, year: int = 2023) -> Entry:
    return (await board_of(store, year)).by_id[membership]


async def two_years(store: Store) -> list[int]:
    """Ten members, with measures for three years; that of 2023 counts over the term."""
    members = await settle(store)
    async with unit_of_work(store, CODE, ME) as unit:
        for year in (2021, 2023):
            await versions.add(unit, loads(MEASURE.format(year=year)))
        await Live(Boards()).recompute(unit, 2023)
    return members


async def whole(store: Store) -> Board:
    """The live run of 2023 after everything was scored anew."""
    await desk(store).recompute(CODE, 2023)
    return await board_of(store)


async def test_former_years_count_and_the_year_s_points_do_not_see_them(store: Store) -> None:
    first, second, *_ = await two_years(store)
    at = desk(store)
    await missed(at, first, date(2021, 4, 9))  # before the term
    await missed(at, first, date(2021, 4, 10))
    await missed(at, first, date(2022, 5, 1))
    assert (await entry(store, first)).score.term == {"T1": (2, 2)}
    assert (await entry(store, first)).place.consequences == ()
    await missed(at, first, date(2023, 5, 1))
    await missed(at, second, date(2023, 5, 2))
    one, two = await entry(store, first), await entry(store, second)
    assert (one.score.term, one.place.consequences) == ({"T1": (3, 3)}, ("C1",))
    assert (two.score.term, two.place.consequences) == ({"T1": (1, 1)}, ())
    # What the rules of the term count is no question, and not in the counts of the year.
    assert one.questions == 0
    assert "T1" not in one.score.nodes
    assert (await whole(store)).entries == (await board_of(store)).entries
    kept = await board_of(store)
    assert (await whole(store)).input == kept.input


async def test_correcting_a_former_year_changes_this_one(store: Store) -> None:
    first, *_ = await two_years(store)
    at = desk(store)
    days = (date(2021, 5, 1), date(2022, 5, 1), date(2022, 6, 1))
    last = [await missed(at, first, day) for day in days][-1]
    assert (await entry(store, first)).place.consequences == ("C1",)
    await at.withdraw(last, 1, "那天请过假")
    assert (await entry(store, first)).place.consequences == ()
    assert (await entry(store, first)).score == (await whole(store)).by_id[first].score


async def test_a_person_who_came_back_keeps_the_count(store: Store) -> None:
    first, *_ = await two_years(store)
    at = desk(store)
    for day in (date(2021, 5, 1), date(2022, 5, 1), date(2022, 6, 1)):
        await missed(at, first, day)
    async with unit_of_work(store, CODE, ME) as unit:
        person = await unit.connection.scalar(select(Membership.person_id).where(Membership.id == first))
        term = await term_of(unit, None, date(2022, 12, 31))
        left = update(Membership).where(Membership.id == first).values(last_day=date(2022, 12, 31))
        await unit.connection.execute(left)
        new = insert(Membership).values(
            committee_id=unit.committee_id,
            person_id=person,
            term_id=term,
            number="099",
            first_day=date(2023, 3, 1),
        )
        again = (await unit.connection.execute(new.returning(Membership.id))).scalar_one()
        unit.note("add", "membership", again, after={"number": "099"})
        await Live(Boards()).recompute(unit, 2023)
    board = await board_of(store)
    assert first not in board.by_id
    assert (board.by_id[again].score.term, board.by_id[again].place.consequences) == ({"T1": (3, 3)}, ("C1",))
    # What changes of the former membership changes the present one.
    await missed(at, first, date(2022, 7, 1))
    assert (await entry(store, again)).score.term == {"T1": (4, 4)}
    assert (await entry(store, again)).score == (await whole(store)).by_id[again].score


async def test_a_closed_year_keeps_what_it_counted(store: Store) -> None:
    first, *_ = await two_years(store)
    at = desk(store)
    for day in (date(2021, 5, 1), date(2022, 5, 1), date(2023, 6, 1)):
        await missed(at, first, day)
    await close(store, year=2023)
    assert (await verified(store, year=2023)).same
    before = await entry(store, first)
    late = await missed(at, first, date(2022, 8, 1))
    assert await entry(store, first) == before
    assert [one.record_id for one in await waiting(store, 2023)] == [late]
    result = await verified(store, year=2023)
    assert (result.same, result.same_input) == (True, True)


ASKED = """
{ committee(code: "zhoushan") {
  ruleSet(year: 2023) { term termCounts { code title words } }
  run(year: 2023) { ranking(first: 1, search: "001") { nodes { termWorks(rule: "T1") member { id } } } }
} }
"""
OF_MEMBER = """
query ($member: ID!) { committee(code: "zhoushan") { run(year: 2023) { standing(member: $member) {
  termCounts { code records works rate }
  termRecords(rule: "T1", first: 10) { totalCount nodes { day asScored { title } record { title } } }
} } } }
"""


async def test_what_the_term_counted_over_graphql(store: Store) -> None:
    first, *_ = await two_years(store)
    at = desk(store)
    for day in (date(2021, 5, 1), date(2022, 5, 1)):
        await missed(at, first, day)
    client = Client(store)
    found = (await client.data(ASKED))["committee"]
    words = "常委会会议，状态：缺席"
    assert found["ruleSet"]["term"] == "2021-04-10"
    assert found["ruleSet"]["termCounts"] == [{"code": "T1", "title": "届内缺席常委会会议", "words": words}]
    (row,) = found["run"]["ranking"]["nodes"]
    assert row["termWorks"] == 2
    told = await client.data(OF_MEMBER, member=row["member"]["id"])
    standing = told["committee"]["run"]["standing"]
    assert standing["termCounts"] == [{"code": "T1", "records": 2, "works": 2, "rate": None}]
    assert standing["termRecords"]["totalCount"] == 2
    assert [(one["day"], one["record"]["title"]) for one in standing["termRecords"]["nodes"]] == [
        ("2022-05-01", "会议2022-05-01"),
        ("2021-05-01", "会议2021-05-01"),
    ]
    # The same when the year is closed, though a record has been corrected since.
    await close(store, year=2023)
    await at.withdraw(1, 1, "记错了")
    again = await client.data(OF_MEMBER, member=row["member"]["id"])
    titles = [
        one["asScored"]["title"] for one in again["committee"]["run"]["standing"]["termRecords"]["nodes"]
    ]
    assert titles == ["会议2022-05-01", "会议2021-05-01"]
