"""What is archived changes by a counter-entry alone, which counts once it is approved (履7)."""

from __future__ import annotations

from datetime import date

import pytest

from models.change import Change
from models.correction import Correction
from models.record import Record
from models.store import Store
from services.actor import Actor
from services.entry.form import STAYS, Author, OccasionForm, Present, WorkForm
from services.refusal import Code, Refusal
from tests.services.committee_of_ten import (
    CODE,
    YEAR,
    check_live,
    desk,
    everything,
    recomputed,
    rows,
    settle,
    stored,
)
from tests.services.entry.forms import opinion, points
from tests.services.review.steps import brought, moved, reviewing, state_of

pytestmark = pytest.mark.anyio
OTHER = Actor("李处长", "system", "办公室")


async def test_a_correction_waits_and_takes_effect_when_it_is_approved(store: Store) -> None:
    one, two, *_ = await settle(store)
    record_id, version = await brought(store, [one], "archived")
    before = await points(store)
    # A survey gives 2 (zhoushan/2022, A1).
    assert [before[one], before[two]] == [2, 0]
    form = OccasionForm(participants=[Present([two], [("状态", "出席")])])
    done = await desk(store).correct(record_id, version, form, "登错人")
    assert done.correction is not None
    assert await points(store) == before
    assert await state_of(store, record_id) == ("archived", version)
    _, steps = await reviewing(store, OTHER).decide(CODE, record_id, done.correction, True)
    assert len(steps) == 1
    after = await points(store)
    assert [after[one], after[two]] == [0, 2]
    assert await state_of(store, record_id) == ("archived", version + 1)
    (row,) = await rows(store, Correction)
    assert [part["member"] for part in row.before["parts"]] == [one]
    assert [part["member"] for part in row.after["parts"]] == [two]
    assert (row.state, row.reason, row.made_by, row.decided_by) == ("approved", "登错人", "王秘书", "李处长")
    (record,) = await rows(store, Record)
    assert (record.reviewed_by, record.self_reviewed) == ("李处长", False)
    lines = [line for line in await rows(store, Change) if line.action == "correct"]
    assert [(line.entity, line.entity_id) for line in lines] == [("record", record_id)]
    await check_live(store)


async def test_a_correction_that_is_returned_changes_nothing_and_makes_room(store: Store) -> None:
    members = (await settle(store))[:1]
    record_id, version = await brought(store, members, "archived")
    at = desk(store)
    first = await at.correct(record_id, version, OccasionForm(title="一"), "改题目")
    with pytest.raises(Refusal) as refused:
        await at.correct(record_id, version, OccasionForm(title="二"), "改题目")
    assert (refused.value.code, refused.value.field) == (Code.CONFLICT, "id")
    with pytest.raises(Refusal) as refused:
        await reviewing(store).decide(CODE, record_id, first.correction or 0, False)
    assert refused.value.field == "reason"
    before = await everything(store)
    await reviewing(store).decide(CODE, record_id, first.correction or 0, False, "没有依据")
    after = await everything(store)
    # The trail and the revision tell of it; records and scores are as they were.
    same = [was == now for was, now in zip(before, after, strict=True)]
    assert same.count(False) == 2
    for approve in (True, False):
        with pytest.raises(Refusal) as refused:
            await reviewing(store).decide(CODE, record_id, first.correction or 0, approve, "再来")
        assert (refused.value.code, refused.value.field) == (Code.CONFLICT, "number")
    second = await at.correct(record_id, version, OccasionForm(title="二"), "改题目")
    await reviewing(store).decide(CODE, None, second.correction or 0, True)
    assert (await stored(store, record_id)).record.title == "二"
    assert [(row.state, row.answer) for row in await rows(store, Correction)] == [
        ("returned", "没有依据"),
        ("approved", None),
    ]


async def test_an_archived_record_ends_by_a_correction(store: Store) -> None:
    one, *_ = await settle(store)
    record_id, version = await brought(store, [one], "archived")
    done = await desk(store).end(record_id, version, "重复登记")
    assert (await points(store))[one] == 2
    await reviewing(store).decide(CODE, record_id, done.correction or 0, True)
    assert (await points(store))[one] == 0
    assert await state_of(store, record_id) == ("withdrawn", version + 1)
    (row,) = await rows(store, Correction)
    assert (row.after, row.before["kind"]) == (None, "调研")
    assert (await recomputed(store)).input == (await check_live(store)).input


async def test_a_correction_of_what_changed_since_is_not_put_into_effect(store: Store) -> None:
    one, two, three, *_ = await settle(store)
    at = desk(store)
    work = await at.enter(CODE, YEAR, "社情民意", opinion(one))
    await moved(store, "archive", work.id, 1)
    done = await at.correct(work.id, 2, WorkForm(authors=[Author(two)]), "作者登错")
    # Another text of the same matter is corrected meanwhile to be linked to it: a change of both.
    other = (await at.enter(CODE, YEAR, "社情民意", opinion(three, title="行车难"))).id
    await moved(store, "archive", other, 1)
    linked = await at.correct(other, 2, WorkForm(linked_to=work.id), "是同一件事")
    await reviewing(store).decide(CODE, other, linked.correction or 0, True)
    with pytest.raises(Refusal) as refused:
        await reviewing(store).decide(CODE, work.id, done.correction or 0, True)
    assert (refused.value.code, refused.value.field) == (Code.CONFLICT, "number")
    await reviewing(store).decide(CODE, work.id, done.correction or 0, False, "按现在的再更正")
    again = await at.correct(work.id, 3, WorkForm(authors=[Author(two)], linked_to=STAYS), "作者登错")
    await reviewing(store).decide(CODE, work.id, again.correction or 0, True)
    found = await stored(store, work.id)
    assert ([part.member for part in found.record.parts], found.record.matter is not None) == (["002"], True)
    await check_live(store)


async def test_a_correction_may_give_a_number_only_while_it_is_free(store: Store) -> None:
    one, *_ = await settle(store)
    record_id, version = await brought(store, [one], "archived")
    at = desk(store)
    done = await at.correct(record_id, version, OccasionForm(key="7"), "补编号")
    form = OccasionForm(title="别的", key="7", day=date(2022, 3, 1), participants=[Present([one])])
    await at.enter(CODE, YEAR, "调研", form)
    with pytest.raises(Refusal) as refused:
        await reviewing(store).decide(CODE, record_id, done.correction or 0, True)
    assert (refused.value.code, refused.value.field) == (Code.CONFLICT, "number")


async def test_what_does_not_count_makes_no_one_matter_of_two(store: Store) -> None:
    one, two, *_ = await settle(store)
    at = desk(store)
    matters = []
    for pair in ("甲", "乙"):
        first = await at.enter(CODE, YEAR, "社情民意", opinion(one, title=pair))
        other = opinion(two, title=f"{pair}又", linked_to=first.id)
        matters.append((first.id, (await at.enter(CODE, YEAR, "社情民意", other)).id))
    waiting = opinion(one, title="等着", linked_to=matters[0][0])
    record_id = (await at.enter(CODE, YEAR, "社情民意", waiting, "submitted")).id
    with pytest.raises(Refusal) as refused:
        await at.correct(record_id, 1, WorkForm(linked_to=matters[1][0]), "是一件事")
    assert (refused.value.code, refused.value.field) == (Code.CONFLICT, "linkedTo")
    await moved(store, "approve", record_id, 1)
    await at.correct(record_id, 2, WorkForm(linked_to=matters[1][0]), "是一件事")
    await check_live(store)
