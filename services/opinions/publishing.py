"""Whether an item may be published (议14): the Office withholds it for a reason of the list, and puts it
back; its submitter withdraws the agreement, and gives it again. Published is what the rule says.
"""

from functools import cache

from sqlalchemy import update

from models.opinion import Opinion
from models.store import Store
from services.actor import Actor, known
from services.opinions.editing import move_items
from services.opinions.opinion import OpinionRow, check_version, opinion
from services.opinions.reviewing import take_step
from services.opinions.transitions import AGREE, DISAGREE, ITEMS, PUT_BACK, WITHHOLD
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work
from wordlist import wordlist

FILE = "publishing.yaml"
SUBMITTER = "同意不同意公开，由提交的人定"


@cache
def withholdings() -> dict[str, str]:
    """Why an item may be withheld, each by its code."""
    found: dict[str, str] = wordlist("services.opinions", FILE)
    return found


async def withhold(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, reason: str
) -> OpinionRow:
    """Withholds an item from those who read what is published; raises `Refusal`."""
    if reason not in withholdings():
        raise Refusal(Code.BAD_USER_INPUT, f"应为：{'、'.join(withholdings())}", "reason")
    async with unit_of_work(store, committee, known(actor), right=Right.REVIEW_OPINIONS) as unit:
        await _check(unit, number, version, withheld=False)
        await take_step(unit, number, version, WITHHOLD, reason, withheld_at=unit.at)
        return await opinion(unit.connection, unit.vault, unit.committee_id, number, unit.rights)


async def put_back(
    store: Store, committee: str, actor: Actor | None, number: int, version: int
) -> OpinionRow:
    """Lets an item be published again by the rule; raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.REVIEW_OPINIONS) as unit:
        await _check(unit, number, version, withheld=True)
        await take_step(unit, number, version, PUT_BACK, withheld_at=None)
        return await opinion(unit.connection, unit.vault, unit.committee_id, number, unit.rights)


async def agree(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, *, agrees: bool
) -> OpinionRow:
    """Gives or withdraws the agreement of whoever submitted an item; raises `Refusal`."""
    action = AGREE if agrees else DISAGREE
    async with unit_of_work(store, committee, known(actor), right=Right.WRITE_OPINIONS) as unit:
        found = await opinion(unit.connection, unit.vault, unit.committee_id, number, unit.rights)
        if not found.own:
            raise Refusal(Code.FORBIDDEN, SUBMITTER, "actor")
        check_version(found, version)
        ITEMS.after(found.state, action)
        if found.open is agrees:
            raise Refusal(Code.CONFLICT, f"已经是{'同意' if agrees else '不同意'}公开", "agrees")
        await move_items(unit, [found], action)
        changed = update(Opinion).where(Opinion.id == number)
        await unit.connection.execute(changed.values(open=agrees))
        unit.result = number
        return await opinion(unit.connection, unit.vault, unit.committee_id, number, unit.rights)


async def _check(unit: Unit, number: int, version: int, *, withheld: bool) -> None:
    found = await opinion(unit.connection, unit.vault, unit.committee_id, number, unit.rights)
    check_version(found, version)
    ITEMS.after(found.state, PUT_BACK if withheld else WITHHOLD)
    if (found.withheld_at is not None) is not withheld:
        message = "没有不公开，不用恢复" if withheld else "已经不公开"
        raise Refusal(Code.CONFLICT, message, "number")
