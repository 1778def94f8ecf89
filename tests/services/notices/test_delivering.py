"""Notices outside: each channel against a receiver on loopback, once, after a kill and by two at once."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from email.header import decode_header
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from models.account import Account
from models.clock import Now
from models.notice import Delivery
from models.outside import OutsideIdentity
from models.store import Store
from providers import outside_of
from services.accounts.grants import given, revoke
from services.accounts.sealing import SUBJECT, subject_index
from services.accounts.sessions import Sessions
from services.jobs.worker import Worker
from services.notices.channel import Channels
from services.notices.channels.mail import Mail, Server
from services.notices.channels.webhook import Webhook
from services.notices.delivering import undelivered
from services.notices.inbox import mark_seen
from services.notices.looking import behind
from settings import Settings, SettingsRefused
from tests.process import Process
from tests.services.accounts.holder import CODE
from tests.services.accounts.office import FIRST, Office, office
from tests.services.accounts.outside import zhezhengding_stub
from tests.services.notices.delivering_process import STALLED
from tests.services.notices.noticing import account_of, actor_of, chooses, happens, outbox, told, worker
from tests.services.notices.receivers import SECRET, SENDER, hook, post_office
from workers import channels_of

pytestmark = pytest.mark.anyio
SECONDS = 30.0
MAIL = "wang@zx.example"


async def submitted(store: Store, own: Office) -> None:
    await happens(store, await actor_of(store, "系统管理员"), "submit", own.record, "submitted")


async def now_due(store: Store) -> None:
    """As if the time until the next attempt, or of whoever died while sending, were over."""
    async with store.writing() as connection:
        await connection.execute(update(Delivery).where(Delivery.ended_at.is_(None)).values(due_at=Now()))


async def test_a_webhook_is_told_once_signed_and_without_a_name(store: Store) -> None:
    own = await office(store)
    staff = await account_of(store, "办公室")
    await chooses(store, staff, "webhook")
    await submitted(store, own)
    async with hook() as received:
        channels = {"webhook": Webhook(received.url, SECRET)}
        for _ in range(2):
            await worker(store, channels).once()
    (delivery,) = await outbox(store)
    assert (delivery.state, delivery.attempts) == ("sent", 1)
    assert received.got == [
        {
            "id": delivery.outside_id,
            "committee": CODE,
            "account": staff,
            "text": "有 1 条记录待审核",
            "counts": [{"kind": "submitted", "entity": "record", "count": 1}],
        }
    ]
    # The other who may review it has it in the inbox alone.
    assert len(await told(store)) == 2


async def test_what_fails_is_tried_again_under_the_same_id_and_what_is_refused_is_not(store: Store) -> None:
    own = await office(store)
    await chooses(store, await account_of(store, "办公室"), "webhook")
    await submitted(store, own)
    async with hook() as received:
        running = worker(store, {"webhook": Webhook(received.url, SECRET)})
        received.answers = [503, 429, 400]
        for state in ("waiting", "waiting", "failed", "failed"):
            await running.once()
            assert (await outbox(store))[0].state == state
            await now_due(store)
    assert len(received.got) == 3
    assert len({one["id"] for one in received.got}) == 1


async def test_a_receiver_that_is_away_is_tried_eight_times_and_no_more(store: Store) -> None:
    own = await office(store)
    await chooses(store, await account_of(store, "办公室"), "webhook")
    await submitted(store, own)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    running = worker(store, {"webhook": Webhook(nobody, SECRET)})
    for _ in range(10):
        await running.once()
        await now_due(store)
    assert [(one.state, one.attempts) for one in await outbox(store)] == [("failed", 8)]


async def test_mail_says_how_many_and_not_whose(store: Store) -> None:
    own = await office(store)
    staff = await account_of(store, "办公室")
    await chooses(store, staff, "mail", MAIL)
    await submitted(store, own)
    async with post_office() as office_of_post:
        server = Server(
            host="127.0.0.1",
            port=office_of_post.port,
            security="none",
            sender=SENDER,
            public_url="https://luzhi.example",
        )
        for _ in range(2):
            await worker(store, {"mail": Mail(server)}).once()
    ((to, letter),) = office_of_post.letters
    (delivery,) = await outbox(store)
    assert (to, delivery.state) == ([MAIL], "sent")
    assert letter["Message-ID"] == f"<{delivery.outside_id}@zx.example>"
    ((subject, charset),) = decode_header(letter["Subject"])
    assert isinstance(subject, bytes)
    assert subject.decode(charset or "ascii") == "履职提醒"
    payload = letter.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().splitlines() == ["有 1 条记录待审核", "https://luzhi.example"]


async def test_an_address_that_is_refused_for_good_is_not_tried_again(store: Store) -> None:
    own = await office(store)
    await chooses(store, await account_of(store, "办公室"), "mail", MAIL)
    await submitted(store, own)
    async with post_office() as office_of_post:
        server = Server(host="127.0.0.1", port=office_of_post.port, security="none", sender=SENDER)
        office_of_post.refused[MAIL] = "450 later"
        await worker(store, {"mail": Mail(server)}).once()
        assert (await outbox(store))[0].state == "waiting"
        office_of_post.refused[MAIL] = "550 nobody"
        await now_due(store)
        await worker(store, {"mail": Mail(server)}).once()
    assert (await outbox(store))[0].state == "failed"


async def linked(store: Store, account_id: int, subject: str) -> None:
    """An account has linked its identity at 浙政钉."""
    async with store.writing() as connection:
        asked = select(Account.committee_id, Account.key).where(Account.id == account_id)
        committee_id, key = (await connection.execute(asked)).one()
        assert key is not None
        added = insert(OutsideIdentity).values(
            committee_id=committee_id,
            account_id=account_id,
            provider="zhezhengding",
            realm="196729",
            subject=store.vault.key(key).seal(SUBJECT, subject),
            subject_index=subject_index(store.vault, "zhezhengding", "196729", subject),
            linked_at=Now(),
        )
        await connection.execute(added)


async def test_a_work_notice_of_zhezhengding_goes_to_who_linked_it_under_the_id_of_the_outbox(
    store: Store,
) -> None:
    own = await office(store)
    staff, head = await account_of(store, "办公室"), await account_of(store, "委员工作委员会")
    await linked(store, staff, "1034873")
    for account_id in (staff, head):
        await chooses(store, account_id, "zhezhengding")
    await submitted(store, own)
    async with zhezhengding_stub.running() as stub:
        settings = Settings(**stub.settings())
        outside = outside_of(settings)
        channels = channels_of(settings, outside)
        for _ in range(2):
            await worker(store, channels.channels).once()
        await outside.close()
    assert stub.refused == []
    unlinked, sent = sorted(await outbox(store), key=lambda one: one.state)
    # Who has not linked theirs cannot be reached there.
    assert (unlinked.state, sent.state) == ("failed", "sent")
    assert stub.notices == [
        {
            "receiverIds": "1034873",
            "tenantId": "196729",
            "msg": {"msgtype": "text", "text": {"content": "履职提醒：有 1 条记录待审核"}},
            "bizMsgId": sent.outside_id,
        }
    ]


async def test_after_a_kill_between_sending_and_marking_it_is_sent_again_under_the_same_id(
    store: Store, address: str, spawn: Callable[..., Process]
) -> None:
    own = await office(store)
    await chooses(store, await account_of(store, "办公室"), "webhook")
    await submitted(store, own)
    asked, holding = asyncio.Queue[bytes](), asyncio.Event()

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # It has taken the message, and dies before it can say so.
        asked.put_nowait(await reader.readuntil(b"}]}"))
        await holding.wait()
        writer.close()

    receiver = await asyncio.start_server(hold, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{receiver.sockets[0].getsockname()[1]}/"
    process = spawn("-m", "tests.services.notices.delivering_process", address, url, SECRET)
    first = await asyncio.wait_for(asked.get(), SECONDS)
    process.kill()
    holding.set()
    receiver.close()
    (claimed,) = await outbox(store)
    assert claimed.state == "sending"
    async with hook() as received:
        channels = {"webhook": Webhook(received.url, SECRET)}
        # Until its time is over nobody else begins with it.
        await worker(store, channels).once()
        assert received.got == []
        await now_due(store)
        await again(store, channels)
    assert [one["id"] for one in received.got] == [claimed.outside_id]
    assert claimed.outside_id.encode() in first
    assert (await outbox(store))[0].state == "sent"
    assert len(await told(store)) == 2


async def again(store: Store, channels: dict[str, Any]) -> None:
    """Works until nothing is left to send: the dead worker's job is first found to be dead."""
    ends = time.monotonic() + SECONDS
    while (await outbox(store))[0].state != "sent":
        assert time.monotonic() < ends
        await Worker(store, [behind, undelivered], {Channels: Channels(channels)}, stalled=STALLED).once()
        await asyncio.sleep(0.05)


