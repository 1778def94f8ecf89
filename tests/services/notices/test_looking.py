"""Who is told what of what happened, once, and by the committee's revision."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text, update

from models.account import Account
from models.change import Change
from models.committee import Committee
from models.notice import Notice, NoticeFeed
from models.record import Record
from models.store import Store
from services.accounts.feedback import Note, write
from services.accounts.feedback import answer as answered
from services.accounts.sessions import Sessions
from services.notices.looking import behind, looked
from services.notices.of_batches import BATCHES
from services.notices.told import LINES, WHO
from services.notices.words import known, said
from services.notices.words import text as text_of
from services.unit_of_work import unit_of_work
from tests.services.accounts.holder import CODE, age
from tests.services.accounts.office import MEMBER, OTHER, Office, office
from tests.services.notices.noticing import account_of, actor_of, happens, told, worker

pytestmark = pytest.mark.anyio
# Who organises enters (履5: 谁组织谁录入), and whoever enters reviews (履7).
# The Office organised it (履5).
REVIEWERS = ["办公室甲", "委员工作委员会甲"]


async def feedback(store: Store, own: Office) -> int:
    """A note of the member's, and its number."""
    session = await Sessions(store).find(own.tokens["委员"], "bearer", None)
    assert session is not None
    return (await write(store, session, Note(kind="problem", words="打不开"))).id


async def answer(store: Store, number: int) -> None:
    await answered(store, CODE, await actor_of(store, "运维"), number, 1, "done", "好了")


async def test_a_submitted_record_is_told_to_those_who_review_it(store: Store) -> None:
    own = await office(store)
    await worker(store).once()
    assert await told(store) == []
    await happens(store, await actor_of(store, "系统管理员"), "submit", own.record, "submitted")
    await worker(store).once()
    assert await told(store) == [(name, "submitted", "record", own.record) for name in REVIEWERS]


async def test_whoever_did_it_is_not_told(store: Store) -> None:
    own = await office(store)
    await happens(store, await actor_of(store, "办公室"), "submit", own.record, "submitted")
    await worker(store).once()
    assert [one[0] for one in await told(store)] == REVIEWERS[1:]


async def test_nothing_is_told_twice_however_often_it_is_looked_for(store: Store) -> None:
    own = await office(store)
    await happens(store, await actor_of(store, "系统管理员"), "submit", own.record, "submitted")
    for _ in range(3):
        await worker(store).once()
    async with store.writing() as connection:
        await connection.execute(update(NoticeFeed).values(day=None))
    await worker(store).once()
    assert len(await told(store)) == len(REVIEWERS)


async def test_a_second_return_is_told_again(store: Store) -> None:
    own = await office(store)
    staff = await actor_of(store, "委员工作委员会")
    async with unit_of_work(store, CODE, await actor_of(store, "专门委员会"), right=None) as unit:
        # As if 专门委员会甲 had entered it.
        unit.note("add", "record", own.record)
    for _ in range(2):
        await happens(store, staff, "return", own.record, "returned")
        await worker(store).once()
    assert await told(store) == [("专门委员会甲", "returned", "record", own.record)] * 2


async def test_what_waits_no_longer_is_not_told(store: Store) -> None:
    own = await office(store)
    actor = await actor_of(store, "系统管理员")
    await happens(store, actor, "submit", own.record, "submitted")
    await happens(store, actor, "approve", own.record, "approved")
    await worker(store).once()
    assert await told(store) == []


async def test_of_a_change_that_was_rolled_back_nobody_is_told(store: Store) -> None:
    own = await office(store)
    actor = await actor_of(store, "系统管理员")

    async def undone() -> None:
        async with unit_of_work(store, CODE, actor, right=None) as unit:
            unit.note("submit", "record", own.record)
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        await undone()
    await worker(store).once()
    assert await told(store) == []


async def test_an_answer_is_told_to_who_wrote(store: Store) -> None:
    own = await office(store)
    number = await feedback(store, own)
    await answer(store, number)
    await worker(store).once()
    assert await told(store) == [(MEMBER, "answered", "feedback", number)]


