"""A folder of documents, one a member: all of them are made and read back before the first is there."""

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from documents.page import one_line

_NAME = re.compile(r"(?P<key>\S+) .+ (?P<year>\d{4})年履职情况说明( \(\d+\))?\.(?:pdf|docx)")
_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_LONGEST = 20
# What systems leave in a folder by themselves, and Word beside a document that is open.
_LEFT_BY_OTHERS = re.compile(r"\..*|~\$.*|thumbs\.db|desktop\.ini", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """Whose document: the member's number and name."""

    key: str
    name: str


def file_names(members: Sequence[Named], year: int, ending: str) -> list[str]:
    """A file name for each member, with number and name: safe on every system, and no two alike."""
    taken: set[str] = set()
    found = []
    for one in members:
        stem = f"{_safe(one.key).replace(' ', '_')} {_safe(one.name)} {year}年履职情况说明"
        name, number = f"{stem}.{ending}", 2
        while name.casefold() in taken:
            name, number = f"{stem} ({number}).{ending}", number + 1
        taken.add(name.casefold())
        found.append(name)
    return found


def foreign(folder: Path) -> list[str]:
    """The names in a folder, if it is there, that no issue of documents has put there."""
    if not folder.exists():
        return []
    names = sorted(one.name for one in folder.iterdir())
    return [name for name in names if not _NAME.fullmatch(name) and not _LEFT_BY_OTHERS.fullmatch(name)]


def write(folder: Path, documents: Mapping[str, Callable[[], bytes]], year: int, *, everybody: bool) -> None:
    """Makes all documents, then puts them into `folder`; earlier ones of the same members go.

    Those of `year` that belong to nobody any more go too, where this is the issue of `everybody`; those of
    another ending stay. What a document raises, and an OSError, leaves the folder as it was.
    """
    # On the same disk, and for its owner only. One that a killed program left is taken over.
    part = folder / ".part" if folder.exists() else folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    try:
        for name, made in documents.items():
            (part / name).write_bytes(made())
        if not folder.exists():
            part.rename(folder)
            return
        stale = [one for one in folder.iterdir() if _stale(one.name, documents, year, everybody)]
        for one in part.iterdir():
            one.replace(folder / one.name)
        for one in stale:
            one.unlink()
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _stale(name: str, written: Mapping[str, object], year: int, everybody: bool) -> bool:
    found = _NAME.fullmatch(name)
    endings = {Path(one).suffix for one in written}
    if not found or name in written or int(found["year"]) != year or Path(name).suffix not in endings:
        return False
    keys = {one["key"] for one in map(_NAME.fullmatch, written) if one}
    return everybody or found["key"] in keys


def _safe(text: str) -> str:
    """A part of a file name: on one line, without what a file system forbids, of bounded length."""
    return _UNSAFE.sub("_", one_line(text))[:_LONGEST].strip(" .") or "_"
