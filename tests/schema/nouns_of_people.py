"""Leave, members of whom somebody leaves office and exits, objections, sign-in, the year: as they change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, select, update

from models.check_in import CheckIn
from models.leave import Leave
from models.member import Membership, Person
from models.objection import Objection
from resolvers.global_id import number
from services.rights.held import today
from services.rule_sets import versions
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work
from tests.schema.noun import MEMBER, MWC, OFFICE, SIGNER, Noun, Scene, entered
from tests.schema.nouns_of_records import row_of
from tests.schema.objecting import ACCEPT, ANSWER, CLAUSE, NO, PASS, RAISE, TAKE_BACK, a_rule, about_record
from tests.schema.objecting import CLOSE as CLOSE_OBJECTION
from tests.schema.test_closing import CLOSE as CLOSE_YEAR
from tests.schema.test_closing import REOPEN
from tests.schema.test_leave import ASK, DECIDE, WITHDRAW, measure_of, request
from tests.schema.test_people import CHANGE, LEAVE, RETURN, said
from tests.schema.test_people import ENTER as ENTER_MEMBER
from tests.server.test_check_in_organiser import HERE, SCAN
from tests.server.test_exit import ASK as ASK_EXIT
from tests.server.test_exit import CANCEL as CANCEL_EXIT
from tests.server.test_exit import CONFIRM as CONFIRM_EXIT
from tests.server.test_exit import second_person
from tests.services.accounts.holder import age
from tests.services.check_in.people import CLOSE, CONFIRM, CORRECT, OPEN
from tests.services.committee_of_ten import CODE, ME, YEAR

Json = Any
SECOND = "委员工作委员会乙"


class Leaves(Noun):
    """Leave from a plenary to come, which a signer gives."""

    name = "leave"
    changes = ("withdraw", "approve", "refuse")
    day: date

    async def settle(self, scene: Scene) -> None:
        async with scene.store.reading() as connection:
            self.day = await today(connection) + timedelta(days=1)
        async with unit_of_work(scene.store, CODE, ME, right=None) as unit:
            await versions.add(unit, measure_of(self.day.year))
            await Live(Boards()).recompute(unit, self.day.year)

    async def brought(self, scene: Scene, state: str) -> tuple[int, int]:
        asking = request(self.day, title=f"会议{next(self.numbers)}")
        at = int((await scene.asked(MEMBER, ASK, input=asking))["leave"]["number"])
        if state == "asked":
            return at, 1
        by = {"approved": "approve", "refused": "refuse", "withdrawn": "withdraw"}[state]
        assert await self.change(scene, by, (at, 1)) == []
        return at, 2

    async def change(self, scene: Scene, change: str, seen: tuple[int, int]) -> list[str]:
        of = {"number": seen[0], "version": seen[1]}
        if change == "withdraw":
            return await scene.told(MEMBER, WITHDRAW, **of)
        decided = {"granted": change == "approve", "words": "另有原因"}
        return await scene.told(SIGNER, DECIDE, **of, **decided)

    async def state(self, scene: Scene, seen: tuple[int, int]) -> str:
        (state,) = await row_of(scene, Leave.state, Leave.id == seen[0])
        return str(state)


class Members(Noun):
    """Somebody of the roster, whose exit two people of the Members' Work Committee bring about."""

    name = "person"
    changes = (
        *("transfer", "leave", "stay", "come back"),
        *("ask exit", "cancel exit", "confirm exit"),
    )
    asked_by: ClassVar = {
        "transfer": (MWC, CHANGE),
        "leave": (MWC, LEAVE),
        "stay": (MWC, LEAVE),
        "come back": (MWC, RETURN),
        "ask exit": (MWC, ASK_EXIT),
        "cancel exit": (MWC, CANCEL_EXIT),
        "confirm exit": (SECOND, CONFIRM_EXIT),
    }

    async def settle(self, scene: Scene) -> None:
        scene.tokens[SECOND] = await second_person(scene.store)

    async def brought(self, scene: Scene, state: str) -> tuple[str, int]:
        at = next(self.numbers)
        given = {"committee": CODE, "name": "卫某", "number": f"N{at}", "newPerson": True}
        member = (await scene.asked(MWC, ENTER_MEMBER, input=given))["member"]["id"]
        ways = ("leave", "ask exit", "confirm exit")[: ("serving", "left", "asked", "exited").index(state)]
        for step in ways:
            seen = (member, 1 if step == "leave" else 2)
            assert await self.change(scene, step, seen) == []
        return member, {"serving": 1, "exited": 3}.get(state, 2)

    async def change(self, scene: Scene, change: str, seen: tuple[str, int]) -> list[str]:
        at = next(self.numbers)
        more: Json = {
            "transfer": {"attributes": said(单位=f"第{at}局"), "since": "2022-03-01"},
            "leave": {"lastDay": str(date(2022, 5, 1) + timedelta(days=at % 28))},
            "stay": {"lastDay": None},
            "come back": {"number": f"B{at}", "firstDay": "2022-07-01"},
        }.get(change, {})
        who, query = self.asked_by[change]
        given = {"id": seen[0], "version": seen[1], "reason": "工作变动", **more}
        return await scene.told(who, query, input=given)

    async def state(self, scene: Scene, seen: tuple[str, int]) -> str:
        of = select(Membership.person_id).where(Membership.id == number(seen[0], "Member", "id"))
        person = Person.id == of.scalar_subquery()
        asked, exited = await row_of(scene, Person.exit_asked_at, Person.exited_at, person)
        if exited or asked:
            return "exited" if exited else "asked"
        own = Membership.person_id == of.scalar_subquery()
        async with scene.store.reading() as connection:
            last_days = list(await connection.scalars(select(Membership.last_day).where(own)))
        return "serving" if None in last_days else "left"


