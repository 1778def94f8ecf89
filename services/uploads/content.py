"""Contents, sealed in pieces: found again where the same is handed in, read piece by piece, dropped when
nobody has them any more.

A piece is sealed as what it is: the number of the piece, and how many there are. So none can be left out, be
put elsewhere, or be taken for one of another content.
"""

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from sqlalchemy import delete, insert, select, update

from models.personal import NONCE, TAG, PersonKey, Sealed, Vault
from models.store import Store
from models.upload import Upload, UploadContent, UploadPiece
from services.refusal import Code, Refusal
from services.unit_of_work import Unit
from services.uploads import folder as files

PIECE = 256 << 10
# With the number of the suite before it.
SEALED_PIECE = 1 + NONCE + PIECE + TAG
DIGEST = "upload digest"
# What is handed in to be imported is of any kind; every other content is of one that we take.
TABLE = "table"


@dataclass(frozen=True, slots=True)
class ContentRow:
    """A content and where its pieces stand; `key` opens them."""

    id: int
    key: Sealed
    kind: str
    size: int
    place: str
    name: str

    @property
    def pieces(self) -> int:
        """How many pieces it has."""
        return -(-self.size // PIECE)


COLUMNS = (
    *(UploadContent.id, UploadContent.key, UploadContent.kind),
    *(UploadContent.size, UploadContent.place, UploadContent.name),
)


async def kept(unit: Unit, folder: Path | None, kind: str, content: bytes) -> int:
    """The row of a content in the unit's committee: the one that is there already, or a new one.

    What was there for an import alone becomes of its `kind` where it is handed in to be kept.
    """
    digest = sha256(content).hexdigest()
    index = _index(unit, digest)
    same = select(UploadContent.id, UploadContent.kind).where(
        UploadContent.committee_id == unit.committee_id, UploadContent.digest_index == index
    )
    found = (await unit.connection.execute(same)).one_or_none()
    if found is not None:
        found_id, found_kind = found
        if found_kind == TABLE != kind:
            of_found = update(UploadContent).where(UploadContent.id == found_id)
            await unit.connection.execute(of_found.values(kind=str(kind)))
        return found_id
    key = unit.vault.new()
    pieces = await asyncio.to_thread(_sealed, key, content)
    name = sha256(b"".join(one.data for one in pieces)).hexdigest()
    if folder is not None:
        await asyncio.to_thread(files.put, folder, name, [one.data for one in pieces])
    added = insert(UploadContent).values(
        committee_id=unit.committee_id,
        key=key.wrapped,
        digest=key.seal(DIGEST, digest),
        digest_index=index,
        kind=str(kind),
        size=len(content),
        place="database" if folder is None else "folder",
        name=name,
    )
    content_id = (await unit.connection.execute(added.returning(UploadContent.id))).scalar_one()
    if folder is None:
        of = {"committee_id": unit.committee_id, "content_id": content_id}
        rows = [{**of, "number": number, "data": one} for number, one in enumerate(pieces)]
        await unit.connection.execute(insert(UploadPiece), rows)
    return content_id


async def opened(store: Store, folder: Path | None, row: ContentRow) -> AsyncIterator[bytes]:
    """The content, piece by piece, each read for itself: a slow reader holds nothing of the database.

    Raises `Refusal` where it was erased meanwhile or its file is not there, `Sick` where it was changed.
    """
    key = store.vault.key(row.key)
    for number in range(row.pieces):
        piece = await _piece(store, folder, row, number)
        yield await asyncio.to_thread(key.open_bytes, _field(number, row.pieces), piece)


async def dropped(unit: Unit, folder: Path | None, content_ids: Collection[int]) -> None:
    """Destroys the keys of those contents that nobody has any more, and takes away what they sealed."""
    columns = select(UploadContent.id, UploadContent.place, UploadContent.name)
    for content_id, place, name in await unit.connection.execute(
        columns.where(UploadContent.id.in_(content_ids))
    ):
        had = select(Upload.id).where(Upload.content_id == content_id).limit(1)
        if await unit.connection.scalar(had) is not None:
            continue
        await unit.connection.execute(delete(UploadPiece).where(UploadPiece.content_id == content_id))
        await unit.connection.execute(delete(UploadContent).where(UploadContent.id == content_id))
        if place == "folder" and folder is not None:
            unit.afterwards.append(partial(files.remove, folder, name))


async def sweep(store: Store, folder: Path) -> int:
    """Removes files that no content has: of who was killed before the row was there, or after it was gone.

    How many there were.
    """
    old = {path.name: path for path in await asyncio.to_thread(lambda: list(files.old_files(folder)))}
    async with store.reading() as connection:
        names = select(UploadContent.name).where(UploadContent.place == "folder")
        wanted = set(await connection.scalars(names))
    abandoned = [path for name, path in old.items() if name not in wanted]
    for path in abandoned:
        await asyncio.to_thread(path.unlink, missing_ok=True)
    return len(abandoned)


async def seal_anew(unit: Unit, former: Vault) -> int:
    """Seals the keys of the committee's contents under its key in place of the former; how many.

    What they sealed stays as it is.
    """
    columns = select(UploadContent.id, UploadContent.key, UploadContent.digest)
    rows = (
        await unit.connection.execute(columns.where(UploadContent.committee_id == unit.committee_id))
    ).all()
    for content_id, wrapped, digest in rows:
        key = former.key(wrapped)
        values = {
            "key": unit.vault.wrapped_anew(key),
            "digest_index": _index(unit, key.open(DIGEST, digest)),
        }
        await unit.connection.execute(
            update(UploadContent).where(UploadContent.id == content_id).values(values)
        )
    return len(rows)


def _index(unit: Unit, digest: str) -> str:
    return unit.vault.index(DIGEST, f"{unit.committee_id}\n{digest}")


def _field(number: int, pieces: int) -> str:
    return f"upload {number} {pieces}"


def _sealed(key: PersonKey, content: bytes) -> list[Sealed]:
    begins = range(0, len(content), PIECE)
    return [
        key.seal_bytes(_field(number, len(begins)), content[begin : begin + PIECE])
        for number, begin in enumerate(begins)
    ]


async def _piece(store: Store, folder: Path | None, row: ContentRow, number: int) -> Sealed:
    if row.place == "folder" and folder is not None:
        try:
            return Sealed(
                await asyncio.to_thread(files.part, folder, row.name, number * SEALED_PIECE, SEALED_PIECE)
            )
        except OSError:
            raise _lacking() from None
    of = (UploadPiece.content_id == row.id) & (UploadPiece.number == number)
    async with store.reading() as connection:
        found = await connection.scalar(select(UploadPiece.data).where(of))
    if found is None:
        raise _lacking()
    return found


def _lacking() -> Refusal:
    return Refusal(Code.UNAVAILABLE, "文件的内容不在（存放文件的文件夹没有恢复，或设置改了），请告诉管理员")
