"""Reading a file from untrusted hands in a process with limits: where it dies, that is an answer."""

import base64
import io
import pickle
from collections.abc import Sequence
from dataclasses import dataclass, is_dataclass, replace
from datetime import date
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

from files.problem import Problem, Refused, shown
from files.reading.members import MembersFile
from files.reading.records import RecordsFile
from files.reading.shown_rows import ShownRow
from files.reading.understood import Understood
from services.refusal import Code, Refusal
from services.sandbox import parcel
from services.sandbox.sandbox import FILE_TASKS, Bounds, ChildDied, Sandbox

_PLAIN: dict[tuple[str, str], type] = {("datetime", "date"): date, ("fractions", "Fraction"): Fraction}


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may use: bytes of memory, seconds of the processor and by the clock."""

    memory: int = 3 << 30
    seconds: int = 300


USUAL = Limits()


async def limited_members(limits: Limits, path: Path, *words: Any, **more: Any) -> MembersFile:
    """`read_members(path, *words, **more)` in a process with limits; a file beyond them is unusable."""
    found = await _asked(limits, "members read", path, words, more)
    return MembersFile([], [found], unusable=True) if isinstance(found, Problem) else found


async def limited_records(
    limits: Limits, paths: Path | Sequence[Path], *words: Any, **more: Any
) -> RecordsFile:
    """`read_records(paths, *words, **more)` in a process with limits; files beyond them are unusable."""
    found = await _asked(limits, "records read", paths, words, more)
    if isinstance(found, Problem):
        return RecordsFile([], [found], unusable=True)
    read: tuple[RecordsFile, list[parcel.Packed]] = found
    return replace(read[0], records=parcel.unpacked(read[1]))


async def limited_understanding(limits: Limits, paths: Sequence[Path], *words: Any) -> Understood:
    """`understood(paths, *words)` in a process with limits; files beyond them are unusable."""
    found = await _asked(limits, "records understood", paths, words, {})
    if isinstance(found, Problem):
        return Understood(problems=[(found, 1)], problem_count=1)
    read: Understood = found
    return read


async def limited_rows(limits: Limits, paths: Sequence[Path], *words: Any) -> list[ShownRow]:
    """`shown_rows(paths, *words)` in a process with limits; none of files beyond them."""
    found = await _asked(limits, "rows shown", paths, words, {})
    return [] if isinstance(found, Problem) else found


async def _asked(
    limits: Limits, task: str, paths: Path | Sequence[Path], words: tuple[Any, ...], more: dict[str, Any]
) -> Any:
    """What the child read, or the problem for which it could not; raises `Refusal` where none starts."""
    bounds = Bounds(
        text_seconds=limits.seconds,
        cpu_seconds=limits.seconds,
        memory=limits.memory,
        answer=limits.memory,
        waiting=0,
    )
    sandbox = Sandbox(bounds, FILE_TASKS)
    try:
        # The child has another working directory.
        there = paths.absolute() if isinstance(paths, Path) else [path.absolute() for path in paths]
        answer = await sandbox.ask(task, (there, *words), more)
    except ChildDied:
        refused = _too_large(limits)
    except Refusal as wrong:
        if wrong.code is Code.BAD_USER_INPUT:
            refused = _too_large(limits)
        elif wrong.code is Code.TIMEOUT:
            refused = Refused(
                f"读了 {limits.seconds} 秒还没有读完", "分成几个文件；或加大 LUZHI_READING_SECONDS"
            )
        else:
            raise
    else:
        return unpacked(answer)
    finally:
        await sandbox.close()
    names = paths.name if isinstance(paths, Path) else "、".join(path.name for path in paths)
    return Problem("", None, None, shown(names), refused.message, refused.suggestion)


def _too_large(limits: Limits) -> Refused:
    message = f"文件太大，读的时候超过了内存上限（{limits.memory >> 20:,} MB）"
    return Refused(message, "分成几个文件；或加大 LUZHI_READING_BYTES")


def unpacked(answer: str) -> Any:
    """What a child packed; raises `pickle.UnpicklingError` where that is anything but values of files."""
    return _Plain(io.BytesIO(base64.b64decode(answer))).load()


class _Plain(pickle.Unpickler):
    """Takes nothing but the plain values of which files are made: the child may be in other hands by now."""

    def find_class(self, module: str, name: str) -> type:
        if (module, name) in _PLAIN:
            return _PLAIN[module, name]
        if (module.startswith("files.") or module == "rules.record") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module and _is_plain(found):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")


def _is_plain(kind: type) -> bool:
    return is_dataclass(kind) or issubclass(kind, tuple | Enum)
