"""Requests about how answers are rated: for tests over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import text, update

from models.clock import CHINA
from models.handling import HandlingStep
from models.store import Store
from tests.schema.handing import ACCEPT, ANSWER, CHECK, RECEIVE, Hands, done, handed, one, step
from tests.schema.opining import errors
from tests.services.accounts.holder import Holder

Json = Any
TOLD = """
fragment of on Opinion {
  number version
  steps { action by }
  handling { state steps { action by day how { name } } answer { number text } }
  rating {
    state due daysLeft counted reopened afterContact mayRate
    given { place answer rating reason { code name } words before afterContact }
  }
}
"""
RATE = (
    """mutation ($key: String, $number: Int!, $version: Int!, $rating: OpinionRatingValue!, $reason: String,
    $words: String) {
  rateOpinion(committee: "zhoushan", requestKey: $key, number: $number, version: $version, rating: $rating,
    reason: $reason, words: $words) { opinion { ...of } repeated errors { code field message } }
}"""
    + TOLD
)
ITEM = "query ($number: Int!) { opinion(number: $number) { ...of } }" + TOLD
RATINGS = "query ($number: Int!) { handling(number: $number) { ratings } }"
LISTED = """query ($where: OpinionRatingFilter) { committee(code: "zhoushan") {
  opinionRatings(first: 20, where: $where) { nodes { number } }
  opinionRatingCounts {
    unit satisfied fairlySatisfied dissatisfied unrated awaited reopened afterContact
  }
} }"""
_CONTACT = ', $day: Date!, $how: String! = "telephone"', ", day: $day, how: $how"
CONTACT = step("noteHandlingContact", *_CONTACT)
REPORT = step("reportHandlingContact", *_CONTACT)
UNSATISFIED = {"rating": "DISSATISFIED", "reason": "partly", "words": "西侧没有办"}


@dataclass(frozen=True)
class Item:
    """An item and the number of what is handled of it."""

    number: int
    handling: int


async def answered(of: Hands, **more: Json) -> Item:
    """An item that was answered, and whose answer the Office passed."""
    handling = await handed(of, **more)
    handling = await done(of.lead, ACCEPT, await done(of.lead, RECEIVE, handling))
    await answered_on(of, handling, "加 60 个车位")
    return Item(handling["number"], handling["number"])


async def answered_on(of: Hands, handling: Json, words: str) -> None:
    """Another answer, which the Office passes."""
    handling = await done(of.lead, ANSWER, handling, input={"text": words})
    await done(of.office, CHECK, handling)


async def item(holder: Holder, number: int) -> Json:
    return (await holder.ask(ITEM, number=number))["data"]["opinion"]


async def rated(holder: Holder, number: int, **more: Json) -> Json:
    """An item after a rating that went."""
    version = (await item(holder, number))["version"]
    payload = await holder.change(RATE, number=number, version=version, **more)
    assert errors(payload) == []
    return payload["opinion"]


async def refused(holder: Holder, number: int, **more: Json) -> list[tuple[str, str | None]]:
    """Why a rating is refused, by code and field."""
    version = (await item(holder, number) or {"version": 1})["version"]
    return errors(await holder.change(RATE, number=number, version=version, **more))


async def contacted(holder: Holder, query: str, handling: int, day: date, **more: Json) -> Json:
    return await done(holder, query, await one(holder, handling), day=day.isoformat(), **more)


async def final_of(holder: Holder, handling: int) -> list[str]:
    """What is told of ratings with what is handled."""
    told: list[str] = (await holder.ask(RATINGS, number=handling))["data"]["handling"]["ratings"]
    return told


async def passed_on(store: Store, day: date) -> None:
    """As if all answers were passed on a day, which the guards of the database would not allow."""
    moment = datetime.combine(day, time(9), CHINA)
    async with store.writing() as connection:
        if connection.dialect.name == "sqlite":
            await connection.execute(text("drop trigger if exists handling_steps_update"))
        else:
            disabled = "alter table handling_steps disable trigger handling_steps_changed"
            await connection.execute(text(disabled))
        passed = update(HandlingStep).where(HandlingStep.action == "pass")
        await connection.execute(passed.values(at=moment))
