"""A committee of ten at work over the API, and what holds after whatever its people did."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import httpx
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from models.change import Change
from models.record import Record
from models.store import Store
from resolvers.global_id import encode
from tests.database import Files, PostgresServer
from tests.prepared import prepared
from tests.schema.test_co_signing import member
from tests.schema.test_leave import asking, measure_of
from tests.server.test_exit import second_person
from tests.services.accounts.holder import Holder, served
from tests.services.accounts.office import Office, begin_now
from tests.services.audit.test_verification import looked
from tests.services.check_in.people import BASE
from tests.services.committee_of_ten import check_live, rows

Json = Any
T = TypeVar("T")
OFFICE, MWC, SECOND, MEMBER = "办公室", "委员工作委员会", "委员工作委员会乙", "委员"
CO_SIGNER = "委员陈九"
TEN = range(10)
AWARDS = "{ awards(first: 50) { nodes { kept record { state } } } }"
MINE = " ".join(f"of{at}: standing(member: $of{at}) {AWARDS}" for at in TEN)
SEEN = f"""query ({", ".join(f"$of{at}: ID!" for at in TEN)}) {{ committee(code: "zhoushan") {{
  revision run(year: 2022) {{ {MINE} ranking(first: 100, listed: ALL) {{
    nodes {{ rank total member {{ number name }} }} }} }}
  samples(first: 50) {{ nodes {{ number digest drawn(first: 20) {{ nodes {{ rowNumber }} }} }} }} }} }}"""
REVISION = """{ committee(code: "zhoushan") { revision } }"""
VERIFIED = """{ committee(code: "zhoushan") { verifyClosing(year: 2022) { same differing } } }"""
# In office for less than six months (U3): who left by then has no rank.
LEFT_EARLY = ("2022-03-31", "2022-05-31")


@dataclass(frozen=True)
class Staffed:
    """The office with a second person of the Members' Work Committee and the ninth member among its tokens,
    and tomorrow, in whose year the measure is in force as well.
    """

    of: Office
    tokens: Mapping[str, str]
    tomorrow: date


async def staffed(store: Store) -> Staffed:
    """Who is at work in the year, in a store that was not used yet."""

    async def fill(anew: Store) -> Staffed:
        of, tomorrow = await asking(anew)
        more = {SECOND: await second_person(anew), CO_SIGNER: await member(anew, of, "009", "陈九")}
        return Staffed(of, {**of.tokens, **more}, tomorrow)

    found = await prepared(store, "office with a second person and a co-signer", fill)
    await begin_now(store)
    return found


class AtWork(RuleBasedStateMachine):
    """Ten members, the Office, two of the Members' Work Committee; what they may do stands in the machine.

    `entered` and `archived` count records; `recomputed` is the revision after the last time; `last_days` are
    those of who left, `exited` who was erased, by the numbers of members; `frozen` is the ranking at the
    closing of the year, while it is closed; `drawn` frame and order of each sample, by its number.
    """

    databases: Files | PostgresServer

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.address = self.databases.migrated()
        self.store = Store.open(self.address)
        self.revision = self.recomputed = self.entered = self.archived = 0
        self.last_days: dict[str, str | None] = {}
        self.exited: set[str] = set()
        self.frozen: list[Json] | None = None
        self.drawn: dict[int, tuple[str, list[int]]] = {}

    def wait(self, work: Awaitable[T]) -> T:
        """What comes of some work."""

        async def waited() -> T:
            return await work

        return self.runner.run(waited())

    def teardown(self) -> None:
        """Lets go of the database."""
        self.wait(self.stack.aclose())
        self.wait(self.store.close())
        self.runner.close()
        self.databases.drop(self.address)

    @initialize()
    def begin(self) -> None:
        """Everybody is signed in, and one record is there."""
        found = self.wait(staffed(self.store))
        self.of, self.tokens, self.tomorrow = found.of, found.tokens, found.tomorrow
        self.later = measure_of(self.tomorrow.year)
        at_work = served(self.store, public_url=BASE, query_cost=200_000)
        self.http: httpx.AsyncClient = self.wait(self.stack.enter_async_context(at_work))
        self.revision = self.asked(REVISION)["committee"]["revision"]

    def who(self, role: str) -> Holder:
        """Somebody at their own device."""
        return Holder(self.http, token=self.tokens[role], headers={})

    def taken(self, role: str, query: str, *, perhaps: bool = False, **variables: Json) -> Json | None:
        """What became of a change; None where it was refused. The trail has one more unit, or none.

        `perhaps`: what is so already is taken as well, and is no change.
        """
        payload = self.wait(self.who(role).change(query, **variables))
        done = not payload["errors"]
        if done and perhaps:
            before, self.revision = self.revision, self.asked(REVISION)["committee"]["revision"]
            assert self.revision - before in (0, 1)
        else:
            self.revision += done
        return payload if done else None

    def look(self) -> Json:
        """What everybody sees."""
        ids = {f"of{at}": one for at, one in enumerate(self.ids(TEN))}
        return self.asked(SEEN, **ids)["committee"]

    def asked(self, query: str, role: str = MWC, **variables: Json) -> Json:
        """The data of an answer without errors."""
        answer = self.wait(self.who(role).ask(query, **variables))
        assert "errors" not in answer, answer
        return answer["data"]

    def ids(self, members: Sequence[int]) -> list[str]:
        """Of members by their places in the roster."""
        return [encode("Member", self.of.members[at]) for at in members]

    @invariant()
    def it_holds_together(self) -> None:
        """What everybody sees fits; what is closed, drawn or erased stays so."""
        if self.revision == 0:
            return
        seen = self.look()
        assert seen["revision"] == self.revision
        places = {one["member"]["number"]: one for one in seen["run"]["ranking"]["nodes"]}
        self.check_awards(seen["run"], places)
        for number in self.exited:
            assert places[number]["member"]["name"].startswith("已退出")
        samples = {one["number"]: one for one in seen["samples"]["nodes"]}
        for at, drawn in self.drawn.items():
            order = [one["rowNumber"] for one in samples[at]["drawn"]["nodes"]]
            assert (samples[at]["digest"], order) == drawn
        if self.frozen is None:
            left = {number for number, day in self.last_days.items() if day in LEFT_EARLY}
            assert not [number for number in left if places[number]["rank"] is not None]
            self.wait(check_live(self.store))
        else:
            assert standings(seen) == self.frozen
            assert self.asked(VERIFIED)["committee"]["verifyClosing"] == {"same": True, "differing": []}

    def check_awards(self, run: Json, places: dict[str, Json]) -> None:
        """Awards come to the totals, and are of what counts. Here nothing takes points away."""
        for at in TEN:
            lines = run[f"of{at}"]["awards"]["nodes"]
            assert sum(Decimal(one["kept"]) for one in lines) == Decimal(places[f"{at + 1:03}"]["total"])
            states = {one["record"]["state"] for one in lines if one["record"]}
            # What is withdrawn after the closing counts in the closed year.
            assert self.frozen is not None or states <= {"APPROVED", "ARCHIVED"}

    @invariant()
    def every_change_is_in_the_trail(self) -> None:
        """Every unit of work has left its line, no line is of none, and none was touched since."""
        if self.revision == 0:
            return
        changes = self.wait(rows(self.store, Change))
        assert {one.revision for one in changes} == set(range(1, self.revision + 1))
        assert self.wait(looked(self.store)).whole
        # A record is as often changed as the trail has lines of it.
        noted = Counter(one.entity_id for one in changes if one.entity == "record")
        assert {one.id: one.version for one in self.wait(rows(self.store, Record))} == noted


def standings(seen: Json) -> list[Json]:
    """Who stands where with how many points; names may go."""
    nodes = seen["run"]["ranking"]["nodes"]
    return [(one["member"]["number"], one["rank"], one["total"]) for one in nodes]
