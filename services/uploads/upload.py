"""Files that people hand in: taken, listed, read with a right and a line in the trail, erased."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from documents.received.file import Kind
from models.account import Account
from models.clock import CHINA, Now, day_of, now
from models.personal import Vault
from models.store import Store
from models.upload import Upload, UploadContent
from services.actor import Actor
from services.refusal import Code, Refusal
from services.slice import Slice, sliced
from services.unit_of_work import Unit, unit_of_work
from services.uploads import content
from services.uploads.cleaning import cleaned_apart
from services.uploads.content import ContentRow
from services.uploads.keeping import Keeping
from services.uploads.name import name_of
from services.uploads.policy import ACCOUNT, IMPORT, LEAVE, MAY_READ, OBJECTION

ENTITY, NAME = "upload", "upload name"


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A file as those see it who may."""

    id: int
    name: str
    kind: Kind
    size: int
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is being read; `pieces` are its content, one behind the other."""

    upload: UploadRow
    pieces: AsyncIterator[bytes]


_COLUMNS = (
    *(Upload.id, Upload.key.label("name_key"), Upload.name.label("said")),
    *(UploadContent.kind, UploadContent.size, Upload.uploaded_at),
)


async def take(
    store: Store, keeping: Keeping, committee: str, actor: Actor, said: str, given: bytes
) -> UploadRow:
    """Takes a file from whoever is signed in, rid of what it tells of its maker.

    Raises `Refusal` where it is none that is taken, or there are too many.
    """
    assert actor.account is not None
    async with store.reading() as connection:
        await check_room(connection, keeping, actor.account, len(given))
    kind, written = await cleaned_apart(keeping, given)
    name = name_of(said, kind)
    async with unit_of_work(store, committee, actor, right=None) as unit:
        await check_active(unit)
        await check_room(unit.connection, keeping, actor.account, len(written))
        key = unit.vault.new()
        added = insert(Upload).values(
            committee_id=unit.committee_id,
            account_id=actor.account,
            content_id=await content.kept(unit, keeping.folder, kind, written),
            owner=ACCOUNT,
            owner_id=actor.account,
            key=key.wrapped,
            name=key.seal(NAME, name),
            uploaded_at=Now(),
        )
        upload_id = (await unit.connection.execute(added.returning(Upload.id))).scalar_one()
        after = {"account": actor.account, "kind": kind.value, "bytes": len(written)}
        unit.note("upload", ENTITY, upload_id, after=after)
        moment = await now(unit.connection)
    return UploadRow(upload_id, name, kind, len(written), moment)


async def read(store: Store, keeping: Keeping, committee: str, actor: Actor, upload_id: int) -> Opened:
    """A file in full, of which the trail tells; raises `Refusal`, the same for one that is not there and one
    that is not for whoever asks.
    """
    async with unit_of_work(store, committee, actor, right=None) as unit:
        await check_active(unit)
        columns = (Upload.owner, Upload.owner_id, *_COLUMNS)
        of_content = [one.label(f"content_{one.key}") for one in content.COLUMNS]
        asked = of_committee(unit, *columns, *of_content).where(Upload.id == upload_id)
        row = (await unit.connection.execute(asked)).one_or_none()
        if row is None or not await MAY_READ[row.owner](unit, row.owner_id):
            raise missing()
        unit.note("read", ENTITY, upload_id, after={"account": actor.account})
        told = row._mapping
        found = ContentRow(**{one.key: told[f"content_{one.key}"] for one in content.COLUMNS})
        upload = _shown(store.vault, row)
    return Opened(upload, content.opened(store, keeping.folder, found))


def missing() -> Refusal:
    """That there is no such file for whoever asks."""
    return Refusal(Code.NOT_FOUND, "没有这个文件，或者不是给您看的", "id")


async def uploads_of(
    connection: AsyncConnection, vault: Vault, account_id: int, part: Slice[tuple[Any, ...]]
) -> list[UploadRow]:
    """The files that an account handed in to be kept, the newest first; raises `Sick` where the master key
    is away.
    """
    own: Any = select(*_COLUMNS).join(UploadContent, UploadContent.id == Upload.content_id)
    own = own.where(Upload.account_id == account_id, Upload.owner != IMPORT)
    rows = await sliced(connection, own, (Upload.id,), part)
    return [_shown(vault, row) for row in rows]


async def upload_count(connection: AsyncConnection, account_id: int) -> int:
    """How many there are."""
    own = (Upload.account_id == account_id) & Upload.content_id.is_not(None) & (Upload.owner != IMPORT)
    return int(await connection.scalar(select(func.count()).select_from(Upload).where(own)) or 0)


async def remove(store: Store, keeping: Keeping, committee: str, actor: Actor, upload_id: int) -> None:
    """Erases a file that whoever asks handed in and that is attached to nothing; raises `Refusal`."""
    async with unit_of_work(store, committee, actor, right=None) as unit:
        free = Upload.owner.in_((ACCOUNT, IMPORT)) & (Upload.owner_id == actor.account)
        rows = (
            await unit.connection.execute(of_committee(unit, *GONE).where(free, Upload.id == upload_id))
        ).all()
        if not rows:
            raise missing()
        await erased(unit, rows, keeping.folder)
        unit.note("erase", ENTITY, upload_id)


async def attach(unit: Unit, upload_ids: Collection[int], owner: str, owner_id: int) -> None:
    """Gives files that whoever makes the change handed in, and that are attached to nothing, to a thing.

    Raises `Refusal` where one of them is none of those.
    """
    free = (Upload.committee_id == unit.committee_id) & (Upload.owner == ACCOUNT)
    free &= (Upload.owner_id == unit.actor.account) & Upload.content_id.is_not(None)
    moved = update(Upload).where(free, Upload.id.in_(upload_ids)).values(owner=owner, owner_id=owner_id)
    if (await unit.connection.execute(moved)).rowcount != len(upload_ids):
        raise Refusal(Code.NOT_FOUND, "没有这个文件，或者已经用在别处；自己上传的见 me.uploads", "files")


async def attached(
    connection: AsyncConnection, vault: Vault, owner: str, owner_ids: Collection[int]
) -> dict[int, list[UploadRow]]:
    """The files of each of these things that were not erased, in the order in which they came."""
    found: dict[int, list[UploadRow]] = {one: [] for one in owner_ids}
    columns: Any = select(Upload.owner_id, *_COLUMNS).join(
        UploadContent, UploadContent.id == Upload.content_id
    )
    of_owner = columns.where(Upload.owner == owner, Upload.owner_id.in_(owner_ids)).order_by(Upload.id)
    for row in await connection.execute(of_owner):
        found[row.owner_id].append(_shown(vault, row))
    return found


async def handed_in(
    connection: AsyncConnection, vault: Vault, account_id: int, upload_ids: Collection[int]
) -> list[UploadRow]:
    """Those of these files that an account handed in and that are attached to nothing yet."""
    columns: Any = select(*_COLUMNS).join(UploadContent, UploadContent.id == Upload.content_id)
    free = (Upload.owner == ACCOUNT) & (Upload.owner_id == account_id) & Upload.id.in_(upload_ids)
    return [_shown(vault, row) for row in await connection.execute(columns.where(free).order_by(Upload.id))]


async def erase(unit: Unit, account_id: int) -> int:
    """Erases all that a leaver handed in and that is attached to nothing, or to their leave or an objection
    of theirs: the keys are destroyed. How many.

    What is attached elsewhere belongs to that, and goes with it. Files in a folder, which nobody can open any
    more, are removed by `content.sweep`.
    """
    own = (Upload.account_id == account_id) & Upload.owner.in_((ACCOUNT, IMPORT, LEAVE, OBJECTION))
    return await erased(unit, (await unit.connection.execute(of_committee(unit, *GONE).where(own))).all())


async def erase_attached(unit: Unit, owner: str, owner_ids: Collection[int]) -> int:
    """Erases all that is attached to these things of a kind; how many."""
    of_things = (Upload.owner == owner) & Upload.owner_id.in_(owner_ids)
    return await erased(
        unit, (await unit.connection.execute(of_committee(unit, *GONE).where(of_things))).all()
    )


async def erase_of(unit: Unit, upload_ids: Collection[int]) -> int:
    """Erases these files; how many."""
    of_ids = of_committee(unit, *GONE).where(Upload.id.in_(upload_ids))
    return await erased(unit, (await unit.connection.execute(of_ids)).all())


async def seal_anew(unit: Unit, former: Vault) -> int:
    """Seals the keys of the committee's files under its key in place of the former; how many."""
    columns = select(Upload.id, Upload.key).where(Upload.key.is_not(None))
    rows = (await unit.connection.execute(columns.where(Upload.committee_id == unit.committee_id))).all()
    for upload_id, wrapped in rows:
        assert wrapped is not None
        key = unit.vault.wrapped_anew(former.key(wrapped))
        await unit.connection.execute(update(Upload).where(Upload.id == upload_id).values(key=key))
    await content.seal_anew(unit, former)
    return len(rows)


