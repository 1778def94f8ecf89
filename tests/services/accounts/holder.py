"""A committee with accounts, and someone who signs in to it over HTTP, with cookies or a token."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import httpx
from pyotp import TOTP
from sqlalchemy import insert, select, update

from models.account import Account, Session
from models.change import Change
from models.clock import now
from models.committee import Committee
from models.grant import Grant
from models.store import Store
from server import create_app
from services.accounts.account import Registration, register
from services.accounts.chosen import choose
from services.accounts.hashing import Hashing
from services.accounts.second_factor import SECONDS
from services.accounts.sessions import Visit
from services.accounts.sign_in import Credentials, set_password
from services.actor import Actor
from services.committee.committees import establish
from settings import Settings
from tests.http_client import client

Json = Any
CODE = "zhoushan"
OFFICE = Actor("王主任", "command", "办公室")
PROGRAM = Actor("装机程序", "system")
PHONE, SECOND_PHONE = "13905800001", "13905800002"
PASSWORD, OTHER_PASSWORD = "海岛Tide-2041", "潮汐Moon+1987"
HERE = Visit("10.0.0.1", "test", "bearer")
ORIGIN = "http://127.0.0.1:8000"
SIGN_IN = """
mutation ($committee: String!, $user: String!, $password: String!, $code: String, $client: SessionClient!) {
  signIn(committee: $committee, userName: $user, password: $password, code: $code, client: $client) {
    token secondFactorToSetUp errors { code field message }
  }
}
"""
SET_PASSWORD = """
mutation ($user: String!, $current: String!, $password: String!, $code: String) {
  setPassword(committee: "zhoushan", userName: $user, current: $current, password: $password, code: $code) {
    errors { code field message }
  }
}
"""
ME = "{ me { realName userName secondFactor secondFactorToSetUp sessions { id current client address } } }"
# A quick hash: what is tested here is who comes in.
QUICK = {"kibibytes": 64, "at_once": 2}


@dataclass
class Holder:
    """Someone at a browser, or with a token of a program, at an address of their own."""

    http: httpx.AsyncClient
    phone: str = PHONE
    token: str | None = None
    headers: dict[str, str] = field(default_factory=lambda: {"Origin": ORIGIN})

    async def ask(self, query: str, **variables: Json) -> Json:
        """The answer, with errors if there are any."""
        headers = dict(self.headers)
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        sent = {"query": query, "variables": variables}
        return (await self.http.post("/graphql", json=sent, headers=headers)).json()

    async def change(self, query: str, **variables: Json) -> Json:
        """The payload of a change."""
        answer = await self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        (payload,) = answer["data"].values()
        return payload

    async def sign_in(
        self, password: str = PASSWORD, code: str | None = None, client: str = "COOKIE", **more: str
    ) -> Json:
        """The payload of a sign-in; a token is kept."""
        given = {"committee": CODE, "user": self.phone, "password": password, "code": code, "client": client}
        payload = await self.change(SIGN_IN, **(given | more))
        self.token = payload["token"] or self.token
        return payload

    async def set_password(self, current: str, password: str, code: str | None = None) -> list[str]:
        """The codes of the errors of setting a password."""
        given = {"user": self.phone, "current": current, "password": password, "code": code}
        return codes(await self.change(SET_PASSWORD, **given))

    async def me(self) -> Json:
        """The own account; None where nobody is signed in."""
        return (await self.ask(ME))["data"]["me"]


def codes(payload: Json) -> list[str]:
    """The codes of the errors of a payload."""
    return [error["code"] for error in payload["errors"]]


@asynccontextmanager
async def served(store: Store, host: str = "127.0.0.1", **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client at an address of a server over the store."""
    app = create_app(Settings(**settings), store)
    async with client(app, host) as http:
        yield http


def hashing() -> Hashing:
    """Quick hashes."""
    return Hashing(**QUICK)


async def settle(store: Store, second_factor: str = "off", profile: str = "dengbao") -> None:
    """A committee that has chosen how its people sign in; 王主任 has an account, with the Office's role."""
    await establish(store, CODE, "舟山市政协")
    await choose(store, CODE, PROGRAM, profile, second_factor)
    async with store.writing() as connection:
        of_code = select(Committee.id).where(Committee.code == CODE).scalar_subquery()
        who = {
            "real_name": OFFICE.name,
            "department": OFFICE.department,
            "registered_at": await now(connection),
        }
        added = insert(Account).values(committee_id=of_code, **who).returning(Account.id)
        account_id = (await connection.execute(added)).scalar_one()
        given = {"role": "办公室", "first_day": date(2022, 1, 1), "granted_by": PROGRAM.name}
        given |= {"account_id": account_id, "granted_at": await now(connection)}
        await connection.execute(insert(Grant).values(committee_id=of_code, **given))


async def registered(store: Store, name: str = "张三", phone: str = PHONE) -> tuple[int, str]:
    """A new account, and its first secret."""
    form = Registration(real_name=name, phone=phone, department="提案委员会")
    issued = await register(store, hashing(), CODE, OFFICE, form)
    return issued.account.id, issued.secret


async def opened(store: Store, name: str = "张三", phone: str = PHONE, password: str = PASSWORD) -> int:
    """An account whose holder has set a password."""
    account_id, secret = await registered(store, name, phone)
    await set_password(store, hashing(), CODE, Credentials(phone, secret), password, HERE)
    return account_id


async def lines(store: Store, *actions: str) -> list[Any]:
    """The lines of the trail with these actions, in their order."""
    columns = select(Change).where(Change.action.in_(actions)).order_by(Change.id)
    async with store.reading() as connection:
        return [row._mapping for row in await connection.execute(columns)]


async def age(store: Store, by: timedelta, *columns: Any) -> None:
    """Makes moments of all accounts or sessions earlier, as if so much time had gone by."""
    async with store.writing() as connection:
        for column in columns:
            table = column.class_
            rows = await connection.execute(select(table.id, column).where(column.is_not(None)))
            for row_id, moment in rows.all():
                changed = update(table).where(table.id == row_id)
                await connection.execute(changed.values({column: moment - by}))


async def sessions(store: Store) -> list[Any]:
    """All sessions that there ever were."""
    async with store.reading() as connection:
        return [row._mapping for row in await connection.execute(select(Session).order_by(Session.id))]


async def row_of(store: Store, account_id: int) -> Any:
    """An account with all that is stored of it."""
    async with store.reading() as connection:
        found = await connection.execute(select(Account).where(Account.id == account_id))
        return found.one()._mapping


async def code_of(store: Store, key: str, later: int = 0) -> str:
    """The code that a device shows, or will show so many steps later, by the clock of the database."""
    async with store.reading() as connection:
        moment = await now(connection)
    return TOTP(key).generate_otp(int(moment.timestamp()) // SECONDS + later)
