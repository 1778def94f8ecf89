"""Plays what people do in a demo (`files.demo.step`) over GraphQL, each step as who takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import singledispatchmethod
from typing import Any
from urllib.parse import urlsplit

import httpx

from files.demo.step import (
    MWC,
    Answer,
    AskLeave,
    CheckIn,
    Correct,
    Group,
    InYear,
    LeaveOffice,
    Move,
    Objection,
    Occasion,
    Said,
    Sample,
    Step,
    Work,
)
from models.store import Store
from server import create_app
from services.demo_accounts import PASSWORD
from services.demo_database import COMMITTEE, YEAR
from settings import Settings

Json = Any
PAGE = 100
_ERRORS = "errors { code field message }"
_RECORD = f"record {{ id version }} {_ERRORS}"
SIGN_IN = """mutation ($committee: String!, $user: String!, $password: String!) {
  signIn(committee: $committee, userName: $user, password: $password, client: BEARER) { token %s } }"""
MEMBERS = """query ($committee: String!, $year: Int!, $after: String) { committee(code: $committee) {
  members(year: $year, first: 100, after: $after) {
    nodes { id number version } pageInfo { hasNextPage endCursor } } } }"""
OCCASION = f"mutation ($input: EnterOccasionInput!) {{ enterOccasion(input: $input) {{ {_RECORD} }} }}"
WORK = f"mutation ($input: EnterWorkInput!) {{ enterWork(input: $input) {{ {_RECORD} }} }}"
MOVE = (
    "mutation ($input: MoveRecordsInput!) { %sRecords(input: $input) {"
    " results { done record { id version } errors { code message } } errors { code field message } } }"
)
CORRECT = (
    "mutation ($input: CorrectOccasionInput!) { correctOccasion(input: $input) {"
    f" correction {{ number }} {_RECORD} }} }}"
)
APPROVE = f"mutation ($input: DecideCorrectionInput!) {{ approveCorrection(input: $input) {{ {_RECORD} }} }}"
_CHECK_IN = f"checkIn {{ version code {{ address }} record {{ version }} }} {_ERRORS}"
OPEN = f"mutation ($input: OpenCheckInInput!) {{ openCheckIn(input: $input) {{ {_CHECK_IN} }} }}"
ADD = f"mutation ($input: CorrectArrivalsInput!) {{ correctArrivals(input: $input) {{ {_CHECK_IN} }} }}"
CLOSE = f"mutation ($record: ID!) {{ closeCheckIn(record: $record) {{ {_CHECK_IN} }} }}"
CONFIRM = (
    "mutation ($record: ID!, $version: Int!) {"
    # The half-days are written afterwards.
    " confirmCheckIn(record: $record, version: $version, halfDays: 0) {"
    f" {_RECORD} }} }}"
)
SCAN = f"mutation ($token: String!) {{ scanCheckIn(token: $token) {{ scan {{ challenge }} {_ERRORS} }} }}"
COME = f"mutation ($challenge: String!) {{ confirmPresence(challenge: $challenge) {{ {_ERRORS} }} }}"
LEAVE = f"mutation ($input: LeaveOfficeInput!) {{ leaveOffice(input: $input) {{ {_ERRORS} }} }}"
ASK_LEAVE = f"mutation ($input: AskLeaveInput!) {{ askLeave(input: $input) {{ {_ERRORS} }} }}"
_OBJECTION = f"objection {{ number version desk }} {_ERRORS}"
RAISE = f"mutation ($input: RaiseObjectionInput!) {{ raiseObjection(input: $input) {{ {_OBJECTION} }} }}"
_NUMBERED = "$committee: String!, $number: Int!, $version: Int!"
_GIVEN = "committee: $committee, number: $number, version: $version"
ACCEPT = f"mutation ({_NUMBERED}) {{ acceptObjection({_GIVEN}) {{ {_OBJECTION} }} }}"
ANSWER = (
    f"mutation ({_NUMBERED}, $input: AnswerObjectionInput!) {{"
    f" answerObjection({_GIVEN}, input: $input) {{ {_OBJECTION} }} }}"
)
FREEZE = (
    "mutation ($committee: String!, $frame: SampleFrameInput!) {"
    f" freezeSample(committee: $committee, frame: $frame) {{ sample {{ number version }} {_ERRORS} }} }}"
)
DRAW = (
    f"mutation ({_NUMBERED}, $persons: [SamplePersonInput!]!, $size: Int!) {{"
    f" drawSample({_GIVEN}, persons: $persons, size: $size) {{"
    f" sample {{ drawn(first: 20) {{ nodes {{ record {{ id version }} }} }} }} {_ERRORS} }} }}"
)
FIND = (
    "mutation ($committee: String!, $number: Int!, $finding: SampleFindingInput!) {"
    f" recordFinding(committee: $committee, number: $number, finding: $finding) {{ {_ERRORS} }} }}"
)


class NotPlayed(Exception):
    """A step that the service did not take: which, and what it said."""


@dataclass(frozen=True, slots=True)
class Session:
    """One person at a device of their own."""

    http: httpx.AsyncClient
    token: str

    async def ask(self, query: str, **variables: Json) -> Json:
        """The only field of the answer; raises `NotPlayed`."""
        return await asked(self.http, query, {"Authorization": f"Bearer {self.token}"}, variables)


async def asked(
    http: httpx.AsyncClient, query: str, headers: Mapping[str, str], variables: Mapping[str, Json]
) -> Json:
    """The only field of an answer; raises `NotPlayed` where there are errors, of whichever kind."""
    sent = {"query": query, "variables": variables}
    answer = (await http.post("/graphql", json=sent, headers=headers)).json()
    if answer.get("errors"):
        raise NotPlayed(answer["errors"][0]["message"])
    (payload,) = answer["data"].values()
    if payload is not None and payload.get("errors"):
        raise NotPlayed("；".join(f"{one['code']} {one['message']}" for one in payload["errors"]))
    return payload


@dataclass
class Play:
    """A year of a committee that is being played. `device` gives each person a client of their own,
    `user_name` says as whom they sign in; the `keeper` sees the roster.
    """

    device: Callable[[], httpx.AsyncClient]
    user_name: Callable[[str], str]
    committee: str = COMMITTEE
    year: int = YEAR
    password: str = PASSWORD
    keeper: str = MWC
    members: dict[str, tuple[str, int]] = field(default_factory=dict)
    records: dict[str, tuple[str, int]] = field(default_factory=dict)
    objections: dict[str, tuple[int, int]] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)

    async def play(self, steps: Iterable[Step]) -> None:
        """Takes the steps, one after the other; raises `NotPlayed` at the first that is not taken."""
        try:
            await self._meet_members()
            for step in steps:
                try:
                    await self._take(step)
                except NotPlayed as refused:
                    raise NotPlayed(f"{step}: {refused}") from None
        finally:
            await self.end()

    async def end(self) -> None:
        """Lets everybody go; whoever asks again signs in anew."""
        for session in self.sessions.values():
            await session.http.aclose()
        self.sessions.clear()

    async def of(self, who: str) -> Session:
        """The session of somebody, who signs in where they have not yet."""
        if who not in self.sessions:
            http = self.device()
            user = {"committee": self.committee, "user": self.user_name(who), "password": self.password}
            told = await asked(http, SIGN_IN % _ERRORS, {}, user)
            self.sessions[who] = Session(http, told["token"])
        return self.sessions[who]

    async def _meet_members(self) -> None:
        keeper, after = await self.of(self.keeper), None
        while True:
            told = await keeper.ask(MEMBERS, committee=self.committee, year=self.year, after=after)
            for one in told["members"]["nodes"]:
                self.members[one["number"]] = (one["id"], one["version"])
            if not told["members"]["pageInfo"]["hasNextPage"]:
                return
            after = told["members"]["pageInfo"]["endCursor"]

    def _ids(self, numbers: Iterable[str]) -> list[str]:
        return [self.members[number][0] for number in numbers]

    def _groups(self, groups: Iterable[Group]) -> list[Json]:
        return [{"members": self._ids(members), "attributes": _said(said)} for members, said in groups]

    def _keep(self, key: str, record: Json) -> None:
        self.records[key] = (record["id"], record["version"])

    def _entering(self, step: Occasion | Work) -> Json:
        """What every record says."""
        day = step.day.isoformat()
        about = {"kind": step.kind, "title": step.title, "day": day}
        return {
            "committee": self.committee,
            "year": self.year,
            "upTo": step.up_to,
            "lateReason": step.late,
            **about,
        }

    @singledispatchmethod
    async def _take(self, step: Step) -> None:
        raise TypeError(step)

    @_take.register
    async def _(self, step: Occasion) -> None:
        given = {**self._entering(step), "participants": self._groups(step.groups)}
        told = await (await self.of(step.by)).ask(OCCASION, input=given)
        self._keep(step.key, told["record"])

    @_take.register
    async def _(self, step: Work) -> None:
        authors = [{"member": self.members[one][0], "attributes": _said(said)} for one, said in step.authors]
        outcomes = [{"day": day.isoformat(), "attributes": _said(said)} for day, said in step.outcomes]
        given = {**self._entering(step), "attributes": _said(step.said or {}), "authors": authors}
        told = await (await self.of(step.by)).ask(WORK, input={**given, "outcomes": outcomes})
        self._keep(step.key, told["record"])

    @_take.register
    async def _(self, step: Move) -> None:
        seen = [dict(zip(("id", "version"), self.records[key], strict=True)) for key in step.keys]
        given = {"committee": self.committee, "records": seen, "reason": step.reason, "allOrNothing": True}
        told = await (await self.of(step.by)).ask(MOVE % step.action, input=given)
        for key, one in zip(step.keys, told["results"], strict=True):
            self._keep(key, one["record"])

    @_take.register
    async def _(self, step: Correct) -> None:
        person, (id_, version) = await self.of(step.by), self.records[step.key]
        given = {"id": id_, "version": version, "reason": step.reason}
        told = await person.ask(CORRECT, input={**given, "participants": self._groups(step.groups)})
        if told["correction"] is not None:
            number = told["correction"]["number"]
            decided = {"committee": self.committee, "id": id_, "number": number}
            told = await person.ask(APPROVE, input=decided)
        self._keep(step.key, told["record"])

    @_take.register
    async def _(self, step: CheckIn) -> None:
        person, (id_, _) = await self.of(step.by), self.records[step.key]
        moment = datetime.now(UTC)
        times = {"from": moment - timedelta(minutes=1), "until": moment + timedelta(hours=1)}
        opening = {"record": id_, **{name: at.isoformat() for name, at in times.items()}}
        told = await person.ask(OPEN, input=opening)
        code = told["checkIn"]["code"]
        if code is None:
            raise NotPlayed("服务没有写 LUZHI_PUBLIC_URL，没有签到码")
        for number in step.scanning:
            await self._come(number, code["address"])
        for at in range(0, len(step.by_hand), PAGE):
            listed = self._ids(step.by_hand[at : at + PAGE])
            await person.ask(ADD, input={"record": id_, "add": listed, "reason": "在纸上签到的"})
        closed = await person.ask(CLOSE, record=id_)
        told = await person.ask(CONFIRM, record=id_, version=closed["checkIn"]["version"])
        self._keep(step.key, told["record"])

    async def _come(self, number: str, address: str) -> None:
        """A member scans what the screen shows, and confirms on the same telephone."""
        person = await self.of(number)
        told = await person.ask(SCAN, token=urlsplit(address).path.rpartition("/")[2])
        await person.ask(COME, challenge=told["scan"]["challenge"])

    @_take.register
    async def _(self, step: LeaveOffice) -> None:
        id_, version = self.members[step.number]
        given = {
            "id": id_,
            "version": version,
            "lastDay": step.last_day.isoformat(),
            "reason": step.reason,
        }
        await (await self.of(step.by)).ask(LEAVE, input=given)

    @_take.register
    async def _(self, step: AskLeave) -> None:
        record = self.records[step.key][0]
        given = {"committee": self.committee, "year": self.year, "record": record, "reason": step.reason}
        await (await self.of(step.by)).ask(ASK_LEAVE, input=given)

    @_take.register
    async def _(self, step: InYear) -> None:
        self.year = step.year

    @_take.register
    async def _(self, step: Objection) -> None:
        given: Json = {"year": self.year, "about": "RECORD", "words": step.words}
        if step.record is not None:
            given["record"] = self.records[step.record][0]
        if step.missing is not None:
            kind, day, title = step.missing
            given |= {"about": "MISSING", "kind": kind, "day": day.isoformat(), "title": title}
        told = await (await self.of(step.by)).ask(RAISE, input=given)
        self.objections[step.key] = (told["objection"]["number"], told["objection"]["version"])

    @_take.register
    async def _(self, step: Answer) -> None:
        person, (number, version) = await self.of(step.by), self.objections[step.key]
        of = {"committee": self.committee, "number": number}
        told = await person.ask(ACCEPT, **of, version=version)
        clause = {"rule": step.rule, "citation": step.citation, "step": step.step}
        given: Json = {"verdict": step.verdict, "words": step.words, **clause}
        if step.corrected is not None:
            id_, version = self.records[step.corrected]
            given["correction"] = {"record": id_, "version": version}
        told = await person.ask(ANSWER, **of, version=told["objection"]["version"], input=given)
        self.objections[step.key] = (number, told["objection"]["version"])

    @_take.register
    async def _(self, step: Sample) -> None:
        person = await self.of(step.by)
        told = await person.ask(FREEZE, committee=self.committee, frame={"year": self.year})
        of = {"committee": self.committee, "number": told["sample"]["number"]}
        persons = [{"seat": seat, "digits": digits} for seat, digits in step.digits]
        given: Json = {"version": told["sample"]["version"], "persons": persons, "size": step.size}
        drawn = (await person.ask(DRAW, **of, **given))["sample"]["drawn"]["nodes"]
        for one, fault in zip(drawn, step.findings, strict=False):
            await person.ask(FIND, **of, finding=_finding(one["record"], fault))


def _said(said: Said) -> list[Json]:
    return [{"name": name, "value": value} for name, value in said.items()]


def _finding(record: Json, fault: str | None) -> Json:
    # Nothing was noted of it before.
    found = {"record": record["id"], "version": 0, "fault": fault is not None}
    return found if fault is None else {**found, "what": fault, "cure": "COUNTER_ENTRY"}


async def played(store: Store, user_name: Callable[[str], str], steps: Iterable[Step]) -> Play:
    """Plays steps in the committee of a demo, asking a server in this process over the store."""
    app = create_app(Settings(public_url="https://luzhi.invalid"), store)

    def device() -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 1))
        return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")

    play = Play(device, user_name)
    await play.play(steps)
    return play


async def played_at(address: str, user_name: Callable[[str], str], steps: Iterable[Step]) -> Play:
    """Plays steps in the committee of a demo that a server at an address serves."""
    play = Play(lambda: httpx.AsyncClient(base_url=address, timeout=60), user_name)
    await play.play(steps)
    return play
