"""Files that are handed in to be read once, for an import: sealed as they came, and gone within days."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select

from models.clock import Now, now
from models.store import Store
from models.upload import Upload, UploadContent
from services.actor import Actor
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.unit_of_work import check_right, unit_of_work
from services.uploads import content
from services.uploads.content import ContentRow
from services.uploads.keeping import Keeping
from services.uploads.name import plain_name
from services.uploads.policy import IMPORT
from services.uploads.upload import ENTITY, GONE, NAME, check_active, check_room, erased, of_committee

KIND = "table"
KEPT = timedelta(days=1)
# Such a name must be one that a disk takes, whatever it is spelt in.
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Passing:
    """A file that waits to be read: its row, its name, and how many bytes it has."""

    id: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Contained:
    """A file with its content, as it came."""

    name: str
    content: bytes


async def check_importer(store: Store, committee: str, actor: Actor) -> None:
    """Raises `Refusal` where somebody may not import, before anything is taken from them."""
    await check_right(store, committee, actor, Right.IMPORT)


async def hand_in(
    store: Store, keeping: Keeping, committee: str, actor: Actor, said: str, given: bytes
) -> Passing:
    """Takes a file from whoever imports, whatever it is: it is read where it can do no harm, and not given
    back. What was handed in so more than a day ago goes. Raises `Refusal`.
    """
    name = plain_name(said, LONGEST)
    if not given:
        raise Refusal(Code.BAD_USER_INPUT, f"“{name}”是空的，一个字节也没有：看看是不是选错了", "file")
    async with unit_of_work(store, committee, actor, right=Right.IMPORT) as unit:
        account = unit.actor.account
        assert account is not None
        await check_active(unit)
        await check_room(unit.connection, keeping, account, len(given))
        old = (Upload.owner == IMPORT) & (Upload.uploaded_at < await now(unit.connection) - KEPT)
        rows = (await unit.connection.execute(of_committee(unit, *GONE).where(old))).all()
        if rows:
            await erased(unit, rows, keeping.folder)
        key = unit.vault.new()
        added = insert(Upload).values(
            committee_id=unit.committee_id,
            account_id=account,
            content_id=await content.kept(unit, keeping.folder, KIND, given),
            owner=IMPORT,
            owner_id=account,
            key=key.wrapped,
            name=key.seal(NAME, name),
            uploaded_at=Now(),
        )
        upload_id = (await unit.connection.execute(added.returning(Upload.id))).scalar_one()
        unit.note("upload", ENTITY, upload_id, after={"account": account, "kind": KIND, "bytes": len(given)})
    return Passing(upload_id, name, len(given))


async def contained(
    store: Store, keeping: Keeping, account_id: int, upload_ids: Sequence[int]
) -> list[Contained]:
    """The files that an account handed in so, in the order that is asked for; raises `Refusal`."""
    columns = [one.label(f"content_{one.key}") for one in content.COLUMNS]
    own = (Upload.owner == IMPORT) & (Upload.account_id == account_id) & Upload.id.in_(upload_ids)
    asked = select(Upload.id, Upload.key, Upload.name, *columns).join(
        UploadContent, UploadContent.id == Upload.content_id
    )
    async with store.reading() as connection:
        rows = {row.id: row for row in await connection.execute(asked.where(own))}
    files = []
    for upload_id in upload_ids:
        row = rows.get(upload_id)
        if row is None:
            raise Refusal(Code.NOT_FOUND, "文件不在了：导入过的、过了一天的会删去，请再选一次", "files")
        told = row._mapping
        found = ContentRow(**{one.key: told[f"content_{one.key}"] for one in content.COLUMNS})
        pieces = [piece async for piece in content.opened(store, keeping.folder, found)]
        name = store.vault.key(row.key).open(NAME, row.name)
        files.append(Contained(name, b"".join(pieces)))
    return files


async def drop(
    store: Store, keeping: Keeping, committee: str, actor: Actor, upload_ids: Collection[int]
) -> None:
    """Erases files that were read; those that are gone already are left so."""
    async with unit_of_work(store, committee, actor, right=None) as unit:
        own = (Upload.owner == IMPORT) & (Upload.owner_id == actor.account) & Upload.id.in_(upload_ids)
        rows = (await unit.connection.execute(of_committee(unit, *GONE).where(own))).all()
        if rows:
            await erased(unit, rows, keeping.folder)
            for row in rows:
                unit.note("erase", ENTITY, row.id)
