"""A thing with states as people meet it over the API: brought to a state, changed, looked at."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

import httpx
from sqlalchemy import select

from models.committee import Committee
from models.store import Store
from resolvers.global_id import encode
from tests.services.accounts.holder import CODE, Holder
from tests.services.accounts.office import Office
from tests.services.committee_of_ten import YEAR

Json = Any
OFFICE, MWC, MEMBER, SIGNER = "办公室", "委员工作委员会", "委员", "签批领导"
_DONE = "record { id version } correction { number } errors { code field } }"
ENTER = _DONE.replace("correction { number } ", "")
ENTER = "mutation ($input: EnterOccasionInput!) { enterOccasion(input: $input) { " + ENTER + " }"
CORRECT = "mutation ($input: CorrectOccasionInput!) { correctOccasion(input: $input) { " + _DONE + " }"
ONE = "mutation ($input: ChangeRecordInput!) { %sRecord(input: $input) { " + _DONE + " }"
MOVE = """mutation ($input: MoveRecordsInput!, $key: String) { %sRecords(input: $input, requestKey: $key) {
  results { done errors { code field } } errors { code } } }"""


@dataclass
class Scene:
    """An office, whom it knows by their tokens, and a server over its database."""

    of: Office
    store: Store
    http: httpx.AsyncClient
    tokens: dict[str, str]

    def who(self, role: str) -> Holder:
        """Somebody, who asks this server."""
        return Holder(self.http, token=self.tokens[role], headers={})

    async def asked(self, role: str, query: str, **variables: Json) -> Json:
        """The payload of a change that goes."""
        payload = await self.who(role).change(query, **variables)
        assert payload["errors"] == [], payload
        return payload

    async def told(self, role: str, query: str, **variables: Json) -> list[str]:
        """Why a change was refused: the codes; nothing where it is made."""
        payload = await self.who(role).change(query, **variables)
        refused = [one for each in payload.get("results", []) for one in each["errors"]]
        return [one["code"] for one in refused or payload["errors"]]

    def member(self, at: int) -> str:
        """A member by the place in the roster."""
        return encode("Member", self.of.members[at])

    async def revision(self) -> int:
        """How many units of work have changed something."""
        async with self.store.reading() as connection:
            return int(await connection.scalar(select(Committee.revision).where(Committee.code == CODE)) or 0)


class Noun(ABC):
    """`tables.TABLES` says what may be done. `units`: changes that take more units of work than one."""

    name: ClassVar[str]
    changes: ClassVar[tuple[str, ...]]
    units: ClassVar[Mapping[str, int]] = {}

    def __init__(self) -> None:
        self.numbers = count(1)

    async def settle(self, scene: Scene) -> None:  # noqa: B027 - most need nothing
        """What has to be there first."""

    @abstractmethod
    async def brought(self, scene: Scene, state: str) -> Any:
        """A fresh thing in a state, as whoever acts upon it knows it then."""

    @abstractmethod
    async def change(self, scene: Scene, change: str, seen: Any) -> list[str]:
        """Changes it as it was seen: the codes of what was wrong."""

    @abstractmethod
    async def state(self, scene: Scene, seen: Any) -> str:
        """In which state it is now."""


async def entered(scene: Scene, title: str, up_to: str, role: str = OFFICE, members: int = 2) -> str:
    """A survey of the first members; its id."""
    people = [scene.member(at) for at in range(members)]
    given = {"committee": CODE, "year": YEAR, "kind": "调研", "day": "2022-03-01", "title": title}
    given |= {"upTo": up_to, "lateReason": "迟交", "participants": [{"members": people}]}
    record: str = (await scene.asked(role, ENTER, input=given))["record"]["id"]
    return record


def moving(seen: tuple[str, int]) -> Json:
    """The input of a move of one record as it was seen."""
    one = {"id": seen[0], "version": seen[1]}
    return {"committee": CODE, "records": [one], "reason": "另有原因"}
