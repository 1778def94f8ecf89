"""Plays what people do in a demo (`files.demo.step`) over GraphQL, each step as who takes it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import singledispatchmethod
from typing import Any
from urllib.parse import urlsplit

import httpx

from commands import requests
from commands.paper_played import CHINA, PaperPlayed
from commands.requests import NotPlayed, Session, asked
from commands.sources_played import play_sources
from files.demo.step import (
    MWC,
    TO_COME,
    Answer,
    Appointed,
    AskLeave,
    CheckIn,
    Correct,
    DecideLeave,
    Exit,
    Group,
    HandIn,
    InYear,
    LeaveOffice,
    Move,
    Objection,
    Occasion,
    OpinionItem,
    OpinionMeeting,
    OpinionPaper,
    Resolve,
    Said,
    Sample,
    Sources,
    Step,
    Work,
)
from models.store import Store
from server import create_app
from services.connectors.connector import signature_of
from services.demo_accounts import PASSWORD
from services.demo_database import COMMITTEE, YEAR
from services.demo_year import CONNECTOR, SECRET
from settings import Settings

Json = Any
PAGE = 100


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
    leaves: dict[str, tuple[int, int]] = field(default_factory=dict)
    opinions: dict[str, int] = field(default_factory=dict)
    coming: date = field(default_factory=lambda: to_come())
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
            told = await asked(http, requests.SIGN_IN % requests.ERRORS, {}, user)
            self.sessions[who] = Session(http, told["token"])
        return self.sessions[who]

    async def _meet_members(self) -> None:
        keeper, after = await self.of(self.keeper), None
        while True:
            told = await keeper.ask(requests.MEMBERS, committee=self.committee, year=self.year, after=after)
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
        day = self.coming if step.day == TO_COME else step.day
        about = {"kind": step.kind, "title": step.title, "day": day.isoformat()}
        return {
            "committee": self.committee,
            "year": day.year if step.day == TO_COME else self.year,
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
        told = await (await self.of(step.by)).ask(requests.OCCASION, input=given)
        self._keep(step.key, told["record"])

    @_take.register
    async def _(self, step: Work) -> None:
        authors = [{"member": self.members[one][0], "attributes": _said(said)} for one, said in step.authors]
        outcomes = [{"day": day.isoformat(), "attributes": _said(said)} for day, said in step.outcomes]
        given = {**self._entering(step), "attributes": _said(step.said or {}), "authors": authors}
        told = await (await self.of(step.by)).ask(requests.WORK, input={**given, "outcomes": outcomes})
        self._keep(step.key, told["record"])

    @_take.register
    async def _(self, step: Move) -> None:
        seen = [dict(zip(("id", "version"), self.records[key], strict=True)) for key in step.keys]
        given = {"committee": self.committee, "records": seen, "reason": step.reason, "allOrNothing": True}
        told = await (await self.of(step.by)).ask(requests.MOVE % step.action, input=given)
        for key, one in zip(step.keys, told["results"], strict=True):
            self._keep(key, one["record"])

    @_take.register
    async def _(self, step: Correct) -> None:
        person, (id_, version) = await self.of(step.by), self.records[step.key]
        given = {"id": id_, "version": version, "reason": step.reason}
        groups = [*step.groups, *(await self._others(person, step) if step.others_stay else ())]
        told = await person.ask(requests.CORRECT, input={**given, "participants": self._groups(groups)})
        if told["correction"] is not None:
            number = told["correction"]["number"]
            decided = {"committee": self.committee, "id": id_, "number": number}
            told = await person.ask(requests.APPROVE, input=decided)
        self._keep(step.key, told["record"])

    async def _others(self, person: Session, step: Correct) -> list[Group]:
        """What the record says of everybody whom a correction does not name."""
        named = {number for numbers, _ in step.groups for number in numbers}
        found: dict[tuple[tuple[str, str], ...], list[str]] = {}
        after = None
        while True:
            told = await person.ask(requests.PARTS, id=self.records[step.key][0], after=after)
            for one in told["parts"]["nodes"]:
                said = tuple((each["name"], each["value"]) for each in one["attributes"])
                if one["member"]["number"] not in named:
                    found.setdefault(said, []).append(one["member"]["number"])
            if not told["parts"]["pageInfo"]["hasNextPage"]:
                return [(numbers, dict(said)) for said, numbers in found.items()]
            after = told["parts"]["pageInfo"]["endCursor"]

    @_take.register
    async def _(self, step: CheckIn) -> None:
        person, (id_, _) = await self.of(step.by), self.records[step.key]
        moment = datetime.now(UTC)
        times = {"from": moment - timedelta(minutes=1), "until": moment + timedelta(hours=1)}
        opening = {"record": id_, **{name: at.isoformat() for name, at in times.items()}}
        told = await person.ask(requests.OPEN, input=opening)
        code = told["checkIn"]["code"]
        if code is None:
            raise NotPlayed("服务没有写 LUZHI_PUBLIC_URL，没有签到码")
        for number in step.scanning:
            await self._come(number, code["address"])
        for at in range(0, len(step.by_hand), PAGE):
            listed = self._ids(step.by_hand[at : at + PAGE])
            await person.ask(requests.ADD, input={"record": id_, "add": listed, "reason": "在纸上签到的"})
        closed = await person.ask(requests.CLOSE, record=id_)
        seen = {"version": closed["checkIn"]["version"], "halfDays": step.half_days}
        told = await person.ask(requests.CONFIRM, record=id_, **seen)
        self._keep(step.key, told["record"])

    async def _come(self, number: str, address: str) -> None:
        """A member scans what the screen shows, and confirms on the same telephone."""
        person = await self.of(number)
        told = await person.ask(requests.SCAN, token=urlsplit(address).path.rpartition("/")[2])
        await person.ask(requests.COME, challenge=told["scan"]["challenge"])

    @_take.register
    async def _(self, step: LeaveOffice) -> None:
        last_day = step.last_day.isoformat()
        await self._change_member(step.number, step.by, requests.LEAVE, step.reason, lastDay=last_day)

    @_take.register
    async def _(self, step: Exit) -> None:
        await self._change_member(step.number, step.by, requests.ASK_EXIT, step.reason)
        await self._change_member(step.number, step.second, requests.EXIT, step.reason)

    async def _change_member(self, number: str, by: str, query: str, reason: str, **more: Json) -> None:
        id_, version = self.members[number]
        given = {"id": id_, "version": version, "reason": reason, **more}
        told = await (await self.of(by)).ask(query, input=given)
        self.members[number] = (id_, told["member"]["version"])

    @_take.register
    async def _(self, step: AskLeave) -> None:
        if step.kind is None:
            about: Json = {"year": self.year, "record": self.records[step.key][0]}
        else:
            about = {"kind": step.kind, "title": step.title, "organiser": step.organiser}
            about |= {"year": self.coming.year, "day": self.coming.isoformat()}
        given = {"committee": self.committee, "reason": step.reason, **about}
        told = await (await self.of(step.by)).ask(requests.ASK_LEAVE, input=given)
        self.leaves[step.key] = (told["leave"]["number"], told["leave"]["version"])

    @_take.register
    async def _(self, step: InYear) -> None:
        self.year = step.year

    @_take.register
    async def _(self, step: DecideLeave) -> None:
        number, version = self.leaves[step.key]
        given = {"committee": self.committee, "number": number, "version": version}
        decided = {"granted": step.granted, "words": step.words}
        told = await (await self.of(step.by)).ask(requests.DECIDE_LEAVE, **given, **decided)
        self.leaves[step.key] = (number, told["leave"]["version"])

    @_take.register
    async def _(self, step: HandIn) -> None:
        body = json.dumps(step.document, ensure_ascii=False).encode()
        async with self.device() as http:
            for _ in range(step.times):
                told = (
                    await http.post(f"/connectors/{CONNECTOR}", content=body, headers=signing(body))
                ).json()
                if told.get("state") != step.state:
                    raise NotPlayed(f"接口的答复不是 {step.state}：{told}")
        if step.key is not None:
            await self._found(step.by, step.key, told["record"])

    @_take.register
    async def _(self, step: Resolve) -> None:
        person = await self.of(step.by)
        nodes = (await person.ask(requests.WAITING, committee=self.committee))["connectorEvents"]["nodes"]
        (number,) = [one["number"] for one in nodes if one["outsideId"] == step.document]
        authors = [{"position": 1, "member": self.members[step.author][0]}]
        of = {"committee": self.committee, "number": number}
        told = await person.ask(requests.RESOLVE, **of, authors=authors)
        await self._found(step.by, step.key, told["event"]["record"])

    async def _found(self, by: str, key: str, record: str) -> None:
        """A record that somebody else has entered, as a department sees it."""
        self._keep(key, await (await self.of(by)).ask(requests.VERSION, id=record))

    @_take.register
    async def _(self, step: Objection) -> None:
        given: Json = {"year": self.year, "about": "RECORD", "words": step.words}
        if step.record is not None:
            given["record"] = self.records[step.record][0]
        if step.missing is not None:
            kind, day, title = step.missing
            given |= {"about": "MISSING", "kind": kind, "day": day.isoformat(), "title": title}
            given["organiser"] = step.organiser
        told = await (await self.of(step.by)).ask(requests.RAISE, input=given)
        self.objections[step.key] = (told["objection"]["number"], told["objection"]["version"])

    @_take.register
    async def _(self, step: Answer) -> None:
        person, (number, version) = await self.of(step.by), self.objections[step.key]
        of = {"committee": self.committee, "number": number}
        told = await person.ask(requests.ACCEPT, **of, version=version)
        clause = {"rule": step.rule, "citation": step.citation, "step": step.step}
        given: Json = {"verdict": step.verdict, "words": step.words, **clause}
        if step.corrected is not None:
            id_, version = self.records[step.corrected]
            given["correction"] = {"record": id_, "version": version}
        told = await person.ask(requests.ANSWER, **of, version=told["objection"]["version"], input=given)
        self.objections[step.key] = (number, told["objection"]["version"])

    @_take.register
    async def _(self, step: OpinionItem) -> None:
        title, situation, advice = step.text
        given = {"title": title, "situation": situation, "advice": advice, "notClassified": True}
        given |= {"area": step.area, "urgency": step.urgency, **step.named}
        told = await (await self.of(step.by)).ask(requests.SAVE_OPINION, input=given)
        for who, change in requests.OPINION_STEPS[step.up_to]:
            of = {name: told["opinion"][name] for name in ("number", "version")}
            person = await self.of(step.by if who == "author" else step.office)
            told = await person.ask(change, committee=self.committee, **of)
        self.opinions[title] = told["opinion"]["number"]

    @_take.register
    async def _(self, step: Sources) -> None:
        people = {name: await self.of(getattr(step, name)) for name in ("office", "member")}
        await play_sources(step, self.committee, people)

    @_take.register
    async def _(self, step: Appointed) -> None:
        person = await self.of(step.by)
        told = await person.ask(requests.SIGNERS, committee=self.committee, role=step.role)
        account = told["nodes"][0]["number"]
        for post in step.posts:
            given = {"post": post, "account": account, "firstDay": step.since.isoformat()}
            await person.ask(requests.APPOINT, committee=self.committee, input=given)

    @_take.register
    async def _(self, step: OpinionPaper) -> None:
        people = {name: await self.of(getattr(step, name)) for name in ("author", "office", "signer", "unit")}
        items = [self.opinions[title] for title in step.items]
        await PaperPlayed(step, self.committee, people, items).play()

    @_take.register
    async def _(self, step: OpinionMeeting) -> None:
        office, day = await self.of(step.office), (datetime.now(UTC) + CHINA).date()
        days = {"day": day.isoformat(), "since": date(day.year, 1, 1).isoformat()}
        told = (await office.ask(requests.CALL_MEETING, committee=self.committee, **days))["meeting"]
        said = {"conclusions": step.conclusions}
        await office.ask(requests.CONCLUDE, committee=self.committee, **told, **said)

    @_take.register
    async def _(self, step: Sample) -> None:
        person = await self.of(step.by)
        told = await person.ask(requests.FREEZE, committee=self.committee, frame={"year": self.year})
        of = {"committee": self.committee, "number": told["sample"]["number"]}
        persons = [{"seat": seat, "digits": digits} for seat, digits in step.digits]
        given: Json = {"version": told["sample"]["version"], "persons": persons, "size": step.size}
        drawn = (await person.ask(requests.DRAW, **of, **given))["sample"]["drawn"]["nodes"]
        for one, fault in zip(drawn, step.findings, strict=False):
            await person.ask(requests.FIND, **of, finding=_finding(one["record"], fault))


def to_come() -> date:
    """A day on which nothing is over yet, wherever the clocks stand."""
    return (datetime.now(UTC) + timedelta(days=2)).date()


def signing(body: bytes) -> dict[str, str]:
    """The headers of what the demo's other system hands in."""
    moment = str(int(time.time()))
    return {"Luzhi-Timestamp": moment, "Luzhi-Signature": signature_of(SECRET, moment, body)}


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
