"""A measure from draft to force, with the totals that the texts give; and every way that is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from models.change import Change
from models.rule_set import RuleSetVersion, Simulation
from models.store import Store
from rules.bundle import Text
from rules.loader import load
from rules.source import DocumentRefused
from services.actor import Actor
from services.committee.committees import establish
from services.drafting.adoption import adopt
from services.drafting.handed_in import Draft
from services.drafting.simulation import simulate
from services.drafting.workflow import Versions
from services.entry.form import OccasionForm, Present
from services.refusal import Code
from services.runs.board import Boards
from services.runs.live import Live
from services.sandbox.sandbox import Sandbox
from tests.services.committee_of_ten import desk as entering
from tests.services.committee_of_ten import everything, live, rows, settle
from tests.services.drafting.drafts import (
    HONGKOU,
    PUBLISHER,
    SUPPLEMENT,
    WRITER,
    ZHOUSHAN,
    desk_of,
    hongkou,
    refused,
    reviewed,
    settle_hongkou,
    standing,
    state,
    text_of,
)

pytestmark = pytest.mark.anyio


async def test_the_change_of_3_april_comes_into_force(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    # 2020 年的基本文件：合并处理的减半。甲三篇各 0.5；乙 0.5 + 联名 0.25 + 1；丙 0.25。
    before = {"H1": ("3/2", 2), "H2": ("7/4", 1), "H3": ("1/4", 3)}
    assert await standing(store, "hongkou", 2020) == before
    desk = desk_of(store, sandbox)
    made = await desk.draft("hongkou", hongkou(text_of(SUPPLEMENT)), 2020, "虹政协〔2020〕3号")
    assert [one for one in made.problems if one.level == "error"] == []
    found = (await simulate(store, sandbox, WRITER, made.id)).result
    assert [(row["key"], row["total"], row["rank"]) for row in found["movers"]["members"]] == [
        ("H1", ["1.50", "2.50"], [2, 1]),
        ("H2", ["1.75", "2.00"], [1, 2]),
        ("H3", ["0.25", "0.50"], [3, 3]),
    ]
    assert [row["reasons"] for row in found["movers"]["members"]] == [
        [{"id": "O1", "title": "基础分（采用或留存）", "points": points}] for points in ("1", "0.25", "0.25")
    ]
    await desk.submit(made.id)
    assert await standing(store, "hongkou", 2020) == before
    done = await desk_of(store, sandbox, PUBLISHER).publish(made.id)
    # 4月3日起合并的不减：甲 0.5 + 1 + 1；乙 0.5 + 联名 0.5 + 1；丙 0.5。
    after = {"H1": ("5/2", 1), "H2": ("2", 2), "H3": ("1/2", 3)}
    assert await standing(store, "hongkou", 2020) == after
    assert done.step is not None
    assert done.step.after.input == found["input"] == (await live(store, code="hongkou", year=2020)).input
    first, second = await rows(store, RuleSetVersion)
    assert (first.state, second.state) == ("superseded", "published")
    assert (second.author, second.publisher, second.document) == ("甲", "乙", "虹政协〔2020〕3号")
    lines = [(row.action, row.actor) for row in await rows(store, Change) if row.entity == "rule set"]
    assert lines == [
        ("put in force as first", "丙"),
        *(("draft", "甲"), ("simulate", "甲"), ("submit", "甲"), ("supersede", "乙"), ("publish", "乙")),
    ]


async def test_2023_derived_from_2022_with_one_supplement(store: Store, sandbox: Sandbox) -> None:
    one, two, three, *_ = await settle(store)
    desk, publisher = desk_of(store, sandbox), desk_of(store, sandbox, PUBLISHER)
    (version,) = await rows(store, RuleSetVersion)
    copied = await desk.copy("zhoushan", version.id, 2023)
    await simulate(store, sandbox, WRITER, copied.id)
    await desk.submit(copied.id)
    await publisher.publish(copied.id)
    entry = entering(store, actor=WRITER)
    came = (
        ("调研", date(2023, 3, 1), [one]),
        ("公益活动", date(2023, 6, 1), [three]),
        *(("公益活动", date(2023, month, 1), [two]) for month in (7, 8, 9)),
        ("公益活动", date(2023, 10, 1), [three]),
    )
    for kind, day, who in came:
        form = OccasionForm(title=f"{day}", day=day, participants=[Present(who, [("状态", "出席")])])
        await entry.enter("zhoushan", 2023, kind, form)
    # 2022 年的办法没有公益活动：只有调研 2 分。
    before = await standing(store, "zhoushan", 2023)
    assert [before[key] for key in ("001", "002", "003")] == [("2", 1), ("0", 2), ("0", 2)]
    supplement = text_of("zhoushan/2023.supplement-1.yaml")
    made = await reviewed(store, sandbox, Draft(text_of("zhoushan/2023.yaml"), (supplement,)), "zhoushan")
    row = (await rows(store, Simulation))[-1]
    assert row.year == 2023
    moved = {each["key"]: (each["total"], each["rank"]) for each in row.result["movers"]["members"]}
    assert moved["001"] == (["2.00", "2.00"], [1, 2])
    assert moved["002"] == (["0.00", "3.00"], [2, 1])
    assert moved["003"] == (["0.00", "1.00"], [2, 3])
    await publisher.publish(made)
    # 7月1日起每次 1 分：钱二三次，孙三的一次在 6 月不计。
    after = await standing(store, "zhoushan", 2023)
    assert [after[key] for key in ("001", "002", "003")] == [("2", 2), ("3", 1), ("1", 3)]


async def test_under_review_a_text_stays_until_it_is_returned(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    desk = desk_of(store, sandbox)
    made = await reviewed(store, sandbox, hongkou())
    changed = hongkou(text_of(SUPPLEMENT))
    assert await refused(store, lambda: desk.change(made, changed)) is Code.CONFLICT
    await desk.give_back(made)
    await desk.change(made, changed)
    await desk.withdraw(made)
    assert await state(store, made) == "withdrawn"
    assert await refused(store, lambda: desk.submit(made)) is Code.CONFLICT


async def test_who_works_on_an_older_text_is_told(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    desk = desk_of(store, sandbox)
    made = await desk.draft("hongkou", hongkou())
    (_, row) = await rows(store, RuleSetVersion)
    await desk.change(made.id, hongkou(text_of(SUPPLEMENT)), row.digest)
    late = hongkou(Text(text_of(SUPPLEMENT).text + "# 晚\n", "a.yaml"))
    assert await refused(store, lambda: desk.change(made.id, late, row.digest)) is Code.CONFLICT


async def test_a_text_is_kept_once(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    desk = desk_of(store, sandbox)
    made = await desk.draft("hongkou", hongkou())
    assert await refused(store, lambda: desk.draft("hongkou", hongkou())) is Code.CONFLICT
    await desk.withdraw(made.id)
    assert await refused(store, lambda: desk.draft("hongkou", hongkou())) is Code.CONFLICT


async def test_who_does_it_is_always_said(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    made = await desk_of(store, sandbox).draft("hongkou", hongkou())
    nobody: Versions = desk_of(store, sandbox, None)
    for step in (nobody.submit, nobody.give_back, nobody.withdraw, nobody.publish):
        assert await refused(store, lambda: step(made.id)) is Code.SIGN_IN_REQUIRED  # noqa: B023
    assert await refused(store, lambda: nobody.draft("hongkou", hongkou())) is Code.SIGN_IN_REQUIRED
    assert await refused(store, lambda: simulate(store, sandbox, None, made.id)) is Code.SIGN_IN_REQUIRED


async def test_a_year_other_than_the_texts_is_refused(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    desk = desk_of(store, sandbox)
    assert await refused(store, lambda: desk.draft("hongkou", hongkou(), 2021)) is Code.BAD_USER_INPUT
    assert await refused(store, lambda: desk.draft("nowhere", hongkou())) is Code.NOT_FOUND
    assert await refused(store, lambda: desk.submit(99)) is Code.NOT_FOUND


async def test_a_text_that_is_no_measure_is_refused_with_its_places(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    before = await everything(store)
    wrong = hongkou(
        base=Text(text_of("hongkou/2020.yaml").text.replace("points: 3", "point: 3"), "2020.yaml")
    )
    with pytest.raises(DocumentRefused) as found:
        await desk_of(store, sandbox).draft("hongkou", wrong)
    assert {(one.file, one.line) for one in found.value.problems} == {("2020.yaml", 29)}
    without = replace(hongkou(), catalogue=None)
    with pytest.raises(DocumentRefused, match=r"kinds\.yaml"):
        await desk_of(store, sandbox).draft("hongkou", without)
    assert await everything(store) == before


async def test_a_text_with_errors_is_not_reviewed(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    rule = "    - {id: E2, title: 报名后缺席, take: participation, "
    rule += "when: {报名: 是, 状态: 缺席}, points: -1}\n"
    known = text_of("hongkou/2020.yaml").text
    assert rule in known
    twice = known.replace(rule, rule + rule.replace("E2", "E3"))
    desk = desk_of(store, sandbox)
    made = await desk.draft("hongkou", hongkou(base=Text(twice, "2020.yaml")))
    assert "error" in {one.level for one in made.problems}
    assert await refused(store, lambda: desk.submit(made.id)) is Code.CONFLICT


async def test_a_kept_text_is_byte_for_byte_what_was_handed_in(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    odd = "\ufeff# 注释\r\n" + text_of("hongkou/2020.yaml").text.replace("\n", "\r\n") + "# 末行没有换行"
    supplement = text_of(SUPPLEMENT)
    made = await desk_of(store, sandbox).draft("hongkou", hongkou(supplement, base=Text(odd, "2020.yaml")))
    kept = {row.id: row for row in await rows(store, RuleSetVersion)}[made.id]
    seam = "\n--- # 补充规定文件：2020.supplement-1.yaml\n"
    assert kept.text == odd + seam + supplement.text
    assert kept.own_catalogue == text_of("hongkou/kinds.yaml").text


async def test_a_copy_moves_days_and_keeps_every_comment(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    desk = desk_of(store, sandbox)
    made = await desk.draft("hongkou", hongkou(text_of(SUPPLEMENT)))
    copied = await desk.copy("hongkou", made.id, 2021)
    kept = {row.id: row for row in await rows(store, RuleSetVersion)}[copied.id]
    assert (kept.year, kept.state, kept.file) == (2021, "draft", "2021.yaml")
    old = {row.id: row for row in await rows(store, RuleSetVersion)}[made.id].text.splitlines()
    pairs = [(was, now) for was, now in zip(old, kept.text.splitlines(), strict=True) if was != now]
    assert [now for _, now in pairs] == [
        "title: 上海市虹口区政协委员履职计分规则（2021年，按公开资料整理）",
        "year: 2021",
        "period: {from: 2021-01-01, to: 2021-12-31}",
        "    window: {from: 2020-12-01, to: 2021-11-30}",
        "--- # 补充规定文件：2021.supplement-1.yaml",
        "to: {committee: 虹口区, year: 2021}",
        "retroactive: 是",
    ]


async def test_the_first_measure_of_a_committee_is_added_at_once_and_no_other(store: Store) -> None:
    await settle_hongkou(store)
    first, other = load(HONGKOU / "2020.yaml", []), load(HONGKOU / "2020.yaml")
    live, actor = Live(Boards()), Actor("丙", "system")
    assert await adopt(store, live, "hongkou", first, actor) is None
    # Another of the year, and the first of another year, which asks for a second person as well.
    for rule_set in (other, load(ZHOUSHAN / "2022.yaml")):
        again = partial(adopt, store, live, "hongkou", rule_set, actor)
        assert await refused(store, again) is Code.CONFLICT


async def test_a_draft_keeps_a_committee_from_adding_alone(store: Store, sandbox: Sandbox) -> None:
    await establish(store, "hongkou", "虹口区政协")
    await desk_of(store, sandbox).draft("hongkou", hongkou())
    first, actor = load(HONGKOU / "2020.yaml", []), Actor("丙", "system")
    again = partial(adopt, store, Live(Boards()), "hongkou", first, actor)
    assert await refused(store, again) is Code.CONFLICT


async def test_where_nothing_is_in_force_there_is_nothing_to_simulate_against(
    store: Store, sandbox: Sandbox
) -> None:
    await establish(store, "hongkou", "虹口区政协")
    desk = desk_of(store, sandbox)
    made = await desk.draft("hongkou", hongkou())
    assert await refused(store, lambda: simulate(store, sandbox, WRITER, made.id)) is Code.NOT_FOUND
    await desk.submit(made.id)
    assert await refused(store, lambda: desk.publish(made.id)) is Code.FORBIDDEN
    await desk_of(store, sandbox, PUBLISHER).publish(made.id)
    assert await state(store, made.id) == "published"


async def test_a_year_before_the_first_one_is_tried_on_the_data_of_the_first(
    store: Store, sandbox: Sandbox
) -> None:
    await settle(store)
    desk = desk_of(store, sandbox)
    (version,) = await rows(store, RuleSetVersion)
    copied = await desk.copy("zhoushan", version.id, 2021)
    row = await simulate(store, sandbox, WRITER, copied.id)
    assert (row.year, row.result["members"], row.result["movers"]["count"]) == (2022, 10, 0)
    await desk.submit(copied.id)
    await desk_of(store, sandbox, PUBLISHER).publish(copied.id)
