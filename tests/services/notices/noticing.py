"""An office in which something happens that people are told; what they were told; who may be told outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update

from models.account import NAME, Account
from models.notice import Delivery, Notice, NoticeChoice
from models.record import Record
from models.store import Store
from services.accounts.sealing import NOTICE_MAIL
from services.actor import Actor
from services.jobs.worker import Worker
from services.notices.channel import Channel, Channels
from services.unit_of_work import unit_of_work
from services.uploads.keeping import Keeping
from tests.services.accounts.holder import CODE
from tests.services.accounts.office import MEMBER
from workers import worker_of


def worker(store: Store, channels: Mapping[str, Channel] | None = None) -> Worker:
    """The worker of a server with these channels."""
    return worker_of(store, Channels(channels or {}), Keeping())


async def account_of(store: Store, role: str, code: str = CODE) -> int:
    """The account of whoever has a role in the office."""
    name = MEMBER if role == "委员" else f"{role}甲"
    columns = select(Account.id).where(NAME.in_([name])).order_by(Account.id)
    async with store.reading() as connection:
        return (await connection.scalars(columns)).all()[0 if code == CODE else 1]


async def actor_of(store: Store, role: str) -> Actor:
    """Whoever has a role, signed in."""
    return Actor(f"{role}甲", "web", account=await account_of(store, role))


async def happens(store: Store, actor: Actor, action: str, record: int, state: str) -> None:
    """A step of the review, as its workflow leaves it: the record's state, and a line in the trail."""
    async with unit_of_work(store, CODE, actor, right=None) as unit:
        await unit.connection.execute(update(Record).where(Record.id == record).values(state=state))
        unit.note(action, "record", record, after={"state": state})


async def told(store: Store) -> list[tuple[str, str, str, int]]:
    """Who was told what: by name, kind, entity and row, in the order of names."""
    columns = select(NAME, Notice.kind, Notice.entity, Notice.entity_id).join(
        Account, Account.id == Notice.account_id
    )
    async with store.reading() as connection:
        found = [(name, kind, entity, row) for name, kind, entity, row in await connection.execute(columns)]
    return sorted(found)


async def outbox(store: Store) -> list[Any]:
    """Every delivery, in the order in which they were made."""
    columns = select(Delivery.id, Delivery.channel, Delivery.state, Delivery.attempts, Delivery.outside_id)
    async with store.reading() as connection:
        return [*(await connection.execute(columns.order_by(Delivery.id))).all()]


async def chooses(store: Store, account_id: int, channel: str, mail: str | None = None) -> None:
    """Somebody has chosen a channel."""
    async with store.writing() as connection:
        asked = select(Account.committee_id, Account.key).where(Account.id == account_id)
        committee_id, key = (await connection.execute(asked)).one()
        sealed = None if mail is None or key is None else store.vault.key(key).seal(NOTICE_MAIL, mail)
        added = insert(NoticeChoice).values(
            committee_id=committee_id, account_id=account_id, channel=channel, mail=sealed
        )
        await connection.execute(added)