async def test_two_workers_at_once_send_each_message_once(store: Store, address: str) -> None:
    own = await office(store)
    for role in ("办公室", "委员工作委员会"):
        await chooses(store, await account_of(store, role), "webhook")
    await submitted(store, own)
    beside = Store.open(address)
    async with hook() as received:
        channels = {"webhook": Webhook(received.url, SECRET)}
        await asyncio.gather(worker(store, channels).once(), worker(beside, channels).once())
        await worker(store, channels).once()
    await beside.close()
    assert len(received.got) == len({one["id"] for one in received.got}) == 2
    assert [one.state for one in await outbox(store)] == ["sent"] * 2


async def test_whose_right_was_withdrawn_meanwhile_is_not_told(store: Store) -> None:
    own = await office(store)
    staff = await account_of(store, "办公室")
    await chooses(store, staff, "webhook")
    await submitted(store, own)
    async with hook() as received:
        received.answers = [503]
        running = worker(store, {"webhook": Webhook(received.url, SECRET)})
        await running.once()
        async with store.reading() as connection:
            held = [one for one in await given(connection, 1) if one.grant.account_id == staff]
        await revoke(store, CODE, FIRST, held[0].grant.id)
        await now_due(store)
        await running.once()
    assert len(received.got) == 1
    assert [one.state for one in await outbox(store)] == ["dropped"]


