"""Records, their corrections, their co-signers' answers, and samples of them, as they are changed."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import select

from models.correction import Correction
from models.record import Record
from models.sample import Sample
from resolvers.global_id import encode, number
from tests.schema.noun import CORRECT, MOVE, MWC, OFFICE, ONE, Noun, Scene, entered, moving
from tests.schema.test_co_signing import CONFIRM, DECLINE, second_member
from tests.schema.test_co_signing import ENTER as ENTER_WORK
from tests.server.test_sample_pages import ABANDON, DRAW, EXTEND, FIND, FREEZE, PERSONS
from tests.services.committee_of_ten import CODE, YEAR

Json = Any
DECIDE = """mutation ($input: DecideCorrectionInput!) { %sCorrection(input: $input) {
  record { version } errors { code field } } }"""
SECOND = "第二名委员"
_WHY = {"reason": "另有原因"}


async def row_of(scene: Scene, *columns: Any) -> Any:
    """The only row of a selection."""
    async with scene.store.reading() as connection:
        return (await connection.execute(select(*columns[:-1]).where(columns[-1]))).one()


async def seen_now(scene: Scene, record: str) -> tuple[str, int]:
    """A record as whoever looks at it sees it now."""
    (version,) = await row_of(scene, Record.version, Record.id == number(record, "Record", "id"))
    return record, version


class Records(Noun):
    name = "record"
    changes = ("change", "submit", "approve", "return", "archive", "withdraw", "end", "reinstate")
    # How a record comes to each state: up to which it is entered, and the steps from there.
    ways: ClassVar = {
        "draft": ("DRAFT",),
        "submitted": ("SUBMITTED",),
        "returned": ("SUBMITTED", "return"),
        "approved": ("APPROVED",),
        "archived": ("APPROVED", "archive"),
        "withdrawn": ("SUBMITTED", "withdraw"),
    }

    async def brought(self, scene: Scene, state: str) -> tuple[str, int]:
        up_to, *steps = self.ways[state]
        record = await entered(scene, f"调研{next(self.numbers)}", up_to)
        for version, step in enumerate(steps, 1):
            await scene.asked(OFFICE, MOVE % step, input=moving((record, version)))
        return record, len(steps) + 1

    async def change(self, scene: Scene, change: str, seen: tuple[str, int]) -> list[str]:
        one = {"id": seen[0], "version": seen[1], **_WHY}
        if change == "change":
            return await scene.told(OFFICE, CORRECT, input={**one, "title": f"改过{seen[0]}"})
        if change in ("end", "reinstate"):
            return await scene.told(OFFICE, ONE % change, input=one)
        return await scene.told(OFFICE, MOVE % change, input=moving(seen))

    async def state(self, scene: Scene, seen: tuple[str, int]) -> str:
        (state,) = await row_of(scene, Record.state, Record.id == number(seen[0], "Record", "id"))
        return str(state)


class Corrections(Noun):
    name = "correction"
    changes = ("approve", "return")

    async def brought(self, scene: Scene, state: str) -> tuple[str, int]:
        record, version = await Records.brought(_RECORDS, scene, "archived")
        given = {"id": record, "version": version, "title": f"更正{next(self.numbers)}", **_WHY}
        done = await scene.asked(OFFICE, CORRECT, input=given)
        seen = (record, int(done["correction"]["number"]))
        if state != "submitted":
            assert await self.change(scene, {"approved": "approve", "returned": "return"}[state], seen) == []
        return seen

    async def change(self, scene: Scene, change: str, seen: tuple[str, int]) -> list[str]:
        given = {"committee": CODE, "id": seen[0], "number": seen[1]}
        given |= _WHY if change == "return" else {}
        return await scene.told(OFFICE, DECIDE % change, input=given)

    async def state(self, scene: Scene, seen: tuple[str, int]) -> str:
        (state,) = await row_of(scene, Correction.state, Correction.id == seen[1])
        return str(state)


_RECORDS = Records()


class CoSignatures(Noun):
    """A work that the second member signed as well; the department goes on with it."""

    name = "co-signature"
    changes = ("confirm", "decline", "approve", "archive", "withdraw")
    ways: ClassVar = {
        "submitted": ("SUBMITTED",),
        "approved": ("APPROVED",),
        "archived": ("APPROVED", "archive"),
        "withdrawn": ("SUBMITTED", "withdraw"),
    }

    async def settle(self, scene: Scene) -> None:
        scene.tokens[SECOND] = await second_member(scene.store, scene.of)

    async def brought(self, scene: Scene, state: str) -> tuple[str, int]:
        up_to, *steps = self.ways[state]
        given = {"committee": CODE, "year": YEAR, "kind": "社情民意", "day": "2022-03-01", "upTo": up_to}
        given |= {"title": f"信息{next(self.numbers)}", "lateReason": "迟交"}
        authors = [{"member": scene.member(at)} for at in range(2)]
        done = await scene.asked(OFFICE, ENTER_WORK, input={**given, "authors": authors})
        record = done["record"]["id"]
        for version, step in enumerate(steps, 1):
            await scene.asked(OFFICE, MOVE % step, input=moving((record, version)))
        return record, len(steps) + 1

    async def change(self, scene: Scene, change: str, seen: tuple[str, int]) -> list[str]:
        if change == "confirm":
            return await scene.told(SECOND, CONFIRM, record=seen[0])
        if change == "decline":
            return await scene.told(SECOND, DECLINE, record=seen[0], reason="没有参与")
        return await scene.told(OFFICE, MOVE % change, input=moving(seen))

    async def state(self, scene: Scene, seen: tuple[str, int]) -> str:
        return await _RECORDS.state(scene, seen)


class Samples(Noun):
    name = "sample"
    changes = ("draw", "abandon", "extend", "find")

    async def settle(self, scene: Scene) -> None:
        for at in range(4):
            record = await entered(scene, f"抽查{at}", "APPROVED", members=1)
            await scene.asked(OFFICE, MOVE % "archive", input=moving((record, 1)))

    async def brought(self, scene: Scene, state: str) -> tuple[int, int, str | None]:
        done = await scene.asked(MWC, FREEZE, frame={"year": YEAR})
        at = int(done["sample"]["number"])
        if state == "frozen":
            return at, 1, None
        if state == "abandoned":
            await scene.asked(MWC, ABANDON, number=at, version=1)
            return at, 2, None
        done = await scene.asked(MWC, DRAW, number=at, version=1, persons=PERSONS, size=2)
        return at, 2, done["sample"]["drawn"]["nodes"][0]["record"]["id"]

    async def change(self, scene: Scene, change: str, seen: tuple[int, int, str | None]) -> list[str]:
        at, version, drawn = seen
        of = {"number": at, "version": version}
        if change == "draw":
            return await scene.told(MWC, DRAW, **of, persons=PERSONS, size=2)
        if change == "abandon":
            return await scene.told(MWC, ABANDON, **of)
        if change == "extend":
            return await scene.told(MWC, EXTEND, **of, size=3)
        (record,) = await row_of(scene, Record.id, Record.title == "抽查0") if drawn is None else (None,)
        found = {"record": drawn or encode("Record", record), "version": 0, "fault": False}
        return await scene.told(MWC, FIND, number=at, finding=found)

    async def state(self, scene: Scene, seen: tuple[int, int, str | None]) -> str:
        (state,) = await row_of(scene, Sample.state, Sample.id == seen[0])
        return str(state)
