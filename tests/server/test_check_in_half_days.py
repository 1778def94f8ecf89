"""A sign-in at a meeting of several half-days (F7) stands for as many as the organiser says, or is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from models.store import Store
from resolvers.global_id import encode
from services.entry.form import Present
from tests.schema.test_leave import ASK, ENTER, asking, holders, request
from tests.schema.test_leave_given_later import DECIDE
from tests.services.accounts.holder import codes, served
from tests.services.accounts.office import Office
from tests.services.check_in.people import CLOSE, People, seen
from tests.services.committee_of_ten import CODE, YEAR, check_live, desk, settle, stored
from tests.services.entry.forms import survey
from tests.signed_in import token_of

pytestmark = pytest.mark.anyio
Json = Any
Said = Sequence[tuple[str, str]]
CONFIRM = """
mutation ($record: ID!, $version: Int!, $half: Int) {
  confirmCheckIn(record: $record, version: $version, halfDays: $half) {
    record { version } errors { code field message } } }
"""
ABSENT, AWAY = ("状态", "缺席"), ("状态", "请假")


async def plenary(store: Store, members: list[int], kind: str, *said: Said) -> int:
    """An occasion at which the first three are expected, of whom this is said."""
    groups = [Present([member], own) for member, own in zip(members, said, strict=False)]
    return (await desk(store).enter(CODE, YEAR, kind, survey(*groups, title="八届一次全会"))).id


async def signed_in(of: People, at: int = 0) -> int:
    """The first of them, or another, signs in, and sign-in is closed; the version of the list."""
    phone = await of.member(at)
    await phone.press(await phone.scan(await of.open()))
    await of.change(CLOSE, id=of.id)
    return int((await of.list())["version"])


async def confirmed(of: People, version: int, half: int | None) -> list[tuple[str, str, str]]:
    told = await of.organiser(CONFIRM, record=of.id, version=version, half=half)
    (payload,) = told["data"].values()
    return [(one["code"], one["field"], one["message"]) for one in payload["errors"]]


async def halves(store: Store, record: int) -> list[dict[str, object]]:
    return [dict(part.attributes) for part in (await stored(store, record)).record.parts]


async def test_of_one_half_day_it_is_known(store: Store) -> None:
    members = await settle(store)
    one = ("应到半天", "1")
    record = await plenary(store, members, "全会", (ABSENT, one), (ABSENT, one), (AWAY, one))
    async with seen(store, members, record, CODE, await token_of(store, committee=CODE)) as of:
        assert await confirmed(of, await signed_in(of), None) == []
    assert await halves(store, record) == [
        {"状态": "出席", "应到半天": 1, "出席半天": 1},
        {"状态": "缺席", "应到半天": 1, "缺席半天": 1},
        {"状态": "请假", "应到半天": 1, "请假半天": 1},
    ]
    await check_live(store)


async def test_of_several_the_organiser_is_asked(store: Store) -> None:
    members = await settle(store)
    four = ("应到半天", "4")
    record = await plenary(store, members, "全会", (ABSENT, four), (ABSENT, four), (AWAY, four))
    before = await halves(store, record)
    async with seen(store, members, record, CODE, await token_of(store, committee=CODE)) as of:
        version = await signed_in(of)
        for half, code, said in (
            (None, "BAD_USER_INPUT", "halfDays 写签到的人算到了几个半天"),
            (5, "BAD_USER_INPUT", "多于记录里写的应到半天"),
            (-1, "BAD_USER_INPUT", "0 到 100"),
        ):
            ((found, field, message),) = await confirmed(of, version, half)
            assert (found, field) == (code, "halfDays")
            assert said in message
        assert await halves(store, record) == before
        assert await confirmed(of, version, 4) == []
    # M1a of Zhoushan 2022 gives 10 for four of four.
    assert await halves(store, record) == [
        {"状态": "出席", "应到半天": 4, "出席半天": 4},
        {"状态": "缺席", "应到半天": 4, "缺席半天": 4},
        {"状态": "请假", "应到半天": 4, "请假半天": 4},
    ]
    await check_live(store)


async def test_what_is_written_already_is_not_written_over(store: Store) -> None:
    members = await settle(store)
    four = ("应到半天", "4")
    typed = (ABSENT, four, ("缺席半天", "4"))
    record = await plenary(store, members, "全会", typed, (AWAY, four, ("请假半天", "4")))
    before = await halves(store, record)
    async with seen(store, members, record, CODE, await token_of(store, committee=CODE)) as of:
        version = await signed_in(of)
        ((code, field, message),) = await confirmed(of, version, 4)
        assert (code, field, "已经写了 1 人" in message) == ("CONFLICT", "halfDays", True)
        # Nor does a record stay that says the opposite of its list.
        ((code, field, message),) = await confirmed(of, version, 0)
        assert (code, field, "有 1 人的半天数和签到名单对不上" in message) == ("CONFLICT", "halfDays", True)
    assert await halves(store, record) == before


async def test_what_is_written_afterwards_is_left(store: Store) -> None:
    members = await settle(store)
    record = await plenary(store, members, "学习培训", (ABSENT,), (ABSENT,))
    async with seen(store, members, record, CODE, await token_of(store, committee=CODE)) as of:
        version = await signed_in(of)
        ((code, field, _),) = await confirmed(of, version, None)
        assert (code, field) == ("BAD_USER_INPUT", "halfDays")
        assert await confirmed(of, version, 0) == []
    assert [one["状态"] for one in await halves(store, record)] == ["出席", "缺席"]
    assert not [one for one in await halves(store, record) if "出席半天" in one]


ON_LEAVE = {"状态": "请假", "应到半天": 4, "请假半天": 4}


@pytest.mark.parametrize("granted_first", [True, False])
async def test_leave_that_was_given_beforehand_stands_beside_the_list(
    store: Store, granted_first: bool
) -> None:
    office, record = await plenary_with_leave(store, "4", granted_first)
    async with seen(store, office.members, record, CODE, office.tokens["办公室"]) as of:
        version = await signed_in(of, at=1)
        ((code, field, message),) = await confirmed(of, version, None)
        assert (code, field) == ("BAD_USER_INPUT", "halfDays")
        assert "halfDays 写签到的人算到了几个半天" in message
        assert await confirmed(of, version, 3) == []
    # All of the leave stands, whatever those attended who came.
    assert await halves(store, record) == [
        ON_LEAVE,
        {"状态": "出席", "应到半天": 4, "出席半天": 3},
        {"状态": "缺席", "应到半天": 4, "缺席半天": 3},
    ]


async def test_of_one_half_day_leave_beforehand_leaves_nothing_to_ask(store: Store) -> None:
    office, record = await plenary_with_leave(store, "1")
    async with seen(store, office.members, record, CODE, office.tokens["办公室"]) as of:
        assert await confirmed(of, await signed_in(of, at=1), None) == []
    assert await halves(store, record) == [
        {"状态": "请假", "应到半天": 1, "请假半天": 1},
        {"状态": "出席", "应到半天": 1, "出席半天": 1},
        {"状态": "缺席", "应到半天": 1, "缺席半天": 1},
    ]


async def test_whoever_had_leave_and_came_after_all_is_present(store: Store) -> None:
    office, record = await plenary_with_leave(store, "4")
    async with seen(store, office.members, record, CODE, office.tokens["办公室"]) as of:
        assert await confirmed(of, await signed_in(of), 4) == []
    assert await halves(store, record) == [
        {"状态": "出席", "应到半天": 4, "出席半天": 4},
        {"状态": "缺席", "应到半天": 4, "缺席半天": 4},
        {"状态": "缺席", "应到半天": 4, "缺席半天": 4},
    ]


async def test_who_has_leave_for_a_part_and_comes_is_asked_of(store: Store) -> None:
    members = await settle(store)
    four, two = ("应到半天", "4"), ("请假半天", "2")
    record = await plenary(store, members, "全会", (AWAY, four, two), (AWAY, four, two), (ABSENT, four))
    before = await halves(store, record)
    async with seen(store, members, record, CODE, await token_of(store, committee=CODE)) as of:
        version = await signed_in(of)
        ((code, field, message),) = await confirmed(of, version, 4)
        assert (code, field, "已经写了 1 人" in message) == ("CONFLICT", "halfDays", True)
    assert await halves(store, record) == before


async def plenary_with_leave(store: Store, expected: str, granted_first: bool = False) -> tuple[Office, int]:
    """A plenary of so many half-days at which the first three are expected, of whom the first has leave."""
    office, day = await asking(store)
    people = [encode("Member", one) for one in office.members[:3]]
    attributes = [{"name": "状态", "value": "缺席"}, {"name": "应到半天", "value": expected}]
    groups = [{"members": people, "attributes": attributes}]
    form = {"committee": CODE, "year": day.year, "kind": "全会", "day": str(day), "title": "八届二次全会"}
    async with served(store) as http:
        member, signer, organiser = holders(office, http, "委员", "签批领导", "办公室")
        assert codes(await member.change(ASK, input=request(day))) == []
        if granted_first:
            assert codes(await signer.change(DECIDE)) == []
        assert codes(await organiser.change(ENTER, input={**form, "participants": groups})) == []
        if not granted_first:
            assert codes(await signer.change(DECIDE)) == []
    half_days = int(expected)
    assert (await halves(store, 2))[0] == {"状态": "请假", "应到半天": half_days, "请假半天": half_days}
    return office, 2
