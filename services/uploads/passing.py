"""Files that are handed in to be read once, for an import: sealed as they came, and gone within days."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.clock import Now, now
from models.committee import Committee
from models.store import Store
from models.upload import Upload, UploadContent
from services.actor import Actor
from services.jobs.task import Task, Work, task
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.unit_of_work import Unit, check_right, unit_of_work
from services.uploads import content
from services.uploads.content import ContentRow
from services.uploads.keeping import Keeping
from services.uploads.name import plain_name
from services.uploads.policy import IMPORT
from services.uploads.upload import ENTITY, GONE, NAME, check_active, check_total, erased, of_committee

KEPT = timedelta(days=1)
FORGETTING = Actor("过期清理", "system")
# The most bytes of the files of one import: they stand in memory while they are laid out.
MOST_BYTES = 128 << 20
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
    back. Raises `Refusal`.
    """
    name = plain_name(said, LONGEST)
    if not given:
        raise Refusal(Code.BAD_USER_INPUT, f"“{name}”是空的，一个字节也没有：看看是不是选错了", "file")
    async with unit_of_work(store, committee, actor, right=Right.IMPORT) as unit:
        account = unit.actor.account
        assert account is not None
        await check_active(unit)
        await check_total(unit.connection, keeping, account, len(given))
        key = unit.vault.new()
        added = insert(Upload).values(
            committee_id=unit.committee_id,
            account_id=account,
            content_id=await content.kept(unit, keeping.folder, content.TABLE, given),
            owner=IMPORT,
            owner_id=account,
            key=key.wrapped,
            name=key.seal(NAME, name),
            uploaded_at=Now(),
        )
        upload_id = (await unit.connection.execute(added.returning(Upload.id))).scalar_one()
        unit.note(
            "upload",
            ENTITY,
            upload_id,
            after={"account": account, "kind": content.TABLE, "bytes": len(given)},
        )
    return Passing(upload_id, name, len(given))


async def contained(
    store: Store, keeping: Keeping, account_id: int, upload_ids: Sequence[int]
) -> list[Contained]:
    """The files that an account handed in so within a day, in the order that is asked for.

    Raises `Refusal`, before anything is opened where they are too large together.
    """
    columns = [one.label(f"content_{one.key}") for one in content.COLUMNS]
    own = (Upload.owner == IMPORT) & (Upload.account_id == account_id) & Upload.id.in_(upload_ids)
    asked = select(Upload.id, Upload.key, Upload.name, *columns).join(
        UploadContent, UploadContent.id == Upload.content_id
    )
    async with store.reading() as connection:
        recent = Upload.uploaded_at >= await now(connection) - KEPT
        rows = {row.id: row for row in await connection.execute(asked.where(own, recent))}
    if rows.keys() != {*upload_ids}:
        raise Refusal(Code.NOT_FOUND, "文件不在了：导入过的、过了一天的会删去，请再选一次", "files")
    if sum(rows[upload_id].content_size for upload_id in upload_ids) > MOST_BYTES:
        message = f"这些文件加起来太大，一次最多导入 {MOST_BYTES >> 20} MB：分几次导入"
        raise Refusal(Code.BAD_USER_INPUT, message, "files")
    files = []
    for row in (rows[upload_id] for upload_id in upload_ids):
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
        await _erase(unit, keeping, own)


@task("imports.forget", attempts=3)
async def forget(work: Work) -> None:
    """Erases what was handed in so to a committee more than a day ago."""
    async with work.store.reading() as connection:
        of_id = select(Committee.code).where(Committee.id == work.committee_id)
        code = (await connection.execute(of_id)).scalar_one()
    async with unit_of_work(work.store, code, FORGETTING, right=None) as unit:
        await _erase(unit, work.given(Keeping), _past(await now(unit.connection) - KEPT))


async def forgotten(connection: AsyncConnection) -> Sequence[tuple[Task, int]]:
    """The committees in which there is something to be erased."""
    due = await connection.scalars(_FORGOTTEN, {"before": await now(connection) - KEPT})
    return [(forget, committee_id) for committee_id in sorted(due)]


def _past(before: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return (Upload.owner == IMPORT) & (Upload.uploaded_at < before)


# Put together once: it is asked after every commit.
_FORGOTTEN = (
    select(Upload.committee_id).where(Upload.content_id.is_not(None), _past(bindparam("before"))).distinct()
)


async def _erase(unit: Unit, keeping: Keeping, which: ColumnElement[bool]) -> None:
    rows = (await unit.connection.execute(of_committee(unit, *GONE).where(which))).all()
    if rows:
        await erased(unit, rows, keeping.folder)
        for row in rows:
            unit.note("erase", ENTITY, row.id)
