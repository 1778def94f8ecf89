"""Taking what connectors hand in: each document once, in whatever order it comes, however often."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import func, insert, select, update

from models.clock import Now
from models.connector import ConnectorEvent
from models.store import Store
from rules import catalogue as catalogues
from services.actor import Actor, known
from services.connectors.connector import DOCUMENT, ConnectorRow, named
from services.connectors.document import Document, document_of, read_document
from services.connectors.event import DONE, IGNORED, WAITING, EventRow, Kept, event, found_by
from services.connectors.settling import FORM, WORK, Came, Settling
from services.reason import checked_reason
from services.refusal import Code, Refusal
from services.review.department import NotTheirs
from services.rights.entering import entering
from services.rights.role import Right
from services.runs.live import Live
from services.unit_of_work import Unit, note_refusal, unit_of_work

ENTITY, DISMISSED = "connector event", "dismissed"


@dataclass(frozen=True, slots=True)
class Intake:
    """Where documents come in, and where the department settles those that wait. They raise `Refusal`."""

    store: Store
    live: Live

    async def take(self, connector: ConnectorRow, body: bytes, actor: Actor | None = None) -> EventRow:
        """Takes a document, from the connector itself or from somebody of its department who has a file.

        The same again changes nothing and is answered the same.
        """
        document = read_document(body)
        who, right = (connector.actor, None) if actor is None else (actor, Right.ENTER)
        async with _unit(self.store, connector.committee, who, right=right) as unit:
            if actor is not None:
                _check_department(unit, connector.department)
            # It may have ended since it signed.
            await named(unit.connection, unit.committee_id, connector.name)
            of_document = (ConnectorEvent.connector_id == connector.id) & (
                ConnectorEvent.outside_id == document.id
            )
            same = of_document & (ConnectorEvent.sequence == document.sequence)
            for before in await found_by(unit.connection, unit.vault, same):
                if before.digest != document.digest:
                    message = "同一件作品的这个 sequence 以前报过别的内容：每变一次加大"
                    raise Refusal(Code.CONFLICT, message, "sequence")
                return before
            added = insert(ConnectorEvent).values(
                committee_id=unit.committee_id,
                connector_id=connector.id,
                outside_id=document.id,
                sequence=document.sequence,
                digest=document.digest,
                kind=document.kind,
                state=WAITING,
                received_at=Now(),
            )
            row_id = (await unit.connection.execute(added.returning(ConnectorEvent.id))).scalar_one()
            came = await self._settled(unit, connector, row_id, document, Kept(orjson.loads(body)))
            if came.state == DONE and document.kind is not None:
                await self._settle_waiting(unit, connector, document.id, document.sequence)
            return await event(unit.connection, unit.vault, unit.committee_id, row_id)

    async def resolve(
        self, committee: str, actor: Actor | None, number: int, answers: Mapping[int, int | None]
    ) -> EventRow:
        """Settles a document that waits: its authors by their position, each a membership or None for nobody
        of the committee. Whoever does so also lets it change a record that was reviewed.
        """
        async with _unit(self.store, committee, known(actor)) as unit:
            found, connector = await self._waiting(unit, number)
            assert found.kept is not None
            document = document_of(found.kept.said)
            strange = [at for at in answers if not 0 < at <= len(document.authors)]
            if strange:
                raise Refusal(Code.BAD_USER_INPUT, f"作者只有 {len(document.authors)} 名", "authors")
            kept = replace(found.kept, answers={**found.kept.answers, **answers})
            came = await self._settled(unit, connector, number, document, kept, accepted=True)
            if came.state == WAITING and (not answers or came.why == FORM):
                raise Refusal(
                    Code.CONFLICT, f"还不能录入：{'；'.join(came.told) or '它的作品还没有报来'}", "number"
                )
            if came.state == DONE and document.kind is not None:
                await self._settle_waiting(unit, connector, document.id, document.sequence)
            unit.result = number
            return await event(unit.connection, unit.vault, unit.committee_id, number)

    async def dismiss(self, committee: str, actor: Actor | None, number: int, reason: str) -> EventRow:
        """Says that a document that waits is not to be entered, and why."""
        why = checked_reason(reason)
        async with _unit(self.store, committee, known(actor), why) as unit:
            await self._waiting(unit, number)
            await put(unit, number, Came(IGNORED, DISMISSED), None)
            unit.note("dismiss", ENTITY, number, {"state": WAITING}, {"state": IGNORED})
            unit.result = number
            return await event(unit.connection, unit.vault, unit.committee_id, number)

    async def _waiting(self, unit: Unit, number: int) -> tuple[EventRow, ConnectorRow]:
        found = await event(unit.connection, unit.vault, unit.committee_id, number)
        _check_department(unit, found.department)
        if found.state != WAITING or found.kept is None:
            raise Refusal(Code.CONFLICT, "这一份已经办过", "number")
        return found, await named(unit.connection, unit.committee_id, found.connector)

    async def _settle_waiting(
        self, unit: Unit, connector: ConnectorRow, outside_id: str, sequence: int
    ) -> None:
        """The outcomes that came before their work, in their order; older versions that wait are ignored."""
        which = (ConnectorEvent.connector_id == connector.id) & (ConnectorEvent.outside_id == outside_id)
        for one in await found_by(unit.connection, unit.vault, which & (ConnectorEvent.state == WAITING)):
            if one.kept is None or (one.why != WORK and (one.kind is None or one.sequence > sequence)):
                continue
            await self._settled(unit, connector, one.id, document_of(one.kept.said), one.kept)

    async def _settled(
        self,
        unit: Unit,
        connector: ConnectorRow,
        row_id: int,
        document: Document,
        kept: Kept,
        accepted: bool = False,
    ) -> Came:
        which = (ConnectorEvent.connector_id == connector.id) & (ConnectorEvent.outside_id == document.id)
        done = which & (ConnectorEvent.state == DONE)
        columns = select(func.max(ConnectorEvent.sequence), func.max(ConnectorEvent.record_id))
        works = columns.where(done, ConnectorEvent.kind.is_not(None))
        latest, record_id = (await unit.connection.execute(works)).one()
        further = done & ConnectorEvent.kind.is_(None) & (ConnectorEvent.sequence > document.sequence)
        overtaken = (await unit.connection.execute(columns.where(further))).scalar_one() is not None
        settling = Settling(unit, self.live, connector, document, kept.answers, accepted, overtaken)
        came = await settling.settle(record_id, latest or 0)
        await put(unit, row_id, came, kept)
        unit.note(
            "take", ENTITY, row_id, after={"state": came.state, "why": came.why, "record": came.record_id}
        )
        return came


async def put(unit: Unit, row_id: int, came: Came, kept: Kept | None) -> None:
    """What a document came to; what it said is kept only while it waits."""
    values: dict[str, Any] = {"state": came.state, "why": came.why, "record_id": came.record_id}
    values |= {"key": None, "document": None, "settled_at": Now()}
    if came.state == WAITING and kept is not None:
        key = unit.vault.new()
        told = replace(kept, told=came.told, unresolved=came.unresolved)
        values |= {"key": key.wrapped, "document": key.seal(DOCUMENT, told.text()), "settled_at": None}
    await unit.connection.execute(update(ConnectorEvent).where(ConnectorEvent.id == row_id).values(values))


class _NotTheirs(Refusal):
    """What another department enters (履5)."""


@asynccontextmanager
async def _unit(
    store: Store, committee: str, who: Actor, why: str | None = None, right: Right | None = Right.ENTER
) -> AsyncIterator[Unit]:
    """A unit of work; that it is another department's is noted."""
    try:
        async with unit_of_work(store, committee, who, why, right=right) as unit:
            who = unit.actor
            yield unit
    except (_NotTheirs, NotTheirs) as theirs:
        asked = theirs.right if isinstance(theirs, NotTheirs) else Right.ENTER
        await note_refusal(store, committee, who, asked)
        raise


def _check_department(unit: Unit, department: str) -> None:
    if not entering(catalogues.load()).department(unit.rights, department):
        raise _NotTheirs(Code.FORBIDDEN, f"这个接口是{department}的，别的部门不能办", "actor")
