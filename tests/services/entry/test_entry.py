"""What is entered is scored at once; what cannot be is refused with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import delete, update

from models.change import Change
from models.member import Membership
from models.record import Outcome, Part, Record, Tie
from models.score import MemberScore, ScoreRun
from models.store import Store
from services.entry.desk import Done
from services.entry.form import (
    MOST_AUTHORS,
    MOST_OUTCOMES,
    MOST_PARTICIPANTS,
    STAYS,
    Author,
    Event,
    Given,
    OccasionForm,
    Present,
    Rejected,
    WorkForm,
)
from services.refusal import Code, Refusal
from services.runs.board import Boards
from tests.services.small import (
    CODE,
    NAMES,
    PHONES,
    YEAR,
    check_live,
    desk,
    live,
    recomputed,
    rows,
    settle,
    stored,
)

pytestmark = pytest.mark.anyio

MARCH = date(2022, 3, 1)
CAME: Given = [("状态", "出席")]
ADOPTED: Given = [("结果", "采用"), ("采用层级", "省政协")]


def survey(*groups: Present, title: str = "海岛调研") -> OccasionForm:
    return OccasionForm(title=title, day=MARCH, participants=groups)


def opinion(*authors: int | None, title: str = "停车难", **more: Any) -> WorkForm:
    return WorkForm(title=title, day=MARCH, authors=[Author(one) for one in authors], **more)


async def points(store: Store) -> dict[int, Fraction]:
    return {entry.id: entry.score.total for entry in (await live(store)).entries}


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
    with pytest.raises(Refusal, match="已经撤回") as refused:
        await desk(store).withdraw(done.id, 2, "重复登记")
    assert refused.value.code is Code.CONFLICT
    with pytest.raises(Refusal, match="先恢复"):
        await desk(store).correct(done.id, 2, OccasionForm(title="别的"), "改题目")
    await desk(store).reinstate(done.id, 2, "不是重复")
    with pytest.raises(Refusal, match="没有撤回"):
        await desk(store).reinstate(done.id, 3, "再来")
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
        ("add", None),
        ("link", None),
        ("add", None),
        ("recompute", None),
        ("keep", None),
    ]
    assert {(line.actor, line.department, line.channel) for line in lines} == {("王秘书", "办公室", "web")}
    added, changed, withdrawn, reinstated = lines[:4]
    assert added.before is None
    assert added.after["parts"] == [{"member": one, "attributes": {"状态": "出席"}}]
    assert changed.before == added.after
    assert changed.after["parts"] == [{"member": two, "attributes": {"状态": "出席"}}]
    assert withdrawn.before == reinstated.after == changed.after
    assert lines[5].after["matter"] == lines[6].after["matter"]
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
        assert refused.value.code is Code.ACTOR_REQUIRED
    assert await everything(store) == before


Wrong = tuple[str, str, OccasionForm | WorkForm, list[tuple[Code, str, str]]]
BAD, GONE, CLASH = Code.BAD_USER_INPUT, Code.NOT_FOUND, Code.CONFLICT


def with_part(given: Given) -> OccasionForm:
    return survey(Present([1], given))


def with_outcome(*events: Event) -> WorkForm:
    return opinion(1, outcomes=events)


WRONG: list[tuple[str, OccasionForm | WorkForm, list[tuple[Code, str, str]]]] = [
    (
        "酌情加分",
        WorkForm(
            title="提供场地",
            day=date(2022, 5, 1),
            authors=[Author(1)],
            attributes=[("分值", "2"), ("给分人", "主席会议")],
        ),
        [(BAD, "attributes.理由", "没有写理由：酌情加分必须写")],
    ),
    (
        "调研",
        OccasionForm(),
        [
            (BAD, "title", "没有写题目"),
            (BAD, "day", "没有写日期"),
            (BAD, "participants", "没有写参加人"),
        ],
    ),
    (
        "社情民意",
        WorkForm(title=" \u200b"),
        [
            (BAD, "title", "没有写题目"),
            (BAD, "day", "写提交日期"),
            (BAD, "authors", "没有写作者"),
        ],
    ),
    ("调研", survey(title="长" * 501), [(BAD, "title", "最多 500 个字")]),
    ("调研", replace(survey(), day=date(2020, 12, 30)), [(BAD, "day", "2020-12-31 至 2024-01-01")]),
    ("调研", replace(survey(), day=date(9999, 12, 31)), [(BAD, "day", "离 2022 年太远")]),
    ("调研", replace(survey(), key="—" * 101), [(BAD, "number", "1 至 100 个字")]),
    ("调研", replace(survey(), key=" "), [(BAD, "number", "没有就不写")]),
    (
        "调研",
        replace(survey(), attributes=[("级别", "镇级")]),
        [(BAD, "attributes.级别", "市级、区级、省级、全国")],
    ),
    (
        "调研",
        replace(survey(), attributes=[("状态", "出席")]),
        [(BAD, "attributes.状态", "的会议活动没有“状态”")],
    ),
    (
        "调研",
        replace(survey(), attributes=[("随便", "出席")]),
        [(BAD, "attributes[0]", "没有这一项：可以写：级别")],
    ),
    ("全会", replace(survey(), attributes=[("级别", "市级")]), [(BAD, "attributes.级别", "不用写属性")]),
    (
        "调研",
        with_part([("状态", "出席"), ("状态", "请假")]),
        [(BAD, "participants[0].attributes.状态", "写了两次")],
    ),
    ("调研", with_part([("状态", "×")]), [(BAD, "participants[0].attributes.状态", "写明请假或缺席")]),
    ("调研", with_part([("报名", "也许")]), [(BAD, "participants[0].attributes.报名", "填“是”或“否”")]),
    (
        "全会",
        with_part([("出席半天", "两个")]),
        [(BAD, "participants[0].attributes.出席半天", "应是数字：填 0 至 100 的数")],
    ),
    ("全会", with_part([("出席半天", "-1")]), [(BAD, "participants[0].attributes.出席半天", "不能是负数")]),
    (
        "全会",
        with_part([("出席半天", "100.5")]),
        [(BAD, "participants[0].attributes.出席半天", "不能超过 100")],
    ),
    (
        "全会",
        with_part([("出席半天", "9" * 4000)]),
        [(BAD, "participants[0].attributes.出席半天", "应是数字")],
    ),
    (
        "全会",
        with_part([("出席半天", "1/3")]),
        [(BAD, "participants[0].attributes.出席半天", "最多三位小数")],
    ),
    (
        "全会",
        with_part([("应到半天", "6"), ("出席半天", "7")]),
        [(BAD, "participants[0].attributes.出席半天", "多于“应到半天”6")],
    ),
    (
        "全会",
        with_part([("应到半天", "6"), ("出席半天", "4"), ("缺席半天", "3")]),
        [(BAD, "participants[0].attributes.缺席半天", "合起来至多 6")],
    ),
    (
        "调研",
        survey(Present([1, 2], CAME), Present([2], [("状态", "请假")])),
        [(BAD, "participants[1].members[0]", "只写一次")],
    ),
    (
        "调研",
        survey(Present([99, -1, 0, 2**70], CAME)),
        [(GONE, f"participants[0].members[{at}]", "没有这名委员") for at in range(4)],
    ),
    ("调研", survey(Present(range(1, MOST_PARTICIPANTS + 2))), [(BAD, "participants", "最多 5,000 人")]),
    ("社情民意", opinion(None, None), [(BAD, "authors", "至少写一名委员")]),
    ("社情民意", WorkForm(title="停车难", day=MARCH, authors=[]), [(BAD, "authors", "至少写一名委员")]),
    ("社情民意", opinion(*range(1, MOST_AUTHORS + 2)), [(BAD, "authors", "最多 200 人")]),
    ("社情民意", opinion(1, 2, 1), [(BAD, "authors[2].member", "只写一次")]),
    (
        "社情民意",
        WorkForm(title="停车难", day=MARCH, authors=[Author(1), Author(None, CAME)]),
        [(BAD, "authors[1].attributes", "只占署名的位置")],
    ),
    (
        "提案",
        WorkForm(title="停车难", day=MARCH, authors=[Author(1, [("位次", "联")])]),
        [(BAD, "authors[0].attributes.位次", "应是 首")],
    ),
    (
        "提案",
        WorkForm(title="停车难", day=MARCH, authors=[Author(1, [("序号", "1.5")])]),
        [(BAD, "authors[0].attributes.序号", "应是整数")],
    ),
    (
        "提案",
        opinion(1, attributes=[("立案日期", "2022-02-30")]),
        [(BAD, "attributes.立案日期", "没有 2022年2月30日 这一天")],
    ),
    ("提案", opinion(1, attributes=[("立案日期", "3月1日")]), [(BAD, "attributes.立案日期", "没有写年份")]),
    (
        "社情民意",
        with_outcome(Event(MARCH)),
        [(BAD, "outcomes[0].attributes.结果", "重点、优秀、采用、批示")],
    ),
    ("表彰", with_outcome(Event(MARCH)), [(BAD, "outcomes[0]", "“表彰”没有结果")]),
    (
        "社情民意",
        with_outcome(Event(date(2022, 2, 28), ADOPTED)),
        [(BAD, "outcomes[0].day", "不早于 2022-03-01")],
    ),
    (
        "社情民意",
        with_outcome(Event(date(2099, 1, 1), ADOPTED)),
        [(BAD, "outcomes[0].day", "离 2022 年太远")],
    ),
    (
        "社情民意",
        with_outcome(Event(MARCH, ADOPTED), Event(MARCH, ADOPTED)),
        [(BAD, "outcomes[1]", "写了两次")],
    ),
    (
        "社情民意",
        with_outcome(Event(MARCH, ADOPTED, "长" * 101)),
        [(BAD, "outcomes[0].number", "最多 100 个字")],
    ),
    (
        "社情民意",
        with_outcome(*[Event(MARCH, ADOPTED, str(at)) for at in range(MOST_OUTCOMES + 1)]),
        [(BAD, "outcomes", "最多 200 个")],
    ),
    ("社情民意", opinion(1, linked_to=99), [(GONE, "linkedTo", "没有这条记录")]),
    ("社情民意", opinion(1, linked_to=2**80), [(GONE, "linkedTo", "没有这条记录")]),
]


async def enter(store: Store, kind: str, form: OccasionForm | WorkForm) -> Done:
    if isinstance(form, OccasionForm):
        return await desk(store).enter(CODE, YEAR, kind, form)
    return await desk(store).enter(CODE, YEAR, kind, form)


async def everything(store: Store) -> list[list[Any]]:
    tables = (Record, Part, Outcome, Tie, ScoreRun, MemberScore, Change)
    return [await rows(store, table) for table in tables]


async def test_every_fault_is_named_with_its_place_and_its_cure_and_nothing_changes(store: Store) -> None:
    await settle(store)
    before = await everything(store)
    for kind, form, wanted in WRONG:
        with pytest.raises(Rejected) as rejected:
            await enter(store, kind, form)
        found = rejected.value.refusals
        assert [(one.code, one.field) for one in found] == [(code, field) for code, field, _ in wanted]
        for one, (_, _, words) in zip(found, wanted, strict=True):
            assert words in one.message
    assert await everything(store) == before


async def test_what_is_not_about_the_form_is_refused_alone(store: Store) -> None:
    one, *_ = await settle(store)
    at = desk(store)
    done = await at.enter(CODE, YEAR, "调研", survey(Present([one], CAME)))
    before = await everything(store)
    form = survey(Present([one], CAME))
    refusals: Sequence[tuple[Callable[[], Any], Code, str]] = (
        (lambda: at.enter("nowhere", YEAR, "调研", form), GONE, "committee"),
        (lambda: at.enter(CODE, 1999, "调研", form), GONE, "year"),
        (lambda: at.enter(CODE, -1, "调研", form), GONE, "year"),
        (lambda: at.enter(CODE, YEAR, "跳舞", form), BAD, "kind"),
        (lambda: at.enter(CODE, YEAR, "提案", form), BAD, "kind"),
        (lambda: at.enter(CODE, YEAR, "调研", opinion(one)), BAD, "kind"),
        (lambda: at.correct(done.id, 1, opinion(one), "改"), BAD, "id"),
        (lambda: at.correct(done.id + 1, 1, opinion(one), "改"), GONE, "id"),
        (lambda: at.correct(2**70, 1, opinion(one), "改"), GONE, "id"),
        (lambda: at.withdraw(-1, 1, "撤"), GONE, "id"),
        (lambda: at.correct(done.id, 1, form, " "), BAD, "reason"),
        (lambda: at.correct(done.id, 1, form, "长" * 501), BAD, "reason"),
        (lambda: at.withdraw(done.id, 1, "问 13905800001"), BAD, "reason"),
        (lambda: at.recompute(CODE, 1999), GONE, "year"),
        (lambda: at.keep_run(CODE, 1999, "一"), GONE, "year"),
        (lambda: at.keep_run(CODE, YEAR, ""), BAD, "name"),
        (lambda: at.keep_run(CODE, YEAR, "长" * 101), BAD, "name"),
    )
    for number, (ask, code, field) in enumerate(refusals):
        with pytest.raises(Refusal) as refused:
            await ask()
        assert (number, refused.value.code, refused.value.field) == (number, code, field)
    assert await everything(store) == before


async def test_the_key_of_a_record_is_not_given_twice(store: Store) -> None:
    one, *_ = await settle(store)
    at = desk(store)
    done = await at.enter(CODE, YEAR, "调研", replace(survey(Present([one], CAME)), key="第07号"))
    other = await at.enter(CODE, YEAR, "调研", survey(Present([one], CAME), title="山区"))
    before = await everything(store)
    again = replace(survey(), key="7")
    for ask in (
        at.enter(CODE, YEAR, "调研", again),
        at.enter(CODE, YEAR, "调研", survey(title="山区")),
        at.correct(other.id, 1, OccasionForm(key="7"), "补编号"),
    ):
        with pytest.raises(Rejected) as rejected:
            await ask
        (found,) = rejected.value.refusals
        assert (found.code, found.field) == (CLASH, "number")
    assert await everything(store) == before
    await at.enter(CODE, YEAR, "视察", again)
    await at.withdraw(done.id, 1, "重复")
    with pytest.raises(Rejected, match="CONFLICT number"):
        await at.enter(CODE, YEAR, "调研", again)


async def test_another_committees_members_and_records_are_none_of_ours(store: Store) -> None:
    ours = await settle(store)
    theirs = await settle(store, "dinghai")
    at = desk(store)
    work = await at.enter("dinghai", YEAR, "社情民意", opinion(theirs[0]))
    before = await everything(store)
    form = opinion(ours[0], theirs[0], linked_to=work.id)
    with pytest.raises(Rejected) as rejected:
        await at.enter(CODE, YEAR, "社情民意", form)
    assert [(one.code, one.field) for one in rejected.value.refusals] == [
        (GONE, "authors[1].member"),
        (GONE, "linkedTo"),
    ]
    assert await everything(store) == before


async def test_a_member_who_left_before_the_year_stays_where_he_is_and_comes_nowhere_else(
    store: Store,
) -> None:
    ids = await settle(store)
    at = desk(store)
    done = await at.enter(CODE, YEAR, "社情民意", opinion(ids[0], ids[1]))
    async with store.writing() as connection:
        left = update(Membership).where(Membership.id == ids[0]).values(last_day=date(2021, 12, 31))
        await connection.execute(left)
    await recomputed(store)
    with pytest.raises(Rejected) as rejected:
        await at.enter(CODE, YEAR, "社情民意", opinion(ids[0], title="新的"))
    assert [(one.code, one.field) for one in rejected.value.refusals] == [(BAD, "authors[0].member")]
    assert "不在 2022 年的名册里" in rejected.value.refusals[0].message
    form = WorkForm(authors=[Author(ids[0]), Author(ids[1]), Author(ids[2])])
    await at.correct(done.id, 1, form, "漏了一名作者")
    parts = [part for part in await rows(store, Part) if part.record_id == done.id]
    assert sorted(part.membership_id for part in parts) == sorted(ids[:3])
    await check_live(store)


async def test_a_year_that_is_not_scored_yet_takes_entries(store: Store) -> None:
    one, *_ = await settle(store)
    async with store.writing() as connection:
        await connection.execute(delete(ScoreRun))
    done = await desk(store).enter(CODE, YEAR, "调研", survey(Present([one], CAME)))
    assert done.steps == ()
    await desk(store).recompute(CODE, YEAR)
    assert (await points(store))[one] == 2