async def test_another_committee_is_not_told(store: Store) -> None:
    own = await office(store)
    await office(store, OTHER)
    await happens(store, await actor_of(store, "系统管理员"), "submit", own.record, "submitted")
    await worker(store).once()
    async with store.reading() as connection:
        own_id = select(Committee.id).where(Committee.code == CODE).scalar_subquery()
        other = select(Notice.id).where(Notice.committee_id != own_id)
        assert (await connection.scalars(other)).all() == []
    assert len(await told(store)) == len(REVIEWERS)


async def test_a_line_with_a_small_id_that_is_committed_late_is_told(store: Store) -> None:
    # PostgreSQL gives ids before the commit: a line may come behind one whose id is larger.
    own = await office(store)
    await worker(store).once()
    async with store.writing() as connection:
        await connection.execute(update(Record).where(Record.id == own.record).values(state="submitted"))
        raised = update(Committee).values(revision=Committee.revision + 1).returning(Committee.revision)
        late = {
            "id": -1,
            "committee_id": 1,
            "revision": (await connection.execute(raised)).scalar_one(),
            "at": datetime(2026, 3, 1, tzinfo=UTC),
            "actor": "system",
            "channel": "system",
            "action": "submit",
            "entity": "record",
            "entity_id": own.record,
        }
        await connection.execute(insert(Change).values(**late))
    await worker(store).once()
    assert await told(store) == [(name, "submitted", "record", own.record) for name in REVIEWERS]


async def test_two_who_look_at_once_tell_it_once(store: Store, address: str) -> None:
    own = await office(store)
    await happens(store, await actor_of(store, "系统管理员"), "submit", own.record, "submitted")
    beside = Store.open(address)

    async def look(at: Store) -> int:
        async with at.writing() as connection:
            return await looked(connection, 1)

    # The feed's row is there: without it the second would find it made, and be tried again.
    await worker(store).once()
    await happens(store, await actor_of(store, "系统管理员"), "return", own.record, "returned")
    await happens(store, await actor_of(store, "系统管理员"), "submit", own.record, "submitted")
    made = await asyncio.gather(look(store), look(beside))
    await beside.close()
    assert sorted(made) == [0, 2]


async def test_a_password_is_told_a_week_before_its_end_and_after_it(store: Store) -> None:
    # dengbao: 90 days. 84 days after it was set 6 are left; 91 days after, none.
    await office(store)
    member, reader = await account_of(store, "委员"), await account_of(store, "结果查阅")
    await worker(store).once()
    assert await told(store) == []
    await age(store, timedelta(days=82), Account.password_set_at)
    async with store.writing() as connection:
        for account_id, days in ((member, 2), (reader, 9)):
            row = update(Account).where(Account.id == account_id)
            set_at = (
                await connection.execute(select(Account.password_set_at).where(Account.id == account_id))
            ).scalar_one()
            assert set_at is not None
            await connection.execute(row.values(password_set_at=set_at - timedelta(days=days)))
        await connection.execute(update(NoticeFeed).values(day=None))
    await worker(store).once()
    assert await told(store) == [
        ("结果查阅甲", "overdue", "account", reader),
        (MEMBER, "due", "account", member),
    ]


async def test_a_committee_whose_day_is_done_and_in_which_nothing_is_told_is_left_alone(store: Store) -> None:
    await office(store)
    await worker(store).once()
    async with unit_of_work(store, CODE, await actor_of(store, "系统管理员"), right=None) as unit:
        unit.note("sign in", "account", 1)
    async with store.reading() as connection:
        assert await behind(connection) == []
        columns = "SELECT count(*) FROM notices"
        assert (await connection.execute(text(columns))).scalar_one() == 0


def test_everything_that_is_told_has_words_and_somebody_who_is_told() -> None:
    assert {about for told_of in LINES.values() for about in told_of} <= WHO.keys()
    assert {tuple(one) for one in (*WHO, *BATCHES.values())} == known()


def test_words_count_and_name_nobody() -> None:
    about = [("submitted", "record")] * 2 + [("answered", "feedback")]
    assert text_of(about) == "有 2 条记录待审核\n有 1 条意见有了答复"
    assert said("due", "account") == "登录密码快到期了，请到期以前换一个"