async def take_out(unit: Unit) -> int:
    """Takes out the files that nobody can open any more; how many."""
    rows = (await unit.connection.execute(of_committee(unit, *GONE, Upload.key))).all()
    return await erased(unit, [row for row in rows if not unit.vault.opens(row.key)])


GONE = (Upload.id, Upload.content_id)


def of_committee(unit: Unit, *columns: Any) -> Any:
    """The files of the unit's committee that were not erased."""
    joined = select(*columns).join(UploadContent, UploadContent.id == Upload.content_id)
    return joined.where(Upload.committee_id == unit.committee_id)


async def erased(unit: Unit, rows: Sequence[Row[*tuple[Any, ...]]], folder: Path | None = None) -> int:
    """Destroys the keys of files, and their contents where nobody else has them; how many."""
    ids = [row.id for row in rows]
    gone = {"content_id": None, "key": None, "name": None, "erased_at": Now()}
    await unit.connection.execute(update(Upload).where(Upload.id.in_(ids)).values(gone))
    await content.dropped(unit, folder, {row.content_id for row in rows})
    return len(ids)


async def check_active(unit: Unit) -> None:
    """Raises `Refusal` where the account was locked or closed while its file was on its way."""
    of_actor = (Account.id == unit.actor.account) & (Account.committee_id == unit.committee_id)
    state = await unit.connection.scalar(select(Account.state).where(of_actor))
    if state != "active":
        raise Refusal(Code.SIGN_IN_REQUIRED, "没有登录，或登录已失效：请先登录")


