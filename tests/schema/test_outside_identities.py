"""Outside identities over GraphQL: one's own are listed, linked and unlinked; of others nothing is learnt."""

from __future__ import annotations

import pytest

from models.store import Store
from resolvers.global_id import encode
from services.accounts.outside.identities import unlink
from services.accounts.outside.provider import Identity
from services.accounts.sessions import Sessions
from services.accounts.sign_in import Credentials, sign_in
from services.committee.committees import establish
from services.refusal import Code, Refusal
from tests.services.accounts.holder import (
    CODE,
    HERE,
    PASSWORD,
    Holder,
    codes,
    hashing,
    opened,
    settle,
)
from tests.services.accounts.outside.browser import browsing, leads_to, state_of

pytestmark = pytest.mark.anyio
ME = "{ me { outsideIdentities { id provider title linkedAt usedAt } } }"
LINK = """
mutation ($provider: String!) { linkOutsideIdentity(provider: $provider) { address errors { code field } } }
"""
UNLINK = "mutation ($id: ID!) { unlinkOutsideIdentity(id: $id) { errors { code field } } }"


async def test_an_identity_is_linked_listed_and_unlinked(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with browsing(store) as browser:
        holder = Holder(browser.http)
        assert codes(await holder.change(LINK, provider="zhezhengding")) == ["SIGN_IN_REQUIRED"]
        await holder.sign_in()
        unknown = await holder.change(LINK, provider="weixin")
        assert unknown == {"address": None, "errors": [{"code": "NOT_FOUND", "field": "provider"}]}
        begun = await holder.change(LINK, provider="zhezhengding")
        assert (codes(begun), "luzhi-outside" in browser.http.cookies) == ([], True)
        assert (await holder.ask(ME))["data"]["me"]["outsideIdentities"] == []
        assert leads_to(await browser.back(state_of(begun["address"]), browser.code())) == "/sign-in"
        (own,) = (await holder.ask(ME))["data"]["me"]["outsideIdentities"]
        assert (own["provider"], own["title"], own["usedAt"]) == ("zhezhengding", "浙政钉", None)
        assert own["linkedAt"].startswith("20")
        assert own["id"] == encode("OutsideIdentity", 1)
        assert await holder.change(UNLINK, id=own["id"]) == {"errors": []}
        assert await holder.change(UNLINK, id=own["id"]) == {"errors": [{"code": "NOT_FOUND", "field": "id"}]}
        assert (await holder.ask(ME))["data"]["me"]["outsideIdentities"] == []


async def test_nobody_unlinks_what_is_anothers(store: Store) -> None:
    await settle(store)
    await opened(store)
    await opened(store, "李四", "13905800002")
    async with browsing(store) as browser:
        await browser.linked()
        other = Holder(browser.http, "13905800002")
        await other.sign_in()
        for id in (encode("OutsideIdentity", 1), encode("OutsideIdentity", 99), "x"):
            assert codes(await other.change(UNLINK, id=id)) == ["NOT_FOUND"]
        await browser.post("/sign-out")
        assert leads_to(await browser.come_in()) == "/"


async def test_the_service_itself_unlinks_only_what_is_ones_own(store: Store) -> None:
    await settle(store)
    await opened(store)
    await opened(store, "李四", "13905800002")
    async with browsing(store) as browser:
        await browser.linked()
    given = Credentials("13905800002", PASSWORD)
    token = (await sign_in(store, hashing(), CODE, given, HERE)).token
    other = await Sessions(store).find(token, "bearer", 0)
    assert other is not None
    with pytest.raises(Refusal) as refused:
        await unlink(store, other, 1)
    assert refused.value.code is Code.NOT_FOUND


async def test_a_session_from_elsewhere_links_nothing_but_may_unlink(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with browsing(store) as browser:
        await browser.linked()
        await browser.come_in()
        holder = Holder(browser.http)
        assert codes(await holder.change(LINK, provider="zhezhengding")) == ["FORBIDDEN"]
        assert codes(await holder.change(UNLINK, id=encode("OutsideIdentity", 1))) == []


async def test_an_identity_of_one_committee_is_nobody_in_another(store: Store) -> None:
    await settle(store)
    await opened(store)
    await establish(store, "ningbo", "宁波市政协")
    async with browsing(store) as browser:
        await browser.linked()
        assert (await browser.come_in(committee="ningbo")).status_code == 401
        assert leads_to(await browser.come_in(committee=CODE)) == "/"


def test_what_an_identity_is_elsewhere_is_not_shown() -> None:
    assert "1034873" not in repr(Identity("196729", "1034873"))
