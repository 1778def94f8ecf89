"""Sealed contents as files: each under the SHA-256 of what is in it, whole or not there at all."""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

# Who writes a file has its row committed long before; what is older and has none belongs to nobody.
ABANDONED_SECONDS = 3_600
DRAFT = ".draft-"


def path_of(folder: Path, name: str) -> Path:
    """Where a file of this name lies."""
    return folder / name[:2] / name


def put(folder: Path, name: str, pieces: Sequence[bytes]) -> None:
    """Writes a file and has the disk keep it; raises OSError."""
    path = path_of(folder, name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{DRAFT}{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    _settle(path.parent)


def part(folder: Path, name: str, begin: int, size: int) -> bytes:
    """A part of a file; raises OSError."""
    with path_of(folder, name).open("rb") as file:
        file.seek(begin)
        return file.read(size)


def copied(names: Sequence[str], source: Path, target: Path) -> list[str]:
    """Copies files that are not there yet from one folder to another; the names of those that are nowhere, or
    are not what their names say. Raises OSError.
    """
    lacking = []
    for name in names:
        if not _is_whole(target, name):
            if not _is_whole(source, name):
                lacking.append(name)
                continue
            put(target, name, [path_of(source, name).read_bytes()])
    return lacking


def _is_whole(folder: Path, name: str) -> bool:
    path = path_of(folder, name)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == name


def remove(folder: Path, name: str) -> None:
    """Removes a file; one that cannot be removed now is found by `content.sweep`."""
    with suppress(OSError):
        path_of(folder, name).unlink()


def old_files(folder: Path) -> Iterator[Path]:
    """What was written long enough ago to have its row, if anybody still wants it; drafts as well."""
    before = time.time() - ABANDONED_SECONDS
    for path in folder.glob("??/*"):
        with suppress(OSError):
            if path.stat().st_mtime < before:
                yield path


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
