"""Requests about papers that units handle, and who sends them: for tests over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import text, update

from models.clock import CHINA
from models.handling import Handling
from models.store import Store
from services.accounts.account import Registration, register
from services.accounts.grants import Giving, grant
from services.accounts.sign_in import Credentials, set_password, sign_in
from services.actor import Actor
from tests.schema.opining import errors, of_role
from tests.schema.papering import HAND_UP, SIGN, accepted, begun, saved, signers, taken
from tests.services.accounts.holder import CODE, HERE, PASSWORD, Holder, hashing
from tests.services.accounts.office import FIRST, Office

Json = Any
LEAD, HELPING, THIRD = "市交通运输局", "市公安局", "市住建局"

TOLD = """
fragment told on Handling {
  number state version title units { name lead receivedAt } extendedDays askedDays due daysLeft overdue
  returnBy leads answers { number text files { id name } }
  steps { action by other days answer words } availableActions
}
"""


def step(name: str, declared: str = "", given: str = "") -> str:
    """A change by number and version."""
    return (
        f"mutation ($key: String, $number: Int!, $version: Int!{declared}) {{"
        f' {name}(committee: "zhoushan", requestKey: $key, number: $number, version: $version{given}) {{'
        " handling { ...told } repeated errors { code field message } } }" + TOLD
    )


RECEIVE = step("receiveHandling")
ACCEPT = step("acceptHandling", ", $words: String", ", words: $words")
RETURN = step(
    "returnHandling",
    f', $unit: String! = "{HELPING}", $words: String! = "路面停车归公安"',
    ", unit: $unit, words: $words",
)
ASK = step(
    "askHandlingExtension",
    ', $days: Int! = 5, $words: String! = "要先勘察"',
    ", days: $days, words: $words",
)
ANSWER = step(
    "answerHandling",
    ", $input: HandlingAnswerInput!, $declared: Boolean! = true",
    ", input: $input, notClassified: $declared",
)
UPHOLD = step("upholdHandling", ', $words: String! = "码头归交通"', ", words: $words")
REASSIGN = step(
    "reassignHandling",
    f', $unit: String! = "{HELPING}", $coUnits: [String!], $words: String',
    ", unit: $unit, coUnits: $coUnits, words: $words",
)
DECIDE = step(
    "decideHandlingExtension",
    ", $granted: Boolean! = true, $words: String",
    ", granted: $granted, words: $words",
)
PAUSE = step("pauseHandling", ', $words: String! = "等省里的规定"', ", words: $words")
RESUME = step("resumeHandling")
CHECK = step(
    "checkHandlingAnswer", ", $passed: Boolean! = true, $words: String", ", passed: $passed, words: $words"
)
ONE = "query ($number: Int!) { handling(number: $number) { ...told } }" + TOLD
LIST = "query ($where: HandlingFilter) { handlings(first: 20, where: $where) { nodes { number } } }"
FORM = "{ handlingForm { days returnDays extensionDays redoDays units } }"
SEEN = """query ($number: Int!) { opinion(number: $number) { state steps { action by } handling {
  state due extendedDays overdue units { name lead } steps { action by words }
  answer { number text files { id } } } } }"""


@dataclass(frozen=True)
class Hands:
    """Who acts about what is handled: the author, the Office, two units and a third that is not asked, those
    who sign papers.
    """

    store: Store
    author: Holder
    office: Holder
    lead: Holder
    helping: Holder
    third: Holder
    by: Mapping[str, Holder]


async def of_unit(store: Store, http: Any, unit: str, at: int) -> Holder:
    """Somebody who acts for a unit, signed in."""
    phone = f"137000580{at:02}"
    form = Registration(real_name=f"{unit}甲", phone=phone, department=unit)
    issued = await register(store, hashing(), CODE, Actor("系统管理员甲", "command"), form)
    await grant(store, CODE, FIRST, issued.account.id, Giving(role="承办单位", department=unit))
    await set_password(store, hashing(), CODE, Credentials(phone, issued.secret), PASSWORD, HERE)
    token = (await sign_in(store, hashing(), CODE, Credentials(phone, PASSWORD), HERE)).token
    return Holder(http, token=token, headers={})


async def hands(store: Store, http: Any, of: Office) -> Hands:
    """Everybody who acts."""
    return Hands(
        store=store,
        author=of_role(http, of, "委员"),
        office=of_role(http, of, "办公室"),
        lead=of_role(http, of, "承办单位"),
        helping=await of_unit(store, http, HELPING, 1),
        third=await of_unit(store, http, THIRD, 2),
        by=await signers(store, http, of),
    )


async def handed(of: Hands, **more: Json) -> Json:
    """What a unit finds to handle: a paper of one item, signed and sent to it and to one that helps."""
    item = await accepted(of.author, of.office, **more)
    paper = await saved(of.office, await begun(of.office, item), coUnits=[HELPING])
    paper = await taken(of.office, HAND_UP, paper)
    for post in ("leader_in_charge", "office_head"):
        paper = await taken(of.by[post], SIGN, paper)
    (number, *_) = await listed(of.office)
    return await one(of.office, number)


async def done(holder: Holder, query: str, handling: Json, **more: Json) -> Json:
    """What is handled after a step that went."""
    payload = await holder.change(query, number=handling["number"], version=handling["version"], **more)
    assert errors(payload) == []
    return payload["handling"]


async def refused(holder: Holder, query: str, handling: Json, **more: Json) -> list[tuple[str, str | None]]:
    """Why a step is refused, by code and field."""
    at = {"number": handling["number"], "version": handling["version"]}
    return errors(await holder.change(query, **at, **more))


async def one(holder: Holder, number: int) -> Json:
    return (await holder.ask(ONE, number=number))["data"]["handling"]


async def listed(holder: Holder, **where: Json) -> list[int]:
    nodes = (await holder.ask(LIST, where=where))["data"]["handlings"]["nodes"]
    return [each["number"] for each in nodes]


async def begun_on(store: Store, number: int, day: date) -> None:
    """As if a unit had it since a day: its steps are not moved, which nobody may."""
    moment = datetime.combine(day, time.min, CHINA)
    async with store.writing() as connection:
        changed = update(Handling).where(Handling.id == number)
        await connection.execute(changed.values(begun_at=moment))


async def in_state(store: Store, number: int, state: str) -> None:
    """As if it were in a state, in its ninth version."""
    async with store.writing() as connection:
        await connection.execute(
            text("update handlings set state = :state, version = 9, asked_days = :asked where id = :number"),
            {"state": state, "asked": 3 if state == "extending" else None, "number": number},
        )
