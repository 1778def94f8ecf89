"""A committee with an occasion that is about to begin, its organiser, and members with their telephones."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlalchemy import insert, select
from starlette.applications import Starlette

from models.account import Account, Session
from models.check_in import CheckIn
from models.clock import now
from models.member import Membership
from models.store import Store
from resolvers.global_id import encode
from server import create_app
from services.accounts.secret import digest, token
from services.actor import Actor
from services.check_in.code import Codes
from services.entry.form import OccasionForm, Present
from settings import Settings
from tests.http_client import client
from tests.services.accounts.holder import ORIGIN
from tests.services.committee_of_ten import CODE, ME, YEAR, desk, settle
from tests.signed_in import bearing, token_of

Json = Any
BASE = "https://luzhi.example.gov.cn"
CODES = Codes(BASE, 15)
OPEN = """
mutation ($input: OpenCheckInInput!) {
  openCheckIn(input: $input) {
    checkIn { state version timesVersion code { address } } errors { code field message }
  }
}
"""
CLOSE = (
    "mutation ($id: ID!) { closeCheckIn(record: $id) { checkIn { state version } errors { code message } } }"
)
CONFIRM = """
mutation ($id: ID!, $version: Int!) {
  confirmCheckIn(record: $id, version: $version) {
    record { version } touched { member { name } totalAfter } errors { code field message }
  }
}
"""
CORRECT = """
mutation ($input: CorrectArrivalsInput!) {
  correctArrivals(input: $input) { checkIn { version } errors { code field message } }
}
"""
LIST = """
query ($id: ID!) {
  checkIn(record: $id) {
    state version timesVersion expected number place code { svg address expiresAt }
    arrivals(first: 100) { totalCount nodes { ...one } }
    guests(first: 100) { nodes { ...one } }
    missing(first: 100) { nodes { status member { name } } }
    flagged(first: 100) { nodes { ...one } }
  }
}
fragment one on Arrival { at late flagged byHand guest inside removed member { name number } }
"""


@dataclass
class Phone:
    """A browser with cookies of its own, perhaps with the session of somebody."""

    http: httpx.AsyncClient

    def keep(self, name: str, value: str) -> None:
        """A cookie in the place of one of that name."""
        for known in [one for one in self.http.cookies.jar if one.name == name]:
            self.http.cookies.jar.clear(known.domain, known.path, known.name)
        self.http.cookies.set(name, value)

    async def scan(self, address: str) -> httpx.Response:
        """What the camera leads to; the browser goes on to the page if that says so."""
        response = await self.http.get(urlsplit(address).path)
        return await self.http.get("/check-in") if "0;url=/check-in" in response.text else response

    async def press(self, page: httpx.Response, **fields: str) -> httpx.Response:
        """What the button of a page leads to."""
        challenge = secret_of(page)
        return await self.send(challenge, **fields)

    async def send(self, challenge: str, **fields: str) -> httpx.Response:
        """The form with any challenge in it."""
        sent = {"challenge": challenge, **fields}
        return await self.http.post("/check-in", data=sent, headers={"Origin": ORIGIN})

    async def ask(self, query: str, **variables: Json) -> Json:
        """The answer to a query of a page of ours."""
        sent = {"query": query, "variables": variables}
        return (await self.http.post("/graphql", json=sent, headers={"Origin": ORIGIN})).json()


def secret_of(page: httpx.Response) -> str:
    """The challenge that stands in a page."""
    found = re.search(r'name="challenge" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def said(page: httpx.Response) -> str:
    """What a page says in large letters or of what went wrong, without tags."""
    found = re.findall(r'<p class="(?:large|said)" role="[a-z]+">(.*?)</p>', page.text)
    assert found, page.text
    return str(found[-1])


@dataclass
class People:
    """The committee of ten, whose first three are expected at `record`; the organiser of its staff."""

    store: Store
    app: Starlette
    members: list[int]
    record: int
    committee: str
    staff: str
    phones: list[httpx.AsyncClient] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id of the record."""
        return encode("Record", self.record)

    async def organiser(self, query: str, staff: str = "", **variables: Json) -> Json:
        """The answer to somebody of the staff."""
        async with client(self.app) as http:
            sent = {"query": query, "variables": variables}
            headers = bearing(staff or self.staff)
            return (await http.post("/graphql", json=sent, headers=headers)).json()

    async def change(self, query: str, **variables: Json) -> Json:
        """The payload of a change by the organiser."""
        answer = await self.organiser(query, **variables)
        assert "errors" not in answer, answer
        (payload,) = answer["data"].values()
        return payload

    async def open(self, begin: float = -10, late: float | None = None, end: float = 60, **more: Json) -> str:
        """Opens sign-in so many minutes from now, in the place of what it is now; the address of the code."""
        listed = await self.list()
        seen = {"timesVersion": None if listed is None else listed["timesVersion"]}
        times = {"from": begin, "until": end, **({} if late is None else {"lateFrom": late})}
        moment = datetime.now(UTC)
        given = {name: (moment + timedelta(minutes=by)).isoformat() for name, by in times.items()}
        payload = await self.change(OPEN, input={"record": self.id, **given, **seen, **more})
        assert payload["errors"] == [], payload
        return str(payload["checkIn"]["code"]["address"])

    async def list(self) -> Json:
        """Sign-in as the organiser sees it."""
        answer = await self.organiser(LIST, id=self.id)
        assert "errors" not in answer, answer
        return answer["data"]["checkIn"]

    async def confirm(self) -> Json:
        """The payload of confirming the list as it is now, after it is closed."""
        closed = await self.change(CLOSE, id=self.id)
        return await self.change(CONFIRM, id=self.id, version=closed["checkIn"]["version"])

    async def confirm_as(self, version: int) -> Json:
        """The payload of confirming the list of a version."""
        return await self.change(CONFIRM, id=self.id, version=version)

    def phone(self, session: str | None = None) -> Phone:
        """A telephone; with the cookie of a session."""
        http = client(self.app)
        self.phones.append(http)
        if session:
            http.cookies.set("luzhi", session)
        return Phone(http)

    async def member(self, at: int) -> Phone:
        """The telephone of a member who is signed in."""
        return self.phone(await session_of(self.store, self.members[at]))


