"""What connectors have handed in, as the department sees it; of what waits, the document that is kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import LAST_ROW, json_text
from models.connector import STATES, Connector, ConnectorEvent
from models.personal import Vault
from rules.catalogue import load
from services.connectors.connector import DOCUMENT
from services.refusal import Code, Refusal
from services.rights.entering import entering
from services.rights.held import Rights
from services.slice import Slice, sliced

DONE, WAITING, IGNORED = STATES


@dataclass(frozen=True, slots=True)
class Kept:
    """A document that waits: what it said, whom its authors were found to be by their position (None: no
    member), what is wrong with it, and the positions of those authors who are to be found.
    """

    said: Mapping[str, Any]
    answers: Mapping[int, int | None] = field(default_factory=dict)
    told: Sequence[str] = ()
    unresolved: Sequence[int] = ()

    def text(self) -> str:
        """As it is sealed."""
        answers = {str(at): member for at, member in self.answers.items()}
        return json_text([self.said, answers, list(self.told), list(self.unresolved)])

    @classmethod
    def of_text(cls, text: str) -> "Kept":
        """The same read back."""
        said, answers, told, unresolved = orjson.loads(text)
        return cls(said, {int(at): member for at, member in answers.items()}, told, unresolved)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """A document that was handed in; `kept` is what it said, while it waits."""

    id: int
    connector_id: int
    connector: str
    department: str
    outside_id: str
    sequence: int
    digest: str
    kind: str | None
    state: str
    why: str | None
    record_id: int | None
    received_at: datetime
    settled_at: datetime | None
    kept: Kept | None = None


_NAMES = (
    *("id", "connector_id", "outside_id", "sequence", "digest", "kind"),
    *("state", "why", "record_id", "received_at", "settled_at"),
)
_COLUMNS: Any = select(
    *(getattr(ConnectorEvent, name) for name in _NAMES),
    *(ConnectorEvent.key, ConnectorEvent.document),
    *(Connector.name.label("connector"), Connector.department),
).join(Connector, Connector.id == ConnectorEvent.connector_id)


async def events(
    connection: AsyncConnection,
    vault: Vault,
    committee_id: int,
    state: str | None,
    part: Slice[tuple[int]],
    departments: Collection[str] | None = None,
) -> list[EventRow]:
    """What was handed in to a committee, perhaps in one state or for these departments only, the newest
    first.
    """
    asked = _COLUMNS.where(_of(committee_id, state, departments))
    return [_shown(vault, row) for row in await sliced(connection, asked, (ConnectorEvent.id,), part)]


async def count(
    connection: AsyncConnection,
    committee_id: int,
    state: str | None,
    departments: Collection[str] | None = None,
) -> int:
    """How many there are."""
    asked = select(func.count()).select_from(ConnectorEvent).where(_of(committee_id, state, departments))
    return (await connection.execute(asked)).scalar_one()


async def event(connection: AsyncConnection, vault: Vault, committee_id: int, number: int) -> EventRow:
    """One of a committee's; raises `Refusal`."""
    found = await found_by(
        connection,
        vault,
        (ConnectorEvent.committee_id == committee_id) & (ConnectorEvent.id == min(number, LAST_ROW)),
    )
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的", "number")
    return found[0]


async def found_by(connection: AsyncConnection, vault: Vault, which: ColumnElement[bool]) -> list[EventRow]:
    """Those of a condition, in the order of their sequence."""
    rows = await connection.execute(_COLUMNS.where(which).order_by(ConnectorEvent.sequence))
    return [_shown(vault, row) for row in rows]


async def departments_of(connection: AsyncConnection, committee_id: int, rights: Rights) -> list[str]:
    """The departments with a connector of whose events somebody disposes."""
    of_committee = select(Connector.department).where(Connector.committee_id == committee_id).distinct()
    policy = entering(load())
    return [one for one in await connection.scalars(of_committee) if policy.department(rights, one)]


def _of(
    committee_id: int, state: str | None, departments: Collection[str] | None = None
) -> ColumnElement[bool]:
    found = ConnectorEvent.committee_id == committee_id
    if state is not None:
        found &= ConnectorEvent.state == state
    if departments is not None:
        theirs = select(Connector.id).where(Connector.department.in_(departments))
        found &= ConnectorEvent.connector_id.in_(theirs)
    return found


def _shown(vault: Vault, row: Any) -> EventRow:
    told = dict(row._mapping)
    key, sealed = told.pop("key"), told.pop("document")
    kept = None
    if key is not None and sealed is not None:
        kept = Kept.of_text(vault.key(key).open(DOCUMENT, sealed))
    return EventRow(**told, kept=kept)
