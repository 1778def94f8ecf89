"""Whatever people do over the API in whatever order, the year holds together after each step.

One person of the Office enters, reviews and corrects, the Members' Work Committee answers, recomputes and has
members leave office, a member objects. Each step is taken or refused; then is looked at what everybody sees.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import AsyncExitStack
from decimal import Decimal
from typing import Any, TypeVar

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from models.change import Change
from models.store import Store
from resolvers.global_id import encode
from tests.database import Files, PostgresServer
from tests.schema.objecting import ACCEPT, ANSWER, RAISE
from tests.services.accounts.holder import Holder, served
from tests.services.accounts.office import Office, office
from tests.services.committee_of_ten import CODE, YEAR, check_live, rows

Json = Any
T = TypeVar("T")
_DONE = "record { id version } errors { code field message } }"
_PROPOSED = "correction { number } " + _DONE + " }"
ENTER = {
    "调研": "mutation ($input: EnterOccasionInput!) { enterOccasion(input: $input) { " + _DONE + " }",
    "社情民意": "mutation ($input: EnterWorkInput!) { enterWork(input: $input) { " + _DONE + " }",
}
MOVE = """mutation ($input: MoveRecordsInput!) { %sRecords(input: $input) {
  results { done } errors { code message } } }"""
ONE = (
    "mutation ($input: ChangeRecordInput!) { %sRecord(input: $input) { correction { number } " + _DONE + " }"
)
CORRECT = {
    "调研": "mutation ($input: CorrectOccasionInput!) { correctOccasion(input: $input) { " + _PROPOSED,
    "社情民意": "mutation ($input: CorrectWorkInput!) { correctWork(input: $input) { " + _PROPOSED,
}
DECIDE = "mutation ($input: DecideCorrectionInput!) { %sCorrection(input: $input) { " + _DONE + " }"
LEAVE = "mutation ($input: LeaveOfficeInput!) { leaveOffice(input: $input) { errors { code message } } }"
RECOMPUTE = """mutation { recompute(committee: "zhoushan", year: 2022) { errors { code message } } }"""
SEEN = """{ committee(code: "zhoushan") { revision run(year: 2022) {
  ranking(first: 100) { nodes { rank total member { number } } } } } }"""
AWARDS = """query ($member: ID!) { committee(code: "zhoushan") { run(year: 2022) {
  standing(member: $member) { awards(first: 50) { nodes { kept record { state } } } } } } }"""
VERSIONS = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Record { id version } } }"
MEMBER = """query ($id: ID!) { node(id: $id) { ... on Member { version } } }"""
WORDS = {"reason": "另有原因"}
NO = {"verdict": "REFUSED", "words": "没有错", "rule": "A1", "citation": "示例·活动 A1", "step": "记 2 分"}
SOME = st.sets(st.integers(0, 9), min_size=1, max_size=4).map(sorted)
# In office for less than six months (U3): who left by then has no rank.
LEFT_EARLY = ("2022-03-31", "2022-05-31")


class Year(RuleBasedStateMachine):
    """A committee of ten whose people do what comes to their minds."""

    databases: Files | PostgresServer
    records: Bundle[tuple[str, str]] = Bundle("records")
    corrections: Bundle[tuple[str, int]] = Bundle("corrections")
    objections: Bundle[int] = Bundle("objections")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.address = self.databases.migrated()
        self.store = Store.open(self.address)
        self.revision = 0
        self.left: set[str] = set()
        self.entered = 0

    def wait(self, work: Awaitable[T]) -> T:
        async def waited() -> T:
            return await work

        return self.runner.run(waited())

    def teardown(self) -> None:
        self.wait(self.stack.aclose())
        self.wait(self.store.close())
        self.runner.close()
        self.databases.drop(self.address)

    @initialize()
    def begin(self) -> None:
        self.of: Office = self.wait(office(self.store))
        self.http: httpx.AsyncClient = self.wait(self.stack.enter_async_context(served(self.store)))
        self.revision = self.look()["revision"]

    def who(self, role: str) -> Holder:
        return Holder(self.http, token=self.of.tokens[role], headers={})

    def taken(self, role: str, query: str, **variables: Json) -> Json | None:
        """What became of a change; None where it was refused. The trail has one more unit, or none."""
        payload = self.wait(self.who(role).change(query, **variables))
        done = not payload["errors"]
        self.revision += done
        return payload if done else None

    def look(self) -> Json:
        answer = self.wait(self.who("委员工作委员会").ask(SEEN))
        assert "errors" not in answer, answer
        return answer["data"]["committee"]

    def awards(self, member: str) -> list[Json]:
        """For what a member has points."""
        answer = self.wait(self.who("委员工作委员会").ask(AWARDS, member=member))
        assert "errors" not in answer, answer
        found: list[Json] = answer["data"]["committee"]["run"]["standing"]["awards"]["nodes"]
        return found

    def ids(self, members: Sequence[int]) -> list[str]:
        return [encode("Member", self.of.members[at]) for at in members]

    def said(self, kind: str, members: Sequence[int]) -> Json:
        if kind == "调研":
            return {"participants": [{"members": self.ids(members)}]}
        return {"authors": [{"member": one} for one in self.ids(members)]}

    def version(self, record: str, stale: bool) -> int:
        (found,) = self.wait(self.who("办公室").ask(VERSIONS, ids=[record]))["data"]["nodes"]
        return int(found["version"]) - stale

    @rule(
        target=records,
        kind=st.sampled_from(sorted(ENTER)),
        members=SOME,
        up_to=st.sampled_from(["DRAFT", "SUBMITTED", "APPROVED"]),
        month=st.integers(1, 12),
    )
    def enter(self, kind: str, members: list[int], up_to: str, month: int) -> Any:
        self.entered += 1
        about = {"kind": kind, "title": f"第{self.entered}条", "day": f"2022-{month:02}-14", "upTo": up_to}
        given = {"committee": CODE, "year": YEAR, "lateReason": "迟交", **about, **self.said(kind, members)}
        done = self.taken("办公室", ENTER[kind], input=given)
        return multiple() if done is None else (kind, done["record"]["id"])

    @rule(
        record=records,
        action=st.sampled_from(["submit", "approve", "approve", "return", "archive", "withdraw"]),
        stale=st.sampled_from([False, False, False, True]),
    )
    def move(self, record: tuple[str, str], action: str, stale: bool) -> None:
        one = {"id": record[1], "version": self.version(record[1], stale)}
        given = {"committee": CODE, "records": [one], "reason": "另有原因"}
        done = self.taken("办公室", MOVE % action, input=given)
        assert done is None or done["results"] == [{"done": True}]
        assert not (done and stale)

    @rule(target=corrections, record=records, action=st.sampled_from(["withdraw", "reinstate", "end"]))
    def take_out(self, record: tuple[str, str], action: str) -> Any:
        given = {"id": record[1], "version": self.version(record[1], False), **WORDS}
        return self.proposed(record, self.taken("办公室", ONE % action, input=given))

    @rule(target=corrections, record=records, members=SOME, stale=st.sampled_from([False, False, True]))
    def correct(self, record: tuple[str, str], members: list[int], stale: bool) -> Any:
        given = {"id": record[1], "version": self.version(record[1], stale), **WORDS}
        before = self.revision
        done = self.taken("办公室", CORRECT[record[0]], input={**given, **self.said(record[0], members)})
        if done and self.look()["revision"] == before:
            # What stands there already is no change.
            self.revision = before
        return self.proposed(record, done)

    def proposed(self, record: tuple[str, str], done: Json | None) -> Any:
        if done is None or done["correction"] is None:
            return multiple()
        return record[1], done["correction"]["number"]

    @rule(correction=consumes(corrections), verdict=st.sampled_from(["approve", "return"]))
    def decide(self, correction: tuple[str, int], verdict: str) -> None:
        given = {"committee": CODE, "id": correction[0], "number": correction[1], **WORDS}
        self.taken("办公室", DECIDE % verdict, input=given)

    @rule(target=objections, record=records)
    def object(self, record: tuple[str, str]) -> Any:
        given = {"year": YEAR, "about": "RECORD", "record": record[1], "words": "不对", "toMwc": True}
        done = self.taken("委员", RAISE, input=given)
        return multiple() if done is None else done["objection"]["number"]

    @rule(number=consumes(objections))
    def answer(self, number: int) -> None:
        assert self.taken("委员工作委员会", ACCEPT, number=number, version=1)
        assert self.taken("委员工作委员会", ANSWER, number=number, version=2, input=NO)

    @rule(at=st.integers(1, 8), last_day=st.sampled_from([*LEFT_EARLY, "2022-11-30", None]))
    def leave(self, at: int, last_day: str | None) -> None:
        (id_,) = self.ids([at])
        version = self.wait(self.who("委员工作委员会").ask(MEMBER, id=id_))["data"]["node"]["version"]
        given = {"id": id_, "version": version, "lastDay": last_day, **WORDS}
        if self.taken("委员工作委员会", LEAVE, input=given):
            number = f"{at + 1:03}"
            self.left.discard(number)
            self.left |= {number} if last_day in LEFT_EARLY else set()

    @rule()
    def recompute(self) -> None:
        assert self.taken("委员工作委员会", RECOMPUTE)

    @invariant()
    def it_holds_together(self) -> None:
        if self.revision == 0:
            return
        seen = self.look()
        assert seen["revision"] == self.revision
        places = {one["member"]["number"]: one for one in seen["run"]["ranking"]["nodes"]}
        # Here nothing takes points away: whoever has none has no award either.
        for at, member in enumerate(self.ids(range(10))):
            total = places[f"{at + 1:03}"]["total"]
            lines = self.awards(member) if Decimal(total) else []
            assert sum(Decimal(one["kept"]) for one in lines) == Decimal(total)
            states = {one["record"]["state"] for one in lines if one["record"]}
            assert states <= {"APPROVED", "ARCHIVED"}
        assert not [number for number in self.left if places[number]["rank"] is not None]
        changes = self.wait(rows(self.store, Change))
        # Every unit of work has left its line, and no line is of none.
        assert {one.revision for one in changes} == set(range(1, self.revision + 1))
        self.wait(check_live(self.store))


@pytest.mark.parametrize(("where", "examples"), [("sqlite_files", 4), ("postgres_server", 2)])
def test_a_year_holds_together_whatever_people_do(
    request: pytest.FixtureRequest, where: str, examples: int
) -> None:
    machine = type("Year", (Year,), {"databases": request.getfixturevalue(where)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
