"""Opinion items as they stand in the database after a year: written there, since no moment can be chosen over
HTTP. What each comes to is worked out by hand beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from models.clock import CHINA
from models.handling import Handling, HandlingStep, HandlingUnit
from models.opinion import Opinion, OpinionOutcome, OpinionStep, OpinionText
from models.opinion_paper import Paper, PaperItem, PaperStep, PaperText
from models.store import Store
from services.opinions.sealing import OUTCOME, PARTS
from tests.services.accounts.office import Office, account_of

Steps = tuple[tuple[str, str], ...]
WORKING = {"area": "livelihood", "source": "own", "urgency": "ordinary"}


@dataclass(frozen=True)
class Item:
    """Who wrote it, all that was done about it, and its outcomes: what, which level, on which day."""

    steps: Steps
    state: str
    title: str = "海岛停车难"
    member: int | None = 0
    area: str = "livelihood"
    source: str = "own"
    outcomes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Issued:
    """A paper of items, counted from 1, what was done about it, and what the unit that leads did."""

    items: tuple[int, ...]
    steps: Steps
    unit: str
    state: str
    handled: Steps
    extended: int = 0


# Working days of 2022: the second of April was worked, the third to fifth and the third of June were not.
ITEMS = (
    # 1: reviewed in 2 days (8, 9 March); edited in 3 (10, 11, 14); signed in 2.
    Item(
        (("submit", "03-07"), ("accept", "03-09"), ("take up", "03-10"), ("issue", "03-16")),
        "signed",
        outcomes=(("adoption", "市政协", "2022-04-20"), ("adoption", "省政协", "2023-01-15")),
    ),
    # 2: reviewed in 1; edited and signed with the first.
    Item(
        (("submit", "03-08"), ("accept", "03-09"), ("take up", "03-10"), ("issue", "03-16")),
        "signed",
        title="海岛停车场不够",
        member=1,
        source="commissioned",
        outcomes=(("adoption", "市政协", "2022-05-10"),),
    ),
    # 3, by an information officer: returned after 1, then reviewed in 5.
    Item(
        (("submit", "03-10"), ("return", "03-11"), ("submit", "03-14"), ("accept", "03-21")),
        "accepted",
        title="路灯不亮",
        member=None,
        area="policy",
    ),
    # 4: kept on file after 1.
    Item((("submit", "04-11"), ("keep on file", "04-12")), "kept", title="公交少"),
    # 5 and 6 are counted nowhere.
    Item((("submit", "03-09"), ("purge", "03-09")), "purged"),
    Item((("submit", "03-09"), ("withdraw", "03-10")), "withdrawn"),
    # 7 and 8: reviewed in 1; edited in 1, since the third of June was a day off; signed in 1.
    Item(
        (("submit", "06-01"), ("accept", "06-02"), ("take up", "06-02"), ("issue", "06-07")),
        "signed",
        title="红绿灯太短",
    ),
    Item(
        (("submit", "06-01"), ("accept", "06-02"), ("take up", "06-02"), ("issue", "06-07")),
        "signed",
        title="班车误点",
        outcomes=(("instruction", "市领导", "2022-07-08"),),
    ),
)
PAPERS = (
    # The fifteenth working day after the 16th of March is the 7th of April: a day too late, after 16; passed
    # after 1, since the 9th and 10th were a weekend.
    Issued(
        (1, 2),
        (("begin", "03-10"), ("hand up", "03-14"), ("sign", "03-15"), ("issue", "03-16")),
        "市交通运输局",
        "closed",
        (
            *(("send", "03-16"), ("receive", "03-17"), ("accept", "03-17")),
            *(("answer", "04-08"), ("pass", "04-11")),
        ),
    ),
    # Never answered: its last day was the 28th of June.
    Issued(
        (7,),
        (("begin", "06-02"), ("hand up", "06-06"), ("sign", "06-06"), ("issue", "06-07")),
        "市公安局",
        "accepted",
        (("send", "06-07"), ("receive", "06-08"), ("accept", "06-08")),
    ),
    # Paused from the 8th to the 15th, which is 5 working days: so until the 5th of July, answered after 18.
    Issued(
        (8,),
        (("begin", "06-02"), ("hand up", "06-06"), ("sign", "06-06"), ("issue", "06-07")),
        "市交通运输局",
        "answered",
        (
            *(("send", "06-07"), ("receive", "06-08"), ("accept", "06-08"), ("pause", "06-08")),
            *(("resume", "06-15"), ("answer", "07-01")),
        ),
    ),
)


def moment(day: str) -> datetime:
    """Noon of a day of 2022, in China."""
    return datetime.combine(date.fromisoformat(f"2022-{day}"), time(12), CHINA)


async def written_down(
    store: Store, of: Office, items: Iterable[Item] = ITEMS, papers: Iterable[Issued] = PAPERS
) -> None:
    """Puts these items and papers into an empty committee: their numbers count from 1."""
    member, officer = await account_of(store, "赵一"), await account_of(store, "信息员甲")
    editor, signer = await account_of(store, "办公室甲"), await account_of(store, "签批领导甲")
    async with store.writing() as connection:
        for number, one in enumerate(items, 1):
            account = officer if one.member is None else member
            await _item(connection, store, of, number, one, account)
        for number, paper in enumerate(papers, 1):
            await _paper(connection, store, number, paper, editor, signer)


async def _item(
    connection: AsyncConnection, store: Store, of: Office, number: int, one: Item, account: int
) -> None:
    key, at = store.vault.new(), moment(one.steps[0][1])
    given: dict[str, Any] = {
        **WORKING,
        "committee_id": 1,
        "id": number,
        "account_id": account,
        "state": one.state,
        "version": 9,
        "begun_at": at,
        "submitted_at": at,
        "text_number": 1,
        "open": True,
        "area": one.area,
        "source": one.source,
        "key": None if one.state == "purged" else key.wrapped,
        "membership_id": None if one.member is None else of.members[one.member],
    }
    await connection.execute(insert(Opinion).values(given))
    if one.state != "purged":
        said = {
            "title": one.title,
            "situation": f"{one.title}，八月有 12 天。",
            "causes": "",
            "advice": "增设",
        }
        text = {name: key.seal(part, said[name]) for name, part in PARTS.items()}
        place = {"committee_id": 1, "opinion_id": number, "number": 1, "files": [], "submitted_at": at}
        await connection.execute(insert(OpinionText).values(**place, **text))
    for action, day in one.steps:
        step = {"committee_id": 1, "opinion_id": number, "action": action, "at": moment(day)}
        await connection.execute(insert(OpinionStep).values(**step, actor="办公室甲", text_number=1))
    for count, (outcome, level, told) in enumerate(one.outcomes, 1):
        noted: dict[str, Any] = {
            "opinion_id": number,
            "place": count,
            "outcome": outcome,
            "level": level,
            "committee_id": 1,
        }
        noted |= {"day": date.fromisoformat(told), "noted_at": at, "noted_by": "办公室甲"}
        noted["words"] = key.seal(OUTCOME, "请研究") if outcome == "instruction" else None
        await connection.execute(insert(OpinionOutcome).values(noted))


async def _paper(
    connection: AsyncConnection, store: Store, number: int, one: Issued, editor: int, signer: int
) -> None:
    key, signed = store.vault.new(), moment(one.steps[-1][1])
    given = {
        "committee_id": 1,
        "id": number,
        "state": "signed",
        "version": 9,
        "key": key.wrapped,
        "text_number": 1,
        "destination": "department",
        "vehicle": "forward",
        "unit": one.unit,
        "co_units": [],
        "posts": ["office_head"],
        "issue_year": 2022,
        "issue_number": number,
        "begun_at": signed,
        "signed_at": signed,
    }
    await connection.execute(insert(Paper).values(given))
    text = {name: key.seal(part, "停车") for name, part in PARTS.items()}
    place = {"committee_id": 1, "paper_id": number, "number": 1, "saved_at": signed, "saved_by": "办公室甲"}
    await connection.execute(insert(PaperText).values(**place, **text))
    for at, item in enumerate(one.items):
        row = {"committee_id": 1, "paper_id": number, "opinion_id": item, "place": at}
        await connection.execute(insert(PaperItem).values(row))
    for action, day in one.steps:
        step = {"committee_id": 1, "paper_id": number, "action": action, "at": moment(day), "text_number": 1}
        who = signer if action in ("sign", "issue") else editor
        await connection.execute(insert(PaperStep).values(**step, actor="甲", account_id=who))
    handling = {
        "committee_id": 1,
        "id": number,
        "paper_id": number,
        "state": one.state,
        "version": 9,
        "begun_at": signed,
        "extended_days": one.extended,
        "answer_number": 0,
    }
    await connection.execute(insert(Handling).values(handling))
    leads = {"committee_id": 1, "handling_id": number, "unit": one.unit, "lead": True}
    await connection.execute(insert(HandlingUnit).values(leads))
    for action, day in one.handled:
        step = {"committee_id": 1, "handling_id": number, "action": action, "at": moment(day)}
        await connection.execute(insert(HandlingStep).values(**step, actor="单位甲", answer_number=0))
