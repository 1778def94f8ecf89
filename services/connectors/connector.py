"""The connectors of a committee: which there are, for which department, and how their requests are signed."""

import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.clock import Now, now
from models.committee import Committee
from models.connector import Connector, ConnectorEvent
from models.personal import Vault
from models.store import Store
from services.actor import Actor, known
from services.refusal import Code, Refusal
from services.rights.departments import departments
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work

ENTITY, SECRET, DOCUMENT = "connector", "connector secret", "connector document"
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
# Seconds by which the moment of a request may be away from ours.
WINDOW = 300
_NOBODY = "no connector of this name"


@dataclass(frozen=True, slots=True)
class ConnectorRow:
    """A connector; `secret` is None where it is not told, or gone."""

    id: int
    committee_id: int
    committee: str
    name: str
    department: str
    made_at: datetime
    ended_at: datetime | None
    secret: str | None = field(default=None, repr=False)

    @property
    def actor(self) -> Actor:
        """Whoever hands in: the connector itself."""
        return Actor(f"接口 {self.name}", "system", self.department)


async def add(store: Store, committee: str, actor: Actor | None, name: str, department: str) -> ConnectorRow:
    """A new connector that hands in what a department enters, with its secret, which is told this once.

    Raises `Refusal`, also where another connector of the installation bears the name.
    """
    if NAME.fullmatch(name) is None:
        raise Refusal(Code.BAD_USER_INPUT, "名称写小写字母、数字、短横，字母开头，最多 40 个", "name")
    async with unit_of_work(store, committee, known(actor), right=Right.GRANT) as unit:
        known_ones = await departments(unit.connection, unit.committee_id)
        if department not in known_ones:
            told = "、".join(sorted(known_ones))
            raise Refusal(Code.BAD_USER_INPUT, f"没有这个部门，可以写：{told}", "department")
        if await unit.connection.scalar(select(Connector.id).where(Connector.name == name)) is not None:
            raise Refusal(Code.CONFLICT, "已有这个名称的接口，换一个", "name")
        key, secret = unit.vault.new(), token_urlsafe(32)
        made = insert(Connector).values(
            committee_id=unit.committee_id,
            name=name,
            department=department,
            key=key.wrapped,
            secret=key.seal(SECRET, secret),
            made_at=Now(),
        )
        row_id = (await unit.connection.execute(made.returning(Connector.id))).scalar_one()
        unit.note("add", ENTITY, row_id, after={"name": name, "department": department})
        found = await connectors(unit.connection, unit.committee_id)
    return next(_with(one, secret) for one in found if one.id == row_id)


async def end(store: Store, committee: str, actor: Actor | None, name: str) -> ConnectorRow:
    """Ends a connector for good: its secret is gone at once. Raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.GRANT) as unit:
        found = await named(unit.connection, unit.committee_id, name)
        gone = update(Connector).where(Connector.id == found.id)
        await unit.connection.execute(gone.values(key=None, secret=None, ended_at=Now()))
        unit.note("end", ENTITY, found.id, {"name": name})
        return found


async def named(connection: AsyncConnection, committee_id: int, name: str) -> ConnectorRow:
    """The connector of a name that has not ended; raises `Refusal`."""
    for one in await connectors(connection, committee_id):
        if one.name == name and one.ended_at is None:
            return one
    raise Refusal(Code.NOT_FOUND, "没有这个名称的接口，或已停用", "name")


async def connectors(connection: AsyncConnection, committee_id: int) -> list[ConnectorRow]:
    """All connectors of a committee, by name; without their secrets."""
    rows = await connection.execute(
        _COLUMNS.where(Connector.committee_id == committee_id).order_by(Connector.name)
    )
    return [ConnectorRow(*row[:7]) for row in rows]


_COLUMNS = select(
    *(Connector.id, Connector.committee_id, Committee.code, Connector.name, Connector.department),
    *(Connector.made_at, Connector.ended_at, Connector.key, Connector.secret),
).join(Committee, Committee.id == Connector.committee_id)


async def signed(
    connection: AsyncConnection, vault: Vault, name: str, moment: str, signature: str, body: bytes
) -> ConnectorRow:
    """The connector that signed a body; raises `Refusal`, the same whether it is unknown or another signed.

    `signature` is the HMAC-SHA256 of the moment (seconds since 1970), a dot and the body, in hex.
    """
    row = (await connection.execute(_COLUMNS.where(Connector.name == name))).one_or_none()
    secret = _NOBODY
    if row is not None and row.key is not None and row.secret is not None:
        secret = vault.key(row.key).open(SECRET, row.secret)
    expected = signature_of(secret, moment, body)
    known_one = hmac.compare_digest(expected, signature) and secret is not _NOBODY
    seconds = int(moment) if moment.isascii() and moment.isdecimal() and len(moment) < 12 else 0
    if row is None or not known_one:
        raise Refusal(Code.FORBIDDEN, "没有这个接口，或签名不对", "Luzhi-Signature")
    if abs((await now(connection)).timestamp() - seconds) > WINDOW:
        message = f"时间差得太多（超过 {WINDOW} 秒）：核对时钟，按现在的时间重新签名"
        raise Refusal(Code.FORBIDDEN, message, "Luzhi-Timestamp")
    return ConnectorRow(*row[:7])


def signature_of(secret: str, moment: str, body: bytes) -> str:
    """How a request is signed."""
    told = moment.encode("utf-8", "replace") + b"." + body
    return hmac.digest(secret.encode(), told, sha256).hex()


async def seal_anew(unit: Unit, former: Vault) -> int:
    """Seals the keys of the committee's connectors and documents under its key; how many."""
    count = 0
    for table in (Connector, ConnectorEvent):
        columns = select(table.id, table.key).where(
            table.committee_id == unit.committee_id, table.key.is_not(None)
        )
        for row_id, wrapped in (await unit.connection.execute(columns)).all():
            assert wrapped is not None
            key = unit.vault.wrapped_anew(former.key(wrapped))
            await unit.connection.execute(update(table).where(table.id == row_id).values(key=key))
            count += 1
    return count


async def take_out(unit: Unit) -> int:
    """Takes out what nobody can open any more: a connector ends, a document is dismissed; how many."""
    gone: dict[type[Connector | ConnectorEvent], dict[str, object]] = {
        Connector: {"key": None, "secret": None, "ended_at": Now()},
        ConnectorEvent: {
            "key": None,
            "document": None,
            "state": "ignored",
            "why": "dismissed",
            "settled_at": Now(),
        },
    }
    count = 0
    for table, values in gone.items():
        columns = select(table.id, table.key).where(
            table.committee_id == unit.committee_id, table.key.is_not(None)
        )
        found = (await unit.connection.execute(columns)).all()
        lost = [one for one, key in found if key is not None and not unit.vault.opens(key)]
        await unit.connection.execute(update(table).where(table.id.in_(lost)).values(values))
        count += len(lost)
    return count


def _with(row: ConnectorRow, secret: str) -> ConnectorRow:
    return ConnectorRow(
        *(row.id, row.committee_id, row.committee, row.name, row.department, row.made_at, row.ended_at),
        secret,
    )
