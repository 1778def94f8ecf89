"""A browser that goes to a provider and comes back, and sends of its cookies what a browser would."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from models.store import Store
from tests.services.accounts.holder import CODE, ORIGIN, PASSWORD, PHONE, Holder, served
from tests.services.accounts.outside.zhezhengding_stub import PERSON, Stub, running

OWN, FORM = {"Origin": ORIGIN}, {"Content-Type": "application/x-www-form-urlencoded"}
AT = "/sign-in/outside/zhezhengding"
REFRESH = re.compile(r'<meta http-equiv="refresh" content="0;url=([^"]*)">')


def leads_to(response: httpx.Response) -> str:
    """Where a page leads at once; the link in it leads to the same place."""
    (address,) = REFRESH.findall(response.text)
    assert f'<a href="{address}" rel="noreferrer">' in response.text
    return unescape(address)


def state_of(address: str) -> str:
    """The state in the address of the provider."""
    (state,) = parse_qs(urlsplit(address).query)["state"]
    return state


def said(response: httpx.Response) -> str:
    """What a page says was refused."""
    (found,) = re.findall(r'role="alert">([^<]*)<', response.text)
    return unescape(found)


@dataclass
class Browser:
    """Someone at a browser, whom the provider knows as `person`."""

    http: httpx.AsyncClient
    stub: Stub
    phone: str = PHONE
    made: int = 0

    async def post(self, path: str, **fields: str) -> httpx.Response:
        """What comes of a form of ours."""
        # A form without fields is one as well.
        return await self.http.post(path, content=urlencode(fields), headers=OWN | FORM)

    async def sign_in(self, password: str = PASSWORD) -> None:
        """Signs in with a password."""
        done = await self.post("/sign-in", committee=CODE, userName=self.phone, password=password)
        assert (done.status_code, done.headers["location"]) == (303, "/")

    async def begin(self, committee: str = CODE) -> str:
        """The state of a sign-in that was begun."""
        return state_of(leads_to(await self.post(f"{AT}/begin", committee=committee)))

    def code(self, person: dict[str, Any] | None = None) -> str:
        """A new code of the provider for somebody."""
        self.made += 1
        code = f"code-{self.made}"
        self.stub.people[code] = person or PERSON
        return code

    async def back(self, state: str, code: str, kept: str | None = None, **more: str) -> httpx.Response:
        """What comes of being sent back by the provider's page: of our cookies only the lax one is sent."""
        browser = self.http.cookies.get("luzhi-outside", "") if kept is None else kept
        given = {"code": code, "state": state} | more
        return await self.http.get(
            f"{AT}/complete", params=given, headers={"Cookie": f"luzhi-outside={browser}"}
        )

    async def come_in(self, person: dict[str, Any] | None = None, committee: str = CODE) -> httpx.Response:
        """What comes of a sign-in from beginning to end."""
        return await self.back(await self.begin(committee), self.code(person))

    async def link(self, person: dict[str, Any] | None = None) -> httpx.Response:
        """What comes of linking, for someone who is signed in."""
        state = state_of(leads_to(await self.post(f"{AT}/link")))
        return await self.back(state, self.code(person))

    async def linked(self) -> None:
        """Signs in with the password, links, and signs out."""
        await self.sign_in()
        assert leads_to(await self.link()) == "/sign-in"
        await self.post("/sign-out")

    async def me(self) -> Any:
        """The own account."""
        holder = Holder(self.http)
        return (await holder.ask("{ me { realName sessions { current provider } } }"))["data"]["me"]


@asynccontextmanager
async def browsing(store: Store, host: str = "127.0.0.1", **settings: Any) -> AsyncIterator[Browser]:
    """A browser at a server over the store, beside a provider."""
    async with running() as stub, served(store, host, **stub.settings(**settings)) as http:
        yield Browser(http, stub)
