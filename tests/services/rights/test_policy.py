"""Policies: yes or no for one row, the rows as a condition, and who may, agree; on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.committee import Committee
from models.grant import Grant
from models.leave import APPROVERS, Leave
from models.member import ALWAYS, MemberAttribute, Membership
from models.record import Part, Record
from models.rule_set import RuleSetVersion
from models.score import ScoreRun
from models.store import Store
from services.rights.entering import Written, entering
from services.rights.held import held, held_by_all, today
from services.rights.leave import LEAVES, Requested
from services.rights.objections import OBJECTIONS
from services.rights.opinions import OPINIONS
from services.rights.policy import (
    CO_SIGNING,
    GRANTING,
    MEASURES,
    MEMBERS,
    RECORDS,
    AllOrNone,
    OfCommittee,
    Policy,
    Served,
    Signed,
    Stated,
    Taken,
    Whole,
    keeping,
)
from services.rights.role import Right, roles
from tests.schema.schema_client import statements
from tests.services.committee_of_ten import RULE_SET, settle
from tests.services.rights.items import SENT, raised_objections, write_items, write_objections, written_items

pytestmark = pytest.mark.anyio
ENTERING, REVIEWING = entering(RULE_SET.catalogue), entering(RULE_SET.catalogue, Right.REVIEW)
# Of each kind one record, and of speeches one in each case: the plenary is entered by a group of its own.
SAID: list[tuple[str, dict[str, str]]] = [
    *((name, {}) for name in RULE_SET.catalogue.kinds),
    ("发言", {"场合": "全会"}),
    ("发言", {"场合": "常委会会议"}),
]
DEPARTMENTS = (None, "办公室", "提案委员会", "文化文史和学习委员会", "市政协全会大会发言组")
# Who entered the records, one after the other: of a kind that any organiser enters it says whose they are.
ENTERED = (None, "提案委员会", "办公室", "市政协全会大会发言组", "组织者")
# How they stand, one after the other, and since when they are submitted.
STOOD = (
    *(("draft", None), ("submitted", SENT), ("approved", None), ("archived", SENT)),
    *(("withdrawn", None), ("withdrawn", SENT), ("returned", SENT)),
)
PROPOSALS, CULTURE, MOVED = "提案委员会", "文化文史和学习委员会", date(2022, 6, 1)
# By day and member number, the special committee of whoever is in office then and of one at all.
KEPT = {
    date(2022, 5, 31): {"001": PROPOSALS, "002": CULTURE, "004": PROPOSALS},
    MOVED: {"001": PROPOSALS, "002": PROPOSALS},
}
ACCOUNTS = 5
GRANTS = st.lists(
    st.tuples(
        st.integers(0, 2 * ACCOUNTS - 1),
        st.sampled_from([*roles(), "主席"]),
        st.sampled_from(DEPARTMENTS),
        st.integers(-2, 1),
        st.sampled_from((None, -3, -1, 0, 1)),
    ),
    max_size=12,
)


@given(GRANTS, st.integers(0, 2 * ACCOUNTS - 1))
@settings(
    max_examples=20,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_the_three_answers_of_each_policy_agree(
    store: Store, grants: list[tuple[int, str, str | None, int, int | None]], locked: int
) -> None:
    if not await rows_of(store, Committee):
        await two_committees(store)
    async with store.writing() as connection:
        accounts = (await connection.execute(select(Account.id, Account.committee_id))).all()
        await connection.execute(
            update(Account).where(Account.id == accounts[locked].id).values(state="locked")
        )
        day = await today(connection)
        for at, role, department, first, last in grants:
            await give(connection, accounts[at], role, department, day, (first, last))
        held_now = {one.id: await held(connection, one.committee_id, one.id) for one in accounts}
        for policy, rows in await nouns(connection):
            allowed: dict[int, set[int]] = {}
            for account in accounts:
                rights = held_now[account.id]
                allowed[account.id] = {row.id for row in rows if policy.may(rights, row)}
                of = select(policy.table.id).where(policy.rows(rights))
                assert set(await connection.scalars(of)) == allowed[account.id]
                assert policy.may_any(rights) or not allowed[account.id]
            active = {account.id for account in accounts} - {accounts[locked].id}
            # Not of each: whoever may is asked of the database anew every time.
            for row in rows[locked % 3 :: 4]:
                may = {account_id for account_id in active if row.id in allowed[account_id]}
                assert set(await policy.who(connection, row)) == may
        await connection.rollback()


async def test_a_department_has_what_it_organised_and_what_nobody_is_known_to_have(store: Store) -> None:
    await two_committees(store)
    async with store.writing() as connection:
        account_id = await connection.scalar(select(Account.id).where(Account.committee_id == 1).limit(1))
        assert account_id is not None
        await connection.execute(insert(Grant).values(granted(1, account_id, "专门委员会", "提案委员会")))
        rights = await held(connection, 1, account_id)
        columns = select(Record.kind, Record.department).where(Record.committee_id == 1)
        told = [
            set((await connection.execute(columns.where(which))).all())
            for which in (REVIEWING.rows(rights), ENTERING.entered_by("提案委员会"))
        ]
        await connection.rollback()
    named = {
        *(("提案", "组织者"), ("集体提案", None)),
        *((kind, "提案委员会") for kind in ("常委会会议", "调研", "其他活动")),
    }
    unknown = {
        *((kind, None) for kind in ("全会", "其他会议", "公益活动")),
        *((kind, "组织者") for kind in ("应邀党政会议", "应邀党政活动", "发言")),
    }
    assert told == [named | unknown, named]


async def test_the_rights_of_a_thousand_accounts_take_no_statement_more(store: Store) -> None:
    await two_committees(store)
    counted = []
    for more in (10, 990):
        async with store.writing() as connection:
            many = [account(1, f"某人{more}-{at}", None) for at in range(more)]
            added = await connection.scalars(insert(Account).returning(Account.id), many)
            for account_id in list(added):
                await connection.execute(insert(Grant).values(granted(1, account_id, "结果查阅", None)))
        async with store.reading() as connection:
            await today(connection)
            with statements() as seen:
                held_now = await held_by_all(connection, 1)
                await MEMBERS.who(connection, Whole(committee_id=1, id=1))
        counted.append((len(held_now), len(seen)))
    assert counted == [(15, 8), (1_005, 8)]


async def nouns(connection: AsyncConnection) -> list[tuple[Policy[Any], list[Any]]]:
    """Every row of every noun."""
    parts: dict[int, set[int]] = {}
    signed: dict[int, set[int]] = {}
    columns = select(Part.record_id, Part.membership_id, Part.attributes)
    for part in await connection.execute(columns):
        parts.setdefault(part.record_id, set()).add(part.membership_id)
        if part.attributes.get("序号", 1) != 1:
            signed.setdefault(part.record_id, set()).add(part.membership_id)
    said = select(Record.id, Record.committee_id, Record.kind, Record.attributes, Record.department)
    records = (await connection.execute(said)).all()
    moved = await connection.execute(select(Record.id, Record.state, Record.submitted_at))
    # A draft is told to no member, and neither is one that was withdrawn before it was submitted.
    told = {
        row.id: row.state not in ("draft", "withdrawn")
        or (row.state, row.submitted_at) == ("withdrawn", SENT)
        for row in moved
    }
    versions = await connection.execute(
        select(RuleSetVersion.id, RuleSetVersion.committee_id, RuleSetVersion.published_at)
    )

    asked = select(
        *(Leave.id, Leave.committee_id, Leave.account_id),
        *(Leave.membership_id, Leave.approver, Leave.department),
    )
    leaves = [Requested(**row._mapping) for row in await connection.execute(asked)]

    async def whole(table: Any, committee: Any = None) -> list[Whole]:
        columns = select(table.id, table.committee_id if committee is None else committee)
        return [Whole(id=row[0], committee_id=row[1]) for row in await connection.execute(columns)]

    return [
        (MEMBERS, await whole(Membership)),
        (GRANTING, await whole(Account)),
        (AllOrNone(ScoreRun, Right.READ), await whole(ScoreRun)),
        (OfCommittee(Committee, Right.READ), await whole(Committee, Committee.id)),
        (
            MEASURES,
            [
                Stated(id=row.id, committee_id=row.committee_id, published=row.published_at is not None)
                for row in versions
            ],
        ),
        (
            RECORDS,
            [
                Taken(
                    id=row.id,
                    committee_id=row.committee_id,
                    members=frozenset(parts.get(row.id, ())),
                    told=told[row.id],
                )
                for row in records
            ],
        ),
        *[(keeping(day), await served(connection, day)) for day in KEPT],
        *[(policy, [Written(**row._mapping) for row in records]) for policy in (ENTERING, REVIEWING)],
        (
            CO_SIGNING,
            [
                Signed(
                    id=row.id,
                    committee_id=row.committee_id,
                    co_signers=frozenset(signed.get(row.id, ())),
                    told=told[row.id],
                )
                for row in records
            ],
        ),
        (LEAVES, leaves),
        (OPINIONS, await written_items(connection)),
        (OBJECTIONS, await raised_objections(connection)),
    ]


async def served(connection: AsyncConnection, day: date) -> list[Served]:
    """Every membership with the special committee that it is of on a day, as `two_committees` says."""
    columns = select(Membership.id, Membership.committee_id, Membership.number)
    return [
        Served(id=row.id, committee_id=row.committee_id, keeper=KEPT[day].get(row.number))
        for row in await connection.execute(columns)
    ]


async def belong(connection: AsyncConnection, committee_id: int, members: Sequence[int]) -> None:
    """The second moves from one special committee to another on 1 June, before which the fourth leaves."""
    told = [(0, ALWAYS, PROPOSALS), (1, ALWAYS, CULTURE), (1, MOVED, PROPOSALS), (3, ALWAYS, PROPOSALS)]
    rows = [
        {"committee_id": committee_id, "membership_id": members[at], "attribute": "专委会", "since": since}
        | {"value": value}
        for at, since, value in told
    ]
    await connection.execute(insert(MemberAttribute), rows)
    left = update(Membership).where(Membership.id == members[3])
    await connection.execute(left.values(last_day=date(2022, 5, 31)))


async def two_committees(store: Store) -> None:
    """Each with four members, accounts for two of them and three others, records, a draft of rules."""
    for committee_id, code in ((1, "zhoushan"), (2, "dinghai")):
        members = await settle(store, code, 4)
        async with store.writing() as connection:
            await belong(connection, committee_id, members)
            persons = list(
                await connection.scalars(
                    select(Membership.person_id).where(Membership.committee_id == committee_id)
                )
            )
            people = [*persons[:2], None, None, None]
            await connection.execute(
                insert(Account),
                [account(committee_id, f"甲{at}", person) for at, person in enumerate(people)],
            )
            accounts = select(Account.id).where(Account.committee_id == committee_id).order_by(Account.id)
            *asking, officer = list(await connection.scalars(accounts))[:3]
            for at, department in enumerate((*DEPARTMENTS, None, None)):
                requested = leave(committee_id, asking[at % 2], members[at % 2], at, department)
                await connection.execute(insert(Leave).values(requested))
            await write_items(connection, committee_id, [*asking, officer], members)
            await write_objections(connection, committee_id, officer, (*DEPARTMENTS[1:], "委员工作委员会"))
            for at, (kind, attributes) in enumerate(SAID):
                values = record(committee_id, kind, attributes, str(at))
                values["department"] = ENTERED[at % len(ENTERED)]
                values["state"], values["submitted_at"] = STOOD[at % len(STOOD)]
                record_id = (
                    await connection.execute(insert(Record).values(values).returning(Record.id))
                ).scalar_one()
                taking = [members[at % 4], members[(at + 1) % 4]][: at % 3]
                for place, membership_id in enumerate(taking):
                    part = {"record_id": record_id, "membership_id": membership_id, "place": place}
                    # Of the first work with two, the second place is the only one of a member.
                    said = {"确认": True, "序号": place + 1 + at % 2} if at % 4 else {}
                    await connection.execute(
                        insert(Part).values(committee_id=committee_id, attributes=said, **part)
                    )
            (written,) = (
                await connection.execute(
                    select(*RuleSetVersion.__table__.columns).where(
                        RuleSetVersion.committee_id == committee_id
                    )
                )
            ).all()
            draft = dict(written._mapping, digest="0" * 64, state="draft", published_at=None, publisher=None)
            del draft["id"]
            await connection.execute(insert(RuleSetVersion).values(draft))


def account(committee_id: int, name: str, person_id: int | None) -> dict[str, Any]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return {
        "committee_id": committee_id,
        "real_name": name if person_id is None else None,
        "person_id": person_id,
        "state": "active",
        "registered_at": at,
    }


def record(committee_id: int, kind: str, attributes: dict[str, str], key: str) -> dict[str, Any]:
    day = date(2022, 3, 1)
    return {
        "committee_id": committee_id,
        "year": 2022,
        "kind": kind,
        "key": key,
        "attributes": attributes,
        "form": RULE_SET.catalogue.kinds[kind].form,
        "source": "entry",
        **dict.fromkeys(("day", "first_day", "last_day"), day),
    }


def leave(
    committee_id: int, account_id: int, membership_id: int, at: int, department: str | None
) -> dict[str, Any]:
    """Leave that the Chair gives in two of seven, and the organiser in the others, of a department."""
    return {
        "committee_id": committee_id,
        "account_id": account_id,
        "membership_id": membership_id,
        "kind": "调研",
        "day": date(2022, 3, 1),
        "title": "海岛",
        "approver": APPROVERS[2] if at < 5 else APPROVERS[at - 5],
        "department": department,
        "state": "asked",
        "version": 1,
        "asked_at": datetime(2026, 1, 1, tzinfo=UTC),
    }


def granted(committee_id: int, account_id: int, role: str, department: str | None) -> dict[str, Any]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return {
        "committee_id": committee_id,
        "account_id": account_id,
        "role": role,
        "department": department,
        "first_day": at.date(),
        "granted_by": "甲",
        "granted_at": at,
    }


async def give(
    connection: AsyncConnection,
    of: Any,
    role: str,
    department: str | None,
    day: date,
    span: tuple[int, int | None],
) -> None:
    """A grant from so many days on to so many, counted from today; its department only where it has one."""
    first, last = span
    days = {
        "first_day": day + timedelta(days=first),
        "last_day": None if last is None else day + timedelta(days=last),
    }
    values = granted(of.committee_id, of.id, role, department) | days
    await connection.execute(insert(Grant).values(values))


async def rows_of(store: Store, table: Any) -> list[Any]:
    async with store.reading() as connection:
        return list((await connection.execute(select(table.id))).all())
