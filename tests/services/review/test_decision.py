"""Moving many records on at once: each has its verdict, scores follow once, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from sqlalchemy import select

from models.change import Change
from models.record import Record
from models.store import Store
from services.actor import Actor
from services.entry.form import OccasionForm, Present
from services.refusal import Code, Refusal
from services.review.decision import Asked
from services.review.edits import Stale
from tests.services.accounts.office import office
from tests.services.committee_of_ten import (
    CODE,
    ME,
    YEAR,
    check_live,
    desk,
    everything,
    recomputed,
    rows,
    settle,
)
from tests.services.entry.forms import CAME, opinion, points, survey
from tests.services.review.steps import brought, moved, reviewing, state_of

pytestmark = pytest.mark.anyio
STAFF = 50


async def test_nothing_counts_before_it_is_approved_and_all_of_it_at_once(store: Store) -> None:
    one, two, *_ = await settle(store)
    asked = []
    for title in ("海岛", "山区", "渔港"):
        form = survey(Present([one], CAME), title=title)
        done = await desk(store).enter(CODE, YEAR, "调研", form, "submitted")
        assert done.steps == ()
        asked.append(Asked(done.id, 1))
    assert (await points(store))[one] == 0
    # Of a text that a second one is tied to, only the approved one counts.
    work = await desk(store).enter(CODE, YEAR, "社情民意", opinion(two), "submitted")
    decided = await reviewing(store).move(CODE, "approve", [*asked, Asked(work.id, 1)])
    assert [verdict.refusal for verdict in decided.verdicts] == [None] * 4
    # A survey gives 2 each time it is attended (zhoushan/2022, A1).
    assert (await points(store))[one] == 6
    assert len(decided.steps) == 1
    revisions = {line.revision for line in await rows(store, Change) if line.action == "approve"}
    assert revisions == {decided.revision}
    await check_live(store)


async def test_each_row_has_its_own_verdict(store: Store) -> None:
    members = await settle(store)
    good, _ = await brought(store, members[:1], "submitted")
    old, _ = await brought(store, members[:1], "submitted")
    await desk(store).correct(old, 1, OccasionForm(title="山区调研"), "题目登错")
    done, version = await brought(store, members[:1], "archived")
    asked = [Asked(good, 1), Asked(old, 1), Asked(done, version), Asked(999, 1), Asked(-1, 1)]
    before = await everything(store)
    refused = await reviewing(store).move(CODE, "approve", asked, all_or_nothing=True)
    assert await everything(store) == before
    assert {verdict.refusal.code for verdict in refused.verdicts if verdict.refusal} == {
        Code.CONFLICT,
        Code.NOT_FOUND,
    }
    assert all(verdict.refusal for verdict in refused.verdicts)
    found = await reviewing(store).move(CODE, "approve", asked)
    told = [(one.refusal.code, one.refusal.field) if one.refusal else None for one in found.verdicts]
    gone = (Code.NOT_FOUND, "id")
    assert told == [None, (Code.CONFLICT, "version"), (Code.CONFLICT, "id"), gone, gone]
    stale = found.verdicts[1].refusal
    assert isinstance(stale, Stale)
    (edit,) = stale.edits
    assert (edit.actor, edit.action, edit.reason) == ("王秘书", "change", "题目登错")
    (line,) = edit.changes
    assert line.endswith("→ 山区调研")
    assert await state_of(store, good) == ("approved", 2)


async def test_a_list_is_bounded_and_has_each_once(store: Store) -> None:
    await settle(store)
    for asked in ([], [Asked(1, 1)] * 2, [Asked(one, 1) for one in range(1, 1_002)]):
        with pytest.raises(Refusal) as refused:
            await reviewing(store).move(CODE, "approve", asked)
        assert (refused.value.code, refused.value.field) == (Code.BAD_USER_INPUT, "records")
    with pytest.raises(Refusal) as refused:
        await reviewing(store).move(CODE, "return", [Asked(1, 1)])
    assert refused.value.field == "reason"


async def test_a_record_says_whether_its_writer_reviewed_it(store: Store) -> None:
    members = (await settle(store))[:1]
    other = Actor("李处长", "system", "办公室")
    own, _ = await brought(store, members, "submitted")
    theirs, _ = await brought(store, members, "submitted")
    touched_up, _ = await brought(store, members, "submitted")
    await desk(store, actor=other).correct(touched_up, 1, OccasionForm(title="补题目"), "补")
    await moved(store, "approve", own, 1)
    asked = [Asked(theirs, 1), Asked(touched_up, 2)]
    await reviewing(store, other).move(CODE, "approve", asked)
    found = {row.id: (row.reviewed_by, row.self_reviewed) for row in await rows(store, Record)}
    assert found == {own: ("王秘书", True), theirs: ("李处长", False), touched_up: ("李处长", True)}
    await reviewing(store, other).move(CODE, "return", [Asked(own, 2)], "缺签到表")
    (returned,) = [row for row in await rows(store, Record) if row.id == own]
    assert (returned.reviewed_by, returned.self_reviewed) == (None, False)


async def test_a_department_reviews_what_it_enters_and_no_more(store: Store) -> None:
    of = await office(store)
    committee = Actor("专门委员会甲", "command")
    writer = Actor("委员工作委员会甲", "command")
    ids = []
    for kind in ("提案", "社情民意"):
        form = opinion(of.members[0], title=kind)
        ids.append((await desk(store, actor=writer).enter(CODE, YEAR, kind, form, "submitted")).id)
    asked = [Asked(one, 1) for one in ids]
    found = await reviewing(store, committee).move(CODE, "approve", asked)
    codes = [one.refusal.code if one.refusal else None for one in found.verdicts]
    assert codes == [None, Code.FORBIDDEN]
    refusals = [line for line in await rows(store, Change) if line.action == "refuse"]
    assert [line.after["right"] for line in refusals] == ["review"]
    with pytest.raises(Refusal) as refused:
        await reviewing(store, Actor("结果查阅甲", "command")).move(CODE, "approve", asked)
    assert refused.value.code is Code.FORBIDDEN


async def test_fifty_staff_at_the_same_fifty_records_lose_nothing(store: Store) -> None:
    members = await settle(store)
    records = [(await brought(store, members[:3], "submitted"))[0] for _ in range(STAFF)]
    asked = [Asked(one, 1) for one in records]

    async def work(number: int) -> list[int]:
        """The records that one of the staff has moved: all at once, or changed one of them."""
        by = Actor(f"经办{number}", "system")
        if number % 3 == 2:
            try:
                form = OccasionForm(title=f"第{number}次改")
                return [(await desk(store, actor=by).correct(records[number], 1, form, "改题目")).id]
            except Stale:
                return []
        action = ("approve", "return")[number % 3]
        decided = await reviewing(store, by).move(CODE, action, asked, "缺签到表")
        assert all(one.refusal is None or isinstance(one.refusal, Stale) for one in decided.verdicts)
        return [one.id for one in decided.verdicts if one.refusal is None]

    done = await asyncio.gather(*map(work, range(STAFF)))
    # Each was moved once, by whoever was first, and each time the trail has its line.
    assert Counter(one for own in done for one in own) == Counter(records)
    async with store.reading() as connection:
        columns = select(Record.id, Record.version).order_by(Record.id)
        assert [tuple(row) for row in await connection.execute(columns)] == [(one, 2) for one in records]
        lines = select(Change.entity_id).where(Change.action.in_(("approve", "return", "change")))
        assert Counter(await connection.scalars(lines)) == Counter(records)
    board = await check_live(store)
    assert (await recomputed(store)).input == board.input


async def test_who_is_nobody_moves_nothing(store: Store) -> None:
    await settle(store)
    with pytest.raises(Refusal) as refused:
        await reviewing(store, Actor("x", "web")).move(CODE, "approve", [Asked(1, 1)])
    assert refused.value.code is Code.SIGN_IN_REQUIRED
    assert ME.channel == "system"
