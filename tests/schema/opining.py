"""Requests about opinion items, and who sends them: for tests over HTTP."""

from __future__ import annotations

from typing import Any

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
