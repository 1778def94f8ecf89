"""Every step of an objection in every state, and every two at once, on both databases (履11)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update

from models.objection import Objection
from models.store import Store
from services.objections.objection import TRANSITIONS, State, Step
from tests.schema.objecting import (
    ACCEPT,
    ANSWER,
    CLAUSE,
    CLOSE,
    NO,
    PASS,
    RAISE,
    TAKE_BACK,
    a_rule,
    about_record,
    member,
    staff,
)
from tests.services.accounts.holder import codes, served
from tests.services.accounts.office import Office, office
from tests.services.committee_of_ten import RULE_SET

pytestmark = pytest.mark.anyio
DOES = {
    Step.ACCEPT: ACCEPT,
    Step.PASS_ON: PASS,
    Step.ANSWER: ANSWER,
    Step.CLOSE: CLOSE,
    Step.WITHDRAW: TAKE_BACK,
}


async def begun(store: Store, of: Office, http: Any, state: State) -> int:
    """The number of a fresh objection in a state."""
    raised = await member(of, http).change(RAISE, input=about_record(of))
    number: int = raised["objection"]["number"]
    async with store.writing() as connection:
        changed = update(Objection).where(Objection.id == number).values(state=state)
        await connection.execute(changed)
    return number


async def test_every_step_in_every_state_and_every_two_at_once(store: Store) -> None:
    of = await office(store)
    given = {**NO, **CLAUSE, "rule": a_rule()}
    async with served(store) as http:
        holders = {step: staff(of, http, "办公室") for step in DOES}
        holders |= {step: member(of, http) for step in (Step.CLOSE, Step.WITHDRAW)}

        async def taken(step: Step, number: int) -> list[str]:
            more = {"input": given} if step is Step.ANSWER else {}
            return codes(await holders[step].change(DOES[step], number=number, version=1, **more))

        for state in State:
            for step in DOES:
                number = await begun(store, of, http, state)
                after = TRANSITIONS.get((state, step))
                assert (state, step, await taken(step, number)) == (
                    state,
                    step,
                    [] if after else ["CONFLICT"],
                )
                assert await state_of(store, number) == (after or state, 2 if after else 1)
                await finished(store)
            may = [step for step in DOES if (state, step) in TRANSITIONS]
            for first in may:
                for second in may:
                    number = await begun(store, of, http, state)
                    found = await asyncio.gather(taken(first, number), taken(second, number))
                    assert (first, second, sorted(found)) == (first, second, [[], ["CONFLICT"]])
                    won = first if found[0] == [] else second
                    assert await state_of(store, number) == (TRANSITIONS[state, won], 2)
                    await finished(store)


async def test_a_rule_that_the_measure_lacks_is_answered_with_those_that_it_has(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        number = await begun(store, of, http, State.ACCEPTED)
        holder = staff(of, http, "办公室")
        given = {**NO, **CLAUSE, "rule": f"{a_rule()}O"}
        (told,) = (await holder.change(ANSWER, number=number, version=1, input=given))["errors"]
        assert (told["code"], told["field"]) == ("BAD_USER_INPUT", "rule")
        assert told["message"].startswith(
            f"{RULE_SET.year} 年的办法没有代码为“{a_rule()}O”的规则。是不是“{a_rule()}”？有：{a_rule()}、"
        )
        (told,) = (await holder.change(ANSWER, number=number, version=1, input=NO))["errors"]
        assert (told["field"], told["message"]) == ("rule", "写明依据哪条规则：写它的代码，如 A1")


async def finished(store: Store) -> None:
    """Lets nobody wait for an answer."""
    async with store.writing() as connection:
        await connection.execute(update(Objection).values(state="closed"))


async def state_of(store: Store, number: int) -> tuple[str, int]:
    async with store.reading() as connection:
        columns = select(Objection.state, Objection.version).where(Objection.id == number)
        state, version = (await connection.execute(columns)).one()
    return State(state), version
