"""Laws of rankings on random measures: their order and ranks are those of scoring, and pages lose nobody."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers import cursor, global_id, page, ranking
from rules.document import RuleSet
from rules.loader import EVERYONE, loads
from rules.record import Member, Record
from scoring.member_rows import scores
from scoring.method import PRESENT
from scoring.result_tables import in_order
from scoring.run import score
from services.members.roster import Enrolled
from services.refusal import Refusal
from services.results.ranking import By, Measured, Order, order
from services.runs.board import Board
from services.runs.scored import Scored
from services.runs.tally import Tally
from tests.scoring.by_hand import attended, member, scored
from tests.scoring.random_committees import committees
from tests.scoring.random_measures import measures


def board_of(rule_set: RuleSet, members: list[Member], records: list[Record]) -> Board:
    """The board of a run, without a database."""
    found = scores(score(rule_set, members, records))
    by_key = {member.key: member for member in members}
    who = {at: Enrolled(at, at, one.key, "本届", by_key[one.key]) for at, one in enumerate(found, 1)}
    tally = Tally.of(rule_set, who, {at: Scored(one, 0) for at, one in enumerate(found, 1)})
    return Board(
        id=1,
        committee_id=1,
        year=2022,
        name=None,
        rule_set_id=1,
        input="",
        revision=1,
        roster_revision=1,
        made_at=datetime.now(UTC),
        members=len(found),
        method=PRESENT,
        as_of=None,
        rule_set=rule_set,
        tally=tally,
    )


def numbers(found: Order) -> list[int]:
    return [row.entry.id for row in found.rows]


@settings(max_examples=200)
@given(measures(), committees())
def test_a_ranking_is_that_of_scoring(text: str, committee: tuple[list[Member], list[Record]]) -> None:
    rule_set = loads(text)
    board = board_of(rule_set, *committee)
    # As the workbook lists them.
    run = score(rule_set, *committee)
    listed = [run.roster.keys[at] for at in in_order(run)]
    assert [board.by_id[number].score.key for number in numbers(order(board))] == listed
    # The same ranks where the measure names no scope, and they are worked out here.
    bare = replace(board, rule_set=replace(rule_set, ranking=replace(rule_set.ranking, scopes=())))
    for scope in rule_set.ranking.scopes:
        stored = {row.entry.id: row.rank for row in order(board, scope).rows}
        assert stored == {entry.id: entry.rank(scope) for entry in board.entries if entry.place.shown}
        assert {row.entry.id: row.rank for row in order(bare, scope).rows} == stored


TIES = """\
root:
  id: total
  title: 总分
  rules:
  - {id: A, title: 调研, take: participation, when: {kind: 调研, 状态: 出席}, points: 2}
  - {id: B, title: 视察, take: participation, when: {kind: 视察, 状态: 出席}, points: 1}
unranked: [{id: U, title: 处分, if: {member: {处分: 是}}}]
"""


@pytest.mark.parametrize(
    ("rank", "ranks"),
    [
        # 甲 4; 乙 and 丙 2, 丙 by two inspections; 丁 0; 戊 would have 2 and is not ranked.
        ("{scopes: [界别], ties: competition}", [1, 2, 2, 4, None]),
        ("{scopes: [界别], ties: dense}", [1, 2, 2, 3, None]),
        ("{scopes: [界别], ties: selection, selection: [{points: B}]}", [1, 3, 2, 4, None]),
        ("{scopes: [界别], ties: selection, selection: [{points: B, prefer: fewer}]}", [1, 2, 3, 4, None]),
        ("{scopes: [界别], ties: selection, selection: [{deductions: fewer}]}", [1, 2, 2, 4, None]),
        ("{scopes: [界别], ties: selection, selection: [{member: 编号}]}", [1, 2, 3, 4, None]),
    ],
)
def test_ties_in_a_scope_that_the_measure_does_not_name(rank: str, ranks: list[int | None]) -> None:
    members = [member(key, 处分=key == "5") for key in "12345"]
    records = [
        attended("1", "调研", "2022-02-01", "1", "2", "5"),
        attended("2", "调研", "2022-02-02", "1"),
        attended("3", "视察", "2022-02-03", "3"),
        attended("4", "视察", "2022-02-04", "3"),
    ]
    board = board_of(scored(f"{TIES}rank: {rank}\n", members, records).rule_set, members, records)
    found = {row.entry.score.key: row.rank for row in order(board).rows}
    assert [found[key] for key in "12345"] == ranks
    # Nobody's sex is known, so nobody is ranked by it.
    assert {row.rank for row in order(board, "性别").rows} == {None}
    of_node = order(board, EVERYONE, Measured(By.POINTS, "B"))
    shared = {row.entry.score.key: (row.rank, row.tied) for row in of_node.rows}
    assert shared == {"3": (1, 0), "1": (2, 2), "2": (2, 2), "4": (2, 2), "5": (None, 0)}


@settings(max_examples=100)
@given(measures(), committees(), st.data())
def test_pages_put_together_are_the_whole(
    text: str, committee: tuple[list[Member], list[Record]], data: st.DataObject
) -> None:
    board = board_of(loads(text), *committee)
    scope = data.draw(st.sampled_from([EVERYONE, "界别", "身份"]))
    nodes = list(board.rule_set.nodes())
    measured = data.draw(
        st.one_of(
            st.just(Measured()),
            st.builds(Measured, st.sampled_from([By.POINTS, By.RECORDS, By.WORKS]), st.sampled_from(nodes)),
        )
    )
    found = order(board, scope, measured)
    keyset = ranking.keyset(found, "mark")
    for backward in (False, True):
        whole: list[int] = []
        place: str | None = None
        while True:
            size = data.draw(st.integers(1, 4))
            asked = page.Page(size, backward, None if backward else place, place if backward else None)
            cut = keyset.cut(found.rows, asked, lambda row: row.entry.id)
            whole = cut.nodes + whole if backward else whole + cut.nodes
            info = cut.page_info
            place = info.places.cursor(0 if backward else -1) if cut.nodes else None
            if not (info.has_previous_page if backward else info.has_next_page):
                break
        assert whole == numbers(found)


@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_no_text_is_an_id_or_a_cursor_by_chance(text: str) -> None:
    with pytest.raises(Refusal):
        cursor.decode(text, "mark", lambda position: position, "after")
    try:
        found = global_id.decode(text)
    except Refusal:
        return
    assert global_id.encode(*found) == text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=5),
        max_leaves=9,
    ).map(lambda one: one if isinstance(one, list) else [one])
)
def test_forged_places_are_refused_or_are_places(position: list[Any]) -> None:
    text = cursor.encode("mark", position)
    for read in (lambda found: ranking._spot(*found), lambda found: cursor.whole(*found)):
        with suppress(Refusal):
            cursor.decode(text, "mark", read, "after")


@given(st.sampled_from(sorted(global_id.NODES)), st.integers(1, 10**18 - 1))
def test_an_id_comes_back(type_: str, number: int) -> None:
    assert global_id.decode(global_id.encode(type_, number)) == (type_, number)