class Objections(Noun):
    """What the member objects to of the office's record."""

    name = "objection"
    changes = ("accept", "pass on", "answer", "close", "withdraw")
    asked_by: ClassVar = {
        "accept": (OFFICE, ACCEPT),
        "pass on": (OFFICE, PASS),
        "answer": (OFFICE, ANSWER),
        "close": (MEMBER, CLOSE_OBJECTION),
        "withdraw": (MEMBER, TAKE_BACK),
    }

    async def brought(self, scene: Scene, state: str) -> int:
        # Of one account so many may wait, and the very same once more would be none.
        await self.put(scene, Objection.state != "closed", "closed")
        raised = await scene.asked(MEMBER, RAISE, input=about_record(scene.of))
        at: int = raised["objection"]["number"]
        await self.put(scene, Objection.id == at, state)
        return at

    async def put(self, scene: Scene, which: ColumnElement[bool], state: str) -> None:
        """Puts some into a state."""
        async with scene.store.writing() as connection:
            await connection.execute(update(Objection).where(which).values(state=state))

    async def change(self, scene: Scene, change: str, seen: int) -> list[str]:
        given = {"input": {**NO, **CLAUSE, "rule": a_rule()}} if change == "answer" else {}
        who, query = self.asked_by[change]
        return await scene.told(who, query, number=seen, version=1, **given)

    async def state(self, scene: Scene, seen: int) -> str:
        (state,) = await row_of(scene, Objection.state, Objection.id == seen)
        return str(state)


class CheckIns(Noun):
    """Sign-in at a survey; the member has scanned its code, where it was open."""

    name = "check-in"
    changes = ("open", "close", "arrive", "put right", "confirm")
    # The list is looked at before it is written into the record.
    units: ClassVar = {"confirm": 2}

    async def brought(self, scene: Scene, state: str) -> tuple[str, str, int]:
        scene.http.cookies.clear()
        record = await entered(scene, f"签到{next(self.numbers)}", "DRAFT")
        code = (await scene.asked(OFFICE, OPEN, input=self.times(record)))["checkIn"]["code"]
        token = urlsplit(code["address"]).path.rpartition("/")[2]
        challenge = (await scene.asked(MEMBER, SCAN, token=token))["scan"]["challenge"]
        self.telephone = dict(scene.http.cookies)
        if state == "over":
            await age(scene.store, timedelta(hours=3), CheckIn.opens_at, CheckIn.closes_at)
        if state in ("closed", "confirmed"):
            await scene.asked(OFFICE, CLOSE, id=record)
        if state == "confirmed":
            await scene.asked(OFFICE, CONFIRM, id=record, version=2)
        return record, challenge, {"open": 1, "over": 1}.get(state, 2)

    def times(self, record: str) -> Json:
        moment = datetime.now(UTC)
        times = {"from": moment - timedelta(minutes=1), "until": moment + timedelta(hours=1)}
        return {"record": record, **{name: at.isoformat() for name, at in times.items()}}

    async def change(self, scene: Scene, change: str, seen: tuple[str, str, int]) -> list[str]:
        record, challenge, times_version = seen
        if change == "open":
            given = {**self.times(record), "timesVersion": times_version}
            return await scene.told(OFFICE, OPEN, input=given)
        if change == "close":
            return await scene.told(OFFICE, CLOSE, id=record)
        if change == "arrive":
            # On the telephone that scanned, whichever server it reaches.
            scene.http.cookies.clear()
            scene.http.cookies.update(self.telephone)
            return await scene.told(MEMBER, HERE, challenge=challenge)
        if change == "put right":
            given = {"record": record, "add": [scene.member(1)], "reason": "在纸上签到的"}
            return await scene.told(OFFICE, CORRECT, input=given)
        return await scene.told(OFFICE, CONFIRM, id=record, version=await self.version(scene, record))

    async def version(self, scene: Scene, record: str) -> int:
        """That of the list which whoever confirms has before them."""
        of = CheckIn.record_id == number(record, "Record", "id")
        (version,) = await row_of(scene, CheckIn.version, of)
        return int(version)

    async def state(self, scene: Scene, seen: tuple[str, str, int]) -> str:
        of = CheckIn.record_id == number(seen[0], "Record", "id")
        state, closes_at = await row_of(scene, CheckIn.state, CheckIn.closes_at, of)
        return "over" if state == "open" and closes_at < datetime.now(UTC) else str(state)


class Years(Noun):
    name = "year"
    changes = ("close", "reopen")

    async def brought(self, scene: Scene, state: str) -> None:
        if state != await self.state(scene, None):
            assert await self.change(scene, "close" if state == "closed" else "reopen", None) == []

    async def change(self, scene: Scene, change: str, seen: None) -> list[str]:
        of = {"committee": CODE, "year": YEAR}
        if change == "close":
            return await scene.told(MWC, CLOSE_YEAR, **of)
        return await scene.told(MWC, REOPEN, **of, reason="补录")

    async def state(self, scene: Scene, seen: None) -> str:
        query = f'{{ committee(code: "{CODE}") {{ closings {{ inEffect }} }} }}'
        closings = (await scene.who(MWC).ask(query))["data"]["committee"]["closings"]
        return "closed" if any(one["inEffect"] for one in closings) else "open"
