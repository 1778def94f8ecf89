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
    opened to all who write, the others stay drafts. Of the leads for the member the first is taken up.
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
    for at, (way, text, sender, phone) in enumerate(step.leads):
        said = {"way": way, "text": text, "sender": sender, "phone": phone, "notClassified": True}
        lead = {**said, "receivedOn": today.isoformat(), "holder": told["number"]}
        entered = (await office.ask(requests.ENTER_LEAD, committee=committee, input=lead))["lead"]
        if at == 0:
            await people["member"].ask(requests.TAKE_UP_LEAD, committee=committee, **entered)
    form = (await office.ask(requests.LEAD_FORM))["holders"]
    (department,) = [one["department"] for one in form if one["account"] == told["number"]]
    targets = [
        {"department": department, "quarter": at, "target": target}
        for at, target in enumerate(step.targets, 1)
    ]
    if department is not None:
        plan: dict[str, object] = {"year": today.year, "targets": targets}
        await office.ask(requests.SAVE_PLAN, committee=committee, **plan)