async def test_what_was_seen_in_the_meantime_is_not_sent(store: Store) -> None:
    own = await office(store)
    await chooses(store, await account_of(store, "办公室"), "webhook")
    await submitted(store, own)
    async with hook() as received:
        received.answers = [503]
        running = worker(store, {"webhook": Webhook(received.url, SECRET)})
        await running.once()
        session = await Sessions(store).find(own.tokens["办公室"], "bearer", None)
        assert session is not None
        assert await mark_seen(store, session, 2**31 - 1) == 0
        await now_due(store)
        await running.once()
    assert [one.state for one in await outbox(store)] == ["dropped"]


async def test_a_channel_that_is_no_longer_set_up_fails(store: Store) -> None:
    own = await office(store)
    await chooses(store, await account_of(store, "办公室"), "webhook")
    await submitted(store, own)
    await worker(store).once()
    assert [one.state for one in await outbox(store)] == ["failed"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"mail_host": "mail.example"}, "LUZHI_MAIL_HOST、LUZHI_MAIL_SENDER：两个都写，或者都不写"),
        ({"mail_host": "mail.example", "mail_sender": "a"}, "LUZHI_MAIL_SENDER：写一个邮箱"),
        (
            {"mail_host": "mail.example", "mail_sender": SENDER, "mail_security": "none"},
            "LUZHI_MAIL_SECURITY：none 只用于本机的邮件服务器",
        ),
        (
            {"mail_host": "mail.example", "mail_sender": SENDER, "mail_user": "a"},
            "LUZHI_MAIL_USER、LUZHI_MAIL_PASSWORD：两个都写，或者都不写",
        ),
        (
            {"webhook_url": "https://zx.example/a"},
            "LUZHI_WEBHOOK_URL、LUZHI_WEBHOOK_SECRET：两个都写，或者都不写",
        ),
        (
            {"webhook_url": "http://zx.example/a", "webhook_secret": SECRET},
            "LUZHI_WEBHOOK_URL：写 https:// 开头的地址，不带 ? 和 #（在本机可以是 http://）",
        ),
        (
            {"webhook_url": "https://zx.example/a", "webhook_secret": "short"},
            "LUZHI_WEBHOOK_SECRET：至少 20 个字符，用随机的",
        ),
    ],
)
def test_settings_of_channels_are_whole_and_safe(given: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        Settings(**given)
    assert str(refused.value) == said


def test_channels_are_those_of_the_settings() -> None:
    settings = Settings(
        mail_host="mail.example",
        mail_sender=SENDER,
        webhook_url="https://zx.example/notices",
        webhook_secret=SECRET,
    )
    assert channels_of(settings, outside_of(settings)).names == ("inbox", "mail", "webhook")
    assert "secret" not in repr(settings)
