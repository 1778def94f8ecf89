"""Requests about what items come from (议7), for tests over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from models.clock import day_of, now
from models.store import Store

Json = Any
ERRORS = "errors { code field message }"
CALL = """
fragment called on OpinionCall {
  number state version title text deadline over reason writers { number name } departments
  contactPoints { number name } submitted late issued adopted items { number late } availableActions
}
"""
SAVE_CALL = (
    "mutation ($number: Int, $version: Int, $input: OpinionCallInput!, $key: String) {"
    ' saveOpinionCall(committee: "zhoushan", number: $number, version: $version, input: $input,'
    f" requestKey: $key) {{ call {{ ...called }} repeated {ERRORS} }} }}" + CALL
)


def call_step(name: str, declared: str = "", more: str = "") -> str:
    """A step of a call by its number and version."""
    return (
        f'mutation ($number: Int!, $version: Int!{declared}) {{ {name}(committee: "zhoushan",'
        f" number: $number, version: $version{more}) {{ call {{ ...called }} {ERRORS} }} }}" + CALL
    )


OPEN_CALL, CLOSE_CALL = call_step("openOpinionCall"), call_step("closeOpinionCall")
WITHDRAW_CALL = call_step("withdrawOpinionCall", ', $reason: String = "改期"', ", reason: $reason")
CALLS = "{ opinionCalls(first: 20) { totalCount nodes { ...called } } }" + CALL
POINT = "number version name place departments account holder firstDay lastDay current"
SAVE_POINT = (
    "mutation ($number: Int, $version: Int, $input: ContactPointInput!) {"
    ' saveContactPoint(committee: "zhoushan", number: $number, version: $version, input: $input)'
    f" {{ contactPoint {{ {POINT} }} {ERRORS} }} }}"
)
POINTS = (
    f"query ($current: Boolean) {{ contactPoints(first: 20, current: $current) {{ nodes {{ {POINT} }} }} }}"
)


async def days_from_now(store: Store, days: int) -> str:
    """A day before or after the one it is by the clock of the database."""
    async with store.reading() as connection:
        return str(day_of(await now(connection)) + timedelta(days=days))


LEAD = """
fragment led on OpinionLead {
  number state version way { code } contactPoint { name } receivedOn text sender phone keptUntil
  holder { number name } items steps { action by other words } availableActions
}
"""
ENTER_LEAD = (
    "mutation ($input: OpinionLeadInput!) {"
    f' enterOpinionLead(committee: "zhoushan", input: $input) {{ lead {{ ...led }} {ERRORS} }} }}' + LEAD
)


def lead_step(name: str, declared: str = "", more: str = "") -> str:
    """A step of a lead by its number and version."""
    return (
        f'mutation ($number: Int!, $version: Int!{declared}) {{ {name}(committee: "zhoushan",'
        f" number: $number, version: $version{more}) {{ lead {{ ...led }} {ERRORS} }} }}" + LEAD
    )


TAKE_UP, PURGE_LEAD = lead_step("takeUpOpinionLead"), lead_step("purgeOpinionLead")
PUT_ASIDE = lead_step("putAsideOpinionLead", ", $words: String!", ", words: $words")
HAND_ON = lead_step("handOnOpinionLead", ", $holder: Int!", ", holder: $holder")
LEADS = "{ opinionLeads(first: 20) { totalCount nodes { ...led } } }" + LEAD
ONE_LEAD = "query ($number: Int!) { opinionLead(number: $number) { ...led } }" + LEAD
