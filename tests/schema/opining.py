"""Requests about opinion items, and who sends them: for tests over HTTP."""

from __future__ import annotations

from typing import Any

from tests.services.accounts.holder import Holder
from tests.services.accounts.office import Office

Json = Any

TOLD = """
fragment told on Opinion {
  number state version draft own writer title situation causes advice characters warnings open follows
  area { code name } urgency { code days } source { code } coAuthors { name number } due overdue
  steps { action by words reason { code } } files { id name } availableActions
}
"""
SAVE = (
    "mutation ($input: SaveOpinionDraftInput!) { saveOpinionDraft(input: $input) {"
    " opinion { ...told } errors { code field message } } }" + TOLD
)


def step(name: str, declared: str, more: str = "") -> str:
    """A change of an item by its number and version."""
    return (
        f"mutation ($number: Int!, $version: Int!, $key: String{declared}) {{"
        f' {name}(committee: "zhoushan", number: $number, version: $version, requestKey: $key{more}) {{'
        " opinion { ...told } repeated errors { code field message } } }" + TOLD
    )


SUBMIT = step("submitOpinion", ", $declared: Boolean = true", ", notClassified: $declared")
TAKE_BACK = step("withdrawOpinion", "")
ACCEPT = step("acceptOpinion", "")
KEEP = step("keepOpinionOnFile", ", $words: String", ", words: $words")
RETURN = step(
    "returnOpinion",
    ', $reason: String = "incomplete", $words: String',
    ", reason: $reason, words: $words",
)
PURGE = (
    'mutation ($number: Int!, $reason: String! = "state_secret", $key: String) {'
    ' purgeOpinion(committee: "zhoushan", number: $number, reason: $reason, requestKey: $key) {'
    " opinion { ...told } repeated errors { code field message } } }" + TOLD
)
OWN = "{ me { opinions(first: 20) { totalCount nodes { ...told } } } }" + TOLD
ONE = "query ($number: Int!) { opinion(number: $number) { ...told } }" + TOLD
BOX = (
    'query ($where: OpinionFilter) { committee(code: "zhoushan") { opinionInbox(first: 20, where: $where) {'
    " totalCount nodes { ...told } } } }" + TOLD
)
WRITTEN = {
    "notClassified": True,
    "title": "海岛停车难",
    "situation": "码头每天早晨停不下车。\n八月有 12 天。",
    "causes": "车位只有 40 个",
    "advice": "把东侧空地改作临时停车场",
    "area": "livelihood",
}


def errors(payload: Json) -> list[tuple[str, str | None]]:
    return [(one["code"], one["field"]) for one in payload["errors"]]


def of_role(http: Any, of: Office, role: str) -> Holder:
    return Holder(http, token=of.tokens[role], headers={})


async def saved(holder: Holder, **more: Json) -> Json:
    """A draft that was kept."""
    payload = await holder.change(SAVE, input={**WRITTEN, **more})
    assert payload["errors"] == []
    return payload["opinion"]


async def submitted(holder: Holder, **more: Json) -> int:
    """The number of an item that was submitted, in its second version."""
    number = int((await saved(holder, **more))["number"])
    assert errors(await holder.change(SUBMIT, number=number, version=1)) == []
    return number


async def found(holder: Holder, query: str, *path: str, **variables: Json) -> Json:
    """The numbers and titles of a list."""
    told = (await holder.ask(query, **variables))["data"]
    for name in path:
        told = told[name]
    return [(one["number"], one["title"]) for one in told["nodes"]]


async def boxed(holder: Holder, **where: Json) -> Json:
    return await found(holder, BOX, "committee", "opinionInbox", where=where)


async def seen(holder: Holder, number: int) -> Json:
    return (await holder.ask(ONE, number=number))["data"]["opinion"]
