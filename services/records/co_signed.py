"""What co-signers answered of a work: it wins over whatever else is written of them."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from models.co_signature import CoSignature
from rules.record import Part, Record
from services.rights.policy import CONFIRMED, POSITION
from services.unit_of_work import Unit


def co_signs(at: int, part: Part) -> bool:
    """Whether a part is one of those behind the first, of a kind that asks whether they signed."""
    return CONFIRMED in part.attributes and part.attributes.get(POSITION, at) != 1


def with_answers(record: Record, answers: Mapping[str, bool]) -> Record:
    """The work with these answers of its co-signers, by the keys of members that it has."""
    parts = [
        Part(part.member, {**part.attributes, CONFIRMED: answers[part.member]})
        if part.member in answers and co_signs(at, part)
        else part
        for at, part in enumerate(record.parts, 1)
    ]
    return replace(record, parts=parts)


async def as_answered(unit: Unit, record_id: int, record: Record) -> Record:
    """The record with what its co-signers answered; its members are keyed by their rows."""
    columns = select(CoSignature.membership_id, CoSignature.confirmed)
    answers = await unit.connection.execute(columns.where(CoSignature.record_id == record_id))
    return with_answers(record, {str(member): confirmed for member, confirmed in answers})


async def answers_in(unit: Unit) -> dict[int, dict[int, bool]]:
    """All that co-signers of the committee answered: by record, then by membership."""
    columns = select(CoSignature.record_id, CoSignature.membership_id, CoSignature.confirmed)
    found: dict[int, dict[int, bool]] = {}
    for record_id, member, confirmed in await unit.connection.execute(
        columns.where(CoSignature.committee_id == unit.committee_id)
    ):
        found.setdefault(record_id, {})[member] = confirmed
    return found
