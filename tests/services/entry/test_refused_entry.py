"""What cannot be entered is refused with everything that is wrong with it, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from models.member import Membership
from models.record import Part
from models.store import Store
from services.entry.desk import Done
from services.entry.form import (
    MOST_AUTHORS,
    MOST_OUTCOMES,
    MOST_PARTICIPANTS,
    Author,
    Event,
    Given,
    OccasionForm,
    Present,
    Rejected,
    WorkForm,
)
from services.refusal import Code, Refusal
from tests.services.committee_of_ten import CODE, YEAR, check_live, desk, everything, recomputed, rows, settle
from tests.services.entry.forms import ADOPTED, CAME, MARCH, opinion, survey

pytestmark = pytest.mark.anyio

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
    (
        "调研",
        replace(survey(), attributes=[("结束日期", "2022-02-28")]),
        [(BAD, "attributes.结束日期", "早于日期 2022-03-01")],
    ),
    ("调研", survey(title="长" * 501), [(BAD, "title", "最多 500 个字")]),
    ("调研", replace(survey(), day=date(2020, 12, 30)), [(BAD, "day", "2020-12-31 至 2024-01-01")]),
    ("调研", replace(survey(), day=date(9999, 12, 31)), [(BAD, "day", "离 2022 年太远")]),
    ("调研", replace(survey(), day=date(2023, 1, 1)), [(BAD, "day", "核对日期，或登记在 2023 年")]),
    ("调研", replace(survey(), day=date(2021, 12, 31)), [(BAD, "day", "这条记录谁也不计分")]),
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
    (
        "专委会会议",
        replace(survey(), attributes=[("级别", "市级")]),
        [(BAD, "attributes.级别", "不用写属性")],
    ),
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
    ("调研", survey(Present(range(1, MOST_PARTICIPANTS + 2))), [(BAD, "participants", "最多 2,500 人")]),
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
