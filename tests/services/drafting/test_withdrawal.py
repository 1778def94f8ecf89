"""A version in force is withdrawn by two persons: what was in force before is so again, or nothing is."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest
from alembic import command
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from models.change import Change
from models.closing import Closing
from models.migration import configuration
from models.rule_set import RuleSetVersion, Simulation
from models.score import MemberScore, ScoreRun
from models.store import Store
from rules.bundle import Text
from services.actor import Actor
from services.drafting.handed_in import Draft
from services.drafting.simulation import simulate
from services.refusal import Code, Refusal
from services.request_key import Repeated, request_key
from services.runs.board import Boards
from services.sandbox.sandbox import Sandbox
from tests.services.committee_of_ten import check_live, desk, live, rows, settle
from tests.services.drafting.drafts import (
    PUBLISHER,
    SUPPLEMENT,
    WRITER,
    desk_of,
    hongkou,
    refused,
    reviewed,
    settle_hongkou,
    standing,
    state,
    text_of,
)
from tests.services.years.closed_year import close, reopen, survey, verified

pytestmark = pytest.mark.anyio

# 2020 年的基本文件；补充规定生效以后（test_versions.py 有算法）。
BEFORE = {"H1": ("3/2", 2), "H2": ("7/4", 1), "H3": ("1/4", 3)}
AFTER = {"H1": ("5/2", 1), "H2": ("2", 2), "H3": ("1/2", 3)}
OTHER = Actor("丁", "system", "委员工作委员会")
FIRST = 1


async def said(store: Store) -> list[tuple[object, ...]]:
    """What the lines of the trail say, without the proofs that former programs do not know."""
    names = [column.name for column in Change.__table__.columns]
    places = [names.index(name) for name in names if name not in ("place", "previous", "proof")]
    return [tuple(row[at] for at in places) for row in await rows(store, Change)]


async def amended(store: Store, sandbox: Sandbox) -> int:
    """Hongkou with its supplement in force; the version."""
    await settle_hongkou(store)
    made = await reviewed(store, sandbox, hongkou(text_of(SUPPLEMENT)))
    await desk_of(store, sandbox, PUBLISHER).publish(made)
    assert await standing(store, "hongkou", 2020) == AFTER
    return made


async def asked(store: Store, sandbox: Sandbox) -> int:
    """The same, tried without the supplement, and asked back by 甲."""
    made = await amended(store, sandbox)
    await simulate(store, sandbox, WRITER, FIRST)
    await desk_of(store, sandbox).withdraw(made, "补充规定还没有通过")
    return made


async def test_what_was_in_force_before_is_so_again(store: Store, sandbox: Sandbox) -> None:
    made = await amended(store, sandbox)
    tried = (await simulate(store, sandbox, WRITER, FIRST)).result
    assert {row["key"]: row["total"] for row in tried["movers"]["members"]} == {
        "H1": ["2.50", "1.50"],
        "H2": ["2.00", "1.75"],
        "H3": ["0.50", "0.25"],
    }
    done = await desk_of(store, sandbox).withdraw(made, "补充规定还没有通过")
    assert (done.step, done.back) == (None, FIRST)
    # Asked for only: everything is as it was.
    assert await standing(store, "hongkou", 2020) == AFTER
    done = await desk_of(store, sandbox, PUBLISHER).confirm_withdrawal(made)
    assert await standing(store, "hongkou", 2020) == BEFORE
    assert done.step is not None
    assert done.step.after.input == tried["input"] == (await live(store, code="hongkou", year=2020)).input
    assert [await state(store, one) for one in (FIRST, made)] == ["published", "withdrawn"]
    lines = [
        (row.action, row.actor, row.entity_id, row.reason)
        for row in await rows(store, Change)
        if row.entity == "rule set"
    ]
    assert lines[-4:] == [
        ("simulate", "甲", FIRST, None),
        ("ask to withdraw", "甲", made, "补充规定还没有通过"),
        ("withdraw", "乙", made, None),
        ("restore", "乙", FIRST, None),
    ]


async def test_a_year_that_was_published_by_a_slip_is_undone(store: Store, sandbox: Sandbox) -> None:
    await settle(store)
    desk, publisher = desk_of(store, sandbox), desk_of(store, sandbox, PUBLISHER)
    (version,) = await rows(store, RuleSetVersion)
    made = await desk.copy("zhoushan", version.id, 2032)
    await simulate(store, sandbox, WRITER, made.id)
    await desk.submit(made.id)
    await publisher.publish(made.id)
    assert len((await live(store, year=2032)).entries) == 10
    done = await desk.withdraw(made.id, "年份写错")
    assert done.back is None
    done = await publisher.confirm_withdrawal(made.id)
    assert done.step is not None
    assert done.step.before is not None
    assert (len(done.step.before.entries), len(done.step.after.entries)) == (10, 0)
    with pytest.raises(Refusal, match="2032 年没有生效的办法，也没有记分"):
        await live(store, year=2032)
    assert [run.year for run in await rows(store, ScoreRun)] == [2022]
    assert len(await rows(store, MemberScore)) == 10
    await check_live(store, [Boards()])
    # The year that was meant comes the same way.
    meant = await desk.copy("zhoushan", version.id, 2023)
    await simulate(store, sandbox, WRITER, meant.id)
    await desk.submit(meant.id)
    await publisher.publish(meant.id)
    assert len((await live(store, year=2023)).entries) == 10


async def test_of_a_committee_without_any_other_version(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    await desk_of(store, sandbox).withdraw(FIRST, "录入了别的区的办法")
    await desk_of(store, sandbox, PUBLISHER).confirm_withdrawal(FIRST)
    assert await rows(store, ScoreRun) == []
    desk = desk_of(store, sandbox)
    made = await desk.draft("hongkou", hongkou(text_of(SUPPLEMENT)))
    await desk.submit(made.id)
    done = await desk_of(store, sandbox, PUBLISHER).publish(made.id)
    assert done.step is not None
    assert done.step.before is None
    assert await standing(store, "hongkou", 2020) == AFTER


async def test_one_version_after_the_other_goes_back(store: Store, sandbox: Sandbox) -> None:
    made = await asked(store, sandbox)
    supplement = Text(text_of(SUPPLEMENT).text + "# 三稿\n", "2020.supplement-1.yaml")
    third = await reviewed(store, sandbox, hongkou(supplement))
    await desk_of(store, sandbox, PUBLISHER).publish(third)
    # What was asked of the second came to nothing when the third took its place.
    publisher = desk_of(store, sandbox, PUBLISHER)
    assert await refused(store, lambda: publisher.confirm_withdrawal(made)) is Code.CONFLICT
    for version, back in ((third, made), (made, FIRST)):
        again = partial(publisher.confirm_withdrawal, version)
        assert await refused(store, again) is Code.SIMULATION_REQUIRED
        await simulate(store, sandbox, WRITER, back)
        assert await refused(store, again) is Code.CONFLICT
        await desk_of(store, sandbox).withdraw(version, "退回上一版")
        assert (await again()).back == back
    assert await standing(store, "hongkou", 2020) == BEFORE


async def test_what_asking_asks_for(store: Store, sandbox: Sandbox) -> None:
    made = await amended(store, sandbox)
    desk = desk_of(store, sandbox)
    assert await refused(store, lambda: desk.withdraw(made)) is Code.BAD_USER_INPUT
    assert await refused(store, lambda: desk.withdraw(made, "写错")) is Code.SIMULATION_REQUIRED
    nobody = desk_of(store, sandbox, None)
    assert await refused(store, lambda: nobody.withdraw(made, "写错")) is Code.SIGN_IN_REQUIRED
    # The simulation of the text before it was in force last says nothing of today.
    assert await refused(store, lambda: simulate(store, sandbox, WRITER, made)) is Code.CONFLICT
    await simulate(store, sandbox, WRITER, FIRST)
    await desk.withdraw(made, "写错")
    assert await refused(store, lambda: desk.withdraw(made, "再要求一次")) is Code.CONFLICT
    assert await refused(store, lambda: desk.withdraw(FIRST, "不在生效")) is Code.CONFLICT


@pytest.mark.parametrize("name", ["甲", " 甲 "])
async def test_who_asked_does_not_confirm(store: Store, sandbox: Sandbox, name: str) -> None:
    made = await asked(store, sandbox)
    same = desk_of(store, sandbox, Actor(name, "system", PUBLISHER.department))
    assert await refused(store, lambda: same.confirm_withdrawal(made)) is Code.SECOND_PERSON_REQUIRED


async def test_another_department_does_not_confirm(store: Store, sandbox: Sandbox) -> None:
    made = await asked(store, sandbox)
    other = desk_of(store, sandbox, Actor("乙", "system", "办公室"))
    assert await refused(store, lambda: other.confirm_withdrawal(made)) is Code.FORBIDDEN


async def test_nothing_is_confirmed_that_nobody_asked_for(store: Store, sandbox: Sandbox) -> None:
    made = await asked(store, sandbox)
    publisher = desk_of(store, sandbox, PUBLISHER)
    await publisher.give_back(made, "不撤回")
    assert await state(store, made) == "published"
    assert await refused(store, lambda: publisher.confirm_withdrawal(made)) is Code.CONFLICT
    assert await refused(store, lambda: publisher.give_back(made)) is Code.CONFLICT
    await desk_of(store, sandbox).withdraw(made, "再要求一次")
    await publisher.confirm_withdrawal(made)
    assert await standing(store, "hongkou", 2020) == BEFORE


async def test_a_closed_year_keeps_its_version(store: Store, sandbox: Sandbox) -> None:
    made = await asked(store, sandbox)
    (run,) = await rows(store, ScoreRun)
    async with store.writing() as connection:
        closed = {"closed_at": datetime.now(UTC), "closed_by": "甲", "run_id": run.id, "revision": 1}
        closing = insert(Closing).values(
            committee_id=run.committee_id, year=2020, kinds={}, dictionary=b"", **closed
        )
        await connection.execute(closing)
    publisher = desk_of(store, sandbox, PUBLISHER)
    assert await refused(store, lambda: publisher.confirm_withdrawal(made)) is Code.YEAR_CLOSED


async def test_of_two_at_once_one_does_it(store: Store, sandbox: Sandbox) -> None:
    made = await amended(store, sandbox)
    await simulate(store, sandbox, WRITER, FIRST)
    asking = (
        desk_of(store, sandbox).withdraw(made, "写错"),
        desk_of(store, sandbox, OTHER).withdraw(made, "写错"),
    )
    first = await asyncio.gather(*asking, return_exceptions=True)
    assert [one.code for one in first if isinstance(one, Refusal)] == [Code.CONFLICT]
    third = Actor("戊", "system", "委员工作委员会")
    confirming = (desk_of(store, sandbox, one).confirm_withdrawal(made) for one in (PUBLISHER, third))
    both = await asyncio.gather(*confirming, return_exceptions=True)
    assert [one.code for one in both if isinstance(one, Refusal)] == [Code.CONFLICT]
    found = [row.state for row in await rows(store, RuleSetVersion)]
    assert found == ["published", "withdrawn"]
    assert await standing(store, "hongkou", 2020) == BEFORE


async def test_a_database_of_the_former_program_lets_its_version_go(store: Store, sandbox: Sandbox) -> None:
    made = await amended(store, sandbox)
    # Runs get columns of their own on the way back, which test_renewal and test_as_of look at.
    versions_and_scores = (RuleSetVersion, Simulation, MemberScore)
    before = [await rows(store, table) for table in versions_and_scores]
    trail = await said(store)
    config = configuration(store.url)
    await asyncio.to_thread(command.downgrade, config, "0004")
    former = f"update rule_sets set state = 'withdrawn' where id = {made}"
    with pytest.raises(DBAPIError, match="fixed"):
        async with store.writing() as connection:
            await connection.execute(text(former))
    await asyncio.to_thread(command.upgrade, config, "head")
    assert [await rows(store, table) for table in versions_and_scores] == before
    assert await said(store) == trail
    await simulate(store, sandbox, WRITER, FIRST)
    under_key = replace(WRITER, request=request_key("k1", b"withdraw"))
    await desk_of(store, sandbox, under_key).withdraw(made, "补充规定还没有通过")
    with pytest.raises(Repeated) as again:
        await desk_of(store, sandbox, under_key).withdraw(made, "补充规定还没有通过")
    assert again.value.result == made
    await desk_of(store, sandbox, PUBLISHER).confirm_withdrawal(made)
    assert await standing(store, "hongkou", 2020) == BEFORE


async def test_what_was_kept_and_closed_by_a_withdrawn_version_stays_whole(
    store: Store, sandbox: Sandbox
) -> None:
    members = await settle(store)
    await survey(desk(store), members[:3], "海岛", date(2022, 5, 1))
    base = text_of("zhoushan/2022.yaml")
    made = await reviewed(store, sandbox, Draft(Text(f"{base.text}# 二稿\n", base.file)), "zhoushan")
    await desk_of(store, sandbox, PUBLISHER).publish(made)
    kept = await desk(store).keep_run("zhoushan", 2022, "撤回以前")
    await close(store)
    at = desk_of(store, sandbox)
    assert await refused(store, lambda: at.withdraw(made, "误发")) is Code.YEAR_CLOSED
    await reopen(store, "办法误发")
    await simulate(store, sandbox, WRITER, FIRST)
    await at.withdraw(made, "误发")
    await desk_of(store, sandbox, PUBLISHER).confirm_withdrawal(made)
    async with store.reading() as connection:
        board = await Boards().run(connection, kept.id)
    assert (board.rule_set_id, len(board.entries)) == (made, 10)
    assert (await check_live(store)).rule_set_id == FIRST
    assert (await verified(store, name="年终结果 2022 (1)")).same
