"""What a record says of itself stays true however it came about: links, deadlines, departments."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from models.record import Record
from models.store import Store
from services.entry.form import STAYS, Present, WorkForm
from services.refusal import Code, Refusal
from tests.services.committee_of_ten import CODE, YEAR, check_live, desk, settle, stored
from tests.services.entry.forms import CAME, opinion, survey
from tests.services.review.steps import moved

pytestmark = pytest.mark.anyio
SPOKEN, WRITTEN = ([("场合", "全会"), ("形式", how)] for how in ("口头", "书面"))


async def speech(
    store: Store, member: int, title: str, given: object, linked: int | None = None, up_to: str = "approved"
) -> int:
    form = opinion(member, title=title, attributes=given, linked_to=linked or STAYS)
    return (await desk(store).enter(CODE, YEAR, "发言", form, up_to)).id


async def row(store: Store, record_id: int) -> Record:
    columns = select(Record.department, Record.late_reason, Record.submitted_at, Record.state)
    async with store.reading() as connection:
        return (await connection.execute(columns.where(Record.id == record_id))).one()  # type: ignore[return-value]


async def test_what_is_not_reviewed_makes_no_one_matter_of_what_counts(store: Store) -> None:
    one, *_ = await settle(store)
    first, second = await speech(store, one, "甲", SPOKEN), await speech(store, one, "乙", WRITTEN)
    draft = await speech(store, one, "丁", WRITTEN, first, "submitted")
    version = (await stored(store, draft)).version
    with pytest.raises(Refusal) as refused:
        await desk(store).correct(draft, version, WorkForm(linked_to=second), "是同一篇")
    assert (refused.value.code, refused.value.field) == (Code.CONFLICT, "linkedTo")
    await check_live(store)


async def test_a_link_changes_nothing_that_is_archived(store: Store) -> None:
    one, *_ = await settle(store)
    first = await speech(store, one, "甲", SPOKEN)
    await moved(store, "archive", first, 1)
    before = await stored(store, first)
    for up_to in ("draft", "approved"):
        with pytest.raises(Refusal) as refused:
            await speech(store, one, "丁", WRITTEN, first, up_to)
        assert (refused.value.code, refused.value.field) == (Code.CONFLICT, "linkedTo")
        assert "另立更正" in refused.value.message
    assert await stored(store, first) == before
    # The other way round it is a correction of what is archived: one matter once that is approved.
    other = await speech(store, one, "丁", WRITTEN)
    await desk(store).correct(first, before.version, WorkForm(linked_to=other), "是同一篇")
    assert (await stored(store, first)).record.matter is None


async def test_a_detour_by_withdrawing_leaves_the_reason_for_being_late(store: Store) -> None:
    one, *_ = await settle(store)
    # From 2022-10-10 on five working days are over long ago.
    form = replace(survey(Present([one], CAME)), day=date(2022, 10, 10))
    draft = (await desk(store).enter(CODE, YEAR, "调研", form, "draft")).id
    assert (await row(store, draft)).submitted_at is None
    await desk(store).withdraw(draft, 1, "重复")
    await desk(store).reinstate(draft, 2, "没有重复，名单迟交")
    found = await row(store, draft)
    assert (found.submitted_at is None, found.late_reason) == (False, "没有重复，名单迟交")


async def test_whose_a_record_is_follows_what_it_says(store: Store) -> None:
    one, *_ = await settle(store)
    told = await speech(store, one, "甲", SPOKEN, up_to="draft")
    assert (await row(store, told)).department == "市政协全会大会发言组"
    # 履5（六）: speeches elsewhere are the organiser's; whoever corrects it stands for no department here.
    elsewhere = WorkForm(attributes=[("场合", "常委会"), ("形式", "口头")])
    await desk(store).correct(told, 1, elsewhere, "场合写错")
    assert (await row(store, told)).department != "市政协全会大会发言组"
    await desk(store).correct(told, 2, WorkForm(attributes=SPOKEN), "原来没有错")
    assert (await row(store, told)).department == "市政协全会大会发言组"