async def session_of(store: Store, membership_id: int, client: str = "cookie") -> str:
    """The token of a new session of a member, who gets an account where there is none."""
    fresh = token()
    async with store.writing() as connection:
        moment = await now(connection)
        of = select(Membership.person_id, Membership.committee_id).where(Membership.id == membership_id)
        person_id, committee_id = (await connection.execute(of)).one()
        account_id = await connection.scalar(select(Account.id).where(Account.person_id == person_id))
        if account_id is None:
            own = {"committee_id": committee_id, "person_id": person_id, "registered_at": moment}
            added = insert(Account).values(**own).returning(Account.id)
            account_id = (await connection.execute(added)).scalar_one()
        begun = insert(Session).values(
            committee_id=committee_id,
            account_id=account_id,
            digest=digest(fresh),
            client=client,
            complete=True,
            begun_at=moment,
            seen_at=moment,
            ends_at=moment + timedelta(hours=12),
            address="127.0.0.1",
            agent="test",
        )
        await connection.execute(begun)
    return fresh


# Whose account `people` begins with.
STAFF = Actor("王秘书", "command", "办公室")


async def occasion(
    store: Store, members: Sequence[int], title: str = "海岛调研", code: str = CODE, by: Actor = ME
) -> int:
    """An occasion at which two are expected, and one who has asked for leave."""
    form = OccasionForm(
        title=title,
        day=date(2022, 3, 1),
        participants=[Present(members[:2], [("状态", "缺席")]), Present(members[2:3], [("状态", "请假")])],
    )
    return (await desk(store, actor=by).enter(code, YEAR, "调研", form)).id


@asynccontextmanager
async def people(store: Store, code: str = CODE, **settings: Any) -> AsyncIterator[People]:
    """The committee with its occasion, behind a server."""
    members = await settle(store, code)
    record = await occasion(store, members, code=code)
    staff = await token_of(store, committee=code)
    async with seen(store, members, record, code, staff, **settings) as found:
        yield found


@asynccontextmanager
async def seen(
    store: Store, members: list[int], record: int, code: str, staff: str, **settings: Any
) -> AsyncIterator[People]:
    """People who are there already, behind a server of their own."""
    app = create_app(Settings(public_url=BASE, **settings), store)
    found = People(store, app, members, record, code, staff)
    try:
        yield found
    finally:
        for http in found.phones:
            await http.aclose()


async def check_in_id(store: Store) -> int:
    """The only check-in that there is."""
    async with store.reading() as connection:
        return (await connection.execute(select(CheckIn.id))).scalar_one()
