"""Two sessions at once, on both databases: it comes to what one after the other would."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select

from models.account import Account, Session
from models.score import ScoreRun
from models.store import Store
from services.accounts.account import lock, reset
from services.accounts.grants import given, hand_over, revoke
from services.accounts.sign_in import Credentials, sign_in
from services.actor import Actor
from services.refusal import Refusal
from services.rights.held import today
from services.rights.role import Right
from services.unit_of_work import unit_of_work
from tests.services.accounts.holder import CODE, HERE, PASSWORD, Holder, hashing, lines, served
from tests.services.accounts.office import FIRST, office
from tests.services.committee_of_ten import YEAR, desk, rows

pytestmark = pytest.mark.anyio
MANAGER, WRITER = Actor("系统管理员甲", "command"), Actor("委员工作委员会甲", "command")
# Of the offices of these tests, in the order in which they are registered.
ROLES = ("安全管理员", "系统管理员", "审计管理员", "委员工作委员会", "办公室", "专门委员会", "大会发言组")
FROM, TO, ANOTHER, WRITING = (
    ROLES.index(name) + 1 for name in ("专门委员会", "办公室", "大会发言组", "委员工作委员会")
)
WRITER_PHONE = "13905800103"
DONE = "done"
Step = Callable[[Store], Awaitable[Any]]


async def handed(store: Store) -> Any:
    return await hand_over(store, CODE, FIRST, FROM, TO, "轮岗")


async def handed_elsewhere(store: Store) -> Any:
    return await hand_over(store, CODE, FIRST, FROM, ANOTHER, "轮岗")


async def taken_back(store: Store) -> Any:
    return await revoke(store, CODE, FIRST, await grant_of(store, FROM))


async def writer_loses_right(store: Store) -> Any:
    return await revoke(store, CODE, FIRST, await grant_of(store, WRITING))


async def writer_locked(store: Store) -> Any:
    return await lock(store, CODE, MANAGER, WRITING)


async def writer_reset(store: Store) -> Any:
    return await reset(store, hashing(), CODE, MANAGER, WRITING)


async def written(store: Store) -> Any:
    return await desk(store, actor=WRITER).recompute(CODE, YEAR)


async def signed_in(store: Store) -> Any:
    return await sign_in(store, hashing(), CODE, Credentials(WRITER_PHONE, PASSWORD), HERE)


class Crossing(NamedTuple):
    """Two steps, and what they may come to together: what either order gives."""

    one: Step
    other: Step
    outcomes: set[tuple[str, str]]


EITHER = {(DONE, "CONFLICT"), ("CONFLICT", DONE)}
WRITES = {(DONE, DONE), (DONE, "FORBIDDEN")}
CROSSINGS = {
    "handed over twice to the same": Crossing(handed, handed, EITHER),
    "handed over twice to two": Crossing(handed, handed_elsewhere, EITHER),
    "handed over and taken back": Crossing(handed, taken_back, EITHER),
    "taken back while its holder writes": Crossing(writer_loses_right, written, WRITES),
    "locked while the holder writes": Crossing(writer_locked, written, WRITES),
    "reset while the holder signs in": Crossing(
        writer_reset, signed_in, {(DONE, DONE), (DONE, "SIGN_IN_FAILED")}
    ),
}


@pytest.mark.parametrize("name", CROSSINGS)
async def test_it_comes_to_what_one_after_the_other_would(store: Store, name: str) -> None:
    await office(store)
    crossing = CROSSINGS[name]
    another = Store.open(store.url.render_as_string(False))
    try:
        found = await asyncio.gather(crossing.one(store), crossing.other(another), return_exceptions=True)
        assert tuple(map(outcome, found)) in crossing.outcomes, found
        # Now that both are over, each is as if it came last.
        if crossing.outcomes is EITHER:
            assert sorted(outcome(one) for one in found) == ["CONFLICT", DONE]
            assert await administrators(store) in ([TO], [ANOTHER], [])
            assert len(await lines(store, "revoke")) == 1
        elif crossing.other is written:
            assert await refused(written(another)) == "FORBIDDEN"
        else:
            assert await live_sessions(store, WRITING) == []
            assert await refused(signed_in(another)) == "SIGN_IN_FAILED"
    finally:
        await another.close()


async def test_what_is_being_written_when_its_right_is_withdrawn_is_whole(store: Store) -> None:
    await office(store)
    another = Store.open(store.url.render_as_string(False))
    async with unit_of_work(store, CODE, WRITER, right=Right.SCORE) as unit:
        withdrawing = asyncio.create_task(writer_loses_right(another))
        unit.note("change", "committee", unit.committee_id, after={"half": "done"})
        await rows(another, Account)
        assert not withdrawing.done()
    await withdrawing
    await another.close()
    order = [line["action"] for line in await lines(store, "change", "revoke")]
    assert order == ["change", "revoke"]
    assert await refused(written(store)) == "FORBIDDEN"


async def test_a_session_whose_password_is_reset_writes_before_it_or_not_at_all(store: Store) -> None:
    of = await office(store)
    another = Store.open(store.url.render_as_string(False))
    keep = f'mutation {{ keepRun(committee: "{CODE}", year: {YEAR}, name: "%s") {{ errors {{ code }} }} }}'
    async with served(store) as http:
        writer = Holder(http, token=of.tokens["委员工作委员会"], headers={})
        found, _ = await asyncio.gather(writer.ask(keep % "一"), writer_reset(another))
        late = await writer.ask(keep % "二")
    assert [error["extensions"]["code"] for error in late["errors"]] == ["SIGN_IN_REQUIRED"]
    kept = [run.name for run in await rows(store, ScoreRun) if run.name]
    if found.get("errors"):
        assert (found["errors"][0]["extensions"]["code"], kept) == ("SIGN_IN_REQUIRED", [])
    else:
        assert (found["data"]["keepRun"]["errors"], kept) == ([], ["一"])
    await another.close()


def outcome(found: Any) -> str:
    if isinstance(found, Refusal):
        return found.code.value
    assert not isinstance(found, BaseException), found
    return DONE


async def refused(step: Awaitable[Any]) -> str:
    with pytest.raises(Refusal) as refusal:
        await step
    return refusal.value.code.value


async def grant_of(store: Store, account_id: int) -> int:
    async with store.reading() as connection:
        (own,) = [one.grant.id for one in await given(connection, 1) if one.grant.account_id == account_id]
        return own


async def administrators(store: Store) -> list[int]:
    """Who enters for the committee of proposals today."""
    async with store.reading() as connection:
        day = await today(connection)
        return [
            one.grant.account_id
            for one in await given(connection, 1)
            if one.grant.department == "提案委员会" and one.grant.holds(day)
        ]


async def live_sessions(store: Store, account_id: int) -> list[Any]:
    async with store.reading() as connection:
        own = select(Session.id).where(Session.account_id == account_id, Session.revoked_at.is_(None))
        return list(await connection.scalars(own))
