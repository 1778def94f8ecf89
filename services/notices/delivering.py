"""Delivering: messages are claimed, sent, and marked, each in a transaction of its own or in none.

After a kill between sending and marking a message is sent again under the same id (docs/notices.md says what
that means for each channel). Who may no longer have what a message tells of is not told.
"""

import logging
import secrets
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.clock import Now, now
from models.committee import Committee
from models.notice import Delivery, Notice, NoticeChoice
from models.outside import OutsideIdentity
from models.personal import Vault
from models.store import Store
from services.accounts.sealing import NOTICE_MAIL, SUBJECT, opened
from services.jobs.task import Task, Work, pause, task
from services.notices.about import About
from services.notices.channel import MAIL, WORK_NOTICE, Channels, Message, NotSent
from services.notices.of_batches import SINGLE
from services.notices.told import WHO, rows_of
from services.notices.words import text
from services.rights.held import held_by_all

log = logging.getLogger("luzhi.notices")
log.addHandler(logging.NullHandler())
# Messages that are claimed together; how long nobody else begins with them; how often one is tried.
TOGETHER, LEASE, MOST_ATTEMPTS = 10, timedelta(minutes=5), 8
OPEN = ("waiting", "sending")
# Put together once: it is asked after every commit.
_UNDELIVERED = (
    select(Delivery.committee_id)
    .where(Delivery.state.in_(OPEN), Delivery.due_at <= bindparam("moment"))
    .distinct()
    .order_by(Delivery.committee_id)
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is this worker's for a while."""

    id: int
    channel: str
    attempts: int
    message: Message


@task("notices.deliver")
async def deliver(work: Work) -> None:
    """Sends what waits of a committee and is due."""
    channels, holder = work.given(Channels), secrets.token_hex(16)
    while claimed := await claim(work.store, work.committee_id, holder):
        for one in claimed:
            await _mark(work.store, one, holder, await sent(channels, one))


async def undelivered(connection: AsyncConnection) -> Sequence[tuple[Task, int]]:
    """The committees with messages that are due, or whose sender died."""
    due = await connection.scalars(_UNDELIVERED, {"moment": await now(connection)})
    return [(deliver, committee_id) for committee_id in due]


async def claim(store: Store, committee_id: int, holder: str) -> list[Claimed]:
    """Some messages that are due, for one worker; what is left of none is dropped, and more are looked at."""
    while True:
        async with store.writing() as connection:
            moment = await now(connection)
            due = Delivery.state.in_(OPEN) & (Delivery.due_at <= moment)
            columns = select(
                Delivery.id, Delivery.account_id, Delivery.channel, Delivery.outside_id, Delivery.attempts
            )
            own = columns.where(Delivery.committee_id == committee_id, due).order_by(Delivery.id)
            rows = (await connection.execute(own.limit(TOGETHER).with_for_update(skip_locked=True))).all()
            if not rows:
                return []
            found = await _messages(connection, store.vault, committee_id, rows)
            for row in rows:
                changed = update(Delivery).where(Delivery.id == row.id)
                if row.id in found:
                    taken = {"state": "sending", "holder": holder, "attempts": row.attempts + 1}
                    await connection.execute(changed.values(**taken, due_at=moment + LEASE))
                else:
                    await connection.execute(changed.values(state="dropped", ended_at=Now()))
        if found:
            return [*found.values()]


async def sent(channels: Channels, one: Claimed) -> NotSent | None:
    """Sends a message; why it was not sent."""
    channel = channels.channels.get(one.channel)
    try:
        if channel is None:
            raise NotSent("channel is not set up", final=True)
        await channel.send(one.message)
    except NotSent as failed:
        log.warning("notice not sent by %s: %s", one.channel, failed.why)
        return failed
    return None


async def _mark(store: Store, one: Claimed, holder: str, failed: NotSent | None) -> None:
    """Writes down what became of it, unless another has taken it over."""
    async with store.writing() as connection:
        values: dict[str, Any] = {"state": "sent", "ended_at": Now()}
        if failed is not None and (failed.final or one.attempts >= MOST_ATTEMPTS):
            values = {"state": "failed", "ended_at": Now()}
        elif failed is not None:
            values = {"state": "waiting", "due_at": await now(connection) + pause(one.attempts)}
        own = (Delivery.id == one.id) & (Delivery.holder == holder) & (Delivery.state == "sending")
        await connection.execute(update(Delivery).where(own).values(values))


async def _messages(
    connection: AsyncConnection, vault: Vault, committee_id: int, rows: Sequence[Any]
) -> dict[int, Claimed]:
    """By delivery, what it is to say to whoever may still know it; none where nothing is left."""
    left = await _left(connection, committee_id, [row.id for row in rows])
    code = (await connection.execute(select(Committee.code).where(Committee.id == committee_id))).scalar_one()
    addresses = await _addresses(connection, vault, [row.account_id for row in rows])
    found = {}
    for row in rows:
        if counts := left.get(row.id):
            message = Message(
                outside_id=row.outside_id,
                committee=code,
                account_id=row.account_id,
                text=text(counts.elements()),
                counts=counts,
                to=addresses.get((row.account_id, row.channel)),
            )
            found[row.id] = Claimed(row.id, row.channel, row.attempts + 1, message)
    return found


async def _left(
    connection: AsyncConnection, committee_id: int, deliveries: Sequence[int]
) -> dict[int, Counter[About]]:
    """By delivery, of how much its account was told, has not seen it and may still know, by what it is."""
    people = await held_by_all(connection, committee_id)
    columns = select(Notice.delivery_id, Notice.account_id, Notice.kind, Notice.entity, Notice.entity_id)
    unseen = columns.where(Notice.delivery_id.in_(deliveries), Notice.seen_at.is_(None))
    notices = (await connection.execute(unseen)).all()
    ids: dict[About, set[int]] = defaultdict(set)
    for one in notices:
        ids[About(one.kind, one.entity)].add(one.entity_id)
    of = {about: await rows_of(connection, committee_id, about, some) for about, some in ids.items()}
    rows: dict[About, set[int]] = defaultdict(set)
    for about, found in of.items():
        rows[SINGLE.get(about, about)].update(*found.values())
    told = {about: await WHO[about](connection, committee_id, people, some) for about, some in rows.items()}
    # A row of which an account was told twice, by itself and in a batch, is one.
    left: dict[int, set[tuple[About, int]]] = defaultdict(set)
    for one in notices:
        about = About(one.kind, one.entity)
        single = SINGLE.get(about, about)
        for row_id in of[about].get(one.entity_id, ()):
            if one.account_id in told[single].get(row_id, ()):
                left[one.delivery_id].add((single, row_id))
    return {delivery: Counter(about for about, _ in some) for delivery, some in left.items()}


async def _addresses(
    connection: AsyncConnection, vault: Vault, accounts: Sequence[int]
) -> dict[tuple[int, str], str]:
    """Where accounts are reached, by account and channel."""
    mails = select(Account.id, Account.key, NoticeChoice.mail).join(
        NoticeChoice, NoticeChoice.account_id == Account.id
    )
    subjects = select(Account.id, Account.key, OutsideIdentity.subject).join(
        OutsideIdentity, OutsideIdentity.account_id == Account.id
    )
    of_zhezhengding = subjects.where(OutsideIdentity.provider == WORK_NOTICE)
    found = {}
    for channel, field, asked in ((MAIL, NOTICE_MAIL, mails), (WORK_NOTICE, SUBJECT, of_zhezhengding)):
        for account_id, key, value in (await connection.execute(asked.where(Account.id.in_(accounts)))).all():
            if (address := opened(vault, key, field, value)) is not None:
                found[account_id, channel] = address
    return found
