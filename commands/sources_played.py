"""What opinion items come from, played by the people of a demo: a contact point, and calls for items."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from commands import requests
from commands.requests import Session
from files.demo.step import Sources

CHINA = timedelta(hours=8)


async def play_sources(step: Sources, committee: str, people: Mapping[str, Session]) -> None:
    """The `office` notes the point in the charge of the `member`, and calls for items: the first call is
    opened to all who write, the others stay drafts.
    """
    office, today = people["office"], (datetime.now(UTC) + CHINA).date()
    told = await people["member"].ask(requests.WHO)
    name, place = step.point
    point = {"name": name, "place": place, "inCharge": told["number"]}
    await office.ask(requests.SAVE_POINT, committee=committee, input=point)
    writers = [one["account"] for one in (await office.ask(requests.CALL_FORM))["writers"]]
    for at, (title, text, days) in enumerate(step.calls):
        deadline = (today + timedelta(days=days)).isoformat()
        given = {"title": title, "text": text, "deadline": deadline, "writers": writers}
        call = (await office.ask(requests.SAVE_CALL, committee=committee, input=given))["call"]
        if at == 0:
            await office.ask(requests.OPEN_CALL, committee=committee, **call)
