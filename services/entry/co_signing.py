"""Co-signers say themselves whether they signed a work: 确认 of their own authorship, and nothing else of it.

Until they answer, what the catalogue says by default holds, or what the department wrote; their answer wins.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.clock import Now
from models.co_signature import CoSignature
from models.record import Part as PartRow
from models.record import Record as Row
from models.store import Store
from services.actor import Actor, known
from services.entry.ground import ground_of, home_of
from services.reason import checked_reason
from services.records.by_row import ByRow, RowOf
from services.records.co_signed import co_signs, with_answers
from services.records.correcting import Corrector
from services.records.reading import Reader
from services.refusal import Code, Refusal
from services.rights.policy import CO_SIGNING, CONFIRMED, TOLD, Signed, co_signed
from services.rights.role import Right
from services.runs.live import Live
from services.slice import Slice, sliced
from services.unit_of_work import Unit, unit_of_work

ENTITY = "co-signature"


@dataclass(frozen=True, slots=True)
class CoSignatureRow:
    """A work that a member signed with others; `confirmed` is None until the member answers."""

    id: int
    membership_id: int
    confirmed: bool | None
    answered_at: datetime | None


async def co_sign(
    store: Store, live: Live, actor: Actor | None, record_id: int, reason: str | None = None
) -> CoSignatureRow:
    """Confirms that one signed a work, or with a `reason` that one did not; scores follow (履6).

    Raises `Refusal`, the same for a work that is not there and one that whoever asks did not sign.
    """
    who, confirmed = known(actor), reason is None
    why = None if reason is None else checked_reason(reason)
    async with store.reading() as connection:
        committee, year = await home_of(connection, record_id)
    async with unit_of_work(store, committee, who, why, right=Right.READ_OWN) as unit:
        ground = await ground_of(unit, live.boards, year, None)
        catalogue = ground.rule_set.catalogue
        (stored,) = await Reader(unit.connection, unit.committee_id, catalogue, ByRow()).of_ids([record_id])
        signers = frozenset(
            int(part.member) for at, part in enumerate(stored.record.parts, 1) if co_signs(at, part)
        )
        told = await unit.connection.scalar(select(Row.id).where(Row.id == record_id, TOLD)) is not None
        signed = Signed(committee_id=unit.committee_id, id=record_id, co_signers=signers, told=told)
        if not CO_SIGNING.may(unit.rights, signed):
            raise Refusal(Code.NOT_FOUND, "没有这件作品，或者您不是它的联名人", "record")
        if stored.state in ("withdrawn", "archived"):
            said = "撤回" if stored.state == "withdrawn" else "归档"
            raise Refusal(Code.CONFLICT, f"这件作品已经{said}：有不同意见，向录入的部门提出", "record")
        own = sorted(signers & unit.rights.own)
        await _answered(unit, record_id, own, confirmed)
        record = with_answers(stored.record, {str(member): confirmed for member in own})
        unit.note("answer", ENTITY, record_id, after={"members": own, CONFIRMED: confirmed})
        if record != stored.record:
            recorder = Corrector(unit, catalogue, year, stored.source, RowOf())
            await recorder.change(record_id, stored.version, stored.record, record)
            if stored.state == "approved":
                await recorder.say_unseen([record_id])
            await live.follow(unit, recorder.touched)
        (row,) = (await unit.connection.execute(_COLUMNS.where(Row.id == record_id, _own(own)))).all()[:1]
        return CoSignatureRow(*row)


async def co_signatures(
    connection: AsyncConnection, memberships: Iterable[int], part: Slice[tuple[int]]
) -> list[CoSignatureRow]:
    """The works that these memberships signed with others, the newest first."""
    rows = await sliced(connection, _COLUMNS.where(_own(memberships)), (Row.id,), part)
    return [CoSignatureRow(*row) for row in rows]


async def count(connection: AsyncConnection, memberships: Iterable[int]) -> int:
    """How many there are."""
    asked = select(func.count()).select_from(_COLUMNS.where(_own(memberships)).subquery())
    return (await connection.execute(asked)).scalar_one()


_COLUMNS: Any = (
    select(Row.id, PartRow.membership_id, CoSignature.confirmed, CoSignature.answered_at)
    .join(PartRow, PartRow.record_id == Row.id)
    .outerjoin(
        CoSignature,
        and_(CoSignature.record_id == Row.id, CoSignature.membership_id == PartRow.membership_id),
    )
    .where(Row.form == "work", Row.state != "withdrawn", TOLD)
)


def _own(memberships: Iterable[int]) -> Any:
    return co_signed(sorted(memberships))


async def _answered(unit: Unit, record_id: int, members: Iterable[int], confirmed: bool) -> None:
    for member in members:
        of_part = (CoSignature.record_id == record_id) & (CoSignature.membership_id == member)
        said = {"confirmed": confirmed, "answered_at": Now()}
        done = await unit.connection.execute(update(CoSignature).where(of_part).values(said))
        if done.rowcount == 0:
            row = {"committee_id": unit.committee_id, "record_id": record_id, "membership_id": member}
            await unit.connection.execute(insert(CoSignature).values(**row, **said))
