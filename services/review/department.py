"""Which department a record is of: the one that enters its kind (履5), and where that is whoever organises,
the one that entered it.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, String, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from models.record import Record
from rules.catalogue import Catalogue
from services.rights.policy import ORGANISER, department_of

MWC = "委员工作委员会"


async def departments_of(
    connection: AsyncConnection, catalogue: Catalogue, committee_id: int, which: ColumnElement[bool]
) -> dict[int, str]:
    """The department of each record of a condition; the Members' Work Committee's where nobody knows."""
    columns = select(Record.id, Record.kind, Record.attributes)
    records = await connection.execute(columns.where(Record.committee_id == committee_id, which))
    added = select(Change.entity_id, Change.department).join(Record, Record.id == Change.entity_id)
    of_records = (
        (Change.committee_id == committee_id) & (Change.entity == "record") & (Change.action == "add")
    )
    entered: Mapping[int, str | None] = {
        row.entity_id: row.department for row in await connection.execute(added.where(of_records, which))
    }
    found = {}
    for row in records:
        kind = catalogue.kinds.get(row.kind)
        said = "" if kind is None else department_of(kind, row.attributes)
        found[row.id] = (entered.get(row.id) or MWC) if said in ORGANISER else said
    return found


async def department_of_record(
    connection: AsyncConnection, catalogue: Catalogue, committee_id: int, record_id: int
) -> str:
    """The department of one record."""
    return (await departments_of(connection, catalogue, committee_id, Record.id == record_id))[record_id]


async def changed_by(
    connection: AsyncConnection, committee_id: int, records: Collection[int], until: int
) -> frozenset[str]:
    """Who entered or changed these records up to a revision, by their signatures."""
    of_records = (Change.committee_id == committee_id) & (Change.entity == "record")
    columns = select(type_coerce(Change.actor, String)).where(
        of_records, Change.entity_id.in_(records), Change.revision <= until
    )
    return frozenset(await connection.scalars(columns))
