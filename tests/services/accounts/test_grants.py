"""Rights as they are held: yes or no, the list of those who may, and what a change allows, agree."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from models.store import Store
from services.accounts.account import Registration, close, lock, register
from services.accounts.grants import Giving, given, grant, grantable, revoke
from services.actor import Actor
from services.refusal import Code, Refusal
from services.rights.held import held, holders, permitted, today
from services.rights.role import Right, roles
from services.unit_of_work import unit_of_work
from tests.services.accounts.holder import CODE, hashing, lines
from tests.services.accounts.office import FIRST, office, offices
from tests.services.committee_of_ten import YEAR, desk, live

pytestmark = pytest.mark.anyio
MANAGER = Actor("系统管理员甲", "command")
COMMITTEE = Actor("委员工作委员会甲", "command")


async def test_yes_or_no_who_may_and_what_is_done_agree(store: Store) -> None:
    """Every role in the past, today, in the future, and without an end; two at once; a locked account."""
    await offices(store)
    async with store.reading() as connection:
        day = await today(connection)
    one = timedelta(days=1)
    spans = [(day - 9 * one, day - one), (day, day), (day + one, None), (day - one, None)]
    accounts = [*range(1, 9)]
    for at, (name, (first, last)) in enumerate((name, span) for name in grantable() for span in spans):
        form = Registration(real_name=f"某人{at}", phone=f"138058{at:05}")
        account_id = (await register(store, hashing(), CODE, MANAGER, form)).account.id
        department = "提案委员会" if roles()[name].scoped else None
        giving = Giving(role=name, department=department, first_day=first, last_day=last)
        await grant(store, CODE, FIRST, account_id, giving, "再加一名")
        if at % 2:
            second = Giving(role="结果查阅" if name != "结果查阅" else "办公室")
            await grant(store, CODE, FIRST, account_id, second, "再加一名")
        if at % 7 == 3:
            await lock(store, CODE, MANAGER, account_id)
        accounts.append(account_id)
    async with store.reading() as connection:
        for right in Right:
            may = await holders(connection, 1, right)
            assert may == sorted(may)
            allowed = []
            for account_id in accounts:
                try:
                    found = await permitted(connection, 1, Actor("x", "web", account=account_id), right)
                except Refusal:
                    continue
                allowed.append(account_id)
                assert found.rights == await held(connection, 1, account_id)
                assert found.rights.has(right)
            assert allowed == [one for one in may if one in accounts]
            assert (may == []) == (right is Right.UNNAMED)
        assert len(await holders(connection, 1, Right.CLOSE)) == 3
        # Of the other committee nobody may anything here.
        for account_id in await holders(connection, 2, Right.READ):
            with pytest.raises(Refusal):
                await permitted(connection, 1, Actor("x", "web", account=account_id), Right.READ)


async def test_a_change_that_names_no_right_is_nobodys(store: Store) -> None:
    await office(store)
    for actor in (FIRST, COMMITTEE, MANAGER, Actor("装机人", "command")):
        with pytest.raises(Refusal) as refused:
            async with unit_of_work(store, CODE, actor) as unit:
                unit.note("change", "committee", 1)
        assert refused.value.code is Code.FORBIDDEN
    with pytest.raises(Refusal) as refused:
        async with unit_of_work(store, CODE, Actor("定时任务", "system"), right=Right.SCORE):
            raise AssertionError
    assert refused.value.code is Code.SIGN_IN_REQUIRED
    assert await lines(store, "change") == []


async def test_a_right_taken_back_while_its_holder_waits_is_gone(store: Store) -> None:
    """The writer waits for the one who takes the right back; after that there is none."""
    await office(store)
    own = await able_rows(store, "委员工作委员会")
    revision = (await live(store)).revision
    taken, done = await asyncio.gather(
        revoke(store, CODE, FIRST, own),
        desk(store, actor=COMMITTEE).recompute(CODE, YEAR),
        return_exceptions=True,
    )
    assert not isinstance(taken, BaseException)
    # Whichever came first: what was written before is whole, and nothing is written after.
    if isinstance(done, Refusal):
        assert done.code is Code.FORBIDDEN
        assert (await live(store)).revision == revision
    with pytest.raises(Refusal) as refused:
        await desk(store, actor=COMMITTEE).recompute(CODE, YEAR)
    assert refused.value.code is Code.FORBIDDEN


async def test_of_two_who_give_the_same_role_at_once_one_does(store: Store) -> None:
    await office(store)
    account_id = 8
    giving = Giving(role="专门委员会", department="提案委员会")
    results = await asyncio.gather(
        *(grant(store, CODE, FIRST, account_id, giving, "再加一名") for _ in range(3)), return_exceptions=True
    )
    assert sorted(getattr(one, "code", "given") for one in results) == [Code.CONFLICT, Code.CONFLICT, "given"]


async def test_a_closed_account_holds_nothing_and_its_name_is_nobody(store: Store) -> None:
    await office(store)
    async with store.reading() as connection:
        (account_id,) = await holders(connection, 1, Right.CLOSE)
    await close(store, CODE, MANAGER, account_id)
    async with store.reading() as connection:
        assert await holders(connection, 1, Right.CLOSE) == []
    with pytest.raises(Refusal) as refused:
        await desk(store, actor=COMMITTEE).recompute(CODE, YEAR)
    assert "没有正常的账号" in refused.value.message


async def able_rows(store: Store, role: str) -> int:
    """The grant of a role that one account has."""
    async with store.reading() as connection:
        (own,) = [one.grant.id for one in await given(connection, 1) if one.grant.role == role]
        return own
