"""The inbox over HTTP: what one was told, what of it was seen, and where one is told besides."""

from __future__ import annotations

from typing import Any

import pytest

from models.change import Change
from models.store import Store
from resolvers.global_id import encode
from tests.schema.test_own_view import error_codes
from tests.services.accounts.holder import Holder, codes, lines, served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows
from tests.services.notices.noticing import actor_of, happens, worker
from tests.services.notices.receivers import SECRET, SENDER

pytestmark = pytest.mark.anyio
Json = Any
NOTICES = """
query ($unseen: Boolean = false) { me {
  unseenNotices
  notices(first: 9, unseen: $unseen) {
    totalCount nodes { number kind text subject record subjectNumber day seenAt } }
} }
"""
SEEN = "mutation ($upTo: Int!) { markNoticesSeen(upTo: $upTo) { unseen errors { code field } } }"
SETTINGS = "{ me { noticeSettings { channel mail channels } } }"
CHOOSE = """
mutation ($channel: NoticeChannel!, $mail: String) {
  chooseNoticeChannel(channel: $channel, mail: $mail) {
    settings { channel mail } errors { code field message }
  }
}
"""
CHANNELS = {
    "mail_host": "mail.example",
    "mail_sender": SENDER,
    "webhook_url": "https://zx.example/notices",
    "webhook_secret": SECRET,
}


async def inbox(holder: Holder, **asked: Json) -> Json:
    answer = await holder.ask(NOTICES, **asked)
    assert "errors" not in answer, answer
    return answer["data"]["me"]


async def choices(store: Store) -> list[Any]:
    return [line for line in await lines(store, "choose") if line["entity"] == "notice choice"]


async def test_everybody_has_an_inbox_of_their_own(store: Store) -> None:
    own = await office(store)
    actor = await actor_of(store, "系统管理员")
    for _ in range(2):
        await happens(store, actor, "submit", own.record, "submitted")
        await worker(store).once()
    async with served(store) as http:
        staff, other = (
            Holder(http, token=own.tokens[role], headers={}) for role in ("办公室", "委员工作委员会")
        )
        found = await inbox(staff)
        assert (found["unseenNotices"], found["notices"]["totalCount"]) == (2, 2)
        newest, oldest = found["notices"]["nodes"]
        assert newest["number"] > oldest["number"]
        assert newest | {"number": 0, "day": ""} == {
            "number": 0,
            "kind": "SUBMITTED",
            "text": "有 1 条记录待审核",
            "record": encode("Record", own.record),
            "subject": "RECORD",
            "subjectNumber": None,
            "day": "",
            "seenAt": None,
        }
        done = await staff.change(SEEN, upTo=oldest["number"])
        assert done == {"unseen": 1, "errors": []}
        left = await inbox(staff, unseen=True)
        assert [one["number"] for one in left["notices"]["nodes"]] == [newest["number"]]
        # What somebody else was told is theirs.
        assert (await inbox(other))["unseenNotices"] == 2
        assert (await staff.change(SEEN, upTo=2**31 - 1))["unseen"] == 0
        assert (await inbox(other))["unseenNotices"] == 2


async def test_whoever_is_not_signed_in_has_none(store: Store) -> None:
    await office(store)
    async with served(store) as http:
        nobody = Holder(http, headers={})
        assert (await nobody.ask(NOTICES))["data"]["me"] is None
        assert codes(await nobody.change(SEEN, upTo=1)) == ["SIGN_IN_REQUIRED"]
        assert codes(await nobody.change(CHOOSE, channel="INBOX")) == ["SIGN_IN_REQUIRED"]


async def test_a_channel_is_chosen_and_its_address_is_in_no_line_of_the_trail(store: Store) -> None:
    own = await office(store)
    async with served(store, **CHANNELS) as http:
        staff = Holder(http, token=own.tokens["办公室"], headers={})
        before = (await staff.ask(SETTINGS))["data"]["me"]["noticeSettings"]
        assert before == {"channel": "INBOX", "mail": None, "channels": ["INBOX", "MAIL", "WEBHOOK"]}
        chosen = await staff.change(CHOOSE, channel="MAIL", mail="wang@zx.example")
        assert chosen == {"settings": {"channel": "MAIL", "mail": "w***@zx.example"}, "errors": []}
        data = await staff.ask("{ me { data { account { name value } } } }")
        assert {"name": "提醒邮箱", "value": "wang@zx.example"} in data["data"]["me"]["data"]["account"]
        (line,) = await choices(store)
        assert (line["entity"], line["before"], line["after"]) == (
            "notice choice",
            {"channel": "inbox"},
            {"channel": "mail", "mail": "changed"},
        )
        # The same again changes nothing.
        await staff.change(CHOOSE, channel="MAIL", mail="wang@zx.example")
        assert len(await choices(store)) == 1
        back = await staff.change(CHOOSE, channel="INBOX")
        assert back["settings"] == {"channel": "INBOX", "mail": None}
    assert "wang" not in repr(await rows(store, Change))


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"channel": "ZHEZHENGDING"}, "channel"),
        ({"channel": "MAIL"}, "mail"),
        ({"channel": "INBOX", "mail": "wang@zx.example"}, "mail"),
        ({"channel": "MAIL", "mail": "wang"}, "mail"),
        ({"channel": "MAIL", "mail": "wang@zx.example\nBcc: all@zx.example"}, "mail"),
        ({"channel": "MAIL", "mail": f"{'w' * 65}@zx.example"}, "mail"),
    ],
)
async def test_what_cannot_be_chosen_is_said_with_its_field(store: Store, asked: Json, field: str) -> None:
    own = await office(store)
    async with served(store, **CHANNELS) as http:
        staff = Holder(http, token=own.tokens["办公室"], headers={})
        done = await staff.change(CHOOSE, **asked)
        assert [(one["code"], one["field"]) for one in done["errors"]] == [("BAD_USER_INPUT", field)]
        assert error_codes(await staff.ask(SETTINGS)) == []
    assert await choices(store) == []
