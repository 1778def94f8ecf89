"""A paper of opinion items, played by the people of a demo: edited, signed, handled, rated, adopted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from commands import requests
from commands.requests import Session
from files.demo.step import OpinionPaper

Json = Any
CHINA = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class PaperPlayed:
    """Who plays it, by their part: `author`, `office`, `signer`, `unit`; and the numbers of its items."""

    step: OpinionPaper
    committee: str
    people: Mapping[str, Session]
    items: Sequence[int]

    async def play(self) -> None:
        """As far as the step says."""
        await self._sign()
        if requests.HANDLING_STEPS[self.step.handled]:
            await self._handle()
        for number in self.items:
            await self._note_outcomes(number)
            await self._rate(number)

    async def _sign(self) -> None:
        office, items = self.people["office"], [*self.items]
        told = await office.ask(requests.BEGIN_PAPER, committee=self.committee, items=items)
        given = {"items": items, **told["paper"]["text"], **self.step.said}

        async def taken(who: str, query: str, **more: Json) -> Json:
            at = {name: told["paper"][name] for name in ("number", "version")}
            return await self.people[who].ask(query, committee=self.committee, **at, **more)

        told = await taken("office", requests.SAVE_PAPER, input=given)
        if self.step.up_to != "EDITING":
            told = await taken("office", requests.HAND_UP)
        while self.step.up_to == "SIGNED" and told["paper"]["state"] == "SIGNING":
            told = await taken("signer", requests.SIGN)

    async def _handle(self) -> None:
        """What was signed last is handled as far as a state."""
        (at,) = (await self.people["unit"].ask(requests.HANDLINGS))["nodes"]
        for who, change in requests.HANDLING_STEPS[self.step.handled]:
            at = (await self.people[who].ask(change, committee=self.committee, **at))["handling"]

    async def _note_outcomes(self, number: int) -> None:
        """What became of an item of it, today."""
        office = self.people["office"]
        for which, level, words in self.step.outcomes:
            at = {"number": number, "version": (await office.ask(requests.OPINION, number=number))["version"]}
            given = {"outcome": which, "level": level, "words": words}
            given["day"] = (datetime.now(UTC) + CHINA).date().isoformat()
            await office.ask(requests.NOTE_OUTCOME, committee=self.committee, **at, outcome=given)

    async def _rate(self, number: int) -> None:
        """How its author rated what was answered, one time after the other."""
        author = self.people["author"]
        for rating, reason, words in self.step.rated:
            at = {"number": number, "version": (await author.ask(requests.OPINION, number=number))["version"]}
            given = {"rating": rating, "reason": reason, "words": words}
            await author.ask(requests.RATE, committee=self.committee, **at, **given)
