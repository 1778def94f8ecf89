"""The office's mapping over HTTP: put under its version, read with its trail, refused with its line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from models.store import Store
from server import create_app
from settings import Settings
from tests.http_client import client
from tests.schema.test_mutation import Secretary
from tests.services.committee_of_ten import settle

pytestmark = pytest.mark.anyio

Json = Any
MAPPING = '列:\n  到会否: 状态\n记号:\n  "◎": 出席\n'
PUT = """
mutation ($text: String!, $version: Int!, $reason: String) {
  putMapping(committee: "zhoushan", text: $text, version: $version, reason: $reason) {
    mapping { version text } errors { code message field }
  }
}
"""
READ = """
{ committee(code: "zhoushan") {
  mapping { version text } mappingChanges { version actor reason text }
} }
"""


@pytest.fixture
async def secretary(store: Store) -> AsyncIterator[Secretary]:
    members = await settle(store)
    async with client(create_app(Settings(), store)) as http:
        yield Secretary(http, store, members)


async def test_a_mapping_is_put_and_read_with_its_trail(secretary: Secretary) -> None:
    bare = await secretary.ask(READ)
    assert bare["data"]["committee"] == {"mapping": {"version": 0, "text": ""}, "mappingChanges": []}
    done = await secretary.change(PUT, text=MAPPING, version=0, reason="照三月的表")
    assert done == {"mapping": {"version": 1, "text": MAPPING}, "errors": []}
    more = MAPPING + "缺省:\n  立案: 没有\n"
    assert (await secretary.change(PUT, text=more, version=1))["mapping"]["version"] == 2
    found = (await secretary.ask(READ))["data"]["committee"]
    assert found["mapping"] == {"version": 2, "text": more}
    assert found["mappingChanges"] == [
        {"version": 2, "actor": "王秘书", "reason": None, "text": more},
        {"version": 1, "actor": "王秘书", "reason": "照三月的表", "text": MAPPING},
    ]


async def test_what_cannot_be_put_says_why_and_changes_nothing(secretary: Secretary) -> None:
    await secretary.change(PUT, text=MAPPING, version=0)

    async def refused(text: str, version: int, actor: str | None = "王秘书") -> Json:
        payload = await secretary.change(PUT, actor, text=text, version=version)
        assert payload["mapping"] is None
        return [(one["code"], one["field"], one["message"]) for one in payload["errors"]]

    ((code, field, message),) = await refused("", 0)
    assert (code, field, "第 1 版" in message) == ("CONFLICT", "version", True)
    ((code, field, message),) = await refused("列:\n  到会否: 状态\n记好:\n  一: 二\n", 1)
    assert (code, field, ":3:1: 没有“记好”这一类" in message) == ("BAD_USER_INPUT", "text", True)
    ((code, field, _),) = await refused("姓名:\n  张三: 张三（W1）\n", 1)
    assert (code, field) == ("BAD_USER_INPUT", "text")
    ((code, field, _),) = await refused(MAPPING, 1, actor=None)
    assert (code, field) == ("SIGN_IN_REQUIRED", None)
    found = (await secretary.ask(READ))["data"]["committee"]
    assert found["mapping"] == {"version": 1, "text": MAPPING}
