"""What is handled begins with the last signature of a paper (议10), goes on step by step, once more where its
author is dissatisfied (议12), and is dropped where the paper was of an item that is purged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from models.handling import Handling, HandlingAnswer, HandlingStep, HandlingUnit
from models.opinion_paper import Paper
from services.opinions.handling import ENTITY, HandlingRow, check_handling_version, handling
from services.opinions.routes import routes
from services.opinions.sealing import WORDS, key_of
from services.opinions.transitions import HANDLINGS, PURGE, REOPEN, SEND
from services.refusal import Code, Refusal
from services.rights.handling import known_units
from services.unit_of_work import Unit
from services.uploads.policy import HANDLING_ANSWER
from services.uploads.upload import erase_attached

UNKNOWN = "选一个登记了的单位：它要有人担任“承办单位”的角色；没有的，先请安全管理员登记"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said with a step: for which unit it is taken (None: by the Office), which other unit and how
    many working days it names, in which words; of a contact with an author when it was, and how.
    """

    unit: str | None = None
    other: str | None = None
    days: int | None = None
    words: str | None = None
    day: date | None = None
    how: str | None = None


async def begin(unit: Unit, paper_id: int, lead: str, co_units: Sequence[str]) -> None:
    """Hands a paper that was signed to its units."""
    state = HANDLINGS.steps[0].to
    added = insert(Handling).values(
        committee_id=unit.committee_id,
        paper_id=paper_id,
        state=state,
        version=1,
        begun_at=unit.at,
        extended_days=0,
        answer_number=0,
    )
    number: int = (await unit.connection.execute(added.returning(Handling.id))).scalar_one()
    await name_units(unit, number, lead, co_units)
    await _add_step(unit, number, paper_id, SEND, 0, Said(other=lead))
    unit.note(SEND, ENTITY, number, after={"state": state, "version": 1, "paper": paper_id})


async def name_units(unit: Unit, number: int, lead: str, co_units: Sequence[str]) -> None:
    """Names who handles it from now on, in place of whoever did."""
    await unit.connection.execute(delete(HandlingUnit).where(HandlingUnit.handling_id == number))
    rows = [
        {"committee_id": unit.committee_id, "handling_id": number, "unit": name, "lead": name == lead}
        for name in (lead, *co_units)
    ]
    await unit.connection.execute(insert(HandlingUnit), rows)


async def seen(unit: Unit, number: int, version: int) -> HandlingRow:
    """What is handled, for whoever takes a step with it as it was seen; raises `Refusal`."""
    found = await handling(unit.connection, unit.vault, number, unit.rights)
    check_handling_version(found, version)
    return found


async def moved(unit: Unit, found: HandlingRow, action: str, said: Said, **values: Any) -> HandlingRow:
    """Takes a step of the table, which sets these columns, too; as whoever took it sees it then. Raises
    `Refusal` where there is none.
    """
    told: dict[str, Any] = {"state": HANDLINGS.after(found.state, action), "version": found.version + 1}
    changed = update(Handling).where(Handling.id == found.id)
    await unit.connection.execute(changed.values(**told, **values))
    number = values.get("answer_number", found.answer_number)
    await _add_step(unit, found.id, found.paper_id, action, number, said)
    # Which unit, and what was said, stands in no trail.
    days = {} if said.days is None else {"days": said.days}
    unit.note(action, ENTITY, found.id, {"state": found.state, "version": found.version}, {**told, **days})
    unit.result = found.id
    return await handling(unit.connection, unit.vault, found.id, unit.rights)


async def reopen(unit: Unit, number: int, why: str) -> None:
    """Hands what was answered to its units once more, since an author is dissatisfied, who does not read it
    themselves; raises `Refusal`.
    """
    columns: Any = select(Handling.paper_id, Handling.state, Handling.version, Handling.answer_number)
    row = (await unit.connection.execute(columns.where(Handling.id == number))).one()
    told = {"state": HANDLINGS.after(row.state, REOPEN), "version": row.version + 1}
    changed = update(Handling).where(Handling.id == number)
    await unit.connection.execute(changed.values(**told, extended_days=0))
    await _add_step(unit, number, row.paper_id, REOPEN, row.answer_number, Said(words=why))
    unit.note(REOPEN, ENTITY, number, {"state": row.state, "version": row.version}, told)


async def drop(unit: Unit, paper_id: int) -> int | None:
    """Drops what is handled of a paper whose key was destroyed, with the files of its answers; its number."""
    of_paper = Handling.paper_id == paper_id
    columns = select(Handling.id, Handling.state, Handling.version, Handling.answer_number)
    row = (await unit.connection.execute(columns.where(of_paper, Handling.state != "dropped"))).one_or_none()
    if row is None:
        return None
    told = {"state": HANDLINGS.after(row.state, PURGE), "version": row.version + 1}
    await unit.connection.execute(update(Handling).where(of_paper).values(**told, asked_days=None))
    answers = select(HandlingAnswer.id).where(HandlingAnswer.handling_id == row.id)
    await erase_attached(unit, HANDLING_ANSWER, list(await unit.connection.scalars(answers)))
    await _add_step(unit, row.id, paper_id, PURGE, row.answer_number, Said())
    unit.note(PURGE, ENTITY, row.id, {"state": row.state, "version": row.version}, told)
    return int(row.id)


async def check_units(unit: Unit, lead: str | None, co_units: Sequence[str] = ()) -> None:
    """Raises `Refusal` where one of these is no unit that handles papers, or is named twice, or they are too
    many.
    """
    most = routes().most_units
    if len(co_units) > most or len({*co_units} - {lead}) < len(co_units):
        message = f"协办单位最多 {most} 个，每个写一次，不写承办单位"
        raise Refusal(Code.BAD_USER_INPUT, message, "coUnits")
    if lead is None and not co_units:
        return
    known = await known_units(unit.connection, unit.committee_id)
    if lead is not None and lead not in known:
        raise Refusal(Code.BAD_USER_INPUT, UNKNOWN, "unit")
    if not {*co_units} <= {*known}:
        raise Refusal(Code.BAD_USER_INPUT, UNKNOWN, "coUnits")


async def _add_step(
    unit: Unit, number: int, paper_id: int, action: str, answer_number: int, said: Said
) -> None:
    sealed = None
    if said.words is not None:
        wrapped = await unit.connection.scalar(select(Paper.key).where(Paper.id == paper_id))
        sealed = key_of(unit.vault, wrapped).seal(WORDS, said.words)
    added = insert(HandlingStep).values(
        committee_id=unit.committee_id,
        handling_id=number,
        action=action,
        at=unit.at,
        actor=unit.actor.signature,
        unit=said.unit,
        other=said.other,
        days=said.days,
        answer_number=answer_number,
        words=sealed,
        day=said.day,
        how=said.how,
    )
    await unit.connection.execute(added)