async def check_room(connection: AsyncConnection, keeping: Keeping, account_id: int, size: int) -> None:
    """Raises `Refusal` where an account has handed in too many today that are kept, or its committee too
    much.
    """
    morning = datetime.combine(day_of(await now(connection)), time(), CHINA)
    of_account = (Upload.account_id == account_id) & (Upload.uploaded_at >= morning)
    of_account &= Upload.owner != IMPORT
    today = await connection.scalar(select(func.count()).select_from(Upload).where(of_account))
    if (today or 0) >= keeping.a_day:
        message = f"今天上传的文件到了上限（每人每天 {keeping.a_day:,} 个），明天再传"
        raise Refusal(Code.TOO_MANY_ATTEMPTS, message)
    await check_total(connection, keeping, account_id, size)


async def check_total(connection: AsyncConnection, keeping: Keeping, account_id: int, size: int) -> None:
    """Raises `Refusal` where the committee of an account would have too much."""
    committee_id = select(Account.committee_id).where(Account.id == account_id).scalar_subquery()
    # As handed in: whether another has the same is nobody's to find out.
    held = (
        select(func.sum(UploadContent.size))
        .join(Upload, Upload.content_id == UploadContent.id)
        .where(Upload.committee_id == committee_id)
    )
    if int(await connection.scalar(held) or 0) + size > keeping.total:
        message = "这个政协的文件到了上限，先删去不用的，或请管理员加大 LUZHI_UPLOAD_TOTAL_BYTES"
        raise Refusal(Code.CONFLICT, message)


def _shown(vault: Vault, row: Any) -> UploadRow:
    name = vault.key(row.name_key).open(NAME, row.said)
    return UploadRow(row.id, name, Kind(row.kind), row.size, row.uploaded_at)
