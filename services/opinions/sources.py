"""What an item came from (议7): the call that it answers, the contact point at which it was collected; read
beside the item, and checked when it is submitted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.clock import day_of
from models.contact_point import ContactPoint
from models.opinion import Opinion, OpinionText
from models.opinion_call import OpinionCall
from models.opinion_lead import OpinionLead
from services.opinions.form import Written
from services.opinions.points import existing
from services.refusal import Code, Refusal
from services.rights.calls import readable_calls
from services.rights.held import today
from services.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What an item names, by its number and what it is called; `late`: it was first submitted after the
    deadline of its call, or would be today.
    """

    call: tuple[int, str] | None = None
    point: tuple[int, str] | None = None
    late: bool = False


NONE = SourceRow()


async def sources_of(
    connection: AsyncConnection, written: Mapping[int, Written | None], day: date
) -> dict[int, SourceRow]:
    """What each item names, by the number of the item; three statements, and none where nothing is named."""
    calls = {one.call for one in written.values() if one and one.call}
    points = {one.point for one in written.values() if one and one.point}
    if not calls and not points:
        return {}
    columns = select(OpinionCall.id, OpinionCall.title, OpinionCall.deadline)
    of_calls = {row.id: row for row in await connection.execute(columns.where(OpinionCall.id.in_(calls)))}
    columns_of_points = select(ContactPoint.id, ContactPoint.name).where(ContactPoint.id.in_(points))
    of_points = {row.id: row.name for row in await connection.execute(columns_of_points)}
    first = select(OpinionText.opinion_id, OpinionText.submitted_at).where(
        OpinionText.opinion_id.in_(written), OpinionText.number == 1
    )
    handed_in = {row.opinion_id: day_of(row.submitted_at) for row in await connection.execute(first)}
    found = {}
    for number, one in written.items():
        call = of_calls.get(one.call) if one and one.call else None
        point = of_points.get(one.point) if one and one.point else None
        found[number] = SourceRow(
            None if call is None else (call.id, call.title),
            None if one is None or one.point is None or point is None else (one.point, point),
            call is not None and handed_in.get(number, day) > call.deadline,
        )
    return found


async def check_sources(unit: Unit, number: int, written: Written) -> None:
    """Raises `Refusal` where the point was none while the item was written, the call does not invite its
    author or was withdrawn, or the lead is none that its author has taken up. What comes late is taken.
    """
    day = await today(unit.connection)
    if written.point is not None:
        begun_at = await unit.connection.scalar(select(Opinion.begun_at).where(Opinion.id == number))
        own = (ContactPoint.committee_id == unit.committee_id) & (ContactPoint.id == written.point)
        of_days = existing(day if begun_at is None else day_of(begun_at), day)
        if await unit.connection.scalar(select(ContactPoint.id).where(own, of_days)) is None:
            message = "没有这个联系点，或者写的时候它已经撤了：另选一个"
            raise Refusal(Code.NOT_FOUND, message, "contactPoint")
    if written.call is not None:
        told = await readable_calls(unit.connection, unit.rights, day)
        of_call = (OpinionCall.id == written.call) & OpinionCall.state.in_(("open", "closed"))
        if await unit.connection.scalar(select(OpinionCall.id).where(told, of_call)) is None:
            message = "没有这次约稿，没有请您，或者已经撤回：另选一次，或改来源"
            raise Refusal(Code.NOT_FOUND, message, "call")
    if written.lead is not None:
        own = (OpinionLead.committee_id == unit.committee_id) & (OpinionLead.id == written.lead)
        taken = (OpinionLead.holder_id == unit.rights.account_id) & (OpinionLead.state == "taken")
        if await unit.connection.scalar(select(OpinionLead.id).where(own, taken)) is None:
            raise Refusal(Code.NOT_FOUND, "没有这条线索，或者不是您接办的：先接办，再写", "lead")
