"""The trail shipped by a server on schedule: where it stopped, by one server at a time, beside all requests.

What a server has begun to send and not known to be received is said again, and says so (`again`): nothing is
left out. Into a folder nothing is written twice, for what is there can be read.
"""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from models.clock import Now, now
from models.committee import Committee
from models.shipping import Shipping
from models.store import Store
from services.audit.shipping import Copied, append, copied, ends
from services.audit.syslog import DATAGRAM, Receiver, message, receiver
from services.trail import lines

log = logging.getLogger("luzhi.shipping")
log.addHandler(logging.NullHandler())
# Lines that are sent together, and the time for which nobody else begins meanwhile.
TOGETHER, LEASE = 500, timedelta(minutes=2)
CODE = "TRAIL_NOT_SHIPPED"
ADVICE = (
    "改动记录没有送到另一处：查看那一处（文件夹在不在、能不能写，syslog 开着没有、证书对不对），"
    "好了会接着送，不必重启；设置见 LUZHI_SHIP_TO"
)


class Behind(Exception):
    """That the trail here is shorter than what was shipped: the database was put back to an earlier day."""


class Lost(Exception):
    """That another server has taken over."""


class Held(NamedTuple):
    """How far a committee's trail is shipped, and how far it may be."""

    place: int
    sending: int


class Target(Protocol):
    """Where lines are shipped to."""

    async def last(self, code: str) -> int | None:
        """The place of the last line that is there; None where nobody can look."""

    async def take(self, code: str, some: Sequence[Copied], sent: int) -> None:
        """Takes lines; those to the place `sent` may be there already. Raises OSError."""


class InFolder:
    """A folder with a file for each committee. It has to be there: where a disk is not mounted is none."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def last(self, code: str) -> int | None:
        """The place of the last whole line of the file."""
        return await asyncio.to_thread(ends, self._file(code))

    async def take(self, code: str, some: Sequence[Copied], sent: int) -> None:
        """Writes lines behind those that are there."""
        await asyncio.to_thread(append, self._file(code), [one.text for one in some])

    def _file(self, code: str) -> Path:
        return self._path / f"{code}.jsonl"


class BySyslog:
    """A receiver of syslog."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver

    async def last(self, code: str) -> int | None:
        """Nobody can look."""
        return None

    async def take(self, code: str, some: Sequence[Copied], sent: int) -> None:
        """Sends lines."""
        most = DATAGRAM if self._receiver.transport == "udp" else None
        await self._receiver.receive(
            [message(one.at, one.ascii(again=one.place <= sent, most=most)) for one in some]
        )


def target_of(address: str, authority: str = "") -> Target:
    """The target of an address: a receiver of syslog, or a folder."""
    found = receiver(address, authority)
    return InFolder(Path(address)) if found is None else BySyslog(found)


class Shipper:
    """Ships the trails of a store to a target. `failing`: the last time did not come to its end."""

    code, advice = CODE, ADVICE

    def __init__(self, store: Store, address: str, seconds: float, authority: str = "") -> None:
        self._store = store
        self._address = address
        self._target = target_of(address, authority)
        self._seconds = seconds
        self._me = secrets.token_hex(16)
        self._task: asyncio.Task[None] | None = None
        self.failing = False
        self.failures = 0

    def begin(self) -> None:
        """Ships now, and again after the seconds."""
        self._task = asyncio.create_task(self._forever())

    async def close(self) -> None:
        """Ends it, wherever it is."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def once(self) -> None:
        """Ships what is not there yet. Never raises: whether it went well is `failing`."""
        try:
            async with self._store.reading() as connection:
                columns = select(Committee.id, Committee.code).order_by(Committee.code)
                found = (await connection.execute(columns)).all()
            for committee_id, code in found:
                await self._ship(committee_id, code)
        except Exception as error:
            self._note_failure(error)
        else:
            if self.failing:
                log.warning("trail is shipped again", extra={"code": CODE})
            self.failing = False

    async def _forever(self) -> None:
        while True:
            await self.once()
            await asyncio.sleep(self._seconds)

    def _note_failure(self, error: Exception) -> None:
        self.failures += 1
        if not self.failing:
            log.error("trail is not shipped", exc_info=error, extra={"code": CODE, "advice": ADVICE})
        self.failing = True

    async def _ship(self, committee_id: int, code: str) -> None:
        held = await self._held(committee_id)
        if held is None:
            return
        last = await self._target.last(code)
        place = held.place if last is None else last
        try:
            while some := await self._next(committee_id, code, place):
                await self._keep(committee_id, sending=some[-1].place)
                await self._target.take(code, some, held.sending)
                place = some[-1].place
                await self._keep(committee_id, place=place)
            await self._keep(committee_id, place=place, shipped_at=Now())
        except Lost:
            return

    async def _next(self, committee_id: int, code: str, place: int) -> list[Copied]:
        """The next lines behind a place."""
        own = Change.committee_id == committee_id
        async with self._store.reading() as connection:
            columns = select(Committee.trail_place).where(Committee.id == committee_id)
            if (await connection.scalar(columns) or 0) < place:
                raise Behind
            part = own & (Change.place > place) & (Change.place <= place + TOGETHER)
            return [copied(committee_id, code, row) async for row in lines(connection, part)]

    async def _held(self, committee_id: int) -> Held | None:
        """How far it is, for this server to go on; None: another is at it."""
        async with self._store.writing() as connection:
            # Two servers that find no row take turns by that of the committee.
            own = select(Committee.id).where(Committee.id == committee_id)
            await connection.execute(own.with_for_update())
            moment, row = await now(connection), await _row(connection, committee_id)
            if row is not None and row.holder != self._me and moment < row.held_until:
                return None
            values: dict[str, Any] = {"holder": self._me, "held_until": moment + LEASE}
            if row is None or row.target != self._address:
                values |= {"target": self._address, "place": 0, "sending": 0, "shipped_at": None}
            if row is None:
                await connection.execute(insert(Shipping).values(committee_id=committee_id, **values))
            else:
                changed = update(Shipping).where(Shipping.committee_id == committee_id)
                await connection.execute(changed.values(values))
            return Held(values.get("place", row and row.place), values.get("sending", row and row.sending))

    async def _keep(self, committee_id: int, **values: Any) -> None:
        """Writes down how far it is; raises `Lost` where another server has taken over."""
        async with self._store.writing() as connection:
            until = await now(connection) + LEASE
            own = (Shipping.committee_id == committee_id) & (Shipping.holder == self._me)
            changed = update(Shipping).where(own).values(held_until=until, **values)
            if (await connection.execute(changed)).rowcount != 1:
                raise Lost


async def _row(connection: AsyncConnection, committee_id: int) -> Any:
    own = select(Shipping).where(Shipping.committee_id == committee_id)
    return (await connection.execute(own)).one_or_none()
