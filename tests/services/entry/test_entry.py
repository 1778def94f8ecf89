"""What is entered is scored at once, corrected, linked and withdrawn, and each change has its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import delete

from models.change import Change
from models.score import ScoreRun
from models.store import Store
from services.entry.form import STAYS, Author, Event, Given, OccasionForm, Present, WorkForm
from services.refusal import Code, Refusal
from services.runs.board import Boards
from tests.services.committee_of_ten import (
    CODE,
    NAMES,
    PHONES,
    YEAR,
    check_live,
    desk,
    everything,
    live,
    rows,
    settle,
    stored,
)
from tests.services.entry.forms import ADOPTED, CAME, MARCH, opinion, points, survey

pytestmark = pytest.mark.anyio


async def test_an_occasion_scores_those_who_came_and_costs_those_who_stayed_away(store: Store) -> None:
    one, two, three, four, *_ = await settle(store)
    groups = (
        Present([one, two]),
        Present([three], [("状态", "无故缺席"), ("必须参加", "是")]),
        Present([four], [("状态", "公假"), ("必须参加", "√")]),
    )
    done = await desk(store).enter(CODE, YEAR, "调研活动", survey(*groups))
    total = await points(store)
    # What an absence costs does not go below 0 in all.
    assert [total[each] for each in (one, two, three, four)] == [2, 2, 0, 0]
    record = await stored(store, done.id)
    assert (record.record.kind, record.record.key) == ("调研", "调研 2022-03-01 海岛调研")
    assert record.source == "entry"
    assert record.record.parts[0].attributes == {"状态": "出席"}
    assert record.record.parts[2].attributes == {"状态": "缺席", "必须参加": True}
    await check_live(store)


async def test_authors_share_by_their_place_even_behind_somebody_who_is_no_member(store: Store) -> None:
    one, two, *_ = await settle(store)
    form = opinion(None, one, two, outcomes=[Event(date(2022, 5, 1), ADOPTED)])
    done = await desk(store).enter(CODE, YEAR, "社情民意", form)
    record = (await stored(store, done.id)).record
    assert record.outsiders == 1
    assert [part.attributes["序号"] for part in record.parts] == [2, 3]
    assert record.attributes == {"报送": True, "联名": True}
    assert record.outcomes[0].key == "采用 省政协"
    # 6 points: a half to the first, who is no member, the rest shared by the two.
    total = await points(store)
    assert (total[one], total[two]) == (Fraction(3, 2), Fraction(3, 2))
    await check_live(store)


async def test_a_correction_replaces_what_it_says_and_leaves_the_rest(store: Store) -> None:
    one, two, three, *_ = await settle(store)
    done = await desk(store).enter(CODE, YEAR, "社情民意", opinion(one, title="停车难"))
    form = WorkForm(authors=[Author(two), Author(three)], outcomes=[Event(MARCH, ADOPTED)])
    await desk(store).correct(done.id, 1, form, "作者登错")
    record = await stored(store, done.id)
    assert (record.version, record.record.title) == (2, "停车难")
    assert record.record.key == f"社情民意 2022-03-01 停车难 {'001'}"
    # It was one author's, and is a joint one now, without anybody saying so.
    assert record.record.attributes["联名"] is True
    total = await points(store)
    assert [total[each] for each in (one, two, three)] == [0, 3, 3]
    await desk(store).correct(done.id, 2, WorkForm(title="行车难"), "题目登错")
    assert [part.member for part in (await stored(store, done.id)).record.parts] == ["002", "003"]
    await check_live(store)


async def test_a_correction_that_says_the_same_changes_nothing(store: Store) -> None:
    one, *_ = await settle(store)
    form = survey(Present([one], CAME))
    done = await desk(store).enter(CODE, YEAR, "调研", form)
    before = await everything(store)
    same = replace(form, key="调研 2022-03-01 海岛调研")
    again = await desk(store).correct(done.id, 1, same, "核对")
    assert again.steps == ()
    assert await everything(store) == before


async def test_a_withdrawn_record_scores_nothing_and_comes_back_as_it_was(store: Store) -> None:
    one, *_ = await settle(store)
    done = await desk(store).enter(CODE, YEAR, "调研", survey(Present([one], CAME)))
    there = await live(store)
    await desk(store).withdraw(done.id, 1, "重复登记")
    assert (await points(store))[one] == 0
    with pytest.raises(Refusal, match="已撤回的记录不能撤回") as refused:
        await desk(store).withdraw(done.id, 2, "重复登记")
    assert refused.value.code is Code.CONFLICT
    with pytest.raises(
        Refusal, match="已撤回的记录不能改正：能改正的是草稿、待审核、已退回、已通过、已归档的"
    ):
        await desk(store).correct(done.id, 2, OccasionForm(title="别的"), "改题目")
    await desk(store).reinstate(done.id, 2, "不是重复")
    with pytest.raises(Refusal, match="已通过的记录不能恢复：能恢复的是已撤回的"):
        await desk(store).reinstate(done.id, 4, "再来")
    back = await check_live(store)
    assert back.input == there.input
    assert (await points(store))[one] == 2


async def test_linked_works_are_one_matter_and_two_matters_become_one(store: Store) -> None:
    one, *_ = await settle(store)
    boards = Boards()
    at = desk(store, boards)
    said: Given = [("场合", "全会"), ("形式", "口头")]
    written: Given = [("场合", "全会"), ("形式", "书面")]

    async def speech(title: str, given: Given, linked_to: int | None = None) -> int:
        form = opinion(one, title=title, attributes=given, linked_to=linked_to or STAYS)
        return (await at.enter(CODE, YEAR, "发言", form)).id

    first = await speech("甲", said)
    assert (await points(store))[one] == 6
    second = await speech("乙", written, first)
    assert (await points(store))[one] == 6
    third = await speech("丙", written)
    fourth = await speech("丁", written, third)
    assert (await points(store))[one] == 9
    await at.correct(fourth, 1, WorkForm(linked_to=second), "是同一篇")
    assert (await points(store))[one] == 6
    found = [await stored(store, each) for each in (first, second, third, fourth)]
    assert {each.record.matter for each in found} == {"发言 2022-03-01 丁 001 全会 书面"}
    # Each of the first two was renamed; the fourth kept the name it had.
    assert [each.version for each in found] == [3, 2, 2, 1]
    await at.correct(fourth, 1, WorkForm(linked_to=None), "不是同一篇")
    assert (await stored(store, fourth)).record.matter is None
    assert (await points(store))[one] == 9
    await check_live(store, [boards])


async def test_a_matter_never_takes_the_name_of_another(store: Store) -> None:
    one, *_ = await settle(store)
    at = desk(store)

    async def work(key: str, linked_to: int | None = None) -> int:
        form = replace(opinion(one, title=key), key=key, linked_to=linked_to or STAYS)
        return (await at.enter(CODE, YEAR, "提案", form)).id

    first, third = await work("1"), await work("3")
    second = await work("2", first)
    await at.correct(first, 2, WorkForm(linked_to=None), "拆开")
    await at.correct(first, 3, WorkForm(linked_to=third), "另有所属")
    matters = [(await stored(store, each)).record.matter for each in (first, second, third)]
    assert matters == ["提案 1 2", "提案 1", "提案 1 2"]


async def test_a_stale_version_is_refused_and_changes_nothing(store: Store) -> None:
    one, *_ = await settle(store)
    at = desk(store)
    done = await at.enter(CODE, YEAR, "调研", survey(Present([one], CAME)))
    await at.correct(done.id, 1, OccasionForm(title="山区调研"), "改题目")
    before = await everything(store)
    for stale in (1, 3, 0, -1, 2**31 - 1):
        with pytest.raises(Refusal) as refused:
            await at.correct(done.id, stale, OccasionForm(title="别的"), "改题目")
        assert (refused.value.code, refused.value.field) == (Code.CONFLICT, "version")
        with pytest.raises(Refusal):
            await at.withdraw(done.id, stale, "重复")
    assert await everything(store) == before


async def test_each_change_has_its_line_and_no_line_has_a_name_or_a_phone(store: Store) -> None:
    one, two, *_ = await settle(store)
    at = desk(store)
    done = await at.enter(CODE, YEAR, "调研", survey(Present([one], CAME)))
    await at.correct(done.id, 1, OccasionForm(participants=[Present([two], CAME)]), "登错人")
    await at.withdraw(done.id, 2, "重复登记")
    await at.reinstate(done.id, 3, "不是重复")
    work = await at.enter(CODE, YEAR, "社情民意", opinion(one))
    await at.enter(CODE, YEAR, "社情民意", opinion(two, title="行车难", linked_to=work.id))
    await at.recompute(CODE, YEAR)
    await at.keep_run(CODE, YEAR, "第一季度")

    lines = [line for line in await rows(store, Change) if line.entity in ("record", "score run")]
    assert [(line.action, line.reason) for line in lines] == [
        ("add", None),
        ("change", "登错人"),
        ("withdraw", "重复登记"),
        ("reinstate", "不是重复"),
        ("approve", None),
        ("add", None),
        ("link", None),
        ("add", None),
        ("recompute", None),
        ("keep", None),
    ]
    assert {(line.actor, line.department, line.channel) for line in lines} == {("王秘书", "办公室", "system")}
    added, changed, *moved = lines[:5]
    assert added.before is None
    assert added.after["parts"] == [{"member": one, "attributes": {"状态": "出席"}}]
    assert {**changed.before, "state": "approved"} == added.after
    assert changed.after["parts"] == [{"member": two, "attributes": {"状态": "出席"}}]
    states = ["approved", "withdrawn", "submitted", "approved"]
    assert [line.before["state"] for line in moved] == states[:3]
    assert [line.after["state"] for line in moved] == states[1:]
    assert lines[6].after["matter"] == lines[7].after["matter"]
    for line in await rows(store, Change):
        text = repr(tuple(line))
        assert not any(told in text for told in (*NAMES, *PHONES))


async def test_who_says_nobody_is_refused_before_anything(store: Store) -> None:
    one, *_ = await settle(store)
    before = await everything(store)
    nobody = desk(store, actor=None)
    form = survey(Present([one], CAME))
    for asked in (
        nobody.enter(CODE, YEAR, "调研", form),
        nobody.correct(1, 1, form, "改"),
        nobody.withdraw(1, 1, "撤"),
        nobody.recompute(CODE, YEAR),
        nobody.keep_run(CODE, YEAR, "一"),
    ):
        with pytest.raises(Refusal) as refused:
            await asked
        assert refused.value.code is Code.SIGN_IN_REQUIRED
    assert await everything(store) == before


async def test_a_year_that_is_not_scored_yet_takes_entries(store: Store) -> None:
    one, *_ = await settle(store)
    async with store.writing() as connection:
        await connection.execute(delete(ScoreRun))
    done = await desk(store).enter(CODE, YEAR, "调研", survey(Present([one], CAME)))
    assert done.steps == ()
    await desk(store).recompute(CODE, YEAR)
    assert (await points(store))[one] == 2
